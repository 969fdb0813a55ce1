import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { emptySettings } from '../domain/cycle.ts'
import { addDays, instantOf, isClockTime, isLocalDate, localDateOf } from '../domain/local-time.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { schemeOf } from '../domain/scheme.ts'
import { readReadings } from '../policies/read-facts.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { schemeOfCycle } from './claim-matter.ts'
import { longestTitle } from './draft-cycle.ts'
import { lockCycle } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

/** The years for which a round can be launched. */
export const firstRoundYear = 2000
export const lastRoundYear = 2099
/** Two years from now; beyond them a year was mistyped. */
const longestRoundDays = 731
/** More than any county has; beyond it a zero too many was typed. */
const mostAppropriation = 10n ** 15n

/** Begins a round of a scheme for one year, under the newest version of a pack. Nobody is told before the last signature. */
export function createRound(
  house: House,
  actor: Actor,
  {
    pack,
    scheme,
    year,
    title,
    once,
  }: { pack: string; scheme: string; year: number; title: string; once: { readonly key: string } },
): Promise<{ cycleId: string }> {
  return perform(
    house,
    { actor, once: { key: once.key, request: ['round', pack, scheme, year, title] } },
    async doing => {
      const { tx } = doing
      if (!canAdminister('launch-cycle', actor.roles)) throw new NotFound('page')
      const now = await businessNow(tx)
      const version = await tx
        .selectFrom('policy_versions')
        .select(['id', 'content'])
        .where('pack', '=', pack)
        .orderBy('loaded_at', 'desc')
        .executeTakeFirst()
      if (!version) throw new FieldErrors([{ field: 'scheme', code: 'not-a-scheme' }])
      const found = schemeOf(version.content as PolicyPack, scheme)
      const errors: FieldError[] = checkPlainText('title', title, { required: true, longest: longestTitle })
      if (!found || found.derivedFrom) errors.push({ field: 'scheme', code: 'not-a-scheme' })
      if (!Number.isInteger(year) || year < firstRoundYear || year > lastRoundYear)
        errors.push({
          field: 'year',
          code: 'not-a-year-of-rounds',
          params: { first: firstRoundYear, last: lastRoundYear },
        })
      if (errors.length > 0 || !found) throw new FieldErrors(errors)
      const unit = await tx.selectFrom('units').selectAll().where('id', '=', actor.unitId).executeTakeFirstOrThrow()
      const authority =
        unit.kind === 'section' && unit.parent_id
          ? await tx.selectFrom('units').selectAll().where('id', '=', unit.parent_id).executeTakeFirstOrThrow()
          : unit
      const { rows } = await sql<{ number: string }>`
      select 'BT' || to_char(${now}::timestamptz at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('cycle_numbers')::text, 4, '0') as number`.execute(
        tx,
      )
      const { id } = await tx
        .insertInto('cycles')
        .values({
          number: (rows[0] as { number: string }).number,
          kind: 'claim-round',
          policy_version_id: version.id,
          procedure: found.id,
          unit_id: authority.id,
          unit_name: authority.name,
          section_id: unit.id === authority.id ? null : unit.id,
          section_name: unit.id === authority.id ? null : unit.name,
          officer_id: actor.personId,
          officer_name: actor.personName,
          title: title.trim(),
          state: 'draft',
          text: '',
          settings: JSON.stringify(emptySettings),
          demo: actor.demo,
          created_at: now,
          updated_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const round = { cycle_id: id, scheme: found.id, year }
      await tx
        .insertInto('rounds')
        .values({ ...round, opens_at: null, closes_at: null, notice_working_days: null, rules: null })
        .execute()
      await tx.insertInto('budgets').values(round).execute()
      recordAudit(doing, { act: 'create-round', at: now, cycleId: id, detail: { pack, scheme: found.id, year } })
      return { cycleId: id }
    },
  )
}

/** What the officer settles of a round; what cannot work yet is told by the checklist, not refused here. */
export interface RoundDraft {
  readonly title: string
  /** First and last day on which claims are taken; the last until the close of business. */
  readonly opensOn: string | null
  readonly closesOn: string | null
  readonly closeOfBusiness: string
  /** In fen, as a decimal number. */
  readonly appropriationFen: string
  /** Where the money comes from: a document, a budget line. */
  readonly source: string
  readonly readings: Readonly<Record<string, string>>
  /** Length of the public notice; null: as the scheme has it. */
  readonly noticeWorkingDays: number | null
  readonly contact: { readonly name: string; readonly phone: string }
  readonly documentNumber: string
}

/** @throws FieldErrors naming the field; RuleBroken `draft-changed` where somebody else saved it meanwhile */
export function saveRound(
  house: House,
  actor: Actor,
  { cycleId, version, round }: { cycleId: string; version: number; round: RoundDraft },
): Promise<{ version: number; savedAt: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    if (cycle.kind !== 'claim-round') throw new NotFound('round')
    const now = await businessNow(tx)
    await demand(tx, 'draft-cycle', actor, { cycle })
    if (cycle.version !== version) throw new RuleBroken('draft-changed')
    const { scheme } = await schemeOfCycle(tx, cycle)
    const errors: FieldError[] = [
      ...checkPlainText('title', round.title, { required: true, longest: longestTitle }),
      ...checkPlainText('source', round.source, { longest: 200 }),
      ...checkPlainText('contact.name', round.contact.name, { longest: 100 }),
      ...checkPlainText('contact.phone', round.contact.phone, { longest: 40 }),
      ...checkPlainText('documentNumber', round.documentNumber, { longest: 60 }),
      ...readReadings(scheme.readings, round.readings).problems.map(({ at, code }) => ({
        field: `readings.${at}`,
        code,
      })),
    ]
    if (round.opensOn !== null && !isLocalDate(round.opensOn)) errors.push({ field: 'opensOn', code: 'not-a-date' })
    if (round.closesOn !== null && !isLocalDate(round.closesOn)) errors.push({ field: 'closesOn', code: 'not-a-date' })
    const latest = addDays(localDateOf(now), longestRoundDays)
    for (const field of ['opensOn', 'closesOn'] as const)
      if (isLocalDate(round[field] ?? '') && (round[field] ?? '') > latest)
        errors.push({ field, code: 'round-too-far', params: { latest } })
    if (!isClockTime(round.closeOfBusiness)) errors.push({ field: 'closeOfBusiness', code: 'not-a-time' })
    if (!isAmount(round.appropriationFen)) errors.push({ field: 'appropriationFen', code: 'not-an-amount' })
    const days = round.noticeWorkingDays
    if (days !== null && (!Number.isInteger(days) || days < 1 || days > 100))
      errors.push({ field: 'noticeWorkingDays', code: 'out-of-range', params: { first: 1, last: 100 } })
    if (errors.length > 0) throw new FieldErrors(errors)
    const { opensOn, closesOn, closeOfBusiness } = round
    const settings = {
      ...cycle.settings,
      deadline: closesOn === null ? null : { kind: 'on', on: closesOn, closeOfBusiness },
      contact:
        round.contact.name.trim() || round.contact.phone.trim()
          ? { name: round.contact.name.trim(), phone: round.contact.phone.trim() }
          : null,
      documentNumber: round.documentNumber.trim() || null,
    }
    await tx
      .updateTable('rounds')
      .set({
        opens_at: opensOn && instantOf(opensOn, '09:00'),
        closes_at: closesOn && instantOf(closesOn, closeOfBusiness),
        readings: JSON.stringify(round.readings),
        notice_working_days: days,
      })
      .where('cycle_id', '=', cycleId)
      .execute()
    await tx
      .updateTable('budgets')
      .set({ appropriated_fen: BigInt(round.appropriationFen), source: round.source.trim() })
      .where('cycle_id', '=', cycleId)
      .execute()
    await tx
      .updateTable('cycles')
      .set({ title: round.title.trim(), settings: JSON.stringify(settings), version: version + 1, updated_at: now })
      .where('id', '=', cycleId)
      .execute()
    recordAudit(doing, { act: 'save-round', at: now, cycleId, detail: { version: version + 1 } })
    return { version: version + 1, savedAt: now }
  })
}

/** Whether a text is an amount of fen: digits, no sign, no point, no separators. */
export const isAmount = (text: string): boolean =>
  /^(0|[1-9][0-9]{0,17})$/.test(text) && BigInt(text) <= mostAppropriation
