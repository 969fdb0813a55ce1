import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { FailpointConfig } from '../config.ts'

/** Called at a named place where a process may die. Does nothing unless a test asked for exactly this name. */
export type Failpoint = (name: string) => void

/**
 * Kills this process the hard way when the configured point is passed for the nth time.
 * With a file given, the name is written there first, and a point that is written there already does not fire again: the process lives on after its restart.
 */
export function createFailpoint(config: FailpointConfig | undefined): Failpoint {
  if (!config) return () => undefined
  let passed = 0
  return name => {
    if (name !== config.name || ++passed !== config.nth || isReached(config)) return
    if (config.file) appendFileSync(config.file, `${name}\n`)
    process.kill(process.pid, 'SIGKILL')
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000) // nothing after this line may run
  }
}

function isReached({ file, name }: FailpointConfig): boolean {
  return file !== undefined && existsSync(file) && readFileSync(file, 'utf8').split('\n').includes(name)
}
