import type { Actor } from '../domain/actor.ts'
import { NotFound } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform } from './act.ts'

/** Marks a notice as read by this person; whose unit's or own it must be. */
export function readNotice(house: House, actor: Actor, { noticeId }: { noticeId: string }): Promise<void> {
  return perform(house, { actor }, async ({ tx }) => {
    const notice = await tx
      .selectFrom('notices')
      .select(['unit_id', 'person_id', 'released_at'])
      .where('id', '=', noticeId)
      .executeTakeFirst()
    const own = notice && (notice.person_id ? notice.person_id === actor.personId : notice.unit_id === actor.unitId)
    if (!own || !notice.released_at) throw new NotFound('notice')
    const read_at = await businessNow(tx)
    await tx
      .insertInto('notice_reads')
      .values({ notice_id: noticeId, person_id: actor.personId, read_at })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  })
}
