import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { everyBreaking } from './money-breakings.ts'
import { type MoneyHouse, openMoneyHouse } from './money-house.ts'
import { judgeMoney } from './money-judge.ts'

const patience = 180_000
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

test.each(everyBreaking.map(breaking => [breaking.what, breaking] as const))(
  '%s: each approved payee has its money once, to the fen, and nobody else has any',
  async (_what, breaking) => {
    await money.wave(2, [breaking])
    expect(await judgeMoney(money)).toEqual([])
    expect(unmeantDeaths()).toEqual([])
  },
  patience,
)

describe('a judge that finds nothing proves nothing: planted', () => {
  /** The same house before a bank whose ledger says something else. */
  const withLedger = (change: (lines: string[]) => string[]): MoneyHouse => {
    const file = path.join(money.folder, 'planted.jsonl')
    copyFileSync(money.ledgerFile(), file)
    writeFileSync(file, `${change(readFileSync(file, 'utf8').trim().split('\n')).join('\n')}\n`)
    return { ...money, ledgerFile: () => file }
  }
  const paidLine = (lines: string[]): string =>
    lines.find(line => line.includes('"settled"') && line.includes(`"${money.approved[0]?.number}`)) ?? lines[0] ?? ''

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
        const held = money.approved.find(({ paid }) => !paid)
        return [...lines, paidLine(lines).replace(/"key":"[^"]*"/, `"key":"${held?.number}-1-1"`)]
      },
      /is held and went to the bank/,
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

  test('an account in a log is found', async () => {
    const file = path.join(money.folder, 'programs', 'planted.log')
    appendFileSync(file, `{"account":"${money.approved[0]?.account}"}\n`)
    expect(await judgeMoney(money)).toEqual(['an account stands in planted.log'])
    writeFileSync(file, '')
  })
})
