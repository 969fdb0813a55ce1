import { Router } from 'express'
import { claimRelations } from '../../acts/claim-matter.ts'
import { permitted } from '../../acts/demand-any.ts'
import type { Actor } from '../../domain/actor.ts'
import { canClaim } from '../../domain/can-claim.ts'
import { NotFound } from '../../domain/refusal.ts'
import { readCycle } from '../../records/cycle.ts'
import type { Reader } from '../../records/database.ts'
import { readFileBytes, readFileInfo, type StoredFileInfo, wasSentTo } from '../../records/files.ts'
import { readMyClaim, readOpenTask } from '../../records/my-claims.ts'
import { attachment } from '../attachment.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

/** Stored files, always as a download, for those who may see the cycle or case that they belong to. */
export function fileRoutes({ house }: Pick<RouteDeps, 'house'>): Router {
  const router = Router()

  router.get('/files/:id', async (request, response) => {
    const file = await readFileInfo(house.database, request.params.id)
    if (!(await mayRead(house.database, actorOf(request), file))) throw new NotFound('file')
    response.setHeader('Content-Type', file.mediaType)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Content-Disposition', attachment(file.name))
    response.end(await readFileBytes(house.database, file.id))
  })

  return router
}

// What proves a claim, and what proves that its refusal was served.
const ofClaim: readonly string[] = ['evidence', 'service']
// Papers of an objection can tell who made it: they are opened on its own page.
const sealed: readonly string[] = ['objection', 'statement']

async function mayRead(reader: Reader, actor: Actor, file: StoredFileInfo): Promise<boolean> {
  if (ofClaim.includes(file.purpose)) return file.caseId !== null && maySeeClaim(reader, actor, file.caseId)
  if (sealed.includes(file.purpose)) return false
  const cycle = await readCycle(reader, file.cycleId)
  const sent = file.purpose === 'attachment' && (await wasSentTo(reader, cycle.id, actor.unitId))
  const caseUnitId = sent ? actor.unitId : file.caseUnitId
  const may = await permitted(reader, ['see-cycle', 'see-case'], actor, { cycle, caseUnitId })
  // What hangs on an unsent answer is the unit's own.
  return may.has('see-case') || (may.has('see-cycle') && (file.purpose !== 'opinion' || file.answered))
}

async function maySeeClaim(reader: Reader, actor: Actor, caseId: string): Promise<boolean> {
  const { cycle, theCase, claim } = await readMyClaim(reader, caseId)
  const task = await readOpenTask(reader, caseId)
  const relations = await claimRelations(reader, actor, { cycle, theCase, task })
  return canClaim('see-claim', { roles: actor.roles, relations, state: claim.state })
}
