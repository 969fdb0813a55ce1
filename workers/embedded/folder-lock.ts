import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { faultCode } from './fault-code.ts'
import { isAlive, markOf, type ProcessMark } from './process-mark.ts'

export type LockOutcome = { held: true; release(): void } | { held: false; by: ProcessMark }

/**
 * Takes a lock that a dead process cannot keep: a file with the holder's process number and start time.
 * The answer is at once: held, or by whom.
 */
export function takeLock(file: string): LockOutcome {
  const mine = markOf(process.pid)
  if (!mine) throw new Error('this process cannot see itself in the process list')
  const offer = `${file}.${process.pid}-${randomUUID()}`
  writeFileSync(offer, JSON.stringify(mine), { mode: 0o600 })
  try {
    for (;;) {
      if (placed(offer, file)) return { held: true, release: () => rmSync(file, { force: true }) }
      const holder = holderOf(file)
      if (holder === 'none') continue
      if (holder && isAlive(holder)) return { held: false, by: holder }
      clearStale(file)
    }
  } finally {
    rmSync(offer, { force: true })
  }
}

/** Who holds the lock, if somebody who is alive does. */
export function lockHolder(file: string): ProcessMark | undefined {
  const holder = holderOf(file)
  return holder && holder !== 'none' && isAlive(holder) ? holder : undefined
}

/** Waits for the lock, runs `work` while holding it, and gives it back. */
export async function whileLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = takeLock(file)
    if (lock.held) {
      try {
        return await work()
      } finally {
        lock.release()
      }
    }
    await new Promise(resolve => setTimeout(resolve, 40))
  }
}

// A hard link puts the whole content there in one step, or fails because somebody was quicker.
function placed(offer: string, file: string): boolean {
  try {
    linkSync(offer, file)
    return true
  } catch (fault) {
    if (faultCode(fault) === 'EEXIST') return false
    throw fault
  }
}

function holderOf(file: string): ProcessMark | undefined | 'none' {
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof said !== 'object' || said === null || !('pid' in said) || !('started' in said)) return undefined
    return { pid: Number(said.pid), started: String(said.started) }
  } catch (fault) {
    return faultCode(fault) === 'ENOENT' ? 'none' : undefined
  }
}

// Moved aside first and looked at again: between reading and removing, another process may have cleared it and taken the lock.
function clearStale(file: string): void {
  const aside = `${file}.stale-${randomUUID()}`
  try {
    renameSync(file, aside)
  } catch (fault) {
    if (faultCode(fault) === 'ENOENT') return
    throw fault
  }
  const holder = holderOf(aside)
  if (holder && holder !== 'none' && isAlive(holder)) placed(aside, file)
  rmSync(aside, { force: true })
}
