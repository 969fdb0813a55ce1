import type { Reader } from '../records/database.ts'
import { holders, type Recipient } from './notify.ts'

const makers = [
  'submit-claim',
  'mend-claim',
  'accept-claim',
  'request-correction',
  'request-supplement',
  'review-claim',
]

/** Whoever handed a claim in or decided anything of it before its approval, in any round: none of them approves it. */
export async function makersOf(reader: Reader, caseId: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('decisions')
    .select('person_id')
    .distinct()
    .where('case_id', '=', caseId)
    .where('act', 'in', makers)
    .where('person_id', 'is not', null)
    .execute()
  return rows.flatMap(({ person_id }) => (person_id ? [person_id] : []))
}

/**
 * Who may do the task of a claim today: whoever holds its seat, belongs to no applicant, has declared no interest, and, for
 * an approval, decided nothing of it before.
 */
export async function whoMayTake(
  reader: Reader,
  { caseId, applicantId }: { caseId: string; applicantId: string },
  task: { readonly step: string; readonly unit_id: string; readonly role: string },
  now: string,
): Promise<Recipient[]> {
  const seated = (await holders(reader, [task.unit_id], [task.role], now)).get(task.unit_id) ?? []
  const interested = await reader
    .selectFrom('interests')
    .select('person_id')
    .where('case_id', '=', caseId)
    .where('conflicted', '=', true)
    .execute()
  const own = await reader.selectFrom('memberships').select('person_id').where('unit_id', '=', applicantId).execute()
  const barred = new Set([
    ...[...interested, ...own].map(({ person_id }) => person_id),
    ...(task.step === 'approval' ? await makersOf(reader, caseId) : []),
  ])
  return seated.filter(({ id }) => !barred.has(id))
}
