import { type RawBuilder, sql } from 'kysely'
import type { PayoutState } from '../domain/claim.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

/** The rounds whose money is looked after by this unit: its own and those of the units beside it (a section's: its unit's). */
export const ofPurse = (
  unitId: string,
  cycleUnit: RawBuilder<unknown> = sql`c.unit_id`,
): RawBuilder<boolean> => sql<boolean>`
  ${cycleUnit} in (
    select launching.id from units seat
    join units own on own.id = case when seat.kind = 'section' then coalesce(seat.parent_id, seat.id) else seat.id end
    join units launching on launching.id = own.id or launching.parent_id = own.parent_id
    where seat.id = ${unitId})`

// A claim of which no payment is under way or done.
const unpaid = sql`
  k.state = 'payable'
  and not exists (select from payouts live where live.case_id = k.case_id and live.state not in ('returned', 'never-received', 'void'))`

// Of these, one that a batch made now would hold: nothing holds it, and its confirmed account is not one that money came back from.
const ready = sql`(
  not k.held and a.id is not null
  and not exists (select from payouts p where p.case_id = k.case_id and p.state = 'returned' and p.account_id = a.id)
  and not exists (select from payouts p join alarms on alarms.subject = p.id::text and alarms.kind = 'payment-contradicted'
    and alarms.cleared_at is null where p.case_id = k.case_id))`

const payableClaims = sql`
  claims k join cases s on s.id = k.case_id left join accounts a on a.unit_id = s.unit_id and a.state = 'confirmed'`

const sums = sql`
  count(*)::int as count, coalesce(sum(k.granted_fen), 0)::bigint as fen, (count(*) filter (where ${ready}))::int as ready,
  coalesce(sum(k.granted_fen) filter (where ${ready}), 0)::bigint as ready_fen`

export type RoundToPay = PayableSums & { readonly cycle_id: string; readonly title: string }

/** Rounds with claims that are payable, those with the most money ready first; the first fifty. */
export async function readRoundsToPay(reader: Reader, unitId: string): Promise<RoundToPay[]> {
  const { rows } = await sql<RoundToPay>`
    select c.id as cycle_id, c.title, ${sums}
    from ${payableClaims} join cycles c on c.id = k.cycle_id
    where c.kind = 'claim-round' and ${ofPurse(unitId)} and ${unpaid}
    group by c.id order by ready_fen desc, c.id limit 50`.execute(reader)
  return rows
}

export type OpenPayment = {
  readonly id: string
  readonly key: string
  readonly cycle_id: string
  readonly title: string
  readonly unit_name: string
  readonly amount_fen: bigint
  readonly state: PayoutState
  readonly submitted_at: string | null
  readonly ask_at: string | null
  readonly asked: number
  readonly bank_answer: string | null
  readonly settled_at: string | null
  readonly due_at: string | null
  readonly contradicted: boolean
  /** A proposed account waits for the second person, where the payment came back. */
  readonly proposed: boolean
}

// What the bank has said of the payment cannot be together, and nobody has cleared it up.
const contradicted = sql<boolean>`
  p.id::text in (select subject from alarms where kind = 'payment-contradicted' and cleared_at is null)`

/** Payments of all rounds of a purse, or of one round. */
export type PaymentsOf = { readonly unitId: string } | { readonly cycleId: string }
const within = (where: PaymentsOf) => ('unitId' in where ? ofPurse(where.unitId) : sql`p.cycle_id = ${where.cycleId}`)

const paymentColumns = sql`
  p.id, p.key, p.cycle_id, c.title, k.unit_name, p.amount_fen, p.state, p.submitted_at, p.ask_at, p.asked, p.bank_answer, p.settled_at,
  (select min(t.due_at) from tasks t where t.scope = 'payout:' || p.id and t.state = 'open') as due_at, ${contradicted} as contradicted`

/** Payments that people must find out about: frozen ones, contradicted ones, unknown ones; the first fifty. */
export async function readUnknownPayments(reader: Reader, where: PaymentsOf): Promise<OpenPayment[]> {
  const { rows } = await sql<OpenPayment>`
    select ${paymentColumns}, false as proposed
    from payouts p join cycles c on c.id = p.cycle_id join cases k on k.id = p.case_id
    where ${within(where)} and (p.state in ('unknown', 'frozen') or ${contradicted})
    order by p.state, p.submitted_at, p.id limit 50`.execute(reader)
  return rows
}

/** Payments that came back and have no confirmed account yet to be paid to instead; the first fifty. */
export async function readReturnedPayments(reader: Reader, where: PaymentsOf): Promise<OpenPayment[]> {
  const { rows } = await sql<OpenPayment>`
    select ${paymentColumns},
      exists (select from accounts a where a.unit_id = k.unit_id and a.state = 'proposed') as proposed
    from payouts p join cycles c on c.id = p.cycle_id join cases k on k.id = p.case_id join claims m on m.case_id = p.case_id
    where ${within(where)} and p.state = 'returned' and m.state = 'payable'
      and not exists (select from payouts later where later.case_id = p.case_id and later.attempt > p.attempt and later.state <> 'void')
      and not exists (select from accounts a where a.unit_id = k.unit_id and a.state = 'confirmed' and a.id <> p.account_id)
    order by p.settled_at, p.id limit 50`.execute(reader)
  return rows
}

/** How many accounts wait for a second person. */
export async function countProposedAccounts(reader: Reader, unitId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from accounts a
    where a.state = 'proposed' and exists (
      select from cases k join claims m on m.case_id = k.id join cycles c on c.id = k.cycle_id
      where k.unit_id = a.unit_id and ${ofPurse(unitId)})`.execute(reader)
  return rows[0]?.count ?? 0
}

export type PayableClaim = {
  readonly case_id: string
  readonly place: bigint
  readonly number: string | null
  readonly unit_name: string
  readonly granted_fen: bigint
  readonly held: boolean
  readonly account_id: string | null
  readonly last4: string | null
  readonly bank: string | null
  readonly bank_code: string | null
  readonly confirmed_by_name: string | null
  readonly proposed: boolean
  /** The newest payment of the claim came back from the account that is still the confirmed one. */
  readonly came_back: boolean
  /** What the bank has said of an earlier payment contradicts itself. */
  readonly contradicted: boolean
  readonly anonymous: number
}

export type ClaimPlace = { readonly place: bigint; readonly caseId: string }

/** Claims of a round whose notice has run and which are not being paid, in the order of approval. */
export async function readPayableClaims(
  reader: Reader,
  cycleId: string,
  { after, limit }: { after: ClaimPlace | null; limit: number },
): Promise<{ rows: PayableClaim[]; next: ClaimPlace | null }> {
  const beyond = after
    ? sql`and (coalesce(k.approved_order, 0), k.case_id) > (${after.place}::bigint, ${after.caseId}::uuid)`
    : sql``
  const { rows } = await sql<PayableClaim>`
    select k.case_id, coalesce(k.approved_order, 0)::bigint as place, k.number, s.unit_name, k.granted_fen, k.held,
      a.id as account_id, a.number_last4 as last4, a.bank, a.bank_code, a.confirmed_by_name,
      exists (select from accounts q where q.unit_id = s.unit_id and q.state = 'proposed') as proposed,
      exists (select from payouts p where p.case_id = k.case_id and p.state = 'returned' and p.account_id = a.id) as came_back,
      exists (select from payouts p join alarms on alarms.subject = p.id::text and alarms.kind = 'payment-contradicted' and alarms.cleared_at is null
        where p.case_id = k.case_id) as contradicted,
      (select count(*)::int from objections o join notice_items i on i.id = o.item_id
        where i.case_id = k.case_id and o.outcome is null and not o.named) as anonymous
    from ${payableClaims} where k.cycle_id = ${cycleId} and ${unpaid}
      ${beyond}
    order by coalesce(k.approved_order, 0), k.case_id limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? { place: last.place, caseId: last.case_id } : null }
}

/** Why a claim that is payable would be left out of a batch; null where it would be in it. */
export const leftOutWhy = (
  claim: Pick<PayableClaim, 'held' | 'account_id' | 'came_back' | 'contradicted'>,
): 'held' | 'contradicted' | 'no-account' | 'came-back' | null =>
  claim.held
    ? 'held'
    : claim.contradicted
      ? 'contradicted'
      : claim.account_id === null
        ? 'no-account'
        : claim.came_back
          ? 'came-back'
          : null

export type PayableSums = {
  readonly count: number
  readonly fen: bigint
  /** Of these: what a batch made now would hold. */
  readonly ready: number
  readonly ready_fen: bigint
}

/** How much of a round is payable, and how much of that a batch made now would hold. */
export async function sumPayable(reader: Reader, cycleId: string): Promise<PayableSums> {
  const { rows } = await sql<PayableSums>`
    select ${sums} from ${payableClaims} where k.cycle_id = ${cycleId} and ${unpaid}`.execute(reader)
  return rows[0] as PayableSums
}

export type OpenObjection = {
  readonly id: string
  readonly number: string
  readonly unit_name: string
  readonly named: boolean
  readonly text: string
  readonly received_at: string
}

/** Open objections to claims of a round that are payable or in one batch, by name and without; the first fifty. */
export async function readOpenObjections(
  reader: Reader,
  cycleId: string,
  batchId: string | null = null,
): Promise<OpenObjection[]> {
  const which = batchId
    ? sql`exists (select from payouts p where p.case_id = i.case_id and p.batch_id = ${batchId})`
    : sql`k.state = 'payable'`
  const { rows } = await sql<OpenObjection>`
    select o.id, o.number, s.unit_name, o.named, o.text, o.received_at
    from objections o join notice_items i on i.id = o.item_id join claims k on k.case_id = i.case_id join cases s on s.id = i.case_id
    where o.cycle_id = ${cycleId} and o.outcome is null and ${which}
    order by o.received_at, o.id limit 50`.execute(reader)
  return rows
}

export type Payment = Awaited<ReturnType<typeof readPayment>>

/** One payment with what it pays, to whom and from which batch. @throws NotFound */
export async function readPayment(reader: Reader, id: string) {
  if (!isId(id)) throw new NotFound('payment')
  const row = await reader
    .selectFrom('payouts')
    .innerJoin('batches', 'batches.id', 'payouts.batch_id')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .innerJoin('claims', 'claims.case_id', 'payouts.case_id')
    .innerJoin('accounts', 'accounts.id', 'payouts.account_id')
    .selectAll('payouts')
    .select([
      'batches.number as batch_number',
      'batches.channel',
      'batches.state as batch_state',
      'cases.unit_name',
      'cases.unit_id as payee_id',
      'claims.number as claim_number',
      'claims.state as claim_state',
      'accounts.number_last4 as last4',
      'accounts.bank',
      'accounts.bank_code',
      sql<boolean>`exists (select from alarms where subject = payouts.id::text and kind = 'payment-contradicted' and cleared_at is null)`.as(
        'contradicted',
      ),
    ])
    .where('payouts.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound('payment')
  return row
}

/** Every attempt at paying a claim, the first one first. */
export async function readAttempts(reader: Reader, caseId: string) {
  return reader
    .selectFrom('payouts')
    .select(['id', 'key', 'attempt', 'state', 'settled_at', 'bank_answer'])
    .where('case_id', '=', caseId)
    .orderBy('attempt')
    .execute()
}

/** What was done about a payment and said of it, the newest two hundred, in order. */
export async function readPaymentEvents(reader: Reader, payoutId: string) {
  const rows = await reader
    .selectFrom('payout_events')
    .select(['id', 'kind', 'source', 'person_name', 'detail', 'at'])
    .where('payout_id', '=', payoutId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.reverse()
}

/** Whose word that the treasury never received a payment stands so far. */
export async function readNeverReceivedBy(reader: Reader, personIds: readonly string[]): Promise<string[]> {
  if (personIds.length === 0) return []
  const rows = await reader
    .selectFrom('people')
    .select('name')
    .where('id', 'in', [...personIds])
    .execute()
  return rows.map(({ name }) => name)
}

/** Rounds with payments that went out as a file and have no end yet, for whoever imports receipts. */
export async function readRoundsWithReceipts(reader: Reader, unitId: string): Promise<{ id: string; title: string }[]> {
  const { rows } = await sql<{ id: string; title: string }>`
    select c.id, c.title from cycles c
    where c.kind = 'claim-round' and ${ofPurse(unitId)}
      and exists (select from batches b where b.cycle_id = c.id and b.state in ('released', 'closed'))
    order by c.created_at desc, c.id limit 50`.execute(reader)
  return rows
}

/** When whoever must do something about a payment has to have done it; null where nobody has to. */
export async function readPaymentDue(reader: Reader, payoutId: string): Promise<string | null> {
  const row = await reader
    .selectFrom('tasks')
    .select('due_at')
    .where('scope', '=', `payout:${payoutId}`)
    .where('state', '=', 'open')
    .orderBy('due_at')
    .executeTakeFirst()
  return row?.due_at ?? null
}
