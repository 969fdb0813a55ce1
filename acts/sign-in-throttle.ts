import { sql } from 'kysely'
import { forgottenAfter, secondsToWait, type Throttle, throttles } from '../domain/sign-in-delay.ts'
import type { Database, Reader } from '../records/database.ts'
import { sha256 } from './act.ts'

/** Who tries to sign in: the name of the account as normalised, and where the request comes from. */
export type Attempt = { readonly subject: string; readonly address: string }

/**
 * Counts an attempt as failed before it is tried, so that many at once cannot pass together.
 *
 * @returns the seconds to wait; 0 when the attempt may go on (and has been counted)
 */
export function countAttempt(database: Database, attempt: Attempt): Promise<number> {
  const watched = watchedKeys(attempt)
  const keys = [...watched.keys()]
  return database.transaction().execute(async tx => {
    await sql`
      insert into sign_in_failures (key, failures, last_failed_at)
      select key, 0, clock_timestamp() from unnest(${keys}::text[]) as key order by key
      on conflict do nothing`.execute(tx)
    const { rows } = await sql<{ key: string; failures: number; ago: number }>`
      select key, failures, extract(epoch from clock_timestamp() - last_failed_at)::float8 as ago
      from sign_in_failures where key = any(${keys}) order by key for update`.execute(tx)
    const waits = rows.map(({ key, failures, ago }) => {
      const throttle = watched.get(key)
      return throttle ? secondsToWait(throttle, failures, ago) : 0
    })
    const wait = Math.max(0, ...waits)
    if (wait > 0) return wait
    await sql`
      update sign_in_failures
      set failures = case when last_failed_at < clock_timestamp() - make_interval(secs => ${forgottenAfter}) then 1 else failures + 1 end,
          last_failed_at = clock_timestamp()
      where key = any(${keys})`.execute(tx)
    return 0
  })
}

/** The attempt was right: the account's failures are forgotten, the address gets its one back. Sweeps what is old. */
export async function forgetAttempts(reader: Reader, attempt: Attempt): Promise<void> {
  const { pair, account, address } = keysOf(attempt)
  await sql`delete from sign_in_failures where key in (${pair}, ${account})`.execute(reader)
  await sql`update sign_in_failures set failures = greatest(failures - 1, 0) where key = ${address}`.execute(reader)
  await sql`
    delete from sign_in_failures
    where key in (
      select key from sign_in_failures
      where last_failed_at < clock_timestamp() - make_interval(secs => ${forgottenAfter})
      order by key limit 500 for update skip locked
    )`.execute(reader)
}

function watchedKeys(attempt: Attempt): Map<string, Throttle> {
  const { pair, account, address } = keysOf(attempt)
  return new Map<string, Throttle>([
    [pair, throttles['account-at-address']],
    [account, throttles.account],
    [address, throttles.address],
  ])
}

// No mobile number stands in the table in clear.
function keysOf({ subject, address }: Attempt) {
  const account = sha256(`account ${subject}`)
  return { pair: `pair ${account} ${address}`, account: `account ${account}`, address: `address ${address}` }
}
