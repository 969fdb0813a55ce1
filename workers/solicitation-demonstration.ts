import { sql } from 'kysely'
import { answer, recordAnswer } from '../acts/answer.ts'
import { approveTable } from '../acts/approve-table.ts'
import { countLate } from '../acts/count-late.ts'
import { dispose } from '../acts/dispose.ts'
import { createCycle, saveAddressees, saveTiming } from '../acts/draft-cycle.ts'
import { notePhoneCall } from '../acts/note-phone-call.ts'
import { saveAnswerDraft } from '../acts/save-answer-draft.ts'
import { setClock } from '../acts/set-clock.ts'
import { sign } from '../acts/sign.ts'
import { signFor } from '../acts/sign-for.ts'
import { submitForSignature } from '../acts/submit-for-signature.ts'
import { submitTable } from '../acts/submit-table.ts'
import type { Calendar } from '../domain/calendar.ts'
import {
  type AnswerChannel,
  type AnswerDeadline,
  cycleScope,
  emptySettings,
  type OpinionEntry,
} from '../domain/cycle.ts'
import { addWorkingDays, subtractWorkingDays, workingDaysLeft } from '../domain/deadline.ts'
import { instantOf, localDateOf } from '../domain/local-time.ts'
import type {
  DayAndTime,
  FinishedCycle,
  RunningCycle,
  SolicitationDemonstration,
} from '../policies/read-solicitation-demonstration.ts'
import type { DemonstrationStage } from './demonstration-stage.ts'
import { walkScope } from './walk-scope.ts'

type Moment = { readonly at: string; readonly act: () => Promise<unknown> }
type AnyCycle = RunningCycle | FinishedCycle

/** The mail server's word for the one address of the demonstration that does not exist. */
const refusal = (address: string): string => `550 5.1.1 <${address}>: user unknown`

/** One finished and one running solicitation, each moment at its own time. */
export async function playSolicitations(
  stage: DemonstrationStage,
  { running, finished }: SolicitationDemonstration,
): Promise<void> {
  const { house, pack, calendar, startedAt, unitId, actorOf, holderOf } = stage
  const { database } = house
  const actorFor = (unit: string) => actorOf(holderOf(unit, 'contact'), unit)
  await play(finished, null, at => String(at))
  const day0 = sentOn(startedAt, running, calendar)
  await play(running, running.refused, at =>
    typeof at === 'string' ? at : instantOf(at.day === 0 ? day0 : addWorkingDays(day0, at.day, calendar), at.time),
  )

  async function play(
    cycle: AnyCycle,
    refusedUnit: string | null,
    at: (moment: DayAndTime | string) => string,
  ): Promise<void> {
    await setClock(house, at(cycle.requested))
    const officer = await actorOf(cycle.officer, cycle.section)
    const once = (key: string) => ({ key: `demonstration:${cycle.title}:${key}` })
    const { cycleId } = await createCycle(house, officer, {
      pack: pack.id,
      procedure: cycle.procedure,
      title: cycle.title,
      text: cycle.text,
      once: once('create'),
    })
    const mandatory = new Set(cycle.mandatory)
    await saveAddressees(house, officer, {
      cycleId,
      version: 1,
      addressees: cycle.addressees.map(code => ({ unitId: unitId(code), mandatory: mandatory.has(code), copy: false })),
      contact: cycle.contact,
    })
    const closeOfBusiness = '17:30'
    const deadline: AnswerDeadline =
      'on' in cycle.deadline
        ? { kind: 'on', on: cycle.deadline.on, closeOfBusiness }
        : { kind: 'working-days', count: cycle.deadline.workingDays, closeOfBusiness }
    await saveTiming(house, officer, {
      cycleId,
      version: 2,
      timing: { deadline, restDay: 'keep', documentNumber: cycle.documentNumber, parameters: emptySettings.parameters },
    })
    await submitForSignature(house, officer, { cycleId, version: 3, once: once('submit') })
    await walk()

    const caseOf = async (unit: string): Promise<string> =>
      (
        await database
          .selectFrom('cases')
          .select('id')
          .where('cycle_id', '=', cycleId)
          .where('unit_id', '=', unitId(unit))
          .executeTakeFirstOrThrow()
      ).id
    const taskOf = async (step: string): Promise<string> =>
      (
        await database
          .selectFrom('tasks')
          .select('id')
          .where('cycle_id', '=', cycleId)
          .where('step', '=', step)
          .where('state', '=', 'open')
          .executeTakeFirstOrThrow()
      ).id
    const entries = (
      opinions: readonly { clause: string; text: string; wording: string; reason: string }[],
    ): OpinionEntry[] =>
      opinions.map(({ clause, text, wording, reason }) => ({ anchor: clause, text, wording, reason, files: [] }))

    const moments: Moment[] = [
      ...cycle.signatures.map(
        (signature): Moment => ({
          at: at(signature.at),
          act: async () =>
            sign(house, await actorOf(signature.by), {
              taskId: await taskOf('signature'),
              once: once(`sign:${signature.seat}`),
            }),
        }),
      ),
      ...cycle.signedFor.map(
        (entry): Moment => ({
          at: at(entry.at),
          act: async () => signFor(house, await actorFor(entry.unit), { caseId: await caseOf(entry.unit) }),
        }),
      ),
      ...cycle.answers.map(
        (entry): Moment => ({
          at: at(entry.recorded?.at ?? entry.at),
          act: async () => {
            const request = {
              caseId: await caseOf(entry.unit),
              answer:
                entry.kind === 'no-opinion'
                  ? ({ kind: 'no-opinion' } as const)
                  : ({ kind: 'opinions', opinions: entries(entry.opinions) } as const),
              once: once(`answer:${entry.unit}`),
            }
            const contact = await actorFor(entry.unit)
            return entry.recorded
              ? recordAnswer(house, await actorOf(entry.recorded.by), {
                  ...request,
                  channel: entry.channel as AnswerChannel,
                  receivedAt: at(entry.at),
                  byName: contact.personName,
                })
              : answer(house, contact, request)
          },
        }),
      ),
      ...cycle.drafts.map(
        (entry): Moment => ({
          at: at(entry.at),
          act: async () =>
            saveAnswerDraft(house, await actorFor(entry.unit), {
              caseId: await caseOf(entry.unit),
              basis: { version: 0, form: 'demonstration' },
              draft: { kind: 'opinions', opinions: entries(entry.opinions) },
            }),
        }),
      ),
      ...cycle.phoneNotes.map(
        (note, index): Moment => ({
          at: at(note.at),
          act: async () =>
            notePhoneCall(house, await actorOf(note.by), {
              caseId: await caseOf(note.unit),
              spokeWith: note.spokeWith,
              text: note.text,
              once: once(`phone:${index}`),
            }),
        }),
      ),
      ...cycle.lateAnswers.map(
        (late): Moment => ({
          at: at(late.at),
          act: async () =>
            countLate(house, await actorOf(late.by), {
              caseId: await caseOf(late.unit),
              counts: late.counts,
              reason: late.reason,
              once: once(`late:${late.unit}`),
            }),
        }),
      ),
      ...cycle.dispositions.map(
        (entry): Moment => ({
          at: at(entry.at),
          act: async () => {
            const { id } = await database
              .selectFrom('opinions')
              .select('id')
              .where('case_id', '=', await caseOf(entry.unit))
              .where('position', '=', entry.opinion - 1)
              .executeTakeFirstOrThrow()
            return dispose(house, await actorOf(entry.by), {
              cycleId,
              opinions: [{ id, version: 0 }],
              verdict: entry.verdict,
              reason: entry.reason,
            })
          },
        }),
      ),
    ]
    if (cycle.table) {
      const { submitted, approved } = cycle.table
      moments.push(
        {
          at: at(submitted.at),
          act: async () => submitTable(house, await actorOf(submitted.by), { cycleId, note: '', once: once('table') }),
        },
        {
          at: at(approved.at),
          act: async () =>
            approveTable(house, await actorOf(approved.by), {
              taskId: await taskOf('approval'),
              reason: '',
              once: once('approve'),
            }),
        },
      )
    }
    for (const moment of moments.sort((one, other) => (one.at < other.at ? -1 : 1))) {
      await advance(moment.at)
      await moment.act()
      await walk()
    }
    const now = new Date().toISOString()
    if (!cycle.table) await advance(now)

    async function walk(): Promise<void> {
      await walkScope(house, 'solicitation', cycleScope(cycleId))
      await settleMail(refusedUnit)
    }
    // From instant to instant of the ladder, so that each rung acts at its own time.
    async function advance(to: string): Promise<void> {
      for (;;) {
        const { rows } = await sql<{ at: string | null }>`
          select least((select min(at) from rungs where cycle_id = ${cycleId} and state = 'waiting'),
            (select max(cases.due_at) from cases join cycles on cycles.id = cycle_id where cycles.id = ${cycleId} and cycles.state = 'open')) as at`.execute(
          database,
        )
        const next = rows[0]?.at
        if (!next || next >= to) break
        await setClock(house, new Date(Date.parse(next) + 1).toISOString())
        await walk()
      }
      await setClock(house, to)
    }
    // What would have been mailed then is recorded as sent then; nothing of it goes out now.
    async function settleMail(unit: string | null): Promise<void> {
      await sql`
        update deliveries d set state = 'sent', answer = '250 2.0.0 Ok', attempts = 1, sent_at = n.created_at + interval '2 seconds', created_at = n.created_at
        from notices n where n.id = d.notice_id and d.cycle_id = ${cycleId} and d.state = 'queued' and n.unit_id is distinct from ${unit ? unitId(unit) : null}`.execute(
        database,
      )
      if (!unit) return
      const refused = await database
        .selectFrom('deliveries')
        .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
        .select(['deliveries.id', 'deliveries.address'])
        .where('deliveries.cycle_id', '=', cycleId)
        .where('deliveries.state', '=', 'queued')
        .execute()
      for (const { id, address } of refused)
        await sql`update deliveries d set state = 'refused', answer = ${refusal(address)}, attempts = 1, created_at = n.created_at from notices n where n.id = d.notice_id and d.id = ${id}`.execute(
          database,
        )
      if (refused.length > 0)
        await sql`update cases set undelivered = true where cycle_id = ${cycleId} and unit_id = ${unitId(unit)}`.execute(
          database,
        )
    }
  }
}

/** The day on which the running cycle was sent, so that its deadline lies two working days ahead of the first start. */
function sentOn(now: string, { deadline, sentWorkingDaysAgo = 3 }: RunningCycle, calendar: Calendar): string {
  const today = localDateOf(now)
  const count = 'workingDays' in deadline ? deadline.workingDays : 5
  for (let back = sentWorkingDaysAgo; ; back++) {
    const day0 = subtractWorkingDays(today, back, calendar)
    const left = workingDaysLeft(now, instantOf(addWorkingDays(day0, count, calendar), '17:30'), calendar)
    if (left <= count - sentWorkingDaysAgo) return day0
  }
}
