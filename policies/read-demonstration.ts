import path from 'node:path'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { type ClaimsDemonstration, readClaims } from './read-claims-demonstration.ts'
import { type DemonstrationPerson, people, peopleErrors } from './read-demonstration-people.ts'
import { isFile, readYaml } from './read-files.ts'
import { readSolicitations, type SolicitationDemonstration } from './read-solicitation-demonstration.ts'
import type { SourceReading } from './yaml-source.ts'

/** What a pack shows: invented people, and what they have done. */
export type Demonstration = {
  readonly people: readonly DemonstrationPerson[]
  readonly solicitations: SolicitationDemonstration | null
  readonly claims: ClaimsDemonstration | null
}

/** A pack's `demonstration/`: all or nothing, like a pack. Beside its people there are cycles, rounds of claims, or both. */
export function readDemonstration(folder: string, pack: PolicyPack): SourceReading<Demonstration> {
  const persons = readYaml(path.join(folder, 'people.yaml'), people)
  if (!persons.ok) return persons
  const everyone = persons.value.value.people
  const claims = isFile(path.join(folder, 'rounds.yaml')) ? readClaims(folder, pack, everyone) : null
  const solicitations =
    claims === null || isFile(path.join(folder, 'opinions.yaml')) ? readSolicitations(folder, pack, everyone) : null
  const errors = [
    ...peopleErrors(everyone, persons.value.source, pack),
    ...[solicitations, claims].flatMap(part => (part === null || part.ok ? [] : part.errors)),
  ]
  if (errors.length > 0) return { ok: false, errors }
  return {
    ok: true,
    value: {
      people: everyone,
      solicitations: solicitations?.ok ? solicitations.value : null,
      claims: claims?.ok ? claims.value : null,
    },
  }
}
