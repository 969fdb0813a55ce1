import { readdirSync, readFileSync } from 'node:fs'

// What Linux counts in: a hundredth of a second on every machine that Node runs on.
const tick = 10

/**
 * Milliseconds of processor time that these processes, and a server with all its children, have used so far: hardly
 * touched by what else runs on the machine. NaN where the system does not tell (elsewhere than on Linux).
 */
export function processorTime(pids: readonly number[], server: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const backends = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => statOf(Number(name))[1] === String(server))
  const alive = [...pids, server, ...backends.map(Number)].map(pid => ticks(statOf(pid).slice(11, 13)))
  return (sum(alive) + ticks(statOf(server).slice(13, 15))) * tick // those of its children that have ended, too
}

const ticks = (fields: readonly string[]): number => sum(fields.map(Number))
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

// From the state on; the name before it may hold anything.
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return [] // it has ended
  }
}
