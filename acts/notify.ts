import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Language } from '../domain/actor.ts'
import { localDateOf } from '../domain/local-time.ts'
import type { Reader, Tx } from '../records/database.ts'
import { type Notice, renderNotice } from '../templates/notice.ts'
import type { House } from './act.ts'

/** Somebody who can be told, by what stands on their row now. */
export interface Recipient {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly mobile: string | null
  readonly language: Language
}

export interface Message {
  /** Unique for ever: task or case, occasion, and due revision or act. The same message written twice is one notice. */
  readonly key: string
  readonly cycleId: string
  readonly caseId?: string | null
  readonly taskId?: string | null
  readonly unitId: string
  /** For one person's eyes; null: for whoever acts for the unit. */
  readonly personId?: string | null
  /** Path within the service that the notice leads to. */
  readonly path: string
  readonly recipients: readonly Recipient[]
  readonly notice: (language: Language, link: string) => Notice
}

/**
 * Writes notices with a delivery for each address, in one statement however many there are.
 *
 * @param held true while a crowd is being opened: nothing is delivered or shown before all of it is open
 * @returns how many were new
 */
export async function writeNotices(
  tx: Tx,
  house: House,
  now: string,
  messages: readonly Message[],
  { held = false } = {},
): Promise<number> {
  if (messages.length === 0) return 0
  const drawn = messages.map(message => {
    const language = message.recipients[0]?.language ?? 'zh-CN'
    const link = `${house.publicUrl}${message.path}`
    const notice = message.notice(language, link)
    const { subject, text, html } = renderNotice(notice, language)
    return {
      message,
      row: {
        id: randomUUID() as string,
        key: message.key,
        occasion: notice.occasion,
        cycle_id: message.cycleId,
        case_id: message.caseId ?? null,
        task_id: message.taskId ?? null,
        unit_id: message.unitId,
        person_id: message.personId ?? null,
        language,
        subject,
        text,
        html,
        link: message.path,
        released_at: held ? null : now,
        created_at: now,
      },
    }
  })
  const host = new URL(house.publicUrl).hostname
  const addressed = drawn.flatMap(({ message, row }) =>
    message.recipients.flatMap(({ id, email }) =>
      email ? [{ notice: row.id, person: id, email, mail: `<${row.id}.${id.slice(0, 8)}@${host}>` }] : [],
    ),
  )
  // An address that a mail server refused for good is not tried again; correcting it makes a new one.
  const { rows } = await sql<{ count: number }>`
    with written as (
      ${tx
        .insertInto('notices')
        .values(drawn.map(({ row }) => row))
        .onConflict(conflict => conflict.column('key').doNothing())
        .returning(['id', 'cycle_id', 'case_id'])}
    ), addressed as (
      select w.*, a.person, a.email, a.mail, exists (select from deliveries d where d.state = 'refused' and d.address = a.email) as refused
      from written w join jsonb_to_recordset(${JSON.stringify(addressed)}::jsonb) as a (notice uuid, person uuid, email text, mail text) on a.notice = w.id
    ), sent as (
      insert into deliveries (notice_id, cycle_id, case_id, channel, person_id, address, message_id, state, answer)
      select id, cycle_id, case_id, 'mail', person, email, mail, case when refused then 'void' else ${held ? 'held' : 'queued'} end,
        case when refused then 'refused-before' end
      from addressed
    ) select count(*)::int as count from written`.execute(tx)
  return rows[0]?.count ?? 0
}

/** The people who hold a role in each of the units today, by unit. Units without anybody have no entry. */
export async function holders(
  reader: Reader,
  unitIds: readonly string[],
  roles: readonly string[],
  now: string,
): Promise<Map<string, Recipient[]>> {
  const found = new Map<string, Recipient[]>()
  if (unitIds.length === 0) return found
  const rows = await reader
    .selectFrom('memberships')
    .innerJoin('people', 'people.id', 'memberships.person_id')
    .select([
      'memberships.unit_id',
      'memberships.role',
      'people.id',
      'people.name',
      'people.email',
      'people.mobile',
      'people.language',
    ])
    .where('memberships.unit_id', 'in', [...unitIds])
    .where('memberships.role', 'in', [...roles])
    .where('people.disabled_at', 'is', null)
    .where('memberships.from_on', '<=', localDateOf(now))
    .where(eb => eb.or([eb('memberships.until_on', 'is', null), eb('memberships.until_on', '>=', localDateOf(now))]))
    .orderBy('people.name')
    .execute()
  for (const role of roles) {
    for (const row of rows.filter(row => row.role === role)) {
      const list = found.get(row.unit_id) ?? []
      if (!list.some(({ id }) => id === row.id)) found.set(row.unit_id, [...list, row])
    }
  }
  return found
}

/** Whom a unit is told through: its contacts and whoever applies for it, or its head where it has none. */
export async function contacts(
  reader: Reader,
  unitIds: readonly string[],
  now: string,
): Promise<Map<string, Recipient[]>> {
  const found = await holders(reader, unitIds, ['contact', 'applicant'], now)
  const without = unitIds.filter(unitId => !found.has(unitId))
  for (const [unitId, heads] of await holders(reader, without, ['head'], now)) found.set(unitId, heads)
  return found
}

/**
 * The heads who stand above a unit: of the unit itself, else of its superiors one after the other, else the supervisors
 * of the launching unit. Never nobody where anybody is left.
 */
export async function headsAbove(
  reader: Reader,
  unitId: string,
  fallbackUnitId: string,
  now: string,
): Promise<{ unitId: string; people: Recipient[] } | null> {
  const seen = new Set<string>()
  for (let at: string | null = unitId; at && !seen.has(at); ) {
    seen.add(at)
    const people: Recipient[] | undefined = (await holders(reader, [at], ['head', 'leader'], now)).get(at)
    if (people) return { unitId: at, people }
    const unit: { superior_id: string | null; parent_id: string | null } | undefined = await reader
      .selectFrom('units')
      .select(['superior_id', 'parent_id'])
      .where('id', '=', at)
      .executeTakeFirst()
    at = unit?.superior_id ?? unit?.parent_id ?? null
  }
  return supervisorsOf(reader, fallbackUnitId, now)
}

/** The supervisors of a unit: in the unit or one of its sections, else in the units above it. */
export async function supervisorsOf(
  reader: Reader,
  unitId: string,
  now: string,
): Promise<{ unitId: string; people: Recipient[] } | null> {
  const seen = new Set<string>()
  for (let at: string | null = unitId; at && !seen.has(at); ) {
    seen.add(at)
    const sections: { id: string }[] = await reader
      .selectFrom('units')
      .select('id')
      .where('parent_id', '=', at)
      .where('kind', '=', 'section')
      .execute()
    const found: Map<string, Recipient[]> = await holders(
      reader,
      [at, ...sections.map(({ id }) => id)],
      ['supervisor'],
      now,
    )
    for (const [where, people] of found) return { unitId: where, people }
    const unit: { superior_id: string | null; parent_id: string | null } | undefined = await reader
      .selectFrom('units')
      .select(['superior_id', 'parent_id'])
      .where('id', '=', at)
      .executeTakeFirst()
    at = unit?.superior_id ?? unit?.parent_id ?? null
  }
  return null
}
