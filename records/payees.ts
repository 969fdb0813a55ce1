import { sql } from 'kysely'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'
import { ofPurse } from './payments.ts'

export type ProposedAccount = {
  readonly id: string
  readonly unit_id: string
  readonly unit_name: string
  /** The name under which the unit is filed: the holder must be the same to the letter. */
  readonly registered: string
  readonly case_id: string
  readonly cycle_id: string
  readonly claim_number: string | null
  readonly holder: string
  readonly last4: string
  readonly bank: string
  readonly bank_code: string
  readonly state: 'proposed' | 'confirmed' | 'replaced'
  readonly made_by: string
  readonly made_by_name: string
  readonly made_at: string
  readonly confirmed_by_name: string | null
  readonly confirmed_at: string | null
  /** The account that is paid to now. */
  readonly now_last4: string | null
  readonly now_bank: string | null
  readonly now_bank_code: string | null
  readonly now_holder: string | null
  readonly now_confirmed_at: string | null
  /** Other units with the same account number. */
  readonly elsewhere: readonly string[]
  /** Why the newest payment came back. */
  readonly returned_why: string | null
  readonly returned_at: string | null
  /** Batches not released yet that its confirmation would void. */
  readonly batches: readonly string[]
  readonly due_at: string | null
}

const columns = sql`
  a.id, a.unit_id, own.unit_name, own.registered, own.case_id, own.cycle_id, own.claim_number, a.holder, a.number_last4 as last4, a.bank, a.bank_code,
  a.state, a.made_by, a.made_by_name, a.made_at, a.confirmed_by_name, a.confirmed_at,
  cur.number_last4 as now_last4, cur.bank as now_bank, cur.bank_code as now_bank_code, cur.holder as now_holder, cur.confirmed_at as now_confirmed_at,
  array(select distinct u.name from accounts o join units u on u.id = o.unit_id
    where o.number_hash = a.number_hash and o.unit_id <> a.unit_id and o.state <> 'replaced' order by u.name limit 5) as elsewhere,
  back.bank_answer as returned_why, back.settled_at as returned_at,
  array(select distinct b.number from batches b join payouts p on p.batch_id = b.id join cases k on k.id = p.case_id
    where k.unit_id = a.unit_id and b.state = 'made' order by b.number limit 5) as batches,
  (select min(t.due_at) from tasks t where t.step = 'confirm-account' and t.seat = a.id::text and t.state = 'open'
    and t.cycle_id = own.cycle_id) as due_at`

/** The account's unit by its newest claim in one of these rounds; what is paid to it now; what came back last. */
const sources = (rounds: ReturnType<typeof sql>) => sql`
  accounts a
  join lateral (
    select k.id as case_id, k.unit_name, k.cycle_id, m.number as claim_number, f.name as registered
    from cases k join claims m on m.case_id = k.id join filings f on f.id = m.filing_id join cycles c on c.id = k.cycle_id
    where k.unit_id = a.unit_id and ${rounds} order by m.created_at desc, k.id limit 1) own on true
  left join accounts cur on cur.unit_id = a.unit_id and cur.state = 'confirmed' and cur.id <> a.id
  left join lateral (
    select p.bank_answer, p.settled_at from payouts p join cases k on k.id = p.case_id
    where k.unit_id = a.unit_id and p.state = 'returned' order by p.settled_at desc limit 1) back on true`

/** Accounts that wait for a second person, the oldest first. @param after the id of the last one of the page before */
export async function readProposedAccounts(
  reader: Reader,
  unitId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ rows: ProposedAccount[]; next: string | null }> {
  const beyond =
    after && isId(after) ? sql`and (a.made_at, a.id) > (select made_at, id from accounts where id = ${after})` : sql``
  const { rows } = await sql<ProposedAccount>`
    select ${columns} from ${sources(sql`${ofPurse(unitId)}`)} where a.state = 'proposed' ${beyond}
    order by a.made_at, a.id limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** One account with what it would replace. @throws NotFound where it is no account of a claim in a round of this purse */
export async function readAccount(reader: Reader, unitId: string, id: string): Promise<ProposedAccount> {
  if (!isId(id)) throw new NotFound('account')
  const { rows } = await sql<ProposedAccount>`
    select ${columns} from ${sources(sql`${ofPurse(unitId)}`)} where a.id = ${id}`.execute(reader)
  if (!rows[0]) throw new NotFound('account')
  return rows[0]
}

export type ClaimOfPayee = {
  readonly case_id: string
  readonly number: string | null
  readonly cycle_id: string
  readonly unit_id: string
  readonly registered: string
}

/** A claim by its number or its case's id, to record an account for whoever made it; null where there is none. */
export async function findClaim(reader: Reader, wanted: string): Promise<ClaimOfPayee | null> {
  const which = isId(wanted) ? sql`m.case_id = ${wanted}` : sql`m.number = ${wanted}`
  const { rows } = await sql<ClaimOfPayee>`
    select m.case_id, m.number, m.cycle_id, k.unit_id, f.name as registered
    from claims m join cases k on k.id = m.case_id join filings f on f.id = m.filing_id where ${which}`.execute(reader)
  return rows[0] ?? null
}
