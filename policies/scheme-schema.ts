import { z } from 'zod'
import { type ClaimCourseParameters, claimCourseDefaults } from '../domain/claim-rules.ts'
import { unitLevels } from '../domain/policy-pack.ts'
import { budgetOrders, factOrigins } from '../domain/scheme.ts'
import { ladder, officeHours } from './ladder-schema.ts'
import { clockTime, code, date, parameter, period, seat, source, text, words } from './pack-fields.ts'

/** A name as expressions use it: `infantHeads`. */
const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a name of ASCII letters and digits such as infantHeads')
/** `places`, or `classes.heads` for a field of every record. */
const factPath = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}(\.[a-z][A-Za-z0-9]{0,39})?$/, 'the name of a fact, or list.field')
const expression = z.string('an expression (CEL) in quotes').trim().min(1).max(1_000)
const unit = z.union([z.literal('fen'), words], 'fen, or words in zh and en')
const option = z.strictObject({ value: code, label: words })
const only = z.strictObject({ reading: name, is: z.array(code).min(1).max(20) })

/**
 * A pattern that cannot run away: `^`, classes or plain characters with counts that end, `$`; three counts at most that
 * leave a choice.
 */
const part = String.raw`(?:\[[A-Za-z0-9_-]+\]|[A-Za-z0-9_\/-])(?:\{[0-9]{1,2}(?:,[0-9]{1,2})?\}|\?)?`
const wholePattern = new RegExp(String.raw`^\^(?:${part}){1,20}\$$`)
const pattern = z
  .string()
  .max(200)
  .refine(
    text =>
      wholePattern.test(text) && (text.match(/\{[0-9]+,[0-9]+\}|\?/g) ?? []).length <= 3 && RegExpOrNull(text) !== null,
    'a sequence such as ^[A-Z]{2}-[0-9]{1,6}$: classes and characters, each with a count at most',
  )

function RegExpOrNull(text: string): RegExp | null {
  try {
    return new RegExp(text, 'u')
  } catch {
    return null
  }
}

const scalar = { name, meaning: words, only: only.nullable().default(null), optional: z.boolean().default(false) }
const intKind = {
  type: z.literal('int'),
  min: z.int(),
  max: z.int(),
  unit: unit.nullable().default(null),
}
const stringKind = {
  type: z.literal('string'),
  pattern: pattern.nullable().default(null),
  format: z.literal('credit-code').nullable().default(null),
  options: z.array(option).min(1).max(50).nullable().default(null),
}
const dateKind = { type: z.literal('date'), from: date.nullable().default(null), until: date.nullable().default(null) }
const boolKind = { type: z.literal('bool') }

const inRecord = { ...scalar, unique: z.boolean().default(false) }
const field = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...inRecord, ...intKind }),
    z.strictObject({ ...inRecord, ...stringKind }),
    z.strictObject({ ...inRecord, ...dateKind }),
    z.strictObject({ ...inRecord, ...boolKind }),
  ],
  'one of int, string, date, bool',
)

const alone = { ...scalar, origin: z.enum(factOrigins) }
const list = z.strictObject({
  ...alone,
  type: z.literal('list'),
  minItems: z.int().min(0).max(1_000).default(1),
  maxItems: z.int().min(1).max(1_000),
  fields: z.array(field).min(1).max(20),
})
/** A date has its own `from` (the first day), so where a fact comes from is its `origin`. */
const fact = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...alone, ...intKind }),
    z.strictObject({ ...alone, ...stringKind }),
    z.strictObject({ ...alone, ...dateKind }),
    z.strictObject({ ...alone, ...boolKind }),
    list,
  ],
  'one of int, string, date, bool, list',
)

const rounding = z.strictObject({ label: words, source }).nullable().default(null)
const scalarType = z.enum(['int', 'string', 'date', 'bool'])

const derived = z.strictObject({
  name,
  meaning: words,
  type: scalarType,
  unit: unit.nullable().default(null),
  is: expression,
  rounding,
  only: only.nullable().default(null),
})

const figure = z.strictObject({
  name,
  meaning: words,
  type: scalarType,
  unit: unit.nullable().default(null),
  set: parameter(z.union([z.int(), z.boolean(), text], 'a whole number, text, or true or false')),
})

const reading = z.strictObject({
  name,
  question: words,
  clause: text.nullable().default(null),
  options: z
    .array(option.extend({ example: words.nullable().default(null) }))
    .min(2)
    .max(20),
  only: only.nullable().default(null),
  set: parameter(code),
})

const condition = z.strictObject({ id: code, holds: expression, each: name.nullable().default(null), source, words })

/** A share of another scheme's payments, and whence each of its facts comes. */
const shareSource = z.union(
  [
    z.strictObject({ payment: z.enum(['key', 'amountFen', 'county', 'year']) }),
    z.strictObject({ fact: name }),
    z.strictObject({
      sum: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}\.[a-z][A-Za-z0-9]{0,39}$/, 'list.field'),
      where: z
        .strictObject({ field: name, is: z.array(code).min(1).max(20) })
        .nullable()
        .default(null),
    }),
  ],
  'payment: key, amountFen, county or year; fact: its name; or sum: list.field',
)
const derivedFrom = z.strictObject({
  scheme: code,
  fact: name,
  year: name.nullable().default(null),
  facts: z.record(name, shareSource),
})

/** The course of a claim; what a document does not set is set here. */
const course = z
  .strictObject({
    signatureSeats: parameter(z.array(seat).min(1).max(10)),
    signaturePeriod: parameter(period),
    signatureLadder: parameter(ladder),
    closeOfBusiness: parameter(clockTime),
    officeHours: parameter(officeHours),
    draftReminder: parameter(z.int().min(1).max(30)),
    acceptancePeriod: parameter(period),
    acceptanceSilence: parameter(z.enum(['accepted', 'climbs'])),
    acceptanceLadder: parameter(ladder),
    correctionPeriod: parameter(period),
    correctionLadder: parameter(ladder),
    reviewPeriod: parameter(period),
    reviewLadder: parameter(ladder),
    supplementPeriod: parameter(period),
    supplementLadder: parameter(ladder),
    approvalPeriod: parameter(period),
    approvalLadder: parameter(ladder),
  })
  .partial()
  .default({})
  .transform((given): ClaimCourseParameters => Object.assign({}, claimCourseDefaults, given))

/** One scheme of `schemes:` in policy.yaml. What its parts say of each other is checked by the reader. */
export const schemeSchema = z.strictObject({
  id: code,
  title: words,
  payer: z.strictObject({ level: z.enum(unitLevels), label: words, source }),
  paidTo: words.nullable(),
  per: words,
  occurrence: z
    .strictObject({ fact: factPath, from: parameter(date), until: parameter(date), words })
    .nullable()
    .default(null),
  facts: z.array(fact).min(1).max(60),
  derived: z.array(derived).max(40).default([]),
  parameters: z.array(figure).max(40).default([]),
  readings: z.array(reading).max(20).default([]),
  checks: z
    .array(z.strictObject({ fact: factPath, holds: expression, words }))
    .max(40)
    .default([]),
  conditions: z.array(condition).min(1).max(40),
  warnings: z.array(condition).max(40).default([]),
  amount: z
    .array(z.strictObject({ id: code, label: words, fen: expression, source, rounding }))
    .min(1)
    .max(20),
  limits: z
    .array(z.strictObject({ id: code, label: words, atMost: expression, source }))
    .max(10)
    .default([]),
  evidence: z
    .array(z.strictObject({ id: code, label: words, required: z.boolean().default(true), source }))
    .max(40)
    .default([]),
  onceKeys: z
    .array(
      z.strictObject({
        id: code,
        meaning: words,
        key: expression,
        each: name.nullable().default(null),
        only: only.nullable().default(null),
      }),
    )
    .min(1)
    .max(10),
  reviewers: parameter(z.array(seat).min(1).max(10)),
  course,
  publicNotice: parameter(period),
  budgetOrder: parameter(z.enum(budgetOrders)),
  derivedFrom: derivedFrom.nullable().default(null),
})
export type SchemeText = z.output<typeof schemeSchema>

const fen = z.string().regex(/^(0|[1-9][0-9]{0,18})$/, 'an amount in fen, in quotes: "12600000"')

/** `examples/*.yaml` of a scheme: what is given, and what must come out. What stands in `given` holds for all of them. */
export const schemeExamplesSchema = z.strictObject({
  about: words,
  scheme: code,
  given: z.strictObject({
    facts: z.record(z.string(), z.unknown()).default({}),
    readings: z.record(z.string(), z.unknown()).default({}),
  }),
  examples: z
    .array(
      z.strictObject({
        about: words,
        facts: z.record(z.string(), z.unknown()).default({}),
        readings: z.record(z.string(), z.unknown()).default({}),
        /** Facts and readings of `given` that are not given here. */
        without: z.array(z.string()).default([]),
        expect: z.strictObject({
          eligible: z.boolean().nullable().optional(),
          amountFen: fen.nullable().optional(),
          working: z.record(z.string(), fen).optional(),
          refusedBy: z.array(code).optional(),
          warnings: z.array(code).optional(),
          missing: z.array(z.string()).optional(),
          unset: z.array(z.string()).optional(),
          onceKeys: z.array(z.string()).optional(),
          /** What is refused by name, before anything is assessed. */
          problems: z.array(z.string()).optional(),
        }),
      }),
    )
    .min(1)
    .max(200),
})
export type SchemeExamples = z.output<typeof schemeExamplesSchema>
