import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { HouseFault } from './house-fault.ts'

/** The secrets of an embedded house, by the names of their variables. Whoever loses them loses sign-ins, the proof of the audit and encrypted fields. */
export type HouseKeys = Record<(typeof names)[number], string>

const names = ['SESSION_SECRET', 'AUDIT_KEY', 'FIELD_KEY', 'DATABASE_PASSWORD'] as const

/** Reads the keys of the data folder, made at its first use and readable by this account only. */
export function ensureHouseKeys(dataFolder: string): HouseKeys {
  const file = path.join(dataFolder, 'keys.json')
  const kept = existsSync(file) ? readKeys(file) : {}
  const fresh = () => randomBytes(36).toString('base64url')
  const keys: HouseKeys = {
    SESSION_SECRET: kept.SESSION_SECRET ?? fresh(),
    AUDIT_KEY: kept.AUDIT_KEY ?? fresh(),
    FIELD_KEY: kept.FIELD_KEY ?? fresh(),
    DATABASE_PASSWORD: kept.DATABASE_PASSWORD ?? fresh(),
  }
  if (names.some(name => kept[name] === undefined)) {
    writeFileSync(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }
  return keys
}

// A damaged file is never written over: new keys would make old audit entries look forged.
function readKeys(file: string): Partial<HouseKeys> {
  const damaged = () =>
    new HouseFault(
      `密钥文件 ${file} 已损坏：请从备份恢复后再启动。`,
      `The file of keys ${file} is damaged: restore it from a backup, then start again.`,
    )
  let said: unknown
  try {
    said = JSON.parse(readFileSync(file, 'utf8'))
  } catch (fault) {
    if (fault instanceof SyntaxError) throw damaged()
    throw fault
  }
  if (typeof said !== 'object' || said === null) throw damaged()
  return Object.fromEntries(
    Object.entries(said).filter(
      ([name, value]) => names.some(known => known === name) && typeof value === 'string' && value !== '',
    ),
  )
}
