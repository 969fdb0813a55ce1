import { isId } from '../records/cycle.ts'
import type { Tx } from '../records/database.ts'

/** The case and the clause of an opinion in force, with the case locked, after its cycle; null where it is not there. */
export async function lockDisputed(
  tx: Tx,
  cycleId: string,
  opinionId: string,
): Promise<{ case_id: string; anchor: string } | null> {
  if (!isId(opinionId)) return null
  const row = await tx
    .selectFrom('opinions')
    .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
    .select(['opinions.case_id', 'opinions.anchor'])
    .where('opinions.id', '=', opinionId)
    .where('opinions.cycle_id', '=', cycleId)
    .forUpdate('cases')
    .executeTakeFirst()
  return row ?? null
}
