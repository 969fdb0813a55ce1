import { sql } from 'kysely'
import type { Reader } from './database.ts'

export type Warning = {
  readonly id: string
  /** `same-child`, `same-document`, `same-account`, or `rule:` with a warning of the scheme */
  readonly kind: string
  /** The row of the roll, the file, the holder, or the record that the rule names. */
  readonly detail: string
  readonly otherCaseId: string | null
  readonly otherNumber: string | null
  readonly otherName: string | null
  readonly otherUnit: string | null
  /** The other claim is in a round of the same unit. */
  readonly otherOwn: boolean
  readonly answer: string | null
  readonly answeredByName: string | null
  readonly answeredAt: string | null
}

/** The marks of a claim that its reviewer answers, those without an answer first. */
export async function readWarnings(reader: Reader, caseId: string): Promise<Warning[]> {
  const { rows } = await sql<Warning>`
    select w.id, w.kind, w.detail, w.other_case_id as "otherCaseId", o.number as "otherNumber", k.unit_name as "otherName", c.unit_name as "otherUnit", coalesce(c.unit_id = mine.unit_id, false) as "otherOwn",
      w.answer, w.answered_by_name as "answeredByName", w.answered_at as "answeredAt"
    from claim_warnings w join claims here on here.case_id = w.case_id join cycles mine on mine.id = here.cycle_id left join claims o on o.case_id = w.other_case_id left join cases k on k.id = o.case_id left join cycles c on c.id = o.cycle_id
    where w.case_id = ${caseId} order by w.answer is not null, w.kind, length(w.detail), w.detail`.execute(reader)
  return rows
}

/** Whether somebody has said if they have an interest in a claim; null where they have not. */
export async function readInterest(
  reader: Reader,
  caseId: string,
  personId: string,
): Promise<{ conflicted: boolean; at: string } | null> {
  const row = await reader
    .selectFrom('interests')
    .select(['conflicted', 'at'])
    .where('case_id', '=', caseId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row ?? null
}

/** What is left of a round's money, and how many approved claims wait for some. */
export async function readBudgetLeft(reader: Reader, cycleId: string): Promise<{ leftFen: bigint; waiting: number }> {
  const { rows } = await sql<{ leftFen: bigint; waiting: number }>`
    select b.appropriated_fen - b.committed_fen as "leftFen",
      (select count(*)::int from commitments m where m.cycle_id = b.cycle_id and m.state = 'waiting') as waiting
    from budgets b where b.cycle_id = ${cycleId}`.execute(reader)
  return rows[0] ?? { leftFen: 0n, waiting: 0 }
}

/** How a refusal was served: the newest record; null where there is none. */
export async function readService(reader: Reader, caseId: string) {
  const row = await reader
    .selectFrom('services')
    .leftJoin('files', 'files.id', 'services.file_id')
    .select([
      'services.channel',
      'services.served_on',
      'services.proof',
      'services.file_id',
      'files.name as file_name',
      'services.recorded_by_name',
      'services.recorded_at',
    ])
    .where('services.case_id', '=', caseId)
    .orderBy('services.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Who decided what of a claim, in order. */
export const readClaimDecisions = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('decisions')
    .select(['id', 'act', 'verdict', 'reason', 'clause', 'detail', 'person_name', 'unit_name', 'at'])
    .where('case_id', '=', caseId)
    .where('act', 'not in', ['release', 'hold-back'])
    .orderBy('at')
    .orderBy('id')
    .limit(200)
    .execute()

/** What was named to be mended or added, in order. */
export const readDefects = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('defects')
    .select(['id', 'stage', 'round', 'item', 'text', 'clause', 'mended_at'])
    .where('case_id', '=', caseId)
    .orderBy('round')
    .orderBy('stage')
    .execute()

/** What was handed in and when. */
export const readReceipts = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('submissions')
    .select(['seq', 'receipt', 'received_at', 'by_name'])
    .where('case_id', '=', caseId)
    .orderBy('seq')
    .execute()

/** The days on which the review of a claim stood still: until now where what was asked for is not there. */
export const readSupplements = (reader: Reader, caseId: string, since: string) =>
  reader
    .selectFrom('tasks')
    .select(['opened_at', 'closed_at', 'due_at', 'state'])
    .where('case_id', '=', caseId)
    .where('step', '=', 'supplement')
    .where('opened_at', '>=', since)
    .orderBy('opened_at')
    .execute()

/** The children of a claim, names and numbers still sealed. */
export const readRoll = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('claim_children')
    .select([
      'position',
      'name_sealed',
      'identity_sealed',
      'born_on',
      'class_kind',
      'enrolled_from',
      'enrolled_until',
      'counted',
      'cut_reason',
    ])
    .where('case_id', '=', caseId)
    .orderBy('position')
    .execute()
