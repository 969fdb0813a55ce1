import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { Clause } from '../domain/clauses.ts'
import type { CycleSettings, CycleState } from '../domain/cycle.ts'
import type { DueWorking } from '../domain/deadline.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { NotFound } from '../domain/refusal.ts'
import type { Reader } from './database.ts'

// All but the text, which may be long and is read only where the whole of it is shown.
const columns = [
  'id',
  'number',
  'kind',
  'policy_version_id',
  'procedure',
  'unit_id',
  'unit_name',
  'section_id',
  'section_name',
  'officer_id',
  'officer_name',
  'title',
  'state',
  'version',
  'round',
  'table_round',
  'settings',
  'parameters',
  'document_number',
  'signed_at',
  'signed_by_name',
  'text_sha256',
  'opened_at',
  'due_at',
  'due_revision',
  'closed_at',
  'finished_at',
  'withdrawn_at',
  'withdrawn_reason',
  'previous_id',
  'created_at',
  'updated_at',
] as const

export type Cycle = Awaited<ReturnType<typeof readCycle>>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const isId = (text: string): boolean => uuid.test(text)

/** A cycle as pages show it, without its text. @throws NotFound */
export async function readCycle(reader: Reader, id: string) {
  if (!isId(id)) throw new NotFound('cycle')
  const row = await reader.selectFrom('cycles').select(columns).where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('cycle')
  return { ...row, settings: row.settings as CycleSettings }
}

/** The whole text of a draft as it was pasted or put together again from its clauses. */
export async function readCycleText(reader: Reader, id: string): Promise<string> {
  const { text } = await reader.selectFrom('cycles').select('text').where('id', '=', id).executeTakeFirstOrThrow()
  return text
}

/** An open task of the cycle that is the actor's own: named person, or role and unit. */
export async function ownTask(reader: Reader, actor: Actor, cycleId: string) {
  const row = await reader
    .selectFrom('tasks')
    .select(['id', 'step', 'unit_id', 'role', 'assignee_id'])
    .where('cycle_id', '=', cycleId)
    .where('state', '=', 'open')
    .where('case_id', 'is', null)
    .where(eb =>
      eb.or([
        eb('assignee_id', '=', actor.personId),
        eb.and([
          eb('assignee_id', 'is', null),
          eb('unit_id', '=', actor.unitId),
          eb('role', 'in', [...actor.roles, '']),
        ]),
      ]),
    )
    .executeTakeFirst()
  return row ?? null
}

export type CycleListRow = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly state: CycleState
  readonly officer_name: string
  readonly unit_name: string
  readonly due_at: string | null
  readonly created_at: string
  readonly addressees: number
  readonly answered: number
}

export type CyclePage = {
  readonly rows: readonly CycleListRow[]
  /** Key of the next page; null on the last. */
  readonly next: string | null
}

const internalRoles = ['officer', 'section-head', 'leader', 'approver', 'head', 'finance', 'reviewer']
const overseeing = ['supervisor', 'auditor']

/**
 * The cycles that the actor may see, newest first, by the same relations as `see-cycle`: of one's unit, with a task of
 * one's own, or in the line that one supervises (drafts excepted).
 *
 * @param after key of the page before; `q` is looked for in title and number
 */
export async function listCycles(
  reader: Reader,
  actor: Actor,
  {
    q = '',
    after = null,
    own = false,
    limit = 20,
  }: { q?: string; after?: string | null; own?: boolean; limit?: number },
): Promise<CyclePage> {
  const internal = actor.roles.some(role => internalRoles.includes(role))
  const supervising = actor.roles.some(role => overseeing.includes(role))
  const [at, number] = after?.split('_') ?? []
  const from = at && number && !Number.isNaN(Date.parse(at)) ? { at, number } : null
  const wanted = `%${q.trim().replace(/[\\%_]/gu, '\\$&')}%`
  const { rows } = await sql<CycleListRow>`
    with recursive seat as (
      select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${actor.unitId}
    ), line as (
      select id from seat where ${supervising}
      union select below.id from units below join line on below.parent_id = line.id
    ), page as (
      select c.id, c.number, c.title, c.state, c.officer_name, c.unit_name, c.due_at, c.created_at
      from cycles c
      where c.kind = 'solicitation' and (
        (${internal} and (c.unit_id = ${actor.unitId} or c.section_id = ${actor.unitId}))
        or (${supervising} and c.state <> 'draft' and c.unit_id in (select id from line))
        or exists (
          select from tasks t where t.cycle_id = c.id and t.state = 'open' and t.case_id is null
            and (t.assignee_id = ${actor.personId} or (t.assignee_id is null and t.unit_id = ${actor.unitId} and t.role = any(${[...actor.roles]}::text[]))))
      )
      and (${!own} or c.officer_id = ${actor.personId})
      and (${q.trim() === ''} or c.title ilike ${wanted} or c.number ilike ${wanted})
      and (${from === null} or (c.created_at, c.number) < (${from?.at ?? null}::timestamptz, ${from?.number ?? null}))
      order by c.created_at desc, c.number desc
      limit ${limit + 1}
    )
    select page.*,
      coalesce(counts.addressees, drafted.addressees, 0)::int as addressees, coalesce(counts.answered, 0)::int as answered
    from page
    left join lateral (
      select count(*) filter (where not copy) as addressees,
        count(*) filter (where not copy and outcome in ('opinions', 'no-opinion')) as answered
      from cases where cycle_id = page.id having count(*) > 0
    ) counts on true
    left join lateral (select count(*) filter (where not copy) as addressees from addressees where cycle_id = page.id) drafted on true
    order by page.created_at desc, page.number desc`.execute(reader)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? `${last.created_at}_${last.number}` : null }
}

export type ClausePage = {
  readonly clauses: readonly (Clause & { readonly position: number })[]
  readonly total: number
  readonly previous: number | null
  readonly next: number | null
}

/** Clauses of a draft from a position on, in their order. */
export async function readClausePage(reader: Reader, cycleId: string, from = 0, limit = 60): Promise<ClausePage> {
  const start = Math.max(0, Math.trunc(from) || 0)
  const rows = await reader
    .selectFrom('clauses')
    .select(['position', 'anchor', 'number', 'level', 'heading', 'text'])
    .where('cycle_id', '=', cycleId)
    .where('position', '>=', start)
    .orderBy('position')
    .limit(limit + 1)
    .execute()
  const { total } = await reader
    .selectFrom('clauses')
    .select(({ fn }) => fn.countAll<bigint>().as('total'))
    .where('cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
  return {
    clauses: rows.slice(0, limit).map(row => ({ ...row, level: row.level as Clause['level'] })),
    total: Number(total),
    previous: start > 0 ? Math.max(0, start - limit) : null,
    next: rows.length > limit ? start + limit : null,
  }
}

/** Every clause of a draft: for putting the text together anew, and for the letter's readers. */
export async function readAllClauses(reader: Reader, cycleId: string): Promise<Clause[]> {
  const rows = await reader
    .selectFrom('clauses')
    .select(['anchor', 'number', 'level', 'heading', 'text'])
    .where('cycle_id', '=', cycleId)
    .orderBy('position')
    .execute()
  return rows.map(row => ({ ...row, level: row.level as Clause['level'] }))
}

export type Attachment = { readonly id: string; readonly name: string; readonly size: number }

/** Files that go out with the letter. */
export async function readAttachments(reader: Reader, cycleId: string): Promise<Attachment[]> {
  return reader
    .selectFrom('files')
    .select(['id', 'name', 'size'])
    .where('cycle_id', '=', cycleId)
    .where('purpose', '=', 'attachment')
    .orderBy('uploaded_at')
    .orderBy('id')
    .execute()
}

export type AddresseeRow = {
  readonly unitId: string
  readonly name: string
  readonly level: string
  readonly mandatory: boolean
  readonly copy: boolean
  readonly contacts: number
  readonly position: number
}

/** Whom the draft goes to, from a position on, with how many people of each unit can be told. */
export async function readAddressees(
  reader: Reader,
  cycleId: string,
  now: string,
  { from = 0, limit = 100 }: { from?: number; limit?: number } = {},
): Promise<{ rows: AddresseeRow[]; next: number | null }> {
  const today = new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(0, 10)
  const { rows } = await sql<AddresseeRow>`
    select a.unit_id as "unitId", u.name, u.level, a.mandatory, a.copy, a.position, (
      select count(distinct p.id)::int from memberships m join people p on p.id = m.person_id and p.disabled_at is null
      where m.unit_id = u.id and m.role in ('contact', 'head') and m.from_on <= ${today}::date
        and (m.until_on is null or m.until_on >= ${today}::date)
    ) as contacts
    from addressees a join units u on u.id = a.unit_id
    where a.cycle_id = ${cycleId} and a.position >= ${from}
    order by a.position limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.position ?? 0) + 1 : null }
}

/** Every addressee with its marks, as `saveAddressees` takes them. */
export async function readAllAddressees(reader: Reader, cycleId: string) {
  const rows = await reader
    .selectFrom('addressees')
    .select(['unit_id as unitId', 'mandatory', 'copy'])
    .where('cycle_id', '=', cycleId)
    .orderBy('position')
    .execute()
  return rows
}

export type AddresseeCounts = {
  readonly main: number
  readonly copies: number
  readonly mandatory: readonly string[]
  readonly byKind: readonly { readonly kind: string; readonly count: number }[]
}

/** How many units are asked, of which kinds, and which of them have to answer. */
export async function countAddressees(reader: Reader, cycleId: string): Promise<AddresseeCounts> {
  const { rows } = await sql<{ kind: string; copy: boolean; count: number; mandatory: string[] | null }>`
    select u.kind, a.copy, count(*)::int as count, array_agg(u.name order by a.position) filter (where a.mandatory and not a.copy) as mandatory
    from addressees a join units u on u.id = a.unit_id where a.cycle_id = ${cycleId}
    group by u.kind, a.copy order by min(a.position)`.execute(reader)
  const main = rows.filter(({ copy }) => !copy)
  return {
    main: main.reduce((sum, { count }) => sum + count, 0),
    copies: rows.filter(({ copy }) => copy).reduce((sum, { count }) => sum + count, 0),
    mandatory: main.flatMap(({ mandatory }) => mandatory ?? []),
    byKind: main.map(({ kind, count }) => ({ kind, count })),
  }
}

export type UnitChoice = {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly level: string
  readonly kind: string
  readonly above: string | null
}

export type UnitFilter = { readonly group: string; readonly level: string; readonly q: string }

// Neither institutions that apply for money nor what stands below a government that is not above whoever asks.
const unitsToAsk = (cycle: { id: string; unit_id: string }, { group, level, q }: UnitFilter) => sql`
  u.closed_at is null and u.kind not in ('section', 'institution') and u.id <> ${cycle.unit_id}
  and u.id not in (
    with recursive line as (
      select id, parent_id from units where id = ${cycle.unit_id}
      union select above.id, above.parent_id from units above join line on above.id = line.parent_id
    ), others as (
      select id from units where parent_id is null and kind = 'government' and id not in (select id from line)
      union select below.id from units below join others on below.parent_id = others.id
    ) select id from others)
  and (${group === ''} or ${group} = any(u.groups)) and (${level === ''} or u.level = ${level})
  and (${q.trim() === ''} or u.name ilike ${`%${q.trim().replace(/[\\%_]/gu, '\\$&')}%`})
  and not exists (select from addressees a where a.cycle_id = ${cycle.id} and a.unit_id = u.id)`

/** Units that could be asked and are not yet, in the order of the tree's codes. @param after code of the last one shown */
export async function findUnits(
  reader: Reader,
  cycle: { id: string; unit_id: string },
  filter: UnitFilter,
  after = '',
  limit = 50,
): Promise<{ rows: UnitChoice[]; total: number; next: string | null }> {
  const { rows } = await sql<UnitChoice>`
    select u.id, u.name, u.code, u.level, u.kind, above.name as above
    from units u left join units above on above.id = u.parent_id
    where ${unitsToAsk(cycle, filter)} and u.code > ${after}
    order by u.code limit ${limit + 1}`.execute(reader)
  const counted = await sql<{ total: number }>`
    select count(*)::int as total from units u where ${unitsToAsk(cycle, filter)}`.execute(reader)
  const shown = rows.slice(0, limit)
  return {
    rows: shown,
    total: counted.rows[0]?.total ?? 0,
    next: rows.length > limit ? (shown.at(-1)?.code ?? null) : null,
  }
}

/** The ids of every unit that a filter finds. */
export async function findUnitIds(
  reader: Reader,
  cycle: { id: string; unit_id: string },
  filter: UnitFilter,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.id from units u where ${unitsToAsk(cycle, filter)} order by u.code`.execute(reader)
  return rows.map(({ id }) => id)
}

/** Groups and levels that units to ask are found by, with how many of each are not asked yet. */
export async function countUnits(reader: Reader, cycle: { id: string; unit_id: string }) {
  const nothing = { group: '', level: '', q: '' }
  const groups = await sql<{ code: string; count: number }>`
    select g.code, count(*)::int as count from units u cross join unnest(u.groups) as g (code)
    where ${unitsToAsk(cycle, nothing)} group by g.code order by min(u.code)`.execute(reader)
  const levels = await sql<{ code: string; count: number }>`
    select u.level as code, count(*)::int as count from units u
    where ${unitsToAsk(cycle, nothing)} group by u.level order by min(u.code)`.execute(reader)
  return { groups: groups.rows, levels: levels.rows }
}

export type ProcedureChoice = {
  readonly pack: string
  readonly procedure: string
  readonly version: string
  readonly status: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly document: { readonly zh: string; readonly en: string }
}

/** What can be launched: each procedure of the newest version of each pack. */
export async function readProcedures(reader: Reader): Promise<ProcedureChoice[]> {
  const rows = await reader
    .selectFrom('policy_versions')
    .distinctOn('pack')
    .select(['pack', 'version', 'status', 'content'])
    .orderBy('pack')
    .orderBy('loaded_at', 'desc')
    .execute()
  return rows.flatMap(({ pack, version, status, content }) => {
    const { title, procedures } = content as PolicyPack
    return procedures.map(procedure => ({
      pack,
      procedure: procedure.id,
      version,
      status,
      title: procedure.title,
      document: title,
    }))
  })
}

// A version is never edited: each is read once.
const packs = new Map<string, PolicyPack>()

/** The pack version that a cycle keeps from its launch, whole. */
export async function readPack(reader: Reader, policyVersionId: string): Promise<PolicyPack> {
  const known = packs.get(policyVersionId)
  if (known) return known
  const { content } = await reader
    .selectFrom('policy_versions')
    .select('content')
    .where('id', '=', policyVersionId)
    .executeTakeFirstOrThrow()
  packs.set(policyVersionId, content as PolicyPack)
  return content as PolicyPack
}

export type SeatRow = {
  readonly id: string
  readonly seat: string
  readonly state: string
  readonly outcome: string | null
  readonly unit_name: string
  readonly assignee_name: string | null
  readonly opened_at: string
  readonly closed_at: string | null
  readonly due_at: string | null
  readonly person_name: string | null
  readonly reason: string | null
}

/** The tasks of a step in one round, in order, with who decided each and why. */
export async function readSeats(reader: Reader, cycleId: string, step: string, round: number): Promise<SeatRow[]> {
  const { rows } = await sql<SeatRow>`
    select t.id, t.seat, t.state, t.outcome, t.unit_name, t.opened_at, t.closed_at, t.due_at, d.person_name, d.reason,
      coalesce(t.assignee_name, case when t.state = 'open' then (
        select string_agg(p.name, '、' order by p.name) from memberships m join people p on p.id = m.person_id and p.disabled_at is null
        where m.unit_id = t.unit_id and m.role = t.role and m.until_on is null
      ) end) as assignee_name
    from tasks t
    left join lateral (
      select person_name, reason from decisions where task_id = t.id and act in ('sign', 'return-for-revision', 'approve-table', 'return-table')
      order by at desc limit 1
    ) d on true
    where t.cycle_id = ${cycleId} and t.step = ${step} and t.round = ${round} and t.case_id is null
    order by t.opened_at, t.id`.execute(reader)
  return rows
}

/** The newest decision of one kind on a cycle; null where there is none. */
export async function readLastDecision(reader: Reader, cycleId: string, act: string) {
  const row = await reader
    .selectFrom('decisions')
    .select(['person_name', 'reason', 'at', 'detail', 'verdict'])
    .where('cycle_id', '=', cycleId)
    .where('act', '=', act)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Addressees whose own deadline still runs, and the last of these; null where there are none. */
export async function readHeldOpen(reader: Reader, cycleId: string): Promise<{ count: number; dueAt: string } | null> {
  const row = await reader
    .selectFrom('cases')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('due_at').as('dueAt')])
    .where('cycle_id', '=', cycleId)
    .where('copy', '=', false)
    .where('outcome', 'is', null)
    .executeTakeFirst()
  return row?.dueAt ? { count: Number(row.count), dueAt: row.dueAt } : null
}

/** How the newest due date of a cycle, case or task was found. */
export async function readDueWorking(
  reader: Reader,
  subjectId: string,
): Promise<{ working: DueWorking; provisional: boolean } | null> {
  const row = await reader
    .selectFrom('due_workings')
    .select(['working', 'provisional'])
    .where('subject_id', '=', subjectId)
    .orderBy('due_revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { working: row.working as DueWorking, provisional: row.provisional } : null
}
