import { createHash } from 'node:crypto'
import { canonical, type House } from '../acts/act.ts'
import { readCalendar } from '../acts/matter.ts'
import type { Language } from '../domain/actor.ts'
import type { FieldError } from '../domain/refusal.ts'
import type { Fact } from '../domain/scheme.ts'
import type { Assessment } from '../policies/assess.ts'
import { listUnitAccounts, readClaimStory } from '../records/my-claims.ts'
import {
  type AmountView,
  type ClaimFrame,
  claimPath,
  type Gap,
  type GroupView,
  type NamedItem,
} from '../web/pages/claim-view.ts'
import { createWords } from '../web/words.ts'
import { asksRoll, assessAtHand, type ClaimAtHand, factsAsked, fieldsAsked, say, sourceName } from './claim-at-hand.ts'
import { factsWithout, faultsOf } from './claim-fields.ts'
import { dueView } from './days-left.ts'

type Values = Readonly<Record<string, unknown>>

/** The pages of an application in their order: what the register has, the facts, each list, the roll, files, account. */
export function groupsOf(at: ClaimAtHand, language: Language): GroupView[] {
  const { t } = createWords(language, '')
  const facts = factsAsked(at)
  const form = (key: string, title: string): GroupView => ({
    key,
    title,
    href: claimPath(at.claim.case_id, `form/${key}`),
  })
  const page = (key: 'children' | 'files' | 'check'): GroupView => ({
    key,
    title: t(`claimForm.groups.${key}`),
    href: claimPath(at.claim.case_id, key),
  })
  return [
    form('institution', t('claimForm.groups.institution')),
    ...(facts.some(({ type }) => type !== 'list') ? [form('facts', t('claimForm.groups.facts'))] : []),
    ...facts.filter(({ type }) => type === 'list').map(({ name, meaning }) => form(name, say(meaning, language))),
    ...(asksRoll(at) ? [page('children')] : []),
    page('files'),
    form('account', t('claimForm.groups.account')),
    page('check'),
  ]
}

/** The facts that a page of the form asks for; none where it asks for something else. */
export const factsOfGroup = (at: ClaimAtHand, key: string): readonly Fact[] =>
  factsAsked(at).filter(({ name, type }) => (type === 'list' ? name === key : key === 'facts'))

/** What a page holds of the facts, and its mark: the same mark, the same content. */
export function partOf(at: ClaimAtHand, key: string, facts: Values = at.answers.facts): Record<string, unknown> {
  const names = factsOfGroup(at, key).map(({ name }) => name)
  return Object.fromEntries(names.flatMap(name => (facts[name] === undefined ? [] : [[name, facts[name]]])))
}
export const markOf = (part: unknown): string => createHash('sha256').update(canonical(part)).digest('hex').slice(0, 32)

/** Where an error of a fact, a child or a file is mended. */
export function pageOfField(at: ClaimAtHand, field: string): string {
  const [kind = '', name = ''] = field.split('.')
  if (kind === 'children') return claimPath(at.claim.case_id, 'children')
  if (kind === 'evidence') return claimPath(at.claim.case_id, 'files')
  const list = factsAsked(at).some(fact => fact.name === name && fact.type === 'list')
  return claimPath(at.claim.case_id, `form/${list ? name : 'facts'}`)
}

/** The name of a field as its form has it: of a list with its row. */
export function labelOfField(at: ClaimAtHand, field: string, language: Language): string {
  const { t } = createWords(language, '')
  const [kind = '', name = '', row = '', part = ''] = field.split('.')
  if (kind === 'children')
    return row === '' && part === '' && !/^\d+$/.test(name)
      ? t('claimForm.groups.children')
      : `${t('claimForm.rowOf', { row: Number(name) + 1 })}${row ? t('pieces.comma') : ''}${columnName(row, language)}`
  if (kind === 'evidence') {
    const evidence = at.scheme.evidence.find(({ id }) => id === name)
    return evidence ? say(evidence.label, language) : t('claimForm.groups.files')
  }
  const fact = at.scheme.facts.find(each => each.name === name)
  if (!fact) return name
  if (fact.type !== 'list' || row === '') return say(fact.meaning, language)
  const inner = fact.fields.find(each => each.name === part)
  return `${t('claimForm.rowOf', { row: Number(row) + 1 })}${inner ? `${t('pieces.comma')}${say(inner.meaning, language)}` : ''}`
}

const columns = ['name', 'identity', 'bornOn', 'classKind', 'enrolledFrom', 'enrolledUntil'] as const
export const columnName = (column: string, language: Language): string => {
  const known = columns.find(each => each === column)
  return known ? createWords(language, '').t(`claimForm.columns.${known}`) : ''
}

/** What the scheme says to what was filled in, as far as it can be said; and what cannot be taken of it. */
export function amountAtHand(at: ClaimAtHand, language: Language) {
  const faults = faultsOf(at, language)
  const whole = assessAtHand(at)
  const answer = whole.ok ? whole : assessAtHand(at, { facts: factsWithout(at.answers.facts, faults) })
  const assessment = answer.ok ? answer.assessment : null
  return { faults, assessment, amount: amountView(at, assessment, language, whole.ok) }
}

function amountView(at: ClaimAtHand, assessment: Assessment | null, language: Language, whole: boolean): AmountView {
  const readings = at.scheme.readings.flatMap(({ name, options }) => {
    const used = options.find(({ value }) => value === at.rules.readings[name])
    return used ? [say(used.label, language)] : []
  })
  return {
    fen:
      whole && assessment?.amountFen !== undefined && assessment.amountFen !== null
        ? String(assessment.amountFen)
        : null,
    lines: (assessment?.working ?? []).map(line => ({
      id: line.id,
      expression: say(line.expression, language),
      clause: sourceName(line.source),
      rounding: line.rounding && say(line.rounding, language),
      fen: String(line.amountFen),
    })),
    refusedBy: (assessment?.refusedBy ?? []).map(({ words, source }) => ({
      words: say(words, language),
      clause: sourceName(source),
    })),
    warnings: (assessment?.warnings ?? []).map(({ words }) => say(words, language)),
    readings,
  }
}

/** Everything that is missing or wrong, with the page where it is mended. */
export function gapsOf(
  at: ClaimAtHand,
  { faults, assessment }: Pick<ReturnType<typeof amountAtHand>, 'faults' | 'assessment'>,
  hasAccount: boolean,
  language: Language,
): Gap[] {
  const { t, wrong } = createWords(language, '')
  const gap = (field: string, words: string): Gap => ({ key: `${field} ${words}`, words, href: pageOfField(at, field) })
  const asked = new Set(factsAsked(at).map(({ name }) => name))
  const wrongly = new Set(faults.map(({ field }) => field))
  const missing = (assessment?.missing ?? [])
    .filter(name => asked.has(name.replace(/[[.].*/, '')))
    .map(name => `facts.${name.replace(/\[(\d+)\]/g, '.$1')}`)
    .filter(field => !wrongly.has(field))
  return [
    ...faults.map(fault =>
      gap(fault.field, `${labelOfField(at, fault.field, language)}${t('pieces.colon')}${wrong(fault)}`),
    ),
    ...missing.map(field => gap(field, t('claimForm.notYet', { what: labelOfField(at, field, language) }))),
    ...at.scheme.evidence
      .filter(({ id, required }) => required && (at.answers.evidence[id]?.length ?? 0) === 0)
      .map(({ id, label }) => gap(`evidence.${id}`, t('claimForm.notUploaded', { what: say(label, language) }))),
    ...(hasAccount
      ? []
      : [
          {
            key: 'account',
            words: t('claimForm.noAccount'),
            href: claimPath(at.claim.case_id, 'form/account'),
            optional: true as const,
          },
        ]),
  ]
}

/** What is to be corrected now, each with the page where it is. */
export function namedItems(
  at: ClaimAtHand,
  defects: Awaited<ReturnType<typeof readClaimStory>>['defects'],
  stage: 'correction' | 'supplement',
  language: Language,
): NamedItem[] {
  return defects
    .filter(defect => defect.stage === stage && defect.mended_at === null)
    .map(({ id, item, text, clause }) => ({ id, item, text, clause, href: pageOfItem(at, item, language) }))
}

// An item is named in words: those of an evidence, of a fact or of a page of the form.
function pageOfItem(at: ClaimAtHand, item: string, language: Language): string | null {
  const known = (...names: readonly string[]) => names.includes(item)
  for (const { id, label } of at.scheme.evidence)
    if (known(id, `evidence.${id}`, label.zh, label.en)) return claimPath(at.claim.case_id, 'files')
  for (const fact of factsAsked(at)) {
    const inner =
      fact.type === 'list' ? fieldsAsked(at, fact.fields).flatMap(({ meaning }) => [meaning.zh, meaning.en]) : []
    if (known(fact.name, `facts.${fact.name}`, fact.meaning.zh, fact.meaning.en, ...inner))
      return pageOfField(at, `facts.${fact.name}`)
  }
  return groupsOf(at, language).find(({ title, key }) => known(title, key))?.href ?? null
}

/** Whatever every page of an application shows, as the claim stands. */
export async function claimFrame(
  { database }: House,
  at: ClaimAtHand,
  current: string,
  { language, now }: { language: Language; now: string },
  over: { errors?: readonly FieldError[]; conflict?: ClaimFrame['conflict']; was?: string } = {},
): Promise<ClaimFrame> {
  const { claim, cycle, theCase } = at
  const correcting = claim.state === 'correcting'
  const [calendar, accounts, story] = await Promise.all([
    readCalendar(database),
    listUnitAccounts(database, theCase.unit_id),
    correcting ? readClaimStory(database, claim.case_id) : null,
  ])
  const task = story?.tasks.find(({ step, state }) => step === 'correction' && state === 'open')
  const due = dueView(task?.due_at ?? cycle.due_at ?? theCase.due_at, now, calendar)
  const found = amountAtHand(at, language)
  const hasAccount = accounts.some(({ state }) => state !== 'replaced')
  return {
    caseId: claim.case_id,
    title: cycle.title,
    issuer: cycle.unit_name,
    dueAt: due.at,
    left: due.left,
    passed: due.passed,
    correcting,
    groups: groupsOf(at, language),
    current,
    amount: found.amount,
    gaps: gapsOf(at, found, hasAccount, language),
    named: story ? namedItems(at, story.defects, 'correction', language) : [],
    version: claim.version,
    was: over.was ?? markOf(partOf(at, current)),
    savedAt: claim.updated_at,
    errors: over.errors ?? faultsOnPage(at, current, found.faults),
    conflict: over.conflict ?? null,
  }
}

const faultsOnPage = (at: ClaimAtHand, current: string, faults: readonly FieldError[]): readonly FieldError[] => {
  const href = claimPath(at.claim.case_id, current === 'children' ? 'children' : `form/${current}`)
  return faults.filter(({ field }) => pageOfField(at, field) === href)
}
