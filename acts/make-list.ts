import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { lockCycle } from './matter.ts'
import { lockClaims, lockList } from './money-matter.ts'

/** A list has at most so many items. */
export const mostItems = 5000

export interface ListMade {
  readonly listId: string
  readonly number: number
  readonly count: number
  /** in fen, as a decimal number */
  readonly totalFen: string
}

/**
 * Makes a list (拟支持名单) of claims whose money is committed; a meeting approves it, then it is published.
 *
 * @param caseIds the claims; null: every committed claim that stands on no list
 * @throws RuleBroken `not-committed` where the money of one is not committed (it waits in order, or was taken back), or it
 *   stands on a list already; `nothing-to-list`
 */
export function makeList(
  house: House,
  actor: Actor,
  { cycleId, caseIds, once }: { cycleId: string; caseIds: readonly string[] | null; once: { readonly key: string } },
): Promise<ListMade> {
  return perform(house, { actor, once: { key: once.key, request: ['make-list', cycleId, caseIds] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    await demandMoney(tx, 'make-list', actor, { cycle, state: 'round' })
    const chosen = caseIds ? [...new Set(caseIds)] : await committedClaims(tx, cycleId)
    if (chosen.length === 0) throw new RuleBroken('nothing-to-list')
    if (chosen.length > mostItems)
      throw new FieldErrors([{ field: 'caseIds', code: 'too-many', params: { most: mostItems } }])
    const claims = await lockClaims(tx, cycleId, chosen)
    const now = await businessNow(tx)
    const listed = await standingOnLists(tx, chosen)
    const wrong = claims.filter(({ state, case_id }) => state !== 'committed' || listed.has(case_id))
    if (claims.length < chosen.length || wrong.length > 0)
      throw new RuleBroken('not-committed', { numbers: wrong.map(({ number }) => number).join('、') })
    const { number } = await tx
      .selectFrom('notice_lists')
      .select(sql<number>`coalesce(max(number), 0)::int + 1`.as('number'))
      .where('cycle_id', '=', cycleId)
      .executeTakeFirstOrThrow()
    const { id: listId } = await tx
      .insertInto('notice_lists')
      .values({
        cycle_id: cycleId,
        number,
        state: 'draft',
        minutes_number: null,
        minutes_on: null,
        minutes_file_id: null,
        telephone: null,
        address: null,
        website: null,
        starts_at: null,
        ends_at: null,
        made_by: actor.personId,
        made_by_name: actor.personName,
        approved_by: null,
        approved_by_name: null,
        statement: null,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const heads = await countedHeads(tx, chosen)
    const items = [...claims].sort((one, other) => ((one.number ?? '') < (other.number ?? '') ? -1 : 1))
    await tx
      .insertInto('notice_items')
      .values(
        items.map((claim, index) => ({
          list_id: listId,
          case_id: claim.case_id,
          position: index + 1,
          name: claim.name,
          credit_code: claim.credit_code,
          places: claim.places,
          heads: heads.get(claim.case_id) ?? null,
          amount_fen: claim.granted_fen as bigint,
          state: 'listed' as const,
        })),
      )
      .execute()
    const totalFen = String(items.reduce((sum, { granted_fen }) => sum + (granted_fen ?? 0n), 0n))
    const detail = { listId, number, count: items.length, totalFen }
    recordAudit(doing, { act: 'make-list', at: now, cycleId, detail })
    return { listId, number, count: items.length, totalFen }
  })
}

/** Takes a list back that no meeting has approved; its claims may stand on another. */
export function discardList(
  house: House,
  actor: Actor,
  { listId, once }: { listId: string; once: { readonly key: string } },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['discard-list', listId] } }, async doing => {
    const { tx } = doing
    const { cycle, list } = await lockList(tx, listId, 'update')
    const now = await businessNow(tx)
    await demandMoney(tx, 'discard-list', actor, { cycle, state: `list-${list.state}` })
    await tx.deleteFrom('notice_items').where('list_id', '=', listId).execute()
    await tx.updateTable('notice_lists').set({ state: 'void' }).where('id', '=', listId).execute()
    recordDecision(doing, {
      cycleId: cycle.id,
      act: 'discard-list',
      at: now,
      detail: { listId, number: list.number },
    })
    recordAudit(doing, { act: 'discard-list', at: now, cycleId: cycle.id, detail: { listId } })
  })
}

async function committedClaims(tx: Tx, cycleId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('claims')
    .select('case_id')
    .where('cycle_id', '=', cycleId)
    .where('state', '=', 'committed')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('notice_items')
            .select('notice_items.id')
            .whereRef('notice_items.case_id', '=', 'claims.case_id')
            .where('notice_items.state', 'in', ['listed', 'held', 'payable']),
        ),
      ),
    )
    .orderBy('approved_order')
    .limit(mostItems)
    .execute()
  return rows.map(({ case_id }) => case_id)
}

async function standingOnLists(tx: Tx, caseIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('notice_items')
    .select('case_id')
    .where('case_id', 'in', [...caseIds])
    .where('state', 'in', ['listed', 'held', 'payable'])
    .execute()
  return new Set(rows.map(({ case_id }) => case_id))
}

// Children that the review left counted; a scheme that counts none has no heads.
async function countedHeads(tx: Tx, caseIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('claim_children')
    .select(['case_id', ({ fn }) => fn.countAll<bigint>().as('count')])
    .where('case_id', 'in', [...caseIds])
    .where('counted', '=', true)
    .groupBy('case_id')
    .execute()
  return new Map(rows.map(({ case_id, count }) => [case_id, Number(count)]))
}
