import { NotFound } from '../domain/refusal.ts'
import type { Tx } from '../records/database.ts'
import { lockCycle } from './matter.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Locks an objection, after its cycle. @throws NotFound */
export async function lockObjection(tx: Tx, objectionId: string) {
  const known = uuid.test(objectionId)
    ? await tx.selectFrom('objections').select('cycle_id').where('id', '=', objectionId).executeTakeFirst()
    : undefined
  if (!known) throw new NotFound('objection')
  const cycle = await lockCycle(tx, known.cycle_id, 'share')
  const objection = await tx
    .selectFrom('objections')
    .innerJoin('notice_items', 'notice_items.id', 'objections.item_id')
    .innerJoin('cases', 'cases.id', 'notice_items.case_id')
    .selectAll('objections')
    .select(['notice_items.case_id', 'cases.unit_id'])
    .where('objections.id', '=', objectionId)
    .forUpdate('objections')
    .executeTakeFirstOrThrow()
  return { cycle, objection }
}
