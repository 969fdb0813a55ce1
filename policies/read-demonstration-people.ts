import { z } from 'zod'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { code, role, text } from './pack-fields.ts'
import type { SourceError, YamlSource } from './yaml-source.ts'

export const inventedMobile = z.string().regex(/^154\d{8}$/, 'an invented number: 154 and eight digits')

export const people = z.strictObject({
  people: z
    .array(
      z.strictObject({
        key: code,
        name: text,
        mobile: inventedMobile,
        email: z.string().regex(/^[a-z.]+@[a-z0-9.-]+\.example$/, 'an invented address that ends in .example'),
        memberships: z.array(z.strictObject({ unit: text, role })).min(1),
      }),
    )
    .min(1),
})

export type DemonstrationPerson = z.output<typeof people>['people'][number]

/** Each of them once, and in units of the pack. */
export function peopleErrors(
  everyone: readonly DemonstrationPerson[],
  source: YamlSource,
  pack: PolicyPack,
): SourceError[] {
  const errors: SourceError[] = []
  const once = (field: 'key' | 'mobile' | 'email'): void => {
    const seen = new Set<string>()
    everyone.forEach((person, index) => {
      if (seen.has(person[field])) errors.push(source.errorAt(['people', index, field], `each ${field} once`))
      seen.add(person[field])
    })
  }
  once('key')
  once('mobile')
  once('email')
  everyone.forEach(({ memberships }, index) => {
    memberships.forEach(({ unit }, place) => {
      if (pack.units.some(({ code }) => code === unit)) return
      errors.push(source.errorAt(['people', index, 'memberships', place, 'unit'], 'the code of a unit of the pack'))
    })
  })
  return errors
}
