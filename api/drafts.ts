import type { Request, Response } from 'express'
import { demand } from '../acts/relation.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, readCycle } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { type Form, field } from './form-body.ts'
import { BadRequest } from './http-error.ts'
import { pathPart } from './query.ts'
import { actorOf } from './session.ts'

/**
 * Finds the draft of an address, for those who may change it. Answers null where it is not a draft any more: its page was
 * sent instead.
 */
export function draftsOf(reader: Reader) {
  return async (request: Request, response: Response): Promise<Cycle | null> => {
    const cycle = await readCycle(reader, pathPart(request, 'id'))
    const actor = actorOf(request)
    if (cycle.kind !== 'solicitation') throw new NotFound('cycle')
    if (cycle.state === 'draft' || cycle.state === 'revising') {
      await demand(reader, 'draft-cycle', actor, { cycle })
      return cycle
    }
    await demand(reader, 'see-cycle', actor, { cycle })
    response.redirect(303, `/cycles/${cycle.id}`)
    return null
  }
}

/** The version of the draft that a form was made from. */
export function versionOf(form: Form): number {
  const text = field(form, 'version')
  if (!/^\d{1,9}$/.test(text)) throw new BadRequest()
  return Number(text)
}

/** Where a page of a list begins; 0 where nothing is said. */
export const positionOf = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : 0)
