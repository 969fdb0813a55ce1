import type { Language } from '../domain/actor.ts'
import type { Seat } from '../domain/procedure.ts'
import type { SeatRow } from '../records/cycle.ts'
import type { readTaskDecision, SigningTask } from '../records/signing.ts'
import type { SeatView, SignProps } from '../web/pages/sign.tsx'

type Decision = Awaited<ReturnType<typeof readTaskDecision>>

/** What the reader did with a seat's task; null while it waits for somebody. */
export function doneBy(
  task: SigningTask,
  decision: Decision,
  { mine, last, personId }: { mine: boolean; last: boolean; personId: string },
): SignProps['done'] {
  if (mine || decision?.person_id !== personId)
    return task.state === 'void' ? { what: 'void', at: task.closed_at } : null
  if (decision.verdict === 'returned') return { what: 'returned', at: decision.at }
  return { what: last ? 'last' : 'signed', at: decision.at }
}

/** The seats of a round in turn: those opened with who decided, and those to come. */
export function seatViews(
  seats: readonly Seat[],
  rows: readonly SeatRow[],
  mine: string | null,
  language: Language,
): SeatView[] {
  return seats.map(({ seat, label }) => {
    const row = rows.find(each => each.seat === seat)
    const name = language === 'en' ? label.en : label.zh
    if (!row) return { key: seat, label: name, person: '', state: 'next', at: null, reason: null }
    const state =
      row.outcome === 'signed'
        ? 'signed'
        : row.outcome === 'returned'
          ? 'returned'
          : row.id === mine
            ? 'yours'
            : row.state === 'open'
              ? 'waiting'
              : 'next'
    const at = state === 'waiting' ? row.opened_at : row.closed_at
    return { key: seat, label: name, person: row.person_name ?? row.assignee_name ?? '', state, at, reason: row.reason }
  })
}
