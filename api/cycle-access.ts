import type { Request } from 'express'
import { demand } from '../acts/relation.ts'
import type { Permission } from '../domain/can.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, isId, ownTask, readCycle } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { type LedgerRow, readLedgerRow } from '../records/ledger.ts'
import { pathPart } from './query.ts'
import { actorOf } from './session.ts'

/** Finds what an address of a cycle names, for those who may see it or act on it. */
export function cycleAccess(reader: Reader) {
  /** A cycle that the reader may see. @throws NotFound */
  const seen = async (request: Request): Promise<Cycle> => {
    const cycle = await readCycle(reader, pathPart(request, 'id'))
    const actor = actorOf(request)
    await demand(reader, 'see-cycle', actor, { cycle, task: await ownTask(reader, actor, cycle.id) })
    return cycle
  }
  /** A cycle that the reader may do this to, now. @throws NotFound, RuleBroken */
  const allowed = async (request: Request, permission: Permission): Promise<Cycle> => {
    const cycle = await readCycle(reader, pathPart(request, 'id'))
    // A round has acts of its own; only whoever must sign it is urged like anybody else.
    if (cycle.kind !== 'solicitation' && permission !== 'urge') throw new NotFound('cycle')
    await demand(reader, permission, actorOf(request), { cycle })
    return cycle
  }
  /** An addressee of the cycle. @throws NotFound */
  const rowOf = async (cycle: Cycle, caseId: string): Promise<LedgerRow> => {
    const row = isId(caseId) ? await readLedgerRow(reader, cycle.id, caseId) : null
    if (!row) throw new NotFound('case')
    return row
  }
  /** The addressee of an address, where the reader may do this to the cycle. @throws NotFound, RuleBroken */
  const caseFor = async (request: Request, permission: Permission): Promise<{ cycle: Cycle; row: LedgerRow }> => {
    const cycle = await allowed(request, permission)
    return { cycle, row: await rowOf(cycle, pathPart(request, 'caseId')) }
  }
  return { seen, allowed, rowOf, caseFor }
}

/** The ledger with one row open. */
export const rowAddress = (cycle: Pick<Cycle, 'id'>, row: Pick<LedgerRow, 'id'>): string =>
  `/cycles/${cycle.id}?row=${row.id}`
