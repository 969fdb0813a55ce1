import { readBankLedger } from '../../workers/bank/bank-ledger.ts'
import { type BankPlan, readDeeds } from '../../workers/bank/simulated-bank.ts'
import type { Approved } from './money-claims.ts'
import { until } from './until.ts'

/** Whatever goes wrong with a bank, about as often as nothing does. */
const plans: readonly (BankPlan | undefined)[] = [
  undefined,
  undefined,
  undefined,
  undefined,
  { submit: 'dropped' },
  { submit: 'fault', settle: 'late' },
  { submit: 'garbled', ask: ['not-found', 'fault'] },
  { submit: 'forged', ask: ['forged', 'dropped'] },
  { submit: 'dropped', ask: ['not-found', 'not-found'] },
  { submit: 'other-amount', news: 'silent' },
  { submit: 'other-payee', news: 'silent' },
  { submit: 'slow', news: 'twice' },
  { submit: 'lost' },
  { settle: 'returned', news: 'reversed' },
  { settle: 'paid-then-returned' },
  { news: 'forged', ask: ['other-amount', 'lost'] },
  { news: 'reversed', settle: 'late' },
  { submit: 'dropped', news: 'other-amount' },
]

const findings = { settled: 'paid', returned: 'returned' } as const

/** The bank as a campaign knows it: it is told what to do, and its own ledger is read. */
export function createBankSide({
  ledgerFile,
  bankUrl,
  chance,
}: {
  ledgerFile: () => string
  bankUrl: string
  chance: () => number
}) {
  let deck: (BankPlan | undefined)[] = []
  return { tell, lines, missingDeeds, statementFen, statementOf }

  /** Gives each claim's first payment its plan, as from a pack of cards: none comes again before all have come. */
  async function tell(claims: readonly Approved[]): Promise<void> {
    const told = claims.flatMap(({ number }) => {
      if (deck.length === 0) deck = [...plans]
      const [plan] = deck.splice(Math.floor(chance() * deck.length), 1)
      return plan ? [[`${number}-1-1`, plan] as const] : []
    })
    const body = JSON.stringify(Object.fromEntries(told))
    await until('the bank was told', async () => {
      const { status } = await fetch(`${bankUrl}/tell`, { method: 'POST', body })
      return status === 204
    })
  }

  function lines(): number {
    return readBankLedger(ledgerFile()).length
  }

  /** What was to go wrong at the bank at some time and never did. */
  function missingDeeds(): string[] {
    const done = readDeeds(ledgerFile())
    const planned = plans.flatMap(plan =>
      Object.entries(plan ?? {}).flatMap(([when, what]) => [what].flat().map(each => `${when} ${each}`)),
    )
    return [...new Set(planned)].filter(deed => !done.has(deed))
  }

  /** What its statement shows of one payment; null where that is not its end yet. */
  function statementOf(key: string): { finding: 'paid' | 'returned'; statementFen: string } | null {
    const line = readBankLedger(ledgerFile()).findLast(line => line.key === key && line.kind in findings)
    return line ? { finding: findings[line.kind as keyof typeof findings], statementFen: line.amountFen ?? '' } : null
  }

  /** What the bank says it has paid and kept, in fen: of these keys, or of all. */
  function statementFen(keys?: ReadonlySet<string>): bigint {
    const settled = new Map<string, bigint>()
    for (const { kind, key, amountFen } of readBankLedger(ledgerFile())) {
      if (keys && !keys.has(key)) continue
      if (kind === 'settled') settled.set(key, BigInt(amountFen ?? '0'))
      if (kind === 'returned') settled.delete(key)
    }
    return [...settled.values()].reduce((sum, fen) => sum + fen, 0n)
  }
}

export type BankSide = ReturnType<typeof createBankSide>
