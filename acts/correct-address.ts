import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { isMailAddress } from './mail-address.ts'
import { lockCase, lockCycleOf } from './matter.ts'
import { contacts } from './notify.ts'
import { demand } from './relation.ts'

/**
 * Corrects a contact's mail address where it was refused, and sends again what did not reach them.
 *
 * @throws FieldErrors `address`; RuleBroken `no-contact` where the unit has nobody to write to
 */
export function correctAddress(
  house: House,
  actor: Actor,
  { caseId, address }: { caseId: string; address: string },
): Promise<{ resent: number }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const cycle = await lockCycleOf(tx, caseId, 'share')
    const theCase = await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demand(tx, 'correct-address', actor, { cycle })
    const email = address.trim()
    if (!isMailAddress(email)) throw new FieldErrors([{ field: 'address', code: 'not-a-mail-address' }])
    const refused = await tx
      .selectFrom('deliveries')
      .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
      .select(['deliveries.id', 'deliveries.notice_id', 'deliveries.person_id', 'deliveries.state'])
      .where('deliveries.case_id', '=', caseId)
      .where('deliveries.state', 'in', ['refused', 'failed', 'void'])
      .where('notices.unit_id', '=', theCase.unit_id)
      .orderBy('deliveries.created_at')
      .execute()
    const personId = refused[0]?.person_id ?? (await contacts(tx, [theCase.unit_id], now)).get(theCase.unit_id)?.[0]?.id
    if (!personId) throw new RuleBroken('no-contact')
    await tx.updateTable('people').set({ email }).where('id', '=', personId).execute()
    await tx.updateTable('cases').set({ undelivered: false }).where('id', '=', caseId).execute()
    const host = new URL(house.publicUrl).hostname
    const again = [...new Map(refused.map(row => [row.notice_id, row])).values()]
    if (again.length > 0) {
      await tx
        .insertInto('deliveries')
        .values(
          again.map(({ notice_id }) => ({
            notice_id,
            cycle_id: cycle.id,
            case_id: caseId,
            channel: 'mail',
            person_id: personId,
            address: email,
            message_id: `<${notice_id}.${Date.parse(now).toString(36)}@${host}>`,
            state: 'queued' as const,
            answer: null,
          })),
        )
        .onConflict(conflict => conflict.column('message_id').doNothing())
        .execute()
    }
    recordAudit(doing, {
      act: 'correct-address',
      at: now,
      cycleId: cycle.id,
      caseId,
      detail: { personId, resent: again.length },
    })
    return { resent: again.length }
  })
}
