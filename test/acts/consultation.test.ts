import { dispose } from '../../acts/dispose.ts'
import { noteConsultation } from '../../acts/note-consultation.ts'
import { recordRuling, requestRuling } from '../../acts/request-ruling.ts'
import type { ConsultationResult, RulingFinding } from '../../domain/consultation.ts'
import type { Verdict } from '../../domain/cycle.ts'
import { readDisputes } from '../../records/consultation.ts'
import {
  clearDesk,
  drive,
  once,
  openWorld,
  rowsOf,
  type Solicitation,
  stopClockAt,
  type World,
} from '../builders/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

// Opened on 2026-11-16; it is the 24th in Shanghai, at ten.
const now = '2026-11-24T02:00:00.000Z'
const missing = { code: 'consultation-missing' }

/** The first unit's two opinions on one clause are decided so; all others are adopted. */
async function decided(verdict: Verdict, ownDuties: boolean) {
  const cycle = await world.solicit(world.units)
  await cycle.answer(world.unit(1), { text: '补助应由各地自定。' }, { text: '标准宜低一些。' })
  await cycle.answer(world.unit(2), { text: '补助偏低。' })
  await cycle.answer(world.unit(3))
  const go = drive(world, cycle)
  await go.closeEarly()
  await stopClockAt(world, now)
  const [mine, others] = [
    (await go.opinions()).filter(({ text }) => text !== '补助偏低。'),
    (await go.opinions()).filter(({ text }) => text === '补助偏低。'),
  ]
  const officer = await world.actorOf(world.people.officer)
  const { cycleId } = cycle
  const decide = (opinions: readonly { id: string }[], version: number, as: Verdict, own: boolean) =>
    dispose(world.house, officer, {
      cycleId,
      opinions: opinions.map(({ id }) => ({ id, version })),
      verdict: as,
      reason: '与上级文件不一致。',
      ownDuties: own,
    })
  await decide(mine, 0, verdict, ownDuties)
  await decide(others, 0, 'adopted', false)
  const opinionId = mine[0]?.id ?? ''
  return {
    cycle,
    go,
    opinionId,
    otherId: others[0]?.id ?? '',
    again: (as: Verdict, version: number) => decide(mine, version, as, true),
    note: (result: ConsultationResult, heldOn = '2026-11-23', id = opinionId) =>
      noteConsultation(world.house, officer, {
        cycleId,
        opinionId: id,
        heldOn,
        spokeWith: '郑棠',
        text: '电话协商分档办法。',
        result,
        once: once(),
      }),
    ask: () =>
      requestRuling(world.house, officer, {
        cycleId,
        opinionId,
        askedOf: '市人民政府',
        about: '补助如何分档。',
        once: once(),
      }),
    rule: (rulingId: string, finding: RulingFinding, ruledOn = '2026-11-24') =>
      recordRuling(world.house, officer, { cycleId, rulingId, finding, text: '按征求意见稿。', ruledOn, once: once() }),
  }
}
const approving = (cycle: Solicitation) => expect(cycle.state()).resolves.toBe('approving')

describe('a rejected opinion on the unit’s own duties', () => {
  it('keeps the table back, with the unit’s name, until both agree', async () => {
    const { cycle, note } = await decided('rejected', true)
    await expect(cycle.submitTable()).rejects.toMatchObject({ ...missing, details: { units: world.unit(1).name } })
    await note('not-agreed')
    await expect(cycle.submitTable()).rejects.toMatchObject(missing)
    await note('agreed')
    await cycle.submitTable()
    await approving(cycle)
  })

  it('is not settled by an agreement after which both disagreed again', async () => {
    const { cycle, note } = await decided('rejected', true)
    await note('agreed', '2026-11-20')
    await note('not-agreed', '2026-11-23')
    await note('agreed', '2026-11-19') // noted last, but of an earlier day
    await expect(cycle.submitTable()).rejects.toMatchObject(missing)
  })

  it('is not settled by an agreement with another unit', async () => {
    const { cycle, note, otherId } = await decided('rejected', true)
    await note('agreed', '2026-11-23', otherId)
    await expect(cycle.submitTable()).rejects.toMatchObject({ ...missing, details: { units: world.unit(1).name } })
  })

  it('waits for the ruling that was asked for, and is settled when it says that the rejection stands', async () => {
    const { cycle, note, ask, rule } = await decided('rejected', true)
    await note('not-agreed')
    const { rulingId } = await ask()
    await expect(cycle.submitTable()).rejects.toMatchObject(missing)
    await expect(ask()).rejects.toMatchObject({ code: 'ruling-asked-already', details: { askedOf: '市人民政府' } })
    await rule(rulingId, 'upheld')
    await expect(rule(rulingId, 'overruled')).rejects.toMatchObject({ code: 'already-decided' })
    await cycle.submitTable()
    await approving(cycle)
  })

  it('has to be decided otherwise when the ruling says that the unit is right', async () => {
    const { cycle, ask, rule, again } = await decided('rejected', true)
    const { rulingId } = await ask()
    await rule(rulingId, 'overruled')
    await expect(cycle.submitTable()).rejects.toMatchObject(missing)
    await again('partly', 1)
    await cycle.submitTable()
    await approving(cycle)
  })
})

it.each([
  ['rejected', false],
  ['partly', true],
  ['adopted', true],
] as const)('an opinion %s, on own duties %s, needs no agreement', async (verdict, ownDuties) => {
  const { cycle } = await decided(verdict, ownDuties)
  await cycle.submitTable()
  await approving(cycle)
})

it('decided once more as on own duties keeps the table back from then on', async () => {
  const { cycle, again } = await decided('rejected', false)
  await again('rejected', 1)
  await expect(cycle.submitTable()).rejects.toMatchObject(missing)
})

describe('what is noted', () => {
  it('stands on record with who noted it and when, in decisions and in the audit', async () => {
    const { cycle, note, ask, rule } = await decided('rejected', true)
    await note('not-agreed')
    await rule((await ask()).rulingId, 'upheld')
    const { decisions } = rowsOf(world, cycle.cycleId)
    const made = [
      ...(await decisions('note-consultation')),
      ...(await decisions('request-ruling')),
      ...(await decisions('record-ruling')),
    ]
    expect(made.map(({ act, verdict, reason, person_name, at }) => [act, verdict, reason, person_name, at])).toEqual([
      ['note-consultation', 'not-agreed', '电话协商分档办法。', '许知言', now],
      ['request-ruling', null, '补助如何分档。', '许知言', now],
      ['record-ruling', 'upheld', '按征求意见稿。', '许知言', now],
    ])
    const audited = await world.database
      .selectFrom('audit')
      .select('act')
      .where('cycle_id', '=', cycle.cycleId)
      .where('act', 'in', ['note-consultation', 'request-ruling', 'record-ruling'])
      .execute()
    expect(audited).toHaveLength(3)
    expect(await readDisputes(world.database, cycle.cycleId)).toMatchObject([
      {
        unitName: world.unit(1).name,
        needed: true,
        lastWord: 'upheld',
        entries: [
          { kind: 'consultation', heldOn: '2026-11-23', spokeWith: '郑棠', result: 'not-agreed', by: '许知言' },
          { kind: 'ruling', askedOf: '市人民政府', ruled: { on: '2026-11-24', finding: 'upheld' } },
        ],
      },
    ])
  })

  it.each([
    ['a day to come', '2026-11-25', 'in-the-future'],
    ['a day before the letter', '2026-11-15', 'before-it-was-sent'],
    ['no day', '2026-02-30', 'not-a-date'],
  ])('is not of %s', async (_what, heldOn, code) => {
    const { note } = await decided('rejected', true)
    await expect(note('agreed', heldOn)).rejects.toMatchObject({ errors: [{ field: 'heldOn', code }] })
  })

  it('of a ruling is not of a day before it was asked for', async () => {
    const { ask, rule } = await decided('rejected', true)
    const { rulingId } = await ask()
    await expect(rule(rulingId, 'upheld', '2026-11-23')).rejects.toMatchObject({
      errors: [{ field: 'ruledOn', code: 'before-it-was-asked' }],
    })
  })
})
