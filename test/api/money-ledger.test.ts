import { readWorkbook } from '../../acts/read-workbook.ts'
import { openRound, type Round } from '../builders/money.ts'
import { openFinance } from './finance.ts'
import { headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let finance: Awaited<ReturnType<typeof openFinance>>
let round: Round
let path: string

// Two claims committed, released, one paid, one returned: 1 + 2 + 2 + 1 + 2 movements.
beforeAll(async () => {
  web = await openWeb()
  finance = await openFinance(web)
  round = await openRound(finance, {
    granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }],
    appropriatedFen: 500_000_00n,
  })
  await round.readyToPay('bank')
  for (const one of round.payees) await round.handOver(one)
  await round.hear(round.payee(1), { says: 'paid' })
  await round.hear(round.payee(2), { says: 'returned' })
  path = `/rounds/${round.cycleId}/ledger`
}, 60_000)
afterAll(() => web.close())

describe('The ledger of a round', () => {
  it('shows every movement with both its accounts in words, and proves that it balances', async () => {
    const page = await (await finance.browserOf(round.finance.maker)).look(path)
    expect(headingIn(page.text)).toBe('8 笔分录，现已付 126,000.00 元')
    const words = visibleText(page.text)
    expect(words).toContain('借贷平衡')
    expect(words).toContain('下达预算 可用预算 预算拨入 — 500,000.00')
    expect(words).toContain(
      `付讫 第1托育有限公司，${round.payee(1).number} 已付 付款中 ${round.payee(1).number}-1-1 126,000.00`,
    )
    expect(words).toContain(
      `退汇 第2托育有限公司，${round.payee(2).number} 已落实 退汇 ${round.payee(2).number}-1-1 54,000.00`,
    )
    expect(words).toContain('预算拨入 0.00 500,000.00 −500,000.00')
    expect(words).toContain('已落实 234,000.00 180,000.00 54,000.00')
    expect(words).toContain('平衡：借方等于贷方 1,094,000.00 1,094,000.00 0.00')
  })

  it('is exported whole, with totals equal to the page', async () => {
    const response = await (await finance.browserOf(finance.people.leader)).agent
      .get(`${path}.xlsx`)
      .buffer(true)
      .parse((answer, done) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => done(null, Buffer.concat(parts)))
      })
    const rows = readWorkbook(response.body as Buffer) ?? []
    expect(rows).toHaveLength(9)
    expect(rows[1]?.slice(1)).toEqual(['下达预算', '', '', '可用预算', '预算拨入', '', '500000', '500000'])
    expect(rows.slice(1).reduce((total, row) => total + Number(row[7]), 0)).toBe(1_094_000)
  })

  it('is not there for a payee, nor a spreadsheet of it', async () => {
    const payee = await finance.browserOf(round.payee(1).contact)
    for (const address of [path, `${path}.xlsx`]) expect((await payee.look(address)).status).toBe(404)
  })
})
