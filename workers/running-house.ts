import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readHouseConfig } from '../config.ts'
import { lockHolder } from './embedded/folder-lock.ts'
import { HouseFault } from './embedded/house-fault.ts'
import { isAlive, type ProcessMark } from './embedded/process-mark.ts'

/** Held by the supervisor for as long as it lives. */
export function lockFile(dataFolder: string): string {
  return path.join(dataFolder, 'house.lock')
}

/** Writes down who, if anybody, can stop the supervisor that runs now: npm, in a terminal. */
export function rememberParent(dataFolder: string, parent: ProcessMark | undefined): void {
  const file = parentFile(dataFolder)
  writeFileSync(`${file}.new`, JSON.stringify(parent ?? null), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export function parentFile(dataFolder: string): string {
  return path.join(dataFolder, 'house-parent.json')
}

/** Whether the supervisor's npm was killed, so that it is about to stop by itself. */
export function isForsaken(dataFolder: string, holder: ProcessMark): boolean {
  const file = parentFile(dataFolder)
  if (!existsSync(file)) return false
  const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof said !== 'object' || said === null || !('pid' in said && 'started' in said)) return false
  return isAlive(holder) && !isAlive({ pid: Number(said.pid), started: String(said.started) })
}

/** The sentence for a second start in the same data folder; undefined when nothing runs there. */
export function alreadyRunning(): HouseFault | undefined {
  const { dataFolder } = readHouseConfig()
  const holder = lockHolder(lockFile(dataFolder))
  return holder && !isForsaken(dataFolder, holder) ? heldBy(holder, dataFolder) : undefined
}

export function heldBy({ pid }: ProcessMark, dataFolder: string): HouseFault {
  return new HouseFault(
    `本目录的服务已在运行（进程 ${pid}，数据 ${dataFolder}）：请直接使用，或先停止它。`,
    `Already running for this folder (process ${pid}, data ${dataFolder}): use it, or stop it first.`,
  )
}
