import { sql } from 'kysely'
import { atEnd, type Doing, perform, recordAudit } from '../../acts/act.ts'
import { actOnDue } from '../../acts/act-on-due.ts'
import { clearAlarm } from '../../acts/clear-alarm.ts'
import { lockCycle, readCalendar } from '../../acts/matter.ts'
import { holdBack, releasePrepared } from '../../acts/release-prepared.ts'
import { cycleScope } from '../../domain/cycle.ts'
import {
  clearDesk,
  later,
  once,
  openWorld,
  rowsOf,
  type Solicitation,
  stopClockAt,
  type World,
} from '../builders/world.ts'

const due = '2026-11-23T09:30:00.000Z'
let world: World

beforeAll(async () => {
  world = await openWorld()
  await world.addMember('街道负责人', world.unit(1).id, 'head')
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

const ladder = async (cycle: Solicitation, nth: number) => {
  const rows = rowsOf(world, cycle.cycleId)
  const { id } = await rows.caseOf(world.unit(nth))
  return Object.fromEntries(
    (await rows.rungs()).filter(({ case_id }) => case_id === id).map(({ rung, state }) => [rung, state]),
  )
}

describe('silence', () => {
  it('does nothing at the deadline itself, and acts once after it', async () => {
    const cycle = await world.solicit(world.units)
    const { decisions, caseOf } = rowsOf(world, cycle.cycleId)
    await world.goOn(due)
    expect(await decisions('silence')).toEqual([])
    await world.goOn(later(due))
    await world.goOn(later(due, 2))
    await world.goOn()
    expect(await decisions('silence')).toHaveLength(3)
    expect(await caseOf(world.unit(1))).toMatchObject({
      outcome: 'deemed-no-objection',
      outcome_by: 'silence',
      outcome_at: later(due),
    })
  })

  it('is recorded with the clause that says so and with what was sent, and flagged where nobody had signed for it', async () => {
    const cycle = await world.solicit(world.units)
    await cycle.signFor(world.unit(1))
    await world.goOn(later(due))
    const rows = rowsOf(world, cycle.cycleId)
    expect((await rows.caseOf(world.unit(1))).unsigned_silence).toBe(false)
    expect((await rows.caseOf(world.unit(2))).unsigned_silence).toBe(true)
    const recorded = (await rows.decisions('silence')).find(
      ({ unit_name, case_id }) => unit_name === '' && case_id !== null,
    )
    expect(recorded).toMatchObject({
      verdict: 'deemed-no-objection',
      clause: '来函第二段',
      person_id: null,
      person_name: 'clock',
    })
    const of = async (nth: number) => {
      const { id } = await rows.caseOf(world.unit(nth))
      const { detail } = (await rows.decisions('silence')).find(({ case_id }) => case_id === id) ?? {
        detail: { sent: [] },
      }
      return (detail.sent as { occasion: string }[]).map(({ occasion }) => occasion)
    }
    expect(await of(1)).toEqual(['released', 'due-soon', 'urged'])
    expect(await of(2)).toEqual(['released', 'not-signed-for', 'due-soon', 'urged'])
    const told = await world.database
      .selectFrom('notices')
      .select('text')
      .where('cycle_id', '=', cycle.cycleId)
      .where('occasion', '=', 'deemed')
      .executeTakeFirstOrThrow()
    expect(told.text).toContain('来函第二段')
  })

  it('never makes those agree who must answer: they are overdue, climb on, and disposition begins', async () => {
    const cycle = await world.solicit([{ ...world.unit(1), mandatory: true }, world.unit(2)])
    await world.goOn(later(due))
    expect(await cycle.state()).toBe('disposing')
    const rows = rowsOf(world, cycle.cycleId)
    expect(await rows.caseOf(world.unit(1))).toMatchObject({ outcome: 'overdue', outcome_by: 'silence' })
    expect((await rows.decisions('silence')).find(({ verdict }) => verdict === 'overdue')?.clause).toBeNull()
    await world.goOn('2026-11-26T01:00:00.001Z')
    expect(await ladder(cycle, 1)).toMatchObject({
      silence: 'done',
      'overdue-urging': 'done',
      'supervision-order': 'prepared',
    })
    expect(Object.keys(await ladder(cycle, 2))).not.toContain('supervision-order')
    expect(await rows.notices(world.unit(1).id)).toEqual([
      'released',
      'not-signed-for',
      'due-soon',
      'urged',
      'overdue',
      'urged',
    ])
  })

  it('is listed as missing, and told so, where the policy deems nobody to agree', async () => {
    const cycle = await world.solicit(world.units)
    await world.owner(
      `update cycles set parameters = jsonb_set(parameters, '{silence}', '"listed-as-missing"') where id = $1`,
      [cycle.cycleId],
    )
    await world.goOn(later(due))
    const rows = rowsOf(world, cycle.cycleId)
    expect((await rows.caseOf(world.unit(1))).outcome).toBe('overdue')
    expect((await rows.notices(world.unit(1).id)).at(-1)).toBe('overdue')
  })
})

describe('an order that was prepared', () => {
  const prepared = async () => {
    const cycle = await world.solicit([{ ...world.unit(1), mandatory: true }, world.unit(2)])
    await world.goOn('2026-11-26T01:00:00.001Z')
    const { id } = await world.database
      .selectFrom('rungs')
      .select('id')
      .where('cycle_id', '=', cycle.cycleId)
      .where('state', '=', 'prepared')
      .executeTakeFirstOrThrow()
    return { cycle, rungId: id, supervisor: await world.actorOf(world.people.supervisor) }
  }

  it('is sent by nobody but whoever releases it: then the head of the unit has it', async () => {
    const { cycle, rungId, supervisor } = await prepared()
    const orders = () =>
      world.database
        .selectFrom('notices')
        .select(['unit_id', 'occasion'])
        .where('cycle_id', '=', cycle.cycleId)
        .where('occasion', 'like', 'supervision-order%')
        .execute()
    expect((await orders()).map(({ occasion }) => occasion)).toEqual(['supervision-order-prepared'])
    expect(await releasePrepared(world.house, supervisor, { rungId, once: once() })).toEqual({ sentTo: '街道负责人' })
    expect(await orders()).toContainEqual({ unit_id: world.unit(1).id, occasion: 'supervision-order' })
    await expect(holdBack(world.house, supervisor, { rungId, reason: '晚了。', once: once() })).rejects.toMatchObject({
      code: 'already-decided',
    })
  })

  it('held back with a reason is never sent', async () => {
    const { cycle, rungId, supervisor } = await prepared()
    await expect(holdBack(world.house, supervisor, { rungId, reason: '', once: once() })).rejects.toMatchObject({
      errors: [{ field: 'reason' }],
    })
    await holdBack(world.house, supervisor, { rungId, reason: '已当面沟通。', once: once() })
    await expect(releasePrepared(world.house, supervisor, { rungId, once: once() })).rejects.toMatchObject({
      code: 'already-decided',
    })
    await world.goOn('2026-12-01T01:00:00.000Z')
    expect((await ladder(cycle, 1))['supervision-order']).toBe('held-back')
  })

  it('is void once the unit has answered', async () => {
    const { cycle, rungId, supervisor } = await prepared()
    await cycle.answer(world.unit(1))
    await expect(releasePrepared(world.house, supervisor, { rungId, once: once() })).rejects.toMatchObject({
      code: 'already-decided',
    })
    expect((await ladder(cycle, 1))['supervision-order']).toBe('void')
  })

  it('that nobody may release is set aside with an alarm, and the others go on', async () => {
    const cycle = await world.solicit([
      { ...world.unit(1), mandatory: true },
      { ...world.unit(2), mandatory: true },
    ])
    await world.goOn(later(due))
    await world.owner(`update memberships set until_on = '2026-11-24' where role = 'supervisor'`)
    try {
      await world.goOn('2026-11-26T01:00:00.001Z')
      expect((await ladder(cycle, 1))['supervision-order']).toBe('held-back')
      const alarms = await world.database
        .selectFrom('alarms')
        .select(['id', 'kind'])
        .where('cycle_id', '=', cycle.cycleId)
        .where('cleared_at', 'is', null)
        .execute()
      expect(alarms.map(({ kind }) => kind)).toEqual(['rung-failed', 'rung-failed'])
      await world.owner('update memberships set until_on = null')
      const admin = { ...(await world.actorOf(world.people.supervisor)), roles: ['system-admin'] as const }
      await clearAlarm(world.house, admin, { alarmId: alarms[0]?.id ?? '' })
      await world.goOn()
      const states = [(await ladder(cycle, 1))['supervision-order'], (await ladder(cycle, 2))['supervision-order']]
      expect(states.sort()).toEqual(['held-back', 'prepared'])
    } finally {
      await world.owner('update memberships set until_on = null')
    }
  })
})

describe('after three days away', () => {
  it('only what still matters is said: each task has its last rung, the others are overtaken, and silence is recorded', async () => {
    const cycle = await world.solicit([{ ...world.unit(1), mandatory: true }, world.unit(2)])
    await cycle.signFor(world.unit(2))
    await stopClockAt(world, '2026-11-26T02:00:00.000Z')
    await world.goOn()
    expect(await ladder(cycle, 1)).toEqual({
      'sign-for-reminder': 'overtaken',
      reminder: 'overtaken',
      urging: 'overtaken',
      silence: 'done',
      'overdue-urging': 'overtaken',
      'supervision-order': 'prepared',
    })
    expect(await ladder(cycle, 2)).toEqual({
      'sign-for-reminder': 'void',
      reminder: 'overtaken',
      urging: 'overtaken',
      silence: 'done',
    })
    expect(await rowsOf(world, cycle.cycleId).notices(world.unit(2).id)).toEqual(['released', 'deemed'])
    expect(await cycle.state()).toBe('disposing')
  })

  it('a reminder is not overtaken by one that is meant for others', async () => {
    const cycle = await world.solicit(world.units)
    await cycle.signFor(world.unit(1))
    // Later than the reminder of Thursday morning, and only for those who have not signed.
    await world.owner(
      `update rungs set at = '2026-11-19T02:00:00Z' where rung = 'sign-for-reminder' and cycle_id = $1`,
      [cycle.cycleId],
    )
    await stopClockAt(world, '2026-11-19T03:00:00.000Z')
    await world.goOn()
    expect(await ladder(cycle, 1)).toMatchObject({ reminder: 'done', 'sign-for-reminder': 'void' })
    expect(await ladder(cycle, 2)).toMatchObject({ reminder: 'overtaken', 'sign-for-reminder': 'done' })
  })
})

describe('what an act keeps for its end', () => {
  /** One due rung, acted on by this; the rung's state and the audit afterwards. */
  const actedOn = async (act: (doing: Doing) => void) => {
    const cycle = await world.solicit([world.unit(1)])
    const scope = cycleScope(cycle.cycleId)
    await perform(world.house, { actor: null }, async doing => {
      const row = await lockCycle(doing.tx, cycle.cycleId, 'update')
      const turn = { doing, scope, subjectId: row.id, cycle: row, round: 1, now: later(due) }
      await actOnDue({ ...turn, calendar: await readCalendar(doing.tx) }, async () => act(doing))
    })
    const audit = await world.database.selectFrom('audit').select('id').where('act', '=', 'kept').execute()
    return { silence: (await ladder(cycle, 1)).silence, audit: audit.length }
  }

  it('is undone with the part that failed', async () => {
    const failed = await actedOn(doing => {
      recordAudit(doing, { act: 'kept', at: due })
      throw new Error('broken on purpose')
    })
    expect(failed).toEqual({ silence: 'held-back', audit: 0 })
  })

  it('fails within its part, which is set aside, and not with the act', async () => {
    const failed = await actedOn(doing => atEnd(doing, sql`select 1 / 0`))
    expect(failed).toEqual({ silence: 'held-back', audit: 0 })
  })
})

describe('an item that fails', () => {
  it('is set aside with an alarm and the rest goes on; cleared, it is tried again', async () => {
    const cycle = await world.solicit(world.units)
    const { id } = await rowsOf(world, cycle.cycleId).caseOf(world.unit(2))
    await world.owner(`
      create or replace function break_one() returns trigger language plpgsql as $$ begin raise exception 'broken on purpose'; end $$;
      create trigger break_one before insert on decisions for each row when (new.act = 'silence' and new.case_id = '${id}') execute function break_one()`)
    try {
      await world.goOn(later(due))
      expect((await ladder(cycle, 1)).silence).toBe('done')
      expect((await ladder(cycle, 3)).silence).toBe('done')
      expect((await ladder(cycle, 2)).silence).toBe('held-back')
      expect(await cycle.state()).toBe('open')
    } finally {
      await world.owner('drop trigger break_one on decisions')
    }
    const alarm = await world.database
      .selectFrom('alarms')
      .selectAll()
      .where('cycle_id', '=', cycle.cycleId)
      .executeTakeFirstOrThrow()
    expect(alarm).toMatchObject({ kind: 'rung-failed', cleared_at: null })
    const admin = { ...(await world.actorOf(world.people.supervisor)), roles: ['system-admin'] as const }
    await clearAlarm(world.house, admin, { alarmId: alarm.id })
    await world.goOn()
    expect((await ladder(cycle, 2)).silence).toBe('done')
    expect(await cycle.state()).toBe('disposing')
    expect(await rowsOf(world, cycle.cycleId).decisions('silence')).toHaveLength(3)
  })
})

it('holds the answers open until the date where everybody has answered, so that they can be replaced', async () => {
  const cycle = await world.solicit(world.units)
  for (const unit of world.units) await cycle.answer(unit)
  await world.goOn(later(due))
  const row = await rowsOf(world, cycle.cycleId).cycle()
  expect(row).toMatchObject({ state: 'disposing', closed_at: due })
})
