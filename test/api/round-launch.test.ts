import { type County, closesAt, openCounty, roundDraft } from '../builders/claims.ts'
import { type Member, type Office, officePassword, openOffice } from '../builders/office.ts'
import type { World } from '../builders/world.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let county: County
let secondOfficer: Member
let stranger: Member

// Monday 16 November 2026, 10:00 in the office.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  county = await openCounty({ ...office, house: web.house, database: web.house.database } as World)
  secondOfficer = await office.addMember('林书远', office.section, 'officer')
  stranger = await office.addMember('外单位经办', await office.addUnit('交通运输局'), 'officer')
  for (const name of ['晨光托育有限公司', '青禾托育中心']) await county.addInstitution(name)
}, 60_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}
type Browser = Awaited<ReturnType<typeof browserOf>>

/** Fills in the form of a page as it stands, sends it, and follows. */
async function submit(browser: Browser, page: string, typed: Record<string, string>, action = page) {
  const { text } = await browser.look(page)
  const response = await browser.send(action, { ...formIn(text, action), ...typed })
  return response.status === 303 ? browser.look(String(response.headers.location)) : response
}

async function begin(browser: Browser, title = '2024年度运营补助'): Promise<string> {
  const { text } = await browser.look('/rounds/new')
  const typed = { scheme: 'jining/operation', year: '2024', title }
  const response = await browser.send('/rounds', { ...formIn(text, '/rounds'), ...typed })
  expect(response.status).toBe(303)
  return String(response.headers.location).replace(/\/budget$/, '')
}

const budget = {
  appropriation: '500,000.00',
  source: '演示预算〔2026〕1号',
  'contact.name': '许知言',
  'contact.phone': '0537-000 0118',
}
const readings = Object.fromEntries(
  Object.entries(roundDraft.readings).map(([name, value]) => [`readings.${name}`, value]),
)
const dates = { opensOn: '2026-11-18', closesOn: '2026-12-04', closeOfBusiness: '17:30' }

async function filled(browser: Browser, title?: string): Promise<string> {
  const path = await begin(browser, title)
  await submit(browser, `${path}/budget`, budget)
  await submit(browser, `${path}/rules`, readings)
  await submit(browser, `${path}/timing`, { ...dates, op: 'next' })
  return path
}

describe('A new round', () => {
  it('is chosen among the schemes with their state, validity and clause; a draft for comment says that it is never paid', async () => {
    const words = visibleText((await (await browserOf(office.people.officer)).look('/rounds/new')).text)
    expect(words).toContain('普惠托育机构运营补助')
    expect(words).toContain('四（五）16②')
    expect(words).toContain('已失效')
    expect(words).toContain('征求意见稿·原文未写有效期 只能测算，不能付款')
    expect(words).not.toContain('市级分担')
  })

  it('keeps what was typed when something is wrong, and says which', async () => {
    const browser = await browserOf(office.people.officer)
    const page = await submit(browser, '/rounds/new', { year: '二〇二四', title: '' }, '/rounds')
    expect(page.status).toBe(422)
    expect(errorsIn(page.text).map(error => error.split('：')[0])).toEqual(['奖补方案'])
    expect(formIn(page.text, '/rounds').year).toBe('二〇二四')
    const chosen = await submit(
      browser,
      '/rounds/new',
      { scheme: 'jining/operation', year: '24', title: '' },
      '/rounds',
    )
    expect(errorsIn(chosen.text).map(error => error.split('：')[0])).toEqual(['名称', '年度'])
  })

  it('is not there for those who launch nothing', async () => {
    expect((await (await browserOf(county.reviewer)).look('/rounds/new')).status).toBe(404)
  })
})

describe('The pages of a draft', () => {
  it('lead from the budget through rules and dates to the check, and what is missing is told on the way', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await begin(browser)
    expect(visibleText((await browser.look(`${path}/check`)).text)).toContain('没有预算')
    expect(visibleText((await browser.look(`${path}/check`)).text)).toContain('没有选定口径：收托人数怎么数')
    const blank = await browser.look(`${path}/check`)
    const rules = await submit(browser, `${path}/budget`, budget)
    expect(visibleText(rules.text)).toContain('收托人数怎么数')
    expect(visibleText(rules.text)).toContain('例：计数日乳儿班12人、其他班45人：36,000元 + 90,000元')
    expect(visibleText(rules.text)).toContain('乳儿班每人每年标准 3,000.00 元')
    expect(visibleText(rules.text)).toContain('受理审查期限 5 个工作日 本级设定')
    const timing = await submit(browser, `${path}/rules`, readings)
    expect(visibleText(timing.text)).toContain('还画不出来')
    expect(blank.text).not.toContain('（已完成）')
    expect(timing.text.split('（已完成）')).toHaveLength(3)
    expect(visibleText(timing.text)).toContain('口径和规则都已设定')
    const drawn = await submit(browser, `${path}/timing`, { ...dates, op: 'stay' })
    const words = visibleText(drawn.text)
    expect(words).toContain('开始申报，通知 2 家机构')
    expect(words).toContain('12月11日 星期五 最迟 17:30 告知是否受理')
    expect(words).toContain('一次性告知全部补正事项')
    expect(drawn.text).toContain('class="days"')
    const check = visibleText((await browser.look(`${path}/check`)).text)
    expect(check).toContain('500,000.00 元 演示预算〔2026〕1号')
    expect(check).toContain('将通知在本级备案的机构 2 家')
    expect(check).toContain('以某一天的在托人数为准')
    expect(check).toContain(
      '某托育机构： 2024年度运营补助自11月18日（星期三）9:00起受理申报，至12月4日（星期五）17:30截止',
    )
    expect(check).toContain('送科室负责人')
  })

  it.each(['-1', '1e21', '１２', '1,00', '5万'])('refuse %s as an amount, and keep it', async appropriation => {
    const browser = await browserOf(office.people.officer)
    const path = await begin(browser)
    const page = await submit(browser, `${path}/budget`, { ...budget, appropriation })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([expect.stringMatching(/^预算安排（元）：请按元填写金额/)])
    expect(formIn(page.text, `${path}/budget`)).toMatchObject({ ...budget, appropriation })
  })

  it('refuse a public notice of no days, and a date that does not exist', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await begin(browser)
    const rules = await submit(browser, `${path}/rules`, { noticeWorkingDays: '0' })
    expect(errorsIn(rules.text)).toEqual(['公示工作日数：超出允许的范围。'])
    const timing = await submit(browser, `${path}/timing`, { ...dates, closesOn: '2026-11-31' })
    expect(errorsIn(timing.text)).toEqual([expect.stringMatching(/^截止日期：/)])
    expect(formIn(timing.text, `${path}/timing`).closesOn).toBe('2026-11-31')
    const far = await submit(browser, `${path}/timing`, { ...dates, closesOn: '9999-12-31' })
    expect(errorsIn(far.text)).toEqual([expect.stringMatching(/^截止日期：最晚 2028-11-\d\d，即两年之内/)])
    await submit(browser, `${path}/rules`, readings)
    const begun = await submit(browser, `${path}/timing`, { ...dates, opensOn: '2026-11-13', op: 'stay' })
    expect(visibleText(begun.text)).toContain('签发后即开始')
  })

  it('leave out a reading that another one makes meaningless', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await begin(browser)
    const page = await submit(browser, `${path}/rules`, { ...readings, 'readings.headcount': 'child-months' })
    expect(page.status).toBe(200)
    const { readings: kept } = await web.house.database
      .selectFrom('rounds')
      .select('readings')
      .where('cycle_id', '=', path.replace('/rounds/', ''))
      .executeTakeFirstOrThrow()
    expect(kept).not.toHaveProperty('partYear')
  })

  it('tell a second editor who was quicker, and keep what was typed', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await begin(browser)
    const { text } = await browser.look(`${path}/budget`)
    await submit(await browserOf(secondOfficer), `${path}/budget`, { ...budget, source: '另一个来源' })
    const mine = { ...formIn(text, `${path}/budget`), ...budget, appropriation: '1000' }
    const late = await browser.send(`${path}/budget`, mine)
    expect(late.status).toBe(409)
    const words = visibleText(late.text)
    expect(words).toContain('林书远在 11月16日 10:00 保存过这份草稿，您填的还没有保存')
    expect(words).toContain('另一个来源')
    expect(formIn(late.text, `${path}/budget`)).toMatchObject({ appropriation: '1000', source: budget.source })
    const again = await browser.send(`${path}/budget`, formIn(late.text, `${path}/budget`))
    expect(again.status).toBe(303)
  })

  it('are thrown away only when asked once more', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await begin(browser, '不要的一轮')
    expect(visibleText((await browser.look(`${path}/discard`)).text)).toContain('没有通知过任何机构')
    await submit(browser, `${path}/discard`, {})
    expect((await browser.look(path)).status).toBe(404)
  })

  it('are not there for others', async () => {
    const path = await begin(await browserOf(office.people.officer))
    const other = await browserOf(stranger)
    for (const page of ['', '/budget', '/rules', '/timing', '/check', '/discard', '/claims', '/round.xlsx'])
      expect((await other.look(`${path}${page}`)).status).toBe(404)
    expect((await other.send(`${path}/budget`, { version: '1', ...budget })).status).toBe(404)
  })
})

describe('The signature of a round', () => {
  const taskOf = async (path: string): Promise<string> =>
    (
      await web.house.database
        .selectFrom('tasks')
        .select('id')
        .where('cycle_id', '=', path.replace('/rounds/', ''))
        .where('state', '=', 'open')
        .executeTakeFirstOrThrow()
    ).id

  it('shows each seat the round as it goes out; returned, it says who and why; signed, it waits for its first day', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await filled(browser, '送签的一轮')
    const sent = await submit(browser, `${path}/check`, {}, `${path}/submit`)
    expect(headingIn(sent.text)).toBe('已送签，正在转给第一个环节')
    await office.goOn()
    expect(headingIn((await browser.look(path)).text)).toBe('等科室负责人顾明远签发')

    const head = await browserOf(office.people.sectionHead)
    expect(visibleText((await head.look('/sign')).text)).toContain('奖补申报·科室负责人')
    const first = await taskOf(path)
    const page = await head.look(`/sign/${first}`)
    expect(headingIn(page.text)).toBe('送签的一轮：申报')
    const words = visibleText(page.text)
    expect(words).toContain('500,000.00 元 演示预算〔2026〕1号')
    expect(words).toContain('收托人数怎么数 以某一天的在托人数为准')
    expect(words).toContain('12月4日 星期五 17:30')
    expect(words).toContain('自11月18日（星期三）9:00起受理申报')
    expect(words).toContain('签发前不通知任何机构')
    await submit(head, `/sign/${first}/return`, { reason: '金额不对。' })

    const returned = await browser.look(`${path}/budget`)
    expect(visibleText(returned.text)).toContain('顾明远退回了文稿：金额不对。')
    await submit(browser, `${path}/check`, {}, `${path}/submit`)
    await office.goOn()
    for (const seat of [office.people.sectionHead, office.people.leader]) {
      const task = await taskOf(path)
      const signed = await submit(await browserOf(seat), `/sign/${task}`, {})
      expect(visibleText(signed.text)).toMatch(/您已签署，转下一环节|您已签发，到开始日期通知机构/)
      await office.goOn()
    }
    const waiting = await browser.look(path)
    expect(headingIn(waiting.text)).toBe('已签发，11月18日（星期三）9:00开始申报')
    expect((await browser.look(path.replace('rounds', 'cycles'))).headers.location).toBe(path)
    expect(visibleText((await browser.look('/cycles')).text)).not.toContain('送签的一轮')
  })

  it('cannot be given once the last day has passed', async () => {
    const browser = await browserOf(office.people.officer)
    const path = await filled(browser, '过期的一轮')
    await submit(browser, `${path}/check`, {}, `${path}/submit`)
    await office.goOn()
    await office.goOn(closesAt.replace('09:30', '09:31'))
    const head = await browserOf(office.people.sectionHead)
    const task = await taskOf(path)
    const page = await head.look(`/sign/${task}`)
    expect(visibleText(page.text)).toContain('截止时间已过，现在不能签发')
    expect(() => formIn(page.text, `/sign/${task}`)).not.toThrow()
    await office.goOn('2026-12-04T10:00:00.000Z')
  })
})
