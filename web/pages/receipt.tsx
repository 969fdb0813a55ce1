import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { OpinionText } from '../pieces/clause-text.tsx'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Notice } from '../pieces/notice.tsx'
import { Phrase } from '../pieces/phrase.tsx'
import { PrintButton } from '../pieces/print-button.tsx'
import type { PageFile } from './answer-view.ts'
import { OpinionWords } from './opinion-words.tsx'

export type ReceiptView = {
  readonly caseId: string
  readonly issuer: string
  readonly title: string
  readonly sentOn: string
  readonly clauses: number
  readonly textSha256: string
  readonly number: string
  readonly receivedAt: string
  readonly recordedAt: string
  readonly dueAt: string
  readonly unit: string
  readonly by: string
  readonly recordedBy: string | null
  readonly channel: 'online' | 'office-platform' | 'paper' | 'phone' | 'mail' | 'chat'
  readonly late: boolean
  readonly check: string
  /** A later answer took its place. */
  readonly replaced: boolean
  readonly replaceable: boolean
  /** Whoever looks acts for the unit that answered. */
  readonly own: boolean
  readonly opinions: readonly {
    readonly label: string
    readonly clause: string | null
    readonly text: string
    readonly wording: string
    readonly reason: string
    readonly files: readonly PageFile[]
  }[]
  /** Until when the opinions are disposed of; null where that lies behind. */
  readonly dispositionUntil: string | null
}

/** The receipt of an answer: number, time, the rule of in-time, and exactly what was asked and answered. */
export function ReceiptPage({ receipt }: { receipt: ReceiptView }) {
  const { t, instant } = useWords()
  const letter = `${paths.letters}/${receipt.caseId}`
  return (
    <Page title={t('receipt.title')} {...(receipt.own ? { section: 'letters' as const } : {})} reading>
      <Standing receipt={receipt} />
      <article className="card" aria-labelledby="h-r">
        <div className="card-body">
          <p className="eyebrow">{receipt.issuer}</p>
          <h1 id="h-r" className="mb-3">
            {t('receipt.title')}
          </h1>
          <ReceiptFacts receipt={receipt} />
          <hr className="my-4" />
          <Asked receipt={receipt} />
          <Given receipt={receipt} />
        </div>
      </article>
      {receipt.own && !receipt.replaced && (
        <section className="noprint">
          <h2 className="mt-4 mb-3">{t('receipt.next')}</h2>
          <Course steps={coming()} onPaper />
        </section>
      )}
      <div className="acts mt-4 noprint">
        <PrintButton>{t('receipt.print')}</PrintButton>
        {receipt.own && receipt.replaceable && (
          <a className="btn" href={`${letter}?replace=1`}>
            {t('receipt.replace')}
          </a>
        )}
        {receipt.own && (
          <a className="btn" href={letter}>
            {t('receipt.back')}
          </a>
        )}
      </div>
    </Page>
  )

  function coming(): CourseStep[] {
    const { late, dispositionUntil, receivedAt } = receipt
    return [
      { key: 'received', state: 'done', title: t('receipt.nextReceived'), who: instant(receivedAt, 'short') },
      ...(late ? [{ key: 'late', state: 'next' as const, title: t('receipt.nextLate') }] : []),
      ...(dispositionUntil === null
        ? []
        : [
            {
              key: 'disposition',
              state: 'next' as const,
              title: t('receipt.nextDisposition'),
              who: t('receipt.nextDispositionWhen', { date: instant(dispositionUntil, 'sentence') }),
            },
          ]),
      { key: 'feedback', state: 'next', title: t('receipt.nextFeedback'), who: t('receipt.nextFeedbackWho') },
    ]
  }
}

function Standing({ receipt }: { receipt: ReceiptView }) {
  const { t, instant } = useWords()
  if (receipt.replaced)
    return (
      <Notice title={t('receipt.replaced')} screenOnly>
        <p>
          <a href={`${paths.letters}/${receipt.caseId}`}>{t('receipt.back')}</a>
        </p>
      </Notice>
    )
  if (receipt.late)
    return (
      <Notice tone="due" role="status" title={t('receipt.lateTitle')} screenOnly>
        {t('receipt.late')}
      </Notice>
    )
  return (
    <Notice tone="ok" role="status" title={t('receipt.received')} screenOnly>
      {receipt.replaceable
        ? t('receipt.inTime', { due: instant(receipt.dueAt, 'sentence') })
        : t('receipt.inTimeClosed')}
    </Notice>
  )
}

function ReceiptFacts({ receipt }: { receipt: ReceiptView }) {
  const { t, instant } = useWords()
  const { recordedBy, late, channel } = receipt
  const due = instant(receipt.dueAt, 'letter')
  const rule = recordedBy
    ? t(late ? 'receipt.ruleRecordedLate' : 'receipt.ruleRecordedInTime', { due })
    : t(late ? 'receipt.ruleLate' : 'receipt.ruleInTime', { due })
  return (
    <Facts
      rows={[
        [t('receipt.number'), <b key="number">{receipt.number}</b>],
        [t('receipt.receivedAt'), <b key="at">{instant(receipt.receivedAt, 'receipt')}</b>],
        [t('receipt.unit'), receipt.unit],
        [t('receipt.by'), receipt.by],
        ...(recordedBy
          ? ([
              [t('receipt.channel'), t(`receipt.channels.${channel}`)],
              [
                t('receipt.recordedAt'),
                t('receipt.recordedBy', { name: recordedBy, at: instant(receipt.recordedAt, 'receipt') }),
              ],
            ] as const)
          : []),
        [t('receipt.rule'), rule],
        [
          t('receipt.check'),
          <span key="check" className="mono">
            {receipt.check}
          </span>,
        ],
      ]}
    />
  )
}

function Asked({ receipt }: { receipt: ReceiptView }) {
  const { t, date } = useWords()
  const { title, sentOn, clauses, textSha256 } = receipt
  return (
    <>
      <h2 className="mb-2">{t('receipt.asked')}</h2>
      <p>
        <Phrase>{t('receipt.askedWhat', { title, date: date(sentOn, 'letter'), count: clauses })}</Phrase>
      </p>
      <p className="small soft text-break">{t('receipt.askedHash', { hash: textSha256 })}</p>
    </>
  )
}

function Given({ receipt }: { receipt: ReceiptView }) {
  const { t } = useWords()
  const { opinions } = receipt
  return (
    <>
      <h2 className="mt-4 mb-2">{t('receipt.given')}</h2>
      <p className="mb-3">
        {opinions.length === 0 ? t('receipt.givenNothing') : t('receipt.givenOpinions', { count: opinions.length })}
      </p>
      {opinions.map((opinion, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the opinions of one answer, in their order
        <OpinionText key={index} from={`${opinion.label}　${opinion.clause ?? ''}`}>
          <OpinionWords opinion={opinion} />
          {opinion.files.length > 0 && (
            <p>
              <b>{t('receipt.files')}</b>
              {opinion.files.map((file, nth) => (
                <span key={file.id}>
                  {nth > 0 && t('pieces.listComma')}
                  <a href={`/files/${file.id}`}>{file.name}</a>
                </span>
              ))}
            </p>
          )}
        </OpinionText>
      ))}
    </>
  )
}
