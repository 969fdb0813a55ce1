import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { ClaimState } from '../domain/claim.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId, readCycle } from './cycle.ts'
import type { Reader } from './database.ts'

/** A round that takes, or will take, applications from filings of a unit. */
export type RoundForUnit = {
  readonly cycleId: string
  readonly title: string
  readonly issuer: string
  readonly state: 'open' | 'going-out'
  readonly opensAt: string | null
  readonly closesAt: string
  readonly filings: number
}

/** Rounds that are open to a unit's filings, or will be, where an application can still be begun; the nearest end first. */
export async function listRoundsFor(reader: Reader, unitId: string, now: string): Promise<RoundForUnit[]> {
  const { rows } = await sql<RoundForUnit>`
    select c.id as "cycleId", c.title, c.unit_name as issuer, c.state, r.opens_at as "opensAt",
      coalesce(c.due_at, r.closes_at) as "closesAt", count(*)::int as filings
    from filings f
    join cycles c on c.kind = 'claim-round' and c.state in ('open', 'going-out')
    join units launching on launching.id = c.unit_id and f.county_id in (launching.id, launching.parent_id)
    join rounds r on r.cycle_id = c.id
    where f.unit_id = ${unitId} and (c.due_at is null or c.due_at >= ${now})
      and not exists (select from claims k where k.cycle_id = c.id and k.filing_id = f.id
        and k.state not in ('withdrawn', 'lapsed', 'not-accepted'))
    group by c.id, r.opens_at, r.closes_at order by "closesAt", c.id limit 50`.execute(reader)
  return rows
}

export type FilingOfUnit = {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly places: number
  readonly caseId: string | null
}

/** The filings for which a unit may apply in a round, each with the application that is there. */
export async function listFilingsFor(reader: Reader, unitId: string, cycleId: string): Promise<FilingOfUnit[]> {
  const { rows } = await sql<FilingOfUnit>`
    select f.id, f.filing_number as number, f.name, f.places, k.case_id as "caseId"
    from cycles c join units launching on launching.id = c.unit_id
    join filings f on f.unit_id = ${unitId} and f.county_id in (launching.id, launching.parent_id)
    left join claims k on k.cycle_id = c.id and k.filing_id = f.id and k.state not in ('withdrawn', 'lapsed', 'not-accepted')
    where c.id = ${isId(cycleId) ? cycleId : null}::uuid order by f.filing_number`.execute(reader)
  return rows
}

/** Applications of a unit, the newest first. */
export async function listMyClaims(
  reader: Reader,
  unitId: string,
  { after = null, limit = 20 }: { after?: string | null; limit?: number } = {},
): Promise<{ caseIds: string[]; next: string | null }> {
  const [at, id] = after?.split('_') ?? []
  const from = at && id && isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null
  const { rows } = await sql<{ id: string; at: string }>`
    select k.case_id as id, k.created_at as at from claims k join cases p on p.id = k.case_id
    where p.unit_id = ${unitId}
      and (${from === null} or (k.created_at, k.case_id) < (${from?.at ?? null}::timestamptz, ${from?.id ?? null}::uuid))
    order by k.created_at desc, k.case_id desc limit ${limit + 1}`.execute(reader)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { caseIds: page.map(row => row.id), next: rows.length > limit && last ? `${last.at}_${last.id}` : null }
}

export type MyClaim = Awaited<ReturnType<typeof readMyClaim>>

/** A claim with its round and filing. @throws NotFound */
export async function readMyClaim(reader: Reader, caseId: string) {
  if (!isId(caseId)) throw new NotFound('claim')
  const claim = await reader.selectFrom('claims').selectAll().where('case_id', '=', caseId).executeTakeFirst()
  if (!claim) throw new NotFound('claim')
  const [cycle, theCase, filing, round] = await Promise.all([
    readCycle(reader, claim.cycle_id),
    reader.selectFrom('cases').selectAll().where('id', '=', caseId).executeTakeFirstOrThrow(),
    reader.selectFrom('filings').selectAll().where('id', '=', claim.filing_id).executeTakeFirstOrThrow(),
    reader.selectFrom('rounds').selectAll().where('cycle_id', '=', claim.cycle_id).executeTakeFirstOrThrow(),
  ])
  return { cycle, theCase, claim, filing, round }
}

/** Where a claim stands; undefined where there is none. */
export async function readClaimState(reader: Reader, caseId: string): Promise<ClaimState | undefined> {
  if (!isId(caseId)) return undefined
  return (await reader.selectFrom('claims').select('state').where('case_id', '=', caseId).executeTakeFirst())?.state
}

export type StandingRow = {
  readonly caseId: string
  readonly number: string | null
  readonly state: ClaimState
  readonly title: string
  readonly issuer: string
  readonly institution: string
  readonly roundState: string
  readonly closesAt: string | null
  readonly held: boolean
  readonly askedFen: string | null
  readonly grantedFen: string | null
  readonly endedAt: string | null
  readonly noticeDays: number | null
  readonly acceptanceSilence: string | null
  readonly taskDueAt: string | null
  readonly openDefects: number
  readonly place: number | null
  readonly listState: string | null
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly objectionDueAt: string | null
  /** An objection on which a statement is still wanted, and until when. */
  readonly inquiry: string | null
  readonly inquiryDueAt: string | null
  readonly payoutState: string | null
  readonly paidFen: string | null
  readonly settledAt: string | null
  readonly last4: string | null
  readonly confirmedLast4: string | null
  readonly proposedLast4: string | null
  readonly endClause: string | null
}

/** How claims stand, in the order asked for: one row each, whatever has happened to them. */
export async function readStandings(reader: Reader, caseIds: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    select k.case_id as "caseId", k.number, k.state, c.title, c.unit_name as issuer, f.name as institution,
      c.state as "roundState", c.due_at as "closesAt", k.held, k.asked_fen::text as "askedFen",
      k.granted_fen::text as "grantedFen", k.ended_at as "endedAt",
      coalesce(r.notice_working_days, (c.parameters->'publicNotice'->>'workingDays')::int) as "noticeDays",
      c.parameters->>'acceptanceSilence' as "acceptanceSilence", t.due_at as "taskDueAt",
      (select count(*)::int from defects d where d.case_id = k.case_id and d.mended_at is null) as "openDefects",
      case when k.state = 'waiting' then (select count(*)::int from commitments own join commitments ahead
        on ahead.cycle_id = own.cycle_id and ahead.state = 'waiting' and ahead.approved_order <= own.approved_order
        where own.case_id = k.case_id and own.state = 'waiting') end as place,
      l.state as "listState", l.starts_at as "startsAt", l.ends_at as "endsAt", o.due_at as "objectionDueAt",
      q.id as inquiry, q.inquiry_due_at as "inquiryDueAt",
      y.state as "payoutState", y.amount_fen::text as "paidFen", y.settled_at as "settledAt", y.last4,
      (select number_last4 from accounts a where a.unit_id = p.unit_id and a.state = 'confirmed') as "confirmedLast4",
      (select max(number_last4) from accounts a where a.unit_id = p.unit_id and a.state = 'proposed') as "proposedLast4",
      (select clause from decisions e where e.case_id = k.case_id and e.clause is not null
        and e.act in ('refuse-acceptance', 'refuse-claim', 'answer-objection') order by e.at desc limit 1) as "endClause"
    from unnest(${[...caseIds]}::uuid[]) with ordinality as wanted (id, place)
    join claims k on k.case_id = wanted.id join cases p on p.id = k.case_id join cycles c on c.id = k.cycle_id
    join rounds r on r.cycle_id = c.id join filings f on f.id = k.filing_id
    left join lateral (select due_at from tasks where case_id = k.case_id and tasks.state = 'open' and step = case k.state
      when 'submitted' then 'acceptance' when 'correcting' then 'correction' when 'accepted' then 'review'
      when 'supplementing' then 'supplement' when 'reviewed' then 'approval' else 'account' end
      order by opened_at desc limit 1) t on true
    left join lateral (select notice_lists.state, starts_at, ends_at, notice_items.id as item from notice_items
      join notice_lists on notice_lists.id = list_id where case_id = k.case_id and notice_lists.state <> 'void'
      order by notice_lists.created_at desc limit 1) l on true
    left join lateral (select due_at from objections where item_id = l.item and named and outcome is null
      order by due_at desc limit 1) o on true
    left join lateral (select id, inquiry_due_at from objections where item_id = l.item and named and outcome is null
      and stated_at is null order by inquiry_due_at limit 1) q on true
    left join lateral (select payouts.state, amount_fen, settled_at, number_last4 as last4 from payouts
      join accounts on accounts.id = account_id where case_id = k.case_id and payouts.state <> 'void'
      order by attempt desc limit 1) y on true
    order by wanted.place`.execute(reader)
  return rows
}

/** The newest notices about a claim to whoever acts for its unit. */
export const listClaimNotices = (reader: Reader, caseId: string, { unitId, personId }: Actor) =>
  reader
    .selectFrom('notices')
    .select(['id', 'subject', 'created_at'])
    .where('case_id', '=', caseId)
    .where('unit_id', '=', unitId)
    .where(({ eb, or }) => or([eb('person_id', 'is', null), eb('person_id', '=', personId)]))
    .where('released_at', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(10)
    .execute()

/** What has happened to a claim, and what it waits for. */
export type ClaimStory = Awaited<ReturnType<typeof readClaimStory>>

export async function readClaimStory(reader: Reader, caseId: string) {
  const [tasks, decisions, defects, items, payouts, receipts] = await Promise.all([
    reader
      .selectFrom('tasks')
      .select(['step', 'round', 'unit_name', 'state', 'outcome', 'opened_at', 'due_at', 'closed_at'])
      .where('case_id', '=', caseId)
      .orderBy('opened_at')
      .execute(),
    reader
      .selectFrom('decisions')
      .select(['act', 'step', 'round', 'verdict', 'reason', 'clause', 'detail', 'unit_name', 'at'])
      .where('case_id', '=', caseId)
      .orderBy('at')
      .execute(),
    reader
      .selectFrom('defects')
      .select(['id', 'round', 'stage', 'item', 'text', 'clause', 'mended_at'])
      .where('case_id', '=', caseId)
      .orderBy('round')
      .execute(),
    reader
      .selectFrom('notice_items')
      .innerJoin('notice_lists', 'notice_lists.id', 'notice_items.list_id')
      .select(['list_id', 'notice_items.state', 'notice_lists.state as list_state', 'starts_at', 'ends_at'])
      .where('case_id', '=', caseId)
      .where('notice_lists.state', 'in', ['approved', 'running', 'ended'])
      .orderBy('notice_lists.created_at')
      .execute(),
    reader
      .selectFrom('payouts')
      .innerJoin('accounts', 'accounts.id', 'payouts.account_id')
      .select(['payouts.state', 'attempt', 'amount_fen', 'bank_answer', 'submitted_at', 'settled_at', 'number_last4'])
      .where('case_id', '=', caseId)
      .orderBy('attempt')
      .execute(),
    reader
      .selectFrom('submissions')
      .select(['seq', 'receipt', 'received_at', 'by_name'])
      .where('case_id', '=', caseId)
      .orderBy('seq')
      .execute(),
  ])
  return { tasks, decisions, defects, items, payouts, receipts }
}

/** What was handed in last, as it was; null where nothing was. */
export async function readLastHandedIn(reader: Reader, caseId: string): Promise<unknown> {
  const row = await reader
    .selectFrom('submissions')
    .select('body')
    .where('case_id', '=', caseId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.body ?? null
}

/** The objections by name to what stands of a claim in public notices; never who made them. */
export const readObjectionsTo = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('objections')
    .innerJoin('notice_items', 'notice_items.id', 'objections.item_id')
    .select(['objections.id', 'number', 'received_at', 'due_at', 'outcome', 'effect', 'reason', 'clause', 'stated_at'])
    .where('case_id', '=', caseId)
    .where('named', '=', true)
    .orderBy('received_at')
    .execute()

/** What a scheme said to a claim, for an application or a review. */
export const readAssessments = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('assessments')
    .select(['id', 'made_for', 'rule_version', 'readings', 'answer', 'amount_fen', 'at'])
    .where('case_id', '=', caseId)
    .orderBy('at')
    .execute()

/** What was handed in, as it was. @throws NotFound */
export async function readClaimSubmission(reader: Reader, caseId: string, seq: number) {
  const row = Number.isSafeInteger(seq)
    ? await reader
        .selectFrom('submissions')
        .selectAll()
        .where('case_id', '=', caseId)
        .where('seq', '=', seq)
        .executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('receipt')
  return row
}

export type EvidenceFile = {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly uploadedAt: string
}

/** Evidence of a claim, the earliest first. */
export async function readEvidence(reader: Reader, caseId: string): Promise<EvidenceFile[]> {
  const rows = await reader
    .selectFrom('files')
    .select(['id', 'name', 'size', 'uploaded_at'])
    .where('case_id', '=', caseId)
    .where('purpose', '=', 'evidence')
    .orderBy('uploaded_at')
    .orderBy('id')
    .execute()
  return rows.map(({ uploaded_at, ...row }) => ({ ...row, uploadedAt: uploaded_at }))
}

/** The roll of a claim, names and numbers still sealed. */
export const readRollRows = (reader: Reader, caseId: string) =>
  reader.selectFrom('claim_children').selectAll().where('case_id', '=', caseId).orderBy('position').execute()

export type UnitAccount = Awaited<ReturnType<typeof listUnitAccounts>>[number]

/** The accounts of a unit, the newest first, with no number but its last four digits. */
export const listUnitAccounts = (reader: Reader, unitId: string) =>
  reader
    .selectFrom('accounts')
    .select([
      'id',
      'holder',
      'number_last4',
      'bank',
      'bank_code',
      'state',
      'made_by_name',
      'made_at',
      'confirmed_by_name',
      'confirmed_at',
    ])
    .where('unit_id', '=', unitId)
    .orderBy('made_at', 'desc')
    .limit(50)
    .execute()

/** The newest claim of a unit, or the one whose payment came back and waits for a corrected account. */
export async function readReturned(reader: Reader, unitId: string) {
  const { rows } = await sql<{
    caseId: string
    number: string
    reason: string
    dueAt: string | null
    returned: boolean
  }>`
    select k.case_id as "caseId", coalesce(k.number, '') as number, t.due_at as "dueAt", t.id is not null as returned,
      coalesce(nullif(y.bank_answer, 'returned'), '') as reason
    from cases p join claims k on k.case_id = p.id
    left join lateral (select id, due_at from tasks where case_id = k.case_id and step = 'account' and state = 'open'
      order by opened_at desc limit 1) t on true
    left join lateral (select bank_answer from payouts where case_id = k.case_id and state = 'returned'
      order by attempt desc limit 1) y on true
    where p.unit_id = ${unitId} order by t.id is null, k.created_at desc limit 1`.execute(reader)
  const [newest] = rows
  if (!newest) return { caseId: null, returned: null }
  const { returned, ...claim } = newest
  return { caseId: claim.caseId, returned: returned ? claim : null }
}

/** The open task of a claim, the newest one. */
export const readOpenTask = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('tasks')
    .select(['unit_id', 'role', 'assignee_id'])
    .where('case_id', '=', caseId)
    .where('step', 'in', ['acceptance', 'review', 'approval'])
    .where('state', '=', 'open')
    .orderBy('opened_at', 'desc')
    .executeTakeFirst()

/** Who saved an application last. */
export async function lastSaver(reader: Reader, cycleId: string, caseId: string): Promise<string> {
  const row = await reader
    .selectFrom('audit')
    .select('person_name')
    .where('cycle_id', '=', cycleId)
    .where('case_id', '=', caseId)
    .where('act', 'in', ['save-claim', 'begin-claim'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.person_name ?? ''
}
