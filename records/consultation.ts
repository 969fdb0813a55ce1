import { sql } from 'kysely'
import type { Dispute, DisputeEntry } from '../domain/consultation.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

/** For opinions `o`: the last word between the two units on that clause, of a consultation or of a ruling; null: none yet. */
export const lastWord = sql`(
  select word from (
    select held_on as said_on, place, result as word from consultations where case_id = o.case_id and anchor = o.anchor
    union all
    select ruled_on, place, finding from rulings where case_id = o.case_id and anchor = o.anchor and finding is not null
  ) words order by said_on desc, place desc limit 1)`

/** For opinions `o` with their dispositions `d`: rejected though on the unit's own duties, and that is not settled. */
export const unsettled = sql`(
  d.verdict = 'rejected' and d.own_duties and coalesce(${lastWord} not in ('agreed', 'upheld'), true))`

const inForce = sql`opinions o join cases k on k.submission_id = o.submission_id
  join clauses c on c.cycle_id = o.cycle_id and c.anchor = o.anchor left join dispositions d on d.opinion_id = o.id`

/** Units with a rejected opinion on their own duties that is neither agreed upon nor ruled on, by the clause. */
export async function readUnsettled(
  reader: Reader,
  cycleId: string,
): Promise<{ anchor: string; unitName: string; opinionId: string }[]> {
  const { rows } = await sql<{ anchor: string; unitName: string; opinionId: string }>`
    select o.anchor, k.unit_name as "unitName", min(o.id::text) as "opinionId" from ${inForce}
    where o.cycle_id = ${cycleId} and ${unsettled}
    group by o.anchor, c.position, k.id, k.unit_name, k.position order by c.position, k.position`.execute(reader)
  return rows
}

const mostDisputes = 200

/** The disputes of a cycle, or of one clause of it, those not settled first; with everything noted about them. */
export async function readDisputes(
  reader: Reader,
  cycleId: string,
  { anchor = null }: { anchor?: string | null } = {},
): Promise<Dispute[]> {
  const { rows } = await sql<Omit<Dispute, 'entries'> & { caseId: string }>`
    select k.id as "caseId", o.anchor, k.unit_name as "unitName", min(o.id::text) as "opinionId",
      bool_or(coalesce(d.verdict = 'rejected' and d.own_duties, false)) as needed, max(${lastWord}) as "lastWord"
    from ${inForce}
    where o.cycle_id = ${cycleId} and (${anchor}::text is null or o.anchor = ${anchor}) and (d.own_duties
      or exists (select from consultations where case_id = o.case_id and anchor = o.anchor)
      or exists (select from rulings where case_id = o.case_id and anchor = o.anchor))
    group by k.id, o.anchor, k.unit_name, k.position, c.position
    order by bool_or(coalesce(${unsettled}, false)) desc, c.position, k.position limit ${mostDisputes}`.execute(reader)
  if (rows.length === 0) return []
  const cases = [...new Set(rows.map(({ caseId }) => caseId))]
  const [consultations, rulings] = await Promise.all([
    reader.selectFrom('consultations').selectAll().where('case_id', 'in', cases).orderBy('place').execute(),
    reader.selectFrom('rulings').selectAll().where('case_id', 'in', cases).orderBy('requested_at').execute(),
  ])
  const isOf = (dispute: { caseId: string; anchor: string }) => (row: { case_id: string; anchor: string }) =>
    row.case_id === dispute.caseId && row.anchor === dispute.anchor
  return rows.map(({ caseId, ...dispute }) => ({
    ...dispute,
    entries: [
      ...consultations.filter(isOf({ caseId, anchor: dispute.anchor })).map(
        (row): DisputeEntry => ({
          kind: 'consultation',
          id: row.id,
          heldOn: row.held_on,
          spokeWith: row.spoke_with,
          text: row.text,
          result: row.result,
          by: row.noted_by_name,
        }),
      ),
      ...rulings.filter(isOf({ caseId, anchor: dispute.anchor })).map(
        (row): DisputeEntry => ({
          kind: 'ruling',
          id: row.id,
          askedOf: row.asked_of,
          about: row.about,
          requestedAt: row.requested_at,
          requestedBy: row.requested_by_name,
          ruled:
            row.finding === null || row.ruled_on === null
              ? null
              : { on: row.ruled_on, finding: row.finding, text: row.text ?? '', by: row.recorded_by_name ?? '' },
        }),
      ),
    ],
  }))
}

/** The unit and the clause of an opinion in force. @throws NotFound */
export async function readDisputed(
  reader: Reader,
  cycleId: string,
  opinionId: string,
): Promise<{ unitName: string; anchor: string; contactName: string | null }> {
  const row = isId(opinionId)
    ? await reader
        .selectFrom('opinions')
        .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
        .select(['cases.unit_name as unitName', 'opinions.anchor', 'cases.contact_name as contactName'])
        .where('opinions.id', '=', opinionId)
        .where('opinions.cycle_id', '=', cycleId)
        .executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('opinion')
  return row
}

/** A ruling that was asked for. @throws NotFound */
export async function readRuling(
  reader: Reader,
  cycleId: string,
  rulingId: string,
): Promise<{ unitName: string; anchor: string; askedOf: string; about: string }> {
  const row = isId(rulingId)
    ? await reader
        .selectFrom('rulings')
        .innerJoin('cases', 'cases.id', 'rulings.case_id')
        .select(['cases.unit_name as unitName', 'rulings.anchor', 'rulings.asked_of as askedOf', 'rulings.about'])
        .where('rulings.id', '=', rulingId)
        .where('rulings.cycle_id', '=', cycleId)
        .executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('ruling')
  return row
}
