import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type ClaimState, endedClaimStates } from '../domain/claim.ts'
import type { Reader } from './database.ts'
import { interested } from './workbench.ts'

const officeSteps = ['acceptance', 'review', 'approval']

export type ClaimTask = {
  readonly id: string
  readonly caseId: string
  readonly step: string
  readonly number: string
  readonly name: string
  readonly title: string
  readonly openedAt: string
  /** null while the applicant is asked for more */
  readonly dueAt: string | null
  readonly amountFen: bigint | null
  readonly openWarnings: number
  readonly declared: boolean
}

/** What of claims waits for the actor, the nearest date first. */
export async function readClaimTasks(reader: Reader, actor: Actor, limit = 50): Promise<ClaimTask[]> {
  const { rows } = await sql<ClaimTask>`
    select t.id, t.case_id as "caseId", t.step, cl.number, k.unit_name as name, c.title, t.opened_at as "openedAt", t.due_at as "dueAt",
      coalesce(cl.granted_fen, cl.asked_fen) as "amountFen",
      (select count(*)::int from claim_warnings w where w.case_id = t.case_id and w.answer is null) as "openWarnings",
      exists (select from interests i where i.case_id = t.case_id and i.person_id = ${actor.personId}) as declared
    from tasks t join claims cl on cl.case_id = t.case_id join cases k on k.id = t.case_id join cycles c on c.id = t.cycle_id
    where t.state = 'open' and t.step = any(${officeSteps}::text[]) and not ${interested(actor)}
      and (t.assignee_id = ${actor.personId} or (t.assignee_id is null and t.unit_id = ${actor.unitId} and t.role = any(${[...actor.roles]}::text[])))
    order by t.due_at nulls last, cl.number limit ${limit}`.execute(reader)
  return rows
}

export type ClaimUnderWay = {
  readonly caseId: string
  readonly number: string
  readonly name: string
  readonly title: string
  readonly state: ClaimState
  readonly amountFen: bigint | null
  readonly step: string | null
  readonly dueAt: string | null
}

/** Claims under way in the rounds of the actor's unit, the newest number first. */
export async function readClaimsUnderWay(
  reader: Reader,
  { unitId }: Actor,
  { q, after, limit = 20 }: { q: string; after: string | null; limit?: number },
): Promise<{ rows: ClaimUnderWay[]; next: string | null }> {
  const wanted = `%${q.replace(/[\\%_]/gu, '\\$&')}%`
  const { rows } = await sql<ClaimUnderWay>`
    select cl.case_id as "caseId", cl.number, k.unit_name as name, c.title, cl.state, coalesce(cl.granted_fen, cl.asked_fen) as "amountFen",
      t.step, t.due_at as "dueAt"
    from claims cl join cycles c on c.id = cl.cycle_id join cases k on k.id = cl.case_id
    left join lateral (
      select step, due_at from tasks where case_id = cl.case_id and state = 'open' order by due_at nulls last limit 1
    ) t on true
    where cl.number is not null and (c.unit_id = ${unitId} or c.section_id = ${unitId}) and cl.state <> all(${[...endedClaimStates]}::text[])
      and (${after}::text is null or cl.number < ${after}) and (${q === ''} or cl.number ilike ${wanted} or k.unit_name ilike ${wanted})
    order by cl.number desc limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.number ?? null) : null }
}

/** The next date of any claim of the actor's unit, or else of a round of it: for a desk with nothing on it. */
export async function readNextClaimDate(
  reader: Reader,
  { unitId }: Actor,
  now: string,
): Promise<{ at: string; title: string; step: string | null } | null> {
  const { rows } = await sql<{ at: string; title: string; step: string | null }>`
    (select t.due_at as at, c.title, t.step from tasks t join cycles c on c.id = t.cycle_id
      where t.state = 'open' and t.case_id is not null and c.kind = 'claim-round' and t.due_at >= ${now} and (c.unit_id = ${unitId} or c.section_id = ${unitId})
      order by t.due_at limit 1)
    union all
    (select c.due_at, c.title, null from cycles c
      where c.kind = 'claim-round' and c.state = 'open' and c.due_at >= ${now} and (c.unit_id = ${unitId} or c.section_id = ${unitId})
      order by c.due_at limit 1)
    limit 1`.execute(reader)
  return rows[0] ?? null
}
