import { type RawBuilder, sql } from 'kysely'
import type { LedgerState, Reader } from './database.ts'

/** The states of a ledger in the order in which its bar shows them. */
export const ledgerStates = [
  'opinions',
  'no-opinion',
  'deemed-no-objection',
  'silent',
  'unsigned',
  'undelivered',
  'overdue',
  'withdrawn',
  'copy',
] as const satisfies readonly LedgerState[]

export const isLedgerState = (text: string): text is LedgerState => (ledgerStates as readonly string[]).includes(text)

export type LedgerCounts = Readonly<Record<LedgerState, number>> & {
  /** Main addressees. */
  readonly total: number
  /** Those who gave an answer themselves. */
  readonly answered: number
}

/** How many addressees are in which state: one aggregate over an index, for each of the cycles. */
export async function countLedgers(reader: Reader, cycleIds: readonly string[]): Promise<Map<string, LedgerCounts>> {
  const found = new Map<string, LedgerCounts>()
  if (cycleIds.length === 0) return found
  const { rows } = await sql<{ cycle_id: string; state: LedgerState; count: number }>`
    select cycle_id, ledger_state as state, count(*)::int as count from cases
    where cycle_id = any(${[...cycleIds]}::uuid[]) group by cycle_id, ledger_state`.execute(reader)
  for (const id of cycleIds) {
    const counts = Object.fromEntries(ledgerStates.map(state => [state, 0])) as Record<LedgerState, number>
    for (const row of rows) if (row.cycle_id === id) counts[row.state] = row.count
    const total = ledgerStates.reduce((sum, state) => (state === 'copy' ? sum : sum + counts[state]), 0)
    found.set(id, { ...counts, total, answered: counts.opinions + counts['no-opinion'] })
  }
  return found
}

/** How many addressees of one cycle are in which state. */
export async function countLedger(reader: Reader, cycleId: string): Promise<LedgerCounts> {
  return (await countLedgers(reader, [cycleId])).get(cycleId) as LedgerCounts
}

export type LedgerRow = {
  readonly id: string
  readonly position: number
  readonly rank: number
  readonly unit_id: string
  readonly unit_name: string
  readonly state: LedgerState
  readonly mandatory: boolean
  readonly copy: boolean
  readonly contact_name: string | null
  readonly contact_phone: string | null
  readonly due_at: string
  readonly sent_at: string | null
  readonly undelivered: boolean
  readonly signed_for_at: string | null
  readonly signed_for_by_name: string | null
  readonly urged: number
  readonly outcome_at: string | null
  readonly unsigned_silence: boolean
  readonly opinion_count: number
  readonly channel: string | null
  readonly received_at: string | null
  readonly recorded_at: string | null
  readonly draft_at: string | null
  readonly late_received_at: string | null
  readonly late_counted: boolean | null
  readonly late_submission_id: string | null
}

const rowColumns = sql`
  c.id, c.position, c.ledger_rank as rank, c.unit_id, c.unit_name, c.ledger_state as state, c.mandatory, c.copy, c.contact_name, c.contact_phone,
  c.due_at, c.sent_at, c.undelivered, c.signed_for_at, c.signed_for_by_name, c.urged, c.outcome_at, c.unsigned_silence, c.opinion_count,
  c.channel, s.received_at, s.recorded_at, d.updated_at as draft_at, late.received_at as late_received_at, c.late_counted, c.late_submission_id`
const rowSources = sql`
  cases c left join submissions s on s.id = c.submission_id
  left join submissions late on late.id = c.late_submission_id
  left join drafts d on d.case_id = c.id`

export type LedgerFilter = { readonly state: LedgerState | null; readonly q: string }

export type LedgerPage = {
  readonly rows: readonly LedgerRow[]
  readonly previous: string | null
  readonly next: string | null
}

type Key = { readonly rank: number; readonly position: number }

const readKey = (text: string | null): Key | null => {
  const [, rank, position] = /^(\d{1,4})-(\d{1,9})$/.exec(text ?? '') ?? []
  return rank && position ? { rank: Number(rank), position: Number(position) } : null
}
const keyOf = ({ rank, position }: Key): string => `${rank}-${position}`

/** Addressees of a cycle with what is wrong first, by rank and place. @param after, before key of a neighbouring page */
export async function readLedgerPage(
  reader: Reader,
  cycleId: string,
  { state, q }: LedgerFilter,
  { after = null, before = null, limit = 20 }: { after?: string | null; before?: string | null; limit?: number } = {},
): Promise<LedgerPage> {
  const back = readKey(before)
  const from = readKey(after)
  const wanted = `%${q.trim().replace(/[\\%_]/gu, '\\$&')}%`
  const conditions = [
    sql`c.cycle_id = ${cycleId}`,
    ...(state ? [sql`c.ledger_state = ${state}`] : []),
    ...(q.trim() ? [sql`c.unit_name ilike ${wanted}`] : []),
    ...(back ? [sql`(c.ledger_rank, c.position) < (${back.rank}, ${back.position})`] : []),
    ...(!back && from ? [sql`(c.ledger_rank, c.position) > (${from.rank}, ${from.position})`] : []),
  ]
  const order = back ? sql`c.ledger_rank desc, c.position desc` : sql`c.ledger_rank, c.position`
  const { rows } = await sql<LedgerRow>`
    select ${rowColumns} from ${rowSources} where ${sql.join(conditions, sql` and `)}
    order by ${order} limit ${limit + 1}`.execute(reader)
  const more = rows.length > limit
  const shown = back ? rows.slice(0, limit).reverse() : rows.slice(0, limit)
  const [first, last] = [shown[0], shown.at(-1)]
  const earlier = back ? more : from !== null
  const later = back ? true : more
  return {
    rows: shown,
    previous: earlier && first ? keyOf(first) : null,
    next: later && last ? keyOf(last) : null,
  }
}

/** One addressee of a cycle as the ledger shows it; null where the cycle has no such case. */
export async function readLedgerRow(reader: Reader, cycleId: string, caseId: string): Promise<LedgerRow | null> {
  const { rows } = await sql<LedgerRow>`
    select ${rowColumns} from ${rowSources} where c.cycle_id = ${cycleId} and c.id = ${caseId}`.execute(reader)
  return rows[0] ?? null
}

/** Every addressee in the order of the list, for the spreadsheet: a thousand at a time. */
export async function* readWholeLedger(reader: Reader, cycleId: string): AsyncGenerator<readonly LedgerRow[]> {
  for (let after = -1; ; ) {
    const { rows } = await sql<LedgerRow>`
      select ${rowColumns} from ${rowSources} where c.cycle_id = ${cycleId} and c.position > ${after}
      order by c.position limit 1000`.execute(reader)
    if (rows.length === 0) return
    yield rows
    after = rows.at(-1)?.position ?? after
  }
}

export type Silent = {
  readonly task_id: string
  readonly unit_name: string
  readonly contact_name: string | null
  readonly contact_phone: string | null
  readonly mandatory: boolean
  readonly overdue: boolean
  readonly signed_for_at: string | null
  /** A step of the cycle itself, that nobody signs for. */
  readonly own_step: boolean
}

/** How many addressees still owe an answer. */
export async function countSilent(reader: Reader, cycleId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from tasks where cycle_id = ${cycleId} and step = 'answer' and state = 'open'`.execute(
    reader,
  )
  return rows[0]?.count ?? 0
}

/** Who still owes an answer, with whom to ring up: the first two hundred. */
export async function readSilent(reader: Reader, cycleId: string, now: string): Promise<Silent[]> {
  return readOwing(reader, sql`t.cycle_id = ${cycleId} and t.step = 'answer' and t.state = 'open'`, now)
}

/** One open task of a cycle, of an addressee by its case or any by its own id; empty where it is not open any more. */
export async function readOneOwing(
  reader: Reader,
  cycleId: string,
  one: { readonly caseId: string } | { readonly taskId: string },
  now: string,
): Promise<Silent[]> {
  const which = 'taskId' in one ? sql`t.id = ${one.taskId}` : sql`t.case_id = ${one.caseId} and t.step = 'answer'`
  return readOwing(reader, sql`t.cycle_id = ${cycleId} and t.state = 'open' and ${which}`, now)
}

async function readOwing(reader: Reader, which: RawBuilder<unknown>, now: string): Promise<Silent[]> {
  const { rows } = await sql<Silent>`
    select t.id as task_id, coalesce(c.unit_name, t.assignee_name, t.unit_name) as unit_name, c.contact_name, c.contact_phone,
      t.mandatory and t.case_id is not null as mandatory, coalesce(t.due_at < ${now}, false) as overdue, c.signed_for_at, t.case_id is null as own_step
    from tasks t left join cases c on c.id = t.case_id
    where ${which} order by c.ledger_rank, c.position limit 200`.execute(reader)
  return rows
}

/** Names of those who have to answer and have not, the first ten. */
export async function readMandatorySilent(
  reader: Reader,
  cycleIds: readonly string[],
): Promise<{ cycle_id: string; case_id: string; unit_name: string; signed_for_at: string | null; due_at: string }[]> {
  if (cycleIds.length === 0) return []
  const { rows } = await sql<{
    cycle_id: string
    case_id: string
    unit_name: string
    signed_for_at: string | null
    due_at: string
  }>`
    select c.cycle_id, c.id as case_id, c.unit_name, c.signed_for_at, c.due_at
    from tasks t join cases c on c.id = t.case_id
    where t.cycle_id = any(${[...cycleIds]}::uuid[]) and t.step = 'answer' and t.state = 'open' and t.mandatory and t.case_id is not null
    order by c.due_at, c.position limit 10`.execute(reader)
  return rows
}

export type NextRung = { readonly at: string; readonly kind: string; readonly occasion: string; readonly count: number }

/** What the clock will do next in a cycle, silence apart, and to how many. */
export async function readNextRung(reader: Reader, scope: string): Promise<NextRung | null> {
  const { rows } = await sql<NextRung>`
    with next as (
      select at, kind, occasion from rungs where scope = ${scope} and state = 'waiting' and kind <> 'silence' order by at limit 1
    )
    select next.at, next.kind, next.occasion, count(*)::int as count
    from next join rungs r on r.scope = ${scope} and r.state = 'waiting' and r.at = next.at and r.kind = next.kind
    group by next.at, next.kind, next.occasion`.execute(reader)
  return rows[0] ?? null
}

export type RefusedMail = { readonly address: string; readonly answer: string | null }

/** Mails to a case that did not arrive, one a notice, the newest first. */
export async function readRefusedMails(reader: Reader, caseId: string): Promise<RefusedMail[]> {
  return reader
    .selectFrom('deliveries')
    .distinctOn('notice_id')
    .select(['address', 'answer'])
    .where('case_id', '=', caseId)
    .where('state', 'in', ['refused', 'failed', 'void'])
    .orderBy('notice_id')
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
}

/** The receipt of a case's newest answer in force; null where there is none. */
export async function readReceiptNumber(reader: Reader, caseId: string): Promise<string | null> {
  const row = await reader
    .selectFrom('submissions')
    .innerJoin('cases', 'cases.submission_id', 'submissions.id')
    .select('submissions.receipt')
    .where('cases.id', '=', caseId)
    .executeTakeFirst()
  return row?.receipt ?? null
}

/** The opinions of one answer, in their order. */
export async function readOpinionsOf(reader: Reader, submissionId: string) {
  return reader
    .selectFrom('opinions')
    .select(['position', 'anchor', 'text', 'wording', 'reason'])
    .where('submission_id', '=', submissionId)
    .orderBy('position')
    .execute()
}
