import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Environment, environmentWith } from '../config.ts'
import { endProcess, markOf, type ProcessMark } from './embedded/process-mark.ts'

export interface KeptProcess {
  name: string
  /** Resolves when it says for the first time that it serves. */
  ready: Promise<void>
  mark(): ProcessMark | undefined
  /** Ends it; it is started again at once, with the environment as it is now. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface KeptProcessOptions {
  name: string
  /** A compiled file. */
  entry: string
  /** Asked at every start. */
  environment: () => Environment
  logFolder: string
  say: (line: string) => void
  /** Called after every start. */
  onStarted: () => void
}

const shortestPause = 500
const longestPause = 15_000
const steadyAfter = 30_000
const stopPatience = 22_000

/** A child process that is started again whenever it ends, after a growing pause, for as long as we live. What it prints goes into a log file. */
export function keepProcess(options: KeptProcessOptions): KeptProcess {
  const { name, say } = options
  const logFile = path.join(options.logFolder, `${name}.log`)
  let child: ChildProcess | undefined
  let mark: ProcessMark | undefined
  let stopping = false
  let wait = shortestPause
  let heard: () => void
  const ready = new Promise<void>(resolve => {
    heard = resolve
  })
  const wake = new AbortController()
  const life = live()

  return {
    name,
    ready,
    mark: () => mark,
    async restart() {
      if (mark) await endProcess(mark, stopPatience)
    },
    async stop() {
      stopping = true
      wake.abort()
      if (mark) await endProcess(mark, stopPatience)
      await life
    },
  }

  async function live(): Promise<void> {
    while (!stopping) {
      const startedAt = Date.now()
      const how = await runOnce()
      if (stopping) return
      if (Date.now() - startedAt > steadyAfter) wait = shortestPause
      say(`${name} 结束（${how}），${wait / 1000} 秒后重启 / ended, starting again · ${lastWords(logFile)}`)
      await pause(wait, undefined, { signal: wake.signal }).catch(() => undefined)
      wait = Math.min(wait * 2, longestPause)
    }
  }

  function runOnce(): Promise<string> {
    return new Promise(resolve => {
      const log = openLog(logFile)
      child = spawn(process.execPath, ['--enable-source-maps', options.entry], {
        env: environmentWith(options.environment()),
        stdio: ['ignore', log, log, 'ipc'],
        detached: true, // a group of its own: Ctrl-C reaches us, and we end our children in order
      })
      closeSync(log)
      mark = child.pid === undefined ? undefined : markOf(child.pid)
      options.onStarted()
      child.on('message', message => {
        if (typeof message === 'object' && message !== null && 'ready' in message) heard()
      })
      child.once('error', fault => resolve(fault.message))
      child.once('exit', (code, signal) => {
        mark = undefined
        resolve(signal ?? String(code))
      })
    })
  }
}

/** Runs a compiled file to its end. Its standard output is handed on line by line; its errors go to ours. */
export function runToEnd(
  entry: string,
  environment: Environment,
  hear: (line: string) => void,
): { done: Promise<number>; mark: ProcessMark | undefined; end(): void } {
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    env: environmentWith(environment),
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
  })
  let rest = ''
  child.stdout?.setEncoding('utf8')
  child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
  const done = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      if (rest) hear(rest)
      resolve(code ?? 1)
    })
  })
  const mark = child.pid === undefined ? undefined : markOf(child.pid)
  return { done, mark, end: () => void child.kill('SIGTERM') }
}

function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true })
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

function lastWords(file: string): string {
  if (!existsSync(file)) return ''
  const line = readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? ''
  return `${file}: ${line.slice(0, 300)}`
}
