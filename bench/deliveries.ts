import { sql } from 'kysely'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { pino } from 'pino'
import { noticePage } from '../templates/notice.ts'
import { createDeliverer } from '../workers/courier/deliver.ts'
import { type Comparison, compare, interval, median } from './abba.ts'
import type { Child } from './children.ts'
import { openCycle } from './course.ts'
import { type Ground, openGround, settle } from './ground.ts'
import { type Context, comparisonCells, comparisonHeader, type Finding, figure } from './measure.ts'
import { populate } from './population.ts'

const from = '承办 <chengban@chengban.example>'
const wanted = 0.5

type Letter = { address: string; message_id: string; subject: string; text: string; html: string; language: 'zh-CN' }
type Taken = { taken: readonly { at: number; to: string }[] }

/** Deliveries a second, durable and recorded, by the courier's own code, against a bare pooled nodemailer loop. */
export async function measureDeliveries({ servers, sizes, say }: Context): Promise<Finding> {
  const ground = await openGround(servers, 'deliveries')
  try {
    const population = await populate(ground.database, { units: sizes.mails, mailed: true })
    await openCycle(ground, population, population.contacts)
    const sink = await ground.start('bench/sink')
    const smtpUrl = `smtp://127.0.0.1:${String(sink.ready.port)}`
    const letters = await readLetters(ground)
    const found = await compare(
      sizes.pairs,
      {
        prepare: () => queueAgain(ground),
        run: () => ours(ground, smtpUrl, sink, letters.length),
        pids: [process.pid],
      },
      { run: () => twin(letters, smtpUrl, sink), pids: [process.pid] },
      ground.serverPid,
    )
    say(`  ${figure(median(found.ours.rates))} a second, bare ${figure(median(found.twin.rates))}`)
    return finding(found, letters.length)
  } finally {
    await ground.close()
  }
}

async function queueAgain(ground: Ground): Promise<void> {
  const queued = {
    state: 'queued',
    answer: null,
    attempts: 0,
    sent_at: null,
    next_at: sql<string>`clock_timestamp()`,
  } as const
  await ground.database.updateTable('deliveries').set(queued).execute()
  await settle(ground)
}

async function readLetters({ database }: Ground): Promise<Letter[]> {
  const { rows } = await sql<Letter>`
    select d.address, d.message_id, n.subject, n.text, n.html, n.language from deliveries d join notices n on n.id = d.notice_id
    where d.state = 'queued' order by d.id`.execute(database)
  return rows
}

async function ours(ground: Ground, smtpUrl: string, sink: Child, count: number) {
  const log = pino({ level: 'silent' })
  const deliverer = createDeliverer({ database: ground.database, smtpUrl, from, log, failpoint: () => undefined })
  const begun = performance.now()
  while ((await deliverer.deliver()) === 'more');
  const seconds = (performance.now() - begun) / 1000
  deliverer.close()
  const { rows } = await sql<{
    sent: number
  }>`select count(*)::int as sent from deliveries where state = 'sent'`.execute(ground.database)
  await reconcile(sink, count)
  if (rows[0]?.sent !== count) throw new Error(`${rows[0]?.sent} of ${count} are recorded as sent`)
  return { units: count, seconds }
}

/** The loop that somebody would write who needs no record: as many connections, the bodies ready in memory. */
async function twin(letters: readonly Letter[], smtpUrl: string, sink: Child) {
  const mails = letters.map(mailOf)
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 8,
    maxMessages: Number.POSITIVE_INFINITY,
  } as Parameters<typeof createTransport>[0])
  const begun = performance.now()
  await Promise.all(mails.map(mail => transport.sendMail(mail)))
  const seconds = (performance.now() - begun) / 1000
  transport.close()
  await reconcile(sink, letters.length)
  return { units: letters.length, seconds }
}

const mailOf = ({ address, message_id, subject, text, html, language }: Letter): SendMailOptions => ({
  from,
  to: { name: '', address },
  messageId: message_id,
  subject,
  text,
  html: noticePage({ subject, html }, language),
  headers: { 'Auto-Submitted': 'auto-generated' },
})

// The sink is the arbiter: a slice counts only if each address got exactly one mail.
async function reconcile(sink: Child, count: number): Promise<void> {
  const { taken } = await sink.ask<Taken>({ tell: true })
  const different = new Set(taken.map(({ to }) => to)).size
  if (taken.length !== count || different !== count)
    throw new Error(`the sink has ${taken.length} mails to ${different} addresses, not ${count}`)
}

function finding(found: Comparison, letters: number): Finding {
  return {
    title: 'Deliveries a second, durable and recorded',
    reach: `≥ ${wanted} of a bare pooled nodemailer loop`,
    reached: interval(found.ratios)[0] >= wanted,
    header: comparisonHeader,
    rows: [comparisonCells(found)],
    notes: [
      `${letters.toLocaleString('en')} letters a slice, the same bodies (text and HTML, Chinese) to the same server in a process of its own, eight connections each. The server's list of what it took must agree with each slice.`,
      'Ours claims with a lease, sends, and records each answer of the server: two transactions for each hundred, with fsync. The bare loop keeps its bodies in memory, writes nothing down, and loses or repeats what was in hand when it dies.',
    ],
  }
}
