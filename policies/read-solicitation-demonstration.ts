import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type Clause, checkText, splitClauses } from '../domain/clauses.ts'
import { answerChannels } from '../domain/cycle.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { procedureOf } from '../domain/procedure.ts'
import { clockTime, code, date, text } from './pack-fields.ts'
import type { DemonstrationPerson } from './read-demonstration-people.ts'
import { readYaml } from './read-files.ts'
import type { FieldPath, SourceError, SourceReading, YamlSource } from './yaml-source.ts'

const opinion = z.strictObject({ clause: text, text, wording: z.string().default(''), reason: z.string().default('') })
const instant = z.iso
  .datetime({ offset: true, error: 'an instant with its offset, 2019-11-20T15:00:00+08:00' })
  .transform(at => new Date(at).toISOString())
const dayAndTime = z.strictObject({ day: z.int().min(0).max(60), time: clockTime })

/** One cycle of the demonstration; `moment` is how it tells time. */
const cycle = <Moment extends z.ZodType>(moment: Moment) =>
  z.strictObject({
    procedure: code,
    title: text,
    draft: text,
    unit: text,
    section: text,
    officer: code,
    contact: z.strictObject({ name: text, phone: text }),
    documentNumber: text.nullable(),
    deadline: z.union([z.strictObject({ workingDays: z.int().min(1).max(60) }), z.strictObject({ on: date })]),
    /** How many working days before the first start it was sent; only of a cycle that is still running. */
    sentWorkingDaysAgo: z.int().min(1).max(60).optional(),
    requested: moment,
    signatures: z.array(z.strictObject({ seat: code, by: code, at: moment })).min(1),
    groups: z.array(code).min(1),
    mandatory: z.array(text).default([]),
    /** The unit whose mail address does not exist. */
    refused: text.nullable().default(null),
    signedFor: z.array(z.strictObject({ unit: text, at: moment })).default([]),
    answers: z
      .array(
        z.strictObject({
          unit: text,
          at: moment,
          kind: z.enum(['no-opinion', 'opinions']),
          opinions: z.array(opinion).default([]),
          channel: z.enum(answerChannels).default('online'),
          recorded: z.strictObject({ by: code, at: moment }).optional(),
        }),
      )
      .default([]),
    drafts: z.array(z.strictObject({ unit: text, at: moment, opinions: z.array(opinion) })).default([]),
    phoneNotes: z.array(z.strictObject({ unit: text, by: code, at: moment, spokeWith: text, text })).default([]),
    lateAnswers: z
      .array(z.strictObject({ unit: text, by: code, at: moment, counts: z.boolean(), reason: text }))
      .default([]),
    dispositions: z
      .array(
        z.strictObject({
          unit: text,
          opinion: z.int().min(1),
          by: code,
          at: moment,
          verdict: z.enum(['adopted', 'partly', 'rejected']),
          reason: z.string().default(''),
        }),
      )
      .default([]),
    table: z
      .strictObject({
        submitted: z.strictObject({ by: code, at: moment }),
        approved: z.strictObject({ by: code, at: moment }),
      })
      .optional(),
  })
const runningSchema = cycle(dayAndTime)
const finishedSchema = cycle(instant)

/** A working day after the day on which the letter was sent (0), and the time of that day. */
export type DayAndTime = z.output<typeof dayAndTime>
type Extras = {
  /** Codes of the units it is sent to, in the order of the pack. */
  readonly addressees: readonly string[]
  readonly text: string
  readonly clauses: readonly Clause[]
}
export type RunningCycle = z.output<typeof runningSchema> & Extras
/** Its instants are UTC with milliseconds. */
export type FinishedCycle = z.output<typeof finishedSchema> & Extras
export type SolicitationDemonstration = { readonly running: RunningCycle; readonly finished: FinishedCycle }

/** The two cycles of a pack's `demonstration/`: all or nothing. Units, seats, clauses and people that they name are there. */
export function readSolicitations(
  folder: string,
  pack: PolicyPack,
  everyone: readonly DemonstrationPerson[],
): SourceReading<SolicitationDemonstration> {
  const running = readYaml(path.join(folder, 'opinions.yaml'), runningSchema)
  const finished = readYaml(path.join(folder, 'finished.yaml'), finishedSchema)
  if (!running.ok || !finished.ok)
    return { ok: false, errors: [running, finished].flatMap(reading => (reading.ok ? [] : reading.errors)) }
  const errors = [
    ...cycleErrors(running.value.value, running.value.source, folder, everyone, pack),
    ...cycleErrors(finished.value.value, finished.value.source, folder, everyone, pack),
  ]
  if (errors.length > 0) return { ok: false, errors }
  const withText = <T extends AnyCycle>(value: T): T & Extras => {
    const text = readFileSync(path.join(folder, value.draft), 'utf8')
    return { ...value, text, clauses: splitClauses(text), addressees: addresseesOf(value.groups, pack) }
  }
  return { ok: true, value: { running: withText(running.value.value), finished: withText(finished.value.value) } }
}

const addresseesOf = (groups: readonly string[], pack: PolicyPack): string[] =>
  pack.units.filter(unit => unit.groups.some(group => groups.includes(group))).map(unit => unit.code)

type AnyCycle = z.output<typeof runningSchema> | z.output<typeof finishedSchema>

function cycleErrors(
  cycle: AnyCycle,
  source: YamlSource,
  folder: string,
  everyone: readonly DemonstrationPerson[],
  pack: PolicyPack,
): SourceError[] {
  const errors: SourceError[] = []
  const expect = (good: boolean, at: FieldPath, expected: string): void => {
    if (!good) errors.push(source.errorAt(at, expected))
  }
  const draft = path.join(folder, cycle.draft)
  if (!existsSync(draft)) return [source.errorAt(['draft'], 'the name of a file beside this one')]
  const text = readFileSync(draft, 'utf8')
  const anchors = new Set(splitClauses(text).map(({ anchor }) => anchor))
  const addressees = new Set(addresseesOf(cycle.groups, pack))
  const isPerson = (key: string): boolean => everyone.some(person => person.key === key)
  const isUnit = (code: string): boolean => pack.units.some(unit => unit.code === code)
  const procedure = procedureOf(pack, cycle.procedure)
  const seats =
    procedure && 'value' in procedure.parameters.signatureSeats ? procedure.parameters.signatureSeats.value : []

  expect(checkText(text).length === 0, ['draft'], 'a text that can be taken')
  expect(procedure !== undefined, ['procedure'], 'a procedure of the pack')
  expect(isUnit(cycle.unit), ['unit'], 'the code of a unit of the pack')
  expect(isUnit(cycle.section), ['section'], 'the code of a unit of the pack')
  expect(isPerson(cycle.officer), ['officer'], 'the key of a person')
  const named = cycle.signatures.map(({ seat }) => seat).join(', ')
  const wanted = seats.map(({ seat }) => seat).join(', ')
  expect(named === wanted, ['signatures'], `the seats of the pack in their order: ${wanted}`)
  cycle.signatures.forEach(({ by }, index) => {
    expect(isPerson(by), ['signatures', index, 'by'], 'the key of a person')
  })
  cycle.mandatory.forEach((unit, index) => {
    expect(addressees.has(unit), ['mandatory', index], 'an addressee')
  })
  for (const list of ['signedFor', 'answers', 'drafts', 'phoneNotes'] as const) {
    cycle[list].forEach(({ unit }, index) => {
      expect(addressees.has(unit), [list, index, 'unit'], 'an addressee')
    })
  }
  for (const list of ['answers', 'drafts'] as const) {
    cycle[list].forEach(({ opinions }, index) => {
      opinions.forEach(({ clause }, place) => {
        expect(anchors.has(clause), [list, index, 'opinions', place, 'clause'], `a clause of ${cycle.draft}`)
      })
    })
  }
  cycle.answers.forEach(({ kind, opinions, channel, recorded }, index) => {
    expect(
      (kind === 'opinions') === opinions.length > 0,
      ['answers', index],
      'opinions where there are some, and only there',
    )
    expect(
      (channel === 'online') === (recorded === undefined),
      ['answers', index],
      'who recorded it, unless it came online',
    )
    expect(!recorded || isPerson(recorded.by), ['answers', index, 'recorded', 'by'], 'the key of a person')
  })
  cycle.phoneNotes.forEach(({ by }, index) => {
    expect(isPerson(by), ['phoneNotes', index, 'by'], 'the key of a person')
  })
  cycle.dispositions.forEach(({ unit, opinion, verdict, reason, by }, index) => {
    const given = cycle.answers.find(answer => answer.unit === unit)?.opinions ?? []
    expect(opinion <= given.length, ['dispositions', index, 'opinion'], 'the place of an opinion that the unit gave')
    expect(verdict === 'adopted' || reason !== '', ['dispositions', index, 'reason'], 'a reason for all but adopted')
    expect(isPerson(by), ['dispositions', index, 'by'], 'the key of a person')
  })
  return errors
}
