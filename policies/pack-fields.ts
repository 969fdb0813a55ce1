import { z } from 'zod'
import { roles } from '../domain/actor.ts'
import { isClockTime, isLocalDate } from '../domain/local-time.ts'
import { longestPeriod, type Parameter, type Source } from '../domain/procedure.ts'

/** A short name in lower case: `opinions`, `section-head`. */
export const code = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name in lower case such as section-head')
export const text = z.string().trim().min(1).max(2_000)
export const words = z.strictObject({ zh: text, en: text })
export const date = z.string('a date YYYY-MM-DD').refine(isLocalDate, 'a date that exists, YYYY-MM-DD')
export const clockTime = z.string('a time HH:mm').refine(isClockTime, 'a time HH:mm, in quotes')
export const role = z.enum(roles)

/** Exactly one of the named fields. */
const oneOf = <Shape extends z.ZodRawShape>(shape: Shape, expected: string) =>
  z
    .strictObject(shape)
    .refine(value => Object.values(value).filter(field => field !== undefined).length === 1, expected)

const days = z.int().min(1).max(longestPeriod)
const sourceFields = { clause: text.optional(), document: text.optional(), setHere: z.literal(true).optional() }
/** Where a value comes from. */
export const source = oneOf(sourceFields, 'exactly one of clause, document and setHere: true').transform(
  (given): Source => {
    if (given.clause !== undefined) return { clause: given.clause }
    return given.document !== undefined ? { document: given.document } : { setHere: true }
  },
)

/** A value with its source, or `unset: true`. */
export function parameter<T>(value: z.ZodType<T>) {
  return z
    .strictObject({ value: value.optional(), source: source.optional(), unset: z.literal(true).optional() })
    .transform((given, context): Parameter<T> => {
      if (given.unset) {
        if (given.value === undefined && given.source === undefined) return { unset: true }
        context.addIssue({ code: 'custom', path: ['unset'], message: 'either unset: true, or a value with its source' })
        return z.NEVER
      }
      if (given.value === undefined) {
        context.addIssue({ code: 'custom', path: ['value'], message: 'a value, or unset: true' })
        return z.NEVER
      }
      if (given.source === undefined) {
        context.addIssue({ code: 'custom', path: ['source'], message: 'a source: clause, document or setHere: true' })
        return z.NEVER
      }
      return { value: given.value, source: given.source }
    })
}

const periodFields = { workingDays: days.optional(), calendarDays: days.optional() }
export const period = oneOf(periodFields, 'either workingDays or calendarDays').transform(given =>
  given.workingDays !== undefined
    ? { workingDays: given.workingDays }
    : { calendarDays: given.calendarDays ?? longestPeriod },
)
export const seat = z.strictObject({ seat: code, role, label: words })

/** Whether a role can sit in a seat that signs, reviews or approves. */
export const mayDecide = (role: string): boolean =>
  !['officer', 'contact', 'applicant', 'system-admin', 'security-admin', 'auditor'].includes(role)
