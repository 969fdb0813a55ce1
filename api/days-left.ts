import type { Calendar } from '../domain/calendar.ts'
import { workingDaysLeft } from '../domain/deadline.ts'

/** A due instant with the whole working days left until then, as pages show it. */
export function dueView(dueAt: string, now: string, calendar: Calendar) {
  return { at: dueAt, left: workingDaysLeft(now, dueAt, calendar), passed: dueAt < now }
}
