import type { House } from '../acts/act.ts'
import { ask } from '../acts/ask.ts'
import type { Activities, Asked, Question } from '../workflows/contract.ts'
import { tellOf } from '../workflows/tells.ts'

/** Thin calls into acts, each safe to run twice. */
export const createActivities = (house: House): Activities => ({
  async ask(question) {
    const asked = await ask(house, question)
    return { ...asked, next: asked.decision ? await walkOn(house, question, asked.decision) : [] }
  },
})

class Resting extends Error {}

// Tells the procedure again, with what its workflow has heard already, and asks on from there.
async function walkOn(house: House, { scope, type, said }: Question, decision: string): Promise<Asked[]> {
  const heard = [...said, decision]
  const next: Asked[] = []
  let at = 0
  await tellOf(type)?.(async (step, round) => {
    const known = heard[at++]
    if (known !== undefined) return known
    const asked = await ask(house, { scope, step, round })
    next.push(asked)
    if (!asked.decision || asked.decision === 'withdrawn') throw new Resting()
    return asked.decision
  }).catch(end => {
    if (!(end instanceof Resting)) throw end
  })
  return next
}
