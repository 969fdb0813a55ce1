import type { Actor, Language } from '../domain/actor.ts'
import { type House, perform } from './act.ts'

/** From now on, pages and notices speak this language to the actor. */
export function chooseLanguage(house: House, actor: Actor, language: Language): Promise<void> {
  return perform(house, { actor }, async ({ tx }) => {
    await tx.updateTable('people').set({ language }).where('id', '=', actor.personId).execute()
  })
}
