import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { faultMessage } from './fault-code.ts'
import { freePort } from './free-port.ts'
import { explainFault } from './house-fault.ts'
import { endProcess, isAlive, markOf, type ProcessMark } from './process-mark.ts'
import { temporalVersion } from './temporal-binary.ts'

export interface EmbeddedTemporal {
  /** host:port */
  address: string
  /** The server was running already, left by a house that ended without stopping it. */
  adopted: boolean
  /** The process, while it lives. */
  mark(): ProcessMark | undefined
  stop(): Promise<void>
}

export interface EmbeddedTemporalOptions {
  /** A folder of the server's own: its store, log and process number. Absolute. */
  folder: string
  binary: string
  namespace: string
  preferredPort?: number
  /** Timers fire within milliseconds and ids can be used again at once. */
  forTests?: boolean
}

const retentionDays = 30

/** Temporal's development server on a store of our own: started, or adopted when it already runs there. Answers when it serves. */
export async function openTemporal(options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const { folder } = options
  const stateFile = path.join(folder, 'server.json')
  mkdirSync(folder, { recursive: true })
  const left = readState(stateFile)
  if (left && isOurs(left, folder)) {
    if (await serves(left, options, 15_000)) return handle(left, true)
    await endProcess(left, 5_000)
  }
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(left?.port, options.preferredPort)
    const state = launch(options, port, stateFile)
    if (await serves(state, options, 60_000)) return handle(state, false)
    await endProcess(state, 2_000)
    const said = tail(path.join(folder, 'server.log'))
    const known = explainFault(new Error(said))
    if (known) throw known
    if (attempt === 3) throw new Error(`Temporal did not start: ${said}`)
  }

  function handle(state: ServerState, adopted: boolean): EmbeddedTemporal {
    return {
      address: `127.0.0.1:${state.port}`,
      adopted,
      mark: () => (isAlive(state) ? { pid: state.pid, started: state.started } : undefined),
      async stop() {
        await endProcess(state, 10_000)
        rmSync(stateFile, { force: true })
      },
    }
  }
}

/** Where the server keeps its workflows. It may be deleted while the server is down: the rows are the truth. */
export function temporalStore(folder: string): string {
  return path.join(folder, storeName)
}

interface ServerState extends ProcessMark {
  port: number
}

// The server cannot read a store of another version.
const storeName = `store-${temporalVersion}.sqlite`

function launch(options: EmbeddedTemporalOptions, port: number, stateFile: string): ServerState {
  const logFile = path.join(options.folder, 'server.log')
  rotate(logFile)
  const log = openSync(logFile, 'a')
  const server = spawn(options.binary, serverArguments(options, port), {
    cwd: options.folder,
    stdio: ['ignore', log, log],
    detached: true, // a group of its own, so that Ctrl-C reaches us first
  })
  closeSync(log)
  server.once('error', () => undefined) // seen as a server that does not serve
  server.unref()
  const mark = server.pid === undefined ? undefined : markOf(server.pid)
  const state = { ...(mark ?? { pid: 0, started: '' }), port }
  writeFileSync(stateFile, JSON.stringify(state))
  return state
}

function serverArguments({ namespace, forTests }: EmbeddedTemporalOptions, port: number): string[] {
  return [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
    ...['--db-filename', storeName, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...['--log-level', 'error'],
    ...(forTests ? testSettings.flatMap(setting => ['--dynamic-config-value', setting]) : []),
  ]
}

const testSettings = ['history.workflowIdReuseMinimalInterval="0s"', 'history.timerProcessorMaxTimeShift="10ms"']

// Serving means: it answers for our namespace. Finished workflows are kept for a month to be looked at; the server's own default is a day.
async function serves(state: ServerState, { namespace }: EmbeddedTemporalOptions, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end && isAlive(state); await pause(50)) {
    const connection = await Connection.connect({ address: `127.0.0.1:${state.port}`, connectTimeout: 1_000 }).catch(
      () => undefined,
    )
    if (!connection) continue
    try {
      await connection.workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: msToTs(retentionDays * 86_400_000) },
      })
      await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 })
      return true
    } catch (fault) {
      if (!/not found|not enough hosts|unavailable|deadline/i.test(faultMessage(fault))) throw fault
    } finally {
      await connection.close()
    }
  }
  return false
}

function readState(file: string): ServerState | undefined {
  if (!existsSync(file)) return undefined
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof said !== 'object' || said === null || !('pid' in said && 'started' in said && 'port' in said))
      return undefined
    return { pid: Number(said.pid), started: String(said.started), port: Number(said.port) }
  } catch {
    return undefined
  }
}

function isOurs(state: ServerState, folder: string): boolean {
  if (!isAlive(state)) return false
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${state.pid}/cwd`) === realpathSync(folder)
  } catch {
    return false
  }
}

function rotate(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > 5_000_000) renameSync(logFile, `${logFile}.1`)
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
