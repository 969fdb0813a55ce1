import { canonical, type House } from '../acts/act.ts'
import type { ClaimAnswers } from '../acts/claim-facts.ts'
import type { Language } from '../domain/actor.ts'
import { isLocalDate } from '../domain/local-time.ts'
import type { Fact } from '../domain/scheme.ts'
import { listUnitAccounts, readLastHandedIn } from '../records/my-claims.ts'
import type { CheckSection } from '../web/pages/claim-check.tsx'
import { type ClaimField, claimPath, type NamedItem } from '../web/pages/claim-view.ts'
import { createWords } from '../web/words.ts'
import { type ClaimAtHand, factsAsked, say } from './claim-at-hand.ts'
import { evidenceViews } from './claim-evidence.ts'
import { fieldView, rowViews } from './claim-fields.ts'
import { factsOfGroup, groupsOf, partOf } from './claim-groups.ts'
import { totals } from './claim-roll.ts'

/** What of the register tells one institution from all others. */
export const identityRows = (at: ClaimAtHand, language: Language) => registerRows(at, language).slice(0, 3)

/** What the register says of an institution, by name. */
export function registerRows(at: ClaimAtHand, language: Language): (readonly [string, string])[] {
  const { t, date } = createWords(language, at.claim.updated_at)
  const { filing } = at
  return [
    [t('register.name'), filing.name],
    [t('register.filingNumber'), filing.filing_number],
    [t('register.creditCode'), filing.credit_code],
    [t('register.kind'), t(`register.kinds.${filing.kind}`)],
    [t('register.inclusive'), t(filing.inclusive ? 'claimForm.yes' : 'claimForm.no')],
    [t('register.places'), t('register.placesOf', { count: filing.places })],
    [t('register.filedOn'), date(filing.filed_on, 'letter')],
    ...(filing.ended_on ? [[t('register.endedOn'), date(filing.ended_on, 'letter')] as const] : []),
  ]
}

const shownOf = (field: ClaimField, language: Language): string => {
  const { t, date } = createWords(language, '')
  if (field.kind === 'date' && isLocalDate(field.value)) return date(field.value, 'letter')
  if (field.kind === 'choice') return field.options.find(({ value }) => value === field.value)?.label ?? field.value
  if (field.kind === 'bool')
    return field.value === 'true' ? t('claimForm.yes') : field.value === '' ? '' : t('claimForm.no')
  const unit = field.kind === 'money' ? t('claimForm.yuan') : field.unit
  return field.value === '' ? '' : `${field.value}${unit && ` ${unit}`}`
}

/** Facts as they are read: of a list each row in a line. */
export function factRows(
  at: ClaimAtHand,
  facts: readonly Fact[],
  values: Readonly<Record<string, unknown>>,
  language: Language,
): (readonly [string, string])[] {
  const { t } = createWords(language, '')
  return facts.flatMap((fact): (readonly [string, string])[] => {
    if (fact.type !== 'list') {
      const text = shownOf(fieldView(fact, `facts.${fact.name}`, values[fact.name], language), language)
      return text === '' ? [] : [[say(fact.meaning, language), text]]
    }
    if (!Array.isArray(values[fact.name]) || (values[fact.name] as unknown[]).length === 0) return []
    return rowViews(at, fact, values, language).map((fields, index) => [
      t('claimForm.row', { title: say(fact.meaning, language), row: index + 1 }),
      fields
        .map(each => [each.label, shownOf(each, language)] as const)
        .filter(([, text]) => text !== '')
        .map(([label, text], nth) => (nth === 0 ? text : `${label} ${text}`))
        .join(t('pieces.comma')),
    ])
  })
}

/**
 * What was named to be corrected and stands on its page as it was handed in: to hand it in again so may end in a refusal.
 * Only of facts, children and files can that be told.
 */
export async function unchangedItems(
  { database }: House,
  at: ClaimAtHand,
  named: readonly NamedItem[],
): Promise<readonly NamedItem[]> {
  if (named.length === 0) return []
  const before = (await readLastHandedIn(database, at.claim.case_id)) as
    | (ClaimAnswers & { readonly children: readonly unknown[] })
    | null
  if (before === null) return []
  const page = (key: 'children' | 'files') => claimPath(at.claim.case_id, key)
  const same = (one: unknown, other: unknown) => canonical(one) === canonical(other)
  return named.filter(({ href }) => {
    if (href === page('children')) return same(before.children, at.children)
    if (href === page('files')) return same(before.evidence, at.answers.evidence)
    const group = groupsOf(at, 'zh-CN').find(each => each.href === href)
    if (!group || factsOfGroup(at, group.key).length === 0) return false
    return same(partOf(at, group.key, before.facts), partOf(at, group.key))
  })
}

/** Everything that is handed in, page by page. */
export async function checkSections(house: House, at: ClaimAtHand, language: Language): Promise<CheckSection[]> {
  const { t } = createWords(language, '')
  const [evidence, accounts] = await Promise.all([
    evidenceViews(house, at, language),
    listUnitAccounts(house.database, at.theCase.unit_id),
  ])
  const rowsOf = (key: string): (readonly [string, string])[] => {
    switch (key) {
      case 'institution':
        return registerRows(at, language)
      case 'children':
        return totals(at, at.children, language).map(({ label, count }) => [label, t('roll.count', { count })])
      case 'files':
        return evidence
          .filter(({ files }) => files.length > 0)
          .map(({ label, files }) => [label, files.map(({ name }) => name).join(t('pieces.listComma'))])
      case 'account':
        return accounts
          .filter(({ state }) => state !== 'replaced')
          .map(({ state, number_last4, bank }) => [
            t(`ownAccount.states.${state}`),
            `${bank} ${t('ownAccount.last4', { last4: number_last4 })}`,
          ])
      default:
        return factRows(
          at,
          factsAsked(at).filter(({ name, type }) => (type === 'list' ? name === key : key === 'facts')),
          at.answers.facts,
          language,
        )
    }
  }
  return groupsOf(at, language)
    .filter(({ key }) => key !== 'check')
    .map(group => ({ ...group, rows: rowsOf(group.key) }))
}
