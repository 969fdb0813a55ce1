import type { BatchState } from '../../domain/can-pay.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Live } from '../pieces/live.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { type Task, TaskList } from '../pieces/task-list.tsx'
import type { Words } from '../words.ts'
import { isFrozen, type OpenPaymentView, ReturnedPayments, UnclearPayments } from './payment-lists.tsx'
import { BatchStateMark } from './payment-state.tsx'

export type OpenBatchView = {
  readonly id: string
  readonly title: string
  readonly number: string
  readonly state: BatchState
  readonly channel: 'file' | 'bank'
  readonly total_fen: bigint
  readonly made_by_name: string
  readonly made_at: string
  readonly exported_at: string | null
  readonly count: number
  readonly open: number
  /** The reader may release it: somebody else made it. */
  readonly forMe: boolean
}

export type PayoutsProps = {
  readonly batches: readonly OpenBatchView[]
  readonly rounds: readonly {
    readonly cycle_id: string
    readonly title: string
    readonly count: number
    /** Of these: what a batch made now would hold. */
    readonly ready: number
    readonly ready_fen: bigint
  }[]
  readonly unknown: readonly OpenPaymentView[]
  readonly returned: readonly OpenPaymentView[]
  /** Accounts that wait for a second person. */
  readonly proposed: number
  readonly mayMake: boolean
}

/** What of all money there is to do: to release, to make, to find out, to wait for. */
export function PayoutsPage(props: PayoutsProps) {
  const { batches, rounds, unknown, returned, proposed, mayMake } = props
  const words = useWords()
  const { t } = words
  // The one primary act: to release what somebody else made, else to make what can be paid.
  const first = batches.find(({ forMe }) => forMe)?.id ?? rounds.find(({ ready }) => mayMake && ready > 0)?.cycle_id
  const tasks = [
    ...batches.map(batch => batchTask(batch, first, words)),
    ...rounds.map(round => roundTask(round, { mayMake, first }, words)),
  ]
  return (
    <Page title={t('payouts.title')} section="payouts">
      <PageHead eyebrow={t('payouts.title')} title={headingOf(props, words)} lead={t('payouts.lead')}>
        {proposed > 0 && (
          <a className="btn" href="/payees">
            {t('payouts.accounts', { count: proposed })}
          </a>
        )}
        {mayMake && (
          <a className="btn" href="/receipts">
            <Icon name="upload" />
            {t('payouts.receipts')}
          </a>
        )}
        <a className="btn btn-quiet" href="/shares">
          {t('payouts.shares')}
        </a>
      </PageHead>
      <Live id="payouts">
        <Card id="h-todo" title={t('payouts.todo')} flush={tasks.length > 0}>
          {tasks.length > 0 ? (
            <TaskList tasks={sorted(tasks, props)} lead={first !== undefined} />
          ) : (
            <EmptyState title={t('payouts.none')}>{t('payouts.noneText')}</EmptyState>
          )}
        </Card>
        <UnclearPayments payments={unknown} />
        {returned.length > 0 && <ReturnedPayments payments={returned} />}
      </Live>
    </Page>
  )
}

function headingOf({ batches, rounds, unknown, returned }: PayoutsProps, { t }: Words): string {
  const mine = batches.filter(({ forMe }) => forMe)
  const sum = (list: readonly bigint[]) => yuan(list.reduce((total, fen) => total + fen, 0n))
  const count = rounds.reduce((total, { ready }) => total + ready, 0)
  const frozen = unknown.filter(isFrozen).length
  const unclear = unknown.length - frozen
  const parts = [
    mine.length > 0 &&
      t('payouts.toRelease', { count: mine.length, amount: sum(mine.map(({ total_fen }) => total_fen)) }),
    count > 0 && t('payouts.payable', { count, amount: sum(rounds.map(({ ready_fen }) => ready_fen)) }),
    frozen > 0 && t('payouts.frozen', { count: frozen }),
    unclear > 0 && t('payouts.unknown', { count: unclear }),
    returned.length > 0 && t('payouts.returned', { count: returned.length }),
  ].filter(part => part !== false)
  return parts.length > 0 ? parts.slice(0, 2).join(t('pieces.comma')) : t('payouts.nothing')
}

// What the reader can release comes first: it is the one thing that nobody else in the room may be left to do.
const sorted = (tasks: readonly Task[], { batches, rounds }: PayoutsProps): Task[] => {
  const mine = new Set(batches.filter(({ forMe }) => forMe).map(({ id }) => id))
  const waiting = new Set(batches.map(({ id }) => id))
  const ready = new Set(rounds.filter(round => round.ready > 0).map(({ cycle_id }) => cycle_id))
  const rank = ({ key }: Task): number => (mine.has(key) ? 0 : ready.has(key) ? 1 : waiting.has(key) ? 2 : 3)
  return tasks.toSorted((one, other) => rank(one) - rank(other))
}

function batchTask(batch: OpenBatchView, first: string | undefined, { t, instant }: Words): Task {
  const { id, number, state, count, open, total_fen, forMe, channel, exported_at } = batch
  const next =
    state === 'made'
      ? forMe
        ? 'release'
        : 'waits'
      : open === 0
        ? 'close'
        : channel === 'file' && exported_at === null
          ? 'export'
          : 'awaits'
  return {
    key: id,
    title: t('payouts.batch', { number, count, amount: yuan(total_fen) }),
    detail: [
      batch.title,
      t('payouts.madeBy', { name: batch.made_by_name, when: instant(batch.made_at, 'short') }),
      t(`payouts.next.${next}`, { count: open }),
    ].join(t('frame.separator')),
    state: <BatchStateMark state={state} />,
    act: (
      <a className={id === first ? 'btn btn-primary' : 'btn'} href={`/batches/${id}`}>
        {forMe ? t('payouts.look', { amount: yuan(total_fen) }) : t('payouts.open')}
      </a>
    ),
  }
}

function roundTask(
  { cycle_id, title, count, ready, ready_fen }: PayoutsProps['rounds'][number],
  { mayMake, first }: { mayMake: boolean; first: string | undefined },
  { t }: Words,
): Task {
  const make = mayMake && ready > 0
  const waiting = count > ready && t(ready > 0 ? 'payouts.roundWaits' : 'payouts.allWait', { count: count - ready })
  return {
    key: cycle_id,
    title: ready > 0 ? t('payouts.round', { title, count: ready, amount: yuan(ready_fen) }) : title,
    detail: [ready > 0 && t('payouts.roundText'), waiting].filter(Boolean).join(t('pieces.semicolon')),
    act: (
      <a className={cycle_id === first ? 'btn btn-primary' : 'btn'} href={`/rounds/${cycle_id}/payments`}>
        {make ? t('payouts.make', { count: ready }) : t('payouts.open')}
      </a>
    ),
  }
}
