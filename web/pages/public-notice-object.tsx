import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { PrintButton } from '../pieces/print-button.tsx'
import { ObjectionFields, type ObjectionValues, objectionLabels } from './objection-fields.tsx'
import type { Retry } from './reason-page.tsx'

type ObjectProps = Retry & {
  readonly notice: { readonly id: string; readonly title: string; readonly issuer: string; readonly endsAt: string }
  readonly item: { readonly id: string; readonly name: string; readonly amount_fen: bigint }
  readonly values: ObjectionValues
}

/** Anyone objects to one item of a running notice. */
export function ObjectPage({ notice, item, values, errors = [], onceKey }: ObjectProps) {
  const words = useWords()
  const { t, instant } = words
  return (
    <Page title={t('publicNotice.objectTitle')} section="lists" reading>
      <PageHead
        eyebrow={t('publicNotice.listOf', { title: notice.title })}
        title={t('publicNotice.objectHead', { name: item.name })}
        lead={t('publicNotice.objectLead', { amount: yuan(item.amount_fen), when: instant(notice.endsAt) })}
      />
      <ErrorSummary errors={errors} labels={objectionLabels(words)}>
        {t('objection.keptButFile')}
      </ErrorSummary>
      <form
        method="post"
        action={`${paths.publicNotices}/${notice.id}/items/${item.id}/object`}
        encType="multipart/form-data"
      >
        <CsrfField />
        <OnceField value={onceKey} />
        <ObjectionFields values={values} errors={errors} />
        <FootBar context={t('objection.context')}>
          <a className="btn" href={`${paths.publicNotices}/${notice.id}`}>
            {t('noticeList.cancel')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t('objection.submit')}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}

export type ObjectionReceiptView = {
  readonly number: string
  readonly named: boolean
  readonly receivedAt: string
  readonly dueAt: string
  readonly outcome: 'upheld' | 'dismissed' | null
  readonly reason: string | null
  readonly clause: string | null
  readonly answeredAt: string | null
  readonly item: string
  readonly title: string
  readonly issuer: string
  readonly listId: string
}

/** The receipt of an objection, and later what came of it: for whoever has its address. It names nobody. */
export function ObjectionReceiptPage({ receipt }: { receipt: ObjectionReceiptView }) {
  const { t, instant } = useWords()
  const { number, named, receivedAt, dueAt, outcome, reason, clause, answeredAt, item, title, issuer } = receipt
  const steps: CourseStep[] = [
    { key: 'received', state: 'done', title: t('objection.stepReceived'), who: instant(receivedAt) },
    outcome === null
      ? {
          key: 'answer',
          state: 'now',
          title: t('objection.stepAnswer'),
          who: t('objection.stepAnswerWho', { issuer, when: instant(dueAt) }),
        }
      : {
          key: 'answer',
          state: 'done',
          title: t(outcome === 'upheld' ? 'objection.upheld' : 'objection.dismissed'),
          who: instant(answeredAt ?? ''),
          detail: (
            <p>
              {reason}
              {clause && t('objection.under', { clause })}
            </p>
          ),
        },
  ]
  return (
    <Page title={t('objection.receipt')} section="lists" reading>
      {outcome === null ? (
        <Notice tone="ok" role="status" title={t('objection.received', { number })} screenOnly>
          {t(named ? 'objection.receivedNamed' : 'objection.receivedAnonymous', { when: instant(dueAt, 'sentence') })}
        </Notice>
      ) : (
        <Notice title={t(outcome === 'upheld' ? 'objection.upheld' : 'objection.dismissed')} screenOnly>
          {t('objection.answeredAt', { when: instant(answeredAt ?? '') })}
        </Notice>
      )}
      <article className="card" aria-labelledby="h-r">
        <div className="card-body">
          <p className="eyebrow">{issuer}</p>
          <h1 id="h-r" className="mb-3">
            {t('objection.receipt')}
          </h1>
          <Facts
            rows={[
              [t('objection.number'), <b key="n">{number}</b>],
              [t('objection.receivedAt'), <b key="r">{instant(receivedAt, 'receipt')}</b>],
              [t('objection.about'), t('objection.aboutItem', { title, item })],
              [t('objection.how'), t(named ? 'objection.named' : 'objection.anonymous')],
              [t('objection.dueAt'), instant(dueAt)],
            ]}
          />
        </div>
      </article>
      <section className="mt-4">
        <h2 className="mb-3">{t('objection.next')}</h2>
        <Course steps={steps} onPaper />
      </section>
      <p className="soft mt-3 noprint">{t('objection.keepAddress')}</p>
      <div className="acts mt-4 noprint">
        <PrintButton>{t('objection.print')}</PrintButton>
        <a className="btn" href={`${paths.publicNotices}/${receipt.listId}`}>
          {t('objection.backToNotice')}
        </a>
      </div>
    </Page>
  )
}
