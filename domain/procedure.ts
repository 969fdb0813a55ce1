import type { Role } from './actor.ts'
import type { AnswerDeadline } from './cycle.ts'
import type { OfficeHours, RestDay } from './deadline.ts'
import type { Ladder } from './ladder.ts'
import { isClockTime, isLocalDate } from './local-time.ts'

/** The same words in both languages of the pages. */
export type Words = { readonly zh: string; readonly en: string }

/** Where a value comes from: a clause of the document, another document, or set here (本级设定). */
export type Source = { readonly clause: string } | { readonly document: string } | { readonly setHere: true }

/** A parameter as a pack has it. One that nobody has set is allowed in a pack and blocks the launch. */
export type Parameter<T> = { readonly value: T; readonly source: Source } | { readonly unset: true }

export type Period = { readonly workingDays: number } | { readonly calendarDays: number }
export type AnswerPeriod = Period | { readonly on: string }

/** Who signs, in this order. `role` is looked for in the launching unit and its sections. */
export type Seat = { readonly seat: string; readonly role: Role; readonly label: Words }

/**
 * What a policy sets of a solicitation. Periods: `answerPeriod` counts from the last signature, `signaturePeriod` from
 * sending for signature, `dispositionPeriod` from the close of answers, `approvalPeriod` from sending for approval.
 */
export type SolicitationParameters = {
  /** What the seats must sign within, and who is told when they do not. */
  readonly signatureSeats: readonly Seat[]
  readonly signaturePeriod: Period
  readonly signatureLadder: Ladder
  readonly answerPeriod: AnswerPeriod
  /** A signature that leaves the addressees less than this is refused. */
  readonly minimumPeriod: Period
  readonly restDay: RestDay
  readonly closeOfBusiness: string
  readonly officeHours: OfficeHours
  readonly answerLadder: Ladder
  /** What silence means for those who are not 必须答复: a convention between units, never for the public. */
  readonly silence: 'deemed-no-objection' | 'listed-as-missing'
  /** The same in the words of letters and notices; may hold {{dueAt}} and {{clause}}. */
  readonly silenceRule: Words
  readonly unitReply: 'clerk-suffices' | 'internal-sign-off' | 'sealed-scan'
  readonly dispositionPeriod: Period
  readonly dispositionLadder: Ladder
  readonly approvalSeat: Seat
  readonly approvalPeriod: Period
  readonly approvalLadder: Ladder
  readonly tableVisibility: 'internal' | 'contributors' | 'published'
}
export type ParameterName = keyof SolicitationParameters

export const parameterNames = [
  'signatureSeats',
  'signaturePeriod',
  'signatureLadder',
  'answerPeriod',
  'minimumPeriod',
  'restDay',
  'closeOfBusiness',
  'officeHours',
  'answerLadder',
  'silence',
  'silenceRule',
  'unitReply',
  'dispositionPeriod',
  'dispositionLadder',
  'approvalSeat',
  'approvalPeriod',
  'approvalLadder',
  'tableVisibility',
] as const satisfies readonly ParameterName[]

/** One entry of a pack. `openTo`: units answer as units; the public is asked in a window of its own. */
export type SolicitationProcedure = {
  readonly id: string
  readonly kind: 'solicitation'
  readonly title: Words
  readonly openTo: 'units'
  /** The form in which answers are given, by its id in the pack; null: opinions by clause, as every answer page has. */
  readonly form: string | null
  readonly parameters: { readonly [Name in ParameterName]: Parameter<SolicitationParameters[Name]> }
}

/** What of a pack its procedures are found by. */
export type ProcedureHolder = {
  readonly id: string
  readonly version: string
  readonly procedures: readonly SolicitationProcedure[]
}

/** A procedure of a pack by its id. */
export const procedureOf = (pack: ProcedureHolder, id: string): SolicitationProcedure | undefined =>
  pack.procedures.find(procedure => procedure.id === id)

/** What is chosen at the launch; the settings of a cycle are such. */
export type LaunchSettings = {
  readonly deadline?: AnswerDeadline | null
  readonly restDay?: RestDay | null
  /** Values for other parameters, by name. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

export type ResolvedSource = Source | { readonly atLaunch: true }
export type ResolvedParameter<T> =
  | { readonly value: T; readonly source: ResolvedSource }
  | { readonly value: null; readonly source: null }

/** A value chosen at the launch that cannot be: `expected` says what could. */
export type WrongSetting = { readonly parameter: string; readonly expected: string; readonly found: unknown }

/** A procedure as one cycle runs it: every parameter with its value and where that comes from. */
export type ResolvedProcedure = {
  readonly pack: string
  readonly version: string
  readonly procedure: string
  readonly kind: 'solicitation'
  readonly parameters: { readonly [Name in ParameterName]: ResolvedParameter<SolicitationParameters[Name]> }
  /** Parameters that nobody has set: each blocks the launch. */
  readonly unset: readonly ParameterName[]
  readonly wrong: readonly WrongSetting[]
}

/**
 * What holds for a cycle: the pack's values, and over them what was chosen at the launch. Null where the pack has no
 * such procedure.
 */
export function resolveProcedure(
  pack: ProcedureHolder,
  procedureId: string,
  settings: LaunchSettings = {},
): ResolvedProcedure | null {
  const procedure = procedureOf(pack, procedureId)
  if (!procedure) return null
  const { chosen, wrong } = readChoices(settings)
  const resolve = <Name extends ParameterName>(name: Name): ResolvedParameter<SolicitationParameters[Name]> => {
    const choice = chosen[name]
    if (choice !== undefined) return { value: choice, source: { atLaunch: true } }
    const set = procedure.parameters[name]
    return 'unset' in set ? { value: null, source: null } : { value: set.value, source: set.source }
  }
  const parameters: ResolvedProcedure['parameters'] = {
    signatureSeats: resolve('signatureSeats'),
    signaturePeriod: resolve('signaturePeriod'),
    signatureLadder: resolve('signatureLadder'),
    answerPeriod: resolve('answerPeriod'),
    minimumPeriod: resolve('minimumPeriod'),
    restDay: resolve('restDay'),
    closeOfBusiness: resolve('closeOfBusiness'),
    officeHours: resolve('officeHours'),
    answerLadder: resolve('answerLadder'),
    silence: resolve('silence'),
    silenceRule: resolve('silenceRule'),
    unitReply: resolve('unitReply'),
    dispositionPeriod: resolve('dispositionPeriod'),
    dispositionLadder: resolve('dispositionLadder'),
    approvalSeat: resolve('approvalSeat'),
    approvalPeriod: resolve('approvalPeriod'),
    approvalLadder: resolve('approvalLadder'),
    tableVisibility: resolve('tableVisibility'),
  }
  const unset = parameterNames.filter(name => parameters[name].value === null)
  const { id, version } = pack
  return { pack: id, version, procedure: procedureId, kind: procedure.kind, parameters, unset, wrong }
}

/** The bare values, for the rules that need all of them. */
export type SolicitationRules = SolicitationParameters

/** The values of a procedure that is completely set; throws where `unset` or `wrong` is not empty. */
export function rulesOf(resolved: ResolvedProcedure): SolicitationRules {
  const { parameters, unset, wrong } = resolved
  if (unset.length > 0) throw new Error(`parameters that nobody has set: ${unset.join(', ')}`)
  if (wrong.length > 0) throw new Error(`parameters set wrongly: ${wrong.map(({ parameter }) => parameter).join(', ')}`)
  const value = <Name extends ParameterName>(name: Name): SolicitationParameters[Name] =>
    parameters[name].value as SolicitationParameters[Name]
  return {
    signatureSeats: value('signatureSeats'),
    signaturePeriod: value('signaturePeriod'),
    signatureLadder: value('signatureLadder'),
    answerPeriod: value('answerPeriod'),
    minimumPeriod: value('minimumPeriod'),
    restDay: value('restDay'),
    closeOfBusiness: value('closeOfBusiness'),
    officeHours: value('officeHours'),
    answerLadder: value('answerLadder'),
    silence: value('silence'),
    silenceRule: value('silenceRule'),
    unitReply: value('unitReply'),
    dispositionPeriod: value('dispositionPeriod'),
    dispositionLadder: value('dispositionLadder'),
    approvalSeat: value('approvalSeat'),
    approvalPeriod: value('approvalPeriod'),
    approvalLadder: value('approvalLadder'),
    tableVisibility: value('tableVisibility'),
  }
}

type Choices = { -readonly [Name in ParameterName]?: SolicitationParameters[Name] }

function readChoices({ deadline, restDay, parameters = {} }: LaunchSettings): {
  chosen: Choices
  wrong: WrongSetting[]
} {
  const chosen: Choices = {}
  const wrong: WrongSetting[] = []
  const take = (parameter: string, found: unknown): void => {
    const setting = settableAtLaunch[parameter as SettableName]
    if (!Object.hasOwn(settableAtLaunch, parameter) || !setting) {
      wrong.push({ parameter, expected: `one of ${Object.keys(settableAtLaunch).join(', ')}`, found })
    } else if (setting.accepts(found)) Object.assign(chosen, { [parameter]: found })
    else wrong.push({ parameter, expected: setting.expected, found })
  }
  for (const [name, value] of Object.entries(parameters)) take(name, value)
  if (restDay) take('restDay', restDay)
  if (deadline) {
    take('answerPeriod', deadline.kind === 'on' ? { on: deadline.on } : { workingDays: deadline.count })
    take('closeOfBusiness', deadline.closeOfBusiness)
  }
  return { chosen, wrong }
}

/** The longest period a policy may set, in days of either kind. */
export const longestPeriod = 1000

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isDays = (value: unknown, least: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= longestPeriod
const isPeriod = (value: unknown): boolean => {
  if (!isObject(value) || Object.keys(value).length !== 1) return false
  return isDays(value.workingDays, 1) || isDays(value.calendarDays, 1)
}
const isDate = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length === 1 && typeof value.on === 'string' && isLocalDate(value.on)
const isOneOf =
  (...allowed: string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && allowed.includes(value)

type Setting = {
  readonly accepts: (value: unknown) => boolean
  readonly expected: string
  /** From the text of a command line or form; what is no value stays text and is refused. */
  readonly fromText: (text: string) => unknown
}

const days = (text: string): number | null => (/^[0-9]{1,4}$/.test(text) ? Number(text) : null)
const periodFromText = (text: string): unknown => {
  const [, amount = '', unit] = /^([0-9]{1,4})(wd|cd)?$/.exec(text) ?? []
  const count = days(amount)
  if (count === null) return text
  return unit === 'cd' ? { calendarDays: count } : { workingDays: count }
}
const asItIs = (text: string): unknown => text
const expectedPeriod = `1 to ${longestPeriod} working days (10 or 10wd) or calendar days (30cd)`
const period: Setting = { accepts: isPeriod, expected: expectedPeriod, fromText: periodFromText }

const settableAtLaunch = {
  answerPeriod: {
    accepts: value => isPeriod(value) || isDate(value),
    expected: `${expectedPeriod}, or a date that exists (YYYY-MM-DD)`,
    fromText: text => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? { on: text } : periodFromText(text)),
  },
  minimumPeriod: period,
  signaturePeriod: period,
  dispositionPeriod: period,
  approvalPeriod: period,
  restDay: { accepts: isOneOf('keep', 'next'), expected: 'keep or next', fromText: asItIs },
  closeOfBusiness: {
    accepts: value => typeof value === 'string' && isClockTime(value),
    expected: 'a time HH:mm',
    fromText: asItIs,
  },
  silence: {
    accepts: isOneOf('deemed-no-objection', 'listed-as-missing'),
    expected: 'deemed-no-objection or listed-as-missing',
    fromText: asItIs,
  },
  unitReply: {
    accepts: isOneOf('clerk-suffices', 'internal-sign-off', 'sealed-scan'),
    expected: 'clerk-suffices, internal-sign-off or sealed-scan',
    fromText: asItIs,
  },
  tableVisibility: {
    accepts: isOneOf('internal', 'contributors', 'published'),
    expected: 'internal, contributors or published',
    fromText: asItIs,
  },
} as const satisfies Partial<Record<ParameterName, Setting>>

export type SettableName = keyof typeof settableAtLaunch
/** The parameters that can be chosen at the launch. */
export const settableNames = Object.keys(settableAtLaunch) as SettableName[]

/**
 * The value of a parameter from the text of a form or command line: `answerPeriod` 10, 10wd, 30cd or 2019-11-26;
 * `closeOfBusiness` 17:30. Text that is no value comes back as it is, and `resolveProcedure` names it as wrong.
 */
export function settingFromText(name: string, text: string): unknown {
  const trimmed = text.trim()
  return Object.hasOwn(settableAtLaunch, name) ? settableAtLaunch[name as SettableName].fromText(trimmed) : trimmed
}
