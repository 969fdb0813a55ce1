import type { Calendar } from '../domain/calendar.ts'
import type { DueDay } from '../domain/deadline.ts'
import { addDays, daysBetween, type Instant, localDateOf } from '../domain/local-time.ts'

const mostDays = 21

/** The days after today up to a due date, each counted or not; none where there are too many to be seen at once. */
export function daysUntil(now: Instant, dueAt: Instant, calendar: Calendar): DueDay[] {
  const today = localDateOf(now)
  const count = daysBetween(today, localDateOf(dueAt))
  if (count < 1 || count > mostDays) return []
  return Array.from({ length: count }, (_, index) => {
    const { date, counts, why, name } = calendar.dayOf(addDays(today, index + 1))
    return { date, counts, why, name }
  })
}
