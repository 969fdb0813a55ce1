import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import {
  type Answer,
  type AnswerChannel,
  answerChannels,
  mostOpinionLength,
  mostOpinions,
  type OpinionEntry,
} from '../domain/cycle.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { canonical, type Doing, type House, perform, recordAudit, sha256 } from './act.ts'
import { type CaseRow, type CycleRow, lockCase, lockCycleOf } from './matter.ts'
import { contacts, writeNotices } from './notify.ts'
import { closeTask } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { type DraftBasis, demandDraft } from './save-answer-draft.ts'
import { frameOf, instant } from './wording.ts'

export interface AnswerRequest {
  readonly caseId: string
  readonly answer: Answer
  /** What the page knew of the unit's shared draft, which the answer ends; without it, whatever is there ends. */
  readonly basis?: DraftBasis
  readonly once: { readonly key: string }
  readonly requestId?: string | null
}

/** What the giver of an answer keeps. */
export interface Receipt {
  readonly submissionId: string
  readonly receipt: string
  readonly receivedAt: string
  readonly late: boolean
}

/**
 * A unit answers: no opinion, or opinions on named clauses.
 *
 * In time is what is received at or before the case's due instant; until then it can be replaced, and the earlier one
 * stays readable. What comes later is kept as late and changes nothing until the officer decides whether it counts.
 *
 * @throws FieldErrors naming `opinions.N.field`; RuleBroken `draft-changed` where somebody else's draft would be lost,
 * `not-in-this-state` once the table is approved and nothing can be considered any more
 */
export function answer(house: House, actor: Actor, request: AnswerRequest): Promise<Receipt> {
  return perform(
    house,
    {
      actor,
      requestId: request.requestId ?? null,
      once: { key: request.once.key, request: [request.caseId, request.answer] },
    },
    async doing => {
      const { cycle, theCase } = await lockMatter(doing, request.caseId)
      const now = await businessNow(doing.tx)
      await demand(doing.tx, 'answer', actor, { cycle, caseUnitId: theCase.unit_id })
      if (request.basis) await demandDraft(doing.tx, theCase.id, request.basis)
      house.reach('answer-locked')
      const receipt = await take(doing, cycle, theCase, request.answer, {
        channel: 'online',
        receivedAt: now,
        now,
        byName: actor.personName,
        byPerson: actor.personId,
        recorder: null,
      })
      await doing.tx.deleteFrom('drafts').where('case_id', '=', theCase.id).execute()
      house.reach('answer-before-commit')
      return receipt
    },
  ).then(receipt => {
    house.reach('answer-committed')
    return receipt
  })
}

export interface RecordedAnswerRequest extends AnswerRequest {
  readonly channel: AnswerChannel
  /** When it reached the office, by the officer's word: decides whether it is in time. */
  readonly receivedAt: string
  readonly byName: string
}

/** An officer records an answer that arrived elsewhere (代录), with its channel and both instants. */
export function recordAnswer(house: House, actor: Actor, request: RecordedAnswerRequest): Promise<Receipt> {
  const { caseId, channel, receivedAt, byName } = request
  return perform(
    house,
    {
      actor,
      requestId: request.requestId ?? null,
      once: { key: request.once.key, request: [caseId, request.answer, channel, receivedAt, byName] },
    },
    async doing => {
      const { cycle, theCase } = await lockMatter(doing, caseId)
      const now = await businessNow(doing.tx)
      await demand(doing.tx, 'record-answer', actor, { cycle })
      const errors: FieldError[] = [...checkPlainText('byName', byName, { required: true, longest: 100 })]
      if (!answerChannels.includes(channel) || channel === 'online')
        errors.push({ field: 'channel', code: 'not-a-channel' })
      const at = new Date(receivedAt)
      if (Number.isNaN(at.getTime())) errors.push({ field: 'receivedAt', code: 'not-an-instant' })
      else if (at.toISOString() > now) errors.push({ field: 'receivedAt', code: 'in-the-future' })
      else if (theCase.sent_at && at.toISOString() < theCase.sent_at)
        errors.push({ field: 'receivedAt', code: 'before-it-was-sent' })
      if (errors.length > 0) throw new FieldErrors(errors)
      return take(doing, cycle, theCase, request.answer, {
        channel,
        receivedAt: at.toISOString(),
        now,
        byName: byName.trim(),
        byPerson: null,
        recorder: actor,
      })
    },
  )
}

async function lockMatter(doing: Doing, caseId: string): Promise<{ cycle: CycleRow; theCase: CaseRow }> {
  const cycle = await lockCycleOf(doing.tx, caseId, 'share')
  return { cycle, theCase: await lockCase(doing.tx, caseId) }
}

interface Arrival {
  readonly channel: AnswerChannel
  readonly receivedAt: string
  readonly now: string
  readonly byName: string
  readonly byPerson: string | null
  readonly recorder: Actor | null
}

async function take(
  doing: Doing,
  cycle: CycleRow,
  theCase: CaseRow,
  given: Answer,
  arrival: Arrival,
): Promise<Receipt> {
  const { tx } = doing
  if (theCase.copy) throw new RuleBroken('no-answer-wanted')
  const entries = given.kind === 'opinions' ? given.opinions : []
  await checkOpinions(doing, cycle, theCase, given)
  const late = arrival.receivedAt > theCase.due_at
  const afterClosing = late || cycle.closed_at !== null || theCase.outcome_by === 'silence'
  const { rows } = await sql<{ receipt: string; seq: number }>`
    select 'FK' || to_char(${arrival.now}::timestamptz at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('receipt_numbers')::text, 6, '0') as receipt,
      (select coalesce(max(seq), 0)::int + 1 from submissions where case_id = ${theCase.id}) as seq`.execute(tx)
  const { receipt, seq } = rows[0] as { receipt: string; seq: number }
  const submission = await tx
    .insertInto('submissions')
    .values({
      cycle_id: cycle.id,
      case_id: theCase.id,
      seq,
      receipt,
      kind: given.kind,
      late,
      received_at: arrival.receivedAt,
      recorded_at: arrival.now,
      due_at: theCase.due_at,
      channel: arrival.channel,
      by_person: arrival.byPerson,
      by_name: arrival.byName,
      unit_name: theCase.unit_name,
      recorded_by: arrival.recorder?.personId ?? null,
      recorded_by_name: arrival.recorder?.personName ?? null,
      form_sha256: cycle.text_sha256 ?? '',
      body: canonical(given),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (entries.length > 0) {
    await tx
      .insertInto('opinions')
      .values(
        entries.map((entry, position) => ({
          cycle_id: cycle.id,
          case_id: theCase.id,
          submission_id: submission.id,
          position,
          ...plain(entry),
        })),
      )
      .execute()
  }
  await tx
    .updateTable('cases')
    .set(
      afterClosing
        ? { late_submission_id: submission.id, late_counted: null }
        : {
            outcome: given.kind,
            outcome_at: arrival.now,
            outcome_by: 'person',
            submission_id: submission.id,
            opinion_count: entries.length,
            channel: arrival.channel,
          },
    )
    .where('id', '=', theCase.id)
    .execute()
  await settleTask(doing, theCase, afterClosing ? 'answered-late' : 'answered', arrival.now)
  await tellReceived(doing, cycle, theCase, { receipt, late, receivedAt: arrival.receivedAt, seq }, arrival.now)
  recordAudit(doing, {
    act: arrival.recorder ? 'record-answer' : 'answer',
    at: arrival.now,
    cycleId: cycle.id,
    caseId: theCase.id,
    detail: {
      receipt,
      late,
      kind: given.kind,
      opinions: entries.length,
      channel: arrival.channel,
      bodySha256: sha256(canonical(given)),
    },
  })
  return { submissionId: submission.id, receipt, receivedAt: arrival.receivedAt, late }
}

// Whoever has answered is reminded of nothing; a late answer ends an overdue task as well. That nothing had come by the
// deadline is still recorded where the clock has not come to it yet.
async function settleTask(doing: Doing, theCase: CaseRow, outcome: string, now: string): Promise<void> {
  const task = await doing.tx
    .selectFrom('tasks')
    .select('id')
    .where('case_id', '=', theCase.id)
    .where('step', '=', 'answer')
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (!task) return
  const silenceToCome = outcome === 'answered-late' && theCase.outcome === null
  await closeTask(doing.tx, task.id, outcome, now, doing.actor?.personId ?? null, { keepSilence: silenceToCome })
}

const plain = ({ anchor, text, wording, reason, files }: OpinionEntry) => ({
  anchor,
  text: text.trim(),
  wording: wording.trim(),
  reason: reason.trim(),
  files: [...files],
})

async function checkOpinions(doing: Doing, cycle: CycleRow, theCase: CaseRow, given: Answer): Promise<void> {
  if (given.kind === 'no-opinion') return
  const { opinions } = given
  if (opinions.length === 0) throw new FieldErrors([{ field: 'opinions', code: 'none-given' }])
  if (opinions.length > mostOpinions)
    throw new FieldErrors([{ field: 'opinions', code: 'too-many', params: { most: mostOpinions } }])
  const known = await doing.tx.selectFrom('clauses').select('anchor').where('cycle_id', '=', cycle.id).execute()
  const anchors = new Set(known.map(({ anchor }) => anchor))
  const wanted = [...new Set(opinions.flatMap(({ files }) => files.filter(isId)))]
  const own =
    wanted.length === 0
      ? []
      : await doing.tx
          .selectFrom('files')
          .select('id')
          .where('case_id', '=', theCase.id)
          .where('id', 'in', wanted)
          .execute()
  const files = new Set(own.map(({ id }) => id))
  const errors = opinions.flatMap((entry, index): FieldError[] => [
    ...(anchors.has(entry.anchor)
      ? []
      : [{ field: `opinions.${index}.anchor`, code: 'not-a-clause', params: { anchor: entry.anchor.slice(0, 40) } }]),
    ...checkPlainText(`opinions.${index}.text`, entry.text, { required: true, longest: mostOpinionLength }),
    ...checkPlainText(`opinions.${index}.wording`, entry.wording, { longest: mostOpinionLength }),
    ...checkPlainText(`opinions.${index}.reason`, entry.reason, { longest: mostOpinionLength }),
    ...entry.files
      .filter(id => !files.has(id))
      .map(() => ({ field: `opinions.${index}.files`, code: 'not-your-file' })),
  ])
  if (errors.length > 0) throw new FieldErrors(errors)
}

async function tellReceived(
  doing: Doing,
  cycle: CycleRow,
  theCase: CaseRow,
  received: { receipt: string; late: boolean; receivedAt: string; seq: number },
  now: string,
): Promise<void> {
  const recipients = (await contacts(doing.tx, [theCase.unit_id], now)).get(theCase.unit_id) ?? []
  await writeNotices(doing.tx, doing.house, now, [
    {
      key: `received:${theCase.id}:${received.seq}`,
      cycleId: cycle.id,
      caseId: theCase.id,
      unitId: theCase.unit_id,
      path: `/answers/${theCase.id}`,
      recipients,
      notice: (language, link) => ({
        occasion: received.late ? 'late-received' : 'received',
        data: {
          ...frameOf(cycle, language, now, theCase.unit_name, link),
          receivedAt: instant(received.receivedAt, language, now),
          receiptNo: received.receipt,
          dueAt: instant(theCase.due_at, language, now),
        },
      }),
    },
  ])
}
