import type { Parameter, Source } from '../domain/procedure.ts'
import type { Scheme } from '../domain/scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import type { CheckAuthorText, Say } from './pack-contradictions.ts'
import { mayDecide } from './pack-fields.ts'
import type { PackText } from './pack-schema.ts'
import type { FieldPath } from './yaml-source.ts'

/** Everything that the parts of a scheme say against each other, against its clauses, and against what CEL allows. */
export function schemeContradictions(
  { clauses, schemes }: Pick<PackText, 'clauses' | 'schemes'>,
  scheme: Scheme,
  at: FieldPath,
  { checkText, say }: { readonly checkText: CheckAuthorText; readonly say: Say },
): void {
  const compilation = compileScheme(scheme)
  for (const { path, expected, found } of compilation.ok ? [] : compilation.faults) {
    say([...at, ...path], expected, found)
  }
  for (const { path, source } of sourcesOf(scheme)) {
    if ('clause' in source && !clauses.some(({ anchor }) => anchor === source.clause)) {
      say([...at, ...path, 'clause'], 'the anchor of a clause of this pack')
    }
  }
  scheme.readings.forEach(({ clause }, index) => {
    if (clause !== null && !clauses.some(({ anchor }) => anchor === clause)) {
      say([...at, 'readings', index, 'clause'], 'the anchor of a clause of this pack')
    }
  })
  for (const section of ['conditions', 'warnings', 'checks'] as const) {
    scheme[section].forEach(({ words }, index) => {
      for (const language of ['zh', 'en'] as const) {
        for (const { found } of checkText(words[language], [])) {
          say([...at, section, index, 'words', language], 'plain text', found)
        }
      }
    })
  }
  if (!('unset' in scheme.reviewers)) {
    const seats = scheme.reviewers.value
    seats.forEach(({ seat, role }, index) => {
      const place = [...at, 'reviewers', 'value', index]
      if (seats.findIndex(other => other.seat === seat) !== index) say([...place, 'seat'], 'each seat once')
      if (!mayDecide(role)) say([...place, 'role'], 'a role that can review, not the maker')
    })
  }
  if (scheme.derivedFrom) sayOrigin(scheme.derivedFrom, schemes, scheme.id, [...at, 'derivedFrom'], say)
}

/** What a share says of the scheme that it is derived from. */
function sayOrigin(
  { scheme: id, year, facts }: NonNullable<Scheme['derivedFrom']>,
  schemes: PackText['schemes'],
  own: string,
  at: FieldPath,
  say: Say,
): void {
  const origin = schemes.find(scheme => scheme.id === id)
  if (!origin || id === own) {
    say([...at, 'scheme'], 'the id of another scheme of this pack')
    return
  }
  const knows = (name: string): boolean => origin.facts.some(fact => fact.name === name && fact.type !== 'list')
  const expected = `a single fact of ${id}`
  if (year !== null && !knows(year)) say([...at, 'year'], expected)
  for (const [name, source] of Object.entries(facts)) {
    if ('fact' in source && !knows(source.fact)) say([...at, 'facts', name, 'fact'], expected)
    if (!('sum' in source)) continue
    const [listName, field] = source.sum.split('.')
    const list = origin.facts.find(fact => fact.name === listName)
    const fields = list?.type === 'list' ? list.fields : []
    if (!fields.some(each => each.name === field && each.type === 'int'))
      say([...at, 'facts', name, 'sum'], `a list of ${id} and a field of whole numbers`)
    const chosen = fields.find(each => each.name === source.where?.field)
    if (source.where && chosen?.type !== 'string')
      say([...at, 'facts', name, 'where', 'field'], 'a text field of that list')
  }
}

type PlacedSource = { readonly path: FieldPath; readonly source: Source }

function* sourcesOf(scheme: Scheme): Generator<PlacedSource> {
  yield { path: ['payer', 'source'], source: scheme.payer.source }
  for (const section of ['conditions', 'warnings', 'amount', 'limits', 'evidence'] as const) {
    for (const [index, { source }] of scheme[section].entries()) yield { path: [section, index, 'source'], source }
  }
  for (const section of ['amount', 'derived'] as const) {
    for (const [index, { rounding }] of scheme[section].entries()) {
      if (rounding) yield { path: [section, index, 'rounding', 'source'], source: rounding.source }
    }
  }
  yield* ofParameter(['reviewers'], scheme.reviewers)
  yield* ofParameter(['publicNotice'], scheme.publicNotice)
  yield* ofParameter(['budgetOrder'], scheme.budgetOrder)
  for (const [index, { set }] of scheme.parameters.entries()) yield* ofParameter(['parameters', index, 'set'], set)
  for (const [index, { set }] of scheme.readings.entries()) yield* ofParameter(['readings', index, 'set'], set)
  if (!scheme.occurrence) return
  yield* ofParameter(['occurrence', 'from'], scheme.occurrence.from)
  yield* ofParameter(['occurrence', 'until'], scheme.occurrence.until)
}

function* ofParameter(path: FieldPath, parameter: Parameter<unknown>): Generator<PlacedSource> {
  if (!('unset' in parameter)) yield { path: [...path, 'source'], source: parameter.source }
}
