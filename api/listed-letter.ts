import type { Calendar } from '../domain/calendar.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import type { LetterRow } from '../records/answers.ts'
import type { LetterState, ListedLetter } from '../web/pages/answer-list.tsx'

/** A letter as a row of the list of its unit. */
export function listedLetter(row: LetterRow, now: string, calendar: Calendar): ListedLetter {
  const state = stateOf(row)
  const waits = state === 'unsigned' || state === 'silent' || state === 'overdue'
  return {
    id: row.id,
    title: row.title,
    issuer: row.issuer,
    state,
    mandatory: row.mandatory,
    dueAt: row.dueAt,
    left: waits ? workingDaysLeft(now, row.dueAt, calendar) : null,
    passed: now > row.dueAt,
  }
}

function stateOf({ copy, cycleState, outcome, lateSubmission, signedForAt }: LetterRow): LetterState {
  if (cycleState === 'withdrawn' || outcome === 'withdrawn') return 'withdrawn'
  if (copy) return 'copy'
  if (lateSubmission && (outcome === 'overdue' || outcome === 'deemed-no-objection' || outcome === null)) return 'late'
  if (outcome !== null) return outcome
  return signedForAt ? 'silent' : 'unsigned'
}
