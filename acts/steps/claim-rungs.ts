import { sql } from 'kysely'
import { workingDaysLeft } from '../../domain/deadline.ts'
import type { Notice } from '../../templates/notice.ts'
import { recordAudit } from '../act.ts'
import { endClaim, lockClaim, openTaskOf } from '../claim-matter.ts'
import { accept, tellApplicant } from '../decide-acceptance.ts'
import { recordDecision } from '../decision.ts'
import { writeNotices } from '../notify.ts'
import { claimMatterOf } from '../open-claim-task.ts'
import { closeTask } from '../open-tasks.ts'
import { endSupplement } from '../review-claim.ts'
import { pathOfTask } from '../task-path.ts'
import { contactOf, frameOf, instant } from '../wording.ts'
import { addressee } from './money-rungs.ts'
import type { DueRung, Turn } from './step.ts'

/**
 * What the rungs of a claim do. Silence accepts where the rules say so, lapses what was to be corrected, and lets a review
 * go on without what was asked for; whoever has to act is reminded, then urged, then those above.
 */
export async function actOnClaimRungs(turn: Turn, due: readonly DueRung[]): Promise<void> {
  const { doing, cycle, now } = turn
  for (const rung of due) await (rung.kind === 'silence' ? fallSilent(turn, rung) : tell(turn, rung))
  await sql`update rungs set state = 'done', acted_at = ${now} where id = any(${due.map(({ id }) => id)}::uuid[])`.execute(
    doing.tx,
  )
  recordAudit(doing, {
    act: 'act-on-due',
    at: now,
    cycleId: cycle.id,
    caseId: turn.subjectId,
    detail: { rungs: due.map(({ rung, step }) => `${step}.${rung}`) },
  })
}

async function fallSilent({ doing, subjectId, now }: Turn, rung: DueRung): Promise<void> {
  const locked = await lockClaim(doing.tx, subjectId)
  const { cycle, claim } = locked
  if (rung.step === 'acceptance' && claim.state === 'submitted') return accept(doing, locked, now)
  if (rung.step === 'supplement' && claim.state === 'supplementing') return endSupplement(doing, locked, 'silent', now)
  if (rung.step !== 'correction' || claim.state !== 'correcting') return
  const task = await openTaskOf(doing.tx, subjectId, 'correction')
  if (task) await closeTask(doing.tx, task.id, 'lapsed', now, null)
  await endClaim(doing, { cycle, caseId: subjectId, to: 'lapsed', reason: 'not-corrected', now })
  await tellApplicant(doing, locked, `claim-lapsed:${subjectId}`, now, (language, frame) => ({
    occasion: 'claim-lapsed',
    data: {
      ...frame,
      receiptNo: claim.number ?? '—',
      dueAt: instant(rung.task_due_at, language, now),
    },
  }))
  recordDecision(doing, {
    cycleId: cycle.id,
    caseId: subjectId,
    taskId: task?.id ?? null,
    step: 'correction',
    round: claim.submission_round,
    act: 'silence',
    verdict: 'lapsed',
    at: now,
  })
}

async function tell(turn: Turn, rung: DueRung): Promise<void> {
  const { doing, cycle, subjectId, now, calendar } = turn
  const to = await addressee(turn, rung)
  const left = workingDaysLeft(now, rung.task_due_at, calendar)
  const { number } = await doing.tx
    .selectFrom('claims')
    .select('number')
    .where('case_id', '=', subjectId)
    .executeTakeFirstOrThrow()
  await writeNotices(doing.tx, doing.house, now, [
    {
      key: `rung:${rung.task_id}:${rung.due_revision}:${rung.rung}`,
      cycleId: cycle.id,
      caseId: subjectId,
      taskId: rung.task_id,
      unitId: to.unitId,
      path: pathOfTask({ id: rung.task_id, cycle_id: cycle.id, case_id: rung.case_id, step: rung.step }),
      recipients: to.people,
      notice: (language, link): Notice => {
        const frame = frameOf(cycle, language, now, to.people[0]?.name ?? rung.unit_name, link)
        const matter = claimMatterOf(rung.step, language)
        const dueAt = instant(rung.task_due_at, language, now)
        return rung.occasion === 'claim-due-soon'
          ? {
              occasion: 'claim-due-soon',
              data: { ...frame, receiptNo: number ?? '—', matter, dueAt, daysLeft: Math.max(0, left) },
            }
          : {
              occasion: 'urged',
              data: {
                ...frame,
                matter,
                dueAt,
                overdue: rung.task_due_at < now,
                days: Math.abs(left),
                message: null,
                ...contactOf(cycle),
              },
            }
      },
    },
  ])
}
