import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { CycleState } from '../domain/cycle.ts'
import type { Reader } from './database.ts'

/** A demand on the reader that has a date, or work that a failure made. */
export type Duty = {
  readonly kind: 'task' | 'undelivered' | 'late-answer' | 'release'
  /** task, case or rung */
  readonly id: string
  readonly cycle_id: string
  readonly case_id: string | null
  readonly title: string
  /** The matter is a round of a subsidy. */
  readonly of_round: boolean
  readonly step: string
  readonly due_at: string | null
  readonly opened_at: string
  /** the unit concerned, where it is one of many */
  readonly unit_name: string | null
  /** opinions without a verdict, where the step is about opinions */
  readonly open_opinions: number
  readonly urged: number
  readonly prepared: boolean
  /** number and name of the claim that it is about */
  readonly claim: string | null
}

const internalAnswering = ['contact', 'head']

/** Whether the actor has declared an interest in the claim of a task, over `t`: then it is not theirs. */
export const interested = ({ personId }: Actor) =>
  sql<boolean>`exists (select from interests i where i.case_id = t.case_id and i.person_id = ${personId} and i.conflicted)`

/** A claim by its number and who applies, over `cl` and its case `k`; null where there is none. */
export const claimInWords = sql<string | null>`cl.number || ' ' || k.unit_name`

/**
 * What waits for the reader, the oldest date first: tasks of one's own or of one's seat, letters to one's unit, what
 * could not be delivered or came late in one's own cycles, and orders to release.
 */
export async function readDuties(reader: Reader, actor: Actor, limit = 30): Promise<Duty[]> {
  const roles = [...actor.roles] as string[]
  const answers = roles.some(role => internalAnswering.includes(role))
  const supervising = roles.includes('supervisor')
  const officer = roles.includes('officer')
  const { rows } = await sql<Duty>`
    with recursive seat as (
      select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${actor.unitId}
    ), line as (
      select id from seat where ${supervising}
      union select below.id from units below join line on below.parent_id = line.id
    ), mine as (
      select 'task' as kind, t.id, t.cycle_id, t.case_id, t.step, t.due_at, t.opened_at, null::text as unit_name, t.urged
      from tasks t
      where t.state = 'open' and (t.case_id is null or t.role <> 'contact') and not ${interested(actor)}
        and (t.assignee_id = ${actor.personId} or (t.assignee_id is null and t.unit_id = ${actor.unitId} and t.role = any(${roles}::text[])))
      union all
      select 'task', t.id, t.cycle_id, t.case_id, t.step, t.due_at, t.opened_at, null, t.urged
      from tasks t where ${answers} and t.state = 'open' and t.case_id is not null and t.role = 'contact' and t.unit_id = ${actor.unitId}
      union all
      select 'undelivered', k.id, k.cycle_id, k.id, 'answer', k.due_at, coalesce(k.sent_at, k.due_at), k.unit_name, 0
      from cases k join cycles c on c.id = k.cycle_id
      where ${officer} and c.officer_id = ${actor.personId} and c.state = 'open' and k.ledger_state = 'undelivered'
      union all
      select 'late-answer', k.id, k.cycle_id, k.id, 'answer', null, s.received_at, k.unit_name, 0
      from cases k join cycles c on c.id = k.cycle_id join submissions s on s.id = k.late_submission_id
      where ${officer} and c.officer_id = ${actor.personId} and c.state in ('open', 'disposing') and k.late_counted is null
      union all
      select 'release', r.id, r.cycle_id, r.case_id, r.step, r.at, r.at, t.unit_name, 0
      from rungs r join tasks t on t.id = r.task_id join cycles c on c.id = r.cycle_id
      where ${supervising} and r.state = 'prepared' and c.unit_id in (select id from line)
    )
    select mine.*, c.title, c.kind = 'claim-round' as of_round,
      case when mine.step = 'disposition' then (
        select count(*)::int from opinions o join cases k on k.submission_id = o.submission_id
        where k.cycle_id = mine.cycle_id and not exists (select from dispositions d where d.opinion_id = o.id)
      ) else 0 end as open_opinions,
      exists (select from rungs r where r.task_id = mine.id and r.state = 'prepared') as prepared, ${claimInWords} as claim
    from mine join cycles c on c.id = mine.cycle_id
    left join claims cl on cl.case_id = mine.case_id left join cases k on k.id = cl.case_id
    order by mine.due_at nulls last, mine.opened_at, mine.id limit ${limit}`.execute(reader)
  return rows
}

export type Matter = {
  readonly id: string
  readonly title: string
  readonly state: CycleState
  readonly due_at: string | null
  readonly updated_at: string
  readonly addressees: number
  readonly drafted: number
  readonly clauses: number
  readonly has_deadline: boolean
  /** the step that is open, with its date */
  readonly step: string | null
  readonly step_due_at: string | null
  readonly opinions: number
  readonly disposed: number
}

/** The reader's own running solicitations, those with the nearest date first, and how many there are. */
export async function readMatters(reader: Reader, actor: Actor, limit = 8): Promise<{ rows: Matter[]; total: number }> {
  const { rows } = await sql<Matter & { total: number }>`
    with own as (
      select c.*, count(*) over () as total from cycles c
      where c.officer_id = ${actor.personId} and c.kind = 'solicitation' and c.state not in ('finished', 'withdrawn')
    ), page as (
      select own.*, t.step, t.due_at as step_due_at from own
      left join lateral (
        select step, due_at from tasks where cycle_id = own.id and state = 'open' and case_id is null order by opened_at desc limit 1
      ) t on true
      order by array_position(array['open', 'disposing', 'approving', 'going-out', 'signing', 'feeding-back', 'revising', 'draft'], own.state), own.due_at nulls last, own.created_at desc
      limit ${limit}
    )
    select page.id, page.title, page.state, case when page.state = 'open' then greatest(page.due_at, (
        select max(k.due_at) from cases k where k.cycle_id = page.id and k.outcome is null and not k.copy
      )) else page.due_at end as due_at, page.updated_at, page.step, page.step_due_at, page.total::int as total,
      (page.settings ->> 'deadline') is not null as has_deadline,
      (select count(*)::int from cases where cycle_id = page.id and not copy) as addressees,
      (select count(*)::int from addressees where cycle_id = page.id and not copy) as drafted,
      (select count(*)::int from clauses where cycle_id = page.id) as clauses,
      (select count(*)::int from opinions o join cases k on k.submission_id = o.submission_id where k.cycle_id = page.id) as opinions,
      (select count(*)::int from dispositions d join opinions o on o.id = d.opinion_id join cases k on k.submission_id = o.submission_id where k.cycle_id = page.id) as disposed
    from page`.execute(reader)
  return { rows, total: rows[0]?.total ?? 0 }
}

export type Awaited = {
  readonly id: string
  readonly cycle_id: string
  readonly case_id: string | null
  readonly title: string
  /** The matter is a round of a subsidy. */
  readonly of_round: boolean
  readonly step: string
  readonly kind: 'task' | 'release'
  readonly who: string
  readonly role: string
  readonly seat: string
  readonly opened_at: string
  readonly due_at: string | null
  readonly signed_for_at: string | null
}

/** For whom the reader's own matters wait: seats, units that have to answer, and orders not released yet. */
export async function readAwaited(reader: Reader, actor: Actor, today: string, limit = 8): Promise<Awaited[]> {
  const { rows } = await sql<Awaited>`
    with own as (select id, title, kind = 'claim-round' as of_round from cycles where officer_id = ${actor.personId} and state not in ('draft', 'finished', 'withdrawn'))
    select * from (
      select t.id, t.cycle_id, t.case_id, own.title, own.of_round, t.step, 'task' as kind, coalesce(t.assignee_name, k.unit_name, (
        select string_agg(p.name, '、' order by p.name) from memberships m join people p on p.id = m.person_id and p.disabled_at is null
        where m.unit_id = t.unit_id and m.role = t.role and m.from_on <= ${today}::date and (m.until_on is null or m.until_on >= ${today}::date)
      ), t.unit_name) as who, t.role, t.seat,
        t.opened_at, t.due_at, k.signed_for_at
      from tasks t join own on own.id = t.cycle_id left join cases k on k.id = t.case_id
      where t.state = 'open' and t.assignee_id is distinct from ${actor.personId}
        and ((t.case_id is null and t.step in ('signature', 'approval')) or (t.step = 'answer' and t.mandatory))
      union all
      select r.id, r.cycle_id, r.case_id, own.title, own.of_round, r.step, 'release', t.unit_name, 'supervisor', '', r.at, null, null
      from rungs r join own on own.id = r.cycle_id join tasks t on t.id = r.task_id where r.state = 'prepared'
    ) awaited
    order by due_at nulls last, opened_at limit ${limit}`.execute(reader)
  return rows
}

export type Coming = {
  readonly at: string
  readonly title: string
  readonly cycle_id: string
  readonly what: 'rung' | 'due' | 'step-due' | 'claims-due'
  readonly step: string
  readonly kind: string
  readonly count: number
}

/** What the clock will do and what falls due in the reader’s own matters between two instants. */
export async function readComing(
  reader: Reader,
  actor: Actor,
  now: string,
  until: string,
  limit = 20,
): Promise<Coming[]> {
  const { rows } = await sql<Coming>`
    with own as (select id, title, due_at, state from cycles where officer_id = ${actor.personId} and kind = 'solicitation' and state not in ('draft', 'finished', 'withdrawn'))
    select * from (
      select r.at, own.title, own.id as cycle_id, 'rung' as what, r.step, r.kind, count(*)::int as count
      from own join rungs r on r.scope = 'cycle:' || own.id and r.state = 'waiting' and r.kind <> 'silence' and r.at > ${now} and r.at <= ${until}
      group by r.at, own.title, own.id, r.step, r.kind
      union all
      select due_at, title, id, 'due', 'answer', 'due', 1 from own where state in ('open', 'going-out') and due_at > ${now} and due_at <= ${until}
      union all
      select t.due_at, own.title, own.id, 'step-due', t.step, 'due', 1 from own join tasks t on t.cycle_id = own.id
      where t.state = 'open' and t.case_id is null and t.due_at > ${now} and t.due_at <= ${until}
      union all
      select t.due_at, c.title, c.id, 'claims-due', t.step, 'due', count(*)::int
      from cycles c join tasks t on t.cycle_id = c.id
      where c.officer_id = ${actor.personId} and c.kind = 'claim-round' and c.state in ('open', 'settling')
        and t.state = 'open' and t.due_at > ${now} and t.due_at <= ${until}
      group by t.due_at, c.title, c.id, t.step
    ) coming
    order by at, title limit ${limit}`.execute(reader)
  return rows
}
