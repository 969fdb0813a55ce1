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

export type TraceDelivery = {
  readonly state: string
  readonly channel: string
  readonly address: string
  readonly answer: string | null
  readonly ambiguous: boolean
  readonly attempts: number
  readonly at: string
}

/** One thing that happened to an addressee, as the log tells it. */
export type Trace =
  | {
      readonly kind: 'notice'
      readonly key: string
      readonly at: string
      readonly occasion: string
      readonly released: boolean
      readonly readAt: string | null
    }
  | ({ readonly kind: 'delivery'; readonly key: string; readonly occasion: string } & TraceDelivery)
  | { readonly kind: 'signed-for'; readonly key: string; readonly at: string; readonly by: string }
  | {
      readonly kind: 'phone'
      readonly key: string
      readonly at: string
      readonly by: string
      readonly with: string
      readonly text: string
    }
  | {
      readonly kind: 'submission'
      readonly key: string
      readonly at: string
      readonly seq: number
      readonly receipt: string
      readonly answer: string
      readonly late: boolean
      readonly channel: string
      readonly by: string
      readonly recordedBy: string | null
      readonly receivedAt: string
    }
  | {
      readonly kind: 'decision'
      readonly key: string
      readonly at: string
      readonly act: string
      readonly verdict: string | null
      readonly by: string
      readonly reason: string | null
    }
  | { readonly kind: 'file'; readonly key: string; readonly at: string; readonly name: string; readonly size: number }
  | {
      readonly kind: 'silence'
      readonly key: string
      readonly at: string
      readonly overdue: boolean
      readonly unsigned: boolean
    }

const mostTraces = 100

/** What was sent to an addressee when and what came back, oldest first; of each kind at most the newest hundred. */
export async function readTraces(reader: Reader, row: LedgerRow): Promise<Trace[]> {
  const caseId = row.id
  const [notices, deliveries, notes, submissions, decisions, scans] = await Promise.all([
    reader
      .selectFrom('notices')
      .leftJoin('notice_reads', 'notice_reads.notice_id', 'notices.id')
      .select(['notices.id', 'occasion', 'released_at', 'created_at'])
      .select(({ fn }) => fn.min('read_at').as('read_at'))
      .where('case_id', '=', caseId)
      .groupBy('notices.id')
      .orderBy('created_at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('deliveries')
      .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
      .select([
        'deliveries.id',
        'deliveries.state',
        'deliveries.channel',
        'deliveries.address',
        'deliveries.answer',
        'deliveries.ambiguous',
        'deliveries.attempts',
        'deliveries.sent_at',
        'deliveries.created_at',
        'notices.occasion',
        'notices.released_at',
        'notices.created_at as written_at',
      ])
      .where('deliveries.case_id', '=', caseId)
      .orderBy('deliveries.created_at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('phone_notes')
      .selectAll()
      .where('case_id', '=', caseId)
      .orderBy('called_at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('submissions')
      .select([
        'id',
        'seq',
        'receipt',
        'kind',
        'late',
        'channel',
        'by_name',
        'recorded_by_name',
        'received_at',
        'recorded_at',
      ])
      .where('case_id', '=', caseId)
      .orderBy('seq', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('decisions')
      .select(['id', 'act', 'verdict', 'person_name', 'reason', 'at'])
      .where('case_id', '=', caseId)
      .where('act', '<>', 'urge')
      .orderBy('at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('files')
      .select(['id', 'name', 'size', 'uploaded_at'])
      .where('case_id', '=', caseId)
      .where('purpose', '=', 'scan')
      .orderBy('uploaded_at', 'desc')
      .limit(mostTraces)
      .execute(),
  ])
  const traces: Trace[] = [
    ...notices.map(
      (notice): Trace => ({
        kind: 'notice',
        key: notice.id,
        at: notice.released_at ?? notice.created_at,
        occasion: notice.occasion,
        released: notice.released_at !== null,
        readAt: notice.read_at,
      }),
    ),
    ...deliveries.map(
      (delivery): Trace => ({
        kind: 'delivery',
        key: delivery.id,
        at: delivery.sent_at ?? delivery.released_at ?? delivery.written_at,
        occasion: delivery.occasion,
        state: delivery.state,
        channel: delivery.channel,
        address: delivery.address,
        answer: delivery.answer,
        ambiguous: delivery.ambiguous,
        attempts: delivery.attempts,
      }),
    ),
    ...notes.map(
      (note): Trace => ({
        kind: 'phone',
        key: note.id,
        at: note.called_at,
        by: note.person_name,
        with: note.spoke_with,
        text: note.text,
      }),
    ),
    ...submissions.map(
      (submission): Trace => ({
        kind: 'submission',
        key: submission.id,
        at: submission.recorded_at,
        seq: submission.seq,
        receipt: submission.receipt,
        answer: submission.kind,
        late: submission.late,
        channel: submission.channel,
        by: submission.by_name,
        recordedBy: submission.recorded_by_name,
        receivedAt: submission.received_at,
      }),
    ),
    ...decisions.map((decision): Trace => {
      const { id: key, at, act, verdict, person_name: by, reason } = decision
      return act === 'silence'
        ? { kind: 'silence', key, at, overdue: verdict === 'overdue', unsigned: row.unsigned_silence }
        : { kind: 'decision', key, at, act, verdict, by, reason }
    }),
    ...scans.map(({ id, name, size, uploaded_at }): Trace => ({ kind: 'file', key: id, at: uploaded_at, name, size })),
    ...(row.signed_for_at
      ? [{ kind: 'signed-for' as const, key: 'signed-for', at: row.signed_for_at, by: row.signed_for_by_name ?? '' }]
      : []),
  ]
  const order = ['notice', 'delivery', 'signed-for', 'file', 'submission', 'phone', 'decision', 'silence']
  return traces.sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || order.indexOf(one.kind) - order.indexOf(other.kind),
  )
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
