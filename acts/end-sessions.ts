import { sql } from 'kysely'
import type { Reader } from '../records/database.ts'

/** Signs somebody out everywhere; for the act that disables an account or changes its password. */
export async function endSessions(reader: Reader, personId: string): Promise<void> {
  await sql`delete from sessions where sess ->> 'personId' = ${personId}`.execute(reader)
}
