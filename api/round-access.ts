import type { Request, Response } from 'express'
import { permitted } from '../acts/demand-any.ts'
import { demandMoney, moneyRelations } from '../acts/demand-money.ts'
import { demand } from '../acts/relation.ts'
import type { Actor } from '../domain/actor.ts'
import { canPay, type MoneyPermission } from '../domain/can-pay.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, ownTask, readCycle } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { pathPart } from './query.ts'
import { actorOf } from './session.ts'

/** Finds the round that an address names, for those who may see it or act on it. */
export function roundAccess(reader: Reader) {
  const named = async (request: Request): Promise<Cycle> => {
    const cycle = await readCycle(reader, pathPart(request, 'cycleId'))
    if (cycle.kind !== 'claim-round') throw new NotFound('round')
    return cycle
  }
  /** A round that the reader may see: its matter, or its money once it has left its draft. @throws NotFound */
  const seen = async (request: Request): Promise<Cycle> => {
    const cycle = await named(request)
    const actor = actorOf(request)
    const may = await permitted(reader, ['see-cycle'], actor, {
      cycle,
      task: await ownTask(reader, actor, cycle.id),
    })
    if (!may.has('see-cycle')) {
      if (cycle.state === 'draft') throw new NotFound('round')
      await demandMoney(reader, 'see-money', actor, { cycle, state: 'round' })
    }
    return cycle
  }
  /** The draft of a round, for those who may change it; null where it is one no more, and its page was sent for. */
  const draft = async (request: Request, response: Response): Promise<Cycle | null> => {
    const cycle = await named(request)
    if (cycle.state === 'draft' || cycle.state === 'revising') {
      await demand(reader, 'draft-cycle', actorOf(request), { cycle })
      return cycle
    }
    await seen(request)
    response.redirect(303, roundPath(cycle))
    return null
  }
  /** What of a round's money the actor may do now. */
  const mayPay = async (
    actor: Actor,
    cycle: Cycle,
    asked: readonly MoneyPermission[],
  ): Promise<Set<MoneyPermission>> => {
    const relations = await moneyRelations(reader, actor, { cycle })
    return new Set(asked.filter(each => canPay(each, { roles: actor.roles, relations, state: 'round' })))
  }
  return { named, seen, draft, mayPay }
}

export const roundPath = ({ id }: Pick<Cycle, 'id'>): string => `/rounds/${id}`
