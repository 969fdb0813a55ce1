import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { type Clause, type CorrectedClause, clausesToText, matchAnchors, splitClauses } from '../domain/clauses.ts'
import { type Addressee, type CycleSettings, emptySettings } from '../domain/cycle.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { plainTitle } from '../domain/title.ts'
import { isId } from '../records/cycle.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type Doing, type House, perform, recordAudit } from './act.ts'
import { type CycleRow, lockCycle } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

export const longestTitle = 200
export const longestDraft = 1_000_000
export const mostClauses = 2000

/** Begins a draft under the newest version of a pack. Nobody is told anything before the last signature. */
export function createCycle(
  house: House,
  actor: Actor,
  {
    pack,
    procedure,
    title,
    text,
    once,
  }: { pack: string; procedure: string; title: string; text: string; once: { key: string } },
): Promise<{ cycleId: string }> {
  return perform(house, { actor, once: { key: once.key, request: [pack, procedure, title, text] } }, async doing => {
    const { tx } = doing
    if (!canAdminister('launch-cycle', actor.roles)) throw new NotFound('page')
    const now = await businessNow(tx)
    const version = await tx
      .selectFrom('policy_versions')
      .select('id')
      .where('pack', '=', pack)
      .orderBy('loaded_at', 'desc')
      .executeTakeFirst()
    if (!version) throw new FieldErrors([{ field: 'pack', code: 'not-a-pack' }])
    refuse([...checkTitle(title), ...checkPlainText('text', text, { required: true, longest: longestDraft })])
    const unit = await tx.selectFrom('units').selectAll().where('id', '=', actor.unitId).executeTakeFirstOrThrow()
    const authority =
      unit.kind === 'section' && unit.parent_id
        ? await tx.selectFrom('units').selectAll().where('id', '=', unit.parent_id).executeTakeFirstOrThrow()
        : unit
    const { rows } = await sql<{ number: string }>`
      select 'ZQ' || to_char(${now}::timestamptz at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('cycle_numbers')::text, 4, '0') as number`.execute(
      tx,
    )
    const { id } = await tx
      .insertInto('cycles')
      .values({
        number: (rows[0] as { number: string }).number,
        kind: 'solicitation',
        policy_version_id: version.id,
        procedure,
        unit_id: authority.id,
        unit_name: authority.name,
        section_id: unit.id === authority.id ? null : unit.id,
        section_name: unit.id === authority.id ? null : unit.name,
        officer_id: actor.personId,
        officer_name: actor.personName,
        title: plainTitle(title),
        state: 'draft',
        text,
        settings: JSON.stringify(emptySettings),
        demo: actor.demo,
        created_at: now,
        updated_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeClauses(tx, id, splitClauses(text))
    recordAudit(doing, { act: 'create-cycle', at: now, cycleId: id, detail: { pack, procedure } })
    return { cycleId: id }
  })
}

/** Takes a new wording; clauses whose wording changed keep their anchors. */
export function saveText(
  house: House,
  actor: Actor,
  { cycleId, version, title, text }: { cycleId: string; version: number; title: string; text: string },
) {
  return edit(house, actor, cycleId, version, 'save-text', async ({ tx }) => {
    refuse([...checkTitle(title), ...checkPlainText('text', text, { required: true, longest: longestDraft })])
    const before = await readClauses(tx, cycleId)
    await writeClauses(tx, cycleId, matchAnchors(before, splitClauses(text)))
    return { title: plainTitle(title), text }
  })
}

/** Takes the officer's own cut of the text into clauses. */
export function saveClauses(
  house: House,
  actor: Actor,
  { cycleId, version, clauses }: { cycleId: string; version: number; clauses: readonly CorrectedClause[] },
) {
  return edit(house, actor, cycleId, version, 'save-clauses', async ({ tx }) => {
    if (clauses.length === 0) throw new FieldErrors([{ field: 'clauses', code: 'none-given' }])
    if (clauses.length > mostClauses)
      throw new FieldErrors([{ field: 'clauses', code: 'too-many', params: { most: mostClauses } }])
    refuse(
      clauses.flatMap((clause, index) => [
        ...checkPlainText(`clauses.${index}.number`, clause.number, { longest: 40 }),
        ...checkPlainText(`clauses.${index}.heading`, clause.heading, { longest: 2000 }),
        ...checkPlainText(`clauses.${index}.text`, clause.text, { longest: 100_000 }),
        ...(clause.number.trim() || clause.heading.trim() || clause.text.trim()
          ? []
          : [{ field: `clauses.${index}.text`, code: 'required' }]),
      ]),
    )
    const before = await readClauses(tx, cycleId)
    await writeClauses(tx, cycleId, matchAnchors(before, clauses))
    return { text: clausesToText(clauses) }
  })
}

/** Says whom the draft goes to, and whom they may ask. */
export function saveAddressees(
  house: House,
  actor: Actor,
  {
    cycleId,
    version,
    addressees,
    contact,
  }: { cycleId: string; version: number; addressees: readonly Addressee[]; contact: { name: string; phone: string } },
) {
  return edit(house, actor, cycleId, version, 'save-addressees', async ({ tx }, cycle) => {
    refuse([
      ...checkPlainText('contact.name', contact.name, { longest: 100 }),
      ...checkPlainText('contact.phone', contact.phone, { longest: 40 }),
      ...(contact.phone.trim() && !/^[0-9０-９+()（）\-－—\s转]{5,40}$/u.test(contact.phone.trim())
        ? [{ field: 'contact.phone', code: 'not-a-phone' }]
        : []),
    ])
    const wanted = new Map(addressees.map(addressee => [addressee.unitId, addressee]))
    const known = ![...wanted.keys()].some(isId)
      ? []
      : await tx
          .selectFrom('units')
          .select('id')
          .where('id', 'in', [...wanted.keys()].filter(isId))
          .where('closed_at', 'is', null)
          .orderBy('code')
          .execute()
    if (known.length !== wanted.size) throw new FieldErrors([{ field: 'addressees', code: 'not-a-unit' }])
    await tx.deleteFrom('addressees').where('cycle_id', '=', cycleId).execute()
    const rows = known.map(({ id }, position) => ({
      cycle_id: cycleId,
      unit_id: id,
      position,
      mandatory: wanted.get(id)?.mandatory ?? false,
      copy: wanted.get(id)?.copy ?? false,
    }))
    for (let from = 0; from < rows.length; from += 2000)
      await tx
        .insertInto('addressees')
        .values(rows.slice(from, from + 2000))
        .execute()
    const given =
      contact.name.trim() || contact.phone.trim() ? { name: contact.name.trim(), phone: contact.phone.trim() } : null
    return { settings: { ...cycle.settings, contact: given } }
  })
}

/** Says until when, and what the pack left to the launch. What cannot work is told by the checklist, not refused here. */
export function saveTiming(
  house: House,
  actor: Actor,
  {
    cycleId,
    version,
    timing,
  }: {
    cycleId: string
    version: number
    timing: Pick<CycleSettings, 'deadline' | 'restDay' | 'documentNumber' | 'parameters'>
  },
) {
  return edit(house, actor, cycleId, version, 'save-timing', async (_doing, cycle) => {
    refuse(checkPlainText('documentNumber', timing.documentNumber ?? '', { longest: 60 }))
    return { settings: { ...cycle.settings, ...timing, documentNumber: timing.documentNumber?.trim() || null } }
  })
}

/** Throws a draft away that was never sent for signature. */
export function discardDraft(house: House, actor: Actor, { cycleId }: { cycleId: string }): Promise<void> {
  return perform(house, { actor }, async doing => {
    const cycle = await lockCycle(doing.tx, cycleId, 'update')
    const now = await businessNow(doing.tx)
    await demand(doing.tx, 'draft-cycle', actor, { cycle })
    if (cycle.state !== 'draft') throw new RuleBroken('not-in-this-state', { state: cycle.state })
    recordAudit(doing, { act: 'discard-draft', at: now, cycleId, detail: { number: cycle.number } })
    await doing.tx.deleteFrom('files').where('cycle_id', '=', cycleId).execute()
    await doing.tx.deleteFrom('cycles').where('id', '=', cycleId).execute()
  })
}

/** A launched text is never edited: this begins a new draft with the same text, addressees and settings. */
export function copyCycle(
  house: House,
  actor: Actor,
  { cycleId, once }: { cycleId: string; once: { key: string } },
): Promise<{ cycleId: string }> {
  return perform(house, { actor, once: { key: once.key, request: [cycleId] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    const now = await businessNow(tx)
    await demand(tx, 'see-cycle', actor, { cycle })
    if (!canAdminister('launch-cycle', actor.roles)) throw new NotFound('page')
    const { rows } = await sql<{ id: string }>`
      insert into cycles (number, kind, policy_version_id, procedure, unit_id, unit_name, section_id, section_name, officer_id, officer_name, title, state, text, settings, previous_id, demo, created_at, updated_at)
      select 'ZQ' || to_char(${now}::timestamptz at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('cycle_numbers')::text, 4, '0'),
        kind, policy_version_id, procedure, unit_id, unit_name, section_id, section_name, ${actor.personId}, ${actor.personName}, title, 'draft', text,
        settings || '{"deadline": null, "documentNumber": null}', id, demo, ${now}, ${now}
      from cycles where id = ${cycleId} returning id`.execute(tx)
    const copy = (rows[0] as { id: string }).id
    await sql`insert into clauses (cycle_id, position, anchor, number, level, heading, text) select ${copy}, position, anchor, number, level, heading, text from clauses where cycle_id = ${cycleId}`.execute(
      tx,
    )
    await sql`insert into addressees (cycle_id, unit_id, position, mandatory, copy) select ${copy}, unit_id, position, mandatory, copy from addressees where cycle_id = ${cycleId}`.execute(
      tx,
    )
    recordAudit(doing, { act: 'copy-cycle', at: now, cycleId: copy, detail: { from: cycleId } })
    return { cycleId: copy }
  })
}

type Edit = { title?: string; text?: string; settings?: CycleSettings }

// Every change of a draft goes through here: the version on the page must be the one in the row.
function edit(
  house: House,
  actor: Actor,
  cycleId: string,
  version: number,
  act: string,
  change: (doing: Doing, cycle: CycleRow) => Promise<Edit>,
): Promise<{ version: number; savedAt: string }> {
  return perform(house, { actor }, async doing => {
    const cycle = await lockCycle(doing.tx, cycleId, 'update')
    const now = await businessNow(doing.tx)
    await demand(doing.tx, 'draft-cycle', actor, { cycle })
    if (cycle.version !== version) throw new RuleBroken('draft-changed')
    const { settings, ...columns } = await change(doing, cycle)
    await doing.tx
      .updateTable('cycles')
      .set({
        ...columns,
        ...(settings ? { settings: JSON.stringify(settings) } : {}),
        version: version + 1,
        updated_at: now,
      })
      .where('id', '=', cycleId)
      .execute()
    recordAudit(doing, { act, at: now, cycleId, detail: { version: version + 1 } })
    return { version: version + 1, savedAt: now }
  })
}

const readClauses = async (tx: Tx, cycleId: string): Promise<Clause[]> => {
  const rows = await tx
    .selectFrom('clauses')
    .select(['anchor', 'number', 'level', 'heading', 'text'])
    .where('cycle_id', '=', cycleId)
    .orderBy('position')
    .execute()
  return rows.map(row => ({ ...row, level: row.level as Clause['level'] }))
}

async function writeClauses(tx: Tx, cycleId: string, clauses: readonly Clause[]): Promise<void> {
  if (clauses.length > mostClauses)
    throw new FieldErrors([{ field: 'text', code: 'too-many-clauses', params: { most: mostClauses } }])
  await tx.deleteFrom('clauses').where('cycle_id', '=', cycleId).execute()
  if (clauses.length > 0)
    await tx
      .insertInto('clauses')
      .values(clauses.map((clause, position) => ({ cycle_id: cycleId, position, ...clause })))
      .execute()
}

const checkTitle = (title: string): FieldError[] =>
  checkPlainText('title', title, { required: true, longest: longestTitle })
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new FieldErrors(errors)
}
