import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { House } from '../../acts/act.ts'
import { approveTable, returnTable } from '../../acts/approve-table.ts'
import { closeEarly } from '../../acts/close-early.ts'
import { dispose } from '../../acts/dispose.ts'
import { extend } from '../../acts/extend.ts'
import { setClock } from '../../acts/set-clock.ts'
import { returnForRevision, sign } from '../../acts/sign.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { submitTable } from '../../acts/submit-table.ts'
import { withdraw } from '../../acts/withdraw.ts'
import { type CycleState, cycleStates } from '../../domain/cycle.ts'
import { openDatabase, openPool } from '../../records/pool.ts'
import { createTestDatabase } from '../setup/database.ts'
import { type Member, type Office, openOffice, type Solicitation, type Unit } from './office.ts'

export const auditKey = 'audit-key-of-the-tests-only-0123456789'

/** A form's key that nobody has used. */
export const once = (): { key: string } => ({ key: randomUUID() })

/** A database of its own with what acts work with. `owner` runs a statement as the owner of everything. */
export async function openTestHouse({ connections = 6 } = {}) {
  const test = await createTestDatabase()
  const pool = openPool(test.url, { size: connections })
  const reached: string[] = []
  const house: House = {
    database: openDatabase(pool),
    auditKey,
    fieldKey: 'field-key-of-the-tests-only-0123456789',
    publicUrl: 'http://127.0.0.1:8080',
    reach: name => void reached.push(name),
  }
  const owner = async (statement: string, values: readonly unknown[] = []): Promise<pg.QueryResultRow[]> => {
    const client = new pg.Client({ connectionString: test.ownerUrl })
    await client.connect()
    try {
      return (await client.query(statement, [...values])).rows
    } finally {
      await client.end()
    }
  }
  return {
    house,
    pool,
    database: house.database,
    owner,
    reached,
    async close() {
      await house.database.destroy()
      await test.drop()
    },
  }
}

/**
 * An office with `addressees` units to ask, a second officer and approver beside the first, an authority above with a
 * supervisor, and two who have no part in anything: an officer and a contact of other units.
 */
export async function openWorld({
  addressees = 3,
  connections = 6,
  at = '2026-11-16T02:00:00.000Z',
}: {
  addressees?: number
  connections?: number
  at?: string
} = {}) {
  const test = await openTestHouse({ connections })
  const office = await openOffice(test.house, { at })
  const { addMember, addUnit, addAddressee, authority, section } = office
  const government = await addUnit('市人民政府', { kind: 'government' })
  await test.database
    .updateTable('units')
    .set({ parent_id: government, superior_id: government })
    .where('id', '=', authority)
    .execute()
  const elsewhere = await addUnit('交通运输局')
  const units: Unit[] = []
  for (let nth = 1; nth <= addressees; nth++) units.push(await addAddressee(`第${nth}街道`, `联络${nth}`))
  const people = {
    ...office.people,
    secondOfficer: await addMember('林书远', section, 'officer'),
    secondApprover: await addMember('方知行', authority, 'approver'),
    governmentSupervisor: await addMember('严正', government, 'supervisor'),
    strangerOfficer: await addMember('外单位经办', elsewhere, 'officer'),
    strangerContact: await addMember('外单位联络', elsewhere, 'contact'),
  }
  return {
    ...test,
    ...office,
    openedAt: at,
    people,
    government,
    elsewhere,
    units,
    unit: (nth: number): Unit => at1(units, nth),
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** The nth of a list, counted from 1. */
export function at1<T>(list: readonly T[], nth: number): T {
  const found = list[nth - 1]
  if (found === undefined) throw new Error(`there is no ${nth}th`)
  return found
}

/** One millisecond later, or so many. */
export const later = (at: string, ms = 1): string => new Date(Date.parse(at) + ms).toISOString()

/** What a test asks of one cycle's rows. */
export const rowsOf = ({ database }: Pick<World, 'database'>, cycleId: string) => ({
  cycle: () => database.selectFrom('cycles').selectAll().where('id', '=', cycleId).executeTakeFirstOrThrow(),
  caseOf: (unit: Unit) =>
    database
      .selectFrom('cases')
      .selectAll()
      .where('cycle_id', '=', cycleId)
      .where('unit_id', '=', unit.id)
      .executeTakeFirstOrThrow(),
  submissions: (unit: Unit) =>
    database
      .selectFrom('submissions')
      .innerJoin('cases', 'cases.id', 'submissions.case_id')
      .selectAll('submissions')
      .where('cases.cycle_id', '=', cycleId)
      .where('cases.unit_id', '=', unit.id)
      .orderBy('seq')
      .execute(),
  rungs: () =>
    database.selectFrom('rungs').selectAll().where('cycle_id', '=', cycleId).orderBy('at').orderBy('rung').execute(),
  tasks: () => database.selectFrom('tasks').selectAll().where('cycle_id', '=', cycleId).orderBy('opened_at').execute(),
  decisions: (act: string) =>
    database.selectFrom('decisions').selectAll().where('cycle_id', '=', cycleId).where('act', '=', act).execute(),
  /** Occasions of the notices that a unit can read, in the order in which they were written. */
  notices: async (unitId: string): Promise<string[]> => {
    const rows = await database
      .selectFrom('notices')
      .select('occasion')
      .where('cycle_id', '=', cycleId)
      .where('unit_id', '=', unitId)
      .where('released_at', 'is not', null)
      .orderBy('created_at')
      .execute()
    return rows.map(({ occasion }) => occasion)
  },
})

/**
 * Moves a solicitation on by acts. What follows is opened without Temporal where `walk` is true; where it is false, that
 * is left to a workflow, or undone.
 */
export function drive(world: World, cycle: Solicitation, { walk: always = true } = {}) {
  const { house, database, actorOf, goOn, people } = world
  const { cycleId } = cycle
  const walked = async (walk: boolean) => {
    if (walk) await goOn()
  }
  const officer = () => actorOf(people.officer)
  const opinions = () =>
    database
      .selectFrom('opinions')
      .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
      .leftJoin('dispositions', 'dispositions.opinion_id', 'opinions.id')
      .select(['opinions.id', 'opinions.text', 'dispositions.version', 'dispositions.verdict'])
      .where('opinions.cycle_id', '=', cycleId)
      .orderBy('opinions.case_id')
      .orderBy('opinions.position')
      .execute()
  return {
    opinions,
    /** Sends the draft for signature, the first time or again. */
    submit: async ({ walk = always } = {}) => {
      const { version } = await rowsOf(world, cycleId).cycle()
      await submitForSignature(house, await officer(), { cycleId, version, once: once() })
      await walked(walk)
    },
    sign: async (member: Member, { walk = always } = {}) => {
      await sign(house, await actorOf(member), { taskId: await cycle.taskOf('signature'), once: once() })
      await walked(walk)
    },
    returnText: async (member: Member, reason = '请补充依据。', { walk = always } = {}) => {
      const taskId = await cycle.taskOf('signature')
      await returnForRevision(house, await actorOf(member), { taskId, reason, once: once() })
      await walked(walk)
    },
    extend: async (on: string, units: readonly Unit[] | null = null) => {
      const caseIds = units && (await Promise.all(units.map(cycle.caseOf)))
      const request = { cycleId, caseIds, on, closeOfBusiness: '17:30', reason: '材料多。', once: once() }
      return extend(house, await officer(), request)
    },
    withdraw: async (reason = '政策调整。', { walk = always } = {}) => {
      const told = await withdraw(house, await officer(), { cycleId, reason, once: once() })
      await walked(walk)
      return told
    },
    closeEarly: async ({ walk = always } = {}) => {
      await closeEarly(house, await officer(), { cycleId, once: once() })
      await walked(walk)
    },
    /** Decides everything that is open, adopted. */
    disposeAll: async (by: Member = people.officer) => {
      const open = (await opinions()).filter(({ verdict }) => verdict === null).map(({ id }) => ({ id, version: 0 }))
      if (open.length > 0)
        await dispose(house, await actorOf(by), { cycleId, opinions: open, verdict: 'adopted', reason: '' })
    },
    submitTable: async ({ walk = always } = {}) => {
      await submitTable(house, await officer(), { cycleId, note: '', once: once() })
      await walked(walk)
    },
    returnTable: async (reason = '理由太笼统。', { walk = always } = {}) => {
      const taskId = await cycle.taskOf('approval')
      await returnTable(house, await actorOf(people.approver), { taskId, reason, once: once() })
      await walked(walk)
    },
    approve: async ({
      reason = '',
      by = people.approver,
      walk = always,
    }: {
      reason?: string
      by?: Member
      walk?: boolean
    } = {}) => {
      await approveTable(house, await actorOf(by), { taskId: await cycle.taskOf('approval'), reason, once: once() })
      await walked(walk)
    },
  }
}

/**
 * A solicitation of three units in this state, with the clock where it is. From `open` on the first unit has given one
 * opinion and the second none; the third is silent while it is open. Of `going-out` and `feeding-back` the next step is
 * not opened yet: whatever lets cycles go on afterwards opens it.
 */
export async function cycleIn(
  world: World,
  state: CycleState,
  asked: readonly (Unit & { mandatory?: boolean })[] = world.units,
): Promise<Solicitation> {
  const { people } = world
  const before = ['draft', 'signing', 'revising', 'going-out'].includes(state)
  const cycle = await world.solicit(asked, { until: state === 'draft' ? 'draft' : before ? 'signing' : 'open' })
  const go = drive(world, cycle)
  if (state === 'revising') await go.returnText(people.sectionHead)
  if (state === 'going-out') {
    await go.sign(people.sectionHead)
    await go.sign(people.leader, { walk: false })
  }
  if (before) return cycle
  await cycle.signFor(world.unit(1))
  await cycle.answer(world.unit(1), { text: '建议合并两款。' })
  await cycle.answer(world.unit(2))
  if (state === 'open') return cycle
  if (state === 'withdrawn') {
    await go.withdraw()
    return cycle
  }
  await cycle.answer(world.unit(3))
  await go.closeEarly()
  if (state === 'disposing') return cycle
  await go.disposeAll()
  await cycle.submitTable()
  if (state === 'approving') return cycle
  await go.approve({ walk: state === 'finished' })
  return cycle
}

/** A cycle in each state at the same time, also in those that pass at once where a workflow runs. */
export async function cyclesInEveryState(world: World): Promise<Map<CycleState, Solicitation>> {
  const { people } = world
  const cycles = new Map<CycleState, Solicitation>()
  for (const state of cycleStates)
    if (state !== 'going-out' && state !== 'feeding-back') cycles.set(state, await cycleIn(world, state))
  const goingOut = await cycleIn(world, 'signing')
  await drive(world, goingOut).sign(people.sectionHead)
  const feedingBack = await cycleIn(world, 'approving')
  await drive(world, goingOut).sign(people.leader, { walk: false })
  await drive(world, feedingBack).approve({ walk: false })
  return cycles.set('going-out', goingOut).set('feeding-back', feedingBack)
}

/** An act that was done and undone again, with what it answered and how many audit entries it had written. */
class Undone extends Error {
  readonly result: unknown
  readonly audited: number

  constructor(result: unknown, audited: number) {
    super('undone')
    this.result = result
    this.audited = audited
  }
}

/** Does an act and takes it back: whether it may be done is asked without changing anything. */
export async function tryAct(house: House, act: (house: House) => Promise<unknown>): Promise<Undone> {
  const transaction = () => ({
    setIsolationLevel: () => ({
      execute: (work: (tx: unknown) => Promise<unknown>) =>
        house.database.transaction().execute(async tx => {
          const count = async () =>
            Number(
              (
                await tx
                  .selectFrom('audit')
                  .select(({ fn }) => fn.countAll<bigint>().as('count'))
                  .executeTakeFirstOrThrow()
              ).count,
            )
          const before = await count()
          const result = await work(tx)
          throw new Undone(result, (await count()) - before)
        }),
    }),
  })
  const database = new Proxy(house.database, {
    get(target, name) {
      if (name === 'transaction') return transaction
      const value = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  try {
    await act({ ...house, database })
  } catch (end) {
    if (end instanceof Undone) return end
    throw end
  }
  throw new Error('the act opened no transaction')
}

/** Everything in the database as one line a table, to be compared: what was refused has changed nothing. */
export async function snapshot(owner: World['owner']): Promise<Record<string, string>> {
  const tables = await owner(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  const parts = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as content from "${name}" t`,
  )
  const rows = await owner(parts.join(' union all '))
  return Object.fromEntries(rows.map(({ name, content }) => [String(name), String(content)]))
}

/** Puts away what earlier tests left under way, and sets the clock back: the world is as when it was opened. */
export async function clearDesk(world: World): Promise<void> {
  await world.owner(`
    update scopes set state = 'done'; update rungs set state = 'void' where state in ('waiting', 'prepared');
    update cycles set state = 'withdrawn' where state <> 'finished'; update alarms set cleared_at = now() where cleared_at is null;
    delete from wakes`)
  await stopClockAt(world, world.openedAt)
}

/** Sets the clock and lets nothing act. */
export const stopClockAt = (world: World, at: string): Promise<void> => setClock(world.house, at)

export type { Member, Office, Solicitation, Unit }
