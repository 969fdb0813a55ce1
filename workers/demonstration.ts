import type { House } from '../acts/act.ts'
import { hashPassword } from '../acts/password.ts'
import { setClock } from '../acts/set-clock.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import type { Demonstration } from '../policies/read-demonstration.ts'
import { playClaims } from './claims-demonstration.ts'
import { setStage } from './demonstration-stage.ts'
import { playSolicitations } from './solicitation-demonstration.ts'

/** Written when everything of the demonstration is there; without it, it was cut off and is made anew. */
export const demonstrationMark = 'demonstration-made'

/**
 * Makes the demonstrations of packs: their units, invented people, cycles and rounds of claims. Everything goes through
 * the acts that people use, with the clock set to each moment, before the service opens.
 */
export async function makeDemonstration(
  house: House,
  shown: readonly { readonly pack: PolicyPack; readonly demonstration: Demonstration }[],
  password: string,
): Promise<void> {
  const secret = await hashPassword(password)
  for (const { pack, demonstration } of shown) {
    const stage = await setStage(house, pack, demonstration.people, secret)
    if (demonstration.solicitations) await playSolicitations(stage, demonstration.solicitations)
    if (demonstration.claims) await playClaims(stage, demonstration.claims)
  }
  await setClock(house, null)
  await house.database
    .insertInto('idempotency')
    .values({ actor: '00000000-0000-0000-0000-000000000000', key: demonstrationMark, request_sha256: '', result: null })
    .execute()
}
