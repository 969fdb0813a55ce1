import { readCalendar } from '../acts/matter.ts'
import { frozenRules, silenceSentence } from '../acts/procedure-of.ts'
import type { Language } from '../domain/actor.ts'
import { anchorInWords } from '../domain/clauses.ts'
import type { OpinionEntry } from '../domain/cycle.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import {
  type Letter,
  type readAnswerDraft,
  readDueNow,
  readFileEntries,
  readLateDecision,
  readOutcomes,
  readSubmission,
  type SubmissionRow,
} from '../records/answers.ts'
import { readAttachments } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { formatInstant } from '../templates/format.ts'
import type { AnswerFormState, EditedOpinion, GivenAnswer, LetterView, Standing } from '../web/pages/answer-view.ts'
import { daysUntil } from './days-until.ts'

/** A letter as its addressee sees it. */
export async function letterView(reader: Reader, letter: Letter, now: string, language: Language): Promise<LetterView> {
  const { cycle, theCase } = letter
  const [calendar, due, attachments] = await Promise.all([
    readCalendar(reader),
    readDueNow(reader, theCase),
    readAttachments(reader, cycle.id),
  ])
  const { contact } = cycle.settings
  return {
    caseId: theCase.id,
    title: cycle.title,
    issuer: cycle.unit_name,
    sentOn: sentOn(letter),
    dueAt: theCase.due_at,
    left: workingDaysLeft(now, theCase.due_at, calendar),
    passed: now > theCase.due_at,
    provisional: due.provisional,
    today: localDateOf(now),
    days: daysUntil(now, theCase.due_at, calendar),
    mandatory: theCase.mandatory,
    copy: theCase.copy,
    silence: silenceSentence(
      frozenRules(cycle),
      language,
      formatInstant(theCase.due_at, language, { now, style: 'sentence' }),
    ),
    contact: { name: contact?.name || cycle.officer_name, phone: contact?.phone || null },
    signedFor: theCase.signed_for_at ? { by: theCase.signed_for_by_name ?? '', at: theCase.signed_for_at } : null,
    extension: due.reason,
    attachments,
  }
}

/** Where a letter stands for its unit, with what the page tells of that. */
export async function standingOf(
  reader: Reader,
  { cycle, theCase }: Letter,
  submissions: readonly SubmissionRow[],
  now: string,
  language: Language,
): Promise<Standing> {
  if (cycle.state === 'withdrawn' || theCase.outcome === 'withdrawn')
    return {
      kind: 'withdrawn',
      at: cycle.withdrawn_at ?? theCase.outcome_at ?? now,
      reason: cycle.withdrawn_reason ?? '',
    }
  if (theCase.copy) return { kind: 'copy' }
  const over = cycle.state === 'feeding-back' || cycle.state === 'finished'
  if (over && theCase.submission_id && theCase.outcome === 'opinions') {
    const results = await readOutcomes(reader, theCase.submission_id)
    return {
      kind: 'results',
      results: results.map(result => ({ ...result, label: anchorInWords(result.anchor, language) })),
    }
  }
  if (theCase.late_submission_id) {
    const decision = theCase.late_counted === null ? null : await readLateDecision(reader, theCase.id)
    const replaceable = !over && theCase.signed_for_at !== null
    return { kind: 'late-given', counted: theCase.late_counted, reason: decision?.reason ?? null, replaceable }
  }
  const inTime = now <= theCase.due_at && cycle.closed_at === null
  const last = submissions[0]
  if (last && theCase.submission_id) return { kind: 'answered', replaceable: inTime && !over, last: given(last) }
  if (over) return { kind: 'closed' }
  if (!inTime || theCase.outcome_by === 'silence')
    return {
      kind: 'late',
      by: theCase.outcome === 'deemed-no-objection' ? 'deemed' : theCase.outcome === 'overdue' ? 'overdue' : 'time',
    }
  return { kind: theCase.signed_for_at ? 'to-answer' : 'to-sign' }
}

/** The answer form: the draft, or the last answer where it may be replaced; null where nothing can be written. */
export async function formFor(
  reader: Reader,
  { theCase, cycle }: Letter,
  standing: Standing,
  draft: Awaited<ReturnType<typeof readAnswerDraft>>,
  submissions: readonly SubmissionRow[],
  replace: boolean,
  language: Language,
): Promise<AnswerFormState | null> {
  const open = ['open', 'disposing', 'approving'].includes(cycle.state)
  const replaceable = (standing.kind === 'answered' || standing.kind === 'late-given') && standing.replaceable
  const writable =
    standing.kind === 'to-answer' || standing.kind === 'late' || (replaceable && (replace || draft !== null))
  if (!open || !writable || !theCase.signed_for_at) return null
  if (draft) {
    const opinions = draft.answer.kind === 'opinions' ? draft.answer.opinions : []
    return {
      version: draft.version,
      opinions: await inWords(reader, opinions, language),
      saved: { by: draft.by, at: draft.at },
    }
  }
  const last = submissions[0] ? await readSubmission(reader, theCase.id, submissions[0].seq) : null
  const opinions = last?.answer.kind === 'opinions' ? last.answer.opinions : []
  return { version: 0, opinions: await inWords(reader, opinions, language), saved: null }
}

/** Opinions with their clauses in words and their files by name. */
export async function inWords(
  reader: Reader,
  opinions: readonly OpinionEntry[],
  language: Language,
): Promise<EditedOpinion[]> {
  const files = await readFileEntries(
    reader,
    opinions.flatMap(({ files }) => files),
  )
  return opinions.map(opinion => ({
    ...opinion,
    label: anchorInWords(opinion.anchor, language),
    files: opinion.files.flatMap(id => files.get(id) ?? []),
  }))
}

/** An answer as it was given. */
export const given = ({
  seq,
  receipt,
  received_at,
  by_name,
  recorded_by_name,
  kind,
  late,
}: SubmissionRow): GivenAnswer => ({
  seq,
  receipt,
  receivedAt: received_at,
  byName: by_name,
  recordedBy: recorded_by_name,
  kind,
  late,
})

/** The date of a letter. */
export const sentOn = ({ cycle, theCase }: Letter): string =>
  localDateOf(theCase.sent_at ?? cycle.signed_at ?? cycle.created_at)
