import path from 'node:path'
import { z } from 'zod'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { schemeOf } from '../domain/scheme.ts'
import { clockTime, code, date, text, words } from './pack-fields.ts'
import { type DemonstrationPerson, inventedMobile } from './read-demonstration-people.ts'
import { readYaml } from './read-files.ts'
import type { FieldPath, SourceError, SourceReading, YamlSource } from './yaml-source.ts'

/** So many working days before the first start, and a time of that day: `44 10:12`. */
const moment = z
  .string()
  .regex(/^[1-9]\d{0,2} \d\d:\d\d$/, 'working days before the first start and a time: 44 10:12')
  .transform((given, context) => {
    const [back = '', time = ''] = given.split(' ')
    if (!clockTime.safeParse(time).success)
      context.addIssue({ code: 'custom', message: 'a time of the day after the working days: 44 10:12' })
    return { back: Number(back), time }
  })
/** Yuan and fen, in quotes. */
const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,11})\.\d\d$/, 'an amount with two decimals, in quotes: "1200000.00"')
  .transform(given => BigInt(given.replace('.', '')))
const workingDays = z.int().min(-60).max(200)
const facts = z.record(z.string(), z.union([z.string(), z.int(), z.boolean()]))
const heads = z.record(code, z.int().min(1).max(500))
const defects = z.array(z.strictObject({ item: text, text, clause: z.string().default('') })).min(1)
const grounds = { reason: z.string().default(''), clause: z.string().default('') }
const doing = <Name extends string>(act: Name) => ({ act: z.literal(act), at: moment })

/** What happens to one claim. Without `by` whoever the round names does it; what an applicant does is the institution's. */
const claimStep = z.discriminatedUnion('act', [
  z.strictObject({ ...doing('draft') }),
  z.strictObject({ ...doing('submit'), refused: code.optional() }),
  z.strictObject({ ...doing('accept') }),
  z.strictObject({ ...doing('refuse-acceptance'), ...grounds }),
  z.strictObject({ ...doing('request-correction'), defects }),
  z.strictObject({ ...doing('request-supplement'), defects, by: code.optional() }),
  z.strictObject({ ...doing('declare-conflict'), by: code, reason: text }),
  z.strictObject({ ...doing('answer-warning'), kind: text, answer: text, by: code.optional() }),
  z.strictObject({
    ...doing('review'),
    by: code.optional(),
    verdict: z.enum(['support', 'refuse']).default('support'),
    facts: facts.default({}),
    /** Children that are left, by class; the last ones of a class are those that are not counted. */
    heads: heads.optional(),
    ...grounds,
  }),
  z.strictObject({ ...doing('approve') }),
  z.strictObject({ ...doing('refuse'), ...grounds }),
  z.strictObject({ ...doing('withdraw'), reason: text }),
  z.strictObject({ ...doing('account'), number: z.string().regex(/^\d{16,19}$/), bank: text, bankCode: text }),
  z.strictObject({ ...doing('confirm-account'), by: code }),
])

const claim = z.strictObject({
  institution: code,
  children: heads.default({}),
  facts: facts.default({}),
  /** Name of a document that another claim has handed in to the letter. */
  sameDocumentAs: code.optional(),
  steps: z.array(claimStep).min(1),
})

/** What happens to several claims at once, named by their institutions. */
const roundStep = z.discriminatedUnion('act', [
  z.strictObject({ ...doing('make-list'), list: code, claims: z.array(code).min(1) }),
  z.strictObject({
    ...doing('approve-list'),
    list: code,
    minutes: text,
    metOn: workingDays,
    telephone: text,
    address: text,
  }),
  z.strictObject({
    ...doing('object'),
    claim: code,
    name: z.string().default(''),
    contact: z.string().default(''),
    text,
  }),
  z.strictObject({
    ...doing('answer-objection'),
    claim: code,
    outcome: z.enum(['dismissed', 'struck-out', 'back-to-review']),
    ...grounds,
  }),
  z.strictObject({ ...doing('make-batch'), batch: code, claims: z.array(code).min(1), by: code }),
  z.strictObject({ ...doing('release-batch'), batch: code, by: code }),
  z.strictObject({ ...doing('export-batch'), batch: code, by: code }),
  z.strictObject({
    ...doing('record-receipts'),
    batch: code,
    by: code,
    /** Those that came back, each with the reason; all others are paid. */
    returned: z.record(code, text).default({}),
  }),
  z.strictObject({ ...doing('close-batch'), batch: code, by: code, statement: amount }),
])

const round = z.strictObject({
  scheme: code,
  year: z.int(),
  title: text,
  unit: text,
  officer: code,
  reviewer: code,
  approver: code,
  leader: code,
  contact: z.strictObject({ name: text, phone: text }),
  appropriation: amount,
  source: text,
  readings: z.record(z.string(), z.string()),
  created: moment,
  signed: z.array(z.strictObject({ by: code, at: moment })).min(1),
  /** First and last day of applications, in working days before the first start; after it where negative. */
  opens: workingDays,
  closes: workingDays,
  countedOn: date.optional(),
  claims: z.array(claim).default([]),
  steps: z.array(roundStep).default([]),
})

const institution = z.strictObject({
  key: code,
  name: text.refine(name => name.endsWith('（演示）'), 'a name that ends in （演示）'),
  county: text,
  filing: z.string().regex(/^YS\d{6}-\d{3}$/, 'an invented filing number: YS370811-001'),
  creditCode: z.string().regex(/^[0-9A-Z]{8}DEMO[0-9]{6}$/, 'a code that can be nobody’s: 91370811DEMO000001'),
  places: z.int().min(1).max(2000),
  filedOn: date,
  inclusive: z.boolean().default(true),
  kind: z.enum(['institution', 'kindergarten-class']).default('institution'),
  applicant: text,
  mobile: inventedMobile,
  /** What a visitor finds under this account; those that say it are printed at the start. */
  toTry: words.optional(),
})

const institutions = z.strictObject({ institutions: z.array(institution).min(1) })
const rounds = z.strictObject({ rounds: z.array(round).min(1) })

export type DemonstrationInstitution = z.output<typeof institution>
export type DemonstrationRound = z.output<typeof round>
export type DemonstrationClaim = z.output<typeof claim>
export type ClaimStep = z.output<typeof claimStep>
export type RoundStep = z.output<typeof roundStep>
export type Back = z.output<typeof moment>
export type ClaimsDemonstration = {
  readonly institutions: readonly DemonstrationInstitution[]
  readonly rounds: readonly DemonstrationRound[]
}

/** The institutions and rounds of a pack's `demonstration/`. Units, schemes, institutions and people that they name are there. */
export function readClaims(
  folder: string,
  pack: PolicyPack,
  everyone: readonly DemonstrationPerson[],
): SourceReading<ClaimsDemonstration> {
  const filed = readYaml(path.join(folder, 'institutions.yaml'), institutions)
  const played = readYaml(path.join(folder, 'rounds.yaml'), rounds)
  if (!filed.ok || !played.ok)
    return { ok: false, errors: [filed, played].flatMap(reading => (reading.ok ? [] : reading.errors)) }
  const known = filed.value.value.institutions
  const errors = [
    ...institutionErrors(known, filed.value.source, pack),
    ...played.value.value.rounds.flatMap((each, index) =>
      roundErrors(each, ['rounds', index], played.value.source, { pack, everyone, known }),
    ),
  ]
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, value: { institutions: known, rounds: played.value.value.rounds } }
}

function institutionErrors(
  known: readonly DemonstrationInstitution[],
  source: YamlSource,
  pack: PolicyPack,
): SourceError[] {
  const errors: SourceError[] = []
  for (const field of ['key', 'filing', 'creditCode', 'mobile'] as const) {
    const seen = new Set<string>()
    known.forEach((each, index) => {
      if (seen.has(each[field])) errors.push(source.errorAt(['institutions', index, field], `each ${field} once`))
      seen.add(each[field])
    })
  }
  known.forEach(({ county }, index) => {
    if (!pack.units.some(unit => unit.code === county))
      errors.push(source.errorAt(['institutions', index, 'county'], 'the code of a unit of the pack'))
  })
  return errors
}

type Known = {
  readonly pack: PolicyPack
  readonly everyone: readonly DemonstrationPerson[]
  readonly known: readonly DemonstrationInstitution[]
}

function roundErrors(
  each: DemonstrationRound,
  at: FieldPath,
  source: YamlSource,
  { pack, everyone, known }: Known,
): SourceError[] {
  const errors: SourceError[] = []
  const expect = (good: boolean, field: FieldPath, expected: string): void => {
    if (!good) errors.push(source.errorAt([...at, ...field], expected))
  }
  const isPerson = (key: string): boolean => everyone.some(person => person.key === key)
  expect(schemeOf(pack, each.scheme) !== undefined, ['scheme'], 'a scheme of the pack')
  expect(
    pack.units.some(({ code }) => code === each.unit),
    ['unit'],
    'the code of a unit of the pack',
  )
  for (const seat of ['officer', 'reviewer', 'approver', 'leader'] as const)
    expect(isPerson(each[seat]), [seat], 'the key of a person')
  each.signed.forEach(({ by }, index) => {
    expect(isPerson(by), ['signed', index, 'by'], 'the key of a person')
  })
  const named = each.claims.map(({ institution }) => institution)
  each.claims.forEach(({ institution, steps }, index) => {
    const place = known.find(({ key }) => key === institution)
    expect(place?.county === each.unit, ['claims', index, 'institution'], 'an institution that filed with this unit')
    expect(named.indexOf(institution) === index, ['claims', index, 'institution'], 'each institution once')
    steps.forEach((step, nth) => {
      if ('by' in step && step.by)
        expect(isPerson(step.by), ['claims', index, 'steps', nth, 'by'], 'the key of a person')
    })
  })
  each.steps.forEach((step, nth) => {
    if ('by' in step) expect(isPerson(step.by), ['steps', nth, 'by'], 'the key of a person')
    const claims = 'claims' in step ? step.claims : 'claim' in step ? [step.claim] : []
    expect(
      claims.every(key => named.includes(key)),
      ['steps', nth],
      'institutions with a claim in this round',
    )
  })
  return errors
}
