import { proposeAccount } from '../../acts/propose-account.ts'
import { openRound, type Payee, type Round } from '../builders/money.ts'
import { type Member, once } from '../builders/world.ts'
import { openFinance } from './finance.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let finance: Awaited<ReturnType<typeof openFinance>>
let round: Round
let maker: Browser
let releaser: Browser
type Browser = Awaited<ReturnType<typeof finance.browserOf>>
const number = '6228000011112222'

beforeAll(async () => {
  web = await openWeb()
  finance = await openFinance(web)
}, 60_000)
beforeEach(async () => {
  await finance.clear()
  round = await openRound(finance, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
  maker = await finance.browserOf(round.finance.maker)
  releaser = await finance.browserOf(round.finance.releaser)
}, 60_000)
afterAll(() => web.close())

const submit = async (browser: Browser, page: string, action: string, typed: Record<string, string> = {}) => {
  const { text } = await browser.look(page)
  const response = await browser.send(action, { ...formIn(text, action), ...typed })
  return response.status === 303 ? browser.look(String(response.headers.location)) : response
}
const propose = async (one: Payee, over: object = {}, by: Member = one.contact) => {
  const account = { holder: one.name, number, bank: '演示银行', bankCode: '104461000025', ...over }
  const given = { caseId: one.caseId, account, once: once() }
  return (await proposeAccount(web.house, await finance.actorOf(by), given)).accountId
}

describe('Accounts to confirm', () => {
  it('are none at first, and the page says what will be there', async () => {
    const page = await maker.look('/payees')
    expect(headingIn(page.text)).toBe('没有待复核的账户')
    expect(visibleText(page.text)).toContain('由提出人以外的人复核')
  })

  it('stand with who proposed them and what is used now, never with their number', async () => {
    await round.bank(round.payee(1))
    await propose(round.payee(1))
    await propose(round.payee(2), { number: '6228000033334444' })
    const page = await maker.look('/payees')
    expect(headingIn(page.text)).toBe('2 个账户待复核')
    const words = visibleText(page.text)
    expect(words).toContain('第1托育有限公司')
    expect(words).toContain('尾号 2222 行号 104461000025')
    expect(words).toContain('经办人1 11月16日 10:00 提出')
    expect(words).toContain('首次登记')
    expect(page.text).not.toContain(number)
  })

  it('are for finance only', async () => {
    await propose(round.payee(1))
    for (const member of [finance.people.officer, round.payee(1).contact])
      expect((await (await finance.browserOf(member)).look('/payees')).status).toBe(404)
  })
})

describe('The page of an account', () => {
  it('shows old and new side by side, and is confirmed by another person', async () => {
    await round.bank(round.payee(1))
    const path = `/payees/${await propose(round.payee(1))}`
    const page = await releaser.look(path)
    expect(headingIn(page.text)).toBe('第1托育有限公司的新账户，待复核')
    const words = visibleText(page.text)
    expect(words).toContain('户名 第1托育有限公司 第1托育有限公司')
    expect(words).toContain('行号 104461000017 104461000025')
    expect(words).toContain('户名与登记名称一致')
    const done = await submit(releaser, path, path)
    expect(visibleText(done.text)).toContain('已复核，用于付款')
    expect(done.text).not.toContain(number)
  })

  it('warns of the same account with another unit, and of batches that it would void', async () => {
    for (const one of round.payees) await round.bank(one)
    await round.noticed()
    const { number: batch } = await round.made()
    const other = round.payee(2)
    await propose(other, { number: '6228000055556666' })
    const path = `/payees/${await propose(round.payee(1), { number: '6228000055556666' })}`
    const words = visibleText((await maker.look(path)).text)
    expect(words).toContain('同一账号还登记在其他单位名下，请先查明 第2托育有限公司')
    expect(words).toContain(`复核后，未放行的批次将作废 ${batch}`)
  })

  it('is sent back with a reason', async () => {
    const path = `/payees/${await propose(round.payee(1))}`
    const empty = await submit(maker, `${path}/reject`, `${path}/reject`)
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['退回原因：请填写。']])
    const list = await submit(maker, `${path}/reject`, `${path}/reject`, { reason: '行号不对' })
    expect(headingIn(list.text)).toBe('没有待复核的账户')
    expect(headingIn((await maker.look(path)).text)).toBe('第1托育有限公司的账户，已不用')
  })
})

describe('An account given on paper', () => {
  it('is recorded by finance and confirmed by another person, not by whoever recorded it', async () => {
    const claim = round.payee(1)
    const typed = { 'account.number': number, bank: '演示银行', bankCode: '104461000025' }
    const page = await submit(maker, `/payees/new?case=${claim.caseId}`, '/payees/new', typed)
    expect(headingIn(page.text)).toBe('第1托育有限公司的新账户，待复核')
    expect(visibleText(page.text)).toContain('您提出的账户，须由另一人复核')
    expect(page.text).not.toContain(number)
    expect(headingIn((await releaser.look('/payees')).text)).toBe('1 个账户待复核')
  })

  it('names what is wrong and keeps what was typed', async () => {
    const typed = { claim: 'SB-1', holder: '宁馨托育', 'account.number': '12', bank: '演示银行', bankCode: '1044' }
    const unknown = await submit(maker, '/payees/new', '/payees/new', typed)
    expect([unknown.status, errorsIn(unknown.text)]).toEqual([422, ['申报编号：没有这个编号的申报。']])
    const page = await submit(maker, '/payees/new', '/payees/new', { ...typed, claim: round.payee(1).number })
    expect(errorsIn(page.text)).toEqual([
      '户名：户名“宁馨托育”与登记名称“第1托育有限公司”不一致，请改填单位全称。',
      '账号：账号应为 8 至 32 位数字。',
      '行号：行号应为 12 位数字。',
    ])
    expect(formIn(page.text, '/payees/new')).toMatchObject({
      holder: '宁馨托育',
      'account.number': '12',
      bankCode: '1044',
    })
  })
})
