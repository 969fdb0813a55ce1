import { sql } from 'kysely'
import type { ClaimState } from '../domain/claim.ts'
import type { Reader } from './database.ts'

export type RoundClaim = {
  readonly case_id: string
  readonly number: string
  readonly name: string
  readonly filing_number: string
  readonly state: ClaimState
  readonly held: boolean
  readonly received_at: string | null
  readonly asked_fen: bigint | null
  readonly granted_fen: bigint | null
}

const code = /^[\w-]+$/

/**
 * Claims of a round that were handed in, in the order of their numbers: all, of one state, or those that are looked for by
 * the beginning of a number or filing number, or by a part of a name.
 *
 * @param after number of the last claim of the page before
 */
export async function readRoundClaims(
  reader: Reader,
  cycleId: string,
  { state = null, q = '', after = null }: { state?: ClaimState | null; q?: string; after?: string | null },
  limit = 20,
): Promise<{ rows: RoundClaim[]; next: string | null }> {
  const wanted = q.trim().replace(/[\\%_]/gu, '\\$&')
  const where = [
    sql`c.cycle_id = ${cycleId} and c.number is not null`,
    ...(state ? [sql`c.state = ${state}`] : []),
    ...(after ? [sql`c.number > ${after}`] : []),
    ...(wanted === ''
      ? []
      : code.test(q.trim())
        ? [await byCode(reader, wanted)]
        : [sql`k.unit_name ilike ${`%${wanted}%`}`]),
  ]
  const { rows } = await sql<RoundClaim>`
    select c.case_id, c.number, k.unit_name as name, f.filing_number, c.state, c.held, c.received_at, c.asked_fen, c.granted_fen
    from claims c join cases k on k.id = c.case_id join filings f on f.id = c.filing_id
    where ${sql.join(where, sql` and `)} order by c.number limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.number ?? null) : null }
}

const mostFilings = 50

// First the filings, so that either is found by its own index.
async function byCode(reader: Reader, wanted: string) {
  const begins = `${wanted.toUpperCase()}%`
  const { rows } = await sql<{ id: string }>`
    select id from filings where upper(filing_number) like ${begins} limit ${mostFilings}`.execute(reader)
  const number = sql`c.number like ${begins}`
  return rows.length === 0 ? number : sql`(${number} or c.filing_id = any(${rows.map(({ id }) => id)}::uuid[]))`
}

/** Every claim of a round that was handed in, part by part. */
export async function* readAllRoundClaims(reader: Reader, cycleId: string): AsyncGenerator<RoundClaim[]> {
  for (let after: string | null = null; ; ) {
    const { rows, next }: { rows: RoundClaim[]; next: string | null } = await readRoundClaims(
      reader,
      cycleId,
      { after },
      1000,
    )
    yield rows
    if (next === null) return
    after = next
  }
}
