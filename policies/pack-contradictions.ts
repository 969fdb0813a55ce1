import { checkLadder, type Ladder, type LadderProblem, type LadderRung } from '../domain/ladder.ts'
import type { PackForm } from '../domain/policy-pack.ts'
import type { Parameter, SolicitationParameters, SolicitationProcedure } from '../domain/procedure.ts'
import { type TimedStep, timedSteps } from '../domain/timeline.ts'
import { mayDecide } from './pack-fields.ts'
import type { PackText } from './pack-schema.ts'
import { schemeContradictions } from './scheme-contradictions.ts'
import type { FieldPath, SourceError, YamlSource } from './yaml-source.ts'

/** What the author of a policy may write between the lines: told where it is not allowed. */
export type CheckAuthorText = (text: string, fields: readonly string[]) => readonly { line: number; found: string }[]

/** Fields that the words of silence may hold. */
export const silenceRuleFields = ['dueAt', 'clause'] as const

/** Everything that the parts of a policy say against each other. */
export function contradictions(
  text: PackText,
  source: YamlSource,
  forms: readonly PackForm[] | null,
  checkText: CheckAuthorText,
): SourceError[] {
  const errors: SourceError[] = []
  const say = (at: FieldPath, expected: string, found?: string): void => {
    errors.push(source.errorAt(at, expected, found))
  }
  sayRepeated(
    text.clauses,
    clause => clause.anchor,
    index => ['clauses', index, 'anchor'],
    'each clause once',
    say,
  )
  sayRepeated(
    text.groups,
    group => group.code,
    index => ['groups', index, 'code'],
    'each group once',
    say,
  )
  sayRepeated(
    text.units,
    unit => unit.code,
    index => ['units', index, 'code'],
    'each unit once',
    say,
  )
  sayRepeated(
    text.procedures,
    procedure => procedure.id,
    index => ['procedures', index, 'id'],
    'each procedure once',
    say,
  )
  sayRepeated(
    text.schemes,
    scheme => scheme.id,
    index => ['schemes', index, 'id'],
    'each scheme once',
    say,
  )
  if (text.procedures.length + text.schemes.length === 0) say(['procedures'], 'a procedure or a scheme at least')
  const { fromOn, untilOn } = text.validity
  if (fromOn && untilOn && untilOn < fromOn) say(['validity', 'untilOn'], `a date from ${fromOn} on`)
  unitContradictions(text, say)
  text.procedures.forEach((procedure, index) => {
    const at = ['procedures', index]
    if (procedure.form !== null && forms && !forms.some(({ id }) => id === procedure.form)) {
      say([...at, 'form'], `a form that is there: forms/${procedure.form}.json`)
    }
    procedureContradictions(text, procedure.parameters, [...at, 'parameters'], checkText, say)
  })
  text.schemes.forEach((scheme, index) => {
    schemeContradictions(text, scheme, ['schemes', index], { checkText, say })
  })
  return errors
}

export type Say = (at: FieldPath, expected: string, found?: string) => void

function sayRepeated<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  at: (index: number) => FieldPath,
  expected: string,
  say: Say,
): void {
  const seen = new Set<string>()
  items.forEach((item, index) => {
    if (seen.has(keyOf(item))) say(at(index), expected)
    seen.add(keyOf(item))
  })
}

function unitContradictions({ units, groups }: PackText, say: Say): void {
  const byCode = new Map(units.map(unit => [unit.code, unit]))
  units.forEach((unit, index) => {
    for (const link of ['parent', 'superior'] as const) {
      const code = unit[link]
      if (code === null || code === undefined) continue
      if (!byCode.has(code)) say(['units', index, link], 'the code of a unit of this pack')
      else if (leadsBack(unit.code, link, byCode))
        say(['units', index, link], 'a unit that does not stand below this one')
    }
    unit.groups.forEach((group, at) => {
      if (!groups.some(({ code }) => code === group))
        say(['units', index, 'groups', at], 'the code of a group of this pack')
    })
  })
}

function leadsBack(
  code: string,
  link: 'parent' | 'superior',
  byCode: ReadonlyMap<string, PackText['units'][number]>,
): boolean {
  const passed = new Set<string>()
  for (let at = byCode.get(code)?.[link]; at && !passed.has(at); at = byCode.get(at)?.[link]) {
    if (at === code) return true
    passed.add(at)
  }
  return false
}

type PackParameters = SolicitationProcedure['parameters']

function procedureContradictions(
  { clauses }: PackText,
  parameters: PackParameters,
  at: FieldPath,
  checkText: CheckAuthorText,
  say: Say,
): void {
  for (const [name, parameter] of Object.entries<Parameter<unknown>>(parameters)) {
    if ('unset' in parameter || !('clause' in parameter.source)) continue
    const { clause } = parameter.source
    if (!clauses.some(({ anchor }) => anchor === clause)) {
      say([...at, name, 'source', 'clause'], 'the anchor of a clause of this pack')
    }
  }
  const value = <Name extends keyof SolicitationParameters>(name: Name): SolicitationParameters[Name] | undefined => {
    const parameter: Parameter<SolicitationParameters[Name]> = parameters[name]
    return 'unset' in parameter ? undefined : parameter.value
  }
  const seats = value('signatureSeats') ?? []
  sayRepeated(
    seats,
    ({ seat }) => seat,
    index => [...at, 'signatureSeats', 'value', index, 'seat'],
    'each seat once',
    say,
  )
  seats.forEach(({ role }, index) => {
    if (!mayDecide(role)) say([...at, 'signatureSeats', 'value', index, 'role'], 'a role that can sign, not the maker')
  })
  const approver = value('approvalSeat')
  if (approver && !mayDecide(approver.role))
    say([...at, 'approvalSeat', 'value', 'role'], 'a role that can approve, not the maker')
  const least = value('minimumPeriod')
  const answer = value('answerPeriod')
  if (least && answer && isLonger(least, answer))
    say([...at, 'answerPeriod', 'value'], 'a period not shorter than minimumPeriod')
  for (const step of timedSteps) {
    const name = `${step}Ladder` as const
    ladderProblems(step, value(name) ?? []).forEach(({ index, field, expected }) => {
      say([...at, name, 'value', ...(index === null ? [] : [index, field])], expected)
    })
  }
  const silence = value('silenceRule')
  for (const language of ['zh', 'en'] as const) {
    const expected = `text with {{${silenceRuleFields.join('}}, {{')}}} at most`
    for (const { found } of silence ? checkText(silence[language], silenceRuleFields) : []) {
      say([...at, 'silenceRule', 'value', language], expected, found)
    }
  }
}

function isLonger(
  one: SolicitationParameters['minimumPeriod'],
  other: SolicitationParameters['answerPeriod'],
): boolean {
  if ('workingDays' in one && 'workingDays' in other) return one.workingDays > other.workingDays
  return 'calendarDays' in one && 'calendarDays' in other && one.calendarDays > other.calendarDays
}

const ladderWords: Readonly<Record<LadderProblem['code'], string>> = {
  'rung-twice': 'each rung once',
  'two-silences': 'one silence at most',
  'offset-not-one': 'exactly one of workingDays, calendarDays and workingHours',
  'offset-not-whole': 'a whole number of days',
  'offset-too-large': 'at most 1000',
  'silence-not-at-due': 'silence at the due instant itself: anchor due, no offset, no time',
  'time-not-a-time': 'a time HH:mm',
  'time-with-hours': 'no time of day beside an offset in hours',
}

type RungProblem = { index: number | null; field: string; expected: string }

function ladderProblems(step: TimedStep, ladder: Ladder): RungProblem[] {
  const problems: RungProblem[] = checkLadder(ladder).map(({ index, field, code }) => ({
    index,
    field,
    expected: ladderWords[code],
  }))
  ladder.forEach((rung, index) => {
    for (const [field, expected] of rungProblems(step, rung)) problems.push({ index, field, expected })
  })
  if (step === 'answer' && ladder.length > 0 && !ladder.some(({ kind }) => kind === 'silence')) {
    problems.push({ index: null, field: '', expected: 'a rung of kind silence: what the deadline does' })
  }
  return problems
}

const ownOccasions: Readonly<Record<TimedStep, RegExp>> = {
  signature: /^(signature-|supervision-order$)/,
  answer: /^(not-signed-for|due-soon|urged|deemed|overdue|supervision-order)$/,
  disposition: /^(disposition-|supervision-order$)/,
  approval: /^(signature-|supervision-order$)/,
}

function* rungProblems(
  step: TimedStep,
  { kind, anchor, offset, to, release, only, occasion }: LadderRung,
): Generator<[string, string]> {
  const amount = offset.workingDays ?? offset.calendarDays ?? offset.workingHours ?? 0
  if (!ownOccasions[step].test(occasion)) yield ['occasion', `a notice of the step ${step}`]
  if (step !== 'answer') {
    if (kind === 'silence' || kind === 'sign-for-reminder')
      yield ['kind', 'a kind of this step: only an answer has this one']
    if (only) yield ['only', 'nothing: only an answer is signed for or mandatory']
    if (to === 'party') yield ['to', 'somebody of the launching unit: only an answer has parties']
  }
  if (kind === 'sign-for-reminder' && (anchor !== 'opened' || only !== 'unsigned')) {
    yield ['anchor', 'a reminder to sign for it counts from opened, only: unsigned']
  }
  if (kind === 'reminder' && anchor === 'due' && amount > 0) yield ['offset', 'a reminder before the due instant']
  if (anchor === 'opened' && amount < 0) yield ['offset', 'a rung after the step was opened']
  if (kind === 'supervision-order' && (anchor !== 'due' || amount <= 0))
    yield ['offset', 'a supervision order after the due instant']
  if ((kind === 'supervision-order') !== (occasion === 'supervision-order'))
    yield ['occasion', 'supervision-order for that kind, and for no other']
  if (['head', 'superior'].includes(to) && !release)
    yield ['release', 'supervisor: what reaches a head or a superior is prepared and released']
}
