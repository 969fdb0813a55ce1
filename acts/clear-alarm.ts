import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'

/**
 * Clears an alarm, and has what it was about tried again: the open workflows of its cycle are woken. An alarm that was
 * cleared already stays cleared by whoever did it first.
 *
 * @throws RuleBroken `for-finance-to-clear` of a payment on which the bank contradicts itself
 */
export function clearAlarm(house: House, actor: Actor, { alarmId }: { alarmId: string }): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    if (!canAdminister('see-health', actor.roles) || !isId(alarmId)) throw new NotFound('alarm')
    const alarm = await tx.selectFrom('alarms').selectAll().where('id', '=', alarmId).forUpdate().executeTakeFirst()
    if (!alarm) throw new NotFound('alarm')
    if (alarm.cleared_at) return
    // It holds money back: two people of finance end it, and nobody who administers.
    if (alarm.kind === 'payment-contradicted') throw new RuleBroken('for-finance-to-clear')
    const now = await businessNow(tx)
    await tx
      .updateTable('alarms')
      .set({ cleared_at: new Date().toISOString(), cleared_by: actor.personId })
      .where('id', '=', alarmId)
      .execute()
    if (alarm.kind === 'rung-failed') {
      await sql`
        update rungs r set state = 'waiting', acted_at = null, reason = null from tasks t
        where r.id = ${alarm.subject} and t.id = r.task_id and r.due_revision = t.due_revision
          and r.state = 'held-back' and r.reason = 'fault' and (t.state = 'open' or r.kind = 'silence')`.execute(tx)
    }
    if (alarm.cycle_id) {
      await sql`insert into wakes (scope, workflow_type) select scope, workflow_type from scopes where state = 'open' and cycle_id = ${alarm.cycle_id}`.execute(
        tx,
      )
    }
    recordAudit(doing, {
      act: 'clear-alarm',
      at: now,
      cycleId: alarm.cycle_id,
      detail: { alarmId, kind: alarm.kind },
    })
  })
}
