import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Environment, environmentWith, projectRoot } from '../../config.ts'
import { until } from './until.ts'

export interface Death {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  /** It was we who killed it, or a failpoint that we had set. */
  readonly meant: boolean
}

export interface KeptProgramOptions {
  readonly name: string
  readonly folder: string
  readonly environment: () => Environment
  /** What happens between a death and the start that follows it by itself. */
  readonly afterDeath: () => Promise<void>
}

/** One process of the house, as compiled; started again whenever it ends, as its supervisor would. */
export function createKeptProgram({ name, folder, environment, afterDeath }: KeptProgramOptions) {
  const deaths: Death[] = []
  const logFile = path.join(folder, `${name}.log`)
  mkdirSync(folder, { recursive: true })
  let child: ChildProcess | undefined
  let serving = false
  let wanted = false
  let killed = false
  let armed: { point: string; file: string } | undefined
  let life: Promise<void> = Promise.resolve()
  let arms = 0

  return { name, deaths, start, stop, kill, arm, lastWords, isServing: () => serving }

  /** Resolves when it serves, or has died trying: it is started again then, as it would be by its supervisor. */
  async function start(): Promise<void> {
    wanted = true
    await new Promise<void>((serves, fails) => {
      life = keep(serves)
      life.catch(fails)
    })
  }

  /** Asks it to end and waits; it stays away until it is started. */
  async function stop(): Promise<void> {
    wanted = false
    killed = true
    child?.kill('SIGTERM')
    await life
  }

  /** `kill -9`; with `away` it stays away until it is started, else it comes back. */
  async function kill({ away = false } = {}): Promise<void> {
    if (away) wanted = false
    const dying = child
    if (!dying) return
    killed = true
    dying.kill('SIGKILL')
    if (dying.exitCode === null && dying.signalCode === null) await once(dying, 'exit')
    if (away) await life
  }

  /**
   * Starts it anew so that it will die at the nth passing of a failpoint; afterwards it lives on without.
   *
   * @returns a function that resolves when the point was reached, and fails the test when it was not
   */
  async function arm(point: string, nth = 1, { withinMs = 30_000 } = {}): Promise<() => Promise<void>> {
    await stop()
    const file = path.join(folder, `${name}-reached-${++arms}`)
    armed = { point: `${point}:${nth}`, file }
    const before = deaths.length
    await start()
    return async () => {
      await until(
        `${name} dies at ${point}`,
        () => existsSync(file) && readFileSync(file, 'utf8') === `${point}\n` && deaths.length > before,
        { withinMs, tell: lastWords },
      )
      if (deaths.at(before)?.signal !== 'SIGKILL') throw new Error(`${name} did not die at ${point}`)
    }
  }

  async function keep(serves: () => void): Promise<void> {
    while (wanted) {
      killed = false
      const startedAt = Date.now()
      const { signal, code } = await runOnce(serves)
      const meant = killed || (armed !== undefined && signal === 'SIGKILL')
      armed = undefined
      if (!killed || signal === 'SIGKILL') deaths.push({ signal, code, meant })
      if (wanted) await afterDeath()
      if (wanted && Date.now() - startedAt < 500) await pause(200) // what it needs is not there yet
    }
  }

  function runOnce(serves: () => void): Promise<{ signal: NodeJS.Signals | null; code: number | null }> {
    const log = openSync(logFile, 'a')
    const failpoint = armed ? { FAILPOINT: armed.point, FAILPOINT_FILE: armed.file } : {}
    const started = spawn(
      process.execPath,
      ['--enable-source-maps', path.join(projectRoot, 'dist', 'workers', `${name}.js`)],
      { env: environmentWith({ ...environment(), ...failpoint }), stdio: ['ignore', log, log, 'ipc'] },
    )
    closeSync(log)
    child = started
    started.on('message', () => {
      serving = true
      serves()
    })
    return new Promise(resolve => {
      started.once('exit', (code, signal) => {
        child = undefined
        serving = false
        serves()
        resolve({ signal, code })
      })
    })
  }

  function lastWords(): string {
    return existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join('\n').slice(-1500) : ''
  }
}

export type KeptProgram = ReturnType<typeof createKeptProgram>
