import { z } from 'zod'
import { unitKinds, unitLevels } from '../domain/policy-pack.ts'
import { ladder, officeHours } from './ladder-schema.ts'
import { clockTime, code, date, parameter, period, seat, text, words } from './pack-fields.ts'
import { schemeSchema } from './scheme-schema.ts'

const parameters = z.strictObject({
  signatureSeats: parameter(z.array(seat).min(1).max(10)),
  signaturePeriod: parameter(period),
  signatureLadder: parameter(ladder),
  answerPeriod: parameter(period),
  minimumPeriod: parameter(period),
  restDay: parameter(z.enum(['keep', 'next'])),
  closeOfBusiness: parameter(clockTime),
  officeHours: parameter(officeHours),
  answerLadder: parameter(ladder),
  silence: parameter(z.enum(['deemed-no-objection', 'listed-as-missing'])),
  silenceRule: parameter(words),
  unitReply: parameter(z.enum(['clerk-suffices', 'internal-sign-off', 'sealed-scan'])),
  dispositionPeriod: parameter(period),
  dispositionLadder: parameter(ladder),
  approvalSeat: parameter(seat),
  approvalPeriod: parameter(period),
  approvalLadder: parameter(ladder),
  tableVisibility: parameter(z.enum(['internal', 'contributors', 'published'])),
})

const procedure = z.strictObject({
  id: code,
  kind: z.literal('solicitation'),
  title: words,
  openTo: z.literal('units').default('units'),
  form: code.nullable().default(null),
  parameters,
})

const unit = z.strictObject({
  code: z.string().regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, 'a code in capital letters such as NG-CZ'),
  name: words,
  fullName: words.optional(),
  kind: z.enum(unitKinds),
  level: z.enum(unitLevels),
  parent: text.nullable(),
  superior: text.nullable().optional(),
  groups: z.array(code).default([]),
})

/** `policy.yaml`. What its parts say of each other is checked by the reader. */
export const packSchema = z.strictObject({
  id: code,
  version: z
    .string('a version in quotes such as "2019-11-20"')
    .regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,39}$/, 'a version of letters, digits, points and dashes'),
  title: words,
  issuer: words,
  number: text.nullable(),
  status: z.enum(['draft', 'in-force', 'ended']),
  publishedOn: date.nullable(),
  validity: z.strictObject({ fromOn: date.nullable(), untilOn: date.nullable() }),
  timeZone: z.literal('Asia/Shanghai'),
  clauses: z.array(z.strictObject({ anchor: text, cite: words.optional(), label: words })).min(1),
  groups: z.array(z.strictObject({ code, name: words })).default([]),
  units: z.array(unit).default([]),
  procedures: z.array(procedure).default([]),
  schemes: z.array(schemeSchema).max(50).default([]),
})
export type PackText = z.output<typeof packSchema>

/** `forms/<id>.json`. */
export const formSchema = z.strictObject({
  title: words,
  schema: z.record(z.string(), z.unknown()),
  uiSchema: z.record(z.string(), z.unknown()).default({}),
})

/** `examples/*.yaml`: a launch, and the instants (by key of the timeline), gaps or warnings it must have. */
export const exampleSchema = z.strictObject({
  about: words,
  procedure: code,
  requestedAt: z.iso.datetime({ offset: true, error: 'an instant with its offset, 2019-11-20T15:00:00+08:00' }),
  signedAt: z.iso.datetime({ offset: true, error: 'an instant with its offset' }).optional(),
  settings: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
  expect: z.strictObject({
    instants: z.record(z.string(), z.iso.datetime({ offset: true, error: 'an instant with its offset' })).default({}),
    unset: z.array(z.string()).default([]),
    warnings: z.array(z.string()).optional(),
  }),
})
export type PackExample = z.output<typeof exampleSchema>
