import type { House } from '../acts/act.ts'
import { seatOf } from '../acts/checklist.ts'
import { assessmentAsJson } from '../acts/claim-facts.ts'
import { previewDecision } from '../acts/claim-notices.ts'
import { readCalendar } from '../acts/matter.ts'
import { whoMayTake } from '../acts/who-may-take.ts'
import type { Language } from '../domain/actor.ts'
import type { FieldError } from '../domain/refusal.ts'
import { listUnitAccounts, readAssessments } from '../records/my-claims.ts'
import {
  readBudgetLeft,
  readClaimDecisions,
  readDefects,
  readReceipts,
  readRoll,
  readSupplements,
  readWarnings,
} from '../records/review.ts'
import { type RungLine, readRungs } from '../records/rungs.ts'
import type { ReviewProps, ReviewStep } from '../web/pages/review-view.ts'
import { createWords } from '../web/words.ts'
import { factsAsked, say } from './claim-at-hand.ts'
import { factRows, registerRows } from './claim-check.ts'
import { evidenceViews } from './claim-evidence.ts'
import { labelOfField } from './claim-groups.ts'
import { dueView } from './days-left.ts'
import type { ReviewAtHand } from './review-access.ts'
import { asAsked, assessFinding, type FindingTyped, factsToReview } from './review-finding.ts'
import {
  amountWorked,
  childViews,
  clockView,
  findingView,
  type KeptAssessment,
  serviceView,
  warningViews,
} from './review-parts.ts'

/** What was typed and could not be taken, or is to be looked at again. */
export type Typed = {
  readonly finding?: FindingTyped
  /** The amount that the button named last. */
  readonly shown?: string
  readonly answers?: Readonly<Record<string, string>>
  readonly errors?: readonly FieldError[]
  readonly onceKey?: string
  readonly told?: string | null
}

type Asking = { readonly personId: string; readonly language: Language; readonly now: string }

/** Everything that the page of a claim shows. */
export async function reviewView(
  house: House,
  at: ReviewAtHand,
  { personId, language, now }: Asking,
  typed: Typed = {},
): Promise<ReviewProps> {
  const { database } = house
  const { claim, cycle, theCase, task, filing, rules } = at
  const caseId = claim.case_id
  const words = createWords(language, now)
  const [calendar, warnings, roll, decisions, defects, receipts, assessments, accounts, evidence, rungs, supplements] =
    await Promise.all([
      readCalendar(database),
      readWarnings(database, caseId),
      readRoll(database, caseId),
      readClaimDecisions(database, caseId),
      readDefects(database, caseId),
      readReceipts(database, caseId),
      readAssessments(database, caseId),
      listUnitAccounts(database, theCase.unit_id),
      evidenceViews(house, at, language),
      task ? readRungs(database, [task.id]) : new Map<string, RungLine[]>(),
      readSupplements(database, caseId, task?.opened_at ?? now),
    ])
  const last = receipts.at(-1)
  const account = accounts.find(({ state }) => state !== 'replaced')
  const children = childViews(at, roll, warnings, house.fieldKey, language)
  const reviewing = at.mine && task?.step === 'review' && claim.state === 'accepted' && at.interest !== null
  const found = typed.finding ?? asAsked(at, children)
  const { assessment, errors, gaps } = reviewing
    ? await assessFinding(database, at, found, language)
    : { assessment: null, errors: [], gaps: [] }
  const application = assessments.findLast(({ made_for }) => made_for === 'application')
  const review = assessments.find(({ id, made_for }) => id === claim.assessment_id && made_for === 'review')
  const asked = amountWorked(
    at,
    (application?.answer as KeptAssessment | undefined) ?? null,
    application?.rule_version ?? null,
    language,
  )
  const granted = reviewing
    ? amountWorked(at, assessment && JSON.parse(assessmentAsJson(assessment)), null, language)
    : review && claim.granted_fen !== null
      ? amountWorked(at, review.answer as KeptAssessment, review.rule_version, language)
      : null
  const budget = await readBudgetLeft(database, cycle.id)
  const grantedFen = granted?.fen == null ? null : BigInt(granted.fen)
  const cut = grantedFen !== null && claim.asked_fen !== null && grantedFen < claim.asked_fen
  const supplement = supplements.findLast(({ state }) => state === 'open')
  const proposal = decisions.findLast(({ act }) => act === 'review-claim')
  const against = decisions.findLast(({ act }) => act === 'object-to-cut')
  return {
    caseId,
    number: claim.number ?? '',
    name: theCase.unit_name,
    title: cycle.title,
    cycleId: cycle.id,
    state: claim.state,
    acceptedAt: claim.accepted_at,
    receivedAt: claim.received_at,
    version: last ? { seq: last.seq, at: last.received_at } : null,
    step: (task?.step as ReviewStep | undefined) ?? null,
    taskId: task?.id ?? null,
    due: task?.due_at ? dueView(task.due_at, now, calendar) : null,
    clock: clockView(at, supplements, calendar),
    rungs: (task ? (rungs.get(task.id) ?? []) : []).filter(
      ({ dueRevision, state }: RungLine) => dueRevision === task?.due_revision && state !== 'void',
    ),
    silence: task?.step === 'acceptance' ? rules.acceptanceSilence : null,
    standing:
      claim.state === 'supplementing' && supplement ? { since: supplement.opened_at, dueAt: supplement.due_at } : null,
    mine: at.mine,
    bar: at.bar,
    declaredAt: at.interest && !at.interest.conflicted ? at.interest.at : null,
    who: (await whoCan(house, at, now)).map(({ name }) => name),
    approvers: reviewing ? await approversOf(house, at, { personId, language, now }) : null,
    register: registerRows(at, language),
    facts: factsAsked(at).flatMap(fact => {
      const rows = factRows(at, [fact], at.answers.facts, language)
      if (fact.type !== 'list') return rows
      const name = say(fact.meaning, language)
      return rows.map(([, text], index) => [words.t('review.form.rowOf', { name, row: index + 1 }), text] as const)
    }),
    account: account
      ? { holder: account.holder, last4: account.number_last4, same: account.holder === filing.name }
      : null,
    evidence,
    children: children.map(child =>
      typed.finding
        ? { ...child, counted: !found.cuts.has(child.position), reason: found.cuts.get(child.position) ?? '' }
        : child,
    ),
    warnings: warningViews(at, warnings, language),
    asked,
    granted,
    finding: reviewing ? { ...findingView(at, found, language), gaps } : null,
    reworked: typed.shown !== undefined && grantedFen !== null && typed.shown !== granted?.fen,
    proposesRefusal:
      task?.step === 'approval' && claim.granted_fen === null
        ? { reason: proposal?.reason ?? '', clause: proposal?.clause ?? '' }
        : null,
    saidAgainst: against?.reason ?? null,
    cutNotice:
      reviewing && cut && grantedFen !== null
        ? await previewDecision(
            database,
            { cycle, claim, to: theCase.unit_name },
            { occasion: 'claim-cut', grantedFen, reason: found.reason, clause: found.clause },
            { language: 'zh-CN', now, publicUrl: house.publicUrl },
          )
        : null,
    budget:
      task?.step === 'review' || task?.step === 'approval'
        ? {
            leftFen: String(budget.leftFen),
            waiting: budget.waiting,
            fits: budget.waiting === 0 && grantedFen !== null && budget.leftFen >= grantedFen,
          }
        : null,
    history: decisions.map(({ person_name, unit_name, detail, ...decision }) => ({
      ...decision,
      personName: person_name,
      unitName: unit_name,
      to: typeof (detail as { to?: unknown }).to === 'string' ? (detail as { to: string }).to : null,
    })),
    defects: defects.map(({ mended_at, ...defect }) => ({ ...defect, mendedAt: mended_at })),
    service: await serviceView(database, caseId, calendar),
    mayServe: at.mayServe,
    errors: typed.errors ?? (typed.finding ? errors : []),
    typedAnswers: typed.answers ?? {},
    labels: labelsOf(at, warnings, children.length, words),
    onceKey: typed.onceKey,
    told: typed.told ?? null,
  }
}

/** Who can do what is due: the named person, else whoever holds the seat and is not barred from it. */
export async function whoCan(
  { database }: House,
  { claim, theCase, task }: ReviewAtHand,
  now: string,
): Promise<{ id: string; name: string }[]> {
  if (!task) return []
  const people = await whoMayTake(database, { caseId: claim.case_id, applicantId: theCase.unit_id }, task, now)
  const named = people.find(({ id }) => id === task.assignee_id)
  return named ? [named] : people
}

async function approversOf(
  { database }: House,
  { claim, cycle, theCase, rules }: ReviewAtHand,
  { personId, language, now }: Asking,
): Promise<ReviewProps['approvers']> {
  const { approvalSeat } = rules
  const place = await seatOf(database, cycle, approvalSeat.role, now)
  const task = { step: 'approval', unit_id: place?.unitId ?? cycle.unit_id, role: approvalSeat.role }
  const people = await whoMayTake(database, { caseId: claim.case_id, applicantId: theCase.unit_id }, task, now)
  return {
    seat: language === 'en' ? approvalSeat.label.en : approvalSeat.label.zh,
    names: people.filter(({ id }) => id !== personId).map(({ name }) => name),
  }
}

/** The label of each field of the page's forms. */
function labelsOf(
  at: ReviewAtHand,
  warnings: readonly { readonly id: string }[],
  children: number,
  { t, language }: ReturnType<typeof createWords>,
): Record<string, string> {
  const labels: Record<string, string> = { reason: t('review.finding.reason'), clause: t('review.finding.clause') }
  for (const { id } of warnings) labels[`answer.${id}`] = t('review.conflicts.answer')
  for (const fact of factsToReview(at)) {
    const name = `facts.${fact.name}`
    labels[name] = labelOfField(at, name, language)
    const rows = at.answers.facts[fact.name]
    if (fact.type === 'list' && Array.isArray(rows))
      for (const [index] of rows.entries())
        for (const each of fact.fields)
          labels[`${name}.${index}.${each.name}`] = labelOfField(at, `${name}.${index}.${each.name}`, language)
  }
  for (let position = 0; position < children; position++)
    labels[`cutReason.${position}`] = t('review.children.whyOf', { row: position + 1, name: '' })
  return labels
}
