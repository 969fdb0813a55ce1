import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { canPay, type MoneyPermission, type MoneyRelation, type MoneyState } from '../domain/can-pay.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import type { Reader } from '../records/database.ts'

export interface MoneyMatter {
  readonly cycle: { readonly unit_id: string; readonly section_id: string | null }
  readonly state: MoneyState
  readonly payeeUnitId?: string | null
}

/** How the actor stands to a round's money. */
export async function moneyRelations(
  reader: Reader,
  actor: Actor,
  { cycle, payeeUnitId }: Omit<MoneyMatter, 'state'>,
): Promise<Set<MoneyRelation>> {
  const relations = new Set<MoneyRelation>()
  if (actor.unitId === cycle.unit_id || actor.unitId === cycle.section_id) relations.add('launching-unit')
  if (payeeUnitId && actor.unitId === payeeUnitId) relations.add('payee-unit')
  const { rows } = await sql<{ beside: boolean; line: boolean; above: boolean }>`
    with recursive own as (
      select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${actor.unitId}
    ), line as (
      select id, parent_id from units where id = ${cycle.unit_id}
      union select above.id, above.parent_id from units above join line on above.id = line.parent_id
    )
    select
      exists (select from own join units mine on mine.id = own.id join units launching on launching.id = ${cycle.unit_id}
        where mine.id = launching.id or mine.parent_id = launching.parent_id) as beside,
      exists (select from own join line using (id)) as line,
      exists (select from own join units mine on mine.id = own.id join line on line.id in (mine.id, mine.parent_id)
        where mine.level = 'city' and line.id <> ${cycle.unit_id}) as above`.execute(reader)
  if (rows[0]?.beside) relations.add('purse')
  if (rows[0]?.line) relations.add('line')
  if (rows[0]?.above) relations.add('above')
  return relations
}

/** Which of these the actor may do now to what is in this state. */
export async function permittedMoney<Asked extends MoneyPermission>(
  reader: Reader,
  asked: readonly Asked[],
  actor: Actor,
  matter: Omit<MoneyMatter, 'state'> & { readonly state: MoneyState | 'any' },
): Promise<Set<Asked>> {
  const relations = await moneyRelations(reader, actor, matter)
  const { roles } = actor
  return new Set(asked.filter(permission => canPay(permission, { roles, relations, state: matter.state })))
}

/**
 * Goes on only where the table of `domain/can-pay.ts` allows it.
 *
 * @throws NotFound where the actor may not do this in any state: not allowed looks like not there
 * @throws RuleBroken `not-in-this-state` where it could be done at another time
 */
export async function demandMoney(
  reader: Reader,
  permission: MoneyPermission,
  actor: Actor,
  matter: MoneyMatter,
): Promise<void> {
  const relations = await moneyRelations(reader, actor, matter)
  const { roles } = actor
  if (canPay(permission, { roles, relations, state: matter.state })) return
  if (canPay(permission, { roles, relations, state: 'any' }))
    throw new RuleBroken('not-in-this-state', { state: matter.state })
  throw new NotFound('money')
}
