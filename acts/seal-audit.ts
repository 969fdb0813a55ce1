import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Reader } from '../records/database.ts'
import { auditHmac } from './act.ts'

export interface Seal {
  readonly seq: string
  readonly hash: string
}

const sealLock = 7_260_001
// A transaction that was slow to commit leaves its rows behind later ones; so far back they are looked for.
const lookBack = 20_000
const atOnce = 1000

/**
 * Chains the audit entries that no seal holds yet, in order, one seal an entry.
 *
 * @returns the newest seal where any was made: it is also to be kept outside the database
 */
export async function sealAudit(database: Database, key: string): Promise<{ newest: Seal | null; more: boolean }> {
  return database.transaction().execute(async tx => {
    const { rows: held } = await sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${sealLock}) as held`.execute(
      tx,
    )
    if (!held[0]?.held) return { newest: null, more: false }
    const { rows } = await sql<{ id: bigint; hmac: string }>`
      select a.id, a.hmac from audit a left join seals s on s.audit_id = a.id
      where s.audit_id is null and a.id > coalesce((select max(audit_id) from seals), 0) - ${lookBack} order by a.id limit ${atOnce}`.execute(
      tx,
    )
    if (rows.length === 0) return { newest: null, more: false }
    let last = await newestSeal(tx)
    const seals = rows.map(({ id, hmac }) => {
      const seq = BigInt(last.seq) + 1n
      const previous = last.hash
      const hash = sealHash(key, { seq: String(seq), auditId: String(id), hmac, previous })
      last = { seq: String(seq), hash }
      return { seq, audit_id: id, previous, hash }
    })
    await tx.insertInto('seals').values(seals).execute()
    return { newest: last, more: rows.length === atOnce }
  })
}

async function newestSeal(reader: Reader): Promise<Seal> {
  const row = await reader
    .selectFrom('seals')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { seq: String(row.seq), hash: row.hash } : { seq: '0', hash: '' }
}

const sealHash = (
  key: string,
  { seq, auditId, hmac, previous }: { seq: string; auditId: string; hmac: string; previous: string },
): string => createHmac('sha256', key).update([seq, auditId, hmac, previous].join('|')).digest('hex')

export interface AuditFault {
  readonly kind: 'changed' | 'removed' | 'chain-broken' | 'cut-off' | 'unsealed'
  readonly entry: string
}

/**
 * Verifies the audit: every entry against its HMAC, every seal against the one before it, and the newest seal kept
 * outside the database against the chain. Finds change, removal and truncation.
 */
export async function verifyAudit(
  reader: Reader,
  key: string,
  kept: Seal | null,
): Promise<{ entries: number; faults: AuditFault[] }> {
  const faults: AuditFault[] = []
  let entries = 0
  let previous = ''
  let keptSeen = kept === null
  for (let after = 0n; ; ) {
    const { rows } = await sql<{
      seq: bigint
      audit_id: bigint
      previous: string
      hash: string
      row: Record<string, unknown> | null
      hmac: string | null
    }>`
      select s.seq, s.audit_id, s.previous, s.hash, a.hmac, case when a.id is null then null else jsonb_build_object(
        'at', to_char(a.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'business_at', to_char(a.business_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'act', a.act, 'person_id', a.person_id, 'person_name', a.person_name, 'unit_id', a.unit_id, 'cycle_id', a.cycle_id, 'case_id', a.case_id, 'detail', a.detail, 'request_id', a.request_id) end as row
      from seals s left join audit a on a.id = s.audit_id where s.seq > ${String(after)}::bigint order by s.seq limit 2000`.execute(
      reader,
    )
    for (const { seq, audit_id, hash, row, hmac, ...seal } of rows) {
      const entry = String(audit_id)
      if (seq !== after + 1n) faults.push({ kind: 'chain-broken', entry })
      if (!row || !hmac) faults.push({ kind: 'removed', entry })
      else {
        entries++
        if (auditHmac(key, row) !== hmac) faults.push({ kind: 'changed', entry })
        if (seal.previous !== previous || sealHash(key, { seq: String(seq), auditId: entry, hmac, previous }) !== hash)
          faults.push({ kind: 'chain-broken', entry })
      }
      if (kept && String(seq) === kept.seq) {
        keptSeen = true
        if (kept.hash !== hash) faults.push({ kind: 'chain-broken', entry })
      }
      previous = hash
      after = seq
    }
    if (rows.length === 0) break
  }
  if (!keptSeen) faults.push({ kind: 'cut-off', entry: kept?.seq ?? '' })
  const { rows: unsealed } = await sql<{ id: bigint }>`
    select a.id from audit a left join seals s on s.audit_id = a.id where s.audit_id is null and a.at < clock_timestamp() - interval '1 minute' order by a.id limit 100`.execute(
    reader,
  )
  faults.push(...unsealed.map(({ id }): AuditFault => ({ kind: 'unsealed', entry: String(id) })))
  return { entries, faults }
}
