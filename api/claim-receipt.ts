import { auditHmac, canonical, type House } from '../acts/act.ts'
import type { ClaimAnswers } from '../acts/claim-facts.ts'
import { schemeOfCycle } from '../acts/claim-matter.ts'
import type { Language } from '../domain/actor.ts'
import type { Words } from '../domain/procedure.ts'
import type { Assessment } from '../policies/assess.ts'
import { readAssessments, readClaimStory, readClaimSubmission, readEvidence } from '../records/my-claims.ts'
import type { ClaimReceiptView } from '../web/pages/claim-receipt.tsx'
import type { WorkingLine } from '../web/pieces/workings.tsx'
import { createWords } from '../web/words.ts'
import { type ClaimAtHand, factsAsked, say, sourceName } from './claim-at-hand.ts'
import { factRows, identityRows } from './claim-check.ts'
import { totals } from './claim-roll.ts'

/** An assessment as rows keep it: amounts are decimal texts. */
type Kept = Omit<Assessment, 'working'> & {
  readonly working: readonly (Omit<Assessment['working'][number], 'amountFen'> & { readonly amountFen: string })[]
}

/** The working of an assessment that was kept. */
export const linesOf = (answer: unknown, language: Language): WorkingLine[] =>
  ((answer as Kept).working ?? []).map(line => ({
    id: line.id,
    expression: say(line.expression, language),
    clause: sourceName(line.source),
    rounding: line.rounding && say(line.rounding as Words, language),
    fen: line.amountFen,
  }))

/** A receipt of an application as it is shown: what was handed in then, whatever became of it. */
export async function claimReceipt(
  house: House,
  at: ClaimAtHand,
  seq: number,
  { language, own }: { language: Language; own: boolean },
): Promise<ClaimReceiptView> {
  const { database } = house
  const { case_id: caseId } = at.claim
  const submission = await readClaimSubmission(database, caseId, seq)
  const [{ pack }, assessments, files, { tasks }] = await Promise.all([
    schemeOfCycle(database, at.cycle),
    readAssessments(database, caseId),
    readEvidence(database, caseId),
    readClaimStory(database, caseId),
  ])
  const { t } = createWords(language, submission.received_at)
  const given = submission.body as ClaimAnswers & { readonly children?: readonly { readonly classKind: string }[] }
  const made = assessments.find(each => each.made_for === 'application' && each.at === submission.received_at)
  const task = tasks.find(({ step, round }) => step === 'acceptance' && round === seq)
  const children = given.children ?? []
  const counts = totals(at, children, language).map(({ label, count }) => t('roll.ofClass', { label, count }))
  return {
    caseId,
    title: at.cycle.title,
    issuer: at.cycle.unit_name,
    number: submission.receipt,
    receivedAt: submission.received_at,
    unit: submission.unit_name,
    by: submission.by_name,
    dueAt: task?.due_at ?? null,
    deemed: at.rules.acceptanceSilence === 'accepted',
    waiting: task?.state === 'open',
    check: checkCode(house, submission),
    policy: { title: say(pack.title, language), version: pack.version },
    fen: made?.amount_fen === null || made?.amount_fen === undefined ? null : String(made.amount_fen),
    lines: made ? linesOf(made.answer, language) : [],
    refusedBy: ((made?.answer as Kept | undefined)?.refusedBy ?? []).map(({ words }) => say(words, language)),
    register: identityRows(at, language),
    facts: factRows(at, factsAsked(at), given.facts, language),
    roll:
      children.length === 0
        ? null
        : `${t('roll.count', { count: children.length })}${t('pieces.colon')}${counts.join(t('pieces.listComma'))}`,
    evidence: at.scheme.evidence.flatMap(({ id, label }) => {
      const names = files.filter(file => given.evidence[id]?.includes(file.id)).map(({ name }) => name)
      return names.length === 0 ? [] : [[say(label, language), names.join(t('pieces.listComma'))] as const]
    }),
    own,
  }
}

// Proves that the receipt is ours and unchanged: everything that was received goes into it.
function checkCode(house: House, submission: Awaited<ReturnType<typeof readClaimSubmission>>): string {
  const { receipt, received_at, case_id, seq, body } = submission
  const code = auditHmac(house.auditKey, { receipt, received_at, case_id, seq, body: canonical(body) })
    .slice(0, 12)
    .toUpperCase()
  return code.replace(/(.{4})(?=.)/g, '$1-')
}
