import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Course } from '../pieces/course.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PrintButton } from '../pieces/print-button.tsx'
import { type WorkingLine, Workings } from '../pieces/workings.tsx'
import { claimPath } from './claim-view.ts'

export type ClaimReceiptView = {
  readonly caseId: string
  readonly title: string
  readonly issuer: string
  readonly number: string
  readonly receivedAt: string
  readonly unit: string
  readonly by: string
  /** By when it is told whether it is accepted; null where nobody has been found to say so. */
  readonly dueAt: string | null
  /** That nobody says in time means that it is accepted. */
  readonly deemed: boolean
  /** It is still to be said whether it is accepted. */
  readonly waiting: boolean
  readonly check: string
  readonly policy: { readonly title: string; readonly version: string }
  readonly fen: string | null
  readonly lines: readonly WorkingLine[]
  readonly refusedBy: readonly string[]
  readonly register: readonly (readonly [name: string, value: string])[]
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly roll: string | null
  readonly evidence: readonly (readonly [name: string, value: string])[]
  /** Whoever looks acts for the applicant. */
  readonly own: boolean
}

/** The receipt of an application: number, time, exactly what was handed in, and that receipt is not acceptance. */
export function ClaimReceiptPage({ receipt }: { receipt: ClaimReceiptView }) {
  const { t, instant } = useWords()
  const { dueAt, fen, policy } = receipt
  const due = dueAt === null ? '' : instant(dueAt, 'sentence')
  return (
    <Page title={t('receipt.title')} {...(receipt.own ? { section: 'claims' as const } : {})} reading>
      <Notice tone="ok" role="status" title={t('claimReceipt.received', { number: receipt.number })} screenOnly>
        {t(dueAt === null ? 'claimReceipt.notAccepted' : 'claimReceipt.notAcceptedUntil', { due })}
      </Notice>
      <article className="card" aria-labelledby="h-r">
        <div className="card-body">
          <p className="eyebrow">{receipt.issuer}</p>
          <h1 id="h-r" className="mb-3">
            {t('receipt.title')}
          </h1>
          <Facts
            rows={[
              [t('receipt.number'), <b key="number">{receipt.number}</b>],
              [t('receipt.receivedAt'), <b key="at">{instant(receipt.receivedAt, 'receipt')}</b>],
              [t('claimReceipt.unit'), receipt.unit],
              [t('receipt.by'), receipt.by],
              [
                t('claimReceipt.rule'),
                t(dueAt === null ? 'claimReceipt.notAccepted' : 'claimReceipt.notAcceptedUntil', { due }),
              ],
              [
                t('receipt.check'),
                <span key="check" className="mono">
                  {receipt.check}
                </span>,
              ],
            ]}
          />
          <hr className="my-4" />
          <h2 className="mb-2">{t('claimReceipt.what')}</h2>
          <p>{t('claimReceipt.whatText', { title: receipt.title, policy: policy.title, version: policy.version })}</p>
          <Facts
            rows={[
              ...receipt.register,
              ...receipt.facts,
              ...(receipt.roll === null ? [] : [[t('claimForm.groups.children'), receipt.roll] as const]),
              ...receipt.evidence,
              [t('claimForm.statementLabel'), t('claimForm.statement')],
            ]}
          />
          <h2 className="mt-4 mb-2">{t('claimReceipt.amount')}</h2>
          {fen === null ? (
            <p>
              {t('claimReceipt.noAmount')} {receipt.refusedBy.join(t('pieces.semicolon'))}
            </p>
          ) : (
            <>
              <p>
                <b>{t('apply.amount', { amount: yuan(BigInt(fen)) })}</b>
                {t('claimReceipt.decides')}
              </p>
              <Workings lines={receipt.lines} title={t('claimForm.total')} total={fen} />
            </>
          )}
        </div>
      </article>
      <section className="noprint">
        <h2 className="mt-4 mb-3">{t('receipt.next')}</h2>
        <Course
          onPaper
          steps={[
            {
              key: 'received',
              state: 'done',
              title: t('receipt.nextReceived'),
              who: instant(receipt.receivedAt, 'short'),
            },
            ...(receipt.waiting
              ? [
                  {
                    key: 'acceptance',
                    state: 'now' as const,
                    title: t('claimReceipt.nextAcceptance'),
                    who: t(receipt.deemed ? 'claimReceipt.nextDeemed' : 'claimReceipt.nextTold', { due }),
                  },
                ]
              : []),
            { key: 'review', state: 'next', title: t('claimReceipt.nextReview'), who: t('claimReceipt.nextReviewWho') },
          ]}
        />
      </section>
      <div className="acts mt-4 noprint">
        <PrintButton>{t('receipt.print')}</PrintButton>
        {receipt.own && (
          <a className="btn" href={claimPath(receipt.caseId)}>
            {t('claimReceipt.progress')}
          </a>
        )}
      </div>
    </Page>
  )
}
