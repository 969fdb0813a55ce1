import type { Actor } from '../domain/actor.ts'
import { FieldErrors } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { isFileOf, wrongWebsite } from './approve-list.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { lockList } from './money-matter.ts'

/**
 * Records where a notice stands on the official website, and a picture of how it stood there.
 *
 * @param fileId kept before by `storeNoticeFile`; null leaves the picture that is there
 */
export function recordWebsite(
  house: House,
  actor: Actor,
  {
    listId,
    website,
    fileId,
    once,
  }: { listId: string; website: string; fileId: string | null; once: { readonly key: string } },
): Promise<void> {
  const request = ['record-website', listId, website, fileId]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const { cycle, list } = await lockList(tx, listId, 'update')
    const at = await businessNow(tx)
    await demandMoney(tx, 'record-website', actor, { cycle, state: `list-${list.state}` })
    const errors = wrongWebsite(website, { required: true })
    if (fileId !== null && !(await isFileOf(tx, fileId, cycle.id)))
      errors.push({ field: 'screenshot', code: 'not-a-file' })
    if (errors.length > 0) throw new FieldErrors(errors)
    await tx
      .updateTable('notice_lists')
      .set({ website: website.trim(), ...(fileId === null ? {} : { website_file_id: fileId }) })
      .where('id', '=', listId)
      .execute()
    const detail = { listId, website: website.trim(), fileId }
    recordDecision(doing, { cycleId: cycle.id, act: 'record-website', at, detail })
    recordAudit(doing, { act: 'record-website', at, cycleId: cycle.id, detail: { listId, fileId } })
  })
}
