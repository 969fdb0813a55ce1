import type { House } from '../acts/act.ts'
import { readRoll } from '../acts/read-roll.ts'
import { type Child, wrongChildren } from '../acts/save-claim.ts'
import { keyedHash, open } from '../acts/sealed-field.ts'
import type { Language } from '../domain/actor.ts'
import { type FieldError, FieldErrors } from '../domain/refusal.ts'
import type { NamedOption } from '../domain/scheme.ts'
import { readRollRows } from '../records/my-claims.ts'
import { assessAtHand, type ClaimAtHand, fieldsAsked, say } from './claim-at-hand.ts'
import { saidBy } from './claim-fields.ts'

/** The kinds of classes that a scheme knows, from the records of its lists; none where it names none. */
export const classKinds = (at: ClaimAtHand): readonly NamedOption[] =>
  at.scheme.facts.flatMap(fact =>
    fact.type !== 'list'
      ? []
      : fieldsAsked(at, fact.fields).flatMap(field =>
          (field.name === 'kind' || field.name === 'classKind') && field.type === 'string' ? (field.options ?? []) : [],
        ),
  )

/** The children of a claim with their names and numbers, for whoever may change them. */
export async function readChildren({ database, fieldKey }: House, caseId: string): Promise<Child[]> {
  const rows = await readRollRows(database, caseId)
  return rows.map(row => ({
    name: open(fieldKey, row.name_sealed),
    identity: open(fieldKey, row.identity_sealed),
    bornOn: row.born_on,
    classKind: row.class_kind,
    enrolledFrom: row.enrolled_from,
    enrolledUntil: row.enrolled_until,
  }))
}

/** A name and a number of which only so much is shown that whoever knows them finds them again. */
export const maskedName = (name: string): string =>
  `${[...name][0] ?? ''}${'*'.repeat(Math.max(1, [...name].length - 1))}`
export const maskedNumber = (identity: string): string =>
  `${identity.slice(0, 1)}${'*'.repeat(Math.max(4, identity.length - 5))}${identity.slice(-4)}`

/** A roll from a file. @throws FieldErrors by row and column */
export const rollFrom = (at: ClaimAtHand, bytes: Uint8Array): Child[] =>
  readRoll(bytes).map(child => withKind(at, child))

/** With the code of its class where it was given in words. */
export function withKind(at: ClaimAtHand, child: Child): Child {
  const kind = classKinds(at).find(({ label }) => label.zh === child.classKind || label.en === child.classKind)
  return kind ? { ...child, classKind: kind.value } : child
}

/**
 * What is wrong with a roll: what it says itself, and what the scheme says to it (age, not yet born when counted).
 *
 * @throws FieldErrors by row and column
 */
export function demandRoll(
  { fieldKey }: House,
  at: ClaimAtHand,
  children: readonly Child[],
  language: Language,
  now: string,
): void {
  const kinds = classKinds(at).map(({ value }) => value)
  const errors: FieldError[] = wrongChildren(children, now)
  for (const [index, { classKind }] of children.entries())
    if (kinds.length > 0 && classKind.trim() !== '' && !kinds.includes(classKind))
      errors.push({ field: `children.${index}.classKind`, code: 'not-an-option' })
  if (errors.length === 0) {
    const facts = children.map(({ identity, bornOn, classKind }) => ({
      key: keyedHash(fieldKey, identity),
      bornOn,
      classKind,
    }))
    const answer = assessAtHand(at, { children: facts })
    if (!answer.ok)
      for (const one of answer.problems) if (one.at.startsWith('children')) errors.push(saidBy(one, language))
  }
  if (errors.length > 0) throw new FieldErrors(errors.slice(0, 100))
}

/** How many children stand on the roll, class by class. */
export function totals(at: ClaimAtHand, children: readonly { readonly classKind: string }[], language: Language) {
  const kinds = classKinds(at)
  const counts = new Map<string, number>()
  for (const { classKind } of children) counts.set(classKind, (counts.get(classKind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => {
    const known = kinds.find(({ value }) => value === kind)
    return { kind, label: known ? say(known.label, language) : kind, count }
  })
}
