import { confirmAccount, proposeAccount } from '../../acts/propose-account.ts'
import { account, openRound, type Round } from '../builders/money.ts'
import type { Member } from '../builders/office.ts'
import { once } from '../builders/world.ts'
import { openFinance } from './finance.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let finance: Awaited<ReturnType<typeof openFinance>>
let round: Round
let maker: Browser
let releaser: Browser
let path: string
type Browser = Awaited<ReturnType<typeof finance.browserOf>>

beforeAll(async () => {
  web = await openWeb()
  finance = await openFinance(web)
}, 60_000)
beforeEach(async () => {
  await finance.clear()
  round = await openRound(finance, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
  for (const one of round.payees) await round.bank(one)
  await round.noticed()
  const { batchId } = await round.made(null, 'file')
  path = `/batches/${batchId}`
  maker = await finance.browserOf(round.finance.maker)
  releaser = await finance.browserOf(round.finance.releaser)
}, 60_000)
afterAll(() => web.close())

const submit = async (browser: Browser, page: string, action: string, typed: Record<string, string> = {}) => {
  const { text } = await browser.look(page)
  const response = await browser.send(action, { ...formIn(text, action), ...typed })
  return response.status === 303 ? browser.look(String(response.headers.location)) : response
}
const newAccount = async (nth: number) => {
  const one = round.payee(nth)
  const given = { holder: one.name, number: '6228000011112222', bank: '演示银行', bankCode: '104461000025' }
  const { accountId } = await proposeAccount(web.house, await finance.actorOf(one.contact), {
    caseId: one.caseId,
    account: given,
    once: once(),
  })
  const confirmed = { caseId: one.caseId, accountId, once: once() }
  return confirmAccount(web.house, await finance.actorOf(round.finance.third), confirmed)
}

describe('The page of a batch', () => {
  it('shows what is paid to whom under which key, equal to what was approved, and no account number', async () => {
    const page = await releaser.look(path)
    expect(headingIn(page.text)).toMatch(/：2 笔，180,000\.00 元$/)
    const words = visibleText(page.text)
    expect(words).toContain('第1托育有限公司 用途：2024年度运营补助')
    expect(words).toContain(`尾号 ${account(round.payee(1)).slice(-4)} 行号 104461000017`)
    expect(words).toContain(`${round.payee(1).number}-1-1`)
    expect(words).toContain('合计 2 笔 与审定数相等 180,000.00')
    expect(words).toContain('金额与审定数相等 180,000.00，审定 180,000.00')
    expect(words).toContain('会议纪要〔2024〕17号')
    expect(words).toContain('您不是制单人，可以放行')
    for (const one of round.payees) expect(page.text).not.toContain(account(one))
  })

  it('is not released by its maker, and by another person once', async () => {
    const own = await maker.look(path)
    expect(visibleText(own.text)).toContain('您是制单人，须由另一人放行')
    expect(own.text).not.toContain(`action="${path}"`)
    const page = await submit(releaser, path, path)
    expect(visibleText(page.text)).toContain('复核放行：郑以恒')
    expect(visibleText(page.text)).toContain('导出付款文件')
    expect((await round.claimOf(round.payee(1))).state).toBe('in-payment')
  })

  it('says why it is not released when something of it has changed', async () => {
    const form = formIn((await releaser.look(path)).text, path)
    await newAccount(2)
    const refused = await releaser.send(path, form)
    expect(refused.status).toBe(409)
    const page = await releaser.look(path)
    expect(visibleText(page.text)).toContain('原因：放行前有账户变更。')
    expect((await round.claimOf(round.payee(1))).state).toBe('payable')
  })

  it('that was changed past the acts is void in words: it must be made anew', async () => {
    const form = formIn((await releaser.look(path)).text, path)
    const refused = await releaser.send(path, { ...form, content: 'x'.repeat(64) })
    expect([refused.status, visibleText(refused.text)]).toEqual([409, expect.stringContaining('批次作废，请重新制单')])
  })

  it('with an account that was changed wants it to be looked at', async () => {
    await newAccount(2)
    const { batchId } = await round.made(null, 'file')
    const again = `/batches/${batchId}`
    expect(visibleText((await releaser.look(again)).text)).toContain('1 个账户有变更 第 2 笔，第2托育有限公司')
    const page = await submit(releaser, again, again)
    expect([page.status, errorsIn(page.text)]).toEqual([422, ['我已核对有变更的账户：请勾选。']])
    const done = await submit(releaser, again, again, { checked: 'yes' })
    expect(visibleText(done.text)).toContain('付款中')
  })

  it('is taken back with a reason, and its claims can be paid in another', async () => {
    const empty = await submit(maker, `${path}/void`, `${path}/void`)
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['退回原因：请填写。']])
    const page = await submit(maker, `${path}/void`, `${path}/void`, { reason: '金额待核' })
    expect(visibleText(page.text)).toContain('原因：金额待核。其中的申报可以列入新的批次。')
    expect(visibleText((await maker.look(`/rounds/${round.cycleId}/payments`)).text)).toContain('可付款 2 件')
  })

  it('is not there for a payee or another office', async () => {
    const payee = await finance.browserOf(round.payee(1).contact as Member)
    for (const address of [path, `${path}/void`, `${path}/close`]) expect((await payee.look(address)).status).toBe(404)
    const officer = await finance.browserOf(finance.people.officer)
    expect((await officer.look(path)).status).toBe(200)
    expect((await officer.look(`${path}/void`)).status).toBe(404)
    expect((await officer.send(`${path}/file.csv`, {})).status).toBe(404)
  })
})

describe('The payment file', () => {
  it('holds the account numbers and keys, and is the same each time', async () => {
    await submit(releaser, path, path)
    await maker.look(path)
    const file = await maker.send(`${path}/file.csv`, {})
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="BF2026-\d{5}\.csv"/)
    expect(file.headers['cache-control']).toBe('no-store')
    expect(file.text).toContain(account(round.payee(1)))
    expect(file.text).toContain(`${round.payee(1).number}-1-1`)
    expect((await maker.send(`${path}/file.csv`, {})).text).toBe(file.text)
  })
})

describe('Closing a batch', () => {
  beforeEach(async () => {
    await submit(releaser, path, path)
    for (const one of round.payees) await round.handOver(one)
  })

  it('is refused while a payment has no result', async () => {
    const page = await submit(maker, `${path}/close`, `${path}/close`, { statement: '180000' })
    expect([page.status, visibleText(page.text)]).toEqual([409, expect.stringContaining('还有 2 笔没有结果')])
  })

  it('wants the statement to the fen, and names what came back', async () => {
    await round.hear(round.payee(1), { says: 'paid' })
    await round.hear(round.payee(2), { says: 'returned' })
    const differs = await submit(maker, `${path}/close`, `${path}/close`, { statement: '126,000.01' })
    expect(differs.status).toBe(409)
    expect(visibleText(differs.text)).toContain('台账已付 126,000.00 元，对账单为 126,000.01 元')
    expect(formIn(differs.text, `${path}/close`).statement).toBe('126,000.01')
    const wrong = await submit(maker, `${path}/close`, `${path}/close`, { statement: '十二万' })
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, ['对账单合计（元）：请填写金额，只用数字。']])
    expect(visibleText(wrong.text)).toContain(`第2托育有限公司，${round.payee(2).number}-1-1，54,000.00 元`)
    const page = await submit(maker, `${path}/close`, `${path}/close`, { statement: '126,000' })
    expect(visibleText(page.text)).toContain('由秦照对账办结，与对账单一分不差')
  })
})
