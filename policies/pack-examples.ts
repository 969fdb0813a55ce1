import type { Calendar } from '../domain/calendar.ts'
import { DeadlineError } from '../domain/deadline.ts'
import { withOffset } from '../domain/local-time.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { resolveProcedure, rulesOf, settingFromText } from '../domain/procedure.ts'
import { planCycle } from '../domain/timeline.ts'
import type { ReadExample } from './read-pack.ts'
import type { SourceError } from './yaml-source.ts'

/** Runs the examples of a pack: every way in which an outcome is not the one that its example says. */
export const runExamples = (pack: PolicyPack, examples: readonly ReadExample[], calendar: Calendar): SourceError[] =>
  examples.flatMap(example => runExample(pack, example, calendar))

function runExample(pack: PolicyPack, { example, source }: ReadExample, calendar: Calendar): SourceError[] {
  const { procedure, settings, expect, requestedAt, signedAt } = example
  const parameters = Object.fromEntries(
    Object.entries(settings).map(([name, text]) => [name, settingFromText(name, text)]),
  )
  const resolved = resolveProcedure(pack, procedure, { parameters })
  if (!resolved) return [source.errorAt(['procedure'], 'a procedure of this pack')]
  if (resolved.wrong.length > 0) {
    return resolved.wrong.map(({ parameter, expected }) => source.errorAt(['settings', parameter], expected))
  }
  if (resolved.unset.join() !== [...expect.unset].join()) {
    return [source.errorAt(['expect', 'unset'], `what nobody has set: ${resolved.unset.join(', ') || 'nothing'}`)]
  }
  if (resolved.unset.length > 0) return []
  try {
    const timeline = planCycle(rulesOf(resolved), { requestedAt, signedAt }, calendar)
    const errors = Object.entries(expect.instants).flatMap(([key, at]) => {
      const entry = timeline.entries.find(entry => entry.key === key)
      if (!entry) return [source.errorAt(['expect', 'instants', key], 'an instant of the timeline', key)]
      if (Date.parse(entry.at) === Date.parse(at)) return []
      return [source.errorAt(['expect', 'instants', key], `${withOffset(entry.at)}, as it comes out`)]
    })
    if (expect.warnings && expect.warnings.join() !== timeline.warnings.join()) {
      errors.push(source.errorAt(['expect', 'warnings'], `as it comes out: ${timeline.warnings.join(', ') || 'none'}`))
    }
    return errors
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error
    return [source.errorAt(['settings'], 'dates that can be counted', `${error.field}: ${error.code}`)]
  }
}
