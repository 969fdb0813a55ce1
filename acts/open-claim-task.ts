import { type ClaimStep, dueOfClaimStep, rungsOfClaimStep } from '../domain/claim-rules.ts'
import type { DueWorking } from '../domain/deadline.ts'
import type { Doing } from './act.ts'
import { seatOf } from './checklist.ts'
import { type ClaimRow, claimRulesOf } from './claim-matter.ts'
import { type CaseRow, type CycleRow, readCalendar } from './matter.ts'
import { caseScope } from './money-matter.ts'
import { holders, type Recipient, writeNotices } from './notify.ts'
import { openTasks } from './open-tasks.ts'
import { frameOf, instant, matterOf } from './wording.ts'

export interface ClaimAtHand {
  readonly cycle: CycleRow
  readonly theCase: Pick<CaseRow, 'id' | 'unit_id' | 'unit_name'>
  readonly claim: Pick<ClaimRow, 'number'>
}

interface Place {
  readonly seat: string
  readonly role: string
  readonly unitId: string
  readonly unitName: string
  readonly assignee: { readonly id: string; readonly name: string } | null
  /** Who is told that it is theirs now; null: the applicant, whose act says it. */
  readonly people: readonly Recipient[] | null
}

/**
 * Opens the task of a step of a claim with its date and ladder, and tells whoever has it. A task that is there already
 * stays as it is.
 *
 * @param from when its period began; now where nothing else is said
 * @returns when it is due; null where nobody holds the seat: the officer is to see to that
 */
export async function openClaimTask(
  doing: Doing,
  { cycle, theCase, claim }: ClaimAtHand,
  { step, round, now, from = now }: { step: ClaimStep; round: number; now: string; from?: string },
): Promise<string | null> {
  const { tx, house } = doing
  const rules = claimRulesOf(cycle)
  const place = await placeOf(doing, { cycle, theCase, claim }, step, round, now)
  if (!place) return null
  const calendar = await readCalendar(tx)
  const due: DueWorking = dueOfClaimStep(step, rules, from, calendar)
  const dueAt = due.dueAt as string
  const rungs = rungsOfClaimStep(step, rules, { openedAt: now, dueAt }, calendar)
  const { people, ...seat } = place
  const [task] = await openTasks(
    tx,
    { scope: caseScope(theCase.id), cycleId: cycle.id, step, round, openedAt: now, due, rungs },
    [{ caseId: theCase.id, ...seat, mandatory: true }],
  )
  if (!task || !people) return dueAt
  await writeNotices(tx, house, now, [
    {
      key: `claim-task:${task.id}`,
      cycleId: cycle.id,
      caseId: theCase.id,
      taskId: task.id,
      unitId: place.unitId,
      path: `/review/${theCase.id}`,
      recipients: people,
      notice: (language, link) => ({
        occasion: 'claim-task',
        data: {
          ...frameOf(cycle, language, now, people[0]?.name ?? place.unitName, link),
          receiptNo: claim.number ?? '—',
          matter: claimMatterOf(step, language),
          dueAt: instant(dueAt, language, now),
        },
      }),
    },
  ])
  return dueAt
}

/** What a step of a claim asks for, as a notice names it. */
export const claimMatterOf = (step: string, language: 'zh-CN' | 'en'): string =>
  matterOf(step === 'approval' ? 'claim-approval' : step, language)

async function placeOf(
  { tx }: Doing,
  { cycle, theCase }: ClaimAtHand,
  step: ClaimStep,
  round: number,
  now: string,
): Promise<Place | null> {
  if (step === 'correction' || step === 'supplement')
    return {
      seat: 'applicant',
      role: 'contact',
      unitId: theCase.unit_id,
      unitName: theCase.unit_name,
      assignee: null,
      people: null,
    }
  if (step === 'acceptance') {
    const unitId = cycle.section_id ?? cycle.unit_id
    const officers = (await holders(tx, [unitId], ['officer'], now)).get(unitId) ?? []
    return {
      seat: 'officer',
      role: 'officer',
      unitId,
      unitName: cycle.section_name ?? cycle.unit_name,
      assignee: { id: cycle.officer_id, name: cycle.officer_name },
      people: officers.filter(({ id }) => id === cycle.officer_id),
    }
  }
  const rules = claimRulesOf(cycle)
  const seat = step === 'approval' ? rules.approvalSeat : await nextReviewSeat(tx, theCase.id, round, rules.reviewSeats)
  const place = seat && (await seatOf(tx, cycle, seat.role, now))
  if (!seat || !place) return null
  return { ...place, seat: seat.seat, role: seat.role, assignee: null }
}

/** The next seat that has not reviewed in this round; null where all have. */
export async function nextReviewSeat<Seat extends { readonly seat: string }>(
  tx: Doing['tx'],
  caseId: string,
  round: number,
  seats: readonly Seat[],
): Promise<Seat | null> {
  const done = await tx
    .selectFrom('tasks')
    .select('seat')
    .where('scope', '=', caseScope(caseId))
    .where('step', '=', 'review')
    .where('round', '=', round)
    .where('state', '=', 'done')
    .execute()
  return seats.find(({ seat }) => !done.some(task => task.seat === seat)) ?? null
}
