import type { Language } from '../domain/actor.ts'
import type { TaskRow } from './matter.ts'
import { instant } from './wording.ts'

/** What was asked of whom and how often they were urged, in one or two sentences for an order. */
export function storyOf(task: TaskRow, language: Language, now: string): string {
  const opened = instant(task.opened_at, language, now)
  const due = task.due_at ? instant(task.due_at, language, now) : '—'
  const whom = task.assignee_name ?? task.unit_name
  return language === 'en'
    ? `Asked of ${whom} on ${opened}, due ${due}; urged ${task.urged} times.`
    : `${opened}交${whom}办理，期限${due}，已催办${task.urged}次。`
}
