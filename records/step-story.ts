import { sql } from 'kysely'
import type { CycleState } from '../domain/cycle.ts'
import type { DueWorking } from '../domain/deadline.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, isId } from './cycle.ts'
import type { Reader, TaskState } from './database.ts'
import { type RungLine, readRungs } from './rungs.ts'

/** Everything about one step: what was asked of whom, its clock, its ladder, what was decided and sent. */
export type StepStory = {
  readonly cycle: {
    readonly id: string
    readonly number: string
    readonly kind: Cycle['kind']
    readonly title: string
    readonly state: CycleState
    readonly unit_id: string
    readonly unit_name: string
    readonly section_id: string | null
    readonly officer_name: string
    readonly parameters: unknown
  }
  readonly task: {
    readonly id: string
    readonly case_id: string | null
    readonly step: string
    readonly round: number
    readonly seat: string
    readonly role: string
    readonly unit_id: string
    readonly unit_name: string
    readonly assignee_id: string | null
    readonly assignee_name: string | null
    readonly mandatory: boolean
    readonly state: TaskState
    readonly outcome: string | null
    readonly opened_at: string
    readonly due_at: string | null
    readonly due_revision: number
    readonly closed_at: string | null
    readonly closed_by_name: string | null
    readonly urged: number
  }
  readonly theCase: {
    readonly sentAt: string | null
    readonly signedForAt: string | null
    readonly signedForByName: string | null
    readonly undelivered: boolean
    readonly outcome: string | null
    readonly contactName: string | null
    readonly contactPhone: string | null
  } | null
  readonly clocks: readonly Clock[]
  readonly rungs: readonly RungLine[]
  readonly decisions: readonly StepDecision[]
  readonly sendings: readonly Sending[]
}

/** One revision of the date: how it was counted, and why it replaced the one before. */
export type Clock = { readonly dueAt: string; readonly working: DueWorking; readonly reason: string | null }

export type StepDecision = {
  readonly id: string
  readonly at: string
  readonly act: string
  readonly verdict: string | null
  readonly reason: string | null
  readonly clause: string | null
  readonly personName: string
  readonly unitName: string
  readonly detail: Readonly<Record<string, unknown>>
}

export type Sending = {
  readonly id: string
  readonly at: string
  readonly occasion: string
  readonly channel: string | null
  readonly address: string | null
  readonly state: string | null
  readonly answer: string | null
  readonly ambiguous: boolean
}

const mostTraces = 100

/** @throws NotFound */
export async function readStep(reader: Reader, taskId: string): Promise<StepStory> {
  if (!isId(taskId)) throw new NotFound('step')
  const task = await reader
    .selectFrom('tasks')
    .leftJoin('people', 'people.id', 'tasks.closed_by')
    .selectAll('tasks')
    .select('people.name as closed_by_name')
    .where('tasks.id', '=', taskId)
    .executeTakeFirst()
  if (!task) throw new NotFound('step')
  const cycle = await reader
    .selectFrom('cycles')
    .select([
      'id',
      'number',
      'kind',
      'title',
      'state',
      'unit_id',
      'unit_name',
      'section_id',
      'officer_name',
      'parameters',
    ])
    .where('id', '=', task.cycle_id)
    .executeTakeFirstOrThrow()
  const theCase = task.case_id
    ? await reader
        .selectFrom('cases')
        .select([
          'sent_at as sentAt',
          'signed_for_at as signedForAt',
          'signed_for_by_name as signedForByName',
          'undelivered',
          'outcome',
          'contact_name as contactName',
          'contact_phone as contactPhone',
        ])
        .where('id', '=', task.case_id)
        .executeTakeFirst()
    : undefined
  const rungs = (await readRungs(reader, [taskId])).get(taskId) ?? []
  return {
    cycle,
    task,
    theCase: theCase ?? null,
    clocks: await readClocks(reader, task),
    rungs,
    decisions: await readDecisions(reader, task),
    sendings: await readSendings(reader, task),
  }
}

type OfTask = {
  readonly id: string
  readonly case_id: string | null
  readonly cycle_id: string
  readonly step: string
}

// An answer is due by the cycle's date, or by a longer one of its own; other steps have a date of their own.
async function readClocks(reader: Reader, task: OfTask): Promise<Clock[]> {
  const subjects = task.case_id && task.step === 'answer' ? [task.case_id, task.cycle_id] : [task.id]
  const rows = await reader
    .selectFrom('due_workings')
    .select(['due_at as dueAt', 'working', 'reason', 'subject_id', 'due_revision'])
    .where('subject_id', 'in', subjects)
    .orderBy('due_at')
    .orderBy('due_revision')
    .execute()
  return rows.map(({ dueAt, working, reason }) => ({ dueAt, working: working as DueWorking, reason }))
}

async function readDecisions(reader: Reader, task: OfTask): Promise<StepDecision[]> {
  const { rows } = await sql<StepDecision>`
    select id, at, act, verdict, reason, clause, person_name as "personName", unit_name as "unitName", detail from decisions
    where cycle_id = ${task.cycle_id} and (task_id = ${task.id} or case_id = ${task.case_id}::uuid
      or (task_id is null and case_id is null and act in ('extend', 'correct-due', 'withdraw', 'close-early')))
    order by at, id limit ${mostTraces}`.execute(reader)
  return rows
}

async function readSendings(reader: Reader, task: OfTask): Promise<Sending[]> {
  const { rows } = await sql<Sending>`
    select coalesce(d.id, n.id) as id, coalesce(d.sent_at, n.released_at, n.created_at) as at, n.occasion, d.channel, d.address, d.state, d.answer, coalesce(d.ambiguous, false) as ambiguous
    from notices n left join deliveries d on d.notice_id = n.id
    where n.released_at is not null and (n.task_id = ${task.id} or n.case_id = ${task.case_id}::uuid)
    order by at, id limit ${mostTraces}`.execute(reader)
  return rows
}

/** Who could take over a task: those who hold its role in its unit today. */
export async function readCandidates(
  reader: Reader,
  task: { readonly unit_id: string; readonly role: string; readonly case_id: string | null },
  today: string,
): Promise<{ id: string; name: string }[]> {
  return reader
    .selectFrom('memberships')
    .innerJoin('people', 'people.id', 'memberships.person_id')
    .select(['people.id', 'people.name'])
    .distinct()
    .where('memberships.unit_id', '=', task.unit_id)
    .where('memberships.role', 'in', task.case_id && task.role === 'contact' ? ['contact', 'head'] : [task.role])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('interests')
            .select('interests.case_id')
            .whereRef('interests.person_id', '=', 'people.id')
            .where('interests.case_id', '=', task.case_id)
            .where('interests.conflicted', '=', true),
        ),
      ),
    )
    .where('people.disabled_at', 'is', null)
    .where('memberships.from_on', '<=', today)
    .where(eb => eb.or([eb('memberships.until_on', 'is', null), eb('memberships.until_on', '>=', today)]))
    .orderBy('people.name')
    .limit(50)
    .execute()
}
