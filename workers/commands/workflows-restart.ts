import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import { readConfig } from '../../config.ts'
import { workflowId } from '../../workflows/contract.ts'
import { openHouse } from '../house.ts'
import { connectionOptions } from '../temporal-options.ts'
import type { CommandStreams } from './deadline.ts'

const usage = `chengban workflows restart           终止并重新唤醒全部在办流程 / terminate and wake the workflow of every open scope
chengban workflows restart SCOPE…    只重启这些 / only these
`

/**
 * `chengban workflows restart [scope…]`: terminates workflows, for instance those that new code does not replay, and wakes
 * their scopes: each goes on from the rows.
 */
export async function workflowsRestartCommand(args: string[], io: CommandStreams): Promise<number> {
  if (args.some(argument => argument.startsWith('-'))) {
    io.err.write(usage)
    return args.includes('--help') ? 0 : 1
  }
  const config = readConfig()
  const { database } = openHouse(config, () => undefined, { connections: 1 })
  const connection = await Connection.connect(connectionOptions(config))
  const client = new Client({ connection, namespace: config.temporal.namespace })
  try {
    const open = await database
      .selectFrom('scopes')
      .select(['scope', 'workflow_type'])
      .where('state', '=', 'open')
      .execute()
    const chosen = args.length === 0 ? open : open.filter(({ scope }) => args.includes(scope))
    const unknown = args.filter(argument => !open.some(({ scope }) => scope === argument))
    if (unknown.length > 0) {
      io.err.write(`${unknown.join(' ')}: 不是在办的流程 / not an open scope\n`)
      return 1
    }
    for (const { scope } of chosen) {
      await client.workflow
        .getHandle(workflowId(scope))
        .terminate('restarted by chengban workflows restart')
        .catch(fault => {
          if (!(fault instanceof WorkflowNotFoundError)) throw fault
        })
    }
    if (chosen.length > 0) await database.insertInto('wakes').values(chosen).execute()
    io.out.write(`已重启 ${chosen.length} 个流程 / ${chosen.length} workflows restarted\n`)
    return 0
  } finally {
    await connection.close()
    await database.destroy()
  }
}
