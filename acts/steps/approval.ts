import { cycleScope } from '../../domain/cycle.ts'
import { dueOfStep, rungsOfStep } from '../../domain/timeline.ts'
import { decidedAnyRow, unansweredMandatory } from '../approve-table.ts'
import { seatOf } from '../checklist.ts'
import { openOpinions } from '../dispose.ts'
import { type Recipient, writeNotices } from '../notify.ts'
import { openTasks } from '../open-tasks.ts'
import { frozenRules } from '../procedure-of.ts'
import { anHourAfter, raiseAlarm } from '../raise-alarm.ts'
import { frameOf, instant } from '../wording.ts'
import type { Step, Turn } from './step.ts'

/** Approval of the table: by somebody in the pack's seat who decided no row of it. */
export const approval: Step = {
  async open(turn) {
    const { doing, cycle, round, now, calendar } = turn
    if (cycle.state !== 'approving' || cycle.table_round !== round) return 'opened'
    const { tx } = doing
    const rules = frozenRules(cycle)
    const place = await seatOf(tx, cycle, rules.approvalSeat.role, now)
    if (!place) {
      await raiseAlarm(tx, {
        kind: 'seat-empty',
        subject: cycle.id,
        cycleId: cycle.id,
        detail: rules.approvalSeat.label.zh,
      })
      return 'opened'
    }
    const due = dueOfStep('approval', rules, now, calendar)
    const dueAt = due.dueAt as string
    const rungs = rungsOfStep('approval', rules, now, dueAt, calendar)
    const [task] = await openTasks(
      tx,
      { scope: cycleScope(cycle.id), cycleId: cycle.id, step: 'approval', round, openedAt: now, due, rungs },
      [
        {
          caseId: null,
          seat: rules.approvalSeat.seat,
          role: rules.approvalSeat.role,
          unitId: place.unitId,
          unitName: place.unitName,
          assignee: null,
          mandatory: true,
        },
      ],
    )
    if (task) await tell(turn, task.id, place.unitId, place.people, dueAt)
    return 'opened'
  },
  async outcome({ doing, cycle, round }) {
    const task = await doing.tx
      .selectFrom('tasks')
      .select('outcome')
      .where('scope', '=', cycleScope(cycle.id))
      .where('step', '=', 'approval')
      .where('round', '=', round)
      .where('state', '=', 'done')
      .executeTakeFirst()
    return task?.outcome ?? null
  },
  // Where the seat is empty: somebody may have been appointed.
  async nextAt({ doing, cycle, scope, round, now }) {
    if (cycle.state !== 'approving' || cycle.table_round !== round) return null
    const open = await doing.tx
      .selectFrom('tasks')
      .select('id')
      .where('scope', '=', scope)
      .where('step', '=', 'approval')
      .where('state', '=', 'open')
      .executeTakeFirst()
    return open ? null : anHourAfter(now)
  },
}

async function tell(
  { doing, cycle, now }: Turn,
  taskId: string,
  unitId: string,
  people: readonly Recipient[],
  dueAt: string,
): Promise<void> {
  const { tx, house } = doing
  const made = await Promise.all(people.map(({ id }) => decidedAnyRow(tx, cycle.id, id)))
  const approvers = people.filter((_person, index) => !made[index])
  const { open: _open, ...counts } = await openOpinions(tx, cycle.id)
  const missing = await unansweredMandatory(tx, cycle.id)
  await writeNotices(tx, house, now, [
    {
      key: `table-submitted:${taskId}`,
      cycleId: cycle.id,
      taskId,
      unitId,
      path: `/approve/${taskId}`,
      recipients: approvers.length > 0 ? approvers : people,
      notice: (language, link) => ({
        occasion: 'table-submitted',
        data: {
          ...frameOf(cycle, language, now, approvers[0]?.name ?? people[0]?.name ?? cycle.unit_name, link),
          maker: cycle.officer_name,
          ...counts,
          unanswered: missing.length > 0 ? missing.join(language === 'en' ? ', ' : '、') : null,
          dueAt: instant(dueAt, language, now),
        },
      }),
    },
  ])
}
