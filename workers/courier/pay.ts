import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { House } from '../../acts/act.ts'
import { recordBankWord } from '../../acts/record-bank-word.ts'
import { open } from '../../acts/sealed-field.ts'
import { effectOf, secondsUntilAsked } from '../../domain/bank-word.ts'
import type { PaymentOrder } from '../bank/bank-protocol.ts'
import type { Bank, Heard } from '../bank/http-bank.ts'
import type { Failpoint } from '../failpoint.ts'

export interface PayDeps {
  readonly house: House
  readonly bank: Bank
  readonly log: Logger
  readonly failpoint: Failpoint
  /** Told when the bank has taken a payment, with the milliseconds after which it is first to be asked about it. */
  readonly onTaken?: (askInMs: number) => void
  /** How long to wait at first when the bank cannot be reached. */
  readonly linePauseMs?: number
}

type Claimed = {
  id: string
  key: string
  token: string
  asked: number
  amount_fen: bigint
  holder: string
  number_sealed: Buffer
  bank_code: string
  title: string
}

const batch = 16
const leaseSeconds = 60
const askLeaseSeconds = 30
const recordPauseMs = 200
const longestRecordPause = 8_000
/** A key that a bank has not found so often is barred there: from then on "never received" is a promise. */
const asksBeforeBar = 3

/**
 * Hands released payments to the bank, each once: claimed with a lease in one short transaction, sent, recorded. Whatever
 * is not a clear word of the bank leaves a payment unknown: then it is asked about by its key, at longer and longer
 * intervals, and never sent again.
 */
export function createPayer({ house, bank, log, failpoint, onTaken, linePauseMs = 500 }: PayDeps) {
  const { database } = house
  let pausedUntil = 0
  let linePause = linePauseMs
  return { pay, ask, hearNews, reclaim }

  async function pay(): Promise<'more' | 'done'> {
    if (Date.now() < pausedUntil) return 'done'
    const claimed = await claim()
    if (claimed.length === 0) return 'done'
    failpoint('pay-claimed')
    const begunAt = Date.now()
    const sent = await Promise.all(claimed.map(payout => handOver(payout, begunAt)))
    // One more look: a payment that its own course held for this moment was passed over.
    return sent.includes(true) && Date.now() >= pausedUntil ? 'more' : 'done'
  }

  /** @returns false where it certainly did not go out */
  async function handOver(payout: Claimed, begunAt: number): Promise<boolean> {
    // A process that stood still past its lease sends nothing: the payment is being asked about by now.
    if (Date.now() - begunAt > (leaseSeconds * 1000) / 2) return false
    const heard = await bank.submit(orderOf(payout))
    failpoint('pay-answered')
    await insistOn(() => record(payout, heard))
    failpoint('pay-recorded')
    return heard.kind !== 'not-sent'
  }

  // What the bank said is worth waiting for a database that is away; after that the lease ends and the bank is asked.
  async function insistOn(work: () => Promise<void>): Promise<void> {
    for (let waitMs = recordPauseMs; ; waitMs *= 2) {
      try {
        return await work()
      } catch (fault) {
        if (waitMs > longestRecordPause) throw fault
        log.warn({ err: fault, waitMs }, 'a word of the bank is not recorded yet')
        await pause(waitMs)
      }
    }
  }

  async function record(payout: Claimed, heard: Heard): Promise<void> {
    if (heard.kind === 'word') {
      linePause = linePauseMs
      const state = await recordBankWord(house, { payoutId: payout.id, word: heard.word })
      if (state === 'submitted') onTaken?.(secondsUntilAsked(payout.asked) * 1000)
      return
    }
    const back = heard.kind === 'not-sent'
    // Of the payments that fail together only the first makes the pause longer.
    if (back && Date.now() >= pausedUntil) {
      pausedUntil = Date.now() + linePause
      linePause = Math.min(linePause * 2, 30_000)
    }
    log.warn({ payout: payout.id, why: heard.why, ...(back ? { pauseMs: linePause } : {}) }, 'no word of the bank')
    await sql`
      with mine as (
        update payouts set state = ${back ? 'prepared' : 'unknown'}, lease_token = null, lease_until = null,
          ask_at = ${back ? null : sql`clock_timestamp() + interval '1 second'`}
        where id = ${payout.id} and state = 'submitting' and lease_token = ${payout.token} returning id
      ) insert into payout_events (payout_id, kind, source, detail) select id, ${back ? 'not-sent' : 'no-answer'}, 'house', jsonb_build_object('why', ${heard.why}::text) from mine`.execute(
      database,
    )
  }

  async function claim(): Promise<Claimed[]> {
    const token = randomUUID()
    const { rows } = await sql<Claimed>`
      with due as (
        select p.id from payouts p join batches b on b.id = p.batch_id
        where p.state = 'prepared' and b.state = 'released' and b.channel = 'bank' order by p.key limit ${batch} for update of p skip locked
      ), leased as (
        update payouts p set state = 'submitting', lease_token = ${token}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
          submitted_at = business_now()
        from due where p.id = due.id returning p.*
      ), told as (
        insert into payout_events (payout_id, kind, source) select id, 'handed-over', 'house' from leased
      )
      select l.id, l.key, l.lease_token as token, l.asked, l.amount_fen, a.holder, a.number_sealed, a.bank_code, c.title
      from leased l join accounts a on a.id = l.account_id join cycles c on c.id = l.cycle_id`.execute(database)
    return rows
  }

  /** Asks about what was taken and has no end yet, and about what nobody knows of. */
  async function ask(): Promise<'more' | 'done'> {
    const { rows } = await sql<Claimed>`
      with due as (
        select p.id from payouts p join batches b on b.id = p.batch_id
        where p.state in ('submitted', 'unknown') and p.ask_at <= clock_timestamp() and b.channel = 'bank' order by p.ask_at limit ${batch} for update of p skip locked
      ), leased as (
        update payouts p set ask_at = clock_timestamp() + make_interval(secs => ${askLeaseSeconds}) from due where p.id = due.id returning p.*
      )
      select l.id, l.key, '' as token, l.asked, l.amount_fen, a.holder, a.number_sealed, a.bank_code, c.title
      from leased l join accounts a on a.id = l.account_id join cycles c on c.id = l.cycle_id`.execute(database)
    if (rows.length === 0) return 'done'
    failpoint('pay-ask-claimed')
    await Promise.all(
      rows.map(async payout => {
        const heard = await bank.ask(orderOf(payout), { bar: payout.asked >= asksBeforeBar })
        failpoint('pay-asked')
        if (heard.kind === 'word') {
          await recordBankWord(house, { payoutId: payout.id, word: heard.word })
          return
        }
        log.warn({ payout: payout.id, why: heard.why }, 'no word of the bank')
        await sql`
          update payouts set asked = asked + 1, ask_at = clock_timestamp() + make_interval(secs => ${secondsUntilAsked(payout.asked)})
          where id = ${payout.id} and state in ('submitted', 'unknown')`.execute(database)
        await sql`
          insert into payout_events (payout_id, kind, source, detail) values (${payout.id}, 'no-answer', 'house', jsonb_build_object('why', ${heard.why}::text))`.execute(
          database,
        )
      }),
    )
    return 'more'
  }

  /** Reads what the bank tells by itself: what was settled, and what came back long after. */
  async function hearNews(): Promise<'more' | 'done'> {
    const { read_until } = await database.selectFrom('bank_news').select('read_until').executeTakeFirstOrThrow()
    const news = await bank.news(read_until)
    if (!news) return 'done'
    if (news.refused > 0) await refused(news.refused)
    const keys = [...new Set(news.words.map(({ key }) => key))]
    const ours = await database
      .selectFrom('payouts')
      .innerJoin('accounts', 'accounts.id', 'payouts.account_id')
      .select(['payouts.id', 'payouts.key', 'payouts.state', 'amount_fen', 'holder', 'number_sealed', 'bank_code'])
      .where('payouts.key', 'in', ['', ...keys])
      .execute()
    const byKey = new Map(ours.map(payout => [payout.key, payout]))
    for (const { key, payee, word } of news.words) {
      const payout = byKey.get(key)
      if (!payout) continue
      const account = open(house.fieldKey, payout.number_sealed)
      const mark = bank.markOf({ holder: payout.holder, account, bankCode: payout.bank_code })
      const said = { ...word, payeeMatches: payee === null ? null : payee === mark }
      const known = payout.state === 'paid' && effectOf('paid', said, payout.amount_fen) === 'same'
      if (!known) await recordBankWord(house, { payoutId: payout.id, word: said })
    }
    failpoint('pay-news-recorded')
    await database
      .updateTable('bank_news')
      .set({ read_until: news.until })
      .where('read_until', '<', news.until)
      .execute()
    return news.until > read_until ? 'more' : 'done'
  }

  // Somebody speaks in the bank's name: nothing is done on it, and people are told.
  async function refused(count: number): Promise<void> {
    log.warn({ count }, 'news that the bank has not signed')
    await database
      .insertInto('alarms')
      .values({
        kind: 'bank-news-refused',
        subject: 'bank',
        cycle_id: null,
        detail: String(count),
        cleared_at: null,
        cleared_by: null,
      })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  /** What a courier that died was handing over may have arrived or not: the bank is asked, nothing is sent again. */
  async function reclaim(): Promise<void> {
    await sql`
      with lost as (
        update payouts set state = 'unknown', lease_token = null, lease_until = null, ask_at = clock_timestamp()
        where state = 'submitting' and lease_until < clock_timestamp() returning id
      ) insert into payout_events (payout_id, kind, source) select id, 'lease-ended', 'house' from lost`.execute(
      database,
    )
  }

  function orderOf({ key, amount_fen, holder, number_sealed, bank_code, title }: Claimed): PaymentOrder {
    return {
      key,
      amountFen: String(amount_fen),
      holder,
      account: open(house.fieldKey, number_sealed),
      bankCode: bank_code,
      purpose: `${title.slice(0, 100)} ${key}`,
    }
  }
}
