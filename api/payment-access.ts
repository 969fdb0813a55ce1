import type { Request } from 'express'
import { permittedMoney } from '../acts/demand-money.ts'
import type { MoneyPermission } from '../domain/can-pay.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, readCycle } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { actorOf } from './session.ts'

/** Whoever may see a round's money, or release or settle some of it: a leader of finance beside the office, too. */
const seers: readonly MoneyPermission[] = ['see-money', 'release-batch', 'confirm-never-received']

/** A round with its money, for those who may see it. @throws NotFound */
export async function seenRound(reader: Reader, request: Request, cycleId: string): Promise<Cycle> {
  const cycle = await readCycle(reader, cycleId)
  if (cycle.kind !== 'claim-round') throw new NotFound('round')
  const may = await permittedMoney(reader, seers, actorOf(request), { cycle, state: 'any' })
  if (may.size === 0) throw new NotFound('money')
  return cycle
}

/** An amount as it was typed, in fen as acts take it; what is no amount stays what it is, and is refused by name. */
export const fenText = (fen: bigint | null, typed: string): string => (fen === null ? typed.trim() : String(fen))
