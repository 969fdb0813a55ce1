import { auditHmac, canonical, type House } from '../acts/act.ts'
import { readCalendar } from '../acts/matter.ts'
import { frozenRules } from '../acts/procedure-of.ts'
import type { Language } from '../domain/actor.ts'
import { anchorInWords } from '../domain/clauses.ts'
import { dueOfStep } from '../domain/timeline.ts'
import { type Letter, readFileEntries, readNamedClauses, type readSubmission } from '../records/answers.ts'
import type { ReceiptView } from '../web/pages/receipt.tsx'
import { sentOn } from './letter-view.ts'

/** A receipt as it is shown: what was asked and answered, when, and the code that proves it. */
export async function receiptView(
  house: House,
  { cycle, theCase }: Letter,
  submission: Awaited<ReturnType<typeof readSubmission>>,
  { own, language, now }: { own: boolean; language: Language; now: string },
): Promise<ReceiptView> {
  const entries = submission.answer.kind === 'opinions' ? submission.answer.opinions : []
  const [{ total, named }, files, calendar] = await Promise.all([
    readNamedClauses(
      house.database,
      cycle.id,
      entries.map(({ anchor }) => anchor),
    ),
    readFileEntries(
      house.database,
      entries.flatMap(({ files }) => files),
    ),
    readCalendar(house.database),
  ])
  const newest = [theCase.submission_id, theCase.late_submission_id].includes(submission.id)
  const disposition = dueOfStep(
    'disposition',
    frozenRules(cycle),
    cycle.closed_at ?? cycle.due_at ?? submission.due_at,
    calendar,
  )
  const over = cycle.state === 'feeding-back' || cycle.state === 'finished'
  return {
    caseId: theCase.id,
    issuer: cycle.unit_name,
    title: cycle.title,
    sentOn: sentOn({ cycle, theCase }),
    clauses: total,
    textSha256: submission.form_sha256,
    number: submission.receipt,
    receivedAt: submission.received_at,
    recordedAt: submission.recorded_at,
    dueAt: submission.due_at,
    unit: submission.unit_name,
    by: submission.by_name,
    recordedBy: submission.recorded_by_name,
    channel: submission.channel as ReceiptView['channel'],
    late: submission.late,
    check: checkCode(house, submission),
    replaced: !newest,
    replaceable:
      newest && !submission.late && now <= theCase.due_at && cycle.state === 'open' && cycle.closed_at === null,
    own,
    opinions: entries.map(entry => ({
      label: anchorInWords(entry.anchor, language),
      clause: excerpt(named.get(entry.anchor)),
      text: entry.text,
      wording: entry.wording,
      reason: entry.reason,
      files: entry.files.flatMap(id => files.get(id) ?? []),
    })),
    dispositionUntil: over ? null : disposition.dueAt,
  }
}

/** The beginning of a clause, so that whoever reads the receipt knows it again. */
function excerpt(clause: { heading: string; text: string } | undefined): string | null {
  if (!clause) return null
  const words = [...`${clause.heading}${clause.text}`.replace(/\s+/gu, ' ')]
  return words.length > 60 ? `${words.slice(0, 60).join('')}……` : words.join('')
}

/** Proves that a printed receipt says what was received: nobody without the house's key can make one. */
function checkCode(house: House, submission: Awaited<ReturnType<typeof readSubmission>>): string {
  const { receipt, received_at, unit_name, form_sha256, late, answer } = submission
  const code = auditHmac(house.auditKey, {
    receipt,
    received_at,
    unit_name,
    form_sha256,
    late,
    answer: canonical(answer),
  })
  return (code.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-')
}
