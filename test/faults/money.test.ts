import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { breakingsTogether } from './money-breakings.ts'
import { type Breaking, type MoneyHouse, openMoneyHouse } from './money-house.ts'
import { canariesSeen, judgeMoney, ledgerHolds } from './money-judge.ts'

const patience = 300_000
let money: MoneyHouse

beforeAll(async () => {
  money = await openMoneyHouse({ seed: 7 })
}, patience)
afterAll(async () => {
  await money?.close()
}, patience)

const unmeantDeaths = () =>
  money.programs.flatMap(({ name, deaths }) =>
    deaths.filter(({ meant }) => !meant).map(({ code, signal }) => `${name} ended with ${signal ?? code}`),
  )

test(
  'payments to which only the bank does what it likes are each made once',
  async () => {
    await money.wave(12)
    expect(await judgeMoney(money)).toEqual([])
  },
  patience,
)

test.each(breakingsTogether.map(breakings => [breakings.map(({ what }) => what).join('; '), breakings] as const))(
  '%s: each approved payee has its money once, to the fen, and nobody else has any',
  async (_what, breakings) => {
    await money.wave(2, breakings)
    expect(await judgeMoney(money)).toEqual([])
    expect(unmeantDeaths()).toEqual([])
  },
  patience,
)

test(
  'identity numbers, names, accounts and who objected are not in Temporal’s stores, in no log, and in no mail where they do not belong',
  async () => {
    expect(money.sink.messages().length).toBeGreaterThan(200)
    expect(await canariesSeen(money)).toEqual([])
  },
  patience,
)

test('whatever a bank was to do wrong it has done', () => {
  expect(money.missingDeeds()).toEqual([])
})

describe('a judge that finds nothing proves nothing: planted', () => {
  /** The same house before a bank whose ledger says something else. */
  const withLedger = (change: (lines: string[]) => string[]): MoneyHouse => {
    const file = path.join(money.folder, 'planted.jsonl')
    copyFileSync(money.ledgerFile(), file)
    writeFileSync(file, `${change(readFileSync(file, 'utf8').trim().split('\n')).join('\n')}\n`)
    return { ...money, ledgerFile: () => file }
  }
  const paidLine = (lines: string[]): string =>
    lines.findLast(line => line.includes('"settled"') && line.includes(`"${paidNumber()}-`)) ?? lines[0] ?? ''
  const paidNumber = () => money.approved.find(({ stands }) => stands === 'to-be-paid')?.number

  test.each([
    ['a payment settled twice', (lines: string[]) => [...lines, paidLine(lines)], /settled .*: 2 times/],
    [
      'a payment that is missing',
      (lines: string[]) => lines.filter(line => line !== paidLine(lines)),
      /has its money 0 times/,
    ],
    [
      'a fen too much',
      (lines: string[]) =>
        lines.map(line => (line === paidLine(lines) ? line.replace(/"amountFen":"\d/, '$&9') : line)),
      /fen instead of/,
    ],
    [
      'money for somebody whom an objection holds',
      (lines: string[]) => {
        const held = money.approved.find(({ stands }) => stands === 'held')
        return [...lines, paidLine(lines).replace(/"key":"[^"]*"/, `"key":"${held?.number}-1-1"`)]
      },
      /is held and went to the bank/,
    ],
    [
      'money for somebody whom nobody has approved',
      (lines: string[]) => [...lines, paidLine(lines).replace(/"key":"[^"]*"/, '"key":"SB2024-999999-1-1"')],
      /SB2024-999999 was never approved and is paid/,
    ],
    [
      'an order that was sent again',
      (lines: string[]) => [...lines, paidLine(lines).replace('"settled"', '"repeated"')],
      /was sent again/,
    ],
    [
      'money on another account',
      (lines: string[]) =>
        lines.map(line => (line === paidLine(lines) ? line.replace(/"payee":"..../, '"payee":"zzzz') : line)),
      /went to another account/,
    ],
  ])('%s is found', async (_what, change, complaint) => {
    const wrong = await judgeMoney(withLedger(change))
    expect(wrong.join('\n')).toMatch(complaint)
  })

  test('more committed than appropriated, and be it for one moment, is found', () => {
    const posted = (transaction_id: string, from: string, to: string, fen: bigint) => [
      { transaction_id, account: from, debit_fen: 0n, credit_fen: fen },
      { transaction_id, account: to, debit_fen: fen, credit_fen: 0n },
    ]
    const ledger = [
      ...posted('1', 'appropriation', 'available', 100n),
      ...posted('2', 'available', 'committed', 60n),
      ...posted('3', 'available', 'committed', 60n),
      ...posted('4', 'appropriation', 'available', 100n),
    ]
    expect(ledgerHolds(ledger).wrong).toEqual([
      'available falls below nothing',
      'more is committed than appropriated after transaction 3',
    ])
    expect(ledgerHolds(ledger.filter(({ transaction_id }) => transaction_id !== '3')).wrong).toEqual([])
  })

  test('a canary in a workflow is found, in what Temporal tells and in what it keeps', async () => {
    const account = money.approved[0]?.account
    await money.withTemporal(client =>
      client.workflow.start('payout', { workflowId: 'planted', taskQueue: 'nobody', args: [`account:${account}`] }),
    )
    const seen = await canariesSeen(money)
    expect(seen).toContain('account in the history of planted')
    expect(seen.filter(sight => /^account in .*sqlite/.test(sight))).not.toEqual([])
    await money.withTemporal(client => client.workflow.getHandle('planted').terminate())
  })

  test('a failpoint that nothing passes makes a wave invalid', async () => {
    const unreached: Breaking = {
      before: 'payment',
      what: 'courier killed where it never comes by',
      break: house => house.courier.arm('no-such-place', 1, { withinMs: 1000 }),
    }
    await expect(money.wave(1, [unreached])).rejects.toThrow('courier dies at no-such-place: not within')
  })
})
