import { sql } from 'kysely'
import type { Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { type Doing, writeEnd } from './act.ts'
import { raiseAlarm } from './raise-alarm.ts'
import type { DueRung, Turn } from './steps/step.ts'

export const dueChunk = 500

/**
 * Acts on what is due in a scope, a part at a time: rungs that a later one has overtaken are marked and not sent, silence
 * is recorded, reminders and urgings are written, orders are prepared, each as its procedure says. An item that fails is set aside with an alarm and
 * the rest goes on.
 *
 * @returns `more` while there is more due than one part
 */
export async function actOnDue(
  turn: Turn,
  act: (turn: Turn, due: readonly DueRung[]) => Promise<void>,
): Promise<'more' | 'done'> {
  const { doing, now, scope } = turn
  const { tx } = doing
  const overtake = sql`
    update rungs early set state = 'overtaken', acted_at = ${now}
    where early.scope = ${scope} and early.state = 'waiting' and early.at < ${now} and early.kind <> 'silence' and exists (
      select from rungs later left join cases k on k.id = later.case_id
      where later.task_id = early.task_id and later.due_revision = early.due_revision and later.id <> early.id
        and later.state = 'waiting' and later.at < ${now} and (later.at > early.at or (later.at = early.at and later.kind = 'silence'))
        and (later.only_when is distinct from 'unsigned' or k.signed_for_at is null))`
  const [, due] = await together(tx, overtake, dueRungs(scope, now))
  if (due.length === 0) return 'done'
  doing.house.reach('due-before')
  await attempt(
    doing,
    () => act(turn, due),
    async fault => {
      if (due.length === 1) return setAside(tx, due[0] as DueRung, turn, fault)
      for (const rung of due)
        await attempt(
          doing,
          () => act(turn, [rung]),
          one => setAside(tx, rung, turn, one),
        )
    },
  )
  doing.house.reach('due-before-commit')
  return due.length === dueChunk ? 'more' : 'done'
}

const dueRungs = (scope: string, now: string) => sql<DueRung>`
    select r.id, r.task_id, r.case_id, r.step, r.rung, r.kind, r.occasion, r.addressed_to, r.only_when, r.release_by, r.due_revision,
      t.seat, t.role, t.unit_id, t.unit_name, t.assignee_id, t.mandatory, t.due_at as task_due_at, k.sent_at, k.signed_for_at, k.outcome
    from rungs r join tasks t on t.id = r.task_id left join cases k on k.id = r.case_id
    where r.scope = ${scope} and r.state = 'waiting' and r.at < ${now}
    order by r.at, r.case_id, r.id limit ${dueChunk} for update of r`

// A part that fails is undone without losing the transaction.
async function attempt(
  doing: Doing,
  work: () => Promise<void>,
  otherwise: (fault: unknown) => Promise<void>,
): Promise<void> {
  const { tx } = doing
  await writeEnd(doing)
  await sql`savepoint part`.execute(tx)
  try {
    await work()
    await writeEnd(doing)
    await sql`release savepoint part`.execute(tx)
  } catch (fault) {
    doing.atEnd.length = 0
    await sql`rollback to savepoint part`.execute(tx)
    await sql`release savepoint part`.execute(tx)
    await otherwise(fault)
  }
}

async function setAside(tx: Tx, rung: DueRung, { cycle, now }: Turn, fault: unknown): Promise<void> {
  await tx
    .updateTable('rungs')
    .set({ state: 'held-back', acted_at: now, reason: 'fault' })
    .where('id', '=', rung.id)
    .execute()
  const detail = `${rung.rung}: ${fault instanceof Error ? fault.name : 'fault'}`
  await raiseAlarm(tx, { kind: 'rung-failed', subject: rung.id, cycleId: cycle.id, detail })
}
