import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { faultCode } from './fault-code.ts'

/** A process, told apart from a later one that got the same number: by the time at which it started. */
export interface ProcessMark {
  pid: number
  started: string
}

/** The mark of a process that is alive now; undefined for one that is gone (or dead and not yet reaped). */
export function markOf(pid: number): ProcessMark | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid)
  return started === undefined ? undefined : { pid, started }
}

export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.started === mark.started
}

/** Ends a process of ours: asks, waits `patience` milliseconds, then kills. Resolves when it is gone. */
export async function endProcess(
  mark: ProcessMark,
  patience: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (!send(mark, signal)) return
  if (await gone(mark, patience)) return
  send(mark, 'SIGKILL')
  await gone(mark, 5_000)
}

function send(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  if (!isAlive(mark)) return false
  try {
    process.kill(mark.pid, signal)
    return true
  } catch {
    return false
  }
}

async function gone(mark: ProcessMark, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if (!isAlive(mark)) return true
    await new Promise(resolve => setTimeout(resolve, 30))
  }
  return !isAlive(mark)
}

// Field 22 of /proc/<pid>/stat counts clock ticks since boot, so the boot belongs to it. The command's name may contain spaces and brackets.
function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[0]
    if (state === 'Z' || state === 'X') return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${fields[19]}`
  } catch {
    return undefined
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (fault) {
    if (faultCode(fault) === 'ESRCH') return undefined
  }
  if (process.platform === 'win32') return 'alive'
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' },
      }).trim() || undefined
    )
  } catch {
    return undefined
  }
}
