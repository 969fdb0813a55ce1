import { giveSupplement } from '../../acts/review-claim.ts'
import type { Child } from '../../acts/save-claim.ts'
import { setClock } from '../../acts/set-clock.ts'
import { type County, openCounty } from '../builders/claims.ts'
import { type Member, type Office, officePassword, openOffice } from '../builders/office.ts'
import { once, type World } from '../builders/world.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let county: County
// What follows an act is opened by the act; only a launch has steps in between.
let walking = false
let round: string

// Wednesday 18 November 2026, 9:00 in the office: the round has just opened.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  county = await openCounty({ ...office, house: web.house, database: web.house.database } as World, {
    goOn: async to => void (walking && (await office.goOn(to))),
  })
  round = await launch()
}, 60_000)
afterAll(() => web.close())

type Browser = ReturnType<Web['visitor']>
const browsers = new Map<string, Browser>()
async function browserOf({ mobile }: Member): Promise<Browser> {
  const known = browsers.get(mobile)
  if (known) return known
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  browsers.set(mobile, browser)
  return browser
}

/** Sends the form of a page that has this action, with what is typed over it, and follows. */
async function submit(browser: Browser, page: string, action: string, typed: Record<string, string> = {}) {
  const { text } = await browser.look(page)
  const response = await browser.send(action, { ...formIn(text, action), ...typed })
  return response.status === 303 ? browser.look(String(response.headers.location)) : response
}

const launch = async (given: Parameters<County['launch']>[0] = {}): Promise<string> => {
  walking = true
  const cycleId = await county.launch(given)
  walking = false
  return cycleId
}
const handedIn = async (given: Parameters<County['submit']>[2] = {}, cycleId = round) => {
  const institution = await county.addInstitution()
  const { caseId, number } = await county.submit(cycleId, institution, given)
  return { institution, caseId, number, page: `/review/${caseId}` }
}
const inReview = async (given: Parameters<County['submit']>[2] = {}, cycleId = round) => {
  const claim = await handedIn(given, cycleId)
  await county.accept(claim.caseId)
  return claim
}
const child = (nth: number): Child => ({
  name: `孟安然${nth}`,
  identity: `A${String(100_000_000 + nth)}`,
  bornOn: '2023-03-01',
  classKind: 'senior',
  enrolledFrom: null,
  enrolledUntil: null,
})

/** Says that there is no interest, as the page asks first. */
const declareNone = (browser: Browser, page: string) => submit(browser, page, `${page}/interest`)

describe('The list of claims', () => {
  it('has what waits for the reader, and every claim under way to be searched', async () => {
    const { number, institution, page } = await handedIn()
    const officer = await browserOf(office.people.officer)
    const { text } = await officer.look('/review')
    expect(headingIn(text)).toMatch(/^有 \d+ 件申报等您办理$/)
    expect(visibleText(text)).toContain(`${number} ${institution.name}`)
    expect(visibleText(text)).toContain('126,000.00 元')
    expect(text).toContain(`href="${page}"`)
    const found = visibleText((await officer.look(`/review?q=${encodeURIComponent(institution.name)}`)).text)
    expect(found).toContain('本页 1 件')
    const none = visibleText((await officer.look('/review?q=%E6%97%A0%E6%AD%A4%E6%9C%BA%E6%9E%84')).text)
    expect(none).toContain('没有找到“无此机构”')
  })

  it('tells an empty desk what comes next, and is not there for others', async () => {
    const reviewer = await browserOf(county.secondReviewer)
    const { text } = await reviewer.look('/review')
    expect(headingIn(text)).toBe('没有等您办理的申报')
    expect(visibleText(text)).toMatch(/最近一项到期：11月25日（星期三）17:30，2024年度普惠托育机构运营补助，受理审查/)
    const { institution } = await handedIn()
    expect((await (await browserOf(institution.contact)).look('/review')).status).toBe(404)
  })
})

describe('Acceptance', () => {
  it('shows what was said beside what proves it, and accepts', async () => {
    const { page, caseId, number, institution } = await handedIn()
    const officer = await browserOf(office.people.officer)
    const { text } = await officer.look(page)
    expect(headingIn(text)).toBe(institution.name)
    const words = visibleText(text)
    expect(words).toContain(number)
    expect(words).toContain('受理审查由您办理')
    expect(words).toContain('JN-')
    expect(words).toContain('registration.txt')
    expect(words).toContain('依据 四（五）16② 要求提供')
    expect(words).toContain('到期未告知是否受理的，视为受理')
    const [, file = ''] = /href="(\/files\/[0-9a-f-]+)"/.exec(text) ?? []
    expect((await officer.look(file)).status).toBe(200)
    const done = await submit(officer, page, `${page}/accept`)
    expect(visibleText(done.text)).toContain('已受理，申请人已收到通知')
    expect((await county.claim(caseId)).state).toBe('accepted')
  })

  it('is urged and not given by silence where the policy says nothing of it', async () => {
    const { page } = await handedIn({}, await launch({ rules: { acceptanceSilence: 'climbs' } }))
    const { text } = await (await browserOf(office.people.officer)).look(page)
    expect(visibleText(text)).toContain('到期未办的，逐级催办')
  })

  it('names everything to correct at once, row by row without JavaScript, and shows what will be read', async () => {
    const { page, caseId } = await handedIn()
    const officer = await browserOf(office.people.officer)
    const action = `${page}/correction`
    const first = { 'defects.0.item': '收托花名册', 'defects.0.text': '缺十二月的名册。' }
    const more = await submit(officer, action, action, { ...first, more: '1' })
    expect(formIn(more.text, action)).toMatchObject({ ...first, 'defects.1.item': '' })
    expect(visibleText(more.text)).toContain('1. 收托花名册：缺十二月的名册。')
    const wrong = await officer.send(action, { ...formIn(more.text, action), 'defects.1.item': '登记证书' })
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text)).toEqual(['第 2 项，缺什么、怎么改：请填写。'])
    expect(formIn(wrong.text, action)).toMatchObject({ ...first, 'defects.1.item': '登记证书' })
    const sent = await officer.send(action, { ...formIn(wrong.text, action), 'defects.1.text': '过期。' })
    expect(sent.status).toBe(303)
    expect((await county.claim(caseId)).state).toBe('correcting')
    expect((await officer.look(action)).status).toBe(404)
  })

  it('is refused with clause and remedies; the refusal is printed, served, and the periods run from the service', async () => {
    const { page, institution } = await handedIn()
    const officer = await browserOf(office.people.officer)
    const action = `${page}/not-accept`
    const preview = await submit(officer, action, action, { clause: '四（五）16②', preview: '1' })
    expect(visibleText(preview.text)).toContain('依据：四（五）16②。理由：＿＿＿。')
    const empty = await officer.send(action, { ...formIn(preview.text, action), clause: '' })
    expect(empty.status).toBe(422)
    expect(errorsIn(empty.text)).toHaveLength(2)
    const long = await officer.send(action, { ...formIn(preview.text, action), reason: '长'.repeat(2001) })
    expect([long.status, errorsIn(long.text)]).toEqual([422, ['理由：最多 2000 个字，现有 2001 个。']])
    expect(formIn(long.text, action).reason).toHaveLength(2001)
    const grounds = { clause: '四（五）16②', reason: '不在补助范围。' }
    const done = await submit(officer, action, action, grounds)
    expect(visibleText(done.text)).toContain('已决定不予受理，请送达并登记')
    expect(visibleText(done.text)).toContain('还没有登记送达')

    const letter = await officer.look(`${page}/letter`)
    expect(headingIn(letter.text)).toBe('决定书尚未登记送达')
    expect(visibleText(letter.text)).toContain('依据四（五）16②，决定不予受理。理由：不在补助范围。')
    expect(visibleText(letter.text)).toContain('六十日内依法申请行政复议')

    const service = `${page}/service`
    const { text } = await officer.look(service)
    const wrong = await officer.send(service, {
      ...formIn(text, service),
      channel: 'mail',
      servedOn: '2026-11-17',
      proof: 'EMS 118',
    })
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text)).toEqual(['送达日期：早于作出决定的日期。'])
    expect(formIn(wrong.text, service)).toMatchObject({ channel: 'mail', proof: 'EMS 118' })
    const served = await officer.send(service, { ...formIn(wrong.text, service), servedOn: '2026-11-18' })
    const shown = visibleText((await officer.look(String(served.headers.location))).text)
    expect(shown).toContain('申请行政复议至 2027年1月18日 星期一')
    expect(shown).toContain('提起行政诉讼至 2027年5月18日 星期二')

    const applicant = await browserOf(institution.contact)
    expect((await applicant.look(`/claims/${page.split('/').at(-1)}`)).text).toContain(`href="${page}/letter"`)
    const own = await applicant.look(`${page}/letter`)
    expect(headingIn(own.text)).toBe('已于11月18日 星期三送达')
    expect(visibleText(own.text)).toContain('申请行政复议至 2027年1月18日')
    expect((await applicant.look(page)).status).toBe(404)
    expect((await applicant.look(service)).status).toBe(404)
  })
})

describe('Review', () => {
  it('asks for the declaration first; whoever has an interest leaves the claim, and it says who takes over', async () => {
    const { page, number } = await inReview()
    const reviewer = await browserOf(county.reviewer)
    const { text } = await reviewer.look(page)
    expect(text).not.toContain(`action="${page}/review"`)
    const asked = await reviewer.look(`${page}/interest`)
    expect(visibleText(asked.text)).toContain('声明后本件离开您，由罗审办理')
    const wrong = await submit(reviewer, `${page}/interest`, `${page}/interest`)
    expect(errorsIn(wrong.text)).toEqual(['是什么关系：请填写。'])
    const left = await submit(reviewer, `${page}/interest`, `${page}/interest`, { reason: '亲属。' })
    expect(visibleText(left.text)).toContain('已记录您的声明，本件不再由您办理')
    const after = visibleText((await reviewer.look(page)).text)
    expect(after).toContain('您已声明与本件有利益关系')
    expect(after).toContain('可以办理的人：罗审')
    expect(visibleText((await reviewer.look('/review')).text.split('在办的申报')[0] ?? '')).not.toContain(number)
  })

  it('cuts the headcount: the new amount is shown before it is submitted, and needs reason and clause', async () => {
    const { page, caseId } = await inReview()
    const reviewer = await browserOf(county.reviewer)
    const { text } = await declareNone(reviewer, page)
    const action = `${page}/review`
    const form = formIn(text, action)
    expect(form).toMatchObject({ shown: '12600000', 'facts.classes.1.heads': '45', 'facts.classes.1.kind': 'senior' })
    expect(visibleText(text)).toContain('提交：核定 126,000.00 元')
    expect(visibleText(text)).toContain('提交后由')
    const again = await reviewer.send(action, { ...form, 'facts.classes.1.heads': '42' })
    expect(again.status).toBe(200)
    const words = visibleText(again.text)
    expect(words).toContain('按您的核定重新算得 120,000.00 元，还没有提交')
    expect(words).toContain('核减后提交：核定 120,000.00 元')
    expect(words).toContain('申报 126,000.00 元，拟核定 120,000.00 元')
    expect((await county.claim(caseId)).state).toBe('accepted')
    const without = await reviewer.send(action, formIn(again.text, action))
    expect(without.status).toBe(422)
    expect(errorsIn(without.text)).toEqual(['核减理由：请填写。', '依据：请填写。'])
    expect(formIn(without.text, action)['facts.classes.1.heads']).toBe('42')
    const done = await reviewer.send(action, {
      ...formIn(without.text, action),
      reason: '3名儿童计数日已不在托。',
      clause: '四（五）16②',
    })
    expect(done.status).toBe(303)
    expect(await county.claim(caseId)).toMatchObject({ state: 'reviewed', granted_fen: 12_000_000n })
    const read = visibleText((await reviewer.look(page)).text)
    expect(read).toContain('核减 6,000.00 元')
    expect(read).toContain('审定由')
  })

  it('shows that more than was applied for cannot be granted, also before it is submitted', async () => {
    const { page } = await inReview()
    const reviewer = await browserOf(county.reviewer)
    const action = `${page}/review`
    const { text } = await declareNone(reviewer, page)
    const more = await reviewer.send(action, { ...formIn(text, action), 'facts.classes.1.heads': '46', preview: '1' })
    expect(more.status).toBe(422)
    expect(errorsIn(more.text)).toEqual(['各班人数：核定 128,000.00 元，多于申报的 126,000.00 元。核定不能超过申报。'])
  })

  it('names a figure that cannot be, and keeps what was typed', async () => {
    const { page } = await inReview()
    const reviewer = await browserOf(county.reviewer)
    const action = `${page}/review`
    const { text } = await declareNone(reviewer, page)
    const wrong = await reviewer.send(action, {
      ...formIn(text, action),
      'facts.classes.1.heads': '４５',
      reason: '核对。',
    })
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text)).toHaveLength(1)
    expect(formIn(wrong.text, action)).toMatchObject({ 'facts.classes.1.heads': '４５', reason: '核对。' })
    expect(visibleText(wrong.text)).toContain('按现在的核定算不出金额')
    const empty = await reviewer.send(action, { ...formIn(text, action), 'facts.classes.1.heads': '' })
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['第 2 行，计数日在托人数：请填写。']])
  })

  it('shows children masked, and cuts one with its reason', async () => {
    const facts = { countedOn: '2024-12-01', classes: [{ kind: 'senior', heads: 2 }] }
    const claim = await inReview({ facts, children: [child(3), child(4)] })
    const reviewer = await browserOf(county.reviewer)
    const { text } = await declareNone(reviewer, claim.page)
    const words = visibleText(text)
    expect(words).toContain('第 1 行 孟***')
    expect(words).not.toContain('孟安然')
    expect(words).not.toContain('A100000003')
    const action = `${claim.page}/review`
    const form = formIn(text, action)
    const uncut = await reviewer.send(action, { ...form, cut: '1', preview: '1' })
    expect([uncut.status, errorsIn(uncut.text)]).toEqual([
      422,
      ['各班人数：托大班名册计入 1 名，核定 2 名。不计入的儿童要从核定人数中减去。', '第 2 行 不计入的理由：请填写。'],
    ])
    expect(visibleText(uncut.text)).toContain('托大班：名册计入 1 名，核定 2 名。')
    const noReason = await reviewer.send(action, {
      ...form,
      'facts.classes.0.heads': '1',
      cut: '1',
      reason: '1名不在托。',
      clause: '四（五）16②',
    })
    const second = await reviewer.send(action, formIn(noReason.text, action))
    expect(second.status).toBe(422)
    expect(errorsIn(second.text)).toEqual(['第 2 行 不计入的理由：请填写。'])
    const done = await reviewer.send(action, { ...formIn(second.text, action), 'cutReason.1': '10月31日转出。' })
    expect(done.status).toBe(303)
    expect(visibleText((await reviewer.look(claim.page)).text)).toContain('不计入：10月31日转出。')
  })

  it('wants every warning answered', async () => {
    const facts = { countedOn: '2024-12-01', classes: [{ kind: 'senior', heads: 3 }] }
    const { page, caseId } = await inReview({ facts, children: [child(5)] })
    const reviewer = await browserOf(county.reviewer)
    const { text } = await declareNone(reviewer, page)
    expect(visibleText(text)).toContain('1 项疑点，答复后才能提交审核意见')
    expect(visibleText(text)).toContain('名册人数与各班人数不一致')
    const stopped = await submit(reviewer, page, `${page}/review`, { reason: '核对。' })
    expect([stopped.status, errorsIn(stopped.text)]).toEqual([422, ['如何解释、如何处理：请填写。']])
    expect(formIn(stopped.text, `${page}/review`).reason).toBe('核对。')
    const { id } = await web.house.database
      .selectFrom('claim_warnings')
      .select('id')
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow()
    const action = `${page}/warnings/${id}`
    const empty = await submit(reviewer, page, action)
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['如何解释、如何处理：请填写。']])
    const done = await submit(reviewer, page, action, { [`answer.${id}`]: '另两名的名册已另附。' })
    expect(visibleText(done.text)).toContain('另两名的名册已另附。 苏审')
  })

  it('names the other claim of a mark, and of another unit only its number', async () => {
    const cycleId = await launch()
    const other = await inReview({}, cycleId)
    const { page, caseId } = await inReview()
    const { database } = web.house
    const mark = {
      case_id: caseId,
      other_case_id: other.caseId,
      answer: null,
      answered_by: null,
      answered_by_name: null,
    }
    await database
      .insertInto('claim_warnings')
      .values({ ...mark, kind: 'same-document', detail: '登记证书.pdf', answered_at: null })
      .execute()
    const reviewer = await browserOf(county.reviewer)
    const { text } = await declareNone(reviewer, page)
    expect(visibleText(text)).toContain('材料“登记证书.pdf”与另一件申报的文件完全相同')
    expect(text).toContain(`<a href="${other.page}">${other.number} ${other.institution.name}</a>`)
    const elsewhere = { unit_id: await office.addUnit('邻县卫生健康局'), unit_name: '邻县卫生健康局' }
    await database.updateTable('cycles').set(elsewhere).where('id', '=', cycleId).execute()
    const far = (await reviewer.look(page)).text
    expect(visibleText(far)).toContain(`${other.number}，邻县卫生健康局的一轮`)
    expect(far).not.toContain(other.page)
    expect(far).not.toContain(other.institution.name)
  })

  it('asks for more, and says that the clock stands still', async () => {
    const { page, caseId } = await inReview()
    const reviewer = await browserOf(county.reviewer)
    await declareNone(reviewer, page)
    const action = `${page}/supplement`
    expect(visibleText((await reviewer.look(action)).text)).toContain('审核计时从今天停止')
    await submit(reviewer, action, action, { 'defects.0.item': '考勤或缴费记录', 'defects.0.text': '三月份的。' })
    expect((await county.claim(caseId)).state).toBe('supplementing')
    const words = visibleText((await reviewer.look(page)).text)
    expect(words).toContain('计时已停')
    expect(words).toContain('考勤或缴费记录：三月份的。')
    expect((await reviewer.look(action)).status).toBe(404)
    // An interest that shows itself meanwhile can still be declared.
    expect((await reviewer.look(`${page}/interest`)).status).toBe(200)
  })
})

describe('Approval', () => {
  const reviewed = async (draft: object = {}) => {
    const claim = await inReview({}, await launch({ draft }))
    await county.review(claim.caseId)
    return claim
  }

  it('shows what it commits, and is not for those who reviewed', async () => {
    const { page, caseId } = await reviewed()
    const seen = visibleText((await (await browserOf(county.reviewer)).look(page)).text)
    expect(seen).toContain('审定由方致和办理')
    expect(seen).not.toContain('退回审核')
    const approver = await browserOf(office.people.approver)
    const { text } = await declareNone(approver, page)
    expect(visibleText(text)).toContain('核定后从本轮预算余额 500,000.00 元中列支，余 374,000.00 元')
    const done = await submit(approver, page, `${page}/approve`)
    expect(visibleText(done.text)).toContain('已核定，金额已列入预算')
    expect((await county.claim(caseId)).state).toBe('committed')
  })

  it('says in words who can where the reader may not', async () => {
    const { page } = await reviewed()
    const row = { person_id: county.reviewer.id, unit_id: office.authority, role: 'approver', until_on: null }
    await web.house.database.insertInto('memberships').values(row).execute()
    const words = visibleText((await (await browserOf(county.reviewer)).look(page)).text)
    expect(words).toContain('可以办理的人：方致和')
    await web.house.database
      .updateTable('memberships')
      .set({ until_on: '2026-11-01' })
      .where('person_id', '=', county.reviewer.id)
      .where('role', '=', 'approver')
      .execute()
  })

  it('names the place in the waiting order where the money does not reach', async () => {
    const { page, caseId } = await reviewed({ appropriationFen: '10000000' })
    const approver = await browserOf(office.people.approver)
    const { text } = await declareNone(approver, page)
    expect(visibleText(text)).toContain('核定后排第 1 位')
    const done = await submit(approver, page, `${page}/approve`)
    expect(visibleText(done.text)).toContain('按核定先后排队')
    expect((await county.claim(caseId)).state).toBe('waiting')
  })

  it('returns with a reason', async () => {
    const { page, caseId } = await reviewed()
    const approver = await browserOf(office.people.approver)
    await declareNone(approver, page)
    const wrong = await submit(approver, `${page}/return`, `${page}/return`)
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, ['理由：请填写。']])
    await submit(approver, `${page}/return`, `${page}/return`, { reason: '请核对考勤。' })
    expect(await county.claim(caseId)).toMatchObject({ state: 'accepted', review_round: 2 })
  })

  it('refuses what the review proposes to refuse, with its grounds, and says how it can be reviewed', async () => {
    const { page, caseId } = await inReview()
    const reviewer = await browserOf(county.reviewer)
    await declareNone(reviewer, page)
    const propose = `${page}/propose-refusal`
    await submit(reviewer, propose, propose, { reason: '机构停办。', clause: '四（五）16②' })
    const approver = await browserOf(office.people.approver)
    const { text } = await declareNone(approver, page)
    expect(visibleText(text)).toContain('审核意见：建议不予支持')
    expect(text).not.toContain(`action="${page}/approve"`)
    const grounds = await approver.look(`${page}/refuse`)
    expect(formIn(grounds.text, `${page}/refuse`)).toMatchObject({ reason: '机构停办。', clause: '四（五）16②' })
    expect(visibleText(grounds.text)).toContain('可自收到之日起 60 日内申请行政复议')
    const done = await submit(approver, `${page}/refuse`, `${page}/refuse`)
    expect(visibleText(done.text)).toContain('已决定不予支持，请送达并登记')
    expect((await county.claim(caseId)).state).toBe('refused')
  })
})

it('shows on which days the clock of a review stood still', async () => {
  const { page, caseId, institution } = await inReview()
  await setClock(web.house, '2026-11-20T02:00:00.000Z')
  const reviewer = await browserOf(county.reviewer)
  await declareNone(reviewer, page)
  const action = `${page}/supplement`
  await submit(reviewer, action, action, { 'defects.0.item': '其他', 'defects.0.text': '三月份的考勤。' })
  await setClock(web.house, '2026-11-24T02:00:00.000Z')
  await giveSupplement(web.house, await office.actorOf(institution.contact), { caseId, note: '已补。', once: once() })
  const words = visibleText((await reviewer.look(page)).text)
  expect(words).toContain('自11月18日次日起 20 个工作日，其间停计 5 天')
  expect(words).toContain('12月21日 星期一 17:30')
})

it('is not there for those of other units', async () => {
  const { page } = await handedIn()
  const elsewhere = await office.addUnit('交通运输局')
  const stranger = await browserOf(await office.addMember('外单位经办', elsewhere, 'officer'))
  for (const path of [page, `${page}/letter`, `${page}/correction`, `${page}/interest`, `${page}/service`])
    expect([path, (await stranger.look(path)).status]).toEqual([path, 404])
  expect((await stranger.send(`${page}/accept`, { submission: 'x'.repeat(20) })).status).toBe(404)
})

it('is there in English too, every word of it', async () => {
  const { page, caseId } = await handedIn({ children: [child(9)] })
  const look = async (who: Member, path: string): Promise<string> => {
    const browser = web.visitor()
    await browser.signIn(who.mobile, officePassword)
    await browser.look('/messages')
    await browser.send('/language', { language: 'en', back: path })
    const words = visibleText((await browser.look(path)).text)
    expect([path, /\{\{|review\.[a-z]|undefined/u.exec(words)]).toEqual([path, null])
    return words
  }
  const { officer, approver } = office.people
  expect(await look(officer, '/review')).toMatch(/claims? waits? for you/)
  expect(await look(officer, page)).toContain('Is it accepted?')
  for (const rest of ['correction', 'not-accept', 'interest']) await look(officer, `${page}/${rest}`)
  await county.accept(caseId)
  await look(county.reviewer, page)
  await declareNone(await browserOf(county.reviewer), page)
  expect(await look(county.reviewer, page)).toContain('doubt to answer before the review can be submitted')
  for (const rest of ['supplement', 'propose-refusal']) await look(county.reviewer, `${page}/${rest}`)
  const { id } = await web.house.database
    .selectFrom('claim_warnings')
    .select('id')
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()
  await submit(await browserOf(county.reviewer), page, `${page}/warnings/${id}`, { [`answer.${id}`]: '已核对。' })
  await submit(await browserOf(county.reviewer), page, `${page}/review`)
  await declareNone(await browserOf(approver), page)
  expect(await look(approver, page)).toContain('Approve 126,000.00 yuan')
  for (const rest of ['return', 'refuse']) await look(approver, `${page}/${rest}`)
})
