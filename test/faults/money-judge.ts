import path from 'node:path'
import { sql } from 'kysely'
import { type BankLine, readBankLedger } from '../../workers/bank/bank-ledger.ts'
import { payeeMark } from '../../workers/bank/bank-protocol.ts'
import { canariesInFiles, canariesInHistories, canariesInMails } from './canary.ts'
import type { MoneyHouse } from './money-house.ts'

/**
 * Looks for what may never happen to money. The witness is the bank's own ledger: whatever our rows say, each approved
 * payee has its money once, to the fen, on its own account, and nobody else has any.
 *
 * @returns one sentence for each thing that is wrong
 */
export async function judgeMoney(money: MoneyHouse): Promise<string[]> {
  const lines = readBankLedger(money.ledgerFile())
  return [
    ...paidOnce(money, lines),
    ...promises(lines),
    ...(await rowsAgree(money, lines)),
    ...(await ledgerAgrees(money)),
    ...(await sharesFollow(money)),
  ]
}

const caseOf = (key: string): string => key.replace(/-\d+-\d+$/, '')

function paidOnce({ approved, acts }: MoneyHouse, lines: readonly BankLine[]): string[] {
  const wrong: string[] = []
  const kept = new Map<string, BankLine[]>()
  for (const line of lines) {
    const number = caseOf(line.key)
    if (line.kind === 'settled') kept.set(number, [...(kept.get(number) ?? []), line])
    if (line.kind === 'returned')
      kept.set(
        number,
        (kept.get(number) ?? []).filter(({ key }) => key !== line.key),
      )
  }
  for (const payee of approved) {
    const settled = kept.get(payee.number) ?? []
    kept.delete(payee.number)
    if (payee.stands !== 'to-be-paid') {
      if (lines.some(({ key }) => caseOf(key) === payee.number))
        wrong.push(`${payee.number} is ${payee.stands} and went to the bank`)
      continue
    }
    if (settled.length !== 1) wrong.push(`${payee.number} has its money ${settled.length} times`)
    const [line] = settled
    if (line && BigInt(line.amountFen ?? '0') !== payee.fen)
      wrong.push(`${payee.number} has ${line.amountFen} fen instead of ${payee.fen}`)
  }
  for (const number of kept.keys())
    if ((kept.get(number) ?? []).length > 0) wrong.push(`${number} was never approved and is paid`)
  const marks = new Map(lines.map(({ key, payee }) => [key, payee]))
  for (const payee of approved) {
    const possible = [104461000017, 104461000025, ...Array.from({ length: 8 }, (_, at) => 104461000026 + at)].map(
      code => payeeMark(acts.fieldKey, { holder: payee.name, account: payee.account, bankCode: String(code) }),
    )
    for (const [key, mark] of marks)
      if (caseOf(key) === payee.number && mark !== null && !possible.includes(mark))
        wrong.push(`${key} went to another account`)
  }
  return wrong
}

// A key is sent once, settled once, and never taken after its bar.
function promises(lines: readonly BankLine[]): string[] {
  const wrong: string[] = []
  const counts = new Map<string, number>()
  for (const { kind, key } of lines) {
    if (kind === 'repeated') wrong.push(`${key} was sent again`)
    const name = `${kind} ${key}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  for (const [name, count] of counts) if (count > 1) wrong.push(`${name}: ${count} times`)
  return wrong
}

async function rowsAgree(
  { database, cycleId, statementFen }: MoneyHouse,
  lines: readonly BankLine[],
): Promise<string[]> {
  const wrong: string[] = []
  const payouts = await database
    .selectFrom('payouts')
    .select(['key', 'state', 'amount_fen', 'case_id', 'attempt'])
    .where('cycle_id', '=', cycleId)
    .execute()
  const last = new Map<string, string>()
  for (const { kind, key } of lines) if (kind !== 'repeated' && kind !== 'refused') last.set(key, kind)
  const means: Record<string, string> = { settled: 'paid', returned: 'returned', barred: 'never-received' }
  for (const { key, state } of payouts) {
    const there = last.get(key)
    const expected = there === undefined ? 'void' : (means[there] ?? there)
    if (state !== expected) wrong.push(`${key} is ${state} here and ${there ?? 'unknown'} at the bank`)
  }
  for (const key of last.keys())
    if (!payouts.some(payout => payout.key === key)) wrong.push(`${key} is nobody's payment`)
  const { paid_fen, committed_fen, appropriated_fen } = await database
    .selectFrom('budgets')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
  if (paid_fen !== statementFen()) wrong.push(`paid ${paid_fen} differs from the statement ${statementFen()}`)
  if (committed_fen > appropriated_fen) wrong.push('more is committed than appropriated')
  const open = await database
    .selectFrom('batches')
    .select('number')
    .where('cycle_id', '=', cycleId)
    .where('state', 'in', ['made', 'released'])
    .execute()
  for (const { number } of open) wrong.push(`batch ${number} is not closed`)
  return wrong
}

type Posted = { transaction_id: string; account: string; debit_fen: bigint; credit_fen: bigint }

/** Balanced after every transaction, and at every prefix no account below nothing and no more committed than appropriated. */
export function ledgerHolds(rows: readonly Posted[]): { wrong: string[]; stands: ReadonlyMap<string, bigint> } {
  const wrong: string[] = []
  const stands = new Map<string, bigint>()
  const standing = (account: string): bigint => stands.get(account) ?? 0n
  const byTransaction = new Map<string, Posted[]>()
  for (const row of rows) byTransaction.set(row.transaction_id, [...(byTransaction.get(row.transaction_id) ?? []), row])
  for (const [id, posted] of byTransaction) {
    const sum = posted.reduce((total, { debit_fen, credit_fen }) => total + debit_fen - credit_fen, 0n)
    if (sum !== 0n) wrong.push(`transaction ${id} of the ledger is out by ${sum} fen`)
    for (const { account, debit_fen, credit_fen } of posted)
      stands.set(account, standing(account) + debit_fen - credit_fen)
    for (const account of ['available', ...committedAccounts])
      if (standing(account) < 0n) wrong.push(`${account} falls below nothing`)
    const committed = committedAccounts.reduce((sum, account) => sum + standing(account), 0n)
    if (committed > -standing('appropriation'))
      wrong.push(`more is committed than appropriated after transaction ${id}`)
  }
  return { wrong, stands }
}

const committedAccounts = ['committed', 'in-payment', 'paid', 'returned']

async function ledgerAgrees({ database, cycleId }: MoneyHouse): Promise<string[]> {
  const rows = await database.selectFrom('ledger').selectAll().where('cycle_id', '=', cycleId).orderBy('id').execute()
  const { wrong, stands } = ledgerHolds(rows)
  const budget = await database
    .selectFrom('budgets')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
  const committed = committedAccounts.reduce((sum, account) => sum + (stands.get(account) ?? 0n), 0n)
  if ((stands.get('paid') ?? 0n) !== budget.paid_fen) wrong.push('the ledger and the budget differ in what is paid')
  if (committed !== budget.committed_fen) wrong.push('the ledger and the budget differ in what is committed')
  if (-(stands.get('appropriation') ?? 0n) !== budget.appropriated_fen)
    wrong.push('the ledger and the budget differ in what is appropriated')
  return wrong
}

async function sharesFollow({ database, cycleId, approved }: MoneyHouse): Promise<string[]> {
  const { rows } = await sql<{ count: number; fen: string; astray: number }>`
    select count(*)::int as count, coalesce(sum(s.amount_fen), 0)::text as fen, count(*) filter (where p.state <> 'paid')::int as astray
    from shares s join payouts p on p.id = s.payout_id where p.cycle_id = ${cycleId} and s.reversed_at is null`.execute(
    database,
  )
  const { count = 0, fen = '0', astray = 0 } = rows[0] ?? {}
  const paid = approved.filter(({ stands }) => stands === 'to-be-paid')
  const owed = paid.reduce((sum, { infants, others }) => sum + BigInt(infants) * 900_00n + BigInt(others) * 600_00n, 0n)
  const wrong: string[] = []
  if (count !== paid.length || astray > 0)
    wrong.push(`${count} shares stand for ${paid.length} payments, ${astray} of them for none`)
  if (fen !== String(owed)) wrong.push(`the shares are ${fen} fen instead of ${owed}`)
  return wrong
}

/** What is private stands nowhere but in the database: not in Temporal's store, in no log, in no mail where it does not belong. */
export async function canariesSeen(money: MoneyHouse): Promise<string[]> {
  const { folder, temporalFolder, lostStores, withTemporal, sink } = money
  const sightings = [
    ...canariesInFiles([temporalFolder, lostStores, path.join(folder, 'programs')]),
    ...(await withTemporal(client => canariesInHistories(client))),
    ...(await canariesInMails(sink.messages())),
  ]
  return [...new Set(sightings.map(({ kind, place }) => `${kind} in ${place}`))]
}
