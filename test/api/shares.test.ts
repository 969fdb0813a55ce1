import { openRound, type Round } from '../builders/money.ts'
import type { Member } from '../builders/office.ts'
import { openFinance } from './finance.ts'
import { headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let finance: Awaited<ReturnType<typeof openFinance>>
let round: Round
let city: Member
const classes = (infants: number, others: number) => ({
  year: 2024,
  classes: [
    { kind: 'infant', heads: infants },
    { kind: 'senior', heads: others },
  ],
})
const readings = {
  headcount: 'on-day',
  partYear: 'full-rate',
  classChange: 'class-when-counted',
  age: 'turns-three-in-year',
}

// 12 × 3,000 + 45 × 2,000 = 126,000, share 12 × 900 + 45 × 600 = 37,800; 18 × 3,000 = 54,000, share 16,200.
beforeAll(async () => {
  web = await openWeb()
  finance = await openFinance(web)
  round = await openRound(finance, {
    granted: [
      { fen: 126_000_00n, facts: classes(12, 45), readings },
      { fen: 54_000_00n, facts: classes(18, 0), readings },
    ],
  })
  await round.readyToPay()
  for (const one of round.payees) await round.handOver(one)
  const bureau = await finance.addUnit('市卫生健康委员会', { level: 'city', parentId: finance.government })
  city = await finance.addMember('袁和', bureau, 'officer')
}, 60_000)
afterAll(() => web.close())

describe('The city’s shares', () => {
  it('are none before anything was paid', async () => {
    const page = await (await finance.browserOf(city)).look('/shares')
    expect(headingIn(page.text)).toBe('还没有市级奖补')
  })

  it('lead from the total to the county and to each payment, with the working', async () => {
    for (const one of round.payees) await round.hear(one, { says: 'paid' })
    const browser = await finance.browserOf(city)
    const page = await browser.look('/shares')
    expect(headingIn(page.text)).toBe('市级应负担 54,000.00 元')
    expect(visibleText(page.text)).toContain('卫生健康委员会 运营补助的市级奖补 2024年度 2 — 54,000.00')
    const [, href = ''] = /href="(\/shares\?[^"]+)"/.exec(page.text) ?? []
    const open = visibleText((await browser.look(href.replaceAll('&amp;', '&'))).text)
    expect(open).toContain(`第1托育有限公司 ${round.payee(1).number}-1-1 有效 126,000.00`)
    expect(open).toContain('37,800.00')
    expect(open).toContain('有效 2 笔')
  })

  it('fall by themselves with a return, which stays to be seen', async () => {
    await round.hear(round.payee(2), { says: 'returned' })
    const browser = await finance.browserOf(city)
    const page = await browser.look('/shares')
    expect(headingIn(page.text)).toBe('市级应负担 37,800.00 元')
    expect(visibleText(page.text)).toContain('1 笔 16,200.00 元')
    const [, href = ''] = /href="(\/shares\?[^"]+)"/.exec(page.text) ?? []
    expect(visibleText((await browser.look(href.replaceAll('&amp;', '&'))).text)).toContain('冲减')
  })

  it('are a spreadsheet, too', async () => {
    const response = await (await finance.browserOf(city)).look('/shares.xlsx')
    expect([response.status, response.headers['content-type']]).toEqual([200, expect.stringContaining('spreadsheetml')])
  })

  it('are seen by the county’s own finance, whose other counties they are not, and by no payee', async () => {
    const own = await (await finance.browserOf(round.finance.maker)).look('/shares')
    expect(headingIn(own.text)).toBe('市级应负担 37,800.00 元')
    const elsewhere = await finance.addUnit('邻市卫生健康委员会', { level: 'city' })
    const stranger = await finance.browserOf(await finance.addMember('外市经办', elsewhere, 'officer'))
    expect((await stranger.look('/shares')).status).toBe(404)
    const payee = await finance.browserOf(round.payee(1).contact)
    for (const address of ['/shares', '/shares.xlsx', '/rounds', '/lists'])
      expect((await payee.look(address)).status).toBe(404)
  })
})
