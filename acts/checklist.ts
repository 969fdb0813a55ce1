import { sql } from 'kysely'
import type { Calendar } from '../domain/calendar.ts'
import { DeadlineError } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import { type ResolvedProcedure, rulesOf } from '../domain/procedure.ts'
import { planCycle, type Timeline } from '../domain/timeline.ts'
import type { Reader } from '../records/database.ts'
import type { CycleRow } from './matter.ts'
import { holders } from './notify.ts'
import { procedureOfCycle } from './procedure-of.ts'

/** One line of the list before sending for signature: `stop` blocks it, `warn` is odd, `ok` is in order. */
export interface CheckItem {
  readonly level: 'stop' | 'warn' | 'ok'
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

export interface LaunchPlan {
  readonly procedure: ResolvedProcedure
  readonly items: readonly CheckItem[]
  readonly stops: number
  /** null while the dates cannot be drawn yet: the items say why */
  readonly timeline: Timeline | null
}

/** What a cycle would run like if it were sent for signature now, and what stands in the way. */
export async function planLaunch(
  reader: Reader,
  cycle: CycleRow,
  calendar: Calendar,
  now: string,
): Promise<LaunchPlan> {
  const procedure = await procedureOfCycle(reader, cycle)
  const items = [
    ...(await checkText(reader, cycle)),
    ...(await checkAddressees(reader, cycle, now)),
    ...checkContact(cycle),
    ...checkParameters(procedure, cycle),
    ...(await checkSeats(reader, cycle, procedure, now)),
  ]
  const { timeline, items: dates } = drawTimeline(procedure, cycle, calendar, now)
  items.push(...dates)
  const rank = { stop: 0, warn: 1, ok: 2 }
  items.sort((one, other) => rank[one.level] - rank[other.level])
  return { procedure, items, stops: items.filter(({ level }) => level === 'stop').length, timeline }
}

const item = (level: CheckItem['level'], code: string, params: CheckItem['params'] = {}): CheckItem => ({
  level,
  code,
  params,
})

async function checkText(reader: Reader, cycle: CycleRow): Promise<CheckItem[]> {
  const { count } = await reader
    .selectFrom('clauses')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('cycle_id', '=', cycle.id)
    .executeTakeFirstOrThrow()
  return [count === 0n ? item('stop', 'no-clauses') : item('ok', 'clauses', { count: Number(count) })]
}

async function checkAddressees(reader: Reader, cycle: CycleRow, now: string): Promise<CheckItem[]> {
  const { rows } = await sql<{ name: string; copy: boolean; mandatory: boolean; people: number; mailed: number }>`
    select u.name, a.copy, a.mandatory, count(p.id)::int as people, count(p.email)::int as mailed
    from addressees a join units u on u.id = a.unit_id
    left join memberships m on m.unit_id = u.id and m.role in ('contact', 'head')
      and m.from_on <= ${localDateOf(now)}::date and (m.until_on is null or m.until_on >= ${localDateOf(now)}::date)
    left join people p on p.id = m.person_id and p.disabled_at is null
    where a.cycle_id = ${cycle.id} group by u.id, u.name, a.copy, a.mandatory, a.position order by a.position`.execute(
    reader,
  )
  const main = rows.filter(({ copy }) => !copy)
  if (main.length === 0) return [item('stop', 'no-addressees')]
  const nobody = rows.filter(({ people }) => people === 0)
  const unmailed = rows.filter(({ people, mailed }) => people > 0 && mailed === 0)
  return [
    ...nobody.slice(0, 20).map(({ name }) => item('stop', 'nobody-to-tell', { unit: name })),
    ...(nobody.length > 20 ? [item('stop', 'nobody-to-tell-more', { count: nobody.length - 20 })] : []),
    ...(unmailed.length > 0
      ? [
          item('warn', 'no-mail-address', {
            count: unmailed.length,
            units: unmailed
              .slice(0, 5)
              .map(({ name }) => name)
              .join('、'),
          }),
        ]
      : []),
    ...(nobody.length === 0
      ? [
          item('ok', 'addressees', {
            count: main.length,
            copies: rows.length - main.length,
            mandatory: main.filter(row => row.mandatory).length,
          }),
        ]
      : []),
  ]
}

export const checkContact = ({ settings: { contact } }: Pick<CycleRow, 'settings'>): CheckItem[] => [
  contact?.name && contact.phone
    ? item('ok', 'contact', { name: contact.name, phone: contact.phone })
    : item('stop', 'no-contact'),
]

const checkParameters = ({ unset, wrong }: ResolvedProcedure, { settings }: CycleRow): CheckItem[] => [
  ...unset.map(parameter => item('stop', 'parameter-unset', { parameter })),
  ...wrong.map(({ parameter, expected }) => item('stop', 'parameter-wrong', { parameter, expected })),
  ...(settings.deadline ? [] : [item('stop', 'no-deadline')]),
]

async function checkSeats(
  reader: Reader,
  cycle: CycleRow,
  procedure: ResolvedProcedure,
  now: string,
): Promise<CheckItem[]> {
  const { signatureSeats, approvalSeat } = procedure.parameters
  const seats = [...(signatureSeats.value ?? []), ...(approvalSeat.value ? [approvalSeat.value] : [])]
  const found = await Promise.all(
    seats.map(async seat => ({ seat, place: await seatOf(reader, cycle, seat.role, now) })),
  )
  return found
    .filter(({ place }) => !place || place.people.every(({ id }) => id === cycle.officer_id))
    .map(({ seat }) => item('stop', 'seat-empty', { seat: seat.label.zh, seatEn: seat.label.en }))
}

/** Where a seat's role is held: in the section that drafts, else in the authority. Null where nobody holds it. */
export async function seatOf(
  reader: Reader,
  cycle: Pick<CycleRow, 'unit_id' | 'unit_name' | 'section_id' | 'section_name'>,
  role: string,
  now: string,
) {
  const places = [
    ...(cycle.section_id ? [{ id: cycle.section_id, name: cycle.section_name ?? '' }] : []),
    { id: cycle.unit_id, name: cycle.unit_name },
  ]
  const found = await holders(
    reader,
    places.map(({ id }) => id),
    [role],
    now,
  )
  for (const { id, name } of places) {
    const people = found.get(id)
    if (people) return { unitId: id, unitName: name, people }
  }
  return null
}

function drawTimeline(
  procedure: ResolvedProcedure,
  cycle: CycleRow,
  calendar: Calendar,
  now: string,
): { timeline: Timeline | null; items: CheckItem[] } {
  if (procedure.unset.length > 0 || procedure.wrong.length > 0 || !cycle.settings.deadline)
    return { timeline: null, items: [] }
  try {
    const timeline = planCycle(rulesOf(procedure), { requestedAt: now }, calendar)
    const due = timeline.entries.find(({ key }) => key === 'answer.due')
    const params = { date: due?.local ?? '', next: timeline.nextWorkingDay ?? '' }
    const items = timeline.warnings.map(code =>
      item(code === 'due-passed' || code === 'shorter-than-minimum' ? 'stop' : 'warn', code, params),
    )
    return { timeline, items: items.length > 0 ? items : [item('ok', 'deadline', params)] }
  } catch (fault) {
    if (!(fault instanceof DeadlineError)) throw fault
    return { timeline: null, items: [item('stop', `deadline-${fault.code}`, { field: fault.field, ...fault.params })] }
  }
}
