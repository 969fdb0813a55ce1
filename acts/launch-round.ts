import { sql } from 'kysely'
import type { Calendar } from '../domain/calendar.ts'
import type { ClaimCourse, ClaimRules } from '../domain/claim-rules.ts'
import { computeDue } from '../domain/deadline.ts'
import { clockTimeOf, localDateOf } from '../domain/local-time.ts'
import type { Seat } from '../domain/procedure.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { mayBePaid, type Scheme } from '../domain/scheme.ts'
import { readReadings } from '../policies/read-facts.ts'
import type { Reader, Tx } from '../records/database.ts'
import { canonical, type Doing, sha256 } from './act.ts'
import { type CheckItem, checkContact, seatOf } from './checklist.ts'
import { claimRulesOf, schemeOfCycle } from './claim-matter.ts'
import { type CycleRow, readCalendar } from './matter.ts'
import { writeDueWorking } from './open-tasks.ts'
import { postLedger } from './post-ledger.ts'

export interface RoundPlan {
  readonly items: readonly CheckItem[]
  readonly stops: number
  /** What would be frozen; null while something of it is not set. */
  readonly rules: ClaimRules | null
}

/** What is in order where none of these stops it. */
const inOrder: Readonly<Record<string, readonly string[]>> = {
  budget: ['no-appropriation', 'no-source'],
  readings: ['reading-unset', 'parameter-unset'],
  dates: ['no-dates', 'due-passed', 'closes-before-opening'],
  seats: ['seat-empty', 'parameter-unset'],
  institutions: [],
}

/** What stands in the way of sending a round for signature, and what is odd about it. */
export async function planRound(reader: Reader, cycle: CycleRow, now: string): Promise<RoundPlan> {
  const { scheme, pack } = await schemeOfCycle(reader, cycle)
  const round = await reader.selectFrom('rounds').selectAll().where('cycle_id', '=', cycle.id).executeTakeFirstOrThrow()
  const budget = await reader
    .selectFrom('budgets')
    .selectAll()
    .where('cycle_id', '=', cycle.id)
    .executeTakeFirstOrThrow()
  const rules = rulesOfScheme(scheme, round.readings, round.notice_working_days)
  const items: CheckItem[] = [...checkContact(cycle)]
  const stop = (code: string, params: CheckItem['params'] = {}) => items.push({ level: 'stop', code, params })
  const warn = (code: string, params: CheckItem['params'] = {}) => items.push({ level: 'warn', code, params })
  if (!mayBePaid(pack)) stop('pack-is-draft')
  if (!round.opens_at || !round.closes_at) stop('no-dates')
  else {
    if (round.closes_at <= now) stop('due-passed')
    if (round.closes_at <= round.opens_at) stop('closes-before-opening')
    const lastDay = (await readCalendar(reader)).dayOf(localDateOf(round.closes_at))
    if (!lastDay.counts) warn('due-on-rest-day', { date: lastDay.date })
  }
  if (budget.appropriated_fen === 0n) stop('no-appropriation')
  if (budget.source === '') stop('no-source')
  for (const name of readReadings(scheme.readings, round.readings).unset) {
    const { zh, en } = scheme.readings.find(reading => reading.name === name)?.question ?? { zh: name, en: name }
    stop('reading-unset', { reading: name, question: zh, questionEn: en })
  }
  for (const name of unsetOf(scheme, round.notice_working_days)) stop('parameter-unset', { parameter: name })
  if (!('unset' in scheme.budgetOrder) && scheme.budgetOrder.value !== 'first-approved')
    stop('budget-order-unknown', { order: scheme.budgetOrder.value })
  for (const seat of rules ? [...rules.signatureSeats, ...rules.reviewSeats, rules.approvalSeat] : []) {
    const place = await seatOf(reader, cycle, seat.role, now)
    if (!place || place.people.every(({ id }) => id === cycle.officer_id))
      stop('seat-empty', { seat: seat.label.zh, seatEn: seat.label.en })
  }
  const { count } = await filedInstitutions(reader, cycle)
  if (count === 0) warn('no-institutions')
  const other = await reader
    .selectFrom('rounds')
    .innerJoin('cycles', 'cycles.id', 'rounds.cycle_id')
    .select('cycles.number')
    .where('rounds.scheme', '=', round.scheme)
    .where('rounds.year', '=', round.year)
    .where('cycles.unit_id', '=', cycle.unit_id)
    .where('cycles.id', '<>', cycle.id)
    .where('cycles.state', 'not in', ['draft', 'withdrawn'])
    .executeTakeFirst()
  if (other) warn('round-there-already', { number: other.number })
  const told = new Set(items.filter(({ level }) => level === 'stop').map(({ code }) => code))
  for (const [code, against] of Object.entries(inOrder))
    if (!against.some(each => told.has(each)) && !(code === 'institutions' && count === 0))
      items.push({ level: 'ok', code, params: code === 'institutions' ? { count } : {} })
  const rank = { stop: 0, warn: 1, ok: 2 }
  items.sort((one, another) => rank[one.level] - rank[another.level])
  const stops = items.filter(({ level }) => level === 'stop').length
  return { items, stops, rules }
}

function unsetOf(scheme: Scheme, noticeWorkingDays: number | null): string[] {
  const { reviewers, publicNotice, budgetOrder, course } = scheme
  const named = {
    ...course,
    reviewers,
    budgetOrder,
    ...(noticeWorkingDays === null ? { publicNotice } : {}),
    ...Object.fromEntries(scheme.parameters.map(({ name, set }) => [name, set])),
  }
  return Object.entries(named).flatMap(([name, parameter]) => ('unset' in parameter ? [name] : []))
}

const defaultApproval: Seat = { seat: 'approver', role: 'approver', label: { zh: '审批人', en: 'Approver' } }

function rulesOfScheme(
  scheme: Scheme,
  readings: Readonly<Record<string, string>>,
  noticeWorkingDays: number | null,
): ClaimRules | null {
  const { reviewers, publicNotice, course } = scheme
  const notice =
    noticeWorkingDays !== null
      ? { workingDays: noticeWorkingDays }
      : 'unset' in publicNotice
        ? null
        : publicNotice.value
  const set = Object.entries(course)
  if ('unset' in reviewers || !notice || set.some(([, parameter]) => 'unset' in parameter)) return null
  const values = Object.fromEntries(
    set.map(([name, parameter]) => [name, 'unset' in parameter ? null : parameter.value]),
  )
  const reviewSeats = reviewers.value.filter(({ role }) => role !== 'approver')
  return {
    ...(values as unknown as ClaimCourse),
    reviewSeats,
    approvalSeat: reviewers.value.find(({ role }) => role === 'approver') ?? defaultApproval,
    restDay: 'keep',
    publicNotice: notice,
    readings,
  }
}

/** The institutions whose filing lies with the county of a round, and how many they are. */
export async function filedInstitutions(
  reader: Reader,
  cycle: Pick<CycleRow, 'unit_id'>,
): Promise<{ count: number; unitIds: string[] }> {
  const { rows } = await sql<{ unit_id: string }>`
    select distinct f.unit_id from filings f join units launching on launching.id = ${cycle.unit_id}
    where f.county_id in (launching.id, launching.parent_id) and f.ended_on is null order by f.unit_id`.execute(reader)
  return { count: rows.length, unitIds: rows.map(({ unit_id }) => unit_id) }
}

/** Whom a round will tell, written down with it so that whoever signs sees how many they are. */
export async function writeInstitutions(tx: Tx, cycle: CycleRow): Promise<void> {
  const { unitIds } = await filedInstitutions(tx, cycle)
  await tx.deleteFrom('addressees').where('cycle_id', '=', cycle.id).execute()
  await sql`
    insert into addressees (cycle_id, unit_id, position)
    select ${cycle.id}, unit.id, unit.nth - 1 from unnest(${unitIds}::uuid[]) with ordinality as unit (id, nth)`.execute(
    tx,
  )
}

/** The last signature of a round: its dates and money are fixed, and its ledger begins. @throws RuleBroken `date-overtaken` */
export async function freezeRound(doing: Doing, cycle: CycleRow, now: string): Promise<void> {
  const { tx, actor } = doing
  const calendar: Calendar = await readCalendar(tx)
  const round = await tx
    .selectFrom('rounds')
    .selectAll()
    .where('cycle_id', '=', cycle.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const budget = await tx
    .selectFrom('budgets')
    .selectAll()
    .where('cycle_id', '=', cycle.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const dueAt = round.closes_at
  if (!dueAt || dueAt <= now) throw new RuleBroken('date-overtaken', { dueAt: dueAt ?? '' })
  const due = computeDue(
    { kind: 'on', on: localDateOf(dueAt), restDay: 'keep', closeOfBusiness: clockTimeOf(dueAt) },
    calendar,
  )
  const rules = claimRulesOf(cycle)
  await tx
    .updateTable('cycles')
    .set({
      state: 'going-out',
      document_number: cycle.settings.documentNumber,
      signed_by: actor?.personId ?? null,
      signed_by_name: actor?.personName ?? null,
      signed_at: now,
      text_sha256: sha256(
        canonical({ title: cycle.title, rules, year: round.year, appropriated: String(budget.appropriated_fen) }),
      ),
      due_at: dueAt,
      due_revision: 1,
      updated_at: now,
    })
    .where('id', '=', cycle.id)
    .execute()
  await tx
    .updateTable('rounds')
    .set({ rules: JSON.stringify(rules) })
    .where('cycle_id', '=', cycle.id)
    .execute()
  await writeDueWorking(tx, cycle.id, 1, cycle.id, due, null)
  postLedger(doing, {
    cycleId: cycle.id,
    occasion: 'appropriated',
    at: now,
    movements: [{ from: 'appropriation', to: 'available', fen: budget.appropriated_fen }],
  })
}
