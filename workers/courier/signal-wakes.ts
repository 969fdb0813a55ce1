import type { Client } from '@temporalio/client'
import { sql } from 'kysely'
import type { Database } from '../../records/database.ts'
import { wakeSignal, workflowId } from '../../workflows/contract.ts'
import type { Failpoint } from '../failpoint.ts'

type Woken = { scope: string; workflow_type: string; ids: bigint[]; read_at: string }

const atOnce = 16

/** Signals the workflow of every scope that was woken, starting it where there is none; then deletes just the wakes it had read, and notes when. */
export function createWaker({
  database,
  client,
  taskQueue,
  failpoint,
}: {
  database: Database
  client: Client
  taskQueue: string
  failpoint: Failpoint
}) {
  return signalWakes

  async function signalWakes(): Promise<'more' | 'done'> {
    const { rows } = await sql<Woken>`
      select scope, workflow_type, array_agg(id) as ids, clock_timestamp() as read_at from (select * from wakes order by id limit 500) as oldest group by scope, workflow_type`.execute(
      database,
    )
    if (rows.length === 0) return 'done'
    failpoint('wakes-read')
    for (let from = 0; from < rows.length; from += atOnce) {
      const some = rows.slice(from, from + atOnce)
      const signalled = await Promise.allSettled(some.map(signal))
      failpoint('wake-signalled')
      const ids = some.flatMap(({ ids }, at) => (signalled[at]?.status === 'fulfilled' ? ids : []))
      await sql`
        with gone as (delete from wakes where id = any(${ids.map(String)}::bigint[]) returning scope)
        update scopes set signalled_at = ${some[0]?.read_at} where scope in (select scope from gone)`.execute(database)
      failpoint('wakes-deleted')
      const failed = signalled.find(one => one.status === 'rejected')
      if (failed) throw failed.reason
    }
    return 'more'
  }

  function signal({ scope, workflow_type }: Woken): Promise<unknown> {
    return client.withDeadline(Date.now() + 10_000, () =>
      client.workflow.signalWithStart(workflow_type, {
        workflowId: workflowId(scope),
        taskQueue,
        args: [scope],
        signal: wakeSignal,
        signalArgs: [],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      }),
    )
  }
}
