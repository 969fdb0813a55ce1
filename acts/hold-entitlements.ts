import { sql } from 'kysely'
import { RuleBroken } from '../domain/refusal.ts'
import type { Tx } from '../records/database.ts'
import { together } from '../records/together.ts'

/**
 * Holds what a claim would have once and for all: these keys and no others. Two claims that ask for the same at the same
 * instant are put in order by the database, and the second is refused.
 *
 * @throws RuleBroken `held-already` naming the other claim, or `held-elsewhere` where it is none of this round
 */
export async function holdEntitlements(
  tx: Tx,
  {
    scheme,
    caseId,
    cycleId,
    keys,
    at,
  }: { scheme: string; caseId: string; cycleId: string; keys: readonly string[]; at: string },
): Promise<void> {
  const release = sql`
    update entitlements set released_at = ${at}
    where case_id = ${caseId} and released_at is null and key <> all(${keys}::text[])`
  // In order, so that two claims with several keys alike wait for each other and never in a circle.
  const hold = sql`
    insert into entitlements (scheme, key, case_id, held_at)
    select ${scheme}, wanted.key, ${caseId}, ${at} from unnest(${[...keys].sort()}::text[]) as wanted (key)
    where not exists (select from entitlements e where e.scheme = ${scheme} and e.key = wanted.key and e.case_id = ${caseId} and e.released_at is null)
    order by wanted.key
    on conflict (scheme, key) where released_at is null do nothing`
  const others = sql<{ key: string; number: string | null; here: boolean }>`
    select e.key, c.number, c.cycle_id = ${cycleId} as here from entitlements e join claims c on c.case_id = e.case_id
    where e.scheme = ${scheme} and e.key = any(${keys}::text[]) and e.released_at is null and e.case_id <> ${caseId}
    order by e.key limit 1`
  const [, , [other]] = await together(tx, release, hold, others)
  if (!other) return
  const key = other.key.split('/')[1] ?? ''
  throw other.here
    ? new RuleBroken('held-already', { key, number: other.number ?? '' })
    : new RuleBroken('held-elsewhere', { key })
}
