import { createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { RuleBroken } from '../domain/refusal.ts'
import type { Database, Tx } from '../records/database.ts'
import { type Statement, together } from '../records/together.ts'

/** What every act works with; made once at the start of a process. */
export interface House {
  readonly database: Database
  readonly auditKey: string
  /** Seals identity numbers and accounts. */
  readonly fieldKey: string
  /** Where people reach the service, without a slash at the end: links in notices start with it. */
  readonly publicUrl: string
  /** Marks a boundary at which a fault test may end the process; does nothing otherwise. */
  readonly reach: (failpoint: string) => void
}

/** One act under way: everything it writes is in this one transaction. */
export interface Doing {
  readonly tx: Tx
  readonly house: House
  readonly actor: Actor | null
  readonly requestId: string | null
  /** What it writes at its end, all of it together: what no later statement of the act reads. */
  readonly atEnd: Statement[]
}

export interface Request {
  /** null: the clock acts. */
  readonly actor: Actor | null
  readonly requestId?: string | null
  /** The form's own key: the same form posted twice has one effect, and the same answer, for ever. */
  readonly once?: { readonly key: string; readonly request: unknown } | null
}

/**
 * Runs one act in one transaction and answers what it answers.
 *
 * With `once`, a repeated key with the same request answers what the first one answered; with another request it is
 * refused (`form-already-used`). A deadlock is tried again: nothing had been written.
 */
export async function perform<Result>(
  house: House,
  request: Request,
  work: (doing: Doing) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await house.database
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async tx => {
          const doing = { tx, house, actor: request.actor, requestId: request.requestId ?? null, atEnd: [] }
          const { once } = request
          const earlier = once && (await claim(doing, once.key, once.request))
          if (earlier) return earlier.result as Result
          const result = await work(doing)
          if (once) atEnd(doing, answered(doing, once.key, result))
          await writeEnd(doing)
          return result
        })
    } catch (fault) {
      if ((fault as { code?: string }).code !== '40P01' || attempt === 3) throw fault
    }
  }
}

/** Has a statement written at the end of the act. */
export function atEnd({ atEnd }: Doing, statement: Statement): void {
  atEnd.push(statement)
}

/** Writes what was kept for the end: of the act, or of a part of it that may be undone by itself. */
export async function writeEnd({ tx, atEnd }: Doing): Promise<void> {
  if (atEnd.length > 0) await together(tx, ...atEnd.splice(0))
}

const answered = (doing: Doing, key: string, result: unknown): Statement =>
  doing.tx
    .updateTable('idempotency')
    .set({ result: JSON.stringify(result ?? null) })
    .where('actor', '=', actorId(doing))
    .where('key', '=', key)

// A second request with the same key waits here until the first has ended, then sees what it left.
async function claim(doing: Doing, key: string, request: unknown): Promise<{ result: unknown } | null> {
  const request_sha256 = sha256(canonical(request))
  const actor = actorId(doing)
  const claimed = await doing.tx
    .insertInto('idempotency')
    .values({ actor, key, request_sha256, result: null })
    .onConflict(conflict => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (claimed) return null
  const earlier = await doing.tx
    .selectFrom('idempotency')
    .select(['request_sha256', 'result'])
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (earlier.request_sha256 !== request_sha256) throw new RuleBroken('form-already-used')
  return { result: earlier.result }
}

const actorId = (doing: Doing): string => doing.actor?.personId ?? '00000000-0000-0000-0000-000000000000'

/** What an audit entry says beside who and when: ids and codes, never an answer's text. */
export interface AuditEntry {
  readonly act: string
  readonly at: string | null
  readonly cycleId?: string | null
  readonly caseId?: string | null
  readonly detail?: Record<string, unknown>
}

/** Writes an audit entry with its HMAC into the act's transaction: without it, the act does not happen. */
export function recordAudit(doing: Doing, { act, at, cycleId = null, caseId = null, detail = {} }: AuditEntry): void {
  const row = {
    at: new Date().toISOString(),
    business_at: at,
    act,
    person_id: doing.actor?.personId ?? null,
    person_name: doing.actor?.personName ?? null,
    unit_id: doing.actor?.unitId ?? null,
    cycle_id: cycleId,
    case_id: caseId,
    request_id: doing.requestId,
  }
  const hmac = auditHmac(doing.house.auditKey, { ...row, detail })
  atEnd(doing, doing.tx.insertInto('audit').values({ ...row, detail: JSON.stringify(detail), hmac }))
}

/** The HMAC-SHA256 of an audit row's content, as hex; `audit verify` computes it again from what is stored. */
export function auditHmac(key: string, row: Record<string, unknown>): string {
  return createHmac('sha256', key).update(canonical(row)).digest('hex')
}

/** JSON with sorted keys, so that the same content always gives the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** Writes a wake: the courier will signal the scope's workflow, starting it where there is none. */
export async function wake(tx: Tx, scope: string, workflowType: string): Promise<void> {
  await wakeOf(tx, scope, workflowType).execute()
}

/** The statement that writes a wake. */
export const wakeOf = (tx: Tx, scope: string, workflowType: string) =>
  tx.insertInto('wakes').values({ scope, workflow_type: workflowType })

/** Opens a scope and wakes its workflow for the first time. */
export async function openScope(tx: Tx, scope: string, workflowType: string, cycleId: string): Promise<void> {
  await tx
    .insertInto('scopes')
    .values({ scope, workflow_type: workflowType, cycle_id: cycleId, asked_at: null })
    .onConflict(conflict => conflict.column('scope').doUpdateSet({ state: 'open' }))
    .execute()
  await wake(tx, scope, workflowType)
}

/** Wakes every open scope, as a moved clock must. */
export async function wakeAll(tx: Tx): Promise<void> {
  await sql`insert into wakes (scope, workflow_type) select scope, workflow_type from scopes where state = 'open'`.execute(
    tx,
  )
}
