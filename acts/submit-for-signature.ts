import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, openScope, perform, recordAudit } from './act.ts'
import { planLaunch } from './checklist.ts'
import { recordDecision } from './decision.ts'
import { planRound, writeInstitutions } from './launch-round.ts'
import { type CycleRow, lockCycle, readCalendar } from './matter.ts'
import { closeTask } from './open-tasks.ts'
import { freezeRules, packOf } from './procedure-of.ts'
import { demand } from './relation.ts'

/**
 * Sends a draft for signature: its rules are frozen, and its workflow is woken to open the first seat.
 *
 * @throws RuleBroken `checklist-stops` (`stops`, `first`) while anything on the checklist blocks it
 */
export function submitForSignature(
  house: House,
  actor: Actor,
  { cycleId, version, once }: { cycleId: string; version: number; once: { key: string } },
): Promise<{ round: number }> {
  return perform(house, { actor, once: { key: once.key, request: [cycleId, version] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    const now = await businessNow(tx)
    await demand(tx, 'submit-for-signature', actor, { cycle })
    if (cycle.version !== version) throw new RuleBroken('draft-changed')
    const plan = await planOf(tx, cycle, now)
    if (plan.stops > 0) throw new RuleBroken('checklist-stops', { stops: plan.stops, first: plan.items[0]?.code ?? '' })
    const round = cycle.round + 1
    const revision = await tx
      .selectFrom('tasks')
      .select('id')
      .where('cycle_id', '=', cycleId)
      .where('step', '=', 'revision')
      .where('state', '=', 'open')
      .executeTakeFirst()
    if (revision) await closeTask(tx, revision.id, 'resubmitted', now, actor.personId)
    await tx
      .updateTable('cycles')
      .set({
        state: 'signing',
        round,
        parameters: JSON.stringify(await plan.freeze()),
        updated_at: now,
      })
      .where('id', '=', cycleId)
      .execute()
    recordDecision(doing, { cycleId, step: 'signature', round, act: 'submit-for-signature', at: now })
    recordAudit(doing, { act: 'submit-for-signature', at: now, cycleId, detail: { round } })
    await openScope(tx, cycleScope(cycleId), cycle.kind, cycleId)
    return { round }
  })
}

/** What stands in the way of a launch, and what is frozen where nothing does: by the kind of the procedure. */
async function planOf(tx: Tx, cycle: CycleRow, now: string) {
  if (cycle.kind === 'claim-round') {
    const { rules, ...plan } = await planRound(tx, cycle, now)
    return {
      ...plan,
      freeze: async () => {
        await writeInstitutions(tx, cycle)
        return rules
      },
    }
  }
  const plan = await planLaunch(tx, cycle, await readCalendar(tx), now)
  return { ...plan, freeze: async () => freezeRules(plan.procedure, await packOf(tx, cycle)) }
}
