import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { Permission } from '../domain/can.ts'
import { type FilePurpose, filePurposes } from '../domain/file-kinds.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type Doing, type House, perform, recordAudit, sha256 } from './act.ts'
import { type FileContent, readFileContent } from './file-content.ts'
import { type CaseRow, type CycleRow, lockCase, lockCycle, lockCycleOf } from './matter.ts'
import { demand } from './relation.ts'

export interface FileToStore {
  /** The draft that it is attached to, or the minutes of its disposition. */
  readonly cycleId?: string
  /** The case whose opinion or recorded answer it belongs to. */
  readonly caseId?: string
  readonly purpose: FilePurpose
  readonly name: string
  readonly bytes: Uint8Array
  /** The form's field, as errors name it; `file` where nothing is said. */
  readonly field?: string
}

export interface StoredFile {
  readonly fileId: string
  readonly name: string
  readonly size: number
}

/** A case or a cycle keeps at most so many files of one purpose. */
export const mostFiles = 100

const permissionOf = {
  attachment: 'draft-cycle',
  minutes: 'dispose',
  opinion: 'save-answer-draft',
  scan: 'record-answer',
} as const satisfies Record<FilePurpose, Permission>
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ofCase = (purpose: string): boolean => purpose === 'opinion' || purpose === 'scan'

/**
 * Keeps a file the moment it is chosen: pdf docx xlsx ofd wps et jpg png txt, up to 20 MB, known by its own bytes.
 *
 * @throws FieldErrors naming the file: empty, too large, of another kind than its name says, marked secret
 */
export async function storeFile(house: House, actor: Actor, file: FileToStore): Promise<StoredFile> {
  const { purpose, cycleId, caseId, field = 'file' } = file
  if (!filePurposes.includes(purpose)) throw new NotFound('file')
  const looked = await readFileContent(field, file)
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const { cycle, theCase } = await lockOwner(tx, ofCase(purpose), { cycleId, caseId })
    const now = await businessNow(tx)
    await demand(tx, permissionOf[purpose], actor, { cycle, caseUnitId: theCase?.unit_id ?? null })
    if ('error' in looked) throw new FieldErrors([looked.error])
    const unitId = theCase && purpose === 'opinion' ? theCase.unit_id : actor.unitId
    const owner = theCase ? { caseId: theCase.id } : { cycleId: cycle.id }
    return keepFile(doing, { owner, unitId, purpose, content: looked.content, field, most: mostFiles, at: now })
  })
}

/** Keeps a file that was looked at with the cycle or case that it belongs to; a form sent twice keeps its file once. */
export async function keepFile(
  doing: Doing,
  {
    owner,
    unitId,
    purpose,
    content: { name, mediaType, bytes },
    field,
    most,
    at,
  }: {
    owner: { readonly cycleId: string } | { readonly caseId: string }
    unitId: string
    purpose: string
    content: FileContent
    field: string
    /** null: what it belongs to is counted elsewhere */
    most: number | null
    at: string
  },
): Promise<StoredFile> {
  const { tx, actor } = doing
  const [column, ownerId] =
    'caseId' in owner ? (['case_id', owner.caseId] as const) : (['cycle_id', owner.cycleId] as const)
  const hash = sha256(bytes)
  const same = await tx
    .selectFrom('files')
    .select('id')
    .where(column, '=', ownerId)
    .where('purpose', '=', purpose)
    .where('name', '=', name)
    .where('sha256', '=', hash)
    .executeTakeFirst()
  if (same) return { fileId: same.id, name, size: bytes.byteLength }
  const { count } = await tx
    .selectFrom('files')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where(column, '=', ownerId)
    .where('purpose', '=', purpose)
    .executeTakeFirstOrThrow()
  if (most !== null && count >= most) throw new FieldErrors([{ field, code: 'too-many-files', params: { most } }])
  const { id } = await tx
    .insertInto('files')
    .values({
      cycle_id: 'cycleId' in owner ? owner.cycleId : null,
      case_id: 'caseId' in owner ? owner.caseId : null,
      unit_id: unitId,
      purpose,
      name,
      media_type: mediaType,
      size: bytes.byteLength,
      sha256: hash,
      bytes: Buffer.from(bytes),
      uploaded_by: actor?.personId ?? null,
      uploaded_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const cycleId = 'cycleId' in owner ? owner.cycleId : await cycleIdOf(tx, owner.caseId)
  const detail = { fileId: id, purpose, size: bytes.byteLength, sha256: hash }
  recordAudit(doing, { act: 'store-file', at, cycleId, caseId: 'caseId' in owner ? owner.caseId : null, detail })
  return { fileId: id, name, size: bytes.byteLength }
}

async function cycleIdOf(tx: Tx, caseId: string): Promise<string> {
  return (await tx.selectFrom('cases').select('cycle_id').where('id', '=', caseId).executeTakeFirstOrThrow()).cycle_id
}

/**
 * Takes a file away again while its draft can be changed.
 *
 * @throws RuleBroken `file-in-use` once an answer that was given refers to it; NotFound
 */
export function removeFile(house: House, actor: Actor, { fileId }: { fileId: string }): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    if (!uuid.test(fileId)) throw new NotFound('file')
    const file = await tx
      .selectFrom('files')
      .select(['cycle_id as cycleId', 'case_id as caseId', 'purpose', 'sha256'])
      .where('id', '=', fileId)
      .executeTakeFirst()
    if (!file) throw new NotFound('file')
    const purpose = file.purpose as FilePurpose
    const { cycle, theCase } = await lockOwner(tx, ofCase(purpose), file)
    const now = await businessNow(tx)
    await demand(tx, permissionOf[purpose], actor, { cycle, caseUnitId: theCase?.unit_id ?? null })
    if (theCase && (await answerRefersTo(tx, theCase.id, fileId))) throw new RuleBroken('file-in-use')
    await tx.deleteFrom('files').where('id', '=', fileId).execute()
    const detail = { fileId, purpose, sha256: file.sha256 }
    recordAudit(doing, { act: 'remove-file', at: now, cycleId: cycle.id, caseId: theCase?.id ?? null, detail })
  })
}

async function lockOwner(
  tx: Tx,
  withCase: boolean,
  owner: { readonly cycleId?: string | null | undefined; readonly caseId?: string | null | undefined },
): Promise<{ cycle: CycleRow; theCase: CaseRow | null }> {
  if (!withCase) return { cycle: await lockCycle(tx, owner.cycleId ?? '', 'share'), theCase: null }
  const caseId = owner.caseId ?? ''
  const cycle = await lockCycleOf(tx, caseId, 'share')
  return { cycle, theCase: await lockCase(tx, caseId) }
}

async function answerRefersTo(tx: Tx, caseId: string, fileId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from opinions where case_id = ${caseId} and ${fileId}::uuid = any(files)) as found`.execute(
    tx,
  )
  return rows[0]?.found ?? true
}
