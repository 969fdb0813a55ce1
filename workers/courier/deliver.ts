import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Logger } from 'pino'
import { isMailAddress } from '../../acts/mail-address.ts'
import type { Database } from '../../records/database.ts'
import { noticePage } from '../../templates/notice.ts'
import type { Failpoint } from '../failpoint.ts'

export interface DeliverDeps {
  readonly database: Database
  readonly smtpUrl: string
  readonly from: string
  readonly log: Logger
  readonly failpoint: Failpoint
}

type Claimed = {
  id: string
  case_id: string | null
  address: string
  message_id: string
  attempts: number
  subject: string
  text: string
  html: string
  language: 'zh-CN' | 'en'
}
type Outcome = {
  id: string
  state: 'sent' | 'refused' | 'failed' | 'queued'
  answer: string
  ambiguous: boolean
  waitSeconds: number
  counts: boolean
}

const batch = 100
const connections = 8
const leaseSeconds = 120
const mostAttempts = 15
const recordPatience = 15_000 // well within the lease, and within what an orderly end may take

/**
 * Sends what is queued: claimed with a lease in one short transaction, sent, recorded. A permanent refusal is kept with the
 * server's words and not tried again; a temporary one waits longer each time; a fault of the line pauses everything and
 * costs no message an attempt. What may have arrived although nobody said so goes out again with the same Message-ID,
 * marked as possibly twice.
 */
export function createDeliverer({ database, smtpUrl, from, log, failpoint }: DeliverDeps) {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  } as Parameters<typeof createTransport>[0])
  const handedOver = new Set<string>()
  transport.use('stream', (mail, done) => {
    const id = (mail.data as { deliveryId?: string }).deliveryId
    mail.message.transform(() => new PassThrough({ flush: finish => finish(id ? void handedOver.add(id) : null) }))
    done()
  })
  let pausedUntil = 0
  let linePause = 500

  return { deliver, reclaim, close: () => transport.close(), verify: () => transport.verify() }

  async function deliver(): Promise<'more' | 'done'> {
    if (Date.now() < pausedUntil) return 'done'
    const claimed = await claim()
    if (claimed.length === 0) return 'done'
    failpoint('courier-claimed')
    const outcomes = await Promise.all(claimed.map(send))
    failpoint('courier-sent')
    await recordAtLast(outcomes)
    failpoint('courier-recorded')
    return claimed.length === batch && Date.now() >= pausedUntil ? 'more' : 'done'
  }

  async function claim(): Promise<Claimed[]> {
    const { rows } = await sql<Claimed>`
      with due as (
        select id from deliveries where state = 'queued' and next_at <= clock_timestamp() order by next_at limit ${batch} for update skip locked
      ), leased as (
        update deliveries d set state = 'sending', lease_token = ${randomUUID()}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}), attempts = attempts + 1
        from due where d.id = due.id returning d.id, d.notice_id, d.case_id, d.address, d.message_id, d.attempts
      )
      select leased.*, n.subject, n.text, n.html, n.language from leased join notices n on n.id = leased.notice_id`.execute(
      database,
    )
    return rows
  }

  async function send(delivery: Claimed): Promise<Outcome> {
    const { id, address, attempts } = delivery
    const result = (state: Outcome['state'], answer: string, rest: Partial<Outcome> = {}): Outcome => ({
      id,
      state,
      answer: answer
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 500),
      ambiguous: false,
      waitSeconds: 0,
      counts: true,
      ...rest,
    })
    if (!isMailAddress(address)) return result('refused', 'not an address')
    try {
      const { response } = await transport.sendMail({ ...mailOf(delivery), deliveryId: id } as SendMailOptions)
      failpoint('delivery-accepted')
      linePause = 500
      return result('sent', response)
    } catch (fault) {
      const { responseCode, response, message } = fault as { responseCode?: number; response?: string; message: string }
      const said = response || message
      if (responseCode && responseCode >= 500) return result('refused', said)
      if (responseCode && attempts >= mostAttempts) return result('failed', said)
      if (responseCode) return result('queued', said, { waitSeconds: Math.min(30 * 2 ** attempts, 3600) })
      pausedUntil = Date.now() + linePause
      linePause = Math.min(linePause * 2, 30_000)
      log.warn({ err: fault, pauseMs: linePause }, 'the mail line is down')
      return result('queued', said, { counts: false, ambiguous: handedOver.has(id), waitSeconds: 0 })
    } finally {
      handedOver.delete(id)
    }
  }

  function mailOf({ address, message_id, subject, text, html, language }: Claimed): SendMailOptions {
    return {
      from,
      to: { name: '', address },
      envelope: { from: from.replace(/^.*<([^>]+)>$/, '$1'), to: [address] },
      messageId: message_id,
      subject,
      text,
      html: noticePage({ subject, html }, language),
      headers: { 'Auto-Submitted': 'auto-generated' },
    }
  }

  // What is known is not forgotten because the database is away for a moment: it would be sent again.
  async function recordAtLast(outcomes: readonly Outcome[]): Promise<void> {
    for (const end = Date.now() + recordPatience; ; await pause(250)) {
      try {
        return await record(outcomes)
      } catch (fault) {
        if (Date.now() > end) throw fault
        log.warn({ err: fault, deliveries: outcomes.length }, 'what was sent cannot be recorded, trying again')
      }
    }
  }

  async function record(outcomes: readonly Outcome[]): Promise<void> {
    await database.transaction().execute(async tx => {
      await sql`
        update deliveries d set state = o.state, answer = o.answer, ambiguous = d.ambiguous or o.ambiguous, lease_token = null, lease_until = null,
          attempts = d.attempts - case when o.counts then 0 else 1 end,
          sent_at = case when o.state = 'sent' then clock_timestamp() end, next_at = clock_timestamp() + make_interval(secs => o."waitSeconds")
        from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o (id uuid, state text, answer text, ambiguous boolean, "waitSeconds" int, counts boolean)
        where d.id = o.id and d.state = 'sending'`.execute(tx)
      const lost = outcomes.filter(({ state }) => state === 'refused' || state === 'failed').map(({ id }) => id)
      if (lost.length > 0) {
        await sql`
          update cases k set undelivered = true from deliveries d
          where d.id = any(${lost}::uuid[]) and k.id = d.case_id and d.address is not null and not exists (
            select from deliveries other where other.case_id = k.id and other.state in ('sent', 'queued', 'sending'))`.execute(
          tx,
        )
      }
      const failed = outcomes.filter(({ state }) => state === 'failed').map(({ id }) => id)
      for (const id of failed)
        await tx
          .insertInto('alarms')
          .values({ kind: 'mail-failed', subject: id, cycle_id: null, detail: '', cleared_at: null, cleared_by: null })
          .onConflict(c => c.doNothing())
          .execute()
    })
  }

  /** What a courier that died was sending may have arrived or not: it goes out again, marked. */
  async function reclaim(): Promise<void> {
    await sql`update deliveries set state = 'queued', ambiguous = true, lease_token = null, lease_until = null where state = 'sending' and lease_until < clock_timestamp()`.execute(
      database,
    )
  }
}
