import type { Actor } from '../domain/actor.ts'
import { NotFound } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { demandMoney } from './demand-money.ts'
import { lockObjection } from './lock-objection.ts'
import { open } from './sealed-field.ts'

/** Opens who objected and how to reach them, for those who examine it. That it was opened, and by whom, is kept. */
export function openObjector(
  house: House,
  actor: Actor,
  { objectionId }: { objectionId: string },
): Promise<{ name: string; contact: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const { cycle, objection } = await lockObjection(tx, objectionId)
    const state = objection.outcome === null ? 'objection-open' : 'objection-answered'
    await demandMoney(tx, 'open-objector', actor, { cycle, state })
    const { name_sealed: name, contact_sealed: contact } = objection
    if (!name || !contact) throw new NotFound('objector')
    const at = await businessNow(tx)
    recordAudit(doing, { act: 'open-objector', at, cycleId: cycle.id, detail: { objectionId } })
    return { name: open(house.fieldKey, name), contact: open(house.fieldKey, contact) }
  })
}
