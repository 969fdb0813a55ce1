import { type ColumnType, type Generated, Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Language } from '../domain/actor.ts'
import type { CycleState, Verdict } from '../domain/cycle.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, BigInt)
pg.types.setTypeParser(pg.types.builtins.DATE, date => date)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, instant => new Date(instant).toISOString())

/** A jsonb column: read as T, written as JSON text (an array handed to the driver would become a PostgreSQL array). */
type Json<T> = ColumnType<T, string, string>
type GeneratedJson<T> = ColumnType<T, string | undefined, string>
/** Computed by the database, never written. */
type Computed<T> = ColumnType<T, never, never>

export type CaseOutcome = 'no-opinion' | 'opinions' | 'deemed-no-objection' | 'overdue' | 'withdrawn'
export type LedgerState = CaseOutcome | 'undelivered' | 'unsigned' | 'silent' | 'copy'
export type TaskState = 'open' | 'done' | 'void'
export type RungState = 'waiting' | 'done' | 'overtaken' | 'left-out' | 'prepared' | 'held-back' | 'void'
export type DeliveryState = 'held' | 'queued' | 'sending' | 'sent' | 'refused' | 'failed' | 'recorded' | 'void'

interface ClockTable {
  one: Generated<boolean>
  set_to: string | null
}
interface UnitTable {
  id: Generated<string>
  code: string
  kind: string
  level: string
  name: string
  parent_id: string | null
  superior_id: string | null
  groups: Generated<string[]>
  close_of_business: string | null
  demo: Generated<boolean>
  closed_at: string | null
}
interface PersonTable {
  id: Generated<string>
  name: string
  mobile: string | null
  email: string | null
  language: Generated<Language>
  demo: Generated<boolean>
  disabled_at: string | null
}
interface LoginTable {
  id: Generated<string>
  kind: string
  subject: string
  person_id: string
  secret: string | null
  one_time: Generated<boolean>
  failures: Generated<number>
  last_failed_at: string | null
  disabled_at: string | null
}
interface MembershipTable {
  id: Generated<string>
  person_id: string
  unit_id: string
  role: string
  from_on: Generated<string>
  until_on: string | null
}
interface SessionTable {
  sid: string
  sess: Json<Record<string, unknown>>
  expire: string
}
interface SignInFailureTable {
  key: string
  failures: number
  last_failed_at: string
}
interface PolicyVersionTable {
  id: Generated<string>
  pack: string
  version: string
  sha256: string
  status: string
  content: Json<unknown>
  loaded_at: Generated<string>
}
interface CalendarTable {
  year: number
  revision: number
  source: string
  content: Json<unknown>
  loaded_at: Generated<string>
}
interface CycleTable {
  id: Generated<string>
  number: string
  kind: string
  policy_version_id: string
  procedure: string
  unit_id: string
  unit_name: string
  section_id: string | null
  section_name: string | null
  officer_id: string
  officer_name: string
  title: string
  state: CycleState
  version: Generated<number>
  round: Generated<number>
  table_round: Generated<number>
  text: Generated<string>
  settings: GeneratedJson<unknown>
  parameters: Json<unknown> | null
  document_number: string | null
  signed_by: string | null
  signed_by_name: string | null
  signed_at: string | null
  text_sha256: string | null
  opened_at: string | null
  due_at: string | null
  due_revision: Generated<number>
  closed_at: string | null
  finished_at: string | null
  withdrawn_at: string | null
  withdrawn_reason: string | null
  previous_id: string | null
  demo: Generated<boolean>
  created_at: string
  updated_at: string
}
interface AddresseeTable {
  cycle_id: string
  unit_id: string
  position: number
  mandatory: Generated<boolean>
  copy: Generated<boolean>
}
interface ClauseTable {
  id: Generated<string>
  cycle_id: string
  position: number
  anchor: string
  number: string
  level: number
  heading: string
  text: string
}
interface CaseTable {
  id: Generated<string>
  cycle_id: string
  position: number
  unit_id: string
  unit_name: string
  mandatory: Generated<boolean>
  copy: Generated<boolean>
  contact_name: string | null
  contact_phone: string | null
  due_at: string
  due_revision: Generated<number>
  sent_at: string | null
  undelivered: Generated<boolean>
  signed_for_at: string | null
  signed_for_by: string | null
  signed_for_by_name: string | null
  urged: Generated<number>
  outcome: CaseOutcome | null
  outcome_at: string | null
  outcome_by: 'person' | 'silence' | null
  unsigned_silence: Generated<boolean>
  submission_id: string | null
  opinion_count: Generated<number>
  late_submission_id: string | null
  late_counted: boolean | null
  channel: string | null
  ledger_state: Computed<LedgerState>
  ledger_rank: Computed<number>
}
interface DraftTable {
  case_id: string
  version: number
  body: Json<unknown>
  updated_by: string
  updated_by_name: string
  updated_at: string
}
interface SubmissionTable {
  id: Generated<string>
  cycle_id: string
  case_id: string
  seq: number
  receipt: string
  secret_sha256: string
  kind: 'no-opinion' | 'opinions'
  late: boolean
  received_at: string
  recorded_at: string
  due_at: string
  channel: string
  by_person: string | null
  by_name: string
  unit_name: string
  recorded_by: string | null
  recorded_by_name: string | null
  form_sha256: string
  body: Json<unknown>
}
interface OpinionTable {
  id: Generated<string>
  cycle_id: string
  case_id: string
  submission_id: string
  position: number
  anchor: string
  text: string
  wording: string
  reason: string
  files: Generated<string[]>
}
interface DispositionTable {
  opinion_id: string
  cycle_id: string
  verdict: Verdict
  reason: string
  version: number
  decided_by: string
  decided_by_name: string
  decided_at: string
}
interface PhoneNoteTable {
  id: Generated<string>
  cycle_id: string
  case_id: string
  person_id: string
  person_name: string
  spoke_with: string
  text: string
  called_at: string
}
interface FileTable {
  id: Generated<string>
  cycle_id: string | null
  case_id: string | null
  unit_id: string
  purpose: string
  name: string
  media_type: string
  size: number
  sha256: string
  bytes: Buffer
  uploaded_by: string
  uploaded_at: string
}
interface ScopeTable {
  scope: string
  workflow_type: string
  cycle_id: string
  state: Generated<'open' | 'done'>
  opened_at: Generated<string>
  asked_at: string | null
}
interface TaskTable {
  id: Generated<string>
  scope: string
  cycle_id: string
  case_id: string | null
  step: string
  round: number
  seat: string
  role: string
  unit_id: string
  unit_name: string
  assignee_id: string | null
  assignee_name: string | null
  mandatory: Generated<boolean>
  state: Generated<TaskState>
  outcome: string | null
  opened_at: string
  due_at: string | null
  due_revision: Generated<number>
  closed_at: string | null
  closed_by: string | null
  urged: Generated<number>
}
interface DueWorkingTable {
  subject_id: string
  due_revision: number
  cycle_id: string
  due_at: string
  provisional: boolean
  working: Json<unknown>
  reason: string | null
}
interface RungTable {
  id: Generated<string>
  scope: string
  cycle_id: string
  case_id: string | null
  task_id: string
  step: string
  round: number
  due_revision: number
  rung: string
  kind: string
  occasion: string
  addressed_to: string
  only_when: string | null
  release_by: string | null
  at: string
  state: RungState
  acted_at: string | null
  released_by: string | null
  released_by_name: string | null
  released_at: string | null
  reason: string | null
}
interface DecisionTable {
  id: Generated<string>
  cycle_id: string
  case_id: string | null
  task_id: string | null
  step: string | null
  round: number | null
  act: string
  verdict: string | null
  reason: string | null
  clause: string | null
  detail: GeneratedJson<Record<string, unknown>>
  person_id: string | null
  person_name: string
  unit_id: string | null
  unit_name: string
  at: string
}
interface AuditTable {
  id: Generated<bigint>
  at: Generated<string>
  business_at: string | null
  act: string
  person_id: string | null
  person_name: string | null
  unit_id: string | null
  cycle_id: string | null
  case_id: string | null
  detail: Json<Record<string, unknown>>
  request_id: string | null
  hmac: string
}
interface SealTable {
  seq: bigint
  audit_id: bigint
  previous: string
  hash: string
  at: Generated<string>
}
interface IdempotencyTable {
  actor: string
  key: string
  request_sha256: string
  result: Json<unknown> | null
  at: Generated<string>
}
interface NoticeTable {
  id: Generated<string>
  key: string
  occasion: string
  cycle_id: string
  case_id: string | null
  task_id: string | null
  unit_id: string
  person_id: string | null
  language: Language
  subject: string
  text: string
  html: string
  link: string | null
  released_at: string | null
  created_at: string
}
interface NoticeReadTable {
  notice_id: string
  person_id: string
  read_at: string
}
interface DeliveryTable {
  id: Generated<string>
  notice_id: string
  cycle_id: string
  case_id: string | null
  channel: string
  person_id: string | null
  address: string
  message_id: string
  state: DeliveryState
  ambiguous: Generated<boolean>
  attempts: Generated<number>
  lease_token: string | null
  lease_until: string | null
  next_at: Generated<string>
  answer: string | null
  sent_at: string | null
  created_at: Generated<string>
}
interface WakeTable {
  id: Generated<bigint>
  scope: string
  workflow_type: string
  at: Generated<string>
}
interface AlarmTable {
  id: Generated<string>
  kind: string
  subject: string
  cycle_id: string | null
  detail: string
  raised_at: Generated<string>
  cleared_at: string | null
  cleared_by: string | null
}

/** Every table, as Kysely sees it. Instants are ISO strings with milliseconds, dates `YYYY-MM-DD`, int8 bigint. */
export interface Schema {
  clock: ClockTable
  units: UnitTable
  people: PersonTable
  logins: LoginTable
  memberships: MembershipTable
  sessions: SessionTable
  sign_in_failures: SignInFailureTable
  policy_versions: PolicyVersionTable
  calendars: CalendarTable
  cycles: CycleTable
  addressees: AddresseeTable
  clauses: ClauseTable
  cases: CaseTable
  drafts: DraftTable
  submissions: SubmissionTable
  opinions: OpinionTable
  dispositions: DispositionTable
  phone_notes: PhoneNoteTable
  files: FileTable
  scopes: ScopeTable
  tasks: TaskTable
  due_workings: DueWorkingTable
  rungs: RungTable
  decisions: DecisionTable
  audit: AuditTable
  seals: SealTable
  idempotency: IdempotencyTable
  notices: NoticeTable
  notice_reads: NoticeReadTable
  deliveries: DeliveryTable
  wakes: WakeTable
  alarms: AlarmTable
}
export type Database = Kysely<Schema>
export type Tx = Transaction<Schema>
/** Reads work inside an act's transaction and outside of one alike. */
export type Reader = Database | Tx

/**
 * A pool of connections in the role that cannot change audit, seals or submissions.
 *
 * @param url a login that is a member of `chengban_app` (the migrating owner is)
 */
export function openPool(
  url: string,
  { size = 10, role = 'chengban_app' }: { size?: number; role?: string } = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    options: `-c role=${role} -c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=30000`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  pool.on('error', () => {}) // an idle connection that the server dropped; the next query opens another
  return pool
}

export function openDatabase(pool: pg.Pool): Database {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

/** The clock of deadlines: an instant with milliseconds. Read after the rows are locked and handed on as a parameter. */
export async function businessNow(reader: Reader): Promise<string> {
  const { rows } = await sql<{ now: string }>`select business_now() as now`.execute(reader)
  return (rows[0] as { now: string }).now
}
