import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { type House, perform, recordAudit, sha256 } from './act.ts'
import type { ClaimAnswers } from './claim-facts.ts'
import { demandClaim, lockClaim, openTaskOf } from './claim-matter.ts'
import { readFileContent } from './file-content.ts'
import { mostFiles, type StoredFile } from './store-file.ts'

/** Keeps a file of an application the moment it is chosen. @throws FieldErrors naming the file */
export async function storeEvidence(
  house: House,
  actor: Actor,
  { caseId, field = 'file', ...file }: { caseId: string; name: string; bytes: Uint8Array; field?: string },
): Promise<StoredFile> {
  const looked = await readFileContent(field, file)
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { now } = locked
    await demandClaim(tx, 'add-evidence', actor, locked)
    if ('error' in looked) throw new FieldErrors([looked.error])
    const { name, mediaType, bytes } = looked.content
    const hash = sha256(bytes)
    const there = await tx
      .selectFrom('files')
      .select(['id', 'name', 'sha256'])
      .where('case_id', '=', caseId)
      .where('purpose', '=', 'evidence')
      .execute()
    const same = there.find(each => each.sha256 === hash && each.name === name)
    if (same) return { fileId: same.id, name, size: bytes.byteLength } // a form sent twice keeps its file once
    if (there.length >= mostFiles)
      throw new FieldErrors([{ field, code: 'too-many-files', params: { most: mostFiles } }])
    const { id } = await tx
      .insertInto('files')
      .values({
        cycle_id: null,
        case_id: caseId,
        unit_id: locked.theCase.unit_id,
        purpose: 'evidence',
        name,
        media_type: mediaType,
        size: bytes.byteLength,
        sha256: hash,
        bytes: Buffer.from(bytes),
        uploaded_by: actor.personId,
        uploaded_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    recordAudit(doing, {
      act: 'store-evidence',
      at: now,
      cycleId: locked.cycle.id,
      caseId,
      detail: { fileId: id, size: bytes.byteLength, sha256: hash },
    })
    return { fileId: id, name, size: bytes.byteLength }
  })
}

/**
 * Takes a file of an application away. One that was handed in before stays with what was handed in.
 *
 * @throws RuleBroken `file-in-use` while the application names it; NotFound, also for what came with an earlier supplement
 */
export function removeEvidence(
  house: House,
  actor: Actor,
  { caseId, fileId }: { caseId: string; fileId: string },
): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { now } = locked
    await demandClaim(tx, 'add-evidence', actor, locked)
    if (!uuid.test(fileId)) throw new NotFound('file')
    const { evidence } = locked.claim.answers as ClaimAnswers
    if (Object.values(evidence).some(files => files.includes(fileId))) throw new RuleBroken('file-in-use')
    const { rows } = await sql<{ given: boolean }>`
      select exists (select from submissions where case_id = ${caseId} and body::text like ${`%${fileId}%`}) as given`.execute(
      tx,
    )
    if (rows[0]?.given ?? true) return
    // What came with an earlier supplement has been looked at.
    const supplement = await openTaskOf(tx, caseId, 'supplement')
    const gone = await tx
      .deleteFrom('files')
      .where('id', '=', fileId)
      .where('case_id', '=', caseId)
      .where('purpose', '=', 'evidence')
      .where('uploaded_at', '>=', supplement?.opened_at ?? '-infinity')
      .returning('sha256')
      .executeTakeFirst()
    if (!gone) throw new NotFound('file')
    recordAudit(doing, {
      act: 'remove-evidence',
      at: now,
      cycleId: locked.cycle.id,
      caseId,
      detail: { fileId, sha256: gone.sha256 },
    })
  })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
