import { existsSync, readFileSync } from 'node:fs'
import { type Seal, verifyAudit } from '../../acts/seal-audit.ts'
import { readConfig } from '../../config.ts'
import { openHouse } from '../house.ts'
import type { CommandStreams } from './deadline.ts'

const faultWords = {
  changed: '内容被改动 / was changed',
  removed: '被删除 / was removed',
  'chain-broken': '封存链断裂 / breaks the chain of seals',
  'cut-off': '其后的封存被截去 / and the seals after it were cut off',
  unsealed: '尚未封存 / is not sealed',
} as const

/** `chengban audit verify`: every entry against its HMAC, every seal against the one before it, the newest against the file outside the database. */
export async function auditVerifyCommand(args: string[], io: CommandStreams): Promise<number> {
  if (args.length > 0) {
    io.err.write(`${args[0]}: 没有这个参数 / no such argument\nchengban audit verify\n`)
    return 1
  }
  const config = readConfig()
  const { database } = openHouse(config, () => undefined, { connections: 1 })
  try {
    const kept = existsSync(config.sealFile) ? (JSON.parse(readFileSync(config.sealFile, 'utf8')) as Seal) : null
    const { entries, faults } = await verifyAudit(database, config.auditKey, kept)
    for (const { kind, entry } of faults) io.err.write(`审计 ${entry} ${faultWords[kind]}\n`)
    if (faults.length > 0) return 1
    io.out.write(`审计 ${entries} 条，均与封存一致 / ${entries} audit entries, all as sealed\n`)
    return 0
  } finally {
    await database.destroy()
  }
}
