import { Kysely, PostgresDialect } from 'kysely'
import type { Database } from '../records/database.ts'
import type { Ground } from './ground.ts'
import { figure } from './measure.ts'

/** What the scans of a plan returned together, what was hit and read, and how long it took. */
export interface Plan {
  readonly rows: number
  readonly buffers: number
  readonly milliseconds: number
}

export const inWords = ({ rows, buffers, milliseconds }: Plan): string =>
  `${rows.toLocaleString('en')} rows, ${buffers.toLocaleString('en')} buffers, ${figure(milliseconds)} ms`

type Node = {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: Node[]
}

/** What a read of the records reads: what it asks is asked again with EXPLAIN, so that no statement here can drift from the page's. */
export async function explain({ pool }: Ground, read: (database: Database) => Promise<unknown>): Promise<Plan> {
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  const listening: Database = new Kysely({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked.push(query),
  })
  await read(listening)
  const plans = await Promise.all(
    asked.map(async ({ sql, parameters }) => {
      const { rows } = await pool.query(`explain (analyze, buffers, format json) ${sql}`, [...parameters])
      const [{ Plan: plan, 'Execution Time': milliseconds }] = rows[0]['QUERY PLAN'] as [
        { Plan: Node; 'Execution Time': number },
      ]
      return {
        rows: scanned(plan),
        buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
        milliseconds,
      }
    }),
  )
  const sum = (name: keyof Plan) => plans.reduce((total, plan) => total + plan[name], 0)
  return { rows: sum('rows'), buffers: sum('buffers'), milliseconds: sum('milliseconds') }
}

function scanned(node: Node): number {
  const below = (node.Plans ?? []).reduce((total, plan) => total + scanned(plan), 0)
  return below + (node['Node Type'].includes('Scan') ? Math.round(node['Actual Rows'] * node['Actual Loops']) : 0)
}
