import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { noAnswers } from './claim-facts.ts'
import { demandClaim } from './claim-matter.ts'
import { lockCycle } from './matter.ts'

/**
 * Begins an application as a draft. What is there already is gone on with: of a filing there is one in a round.
 *
 * @throws NotFound where the filing is not the actor's unit's or not of the round's county
 * @throws RuleBroken `round-not-open`
 */
export function beginClaim(
  house: House,
  actor: Actor,
  { cycleId, filingId }: { cycleId: string; filingId: string },
): Promise<{ caseId: string; version: number }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    if (cycle.kind !== 'claim-round' || !isId(filingId)) throw new NotFound('round')
    const { rows } = await sql<{ id: string; scheme: string; unit_id: string; unit_name: string }>`
      select f.id, r.scheme, u.id as unit_id, u.name as unit_name
      from filings f join rounds r on r.cycle_id = ${cycleId} join units u on u.id = f.unit_id join units launching on launching.id = ${cycle.unit_id}
      where f.id = ${filingId} and f.county_id in (launching.id, launching.parent_id) for update of f`.execute(tx)
    const filing = rows[0]
    if (!filing) throw new NotFound('filing')
    const now = await businessNow(tx)
    await demandClaim(tx, 'save-claim', actor, {
      cycle,
      theCase: { unit_id: filing.unit_id },
      claim: { state: 'draft' },
    })
    const there = await tx
      .selectFrom('claims')
      .select(['case_id', 'version'])
      .where('cycle_id', '=', cycleId)
      .where('filing_id', '=', filing.id)
      .where('state', 'not in', ['withdrawn', 'lapsed', 'not-accepted'])
      .executeTakeFirst()
    if (there) return { caseId: there.case_id, version: there.version }
    if (cycle.state !== 'open' || !cycle.due_at || now > cycle.due_at) throw new RuleBroken('round-not-open')
    const inserted = await sql<{ id: string }>`
      insert into cases (cycle_id, position, unit_id, unit_name, contact_name, contact_phone, due_at, due_revision, of_filing)
      select ${cycleId}, coalesce(max(position), -1) + 1, ${filing.unit_id}, ${filing.unit_name}, ${actor.personName}, null, ${cycle.due_at}, 1, ${filing.id}
      from cases where cycle_id = ${cycleId} returning id`.execute(tx)
    const caseId = (inserted.rows[0] as { id: string }).id
    await tx
      .insertInto('claims')
      .values({
        case_id: caseId,
        cycle_id: cycleId,
        number: null,
        scheme: filing.scheme,
        filing_id: filing.id,
        answers: JSON.stringify(noAnswers),
        received_at: null,
        accepted_at: null,
        asked_fen: null,
        granted_fen: null,
        assessment_id: null,
        approved_order: null,
        account_id: null,
        ended_at: null,
        ended_reason: null,
        created_at: now,
        updated_at: now,
      })
      .execute()
    recordAudit(doing, { act: 'begin-claim', at: now, cycleId, caseId })
    return { caseId, version: 1 }
  })
}
