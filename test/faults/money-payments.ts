import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { closeBatch } from '../../acts/close-batch.ts'
import { askAgain } from '../../acts/confirm-never-received.ts'
import { makeBatch } from '../../acts/make-batch.ts'
import { confirmAccount, proposeAccount } from '../../acts/propose-account.ts'
import { releaseBatch } from '../../acts/release-batch.ts'
import { settleFrozen } from '../../acts/settle-frozen.ts'
import { RuleBroken } from '../../domain/refusal.ts'
import type { FaultHouse } from './fault-house.ts'
import type { BankSide } from './money-bank.ts'
import { type Approved, bankCode } from './money-claims.ts'
import type { Desk } from './money-desk.ts'
import type { MoneyOffice } from './money-office.ts'
import { insist, once, until } from './until.ts'

const otherBankCode = '104461000025'
const mostBatches = 8

/** Finance's part: batches, payments that nobody knows of, accounts that were wrong, and the bank's statement. */
export function createPayments({
  house,
  office: { cycleId, people, actorOf },
  desk,
  bankSide,
}: {
  house: Pick<FaultHouse, 'acts' | 'database' | 'tell'>
  office: MoneyOffice
  desk: Desk
  bankSide: BankSide
}) {
  const { acts, database, tell } = house
  /** How often people looked at a frozen payment, and what they did. */
  const thawed = { askedAgain: 0, settled: 0 }
  return { pay, payWhatCameBack, closeBatches, thawed: (): Readonly<typeof thawed> => thawed }

  /** Everything that is payable is paid, in as many batches as it takes. */
  async function pay(claims: readonly Approved[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      if (attempt > mostBatches) throw new Error(`a wave is not paid after ${mostBatches} batches`)
      const batchId = await payBatch()
      if (batchId) await untilEnded(batchId)
      await correctAccounts(claims)
      if ((await unpaid(claims)) === 0) return
    }
  }

  /** What comes back long after it was paid: the news are read to their end, and it is paid again. */
  async function payWhatCameBack(claims: readonly Approved[]): Promise<void> {
    for (;;) {
      await until(
        'the bank’s news are read',
        async () => {
          const { read_until } = await database.selectFrom('bank_news').select('read_until').executeTakeFirstOrThrow()
          return Number(read_until) >= bankSide.lines()
        },
        { tell },
      )
      if ((await unpaid(claims)) === 0) return
      await correctAccounts(claims)
      await pay(claims)
    }
  }

  /** Every batch agrees with the bank's statement to the fen. */
  async function closeBatches(): Promise<void> {
    const open = await insist(() =>
      database
        .selectFrom('payouts')
        .innerJoin('batches', 'batches.id', 'payouts.batch_id')
        .select(['batches.id', 'payouts.key'])
        .where('batches.cycle_id', '=', cycleId)
        .where('batches.state', '=', 'released')
        .execute(),
    )
    for (const batchId of new Set(open.map(({ id }) => id))) {
      const keys = new Set(open.filter(({ id }) => id === batchId).map(({ key }) => key))
      const statementFen = String(bankSide.statementFen(keys))
      await desk.act('closeBatch', closeBatch, people.maker, { batchId, statementFen })
    }
  }

  /** @returns null where what is payable came back a moment ago, and its account is to be corrected first */
  async function payBatch(): Promise<string | null> {
    const form = { cycleId, caseIds: null, channel: 'bank' } as const
    const made = await desk.act('makeBatch', makeBatch, people.maker, form).catch(fault => {
      const why = fault instanceof RuleBroken ? fault.code : String(fault)
      if (/account-not-confirmed|nothing-to-pay/.test(why)) return null
      throw fault
    })
    if (!made) return null
    const { batchId, contentSha256 } = made
    await desk.act('releaseBatch', releaseBatch, people.releaser, { batchId, contentSha256 })
    return batchId
  }

  /** Until each payment has an end: asked about without waiting for the intervals, and looked at by people where it is frozen. */
  async function untilEnded(batchId: string): Promise<void> {
    await until(
      'every payment has an end',
      async () => {
        await askNow()
        await lookAtFrozen(batchId)
        const { rows } = await sql<{ open: number }>`
          select count(*)::int as open from payouts where batch_id = ${batchId} and state not in ('paid', 'returned', 'never-received')`.execute(
          database,
        )
        return rows[0]?.open === 0
      },
      { withinMs: 240_000, tell },
    )
  }

  async function askNow(): Promise<void> {
    await sql`update payouts set ask_at = clock_timestamp() where state in ('submitted', 'unknown') and ask_at > clock_timestamp() and ask_at < clock_timestamp() + interval '1 year'`.execute(
      database,
    )
    await sql`select pg_notify('courier', 'payouts')`.execute(database)
  }

  /** People ask the bank again, or, every other time, two of them read from its statement what it did. */
  async function lookAtFrozen(batchId: string): Promise<void> {
    const frozen = await database
      .selectFrom('payouts')
      .select(['id', 'key'])
      .where('batch_id', '=', batchId)
      .where('state', '=', 'frozen')
      .execute()
    for (const { id: payoutId, key } of frozen) {
      const shown = bankSide.statementOf(key)
      if (shown && thawed.settled <= thawed.askedAgain) {
        for (const person of [people.maker, people.releaser]) {
          const read = { payoutId, ...shown, reason: '按对账单', once: { key: randomUUID() } }
          await settleFrozen(acts, await actorOf(person), read).catch(saidAlready)
        }
        thawed.settled++
      } else {
        const again = { payoutId, reason: '已电话核实', once: { key: randomUUID() } }
        await askAgain(acts, await actorOf(people.maker), again)
        thawed.askedAgain++
      }
    }
  }

  /** What the bank sends back is paid to another account of the same payee, which a second person has confirmed. */
  async function correctAccounts(claims: readonly Approved[]): Promise<void> {
    const { rows } = await insist(() =>
      sql<{ case_id: string; bank_code: string }>`
        select p.case_id, a.bank_code from payouts p join accounts a on a.id = p.account_id join claims c on c.case_id = p.case_id
        where p.cycle_id = ${cycleId} and p.state = 'returned' and c.state = 'payable' and a.state = 'confirmed'`.execute(
        database,
      ),
    )
    for (const { case_id: caseId, bank_code } of rows) {
      const payee = claims.find(claim => claim.caseId === caseId)
      if (!payee) continue
      const next = bank_code === bankCode ? otherBankCode : String(Number(bank_code) + 1).padStart(12, '0')
      const account = { holder: payee.name, number: payee.account, bank: '演示银行', bankCode: next }
      const { accountId } = await once(async key =>
        proposeAccount(acts, await actorOf(payee.contact), { caseId, account, once: key }),
      )
      await once(async key => confirmAccount(acts, await actorOf(people.maker), { caseId, accountId, once: key }))
    }
  }

  async function unpaid(claims: readonly Approved[]): Promise<number> {
    const caseIds = claims.map(({ caseId }) => caseId)
    return insist(async () => {
      const { rows } = await sql<{ left: number }>`
        select count(*)::int as left from claims where case_id = any(${caseIds}::uuid[]) and state <> 'paid'`.execute(
        database,
      )
      return rows[0]?.left ?? claims.length
    })
  }
}

// Where the second of them was held up, the first one's word stands already.
function saidAlready(fault: unknown): void {
  if (!(fault instanceof RuleBroken && fault.code === 'confirmed-already')) throw fault
}
