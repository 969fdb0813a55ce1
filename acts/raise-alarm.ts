import type { Tx } from '../records/database.ts'

/** Raises an alarm, once while it stands: a row that is shown until somebody clears it. */
export async function raiseAlarm(
  tx: Tx,
  { kind, subject, cycleId, detail = '' }: { kind: string; subject: string; cycleId: string; detail?: string },
): Promise<void> {
  await tx
    .insertInto('alarms')
    .values({ kind, subject, cycle_id: cycleId, detail, cleared_at: null, cleared_by: null })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** An hour on: when a step that waits for a person to be appointed looks again. */
export const anHourAfter = (now: string): string => new Date(Date.parse(now) + 3_600_000).toISOString()
