import { sql } from 'kysely'
import type { Answer, CycleState, Verdict } from '../domain/cycle.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, isId, readCycle } from './cycle.ts'
import type { CaseOutcome, Reader } from './database.ts'

export type LetterRow = {
  readonly id: string
  readonly title: string
  readonly issuer: string
  readonly cycleState: CycleState
  readonly sentAt: string
  readonly dueAt: string
  readonly mandatory: boolean
  readonly copy: boolean
  readonly outcome: CaseOutcome | null
  readonly signedForAt: string | null
  readonly lateSubmission: boolean
}

export type LetterPage = { readonly rows: readonly LetterRow[]; readonly next: string | null }

// In every list and count alike: sent, an answer wanted, and none given or one that came too late to be taken as one.
const waiting = sql`k.sent_at is not null and not k.copy and (k.outcome is null or k.outcome = 'overdue')
  and k.late_submission_id is null and c.state in ('open', 'disposing', 'approving')`
const shown = sql`k.sent_at is not null and c.state in ('open', 'disposing', 'approving', 'feeding-back', 'finished', 'withdrawn')`

/**
 * Letters to a unit: those that wait for its answer, the earliest deadline first; or all, the latest first.
 *
 * @param after key of the page before; `q` is looked for in the title
 */
export async function listLetters(
  reader: Reader,
  unitId: string,
  {
    view,
    q = '',
    after = null,
    limit = 20,
  }: { view: 'waiting' | 'all'; q?: string; after?: string | null; limit?: number },
): Promise<LetterPage> {
  const [at, id] = after?.split('_') ?? []
  const from = at && id && isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null
  const wanted = `%${q.trim().replace(/[\\%_]/gu, '\\$&')}%`
  const key = sql`(k.due_at, k.id)`
  const place = sql`(${from?.at ?? null}::timestamptz, ${from?.id ?? null}::uuid)`
  const { rows } = await sql<LetterRow>`
    select k.id, c.title, c.unit_name as issuer, c.state as "cycleState", k.sent_at as "sentAt", k.due_at as "dueAt", k.mandatory,
      k.copy, k.outcome, k.signed_for_at as "signedForAt", k.late_submission_id is not null as "lateSubmission"
    from cases k join cycles c on c.id = k.cycle_id
    where k.unit_id = ${unitId} and ${view === 'waiting' ? waiting : shown}
      and (${q.trim() === ''} or c.title ilike ${wanted})
      and (${from === null} or ${view === 'waiting' ? sql`${key} > ${place}` : sql`${key} < ${place}`})
    order by ${view === 'waiting' ? sql`k.due_at, k.id` : sql`k.due_at desc, k.id desc`}
    limit ${limit + 1}`.execute(reader)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? `${last.dueAt}_${last.id}` : null }
}

/** How many letters wait for a unit's answer. */
export async function countLetters(reader: Reader, unitId: string): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from cases k join cycles c on c.id = k.cycle_id where k.unit_id = ${unitId} and ${waiting}`.execute(
    reader,
  )
  return rows[0]?.waiting ?? 0
}

export type Letter = { readonly theCase: LetterCase; readonly cycle: Cycle }
export type LetterCase = Awaited<ReturnType<typeof readCase>>

/** A unit's case with the cycle that asks. @throws NotFound */
export async function readLetter(reader: Reader, caseId: string): Promise<Letter> {
  const theCase = await readCase(reader, caseId)
  return { theCase, cycle: await readCycle(reader, theCase.cycle_id) }
}

async function readCase(reader: Reader, caseId: string) {
  if (!isId(caseId)) throw new NotFound('case')
  const row = await reader
    .selectFrom('cases')
    .selectAll()
    .where('id', '=', caseId)
    .where('sent_at', 'is not', null)
    .executeTakeFirst()
  if (!row) throw new NotFound('case')
  return row
}

export type AnswerDraft = {
  readonly version: number
  readonly answer: Answer
  readonly by: string
  readonly at: string
}

/** A unit's one shared draft. */
export async function readAnswerDraft(reader: Reader, caseId: string): Promise<AnswerDraft | null> {
  const row = await reader.selectFrom('drafts').selectAll().where('case_id', '=', caseId).executeTakeFirst()
  return row ? { version: row.version, answer: row.body as Answer, by: row.updated_by_name, at: row.updated_at } : null
}

const submissionColumns = [
  'id',
  'seq',
  'receipt',
  'kind',
  'late',
  'received_at',
  'recorded_at',
  'due_at',
  'channel',
  'by_name',
  'unit_name',
  'recorded_by_name',
  'form_sha256',
] as const

/** What a unit has answered, the newest first, without the texts: at most the last fifty. */
export async function listSubmissions(reader: Reader, caseId: string) {
  return reader
    .selectFrom('submissions')
    .select(submissionColumns)
    .where('case_id', '=', caseId)
    .orderBy('seq', 'desc')
    .limit(50)
    .execute()
}
export type SubmissionRow = Awaited<ReturnType<typeof listSubmissions>>[number]
export type Submission = SubmissionRow & { readonly answer: Answer }

/** One answer as it was given. @throws NotFound */
export async function readSubmission(reader: Reader, caseId: string, seq: number): Promise<Submission> {
  if (!isId(caseId) || !Number.isSafeInteger(seq) || seq < 1 || seq > 2_147_483_647) throw new NotFound('submission')
  const row = await reader
    .selectFrom('submissions')
    .select([...submissionColumns, 'body'])
    .where('case_id', '=', caseId)
    .where('seq', '=', seq)
    .executeTakeFirst()
  if (!row) throw new NotFound('submission')
  return { ...row, answer: row.body as Answer }
}

/** The number within its case of an answer that was just given. */
export async function seqOfSubmission(reader: Reader, submissionId: string): Promise<number> {
  const { seq } = await reader
    .selectFrom('submissions')
    .select('seq')
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow()
  return seq
}

export type FileEntry = { readonly id: string; readonly name: string; readonly size: number }

/** Names and sizes of files, by id; files that are gone are left out. */
export async function readFileEntries(reader: Reader, ids: readonly string[]): Promise<Map<string, FileEntry>> {
  const known = [...new Set(ids)].filter(isId)
  if (known.length === 0) return new Map()
  const rows = await reader.selectFrom('files').select(['id', 'name', 'size']).where('id', 'in', known).execute()
  return new Map(rows.map(row => [row.id, row]))
}

export type OpinionOutcome = {
  readonly position: number
  readonly anchor: string
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly verdict: Verdict | null
  readonly why: string | null
}

/** What became of the opinions of one answer. */
export async function readOutcomes(reader: Reader, submissionId: string): Promise<OpinionOutcome[]> {
  return reader
    .selectFrom('opinions')
    .leftJoin('dispositions', 'dispositions.opinion_id', 'opinions.id')
    .select([
      'opinions.position',
      'opinions.anchor',
      'opinions.text',
      'opinions.wording',
      'opinions.reason',
      'dispositions.verdict',
      'dispositions.reason as why',
    ])
    .where('opinions.submission_id', '=', submissionId)
    .orderBy('opinions.position')
    .execute()
}

export type Wording = {
  readonly anchor: string
  readonly number: string
  readonly heading: string
  readonly text: string
}

/** The clauses that an answer speaks of, by anchor, and how many the draft has. */
export async function readNamedClauses(
  reader: Reader,
  cycleId: string,
  anchors: readonly string[],
): Promise<{ total: number; named: Map<string, Wording> }> {
  const rows =
    anchors.length === 0
      ? []
      : await reader
          .selectFrom('clauses')
          .select(['anchor', 'number', 'heading', 'text'])
          .where('cycle_id', '=', cycleId)
          .where('anchor', 'in', [...new Set(anchors)])
          .execute()
  const { total } = await reader
    .selectFrom('clauses')
    .select(({ fn }) => fn.countAll<bigint>().as('total'))
    .where('cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
  return { total: Number(total), named: new Map(rows.map(row => [row.anchor, row])) }
}

/** Why an answer that came late does or does not count, once that is decided. */
export async function readLateDecision(reader: Reader, caseId: string) {
  const row = await reader
    .selectFrom('decisions')
    .select(['verdict', 'reason', 'at'])
    .where('case_id', '=', caseId)
    .where('act', '=', 'count-late')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** How the deadline in force came about: why it was moved, null where it never was, and whether it may still move. */
export async function readDueNow(reader: Reader, theCase: Pick<LetterCase, 'id' | 'cycle_id' | 'due_at'>) {
  const row = await reader
    .selectFrom('due_workings')
    .select(['reason', 'provisional'])
    .where('subject_id', 'in', [theCase.id, theCase.cycle_id])
    .where('due_at', '=', theCase.due_at)
    .orderBy('due_revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? { reason: null, provisional: false }
}
