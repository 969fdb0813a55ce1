import { sql } from 'kysely'
import { workingDaysLeft } from '../../domain/deadline.ts'
import { recordAudit } from '../act.ts'
import { contacts, headsAbove, holders, type Recipient, supervisorsOf, writeNotices } from '../notify.ts'
import { pathOfTask } from '../task-path.ts'
import { contactOf, frameOf, instant, matterOf } from '../wording.ts'
import type { DueRung, Turn } from './step.ts'

/** What the rungs of public notices and payments do: whoever has to act is reminded and urged, then those above. */
export async function actOnMoneyRungs(turn: Turn, due: readonly DueRung[]): Promise<void> {
  const { doing, cycle, now, calendar } = turn
  const { tx, house } = doing
  for (const rung of due) {
    const to = await addressee(turn, rung)
    const left = workingDaysLeft(now, rung.task_due_at, calendar)
    await writeNotices(tx, house, now, [
      {
        key: `rung:${rung.task_id}:${rung.due_revision}:${rung.rung}`,
        cycleId: cycle.id,
        caseId: rung.case_id,
        taskId: rung.task_id,
        unitId: to.unitId,
        path: pathOfTask({ id: rung.task_id, cycle_id: cycle.id, case_id: rung.case_id, step: rung.step }),
        recipients: to.people,
        notice: (language, link) => ({
          occasion: 'urged',
          data: {
            ...frameOf(cycle, language, now, to.people[0]?.name ?? rung.unit_name, link),
            matter: matterOf(rung.step, language),
            dueAt: instant(rung.task_due_at, language, now),
            overdue: rung.task_due_at < now,
            days: Math.abs(left),
            message: null,
            ...contactOf(cycle),
          },
        }),
      },
    ])
  }
  await sql`update rungs set state = 'done', acted_at = ${now} where id = any(${due.map(({ id }) => id)}::uuid[])`.execute(
    tx,
  )
  recordAudit(doing, {
    act: 'act-on-due',
    at: now,
    cycleId: cycle.id,
    detail: { sent: due.length, rungs: [...new Set(due.map(({ rung }) => rung))] },
  })
}

/** Whom a rung goes to: the party, the seat, or those above; never nobody where anybody is left. */
export async function addressee(
  { doing: { tx }, cycle, now }: Turn,
  rung: DueRung,
): Promise<{ unitId: string; people: readonly Recipient[] }> {
  const own = { unitId: rung.unit_id, people: [] }
  if (rung.addressed_to === 'supervisors') return (await supervisorsOf(tx, cycle.unit_id, now)) ?? own
  if (rung.addressed_to === 'head' || rung.addressed_to === 'superior')
    return (await headsAbove(tx, rung.unit_id, cycle.unit_id, now)) ?? own
  if (rung.addressed_to === 'party')
    return { unitId: rung.unit_id, people: (await contacts(tx, [rung.unit_id], now)).get(rung.unit_id) ?? [] }
  const named = rung.assignee_id
    ? await tx
        .selectFrom('people')
        .select(['id', 'name', 'email', 'mobile', 'language'])
        .where('id', '=', rung.assignee_id)
        .where('disabled_at', 'is', null)
        .execute()
    : []
  if (named.length > 0) return { unitId: rung.unit_id, people: named }
  const seated = (await holders(tx, [rung.unit_id], [rung.role], now)).get(rung.unit_id)
  return seated
    ? { unitId: rung.unit_id, people: seated }
    : ((await headsAbove(tx, rung.unit_id, cycle.unit_id, now)) ?? own)
}
