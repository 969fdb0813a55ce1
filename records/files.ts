import { sql } from 'kysely'
import type { FilePurpose } from '../domain/file-kinds.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

export type StoredFileInfo = {
  readonly id: string
  readonly purpose: FilePurpose | 'evidence' | 'service'
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly cycleId: string
  readonly caseId: string | null
  readonly caseUnitId: string | null
  /** An answer that was given refers to it. */
  readonly answered: boolean
}

/** What a file is and whose, without its bytes. @throws NotFound */
export async function readFileInfo(reader: Reader, id: string): Promise<StoredFileInfo> {
  if (!isId(id)) throw new NotFound('file')
  const { rows } = await sql<StoredFileInfo>`
    select f.id, f.purpose, f.name, f.media_type as "mediaType", f.size, coalesce(f.cycle_id, k.cycle_id) as "cycleId",
      f.case_id as "caseId", k.unit_id as "caseUnitId",
      exists (select from opinions o where o.case_id = f.case_id and f.id = any(o.files)) as answered
    from files f left join cases k on k.id = f.case_id where f.id = ${id}`.execute(reader)
  if (!rows[0]) throw new NotFound('file')
  return rows[0]
}

/** The bytes of a file. @throws NotFound */
export async function readFileBytes(reader: Reader, id: string): Promise<Buffer> {
  const row = await reader.selectFrom('files').select('bytes').where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('file')
  return row.bytes
}

/** Whether a unit was sent the letter of a cycle, so that its attachments are the unit's to read. */
export async function wasSentTo(reader: Reader, cycleId: string, unitId: string): Promise<boolean> {
  const row = await reader
    .selectFrom('cases')
    .select('id')
    .where('cycle_id', '=', cycleId)
    .where('unit_id', '=', unitId)
    .where('sent_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}
