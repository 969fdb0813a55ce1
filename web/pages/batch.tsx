import type { BatchState } from '../../domain/can-pay.ts'
import type { PayoutState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { Live } from '../pieces/live.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { BatchItems, type BatchItemView } from './batch-items.tsx'
import { ReleaseBatch } from './batch-release.tsx'
import { ObjectionList, type ObjectionView } from './payment-objections.tsx'
import { BatchStateMark, PayoutStateMark } from './payment-state.tsx'
import type { Retry } from './reason-page.tsx'

export type BatchProps = Retry & {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly batch: {
    readonly id: string
    readonly number: string
    readonly state: BatchState
    readonly channel: 'file' | 'bank'
    readonly content_sha256: string
    readonly total_fen: bigint
    readonly granted_fen: bigint
    readonly sum_fen: bigint
    readonly count: number
    readonly states: readonly { readonly state: PayoutState; readonly count: number; readonly fen: bigint }[]
    readonly made_by_name: string
    readonly made_at: string
    readonly released_by_name: string | null
    readonly released_at: string | null
    readonly exported_at: string | null
    readonly closed_at: string | null
    readonly closed_by_name: string | null
    readonly void_reason: string | null
  }
  readonly items: readonly BatchItemView[]
  readonly first: string | null
  readonly next: string | null
  /** Payments to an account that was confirmed in place of another; of each its place in the list. */
  readonly changed: readonly { readonly place: number; readonly unit_name: string }[]
  readonly ground: {
    readonly leftFen: bigint
    readonly withinBudget: boolean
    readonly minutes: readonly string[]
    readonly held: number
  }
  readonly objections: readonly ObjectionView[]
  /** The claims of the round that are payable and in no batch. */
  readonly leftOut: { readonly count: number; readonly fen: bigint }
  readonly own: boolean
  readonly may: ReadonlySet<BatchAct>
  readonly reader: string
}

export type BatchAct = 'release-batch' | 'void-batch' | 'export-batch' | 'record-receipts' | 'close-batch'

/** One batch: what is paid to whom, who made it, who releases it, and what became of it. */
export function BatchPage(props: BatchProps) {
  const { cycle, batch, may, errors = [], objections } = props
  const words = useWords()
  const { t } = words
  const releases = may.has('release-batch') && !props.own
  return (
    <Page title={t('batch.title', { number: batch.number })} section="payouts">
      <PageHead
        eyebrow={t('batch.eyebrow', { title: cycle.title })}
        title={t('batch.heading', { number: batch.number, count: batch.count, amount: yuan(batch.total_fen) })}
        lead={leadOf(props, words)}
      >
        <BatchStateMark state={batch.state} />
        {batch.state === 'made' && may.has('void-batch') && !releases && (
          <a className="btn btn-quiet" href={`/batches/${batch.id}/void`}>
            {t('batch.void')}
          </a>
        )}
        <a className="btn btn-quiet" href={`/rounds/${cycle.id}/payments`}>
          {t('batch.toRound')}
        </a>
      </PageHead>
      <ErrorSummary errors={errors} labels={{ checked: t('batch.checked') }} />
      {batch.state === 'void' && (
        <Notice tone="late" title={t('batch.isVoid')}>
          {t('batch.isVoidText', { reason: words.named('batch.voidReasons', batch.void_reason ?? '') })}
        </Notice>
      )}
      {batch.state === 'made' && <ObjectionList objections={objections} />}
      <div className="split">
        <div>
          {batch.state !== 'made' && batch.state !== 'void' && (
            <div className="mb-4">
              <Progress {...props} />
            </div>
          )}
          <BatchItems {...props} />
        </div>
        <Card id="h-two" as="aside" title={t('batch.two')}>
          <Course steps={stepsOf(props, words)} />
          {batch.state === 'made' && releases && <ReleaseBatch {...props} />}
          {batch.state === 'released' && <Next {...props} />}
        </Card>
      </div>
    </Page>
  )
}

function leadOf({ batch, own, may }: BatchProps, { t, instant }: Words): string {
  const open = openOf(batch)
  switch (batch.state) {
    case 'made':
      return t(own ? 'batch.lead.own' : may.has('release-batch') ? 'batch.lead.yours' : 'batch.lead.others')
    case 'released':
      return open > 0 ? t('batch.lead.open', { count: open }) : t('batch.lead.toClose')
    case 'closed':
      return t('batch.lead.closed', { when: instant(batch.closed_at ?? ''), name: batch.closed_by_name ?? '' })
    case 'void':
      return t('batch.lead.void')
  }
}

const ended: readonly PayoutState[] = ['paid', 'returned', 'never-received', 'void']
const openOf = ({ states }: BatchProps['batch']): number =>
  states.reduce((total, { state, count }) => (ended.includes(state) ? total : total + count), 0)

function stepsOf({ batch, own, may, reader }: BatchProps, { t, instant }: Words): CourseStep[] {
  const { state } = batch
  const released = state === 'released' || state === 'closed'
  const when = (at: string | null) => (at ? { who: instant(at, 'short') } : {})
  const open = openOf(batch)
  const release: CourseStep = released
    ? {
        key: 'released',
        state: 'done',
        title: t('batch.step.released', { name: batch.released_by_name ?? '' }),
        ...when(batch.released_at),
      }
    : {
        key: 'released',
        state: state === 'made' ? 'now' : 'next',
        title: !own && may.has('release-batch') ? t('batch.step.yours', { name: reader }) : t('batch.step.release'),
        who: t(own ? 'batch.step.notMaker' : may.has('release-batch') ? 'batch.step.mayRelease' : 'batch.step.another'),
      }
  const handed = batch.channel === 'file' ? batch.exported_at !== null : released
  return [
    { key: 'made', state: 'done', title: t('batch.step.made', { name: batch.made_by_name }), ...when(batch.made_at) },
    release,
    {
      key: 'handed',
      state: handed ? 'done' : released ? 'now' : 'next',
      title: t(batch.channel === 'file' ? 'batch.step.export' : 'batch.step.bank'),
      who: handed && batch.exported_at ? instant(batch.exported_at, 'short') : t('batch.step.keys'),
    },
    {
      key: 'results',
      state: state === 'closed' || (handed && open === 0) ? 'done' : handed ? 'now' : 'next',
      title: t(batch.channel === 'file' ? 'batch.step.receipts' : 'batch.step.answers'),
      ...(handed && open > 0 ? { who: t('batch.step.open', { count: open }) } : {}),
    },
    {
      key: 'closed',
      state: state === 'closed' ? 'done' : handed && open === 0 ? 'now' : 'next',
      title: t('batch.step.close'),
      ...when(batch.closed_at),
    },
  ]
}

// What is wrong first.
const order: readonly PayoutState[] = [
  'frozen',
  'unknown',
  'returned',
  'never-received',
  'prepared',
  'submitting',
  'submitted',
  'paid',
  'void',
]
const inOrder = (states: BatchProps['batch']['states']) =>
  states.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state))

function Progress({ batch }: BatchProps) {
  const { t } = useWords()
  return (
    <Live id="progress" every={10}>
      <Card id="h-progress" title={t('batch.progress')} flush>
        <table className="ledger">
          <caption className="visually-hidden">{t('batch.progressCaption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('payouts.state')}</th>
              <th scope="col" className="num">
                {t('batch.payments')}
              </th>
              <th scope="col" className="num">
                {t('payouts.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {inOrder(batch.states).map(({ state, count, fen }) => (
              <tr key={state}>
                <th scope="row">
                  <PayoutStateMark state={state} />
                </th>
                <td className="num" data-label={t('batch.payments')}>
                  {count}
                </td>
                <td className="num" data-label={t('payouts.amount')}>
                  {yuan(fen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {batch.states.some(({ state }) => state === 'returned') && (
          <div className="card-footer small soft">{t('batch.returnedText')}</div>
        )}
      </Card>
    </Live>
  )
}

/** What comes next of a released batch, by where it stands. */
function Next({ cycle, batch, may }: BatchProps) {
  const { t } = useWords()
  const open = openOf(batch)
  const exported = batch.exported_at !== null
  return (
    <FootBar>
      {may.has('export-batch') && batch.channel === 'file' && (
        <form method="post" action={`/batches/${batch.id}/file.csv`}>
          <CsrfField />
          <button className={exported ? 'btn' : 'btn btn-primary'} type="submit">
            <Icon name="download" />
            {t(exported ? 'batch.exportAgain' : 'batch.export')}
          </button>
        </form>
      )}
      {may.has('record-receipts') && open > 0 && (exported || batch.channel === 'bank') && (
        <a className={exported ? 'btn btn-primary' : 'btn'} href={`/receipts?round=${cycle.id}`}>
          <Icon name="upload" />
          {t('payouts.receipts')}
        </a>
      )}
      {may.has('close-batch') && open === 0 && (
        <a className="btn btn-primary" href={`/batches/${batch.id}/close`}>
          {t('batch.close')}
        </a>
      )}
      {batch.channel === 'bank' && open > 0 && <State icon="clock">{t('batch.askedByItself')}</State>}
    </FootBar>
  )
}
