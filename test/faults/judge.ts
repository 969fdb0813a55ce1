import { sql } from 'kysely'
import { verifyAudit } from '../../acts/seal-audit.ts'
import type { Answer } from '../../domain/cycle.ts'
import type { Reader } from '../../records/database.ts'
import { type Acknowledgement, isThisAnswer } from './answering.ts'
import type { SinkEntry } from './mail-sink.ts'

/** What others than the house know: what the mail server took, and what the addressees were told. */
export interface Evidence {
  readonly sink: readonly SinkEntry[]
  readonly acknowledged: readonly Acknowledgement[]
  /** Addresses to which nothing can be delivered. */
  readonly dead?: readonly string[]
  readonly auditKey: string
  readonly keptSeal: { readonly seq: string; readonly hash: string } | null
}

/**
 * Looks for what a fault may never do: an acknowledged answer lost or counted twice; a deadline missed, acted on twice or
 * early; a notice missing, sent without being written, or sent twice without a mark; an audit that does not verify.
 *
 * To be asked when everything is settled.
 *
 * @returns one sentence for each thing that is wrong
 */
export async function judge(reader: Reader, evidence: Evidence): Promise<string[]> {
  const found = [
    await answersLost(reader, evidence.acknowledged),
    await answersCounted(reader, evidence.acknowledged),
    await deadlines(reader),
    await rungs(reader),
    await stepsTwice(reader),
    await noticesByKey(reader),
    await deliveries(reader, evidence),
    await audit(reader, evidence),
  ]
  return found.flat()
}

async function answersLost(reader: Reader, acknowledged: readonly Acknowledgement[]): Promise<string[]> {
  const wrong: string[] = []
  for (const told of acknowledged) {
    const kept = await reader
      .selectFrom('submissions')
      .select('body')
      .where('case_id', '=', told.caseId)
      .where('seq', '=', told.seq)
      .executeTakeFirst()
    if (!kept) wrong.push(`answer ${told.seq} of case ${told.caseId} was acknowledged and is not there`)
    else if (!isThisAnswer(kept.body as Answer, told))
      wrong.push(`answer ${told.seq} of case ${told.caseId} is another`)
    else if (told.fileSha256) {
      const { rows } = await sql<{ same: boolean }>`
        select encode(sha256(f.bytes), 'hex') = ${told.fileSha256} as same from submissions s
        cross join jsonb_array_elements(s.body -> 'opinions') as opinion cross join jsonb_array_elements_text(opinion -> 'files') as file
        join files f on f.id = file::uuid where s.case_id = ${told.caseId} and s.seq = ${told.seq}`.execute(reader)
      if (rows.length !== 1 || !rows[0]?.same)
        wrong.push(`the file of answer ${told.seq} of case ${told.caseId} is not what was sent`)
    }
  }
  return wrong
}

// Each form is sent until it is acknowledged, so there are as many answers as forms.
async function answersCounted(reader: Reader, acknowledged: readonly Acknowledgement[]): Promise<string[]> {
  const forms = new Map<string, Set<string>>()
  for (const { caseId, key } of acknowledged) forms.set(caseId, (forms.get(caseId) ?? new Set()).add(key))
  const { rows } = await sql<{ case_id: string; count: number }>`
    select case_id, count(*)::int as count from submissions group by case_id`.execute(reader)
  return rows.flatMap(({ case_id, count }) => {
    const sent = forms.get(case_id)?.size ?? 0
    return sent === count ? [] : [`case ${case_id} has ${count} answers, and ${sent} forms were acknowledged`]
  })
}

const deadlines = (reader: Reader) =>
  complaints(
    reader,
    sql`
    select 'deadline of case ' || k.id || ' was missed' as wrong
    from cases k join cycles c on c.id = k.cycle_id
    where not k.copy and k.outcome is null and k.due_at < business_now()
    union all
    select 'silence of case ' || k.id || ' was decided ' || count(d.id) || ' times'
    from cases k left join decisions d on d.case_id = k.id and d.act = 'silence'
    group by k.id having count(d.id) <> case when k.outcome_by = 'silence' then 1 else 0 end
    union all
    select 'silence of case ' || k.id || ' was decided early' from cases k join decisions d on d.case_id = k.id and d.act = 'silence' where d.at <= k.due_at
    union all
    select 'case ' || k.id || ' is silent although it had answered in time'
    from cases k where k.outcome_by = 'silence' and exists (select from submissions s where s.case_id = k.id and not s.late)`,
  )

const rungs = (reader: Reader) =>
  complaints(
    reader,
    sql`
    select 'rung ' || r.rung || ' of task ' || r.task_id || ' was missed' as wrong from rungs r where r.state = 'waiting' and r.at < business_now()
    union all
    select 'rung ' || r.rung || ' of task ' || r.task_id || ' acted early' from rungs r where r.state in ('done', 'prepared', 'overtaken') and r.acted_at <= r.at
    union all
    select 'rung ' || r.rung || ' of task ' || r.task_id || ' was set aside' from rungs r where r.state = 'held-back'
    union all
    select 'rung ' || r.rung || ' of task ' || r.task_id || ' is overtaken by nothing' from rungs r
    where r.state = 'overtaken' and not exists (
      select from rungs later where later.task_id = r.task_id and later.due_revision = r.due_revision and later.id <> r.id
        and later.at >= r.at and later.at < r.acted_at)`,
  )

const stepsTwice = (reader: Reader) =>
  complaints(
    reader,
    sql`
    select 'cycle ' || cycle_id || ' has ' || count(*) || ' times ' || act as wrong from audit
    where act in ('open-crowd', 'close-crowd', 'finish') group by cycle_id, act having count(*) > 1`,
  )

// What must have been said, worked out from what happened and not from the notices.
const noticesByKey = (reader: Reader) =>
  complaints(
    reader,
    sql`
    with expected as (
      select 'signature-requested:' || t.id as key from tasks t where t.step = 'signature'
      union all select 'released:' || k.id from cases k where k.sent_at is not null
      union all select 'received:' || s.case_id || ':' || s.seq from submissions s
      union all select 'rung:' || r.task_id || ':' || r.due_revision || ':' || r.rung from rungs r where r.state = 'done' and r.kind <> 'silence'
      union all select 'prepared:' || r.id from rungs r where r.state = 'prepared' or (r.release_by is not null and r.state = 'void' and r.acted_at is not null)
      union all select 'silence:' || d.task_id || ':' || k.due_revision from decisions d join cases k on k.id = d.case_id where d.act = 'silence'
      union all select 'table-submitted:' || t.id from tasks t where t.step = 'approval'
      union all select distinct 'feedback:' || k.id from cases k join cycles c on c.id = k.cycle_id join opinions o on o.submission_id = k.submission_id where c.state = 'finished'
      union all select 'withdrawn:' || k.id from cases k join cycles c on c.id = k.cycle_id where c.state = 'withdrawn' and k.sent_at is not null
    )
    select 'notice ' || e.key || ' is missing' as wrong from expected e where not exists (select from notices n where n.key = e.key)
    union all
    select 'notice ' || n.key || ' was not to be written' from notices n where not exists (select from expected e where e.key = n.key)
    union all
    select 'notice ' || n.key || ' is kept back' from notices n where n.released_at is null
    union all
    select 'notice ' || n.key || ' has ' || count(d.id) || ' deliveries' from notices n left join deliveries d on d.notice_id = n.id group by n.id having count(d.id) <> 1`,
  )

async function deliveries(reader: Reader, { sink, dead = [] }: Evidence): Promise<string[]> {
  const taken = new Map<string, SinkEntry[]>()
  for (const entry of sink) {
    if (entry.did === 'accepted') taken.set(entry.messageId, [...(taken.get(entry.messageId) ?? []), entry])
  }
  const rows = await reader.selectFrom('deliveries').select(['message_id', 'address', 'state', 'ambiguous']).execute()
  const wrong = rows.flatMap(({ message_id, address, state, ambiguous }) => {
    const arrived = taken.get(message_id) ?? []
    const undeliverable = dead.includes(address) && (state === 'refused' || state === 'void')
    return [
      ...(state === 'sent' || undeliverable ? [] : [`mail ${message_id} to ${address} is ${state}`]),
      ...(state === 'sent' && arrived.length === 0 ? [`mail ${message_id} never arrived`] : []),
      ...(arrived.length > 1 && !ambiguous
        ? [`mail ${message_id} arrived ${arrived.length} times and is not marked`]
        : []),
      ...(arrived.every(({ to }) => to === address) ? [] : [`mail ${message_id} arrived elsewhere`]),
    ]
  })
  const known = new Set(rows.map(({ message_id }) => message_id))
  return [
    ...wrong,
    ...[...taken.keys()].filter(id => !known.has(id)).map(id => `mail ${id} was sent and never written`),
  ]
}

async function audit(reader: Reader, { auditKey, keptSeal }: Evidence): Promise<string[]> {
  const { faults } = await verifyAudit(reader, auditKey, keptSeal)
  return faults.map(({ kind, entry }) => `audit: ${kind} at ${entry}`)
}

async function complaints(reader: Reader, statement: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ wrong: string }>`${statement}`.execute(reader)
  return rows.map(({ wrong }) => wrong)
}
