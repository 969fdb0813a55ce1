import { sql } from 'kysely'
import { clockStatement, type Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { type Doing, type House, perform } from './act.ts'
import { actOnDue } from './act-on-due.ts'
import { calendarOf, calendarStamp, cycleLock, cycleRow } from './matter.ts'
import { procedures } from './procedures.ts'
import type { Turn } from './steps/step.ts'

/** `decision`: the step is final. Else the milliseconds until it wants to be asked again; null: only when woken. */
export type Asked = { readonly decision: string | null; readonly waitMs: number | null }

const patience = 4_000

/**
 * What a workflow asks: opens what is not open in a step, acts on what is due in the whole scope, and answers a decision
 * or how long to wait by the clock of deadlines. Asking twice changes nothing more. Long work is done in transactions of
 * one part each; after some seconds it answers 0, to be asked again.
 */
export async function ask(
  house: House,
  { scope, step, round }: { scope: string; step: string; round: number },
): Promise<Asked> {
  const begun = performance.now()
  for (;;) {
    const asked = await perform(house, { actor: null }, doing => takeTurn(doing, scope, step, round))
    house.reach('ask-committed')
    if (asked !== 'more') return asked
    if (performance.now() - begun > patience) return { decision: null, waitMs: 0 }
  }
}

async function takeTurn(doing: Doing, scope: string, stepKey: string, round: number): Promise<Asked | 'more'> {
  const { tx } = doing
  const { type, cycle, now, calendar } = await lockScope(tx, scope)
  if (!type || !cycle) return { decision: 'withdrawn', waitMs: null }
  const procedure = procedures[type]
  const step = procedure?.steps[stepKey]
  if (!procedure || !step) throw new Error(`no step ${stepKey} in ${type}`)
  if (cycle.state === 'withdrawn') return settle(doing, scope, now, { decision: 'withdrawn', waitMs: null }, true)
  const subjectId = scope.slice(scope.indexOf(':') + 1)
  const turn: Turn = { doing, scope, subjectId, cycle, round, now, calendar }
  if ((await step.open(turn)) === 'more') return 'more'
  if ((await actOnDue(turn, procedure.actOnRungs)) === 'more') return 'more'
  const decision = await step.outcome(turn)
  if (decision) return settle(doing, scope, now, { decision, waitMs: null }, procedure.ends.includes(decision))
  const { waitMs, nextAt } = await nextMoment(turn, scope, await step.nextAt(turn))
  return settle(doing, scope, now, { decision: null, waitMs }, false, nextAt)
}

const tables: Readonly<Record<string, string>> = { case: 'cases', list: 'notice_lists', payout: 'payouts' }

// A cycle's own scope is its officers' matter; every other scope locks what it is of, after its cycle, and after the claims
// that stand on the list or are paid.
async function lockScope(tx: Tx, scope: string) {
  const [kind = '', id = ''] = scope.split(':')
  const cycleId = sql`(select cycle_id from scopes where scope = ${scope})`
  const [[opened], cycles, calendar, , , [clock]] = await together(
    tx,
    tx.selectFrom('scopes').select('workflow_type').where('scope', '=', scope),
    cycleLock(tx, cycleId, kind === 'cycle' ? 'update' : 'share'),
    calendarStamp,
    sql`select from cases where id in (${paidCases(kind, id)}) order by id for update`,
    sql`select from ${sql.table(tables[kind] ?? 'cycles')} where id = ${id} for update`,
    clockStatement,
  )
  return {
    type: opened?.workflow_type,
    cycle: cycles[0] ? cycleRow(cycles) : null,
    now: clock?.now as string,
    calendar: await calendarOf(tx, calendar),
  }
}

const paidCases = (kind: string, id: string) =>
  kind === 'list'
    ? sql`select case_id from notice_items where list_id = ${id}`
    : kind === 'payout'
      ? sql`select case_id from payouts where id = ${id}`
      : sql`null`

// Asked at: when the scope last came to rest; next at: until when it sleeps. After a decision the next step asks at once.
async function settle(
  { tx, house }: Doing,
  scope: string,
  now: string,
  asked: Asked,
  done: boolean,
  nextAt: string | null = null,
): Promise<Asked> {
  if (done || asked.decision === null) {
    await tx
      .updateTable('scopes')
      .set({
        ...{ asked_at: now, next_at: nextAt },
        rested_at: sql<string>`now()`, // when this ask began: whoever signalled later is still to be heard
        ...(done ? { state: 'done' as const } : {}),
      })
      .where('scope', '=', scope)
      .execute()
  }
  house.reach('ask-before-commit')
  return asked
}

// While the clock of deadlines stands still no waiting reaches an instant; setting it wakes the scope.
const whileSet = 60_000

// One millisecond after the instant, since what is due acts strictly after it. Moments within a second act together, at the later one.
async function nextMoment({ doing, now }: Turn, scope: string, own: string | null) {
  const { rows } = await sql<{ at: string | null; wait: number | null; set: boolean }>`
    with moments as (
      select at from rungs where scope = ${scope} and state = 'waiting'
      union all select ${own}::timestamptz where ${own}::timestamptz >= ${now}::timestamptz
    ), next as (select min(at) as at from moments)
    select max(moments.at) as at, (extract(epoch from (max(moments.at) - ${now}::timestamptz)) * 1000 + 1)::float8 as wait,
      (select set_to is not null from clock) as set
    from moments, next where moments.at < next.at + interval '1 second'`.execute(doing.tx)
  const { at = null, wait = null, set = false } = rows[0] ?? {}
  return { nextAt: at, waitMs: wait === null ? null : Math.max(set ? whileSet : 0, Math.ceil(wait)) }
}
