import type { Language } from '../domain/actor.ts'
import type { Reader } from '../records/database.ts'
import { instant } from './wording.ts'

/** What an order tells of a task. */
export interface ToldTask {
  readonly openedAt: string
  readonly dueAt: string | null
  /** The named person, else the unit. */
  readonly whom: string
  /** By people and by the ladder. */
  readonly urged: number
}

/** What was asked of whom and how often they were urged, in one or two sentences for an order. */
export function storyOf({ openedAt, dueAt, whom, urged }: ToldTask, language: Language, now: string): string {
  const opened = instant(openedAt, language, now)
  const due = dueAt ? instant(dueAt, language, now) : '—'
  if (language === 'en')
    return `Asked of ${whom} ${opened}, due ${due}; urged ${urged} ${urged === 1 ? 'time' : 'times'}.`
  const so = urged > 0 ? `已催办${urged}次` : '此前没有催办'
  return `${opened}交${whom}办理，期限${due}，${so}。`
}

/** How often the ladder has urged about a task, beside the urging by people that the task counts itself. */
export async function urgedByLadder(reader: Reader, taskId: string): Promise<number> {
  const { count } = await reader
    .selectFrom('rungs')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('task_id', '=', taskId)
    .where('kind', '=', 'urging')
    .where('state', '=', 'done')
    .executeTakeFirstOrThrow()
  return Number(count)
}
