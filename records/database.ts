import { type ColumnType, type Generated, type Kysely, sql, type Transaction } from 'kysely'
import type { Language } from '../domain/actor.ts'
import type { ClaimState, LedgerAccount, PayoutState } from '../domain/claim.ts'
import type { ConsultationResult, RulingFinding } from '../domain/consultation.ts'
import type { CycleState, Verdict } from '../domain/cycle.ts'
import type { ServiceChannel } from '../domain/service.ts'

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
  /** The filing that an application is of; null in a solicitation. */
  of_filing: Generated<string | null>
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
  /** Of a claim it is only written here: who reads answers reads none. */
  kind: ColumnType<'no-opinion' | 'opinions', 'no-opinion' | 'opinions' | 'claim', never>
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
  own_duties: Generated<boolean>
  version: number
  decided_by: string
  decided_by_name: string
  decided_at: string
}
interface ConsultationTable {
  id: Generated<string>
  cycle_id: string
  case_id: string
  anchor: string
  held_on: string
  spoke_with: string
  text: string
  result: ConsultationResult
  place: Generated<bigint>
  noted_by: string
  noted_by_name: string
  noted_at: string
}
interface RulingTable {
  id: Generated<string>
  cycle_id: string
  case_id: string
  anchor: string
  asked_of: string
  about: string
  requested_by: string
  requested_by_name: string
  requested_at: string
  finding: RulingFinding | null
  text: string | null
  ruled_on: string | null
  place: bigint | null
  recorded_by: string | null
  recorded_by_name: string | null
  recorded_at: string | null
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
  uploaded_by: string | null
  uploaded_at: string
}
interface ScopeTable {
  scope: string
  workflow_type: string
  cycle_id: string
  state: Generated<'open' | 'done'>
  opened_at: Generated<string>
  asked_at: string | null
  next_at: Generated<string | null>
  signalled_at: Generated<string | null>
  rested_at: Generated<string | null>
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

interface FilingTable {
  id: Generated<string>
  filing_number: string
  unit_id: string
  county_id: string
  name: string
  credit_code: string
  inclusive: boolean
  kind: 'institution' | 'kindergarten-class'
  places: number
  filed_on: string
  ended_on: string | null
  demo: Generated<boolean>
}
interface RoundTable {
  cycle_id: string
  scheme: string
  year: number
  opens_at: string | null
  closes_at: string | null
  readings: GeneratedJson<Record<string, string>>
  notice_working_days: number | null
  rules: Json<unknown> | null
}
interface BudgetTable {
  cycle_id: string
  scheme: string
  year: number
  appropriated_fen: Generated<bigint>
  committed_fen: Generated<bigint>
  paid_fen: Generated<bigint>
  source: Generated<string>
}
interface ClaimTable {
  case_id: string
  cycle_id: string
  number: string | null
  scheme: string
  filing_id: string
  state: Generated<ClaimState>
  version: Generated<number>
  submission_round: Generated<number>
  review_round: Generated<number>
  answers: GeneratedJson<unknown>
  received_at: string | null
  accepted_at: string | null
  asked_fen: bigint | null
  granted_fen: bigint | null
  assessment_id: string | null
  approved_order: bigint | null
  account_id: string | null
  held: Generated<boolean>
  ended_at: string | null
  ended_reason: string | null
  created_at: string
  updated_at: string
}
interface ClaimChildTable {
  case_id: string
  position: number
  name_sealed: Buffer
  identity_sealed: Buffer
  identity_hash: string
  born_on: string
  class_kind: string
  enrolled_from: string | null
  enrolled_until: string | null
  counted: Generated<boolean>
  cut_reason: string | null
}
interface AssessmentTable {
  id: Generated<string>
  case_id: string
  made_for: 'application' | 'review' | 'approval'
  rule_version: string
  facts: Json<Record<string, unknown>>
  readings: Json<Record<string, string>>
  answer: Json<unknown>
  amount_fen: bigint | null
  at: string
}
interface EntitlementTable {
  id: Generated<string>
  scheme: string
  key: string
  case_id: string
  held_at: string
  released_at: string | null
}
interface ClaimWarningTable {
  id: Generated<string>
  case_id: string
  kind: string
  detail: string
  other_case_id: string | null
  answer: string | null
  answered_by: string | null
  answered_by_name: string | null
  answered_at: string | null
}
interface DefectTable {
  id: Generated<string>
  case_id: string
  round: number
  stage: 'correction' | 'supplement'
  item: string
  text: string
  clause: string | null
  mended_at: string | null
}
interface InterestTable {
  case_id: string
  person_id: string
  person_name: string
  conflicted: boolean
  reason: string | null
  at: string
}
interface ServiceTable {
  id: Computed<bigint>
  case_id: string
  channel: ServiceChannel
  served_on: string
  proof: string
  file_id: string | null
  recorded_by: string
  recorded_by_name: string
  recorded_at: string
}
interface CommitmentTable {
  id: Generated<string>
  cycle_id: string
  case_id: string
  amount_fen: bigint
  state: 'waiting' | 'committed' | 'released'
  approved_order: bigint
  at: string
  released_at: string | null
}
interface NoticeListTable {
  id: Generated<string>
  cycle_id: string
  number: number
  state: 'draft' | 'approved' | 'running' | 'ended' | 'void'
  minutes_number: string | null
  minutes_on: string | null
  minutes_file_id: string | null
  telephone: string | null
  address: string | null
  website: string | null
  starts_at: string | null
  ends_at: string | null
  made_by: string
  made_by_name: string
  approved_by: string | null
  approved_by_name: string | null
  statement: string | null
  website_file_id: Generated<string | null>
  created_at: string
}
interface NoticeItemTable {
  id: Generated<string>
  list_id: string
  case_id: string
  position: number
  name: string
  credit_code: string
  places: number
  heads: number | null
  amount_fen: bigint
  state: 'listed' | 'held' | 'payable' | 'struck-out' | 'back-to-review'
}
interface ObjectionTable {
  id: Generated<string>
  cycle_id: string
  list_id: string
  item_id: string
  number: string
  named: boolean
  name_sealed: Buffer | null
  contact_sealed: Buffer | null
  text: string
  received_at: string
  due_at: string
  outcome: 'upheld' | 'dismissed' | null
  effect: 'struck-out' | 'back-to-review' | null
  reason: string | null
  clause: string | null
  answered_by: string | null
  answered_by_name: string | null
  answered_at: string | null
  channel: Generated<'online' | 'phone' | 'letter' | 'visit'>
  recorded_by_name: Generated<string | null>
  seal_file_id: Generated<string | null>
  inquiry_due_at: Generated<string | null>
  statement: Generated<string | null>
  statement_file_id: Generated<string | null>
  stated_by_name: Generated<string | null>
  stated_at: Generated<string | null>
}
interface AccountTable {
  id: Generated<string>
  unit_id: string
  holder: string
  number_sealed: Buffer
  number_hash: string
  number_last4: string
  bank: string
  bank_code: string
  state: 'proposed' | 'confirmed' | 'replaced'
  made_by: string
  made_by_name: string
  made_at: string
  confirmed_by: string | null
  confirmed_by_name: string | null
  confirmed_at: string | null
}
interface BatchTable {
  id: Generated<string>
  cycle_id: string
  number: string
  state: 'made' | 'released' | 'closed' | 'void'
  content_sha256: string
  total_fen: bigint
  made_by: string
  made_by_name: string
  made_at: string
  released_by: string | null
  released_by_name: string | null
  released_at: string | null
  closed_at: string | null
  closed_by_name: string | null
  void_reason: string | null
  channel: 'file' | 'bank'
  exported_at: string | null
  export_sha256: string | null
}
interface PayoutTable {
  id: Generated<string>
  batch_id: string
  cycle_id: string
  case_id: string
  instalment: Generated<number>
  attempt: number
  key: string
  account_id: string
  amount_fen: bigint
  state: PayoutState
  bank_reference: string | null
  bank_answer: string | null
  asked: Generated<number>
  ask_at: string | null
  lease_token: string | null
  lease_until: string | null
  submitted_at: string | null
  settled_at: string | null
  never_received_by: Generated<string[]>
}
interface PayoutEventTable {
  id: Generated<bigint>
  payout_id: string
  kind: string
  source: 'house' | 'bank' | 'treasury'
  person_name: string | null
  detail: GeneratedJson<Record<string, unknown>>
  at: Generated<string>
}
interface BankNewsTable {
  singleton: Generated<boolean>
  read_until: Generated<bigint>
}
interface LedgerTable {
  id: Generated<bigint>
  transaction_id: string
  cycle_id: string
  account: LedgerAccount
  debit_fen: Generated<bigint>
  credit_fen: Generated<bigint>
  case_id: string | null
  payout_id: string | null
  occasion: string
  at: string
}
interface ShareTable {
  payout_id: string
  scheme: string
  county_id: string
  year: number
  amount_fen: bigint
  working: Json<unknown>
  at: string
  reversed_at: string | null
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
  consultations: ConsultationTable
  rulings: RulingTable
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
  filings: FilingTable
  rounds: RoundTable
  budgets: BudgetTable
  claims: ClaimTable
  claim_children: ClaimChildTable
  assessments: AssessmentTable
  entitlements: EntitlementTable
  claim_warnings: ClaimWarningTable
  defects: DefectTable
  interests: InterestTable
  services: ServiceTable
  commitments: CommitmentTable
  notice_lists: NoticeListTable
  notice_items: NoticeItemTable
  objections: ObjectionTable
  accounts: AccountTable
  batches: BatchTable
  payouts: PayoutTable
  payout_events: PayoutEventTable
  bank_news: BankNewsTable
  ledger: LedgerTable
  shares: ShareTable
}
export type Database = Kysely<Schema>
export type Tx = Transaction<Schema>
/** Reads work inside an act's transaction and outside of one alike. */
export type Reader = Database | Tx

/** The clock of deadlines: an instant with milliseconds. Read after the rows are locked and handed on as a parameter. */
export async function businessNow(reader: Reader): Promise<string> {
  return (await clockStatement.execute(reader)).rows[0]?.now as string
}

/** The same, to be asked for together with locks. */
export const clockStatement = sql<{ now: string }>`select business_now() as now`
