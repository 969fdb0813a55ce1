import { sql } from 'kysely'
import type { Reader, RungState } from './database.ts'

export type RungLine = {
  readonly id: string
  readonly kind: string
  readonly occasion: string
  readonly to: string
  readonly at: string
  readonly state: RungState
  readonly actedAt: string | null
  readonly releasedByName: string | null
  readonly releasedAt: string | null
  readonly reason: string | null
  readonly dueRevision: number
}

/** The rungs of tasks, in the order in which they come. */
export async function readRungs(reader: Reader, taskIds: readonly string[]): Promise<Map<string, RungLine[]>> {
  const found = new Map<string, RungLine[]>()
  if (taskIds.length === 0) return found
  const { rows } = await sql<RungLine & { taskId: string }>`
    select id, task_id as "taskId", kind, occasion, addressed_to as "to", at, state, acted_at as "actedAt", released_by_name as "releasedByName",
      released_at as "releasedAt", reason, due_revision as "dueRevision"
    from rungs where task_id = any(${[...taskIds]}::uuid[]) order by at, due_revision, id`.execute(reader)
  for (const { taskId, ...line } of rows) found.set(taskId, [...(found.get(taskId) ?? []), line])
  return found
}
