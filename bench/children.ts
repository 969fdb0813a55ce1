import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { type Environment, environmentWith, projectRoot } from '../config.ts'

/** A process beside this one, that has said that it serves. */
export interface Child {
  readonly pid: number
  /** What it said when it was ready. */
  readonly ready: Record<string, unknown>
  ask<Answer>(question: object): Promise<Answer>
  stop(): Promise<void>
}

/**
 * Starts a compiled file of the project (`workers/courier`, `bench/sink`) and waits until it says `{ ready: … }`.
 * What it prints goes into a log beside the data.
 */
export async function startChild(file: string, environment: Environment, folder: string): Promise<Child> {
  mkdirSync(folder, { recursive: true })
  const log = openSync(path.join(folder, `${file.replace('/', '-')}.log`), 'a')
  const child = fork(path.join(projectRoot, 'dist', `${file}.js`), [], {
    execArgv: ['--enable-source-maps'],
    env: environmentWith(environment),
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const ready = await firstWord(child, file, folder)
  return {
    pid: child.pid ?? 0,
    ready,
    async ask(question) {
      const heard = once(child, 'message')
      child.send(question)
      const [answer] = await heard
      return answer
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(patience)
    },
  }
}

async function firstWord(child: ChildProcess, file: string, folder: string): Promise<Record<string, unknown>> {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended (${signal ?? code}); see its log in ${folder}`)
  })
  ended.catch(() => undefined)
  const [message] = await Promise.race([once(child, 'message'), ended])
  return { ...message }
}
