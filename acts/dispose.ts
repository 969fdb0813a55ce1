import type { Actor } from '../domain/actor.ts'
import type { Verdict } from '../domain/cycle.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

export interface Disposal {
  readonly cycleId: string
  /** Equal opinions are disposed of together; `version` is that of the page, 0 where nothing was decided yet. */
  readonly opinions: readonly { readonly id: string; readonly version: number }[]
  readonly verdict: Verdict
  /** Told to the contributor word by word; needed for all but adopted. */
  readonly reason: string
  /** The opinions are on their unit's own duties: rejected, they need an agreement or a ruling before the table is sent. */
  readonly ownDuties?: boolean
}

/**
 * Decides what becomes of opinions: adopted, partly, rejected.
 *
 * @throws RuleBroken `disposed-meanwhile` (`by`) where somebody else decided one of them since the page was read: nothing is overwritten
 */
export function dispose(house: House, actor: Actor, disposal: Disposal): Promise<{ open: number }> {
  const { cycleId, opinions, verdict, reason } = disposal
  const ownDuties = verdict !== 'adopted' && disposal.ownDuties === true
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    const wanted = new Map(opinions.map(({ id, version }) => [id, version]))
    if (wanted.size === 0) throw new FieldErrors([{ field: 'opinions', code: 'none-given' }])
    if (![...wanted.keys()].every(isId)) throw new NotFound('opinion')
    const rows = await tx
      .selectFrom('opinions')
      .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
      .select(['opinions.id', 'opinions.case_id'])
      .where('opinions.cycle_id', '=', cycleId)
      .where('opinions.id', 'in', [...wanted.keys()])
      .orderBy('cases.id')
      .forUpdate('cases') // opinions are never changed, so the case stands for them
      .execute()
    const current = await tx
      .selectFrom('dispositions')
      .selectAll()
      .where('opinion_id', 'in', [...wanted.keys()])
      .execute()
    const now = await businessNow(tx)
    await demand(tx, 'dispose', actor, { cycle })
    if (rows.length !== wanted.size) throw new NotFound('opinion')
    const errors: FieldError[] = checkPlainText('reason', reason, { required: verdict !== 'adopted', longest: 2000 })
    if (!['adopted', 'partly', 'rejected'].includes(verdict)) errors.push({ field: 'verdict', code: 'not-chosen' })
    if (errors.length > 0) throw new FieldErrors(errors)
    const versions = new Map(current.map(row => [row.opinion_id, row]))
    const sentAgain = [...wanted].every(([id, version]) => {
      const earlier = versions.get(id)
      const same = earlier?.verdict === verdict && earlier.reason === reason.trim() && earlier.own_duties === ownDuties
      return same && earlier.version === version + 1 && earlier.decided_by === actor.personId
    })
    if (sentAgain) return { open: (await openOpinions(tx, cycleId)).open }
    for (const [id, version] of wanted) {
      const earlier = versions.get(id)
      if ((earlier?.version ?? 0) !== version)
        throw new RuleBroken('disposed-meanwhile', { by: earlier?.decided_by_name ?? '' })
    }
    await tx
      .insertInto('dispositions')
      .values(
        rows.map(({ id }) => ({
          opinion_id: id,
          cycle_id: cycleId,
          verdict,
          reason: reason.trim(),
          own_duties: ownDuties,
          version: (wanted.get(id) ?? 0) + 1,
          decided_by: actor.personId,
          decided_by_name: actor.personName,
          decided_at: now,
        })),
      )
      .onConflict(conflict =>
        conflict.column('opinion_id').doUpdateSet(eb => ({
          verdict: eb.ref('excluded.verdict'),
          reason: eb.ref('excluded.reason'),
          own_duties: eb.ref('excluded.own_duties'),
          version: eb.ref('excluded.version'),
          decided_by: eb.ref('excluded.decided_by'),
          decided_by_name: eb.ref('excluded.decided_by_name'),
          decided_at: eb.ref('excluded.decided_at'),
        })),
      )
      .execute()
    recordDecision(doing, {
      cycleId,
      step: 'disposition',
      round: cycle.table_round,
      act: 'dispose',
      verdict,
      reason,
      detail: { opinions: [...wanted.keys()], ownDuties },
      at: now,
    })
    recordAudit(doing, {
      act: 'dispose',
      at: now,
      cycleId,
      detail: { opinions: [...wanted.keys()], verdict, ownDuties },
    })
    const { open } = await openOpinions(tx, cycleId)
    return { open }
  })
}

/** How many opinions count, and how many of them nobody has decided yet. */
export async function openOpinions(
  reader: Parameters<typeof businessNow>[0],
  cycleId: string,
): Promise<{ total: number; open: number; adopted: number; partly: number; rejected: number }> {
  const row = await reader
    .selectFrom('opinions')
    .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
    .leftJoin('dispositions', 'dispositions.opinion_id', 'opinions.id')
    .select(({ fn }) => [
      fn.countAll<bigint>().as('total'),
      fn.count<bigint>('dispositions.opinion_id').filterWhere('dispositions.verdict', '=', 'adopted').as('adopted'),
      fn.count<bigint>('dispositions.opinion_id').filterWhere('dispositions.verdict', '=', 'partly').as('partly'),
      fn.count<bigint>('dispositions.opinion_id').filterWhere('dispositions.verdict', '=', 'rejected').as('rejected'),
      fn.count<bigint>('dispositions.opinion_id').as('decided'),
    ])
    .where('opinions.cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
  return {
    total: Number(row.total),
    open: Number(row.total - row.decided),
    adopted: Number(row.adopted),
    partly: Number(row.partly),
    rejected: Number(row.rejected),
  }
}
