import { sql } from 'kysely'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'
import { like } from './notice-list.ts'

export type PublicNotice = {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly issuer: string
  readonly startsAt: string
  readonly endsAt: string
  readonly telephone: string
  readonly address: string
  readonly website: string | null
  readonly cycleId: string
  /** Frozen rules of its round. */
  readonly parameters: unknown
  readonly packTitle: { readonly zh: string; readonly en: string }
}

export type PublicNoticeLine = Pick<PublicNotice, 'id' | 'number' | 'title' | 'issuer' | 'startsAt' | 'endsAt'> & {
  readonly count: number
}

// What the public sees of a notice, from its first instant on; what its round takes down afterwards is gone with its end.
const columns = sql`l.id, l.number, c.title, c.unit_name as issuer, l.starts_at as "startsAt", l.ends_at as "endsAt"`
const begun = sql`l.state in ('approved', 'running', 'ended') and l.starts_at <= business_now()`
const running = sql`l.state in ('approved', 'running') and l.starts_at <= business_now() and l.ends_at >= business_now()`

/** Notices that run, or those that have ended and are kept, newest first; by the name of a round or of one that stands on it. */
export async function readPublicNotices(
  reader: Reader,
  { ended, q, after, limit }: { ended: boolean; q: string; after: string | null; limit: number },
): Promise<{ rows: PublicNoticeLine[]; next: string | null }> {
  const from =
    after !== null && isId(after)
      ? sql`and (l.starts_at, l.id) < (select a.starts_at, a.id from notice_lists a where a.id = ${after})`
      : sql``
  const found =
    q === ''
      ? sql``
      : sql`and (c.title ilike ${like(q)} or c.unit_name ilike ${like(q)} or exists (
          select from notice_items i where i.list_id = l.id and i.name ilike ${like(q)} and i.state in ('listed', 'held', 'payable')))`
  const which = ended
    ? sql`${begun} and l.ends_at < business_now() and coalesce(c.parameters ->> 'noticeAfterEnd', 'keep') = 'keep'`
    : running
  const { rows } = await sql<PublicNoticeLine>`
    select ${columns}, (select count(*)::int from notice_items i where i.list_id = l.id and i.state in ('listed', 'held', 'payable')) as count
    from notice_lists l join cycles c on c.id = l.cycle_id where ${which} ${found} ${from}
    order by l.starts_at desc, l.id desc limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** One notice as the public sees it. @throws NotFound before its first instant, as if it were not there */
export async function readPublicNotice(reader: Reader, listId: string): Promise<PublicNotice> {
  if (!isId(listId)) throw new NotFound('notice')
  const { rows } = await sql<PublicNotice>`
    select ${columns}, l.telephone, l.address, l.website, l.cycle_id as "cycleId", c.parameters, p.content -> 'title' as "packTitle"
    from notice_lists l join cycles c on c.id = l.cycle_id join policy_versions p on p.id = c.policy_version_id
    where l.id = ${listId} and ${begun}`.execute(reader)
  if (!rows[0]) throw new NotFound('notice')
  return rows[0]
}
