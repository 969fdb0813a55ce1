import type { Actor } from '../domain/actor.ts'
import { FieldErrors } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform } from './act.ts'
import { demandMoney } from './demand-money.ts'
import { readFileContent } from './file-content.ts'
import { lockList } from './money-matter.ts'
import { keepFile, mostFiles, type StoredFile } from './store-file.ts'

// The state is asked by the act that takes the file on: a form sent twice finds its file again.
const permissionOf = {
  minutes: ['approve-list', 'list-draft'],
  website: ['record-website', 'list-running'],
} as const

/**
 * Keeps the minutes of the meeting that approves a list, or how its notice stood on the official website.
 *
 * @throws FieldErrors naming the file
 */
export async function storeNoticeFile(
  house: House,
  actor: Actor,
  {
    listId,
    purpose,
    field,
    ...file
  }: {
    listId: string
    purpose: keyof typeof permissionOf
    field: string
    name: string
    bytes: Uint8Array
  },
): Promise<StoredFile> {
  const looked = await readFileContent(field, file)
  return perform(house, { actor }, async doing => {
    const { cycle } = await lockList(doing.tx, listId, 'share')
    const [permission, state] = permissionOf[purpose]
    const at = await businessNow(doing.tx)
    await demandMoney(doing.tx, permission, actor, { cycle, state })
    if ('error' in looked) throw new FieldErrors([looked.error])
    const owner = { cycleId: cycle.id }
    const { content } = looked
    return keepFile(doing, { owner, unitId: actor.unitId, purpose, content, field, most: mostFiles, at })
  })
}
