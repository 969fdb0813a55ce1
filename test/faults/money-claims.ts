import { sql } from 'kysely'
import { addAppropriation } from '../../acts/add-appropriation.ts'
import { acceptClaim } from '../../acts/decide-acceptance.ts'
import { approveClaim } from '../../acts/decide-claim.ts'
import { declareInterest } from '../../acts/declare-interest.ts'
import { confirmAccount, proposeAccount } from '../../acts/propose-account.ts'
import { reviewClaim } from '../../acts/review-claim.ts'
import type { Child } from '../../acts/save-claim.ts'
import { submitClaim } from '../../acts/submit-claim.ts'
import { openDatabase, openPool } from '../../records/pool.ts'
import { canary } from './canary.ts'
import type { FaultHouse } from './fault-house.ts'
import type { Desk } from './money-desk.ts'
import type { MoneyOffice, Person } from './money-office.ts'
import { insist, once } from './until.ts'

/**
 * A claim that was approved, by our own account of it. Where it stands: its money is committed, or it waits in order for
 * money; it stands on a list, an objection holds it, it was struck out; or it is to be paid, which none of the others is.
 */
export interface Approved {
  readonly caseId: string
  readonly number: string
  readonly name: string
  readonly account: string
  readonly infants: number
  readonly others: number
  /** Worked out here, by 3,000 and 2,000 yuan. */
  readonly fen: bigint
  readonly contact: Person
  stands: 'committed' | 'waiting' | 'listed' | 'held' | 'struck-out' | 'to-be-paid'
}
export type Drafted = Omit<Approved, 'number' | 'stands'> & { readonly version: number }
type Submitted = Omit<Approved, 'stands'>

export const bankCode = '104461000017'
const together = 6
const atOnce = 50

/** Claims on their way to their approval, each act by the person whose it is. */
export function createClaims({
  house,
  office,
  desk,
  chance,
}: {
  house: Pick<FaultHouse, 'acts' | 'database' | 'environment'>
  office: MoneyOffice
  desk: Desk
  chance: () => number
}) {
  const { acts, database } = house
  const { cycleId, people, actorOf } = office
  let drawn = 0
  return { prepare, handIn, review, approve, fund }

  /** Institutions that have filled everything in; every seventh with a roll of its children. */
  async function prepare(count: number): Promise<Drafted[]> {
    const numbers = Array.from({ length: count }, () => ++drawn)
    return inBulk(numbers, together, async nth => {
      const name = canary.institution(nth)
      const institution = await office.addInstitution(name)
      const children = nth % 7 === 1 ? rollOf(nth) : []
      const infants = children.length > 0 ? 1 : Math.floor(chance() * 12)
      const others = children.length > 0 ? children.length - 1 : 1 + Math.floor(chance() * 45)
      const classes = [
        { kind: 'infant', heads: infants },
        { kind: 'senior', heads: others },
      ]
      const facts = { countedOn: '2024-12-01', classes }
      const { caseId, version } = await office.prepare(cycleId, institution, { facts, children })
      const contact = institution.contact
      const account = canary.account(nth)
      await giveAccount({ caseId, name, account, contact })
      const fen = BigInt(infants) * 3_000_00n + BigInt(others) * 2_000_00n
      return { caseId, version, name, account, infants, others, fen, contact }
    })
  }

  /** The unit's account, that finance confirms. */
  async function giveAccount({
    caseId,
    name,
    account,
    contact,
  }: Pick<Drafted, 'caseId' | 'name' | 'account' | 'contact'>): Promise<void> {
    const given = { holder: name, number: account, bank: '演示银行', bankCode }
    const { accountId } = await once(async key =>
      proposeAccount(acts, await actorOf(contact), { caseId, account: given, once: key }),
    )
    await once(async key => confirmAccount(acts, await actorOf(people.maker), { caseId, accountId, once: key }))
  }

  function handIn(drafts: readonly Drafted[]): Promise<Submitted[]> {
    return inBulk(drafts, together, async ({ version, ...draft }) => {
      const form = { caseId: draft.caseId, version, statement: true }
      const { number } = await desk.act('submitClaim', submitClaim, draft.contact, form)
      return { ...draft, number }
    })
  }

  /** Accepted, reviewed, and with the approver's word that they have no interest in it. */
  async function review(claims: readonly Submitted[]): Promise<void> {
    const [officer, reviewer, approver] = await Promise.all(
      [people.officer, people.reviewer, people.approver].map(actorOf),
    )
    if (!officer || !reviewer || !approver) return
    const finding = { facts: {}, cutChildren: [], verdict: 'support', reason: '', clause: '' } as const
    const none = { conflicted: false, reason: '' }
    await inBulk(claims, together, async ({ caseId }) => {
      await once(key => acceptClaim(acts, officer, { caseId, once: key }))
      await insist(() => declareInterest(acts, reviewer, { caseId, ...none }))
      await once(key => reviewClaim(acts, reviewer, { caseId, finding, once: key }))
      await insist(() => declareInterest(acts, approver, { caseId, ...none }))
    })
  }

  /** All of them approved in the same instant, fifty at a time over fifty lines to the database. */
  async function approve(claims: readonly Submitted[], answered: () => void): Promise<Approved[]> {
    const { DATABASE_URL } = house.environment()
    const many = openDatabase(openPool(DATABASE_URL, { size: Math.min(atOnce, claims.length) }))
    try {
      return await inBulk(claims, atOnce, async claim => {
        const { caseId } = claim
        const { state } = await desk.act(
          'approveClaim',
          (_house, actor, form) => approveClaim({ ...acts, database: many }, actor, form),
          people.approver,
          { caseId },
        )
        answered()
        return { ...claim, stands: state }
      })
    } finally {
      await many.destroy()
    }
  }

  /**
   * Money is added for those who wait and those who come, and of those who come all but the smallest: so whoever is
   * approved last waits, whoever that is.
   */
  async function fund(waiting: readonly Approved[], coming: readonly Drafted[]): Promise<void> {
    const { available } = await insist(() =>
      database
        .selectFrom('budgets')
        .select(sql<bigint>`appropriated_fen - committed_fen`.as('available'))
        .where('cycle_id', '=', cycleId)
        .executeTakeFirstOrThrow(),
    )
    const [smallest = 0n] = coming.map(({ fen }) => fen).sort((one, other) => (one < other ? -1 : 1))
    const short = sumOf(waiting) + sumOf(coming) - smallest - BigInt(available)
    if (short <= 0n) return
    await once(async key =>
      addAppropriation(acts, await actorOf(people.maker), {
        ...{ cycleId, amountFen: String(short), source: '追加预算', once: key },
      }),
    )
  }
}

export const sumOf = (claims: readonly { readonly fen: bigint }[]): bigint =>
  claims.reduce((sum, { fen }) => sum + fen, 0n)

const rollOf = (nth: number): Child[] =>
  [1, 2, 3].map(at => {
    const place = nth * 3 + at
    return {
      ...canary.identity(place),
      name: canary.child(place),
      classKind: 'senior',
      enrolledFrom: null,
      enrolledUntil: null,
    }
  })

/** Does it to each, so many at the same time, and answers in their order. */
async function inBulk<Each, Done>(
  all: readonly Each[],
  width: number,
  work: (each: Each) => Promise<Done>,
): Promise<Done[]> {
  const done: Done[] = []
  let next = 0
  const hand = async () => {
    for (let at = next++; at < all.length; at = next++) done[at] = await work(all[at] as Each)
  }
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, hand))
  return done
}
