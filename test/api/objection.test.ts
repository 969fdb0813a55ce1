import { raiseObjection } from '../../acts/raise-objection.ts'
import { openRound, type Round } from '../builders/money.ts'
import { later, once } from '../builders/world.ts'
import { openFinance } from './finance.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Awaited<ReturnType<typeof openFinance>>
let round: Round
let listId: string

beforeEach(async () => {
  web = await openWeb()
  office = await openFinance(web)
  round = await openRound(office, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
  const list = await round.listed()
  listId = list.listId
  await office.goOn(later(list.startsAt))
}, 60_000)
afterEach(() => web.close())

const raise = async (nth: number, over: object = {}): Promise<string> => {
  const itemId = (await round.itemOf(round.payee(nth))).id
  const objection = {
    itemId,
    named: true,
    name: '举报人甲',
    contact: '139 0000 0001',
    text: '在托人数不实。',
    once: once(),
  }
  await raiseObjection(web.house, null, { ...objection, ...over })
  const { id } = await web.house.database
    .selectFrom('objections')
    .select('id')
    .where('item_id', '=', itemId)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  return `/objections/${id}`
}
const officer = () => office.browserOf(office.people.officer)
type Browser = Awaited<ReturnType<typeof officer>>
const submit = async (browser: Browser, page: string, typed: Record<string, string> = {}) => {
  const { text } = await browser.look(page)
  return browser.send(page, { ...formIn(text, page), ...typed })
}
const stateOf = async (nth: number) => (await round.claimOf(round.payee(nth))).state

describe('The objections of a round', () => {
  it('have the open ones first with the days that are left', async () => {
    const browser = await officer()
    const path = `/rounds/${round.cycleId}/objections`
    expect(headingIn((await browser.look(path)).text)).toBe('没有收到异议')
    await raise(1, { named: false, name: '', contact: '' })
    const second = await raise(2)
    await submit(browser, `${second}/answer`, { answer: 'dismissed', reason: '经查不实。' })
    const page = await browser.look(path)
    expect(headingIn(page.text)).toBe('1 件异议等待答复')
    const words = visibleText(page.text)
    expect(words).toContain('实名 1 件，匿名 1 件；成立 0 件，不成立 1 件，未答复 1 件')
    expect(words.indexOf('第1托育有限公司')).toBeLessThan(words.indexOf('第2托育有限公司'))
    expect(words).toContain('还剩 15 个工作日')
  })
})

describe('One objection', () => {
  it('shows what is said and its clock; who objected is opened on record, by those who examine it', async () => {
    const path = await raise(1)
    const browser = await officer()
    const page = await browser.look(path)
    const words = visibleText(page.text)
    expect(headingIn(page.text)).toBe('对第1托育有限公司的实名异议，还剩 15 个工作日答复')
    expect(words).toContain('在托人数不实。')
    expect(words).toContain('答复前，这一笔不能拨付，到期也不会自动放行')
    expect(words).toContain('提醒经办人')
    expect(page.text).not.toContain('举报人甲')
    const opened = await browser.send(`${path}/objector`, formIn(page.text, `${path}/objector`))
    expect([opened.status, visibleText(opened.text)]).toEqual([200, expect.stringContaining('举报人甲')])
    expect((await browser.look(path)).text).not.toContain('举报人甲')
    const audited = await web.house.database
      .selectFrom('audit')
      .select('person_name')
      .where('act', '=', 'open-objector')
      .execute()
    expect(audited).toEqual([{ person_name: office.people.officer.name }])
    const leader = await office.browserOf(office.people.leader)
    const seen = await leader.look(path)
    expect(visibleText(seen.text)).toContain('只有核查人员可以打开')
    expect((await leader.send(`${path}/objector`, {})).status).toBe(404)
  })

  it('is not there for the other side, for other units, or without sign-in', async () => {
    const path = await raise(1)
    const contact = await office.browserOf(round.payee(1).contact)
    for (const address of [path, `${path}/answer`, `${path}/files/seal`, `/rounds/${round.cycleId}/objections`])
      expect([address, (await contact.look(address)).status]).toEqual([address, 404])
    expect((await web.visitor().look(path)).status).toBe(303)
  })
})

describe('An answer', () => {
  it('says before it is given what each brings about, and needs reason and, to uphold, a clause', async () => {
    const path = await raise(1)
    const browser = await officer()
    const page = await browser.look(`${path}/answer`)
    const words = visibleText(page.text)
    expect(words).toContain('退出名单，126,000.00 元预算立即释放给等候的申报；重新审核、审批后须另行公示')
    expect(words).toContain('公示继续，11月23日 星期一 17:30 期满后可以拨付')
    const nothing = await submit(browser, `${path}/answer`)
    expect([nothing.status, errorsIn(nothing.text)]).toEqual([422, ['结论：请选择。']])
    const wrong = await submit(browser, `${path}/answer`, { answer: 'struck-out', reason: '查实三名儿童不在托。' })
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, ['依据条款：请填写。']])
    expect(formIn(wrong.text, `${path}/answer`)).toMatchObject({
      answer: 'struck-out',
      reason: '查实三名儿童不在托。',
    })
    const done = await browser.send(`${path}/answer`, {
      ...formIn(wrong.text, `${path}/answer`),
      clause: '四（五）16②',
    })
    expect(done.status).toBe(303)
    expect(headingIn((await browser.look(path)).text)).toBe('对第1托育有限公司的异议已答复：异议成立，不予支持')
    expect([await stateOf(1), await stateOf(2)]).toEqual(['struck-out', 'listed'])
    expect((await round.budget()).committed_fen).toBe(54_000_00n)
    const list = visibleText((await browser.look(`/lists/${listId}`)).text)
    expect(list).toContain('1 项因异议成立或申请人撤回，已退出名单')
  })

  it('that dismisses after the end makes it payable at once', async () => {
    const path = await raise(1)
    await office.goOn('2026-11-23T09:30:00.001Z')
    expect([await stateOf(1), await stateOf(2)]).toEqual(['listed', 'payable'])
    const browser = await officer()
    expect(visibleText((await browser.look(`${path}/answer`)).text)).toContain('公示已满：126,000.00 元立即可以拨付')
    await submit(browser, `${path}/answer`, { answer: 'dismissed', reason: '经查不实。' })
    expect(await stateOf(1)).toBe('payable')
    const statement = visibleText((await browser.look(`/lists/${listId}/statement`)).text)
    expect(statement).toContain('收到异议 1 件，其中实名 1 件、匿名 0 件。经核查，异议成立 0 件、不成立 1 件。')
  })
})

describe('The unit that an objection is about', () => {
  it('states its side without learning who objected, and the officer reads it', async () => {
    const path = await raise(1)
    const contact = await office.browserOf(round.payee(1).contact)
    const page = await contact.look(`${path}/statement`)
    expect(headingIn(page.text)).toBe('公示期间收到对第1托育有限公司的异议，请说明')
    expect(visibleText(page.text)).toContain('还剩 5 个工作日')
    for (const secret of ['举报人甲', '139 0000 0001', '在托人数不实'])
      expect([secret, page.text.includes(secret)]).toEqual([secret, false])
    const empty = await submit(contact, `${path}/statement`, { text: '' })
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['情况说明：请填写。']])
    const done = await contact.agent
      .post(`${path}/statement`)
      .field({ csrf: contact.token(), ...formIn(empty.text, `${path}/statement`), text: '名册附后。' })
      .attach('file', Buffer.from('%PDF-1.4\n'), '名册.pdf')
    expect(done.status).toBe(303)
    const stated = await contact.look(`${path}/statement`)
    expect(headingIn(stated.text)).toBe('对第1托育有限公司的异议已作说明，等待答复')
    expect(visibleText(stated.text)).toContain('已提交说明')
    expect((await contact.agent.get(`${path}/files/statement`)).status).toBe(200)
    const browser = await officer()
    const words = visibleText((await browser.look(path)).text)
    expect(words).toContain('名册附后。')
    expect(words).toContain('名册.pdf')
    await submit(browser, `${path}/answer`, { answer: 'dismissed', reason: '经查不实。' })
    const concluded = await contact.look(`${path}/statement`)
    expect(headingIn(concluded.text)).toBe('异议不成立')
    expect(visibleText(concluded.text)).toContain('经查不实。')
  })

  it('is asked nothing about another’s, or about an anonymous one', async () => {
    const other = await office.browserOf(round.payee(2).contact)
    expect((await other.look(`${await raise(1)}/statement`)).status).toBe(404)
    const anonymous = await raise(2, { named: false, name: '', contact: '' })
    expect((await other.look(`${anonymous}/statement`)).status).toBe(404)
  })
})

describe('An objection by telephone', () => {
  it('is recorded by the officer at its item', async () => {
    const browser = await officer()
    const { id } = await round.itemOf(round.payee(2))
    const path = `/lists/${listId}/items/${id}/objection`
    expect((await browser.look(`/lists/${listId}`)).text).toContain(`href="${path}"`)
    const wrong = await submit(browser, path, { text: '来电反映。', name: '' })
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, ['姓名或单位名称：请填写。', '联系方式：请填写。']])
    const form = { ...formIn(wrong.text, path), name: '来电人', contact: '0537-1' }
    const done = await browser.send(path, form)
    expect([done.status, done.headers.location]).toEqual([303, `/rounds/${round.cycleId}/objections`])
    const { id: objection } = await web.house.database.selectFrom('objections').select('id').executeTakeFirstOrThrow()
    expect(visibleText((await browser.look(`/objections/${objection}`)).text)).toContain('电话，许知言代录')
    expect((await (await office.browserOf(office.people.leader)).look(path)).status).toBe(404)
  })
})
