import type { PolicyPack } from '../domain/policy-pack.ts'
import { schemeOf } from '../domain/scheme.ts'
import { type Assessment, type AssessmentAnswer, assess } from './assess.ts'
import type { ReadSchemeExamples } from './read-pack.ts'
import type { SchemeExamples } from './scheme-schema.ts'
import type { FieldPath, SourceError } from './yaml-source.ts'

/** Works out the examples of a pack's schemes: every way in which an outcome is not the one that its example says. */
export const runSchemeExamples = (pack: PolicyPack, tables: readonly ReadSchemeExamples[]): SourceError[] =>
  tables.flatMap(({ table, source }) => {
    const scheme = schemeOf(pack, table.scheme)
    if (!scheme) return [source.errorAt(['scheme'], 'a scheme of this pack')]
    return table.examples.flatMap((example, index) => {
      const answer = assess(scheme, exampleInput(table, index))
      return differences(example.expect, answer).map(({ path, expected }) =>
        source.errorAt(['examples', index, 'expect', ...path], `as it comes out: ${expected}`),
      )
    })
  })

/** What an example of a table gives: its own facts and readings over those that hold for all. */
export function exampleInput(table: SchemeExamples, index: number) {
  const { facts = {}, readings = {}, without = [] } = table.examples[index] ?? {}
  const merged = (all: Readonly<Record<string, unknown>>, own: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries({ ...all, ...own }).filter(([name]) => !without.includes(name)))
  return { facts: merged(table.given.facts, facts), readings: merged(table.given.readings, readings) }
}

type Difference = { readonly path: FieldPath; readonly expected: string }
type Expected = SchemeExamples['examples'][number]['expect']

function differences(expect: Expected, answer: AssessmentAnswer): Difference[] {
  if (!answer.ok) {
    const named = answer.problems.map(({ at }) => at)
    const said = answer.problems.map(({ at, words }) => `${at}: ${words.en}`).join('; ')
    if (expect.problems && sameWords(expect.problems, named)) return []
    return [{ path: expect.problems ? ['problems'] : [], expected: said }]
  }
  if (expect.problems && expect.problems.length > 0) return [{ path: ['problems'], expected: 'none' }]
  return differencesOf(expect, answer.assessment)
}

function* compared(
  { eligible, amountFen, working, ...lists }: Expected,
  assessment: Assessment,
): Generator<Difference> {
  if (eligible !== undefined && eligible !== assessment.eligible) {
    yield { path: ['eligible'], expected: String(assessment.eligible) }
  }
  const amount = assessment.amountFen === null ? null : String(assessment.amountFen)
  if (amountFen !== undefined && amountFen !== amount) yield { path: ['amountFen'], expected: amount ?? 'null' }
  if (working !== undefined) {
    const lines = assessment.working.map(({ id, amountFen }) => `${id} ${amountFen}`)
    if (
      !sameWords(
        Object.entries(working).map(([id, fen]) => `${id} ${fen}`),
        lines,
      )
    ) {
      yield { path: ['working'], expected: lines.join(', ') || 'nothing' }
    }
  }
  const found: Readonly<Record<string, readonly string[]>> = {
    refusedBy: assessment.refusedBy.map(({ id }) => id),
    warnings: assessment.warnings.map(({ id }) => id),
    missing: assessment.missing,
    unset: assessment.readings.unset,
    onceKeys: assessment.onceKeys,
  }
  for (const name of ['refusedBy', 'warnings', 'missing', 'unset', 'onceKeys'] as const) {
    const list = lists[name]
    const there = found[name] ?? []
    if (list && !sameWords(list, there)) yield { path: [name], expected: there.join(', ') || 'none' }
  }
}

const differencesOf = (expect: Expected, assessment: Assessment): Difference[] => [...compared(expect, assessment)]

const sameWords = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && [...one].sort().every((word, index) => word === [...other].sort()[index])
