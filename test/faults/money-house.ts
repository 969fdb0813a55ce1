import path from 'node:path'
import { sql } from 'kysely'
import { answerObjection } from '../../acts/answer-objection.ts'
import { approveList } from '../../acts/approve-list.ts'
import { makeList } from '../../acts/make-list.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { setClock } from '../../acts/set-clock.ts'
import { canary } from './canary.ts'
import { openFaultHouse } from './fault-house.ts'
import { createBankSide } from './money-bank.ts'
import { type Approved, createClaims } from './money-claims.ts'
import { createDesk } from './money-desk.ts'
import { openMoneyOffice } from './money-office.ts'
import { createPayments } from './money-payments.ts'
import { seeded } from './seeded.ts'
import { insist, once, until } from './until.ts'

export type MoneyHouse = Awaited<ReturnType<typeof openMoneyHouse>>

/** What is broken while a wave of claims is approved and paid, and when. */
export interface Breaking {
  readonly before: 'submission' | 'approval' | 'notice' | 'payment' | 'closing'
  readonly what: string
  /** So many claims a wave needs at least for this. */
  readonly claims?: number
  /** @returns to be awaited when the wave is over: fails where what was to be reached was not */
  readonly break: (money: MoneyHouse) => Promise<() => Promise<void>>
}

/** What becomes of the objections, one a wave: nobody answers it, it is upheld, it is dismissed. */
const answers = ['none', 'upheld', 'dismissed'] as const

/** A house with a bank, an office that decides and pays, and a round whose claims come, are approved and paid in waves. */
export async function openMoneyHouse({ seed }: { seed: number }) {
  const house = await openFaultHouse({ bank: true })
  const office = await openMoneyOffice(house).catch(async fault => {
    await house.close()
    throw fault
  })
  const { acts, database } = house
  const { cycleId, people, actorOf } = office
  const chance = seeded(seed)
  const approved: Approved[] = []
  const ledgerFile = () => path.join(house.folder, 'bank-ledger.jsonl')
  const desk = createDesk(house, actorOf)
  const claims = createClaims({ house, office, desk, chance })
  const bankSide = createBankSide({ ledgerFile, bankUrl: house.bankUrl, chance })
  const payments = createPayments({ house, office, desk, bankSide })
  let waves = 0
  let approvals = 0

  const money = {
    ...house,
    ...{ cycleId, approved, wave, ledgerFile, armDesk: desk.arm, approvals: () => approvals },
    ...{
      thawed: payments.thawed,
      bankLines: bankSide.lines,
      statementFen: bankSide.statementFen,
      missingDeeds: bankSide.missingDeeds,
    },
  }
  return money

  /**
   * Claims are handed in, decided, published, put into a batch and paid; of one wave one is objected to, and one waits for
   * money. Whatever comes back or was never received is paid again as the office does it.
   */
  async function wave(count: number, breakings: readonly Breaking[] = []): Promise<void> {
    waves += 1
    const reached: (() => Promise<void>)[] = []
    const breakAt = async (before: Breaking['before']) => {
      for (const each of breakings.filter(each => each.before === before))
        reached.push(await each.break(money as MoneyHouse))
    }
    const least = Math.max(count, ...breakings.map(each => each.claims ?? 0))
    const listed = await decide(least, breakAt)
    await bankSide.tell(listed)
    await breakAt('notice')
    await publish(listed)
    await breakAt('payment')
    const toPay = listed.filter(({ stands }) => stands === 'to-be-paid')
    await payments.pay(toPay)
    for (const wasReached of reached.splice(0)) await wasReached()
    await payments.payWhatCameBack(toPay)
    await breakAt('closing')
    await payments.closeBatches()
    for (const wasReached of reached) await wasReached()
    await untilWorkflowsRest()
  }

  /** @returns claims whose money is committed and that stand on no list yet: those to be paid, and one for an objection */
  async function decide(count: number, breakAt: (before: Breaking['before']) => Promise<void>): Promise<Approved[]> {
    await moveUp()
    const there = approved.filter(({ stands }) => stands === 'committed' || stands === 'waiting')
    const drafts = await claims.prepare(Math.max(2, count + 2 - there.length))
    await breakAt('submission')
    const submitted = await claims.handIn(drafts)
    await claims.review(submitted)
    await claims.fund(
      there.filter(({ stands }) => stands === 'waiting'),
      drafts,
    )
    await breakAt('approval')
    approved.push(...(await claims.approve(submitted, () => void approvals++)))
    await moveUp()
    return approved.filter(({ stands }) => stands === 'committed')
  }

  /** Those who waited and whose turn has come. */
  async function moveUp(): Promise<void> {
    const waiting = approved.filter(({ stands }) => stands === 'waiting')
    const committed = await insist(() =>
      database
        .selectFrom('claims')
        .select('case_id')
        .where('case_id', 'in', [cycleId, ...waiting.map(({ caseId }) => caseId)])
        .where('state', '=', 'committed')
        .execute(),
    )
    for (const claim of waiting)
      if (committed.some(({ case_id }) => case_id === claim.caseId)) claim.stands = 'committed'
  }

  /** The list is made and approved, its notice runs to its end, and the objection that came meanwhile is answered or not. */
  async function publish(claims: readonly Approved[]): Promise<void> {
    const caseIds = claims.map(({ caseId }) => caseId)
    const { listId } = await once(async key =>
      makeList(acts, await actorOf(people.officer), { cycleId, caseIds, once: key }),
    )
    const { startsAt, endsAt } = await desk.act('approveList', approveList, people.leader, {
      listId,
      minutes: { number: '纪要1号', on: '2025-01-05', fileId: null },
      telephone: '0537-0000000',
      address: '演示路1号',
      website: '',
      startsOn: null,
    })
    await insist(() => setClock(acts, later(startsAt)))
    await untilList(listId, 'running')
    const objected = claims.at(-1) as Approved
    for (const claim of claims) claim.stands = claim === objected ? 'held' : 'listed'
    const itemId = await objectTo(objected, listId)
    await insist(() => setClock(acts, later(endsAt)))
    await untilList(listId, 'ended')
    for (const claim of claims) if (claim.stands === 'listed') claim.stands = 'to-be-paid'
    const outcome = answers[waves % answers.length]
    if (outcome === 'none') return
    await answer(itemId, outcome === 'upheld' ? { outcome, effect: 'struck-out' } : { outcome: 'dismissed' })
    objected.stands = outcome === 'upheld' ? 'struck-out' : 'to-be-paid'
  }

  async function objectTo({ caseId }: Approved, listId: string): Promise<string> {
    const { id: itemId } = await insist(() =>
      database
        .selectFrom('notice_items')
        .select('id')
        .where('list_id', '=', listId)
        .where('case_id', '=', caseId)
        .executeTakeFirstOrThrow(),
    )
    const by = { named: true, name: canary.objector(waves), contact: canary.contactOfObjector(waves) }
    await once(key => raiseObjection(acts, null, { itemId, ...by, text: '不实', once: key }))
    return itemId
  }

  async function answer(itemId: string, answer: Parameters<typeof answerObjection>[2]['answer']): Promise<void> {
    const { id: objectionId } = await insist(() =>
      database.selectFrom('objections').select('id').where('item_id', '=', itemId).executeTakeFirstOrThrow(),
    )
    const said = { objectionId, answer, reason: '已核实', clause: '四（五）16②' }
    await once(async key => answerObjection(acts, await actorOf(people.officer), { ...said, once: key }))
  }

  async function untilList(listId: string, state: string): Promise<void> {
    await until(
      `the notice is ${state}`,
      async () =>
        (await database.selectFrom('notice_lists').select('state').where('id', '=', listId).executeTakeFirstOrThrow())
          .state === state,
      { withinMs: 120_000, tell: house.tell },
    )
  }

  async function untilWorkflowsRest(): Promise<void> {
    await until(
      'every course of a claim or payment that has an end has ended',
      async () => {
        const { rows } = await sql<{ left: number }>`
          select (select count(*) from wakes)::int
            + (select count(*) from scopes s join payouts p on s.scope = 'payout:' || p.id where p.state = 'paid' and s.state = 'open')::int
            + (select count(*) from scopes s join claims c on s.scope = 'case:' || c.case_id where c.state in ('paid', 'struck-out') and s.state = 'open')::int as left`.execute(
          database,
        )
        return rows[0]?.left === 0
      },
      { withinMs: 180_000, tell: house.tell },
    )
  }
}

const later = (at: string): string => new Date(Date.parse(at) + 1).toISOString()
