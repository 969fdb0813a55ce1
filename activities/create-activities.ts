import type { House } from '../acts/act.ts'
import { ask } from '../acts/ask.ts'
import type { Activities } from '../workflows/contract.ts'

/** Thin calls into acts, each safe to run twice. */
export const createActivities = (house: House): Activities => ({
  ask: question => ask(house, question),
})
