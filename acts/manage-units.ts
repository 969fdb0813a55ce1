import type { Actor } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { isClockTime } from '../domain/local-time.ts'
import { unitKinds, unitLevels } from '../domain/policy-pack.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { checkPlainText } from './plain-text.ts'

export interface UnitEntry {
  readonly name: string
  /** null: none stands above it in the tree */
  readonly superiorId: string | null
  /** Codes of groups that addressees are chosen by. */
  readonly groups: readonly string[]
  /** Empty: the close of business of the policy. */
  readonly closeOfBusiness: string
}

export interface NewUnit extends UnitEntry {
  readonly code: string
  readonly kind: string
  readonly level: string
  readonly parentId: string | null
  readonly once: { readonly key: string }
}

/** Adds a unit. @throws FieldErrors `code` `taken` and whatever else cannot be taken */
export function addUnit(house: House, actor: Actor, unit: NewUnit): Promise<{ unitId: string }> {
  const { once, ...request } = unit
  return perform(house, { actor, once: { key: once.key, request: ['add-unit', request] } }, async doing => {
    const { tx } = doing
    demandUnits(actor)
    const errors = [...checkEntry(unit), ...checkPlainText('code', unit.code, { required: true, longest: 40 })]
    if (errors.every(({ field }) => field !== 'code') && !/^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u.test(unit.code.trim()))
      errors.push({ field: 'code', code: 'not-a-code' })
    if (!(unitKinds as readonly string[]).includes(unit.kind)) errors.push({ field: 'kind', code: 'not-a-choice' })
    if (!(unitLevels as readonly string[]).includes(unit.level)) errors.push({ field: 'level', code: 'not-a-choice' })
    for (const field of ['parentId', 'superiorId'] as const) {
      const id = unit[field]
      if (id !== null && !(await isOpenUnit(tx, id))) errors.push({ field, code: 'not-a-unit' })
    }
    if (unit.kind === 'section' && unit.parentId === null) errors.push({ field: 'parentId', code: 'required' })
    if (errors.length > 0) throw new FieldErrors(errors)
    const now = await businessNow(tx)
    const added = await tx
      .insertInto('units')
      .values({
        code: unit.code.trim(),
        kind: unit.kind,
        level: unit.level,
        name: unit.name.trim(),
        parent_id: unit.parentId,
        superior_id: unit.superiorId ?? unit.parentId,
        groups: [...unit.groups],
        close_of_business: unit.closeOfBusiness || null,
        demo: actor.demo,
        closed_at: null,
      })
      .onConflict(conflict => conflict.column('code').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) throw new FieldErrors([{ field: 'code', code: 'taken' }])
    recordAudit(doing, { act: 'add-unit', at: now, detail: { unitId: added.id, code: unit.code.trim() } })
    return { unitId: added.id }
  })
}

/** Changes a unit's name, superior, groups or hours. What was sent before keeps the name of its time. */
export function changeUnit(
  house: House,
  actor: Actor,
  { unitId, ...entry }: UnitEntry & { unitId: string },
): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    demandUnits(actor)
    const unit = await lockUnit(tx, unitId)
    if (unit.closed_at) throw new RuleBroken('unit-closed', { unit: unit.name })
    const errors = checkEntry(entry)
    if (entry.superiorId !== null && !(await isOpenUnit(tx, entry.superiorId)))
      errors.push({ field: 'superiorId', code: 'not-a-unit' })
    else if (entry.superiorId !== null && (await standsAbove(tx, unitId, entry.superiorId)))
      errors.push({ field: 'superiorId', code: 'superior-loop' })
    if (errors.length > 0) throw new FieldErrors(errors)
    const now = await businessNow(tx)
    await tx
      .updateTable('units')
      .set({
        name: entry.name.trim(),
        superior_id: entry.superiorId,
        groups: [...entry.groups],
        close_of_business: entry.closeOfBusiness || null,
      })
      .where('id', '=', unitId)
      .execute()
    recordAudit(doing, {
      act: 'change-unit',
      at: now,
      detail: { unitId, renamed: unit.name !== entry.name.trim() },
    })
  })
}

/**
 * Closes a unit: it is offered no more, and nobody acts for it from the next request on.
 *
 * @throws RuleBroken `unit-has-tasks` (`count`), `unit-has-parts` (`count`) while something in it is still open
 */
export function closeUnit(house: House, actor: Actor, { unitId }: { unitId: string }): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    demandUnits(actor)
    const unit = await lockUnit(tx, unitId)
    if (unit.closed_at) throw new RuleBroken('unit-closed', { unit: unit.name })
    const parts = await tx
      .selectFrom('units')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('parent_id', '=', unitId)
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (parts.count > 0n) throw new RuleBroken('unit-has-parts', { count: Number(parts.count) })
    const tasks = await tx
      .selectFrom('tasks')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('unit_id', '=', unitId)
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow()
    const cycles = await tx
      .selectFrom('cycles')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where(eb => eb.or([eb('unit_id', '=', unitId), eb('section_id', '=', unitId)]))
      .where('state', 'not in', ['draft', 'finished', 'withdrawn'])
      .executeTakeFirstOrThrow()
    const open = Number(tasks.count + cycles.count)
    if (open > 0) throw new RuleBroken('unit-has-tasks', { count: open })
    const now = await businessNow(tx)
    await tx.updateTable('units').set({ closed_at: now }).where('id', '=', unitId).execute()
    recordAudit(doing, { act: 'close-unit', at: now, detail: { unitId } })
  })
}

function demandUnits(actor: Actor): void {
  if (!canAdminister('manage-units', actor.roles)) throw new NotFound('page')
}

function checkEntry({ name, groups, closeOfBusiness }: UnitEntry): FieldError[] {
  const errors = checkPlainText('name', name, { required: true, longest: 100 })
  if (groups.length > 20 || groups.some(group => !/^[\p{L}\p{N}_-]{1,40}$/u.test(group)))
    errors.push({ field: 'groups', code: 'not-a-code' })
  if (closeOfBusiness !== '' && !isClockTime(closeOfBusiness))
    errors.push({ field: 'closeOfBusiness', code: 'not-a-time', params: { found: closeOfBusiness } })
  return errors
}

async function lockUnit(tx: Tx, id: string) {
  const row = isId(id)
    ? await tx
        .selectFrom('units')
        .select(['id', 'name', 'closed_at'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('unit')
  return row
}

async function isOpenUnit(tx: Tx, id: string): Promise<boolean> {
  if (!isId(id)) return false
  return Boolean(
    await tx.selectFrom('units').select('id').where('id', '=', id).where('closed_at', 'is', null).executeTakeFirst(),
  )
}

// Orders climb from superior to superior: a loop would send them round.
async function standsAbove(tx: Tx, unitId: string, ofId: string): Promise<boolean> {
  const seen = new Set<string>()
  for (let at: string | null = ofId; at && !seen.has(at); ) {
    if (at === unitId) return true
    seen.add(at)
    const unit: { superior_id: string | null; parent_id: string | null } | undefined = await tx
      .selectFrom('units')
      .select(['superior_id', 'parent_id'])
      .where('id', '=', at)
      .executeTakeFirst()
    at = unit?.superior_id ?? unit?.parent_id ?? null
  }
  return false
}
