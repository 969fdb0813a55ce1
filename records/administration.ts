import { type RawBuilder, sql } from 'kysely'
import type { Language } from '../domain/actor.ts'
import type { CalendarYear } from '../domain/calendar.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

export const listPageSize = 30

/** A page of a list and the key after which the next one begins; null: it is the last. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null }

export type UnitRow = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly level: string
  readonly parentName: string | null
  readonly superiorName: string | null
  readonly groups: readonly string[]
  readonly closed: boolean
  readonly parts: number
  readonly people: number
  /** Letters to it would reach nobody. */
  readonly nobodyToTell: boolean
}

/**
 * Units by name, those that nobody can be told through first: with `q` all whose name or code contains it, else those
 * directly below `parentId` (null: the top).
 */
export async function readUnits(
  reader: Reader,
  { q, parentId, after, today }: { q: string; parentId: string | null; after: string | null; today: string },
): Promise<Page<UnitRow> & { lacking: number }> {
  const where =
    q.trim() === ''
      ? sql`u.parent_id is not distinct from ${parentId && isId(parentId) ? parentId : null}::uuid`
      : sql`(u.name ilike ${like(q)} or u.code ilike ${like(q)})`
  const { rows } = await sql<UnitRow & { rank: number; lacking: number }>`
    with listed as (
      select u.*, exists (
        select from memberships m join people h on h.id = m.person_id
        where m.unit_id = u.id and m.role in ('contact', 'head') and h.disabled_at is null
          and m.from_on <= ${today} and (m.until_on is null or m.until_on >= ${today})
      ) as told
      from units u where ${where}
    ), ranked as (
      select *, case when closed_at is not null then 2 when not told and kind not in ('section', 'government') then 0 else 1 end as rank from listed
    )
    select r.id, r.code, r.name, r.kind, r.level, p.name as "parentName", s.name as "superiorName", r.groups, r.closed_at is not null as closed, r.rank,
      (select count(*)::int from units below where below.parent_id = r.id and below.closed_at is null) as parts,
      (select count(distinct m.person_id)::int from memberships m join people h on h.id = m.person_id
        where m.unit_id = r.id and h.disabled_at is null and (m.until_on is null or m.until_on >= ${today})) as people,
      r.rank = 0 as "nobodyToTell", (select count(*)::int from ranked where rank = 0) as lacking
    from ranked r left join units p on p.id = r.parent_id left join units s on s.id = r.superior_id
    where ${afterKey(after, sql`(r.rank, r.name collate "zh-x-icu", r.id::text)`, 3)}
    order by r.rank, r.name collate "zh-x-icu", r.id::text limit ${listPageSize + 1}`.execute(reader)
  return { ...pageOf(rows, ({ rank, name, id }) => [String(rank), name, id]), lacking: rows[0]?.lacking ?? 0 }
}

export type UnitDetail = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly level: string
  readonly groups: readonly string[]
  readonly closeOfBusiness: string | null
  readonly closedAt: string | null
  readonly parent: UnitName | null
  readonly superior: UnitName | null
  readonly members: readonly { personId: string; name: string; role: string }[]
}
export type UnitName = { readonly id: string; readonly code: string; readonly name: string }

/** @throws NotFound */
export async function readUnit(reader: Reader, id: string, today: string): Promise<UnitDetail> {
  const unit = isId(id)
    ? await reader.selectFrom('units').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!unit) throw new NotFound('unit')
  const { rows: members } = await sql<UnitDetail['members'][number]>`
    select h.id as "personId", h.name, m.role from memberships m join people h on h.id = m.person_id
    where m.unit_id = ${id} and h.disabled_at is null and m.from_on <= ${today} and (m.until_on is null or m.until_on >= ${today})
    order by m.role, h.name collate "zh-x-icu", h.id limit 100`.execute(reader)
  return {
    ...unit,
    closeOfBusiness: unit.close_of_business,
    closedAt: unit.closed_at,
    parent: await unitName(reader, unit.parent_id),
    superior: await unitName(reader, unit.superior_id),
    members,
  }
}

async function unitName(reader: Reader, id: string | null): Promise<UnitName | null> {
  if (id === null) return null
  return (
    (await reader.selectFrom('units').select(['id', 'code', 'name']).where('id', '=', id).executeTakeFirst()) ?? null
  )
}

/** The way from the top of the tree down to a unit, the unit last. */
export async function readUnitPath(reader: Reader, id: string): Promise<UnitName[]> {
  if (!isId(id)) throw new NotFound('unit')
  const { rows } = await sql<UnitName>`
    with recursive line as (
      select id, code, name, parent_id, 0 as depth from units where id = ${id}
      union select above.id, above.code, above.name, above.parent_id, line.depth + 1 from units above join line on above.id = line.parent_id where line.depth < 20
    )
    select id, code, name from line order by depth desc`.execute(reader)
  if (rows.length === 0) throw new NotFound('unit')
  return rows
}

/** Open units to choose from, by name: what a field for a unit offers. */
export async function readUnitNames(reader: Reader): Promise<UnitName[]> {
  const { rows } = await sql<UnitName>`
    select id, code, name from units where closed_at is null order by name collate "zh-x-icu", id limit 300`.execute(
    reader,
  )
  return rows
}

/** The open unit that somebody means by its code or its whole name; null where there is none or more than one. */
export async function findUnit(reader: Reader, text: string): Promise<UnitName | null> {
  const wanted = text.trim()
  if (wanted === '') return null
  const { rows } = await sql<UnitName & { coded: boolean }>`
    select id, code, name, code = ${wanted} as coded from units where closed_at is null and (code = ${wanted} or name = ${wanted})
    order by coded desc, id limit 2`.execute(reader)
  const [first, second] = rows
  return first && (first.coded || !second) ? first : null
}

/** What the groups of units are called, by code, as the policies in force name them. */
export async function readGroupNames(reader: Reader, language: Language): Promise<Map<string, string>> {
  const { rows } = await sql<{ code: string; zh: string; en: string }>`
    select g ->> 'code' as code, g -> 'name' ->> 'zh' as zh, g -> 'name' ->> 'en' as en
    from policy_versions v, jsonb_array_elements(case when jsonb_typeof(v.content -> 'groups') = 'array' then v.content -> 'groups' else '[]' end) g
    order by v.loaded_at`.execute(reader)
  return new Map(rows.map(({ code, zh, en }) => [code, language === 'en' ? en : zh]))
}

export type PersonRow = {
  readonly id: string
  readonly name: string
  readonly mobile: string | null
  readonly email: string | null
  readonly left: boolean
  readonly account: 'none' | 'open' | 'one-time' | 'disabled'
  readonly roles: readonly { readonly role: string; readonly unitName: string }[]
}

/** People by name; with `q` those whose name, mobile number, mail address or unit contains it. */
export async function readPeople(
  reader: Reader,
  { q, after, today }: { q: string; after: string | null; today: string },
): Promise<Page<PersonRow>> {
  const where =
    q.trim() === ''
      ? sql`true`
      : sql`(h.name ilike ${like(q)} or h.mobile ilike ${like(q)} or h.email ilike ${like(q)} or exists (
          select from memberships m join units u on u.id = m.unit_id where m.person_id = h.id and u.name ilike ${like(q)} and (m.until_on is null or m.until_on >= ${today})))`
  const { rows } = await sql<PersonRow>`
    select h.id, h.name, h.mobile, h.email, h.disabled_at is not null as left, ${personRank} as rank,
      coalesce((select case when bool_or(l.disabled_at is null and not l.one_time) then 'open' when bool_or(l.disabled_at is null) then 'one-time' else 'disabled' end
        from logins l where l.person_id = h.id having count(*) > 0), 'none') as account,
      coalesce((select jsonb_agg(jsonb_build_object('role', m.role, 'unitName', u.name) order by u.name, m.role)
        from memberships m join units u on u.id = m.unit_id where m.person_id = h.id and m.from_on <= ${today} and (m.until_on is null or m.until_on >= ${today})), '[]') as roles
    from people h
    where ${where} and ${afterPerson(after)}
    order by rank, h.name collate "zh-x-icu", h.id::text limit ${listPageSize + 1}`.execute(reader)
  return pageOf(rows, ({ id }) => [id])
}

export type PersonDetail = {
  readonly id: string
  readonly name: string
  readonly mobile: string | null
  readonly email: string | null
  readonly language: Language
  readonly leftAt: string | null
  readonly memberships: readonly Membership[]
  readonly logins: readonly Login[]
  /** Open tasks that name this person. */
  readonly tasks: number
}
export type Membership = {
  readonly id: string
  readonly unitId: string
  readonly unitName: string
  readonly role: string
  readonly fromOn: string
  readonly untilOn: string | null
}
export type Login = {
  readonly id: string
  readonly subject: string
  readonly kind: string
  readonly oneTime: boolean
  readonly disabledAt: string | null
}

/** @throws NotFound */
export async function readPerson(reader: Reader, id: string): Promise<PersonDetail> {
  const person = isId(id)
    ? await reader.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!person) throw new NotFound('person')
  const memberships = await reader
    .selectFrom('memberships')
    .innerJoin('units', 'units.id', 'memberships.unit_id')
    .select([
      'memberships.id',
      'units.id as unitId',
      'units.name as unitName',
      'memberships.role',
      'memberships.from_on as fromOn',
      'memberships.until_on as untilOn',
    ])
    .where('memberships.person_id', '=', id)
    .orderBy(sql`memberships.until_on is not null`)
    .orderBy('memberships.from_on', 'desc')
    .orderBy('memberships.id')
    .limit(100)
    .execute()
  const logins = await reader
    .selectFrom('logins')
    .select(['id', 'subject', 'kind', 'one_time as oneTime', 'disabled_at as disabledAt'])
    .where('person_id', '=', id)
    .orderBy('subject')
    .execute()
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from tasks where state = 'open' and assignee_id = ${id}`.execute(reader)
  const { name, mobile, email, language, disabled_at: leftAt } = person
  return { id, name, mobile, email, language, leftAt, memberships, logins, tasks: rows[0]?.count ?? 0 }
}

export type AccountRow = {
  readonly id: string
  readonly subject: string
  readonly kind: string
  readonly personId: string
  readonly personName: string
  readonly unitNames: readonly string[]
  readonly oneTime: boolean
  readonly disabled: boolean
  readonly sessions: number
}

/** Accounts by their name, those with a one-time password first; with `q` those whose name or person contains it. */
export async function readAccounts(
  reader: Reader,
  { q, after, today }: { q: string; after: string | null; today: string },
): Promise<Page<AccountRow>> {
  const where = q.trim() === '' ? sql`true` : sql`(l.subject ilike ${like(q)} or h.name ilike ${like(q)})`
  const { rows } = await sql<AccountRow>`
    select l.id, l.subject, l.kind, h.id as "personId", h.name as "personName", l.one_time as "oneTime", l.disabled_at is not null as disabled, ${loginRank} as rank,
      coalesce((select array_agg(distinct u.name) from memberships m join units u on u.id = m.unit_id
        where m.person_id = h.id and (m.until_on is null or m.until_on >= ${today})), '{}') as "unitNames",
      (select count(*)::int from sessions s where s.sess ->> 'personId' = h.id::text and s.expire > localtimestamp) as sessions
    from logins l join people h on h.id = l.person_id
    where ${where} and ${afterLogin(after)}
    order by rank, l.subject, l.id::text limit ${listPageSize + 1}`.execute(reader)
  return pageOf(rows, ({ id }) => [id])
}

export type CalendarRow = {
  readonly year: number
  readonly revision: number
  readonly source: string
  readonly loadedAt: string
  readonly content: CalendarYear
  /** The revisions before it. */
  readonly earlier: readonly { readonly revision: number; readonly source: string; readonly loadedAt: string }[]
}

/** The years in force, the latest first: at most a hundred. */
export async function readCalendarYears(reader: Reader): Promise<CalendarRow[]> {
  const rows = await reader
    .selectFrom('calendars')
    .select(['year', 'revision', 'source', 'loaded_at as loadedAt', 'content'])
    .orderBy('year', 'desc')
    .orderBy('revision', 'desc')
    .limit(500)
    .execute()
  const years = new Map<number, CalendarRow>()
  for (const { content, ...row } of rows) {
    const newest = years.get(row.year)
    if (!newest) years.set(row.year, { ...row, content: content as CalendarYear, earlier: [] })
    else years.set(row.year, { ...newest, earlier: [...newest.earlier, row] })
  }
  return [...years.values()]
}

export type PolicyRow = {
  readonly id: string
  readonly pack: string
  readonly version: string
  readonly sha256: string
  readonly status: string
  readonly loadedAt: string
  readonly title: string
  readonly cycles: number
}

/** Versions of policies, the newest first. */
export async function readPolicies(
  reader: Reader,
  language: Language,
  after: string | null,
): Promise<Page<PolicyRow> & { count: number }> {
  const { rows } = await sql<PolicyRow & { count: number }>`
    select v.id, v.pack, v.version, v.sha256, v.status, v.loaded_at as "loadedAt",
      coalesce(v.content -> 'title' ->> ${language === 'en' ? 'en' : 'zh'}, v.pack) as title,
      (select count(*)::int from cycles c where c.policy_version_id = v.id) as cycles, (select count(*)::int from policy_versions) as count
    from policy_versions v
    where ${after === null ? sql`true` : sql`(date_trunc('milliseconds', v.loaded_at), v.id::text) < (${keyParts(after, 2)[0]}::timestamptz, ${keyParts(after, 2)[1]})`}
    order by date_trunc('milliseconds', v.loaded_at) desc, v.id::text desc limit ${listPageSize + 1}`.execute(reader)
  return { ...pageOf(rows, ({ loadedAt, id }) => [loadedAt, id]), count: rows[0]?.count ?? 0 }
}

export type PolicyDetail = Omit<PolicyRow, 'cycles' | 'title'> & { readonly content: PolicyPack }

/** One version, whole. @throws NotFound */
export async function readPolicy(reader: Reader, id: string): Promise<PolicyDetail> {
  const row = isId(id)
    ? await reader.selectFrom('policy_versions').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('policy')
  const { loaded_at: loadedAt, content, ...rest } = row
  return { ...rest, loadedAt, content: content as PolicyPack }
}

/** A pattern that finds a text anywhere, taken literally. */
const like = (text: string): string => `%${text.trim().replace(/[\\%_]/g, sign => `\\${sign}`)}%`

function pageOf<Row extends object>(found: readonly Row[], keyOf: (row: Row) => readonly string[]): Page<Row> {
  const rows = found.slice(0, listPageSize)
  const last = rows.at(-1)
  return { rows, next: found.length > listPageSize && last ? keyText(keyOf(last)) : null }
}

/** A key as it stands in an address: its parts as JSON in base64url. */
const keyText = (parts: readonly string[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')

/** @throws NotFound where an address carries no key of this kind */
function keyParts(key: string, length: number): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(key, 'base64url').toString('utf8'))
    if (Array.isArray(parts) && parts.length === length && parts.every(part => typeof part === 'string')) return parts
  } catch {
    // told below
  }
  throw new NotFound('page')
}

const personRank = sql`case when h.disabled_at is null then 0 else 1 end`
const loginRank = sql`case when l.disabled_at is not null then 2 when l.one_time then 0 else 1 end`

// The key of a list of persons is a row's id alone: a name or a number would stand in the page's address.
function afterPerson(key: string | null): RawBuilder<unknown> {
  if (key === null) return sql`true`
  const place = sql`${personRank}, h.name collate "zh-x-icu", h.id::text`
  return sql`(${place}) > (select ${place} from people h where h.id = ${idIn(key)})`
}

function afterLogin(key: string | null): RawBuilder<unknown> {
  if (key === null) return sql`true`
  const place = sql`${loginRank}, l.subject, l.id::text`
  return sql`(${place}) > (select ${place} from logins l where l.id = ${idIn(key)})`
}

function idIn(key: string): string {
  const [id = ''] = keyParts(key, 1)
  if (!isId(id)) throw new NotFound('page')
  return id
}

function afterKey(key: string | null, columns: RawBuilder<unknown>, length: number): RawBuilder<unknown> {
  if (key === null) return sql`true`
  const [rank = '', ...rest] = keyParts(key, length)
  if (!/^\d$/.test(rank)) throw new NotFound('page')
  return sql`${columns} > (${sql.join([sql`${Number(rank)}::int`, ...rest.map(part => sql`${part}::text`)])})`
}
