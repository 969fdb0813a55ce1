import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { approveTable } from '../../acts/approve-table.ts'
import { dispose } from '../../acts/dispose.ts'
import { createCycle, saveAddressees, saveTiming } from '../../acts/draft-cycle.ts'
import { setClock } from '../../acts/set-clock.ts'
import { sign } from '../../acts/sign.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { submitTable } from '../../acts/submit-table.ts'
import type { CycleState } from '../../domain/cycle.ts'
import { cycleScope } from '../../domain/cycle.ts'
import { businessNow } from '../../records/database.ts'
import type { AnsweringAddressee } from './answering.ts'
import type { Addressee, Player } from './cast.ts'
import type { Company } from './company.ts'
import { insist, until } from './until.ts'

/** The parts of a cycle's life, in their order; a test may break something before any of them. */
export type Part = 'signature' | 'opening' | 'answers' | 'reminders' | 'deadline' | 'disposition' | 'feedback'
export type Before = Partial<Record<Part, (life: Life) => Promise<void>>>
export type Life = ReturnType<typeof createLife>

const week = 7 * 86_400_000
let nextStart = Date.parse('2024-03-06T02:00:00.000Z')

/** Takes a solicitation from its draft to the feedback, everybody doing what they have to do. */
export async function liveThrough(company: Company, before: Before = {}): Promise<Life> {
  const life = beginLife(company)
  const parts: [Part, () => Promise<void>][] = [
    ['signature', life.launch],
    ['opening', life.sign],
    ['answers', life.answerSome],
    ['reminders', life.passReminders],
    ['deadline', life.passDeadline],
    ['disposition', life.dispose],
    ['feedback', life.approve],
  ]
  for (const [part, live] of parts) {
    await before[part]?.(life)
    await live()
  }
  await company.house.untilSettled()
  return life
}

/** A solicitation that nobody has drafted yet, some weeks after the one before. */
export function beginLife(company: Company): Life {
  nextStart += 4 * week
  return createLife(company, nextStart)
}

/** One solicitation of four: one answers with an opinion and a file, one has none, one is silent, and one is silent although it must answer. */
function createLife({ house, cast, browsers }: Company, startsAt: number) {
  const { acts, database } = house
  let cycleId = ''

  const life = {
    cycleId: () => cycleId,
    ...{ launch, sign: signAll, answerSome, passReminders, passDeadline, dispose: disposeAll, approve },
    ...{ row, cases, caseOf, rungs, submissions, mail, wakes, now, dueAt, browserOf, untilState },
  }
  return life

  async function launch(): Promise<void> {
    await setClock(acts, new Date(startsAt).toISOString())
    const officer = await cast.actorOf(cast.officer)
    const text = '一、总的要求\n按时反馈。\n二、组织保障\n明确责任。'
    const draft = { pack: 'ningguo', procedure: 'opinions', title: `征求意见 ${randomUUID().slice(0, 6)}`, text }
    cycleId = (await createCycle(acts, officer, { ...draft, once: once() })).cycleId
    await saveAddressees(acts, officer, {
      cycleId,
      version: 1,
      addressees: cast.addressees.slice(-4).map(({ unitId, mandatory }) => ({ unitId, mandatory, copy: false })),
      contact: { name: '经办', phone: '0563-0000000' },
    })
    const deadline = { kind: 'working-days', count: 5, closeOfBusiness: '17:30' } as const
    const timing = { deadline, restDay: 'keep', documentNumber: null, parameters: {} } as const
    await saveTiming(acts, officer, { cycleId, version: 2, timing })
    await submitForSignature(acts, officer, { cycleId, version: 3, once: once() })
    await openTask('signature')
  }

  async function signAll(): Promise<void> {
    await signAs(cast.sectionHead)
    await signAs(cast.leader)
    await untilState('open')
  }

  async function signAs(player: Player): Promise<void> {
    const request = { taskId: await openTask('signature'), once: once() }
    const actor = await cast.actorOf(player)
    await insist(() => sign(acts, actor, request))
  }

  async function answerSome(): Promise<void> {
    const [first, second] = cast.addressees.slice(-4)
    if (!first || !second) throw new Error('there are four addressees')
    const bytes = Buffer.from(`理由：${randomUUID()}`)
    const file = { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
    const [caseId, other] = [await caseOf(first), await caseOf(second)]
    await browserOf(first).answer({ caseId, text: `意见 ${randomUUID()}`, file })
    await browserOf(second).answer({ caseId: other, text: null })
  }

  async function passReminders(): Promise<void> {
    const due = await dueAt()
    for (;;) {
      const { rows } = await sql<{ at: string | null }>`
        select min(at) as at from rungs where scope = ${cycleScope(cycleId)} and state = 'waiting'`.execute(database)
      const at = rows[0]?.at
      if (!at || at >= due) return
      await house.advanceTo(after(at), cycleId)
    }
  }

  /** At the very instant nothing has happened yet; a millisecond later it has. */
  async function passDeadline(): Promise<void> {
    const due = await dueAt()
    await house.advanceTo(due, cycleId)
    const early = (await cases()).filter(({ outcome_by }) => outcome_by === 'silence')
    if (early.length > 0) throw new Error(`${early.length} were deemed silent at ${due}, which is still in time`)
    await house.advanceTo(after(due), cycleId)
    await untilState('disposing')
  }

  async function disposeAll(): Promise<void> {
    const officer = await cast.actorOf(cast.officer)
    const opinions = await database
      .selectFrom('opinions')
      .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
      .select('opinions.id')
      .where('opinions.cycle_id', '=', cycleId)
      .execute()
    await openTask('disposition')
    if (opinions.length > 0) {
      const versions = opinions.map(({ id }) => ({ id, version: 0 }))
      await dispose(acts, officer, { cycleId, opinions: versions, verdict: 'partly', reason: '部分采纳' })
    }
    await submitTable(acts, officer, { cycleId, note: '', once: once() })
    await openTask('approval')
  }

  async function approve(): Promise<void> {
    const approver = await cast.actorOf(cast.approver)
    const taskId = await openTask('approval')
    await approveTable(acts, approver, { taskId, reason: '已电话催告', once: once() })
    await untilState('finished')
  }

  function openTask(step: string): Promise<string> {
    const look = () =>
      database
        .selectFrom('tasks')
        .select('id')
        .where('cycle_id', '=', cycleId)
        .where('step', '=', step)
        .where('state', '=', 'open')
        .executeTakeFirst()
    return until(`the ${step} is open`, async () => (await look())?.id, { tell: house.tell })
  }

  async function untilState(wanted: CycleState): Promise<void> {
    await until(`the cycle is ${wanted}`, async () => (await row()).state === wanted, { tell: house.tell })
  }

  function row() {
    return database
      .selectFrom('cycles')
      .select(['state', 'due_at', 'signed_at'])
      .where('id', '=', cycleId)
      .executeTakeFirstOrThrow()
  }

  async function dueAt(): Promise<string> {
    return (await row()).due_at ?? ''
  }

  function now(): Promise<string> {
    return businessNow(database)
  }

  function submissions() {
    return database.selectFrom('submissions').selectAll().where('cycle_id', '=', cycleId).execute()
  }

  /** One kind of rung of all addressees, in their order. */
  function rungs(rung: string) {
    return database
      .selectFrom('rungs')
      .innerJoin('cases', 'cases.id', 'rungs.case_id')
      .select(['rungs.at', 'rungs.state', 'cases.outcome_by'])
      .where('rungs.cycle_id', '=', cycleId)
      .where('rungs.rung', '=', rung)
      .orderBy('cases.position')
      .execute()
  }

  /** Every mail of the cycle with the notice that it carries, the oldest first. */
  function mail() {
    return database
      .selectFrom('deliveries')
      .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
      .selectAll('deliveries')
      .select('notices.occasion')
      .where('deliveries.cycle_id', '=', cycleId)
      .orderBy('notices.created_at')
      .execute()
  }

  async function wakes(): Promise<number> {
    return (await database.selectFrom('wakes').select('id').execute()).length
  }

  function cases() {
    return database.selectFrom('cases').selectAll().where('cycle_id', '=', cycleId).orderBy('position').execute()
  }

  async function caseOf({ unitId }: Addressee): Promise<string> {
    const found = (await cases()).find(({ unit_id }) => unit_id === unitId)
    if (!found) throw new Error('the addressee has no case')
    return found.id
  }

  function browserOf({ unitId }: Addressee): AnsweringAddressee {
    const browser = browsers.get(unitId)
    if (!browser) throw new Error('the addressee has no browser')
    return browser
  }
}

/** One millisecond later, or as many as are said. */
export const after = (at: string, ms = 1): string => new Date(Date.parse(at) + ms).toISOString()

const once = () => ({ key: randomUUID() })
