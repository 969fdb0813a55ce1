import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { Reader } from './database.ts'

/** A notice as its reader finds it in the list; `readAt` is when this person opened it. */
export type MessageRow = {
  readonly id: string
  readonly occasion: string
  readonly subject: string
  readonly releasedAt: string
  readonly readAt: string | null
}

export type Message = MessageRow & {
  readonly text: string
  /** Path within the service that the notice leads to. */
  readonly link: string | null
}

export type MessagePage = { readonly rows: readonly MessageRow[]; readonly next: string | null }

const columns = sql`n.id, n.occasion, n.subject, n.released_at as "releasedAt", r.read_at as "readAt"`

// For the person's own eyes, or for whoever acts for the unit; never before it was released.
const addressedTo = ({ personId, unitId }: Actor) => sql`
  n.unit_id = ${unitId} and n.released_at is not null and (n.person_id is null or n.person_id = ${personId})`

/**
 * The notices for whoever acts for the actor's unit, newest first.
 *
 * @param after the `next` of the page before; anything else begins at the newest
 */
export async function readMessages(
  reader: Reader,
  actor: Actor,
  { after, limit = 20 }: { after?: string | undefined; limit?: number } = {},
): Promise<MessagePage> {
  const place = readPlace(after)
  const { rows } = await sql<MessageRow & { createdAt: string }>`
    select ${columns}, n.created_at as "createdAt"
    from notices n left join notice_reads r on r.notice_id = n.id and r.person_id = ${actor.personId}
    where ${addressedTo(actor)}
      ${place ? sql`and (n.created_at, n.id) < (${place.at}, ${place.id})` : sql``}
    order by n.created_at desc, n.id desc
    limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? `${last.createdAt}_${last.id}` : null }
}

/** One notice in full; undefined where it is not there or is somebody else's. */
export async function readMessage(reader: Reader, actor: Actor, id: string): Promise<Message | undefined> {
  if (!uuid.test(id)) return undefined
  const { rows } = await sql<Message>`
    select ${columns}, n.text, n.link
    from notices n left join notice_reads r on r.notice_id = n.id and r.person_id = ${actor.personId}
    where n.id = ${id} and ${addressedTo(actor)}`.execute(reader)
  return rows[0]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function readPlace(after: string | undefined): { at: string; id: string } | null {
  const [at = '', id = ''] = after?.split('_') ?? []
  return uuid.test(id) && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(at) ? { at, id } : null
}
