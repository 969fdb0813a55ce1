import { raiseObjection } from '../../acts/raise-objection.ts'
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
type Browser = Awaited<ReturnType<typeof finance.browserOf>>

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
const paymentsPage = () => `/rounds/${round.cycleId}/payments`
const payable = async () => {
  for (const one of round.payees) await round.bank(one)
  await round.noticed()
}
const paymentOf = async (nth = 1, attempt = 1) => `/payments/${(await round.payoutOf(round.payee(nth), attempt)).id}`

describe('Finance’s home', () => {
  it('says that there is nothing to pay, and what will be listed', async () => {
    const page = await maker.look('/payouts')
    expect(headingIn(page.text)).toBe('没有要办的款项')
    expect(visibleText(page.text)).toContain('公示期满、没有异议的申报会列在这里。')
  })

  it('says how many claims can be paid, then what waits for whom', async () => {
    await payable()
    expect(headingIn((await maker.look('/payouts')).text)).toBe('可付款 2 件 180,000.00 元')
    await round.made()
    expect(visibleText((await maker.look('/payouts')).text)).toContain('等另一人放行')
    const page = await releaser.look('/payouts')
    expect(headingIn(page.text)).toBe('1 个批次待放行 180,000.00 元')
    expect(visibleText(page.text)).toContain('核对并放行 180,000.00 元')
  })

  it('lists what is unknown with when it is asked next, and what came back with what it waits for', async () => {
    await round.readyToPay()
    for (const one of round.payees) await round.handOver(one)
    await round.hear(round.payee(1), { says: 'not-found' })
    await round.hear(round.payee(2), { says: 'returned', reason: '户名不符' })
    await finance.goOn()
    const page = await maker.look('/payouts')
    expect(headingIn(page.text)).toBe('1 笔待财政确认，1 笔退汇待更正')
    const words = visibleText(page.text)
    expect(words).toContain('可能已付，也可能未付，在查清前不会再次付款。')
    expect(words).toContain('户名不符')
    expect(words).toContain('等收款单位更正账户')
    expect(words).toContain('还剩 5 个工作日')
    const ofRound = visibleText((await maker.look(paymentsPage())).text)
    expect(ofRound).toContain('1 笔待财政确认')
    expect(ofRound).toContain('1 笔退汇待更正')
  })

  it('is not there for those who have no part in money', async () => {
    const officer = await finance.browserOf(finance.people.officer)
    expect((await officer.look('/payouts')).status).toBe(404)
    expect((await officer.look(paymentsPage())).status).toBe(200)
    const payee = await finance.browserOf(round.payee(1).contact as Member)
    for (const path of ['/payouts', paymentsPage(), '/receipts']) expect((await payee.look(path)).status).toBe(404)
  })
})

describe('The payments of a round', () => {
  it('name who is left out and why, and make a batch of the rest', async () => {
    await round.bank(round.payee(1))
    await round.noticed()
    const page = await maker.look(paymentsPage())
    expect(headingIn(page.text)).toBe('可付款 1 件，126,000.00 元')
    const words = visibleText(page.text)
    expect(words).toContain('另有 1 件现在不能列入批次，原因见各行。')
    expect(words).toContain('不列入：没有经复核的账户')
    expect(words).toContain(`尾号 ${account(round.payee(1)).slice(-4)}`)
    expect(page.text).not.toContain(account(round.payee(1)))
    // No bank's own service is set up here.
    const toBank = await maker.send(paymentsPage(), { ...formIn(page.text, paymentsPage()), channel: 'bank' })
    expect([toBank.status, errorsIn(toBank.text)]).toEqual([422, ['付款方式：请从列出的选项中选择。']])
    const batch = await submit(maker, paymentsPage(), paymentsPage())
    expect(headingIn(batch.text)).toMatch(/^BF2026-\d{5}：1 笔，126,000\.00 元$/)
  })

  it('show open objections, the text only of anonymous ones, which hold nothing', async () => {
    for (const one of round.payees) await round.bank(one)
    const { startsAt, endsAt } = await round.listed()
    await finance.goOn(new Date(Date.parse(startsAt) + 1).toISOString())
    for (const [nth, named, text] of [
      [1, false, '人数有出入'],
      [2, true, '与事实不符'],
    ] as const)
      await raiseObjection(web.house, null, {
        itemId: (await round.itemOf(round.payee(nth))).id,
        named,
        name: named ? '甲' : '',
        contact: named ? '乙' : '',
        text,
        once: once(),
      })
    await finance.goOn(new Date(Date.parse(endsAt) + 1).toISOString())
    const words = visibleText((await maker.look(paymentsPage())).text)
    expect(words).toContain('可付款 1 件，126,000.00 元')
    expect(words).toContain('匿名，不暂缓，供放行人知悉： 人数有出入')
    expect(words).not.toContain('与事实不符')
  })

  it('want one of the two ways of paying', async () => {
    await payable()
    const page = await submit(maker, paymentsPage(), paymentsPage(), { channel: 'cash' })
    expect([page.status, errorsIn(page.text)]).toEqual([422, ['付款方式：请从列出的选项中选择。']])
  })
})

describe('Receipts', () => {
  const head = '凭证号,结果,金额（元）,回单号,原因\r\n'
  const upload = async (text: string) => {
    await maker.look(`/receipts?round=${round.cycleId}`)
    return maker.agent
      .post('/receipts')
      .field({ csrf: maker.token(), round: round.cycleId })
      .attach('receipts', Buffer.from(text), '回单.csv')
  }
  beforeEach(async () => {
    const { batchId } = await round.readyToPay('file')
    await maker.look(`/batches/${batchId}`)
    await maker.send(`/batches/${batchId}/file.csv`, {})
  })

  it('are shown line by line, and recorded when that is confirmed', async () => {
    const [one, two] = round.payees.map(({ number }) => `${number}-1-1`)
    const preview = await upload(
      `${head}${one},已付,"126,000.00",R1,\r\n${two},退汇,54000,R2,户名不符\r\nXX-1-1,已付,1.00,,\r\n`,
    )
    expect(headingIn(preview.text)).toBe('3 行：已付 1 笔，退汇 1 笔')
    expect(visibleText(preview.text)).toContain('本轮没有这个凭证号')
    expect((await round.payoutOf(round.payee(1))).state).toBe('submitted')
    const form = formIn(preview.text, '/receipts/record')
    const done = await maker.send('/receipts/record', form)
    expect(done.headers.location).toBe(`${paymentsPage()}?recorded=1.1.0.0.1`)
    const said = visibleText((await maker.look(String(done.headers.location))).text)
    for (const words of ['已记入 2 行回单', '已付 1 笔', '退汇 1 笔', '1 行的凭证号不在本轮'])
      expect(said).toContain(words)
    expect(said).not.toContain('冻结 0 笔')
    expect((await round.payoutOf(round.payee(1))).state).toBe('paid')
    const again = await maker.send('/receipts/record', form)
    expect(again.status).toBe(303)
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
  })

  it('with another amount say that they will freeze the payment', async () => {
    const preview = await upload(`${head}${round.payee(1).number}-1-1,已付,126000.01,,\n`)
    expect(visibleText(preview.text)).toContain('1 笔金额与应付不同，记入后冻结')
    expect(visibleText(preview.text)).toContain('应付 126,000.00 元')
  })

  it('that cannot be read are named by row and column, and nothing is recorded', async () => {
    const [one, two] = round.payees.map(({ number }) => `${number}-1-1`)
    const page = await upload(`${head}${one},已付,126000.00,,\n${two},也许,5e3,,\n${one},未收到,1,,\n`)
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([
      '第 3 行“结果”：结果应为已付、退汇或处理中。',
      '第 3 行“金额（元）”：请填写金额，只用数字。',
      '第 4 行“凭证号”：与第 2 行的凭证号重复。',
      '第 4 行“结果”：“未收到”不从文件记入，请在这笔款项的页面由两人登记。',
    ])
    expect(visibleText(page.text)).toContain('整份文件没有记入任何一行')
  })
})

describe('The page of a payment', () => {
  beforeEach(async () => {
    await round.readyToPay()
    for (const one of round.payees) await round.handOver(one)
  })

  it('tells its story in the bank’s own words, without the account', async () => {
    await round.hear(round.payee(1), { says: 'accepted', reason: 'IN PROGRESS' })
    const page = await maker.look(await paymentOf())
    expect(headingIn(page.text)).toBe('第1托育有限公司 126,000.00 元，已送出，等结果')
    expect(page.text).toContain('<samp>IN PROGRESS</samp>')
    expect(page.text).not.toContain(account(round.payee(1)))
  })

  it('lets two people say that it was never received, and only then it can be paid again', async () => {
    await round.hear(round.payee(1), { says: 'not-found' })
    const path = await paymentOf()
    const empty = await submit(maker, `${path}/never`, `${path}/never`)
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['依据：请填写。']])
    const first = await submit(maker, `${path}/never`, `${path}/never`, { reason: '国库来电确认' })
    expect(visibleText(first.text)).toContain('秦照已登记“国库确认未收到”，还须另一人登记，在此之前不会重付。')
    expect(first.text).not.toContain(`href="${path}/never"`)
    expect((await round.claimOf(round.payee(1))).state).toBe('in-payment')
    const second = await submit(releaser, `${path}/never`, `${path}/never`, { reason: '本人电话核实' })
    expect(headingIn(second.text)).toBe('第1托育有限公司 126,000.00 元，确认未收到')
    expect((await round.claimOf(round.payee(1))).state).toBe('payable')
  })

  it('has the bank asked again, without sending anything', async () => {
    await round.hear(round.payee(1), { says: 'not-found' })
    const path = await paymentOf()
    const page = await submit(maker, `${path}/ask`, `${path}/ask`)
    expect(visibleText(page.text)).toContain('要求再次查询')
    expect((await round.payoutOf(round.payee(1))).state).toBe('unknown')
  })

  it('that is frozen is settled by two people from the statement, not by another amount', async () => {
    await round.hear(round.payee(1), { says: 'paid', amountFen: 126_000_01n })
    const path = await paymentOf()
    const typed = { finding: 'paid', reason: '对账单第 3 页' }
    expect(visibleText((await maker.look(path)).text)).toContain('答“已付”：金额 126,000.01 元')
    const home = await maker.look('/payouts')
    expect(headingIn(home.text)).toBe('1 笔已冻结待核定')
    for (const { text } of [home, await maker.look(paymentsPage())]) {
      expect(visibleText(text)).toContain('银行报的金额或收款人不一致，已冻结，须两人按对账单核定。')
      expect(visibleText(text)).not.toContain('可能已付')
    }
    const other = await submit(maker, `${path}/settle`, `${path}/settle`, { ...typed, statement: '126,000.01' })
    expect(other.status).toBe(409)
    expect(visibleText(other.text)).toContain('本笔应为 126,000.00 元，对账单为 126,000.01 元。')
    expect(formIn(other.text, `${path}/settle`)).toMatchObject({ ...typed, statement: '126,000.01' })
    const wrong = await submit(maker, `${path}/settle`, `${path}/settle`, { reason: '', statement: 'x' })
    expect(errorsIn(wrong.text)).toEqual([
      '依据：请填写。',
      '对账单上的实际情况：请选择。',
      '对账单金额（元）：请填写金额，只用数字。',
    ])
    const first = await submit(maker, `${path}/settle`, `${path}/settle`, { ...typed, statement: '126,000.00' })
    const own = visibleText(first.text)
    expect(own).toContain('您已核定：已按本笔金额付给收款单位。等另一人按对账单登记相同情况。')
    expect(own).toContain('改登另一种情况')
    expect(own).not.toContain('由第二人登记')
    expect(visibleText((await maker.look(`${path}/settle`)).text)).toContain('改登（仍等另一人）')
    expect(visibleText((await releaser.look(path)).text)).toContain('还须另一人按对账单登记相同情况')
    const second = await submit(releaser, `${path}/settle`, `${path}/settle`, { ...typed, statement: '126000' })
    expect(headingIn(second.text)).toMatch(/已付$/)
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
  })

  it('that came back says what happens next, and leads to the attempt after it', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'returned', reason: '行号有误' })
    const page = await maker.look(await paymentOf())
    expect(visibleText(page.text)).toContain('收款单位更正账户，另一人复核后，列入新的批次付一次。')
    await round.bank(one, { bankCode: '104461000025' })
    const batch = await round.made([one.caseId])
    expect(visibleText((await maker.look(await paymentOf())).text)).toContain(`${one.number}-1-2 待送出`)
    const items = visibleText((await releaser.look(`/batches/${batch.batchId}`)).text)
    expect(items).toContain('账户已改')
    expect(items).toContain('行号有误')
  })

  it('of which the bank takes back its word is shown to finance, and its claim is in no batch', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'never-received' })
    await round.hear(one, { says: 'paid' })
    expect(visibleText((await maker.look(await paymentOf())).text)).toContain('银行现在的说法与已记录的结果矛盾')
    expect(visibleText((await maker.look('/payouts')).text)).toContain('银行说法矛盾')
    const page = visibleText((await maker.look(paymentsPage())).text)
    expect(page).toContain('暂缓：银行说法矛盾')
    expect(page).toContain('现在没有可列入批次的申报')
    const path = await paymentOf()
    const first = await submit(maker, `${path}/result`, `${path}/result`, { reason: '国库查询' })
    expect(visibleText(first.text)).toContain('秦照已登记“已记录的结果无误”，还须另一人登记。')
    await submit(releaser, `${path}/result`, `${path}/result`, { reason: '本人核实' })
    expect(visibleText((await maker.look(paymentsPage())).text)).toContain('列入 1 件')
  })

  it('is not there for a payee or another unit', async () => {
    const payee = await finance.browserOf(round.payee(1).contact as Member)
    for (const path of [await paymentOf(), `${await paymentOf()}/settle`, `${await paymentOf()}/never`])
      expect((await payee.look(path)).status).toBe(404)
  })
})
