import { cycleScope } from '../../domain/cycle.ts'
import { dueOfStep, rungsOfStep } from '../../domain/timeline.ts'
import { seatOf } from '../checklist.ts'
import { writeNotices } from '../notify.ts'
import { openTasks } from '../open-tasks.ts'
import { frozenRules } from '../procedure-of.ts'
import { anHourAfter, raiseAlarm } from '../raise-alarm.ts'
import { frameOf, instant } from '../wording.ts'
import type { Step, Turn } from './step.ts'

/** Signature (签发): the seats of the pack one after the other; each returns the text or signs. */
export const signature: Step = { open, outcome, nextAt }

// Where a seat is empty: somebody may have been appointed.
async function nextAt({ doing, cycle, round, now, scope }: Turn): Promise<string | null> {
  if (cycle.state !== 'signing' || cycle.round !== round) return null
  const open = await doing.tx
    .selectFrom('tasks')
    .select('id')
    .where('scope', '=', scope)
    .where('step', '=', 'signature')
    .where('state', '=', 'open')
    .executeTakeFirst()
  return open ? null : anHourAfter(now)
}

async function open({ doing, cycle, round, now, calendar }: Turn) {
  if (cycle.state !== 'signing' || cycle.round !== round) return 'opened' as const
  const { tx, house } = doing
  const rules = frozenRules(cycle)
  const signed = await tx
    .selectFrom('tasks')
    .select('seat')
    .where('scope', '=', cycleScope(cycle.id))
    .where('step', '=', 'signature')
    .where('round', '=', round)
    .where('state', '=', 'done')
    .execute()
  const seat = rules.signatureSeats.find(({ seat }) => !signed.some(task => task.seat === seat))
  const place = seat && (await seatOf(tx, cycle, seat.role, now))
  if (seat && !place)
    await raiseAlarm(tx, { kind: 'seat-empty', subject: cycle.id, cycleId: cycle.id, detail: seat.label.zh })
  if (!seat || !place) return 'opened' as const
  const due = dueOfStep('signature', rules, now, calendar)
  const dueAt = due.dueAt as string
  const opening = {
    scope: cycleScope(cycle.id),
    cycleId: cycle.id,
    step: 'signature',
    round,
    openedAt: now,
    due,
    rungs: rungsOfStep('signature', rules, now, dueAt, calendar),
  }
  const [task] = await openTasks(tx, opening, [
    {
      caseId: null,
      seat: seat.seat,
      role: seat.role,
      unitId: place.unitId,
      unitName: place.unitName,
      assignee: null,
      mandatory: true,
    },
  ])
  if (!task) return 'opened' as const
  const { count } = await tx
    .selectFrom('addressees')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('cycle_id', '=', cycle.id)
    .where('copy', '=', false)
    .executeTakeFirstOrThrow()
  await writeNotices(tx, house, now, [
    {
      key: `signature-requested:${task.id}`,
      cycleId: cycle.id,
      taskId: task.id,
      unitId: place.unitId,
      path: `/sign/${task.id}`,
      recipients: place.people,
      notice: (language, link) => ({
        occasion: 'signature-requested',
        data: {
          ...frameOf(cycle, language, now, place.people[0]?.name ?? place.unitName, link),
          round: cycle.kind === 'claim-round',
          seat: language === 'en' ? seat.label.en : seat.label.zh,
          maker: cycle.officer_name,
          count: Number(count),
          dueAt: instant(dueAt, language, now),
        },
      }),
    },
  ])
  return 'opened' as const
}

async function outcome({ doing, cycle, round }: Turn) {
  const returned = await doing.tx
    .selectFrom('tasks')
    .select('id')
    .where('scope', '=', cycleScope(cycle.id))
    .where('step', '=', 'signature')
    .where('round', '=', round)
    .where('outcome', '=', 'returned')
    .executeTakeFirst()
  if (returned) return 'returned'
  return cycle.signed_at ? 'signed' : null
}
