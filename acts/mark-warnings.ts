import { sql } from 'kysely'
import type { Assessment } from '../policies/assess.ts'
import type { Tx } from '../records/database.ts'

/**
 * Marks what the reviewer must answer: the same child, document or account in another claim, and what the scheme warns of.
 * Nothing of it refuses a claim by itself. What was marked before stays with its answer.
 */
export async function markWarnings(
  tx: Tx,
  { caseId, unitId, assessment }: { caseId: string; unitId: string; assessment: Assessment },
): Promise<void> {
  await sql`
    insert into claim_warnings (case_id, kind, detail, other_case_id)
    select ${caseId}::uuid, 'same-child', (mine.position + 1)::text, min(other.case_id::text)::uuid
    from claim_children mine join claim_children other on other.identity_hash = mine.identity_hash and other.case_id <> mine.case_id
    join claims c on c.case_id = other.case_id and c.state not in ('draft', 'withdrawn', 'lapsed', 'not-accepted', 'refused')
    where mine.case_id = ${caseId} group by mine.position
    union all
    select ${caseId}::uuid, 'same-document', mine.name, min(other.case_id::text)::uuid
    from files mine join files other on other.sha256 = mine.sha256 and other.case_id <> mine.case_id and other.purpose = 'evidence'
    join claims c on c.case_id = other.case_id and c.state not in ('draft', 'withdrawn')
    where mine.case_id = ${caseId} and mine.purpose = 'evidence' group by mine.name
    union all
    select ${caseId}::uuid, 'same-account', min(other.holder), null::uuid
    from accounts mine join accounts other on other.number_hash = mine.number_hash and other.unit_id <> mine.unit_id and other.state <> 'replaced'
    where mine.unit_id = ${unitId} and mine.state <> 'replaced' having count(*) > 0
    on conflict (case_id, kind, detail) do nothing`.execute(tx)
  if (assessment.warnings.length === 0) return
  await tx
    .insertInto('claim_warnings')
    .values(
      assessment.warnings.map(({ id, at }) => ({
        case_id: caseId,
        kind: `rule:${id}`,
        detail: at ?? '',
        other_case_id: null,
        answer: null,
        answered_by: null,
        answered_by_name: null,
        answered_at: null,
      })),
    )
    .onConflict(conflict => conflict.columns(['case_id', 'kind', 'detail']).doNothing())
    .execute()
}
