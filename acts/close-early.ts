import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle } from './matter.ts'
import { demand } from './relation.ts'

/** Ends the taking of answers before the deadline. @throws RuleBroken `not-all-answered` (`open`) while anybody is silent */
export function closeEarly(
  house: House,
  actor: Actor,
  { cycleId, once }: { cycleId: string; once: { key: string } },
): Promise<{ closedAt: string }> {
  return perform(house, { actor, once: { key: once.key, request: [cycleId] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    const now = await businessNow(tx)
    await demand(tx, 'close-early', actor, { cycle })
    if (cycle.closed_at) throw new RuleBroken('not-in-this-state', { state: 'disposing' })
    const { rows } = await sql<{
      open: number
    }>`select count(*)::int as open from cases where cycle_id = ${cycleId} and not copy and outcome is null`.execute(tx)
    const open = rows[0]?.open ?? 0
    if (open > 0) throw new RuleBroken('not-all-answered', { open })
    await tx.updateTable('cycles').set({ closed_at: now, updated_at: now }).where('id', '=', cycleId).execute()
    recordDecision(doing, { cycleId, act: 'close-early', at: now })
    recordAudit(doing, { act: 'close-early', at: now, cycleId })
    await wake(tx, cycleScope(cycleId), cycle.kind)
    return { closedAt: now }
  })
}
