import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { openRound } from '../builders/money.ts'
import { clearDesk, drive, later, rowsOf } from '../builders/world.ts'
import { openStage, playWhole, type Scoped, type Stage, until } from './stage.ts'

const due = '2026-11-23T09:30:00.000Z'

/** Cycles whose histories are kept: between them every step, every way out of it, and every kind of wait. */
const plays: Record<string, (stage: Stage) => Promise<Scoped>> = {
  'whole-cycle': stage => playWhole(stage),
  'returned-and-again': stage => playWhole(stage, { returned: true }),
  'withdrawn-while-open': async stage => {
    const { cycle, go } = await openCycle(stage)
    await stage.reach(cycle, '2026-11-18T02:00:00.001Z')
    await go.withdraw()
    await stage.handle(cycle).result()
    return cycle
  },
  'extended-then-closed-early': async stage => {
    const { cycle, go } = await openCycle(stage)
    await go.extend('2026-11-26')
    await stage.reach(cycle, later(due))
    for (const unit of stage.units) await cycle.answer(unit)
    await go.closeEarly()
    await stage.arrive(cycle, 'disposing', 'disposition')
    await go.submitTable()
    await stage.arrive(cycle, 'approving', 'approval')
    await go.approve()
    await stage.handle(cycle).result()
    return cycle
  },
  'still-open': async stage => {
    const { cycle } = await openCycle(stage)
    await stage.reach(cycle, '2026-11-19T01:00:00.001Z')
    await stage.resting(cycle)
    return cycle
  },
  'public-notice': async stage => (await playPayment(stage)).list,
  'payment-made': async stage => {
    const { round, paid } = await playPayment(stage)
    await round.hear(round.payee(1), { says: 'paid' })
    await stage.handle(paid).result()
    return paid
  },
  'payment-returned': async stage => {
    const { round, paid } = await playPayment(stage)
    await round.hear(round.payee(1), { says: 'returned' })
    await until('the account is to be corrected', async () =>
      (await rowsOf(stage, round.cycleId).tasks()).some(({ step, state }) => step === 'account' && state === 'open'),
    )
    await round.bank(round.payee(1), { bankCode: '104461000025' })
    await stage.handle(paid).result()
    return paid
  },
}

/** A claim is published, and its payment handed over. */
async function playPayment(stage: Stage) {
  const round = await openRound(stage, { granted: [{ fen: 126_000_00n }] })
  await round.bank(round.payee(1))
  const { listId, startsAt, endsAt } = await round.listed()
  const list = { scope: `list:${listId}` }
  await stage.wakesReached()
  await stage.reach(list, later(startsAt))
  await stage.reach(list, later(endsAt))
  await stage.handle(list).result()
  await round.released()
  await stage.wakesReached()
  await round.handOver(round.payee(1))
  const paid = { scope: `payout:${(await round.payoutOf(round.payee(1))).id}` }
  await stage.resting(paid)
  return { round, list, paid }
}

async function openCycle(stage: Stage) {
  const cycle = await stage.solicit(stage.units, { until: 'draft' })
  const go = drive(stage, cycle, { walk: false })
  await go.submit()
  await stage.arrive(cycle, 'signing', 'signature')
  await go.sign(stage.people.sectionHead)
  const tasks = () => rowsOf(stage, cycle.cycleId).tasks()
  await until('the leader has the letter', async () =>
    (await tasks()).some(({ seat, state }) => seat === 'leader' && state === 'open'),
  )
  await go.sign(stage.people.leader)
  await stage.arrive(cycle, 'open')
  return { cycle, go }
}

/** Plays each of them on a Temporal server and writes what it remembers of it into the folder, one file each. */
export async function recordHistories(folder: string): Promise<string[]> {
  const stage = await openStage({ taskQueue: `histories-${Date.now()}` })
  try {
    for (const [name, play] of Object.entries(plays)) {
      await clearDesk(stage)
      const { text } = await stage.history(await play(stage))
      writeFileSync(path.join(folder, `${name}.json`), `${text}\n`)
    }
    return Object.keys(plays)
  } finally {
    await stage.close()
  }
}
