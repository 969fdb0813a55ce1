import { type Member, type Office, officePassword, openOffice, type Unit } from '../builders/office.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let treasury: Unit
const noon = '2026-11-16T04:00:00.000Z'

// Sent for signature on Monday 16 November 2026, 10:00 in the office.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道', '叶闻溪')
  treasury = await office.addAddressee('财政局', '郑棠')
}, 60_000)
beforeEach(() => office.goOn(noon))
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  await browser.look('/messages')
  return browser
}

const inSignature = () => office.solicit([river, { ...treasury, mandatory: true }], { until: 'signing' })

async function signAs(member: Member, taskId: string) {
  const browser = await browserOf(member)
  const { text } = await browser.look(`/sign/${taskId}`)
  const response = await browser.send(`/sign/${taskId}`, formIn(text, `/sign/${taskId}`))
  await office.goOn()
  return { browser, response }
}

describe('The page of a letter to sign', () => {
  it('shows the letter as it goes out, whom it reaches, the last day and what silence means', async () => {
    const solicitation = await inSignature()
    const browser = await browserOf(office.people.sectionHead)
    const page = await browser.look(`/sign/${await solicitation.taskOf('signature')}`)
    expect(headingIn(page.text)).toBe('《照护服务实施意见（征求意见稿）》征求意见函')
    const words = visibleText(page.text)
    expect(words).toContain('2 家：街道 2')
    expect(words).toContain('11月23日 星期一 17:30（今天签发，则为发出次日起 5 个工作日）')
    expect(words).toContain('视为无意见 ；财政局 必须答复')
    expect(words).toContain('关于征求《照护服务实施意见（征求意见稿）》意见的函')
    expect(words).toContain('于2026年11月23日（星期一）17:30前（发出次日起 5 个工作日）通过系统反馈')
    expect(words).toContain('科室负责人 顾明远 等您签发 分管领导 在前一环节之后 发出，2 家 签发前不发出任何通知')
  })

  it('passes from seat to seat, and the last signature sends it out', async () => {
    const solicitation = await inSignature()
    const first = await solicitation.taskOf('signature')
    const head = await signAs(office.people.sectionHead, first)
    expect(head.response.headers.location).toBe(`/sign/${first}`)
    expect(visibleText((await head.browser.look(`/sign/${first}`)).text)).toContain('您已签署，转下一环节')
    expect(await solicitation.state()).toBe('signing')
    const last = await solicitation.taskOf('signature')
    const leader = await signAs(office.people.leader, last)
    const words = visibleText((await leader.browser.look(`/sign/${last}`)).text)
    expect(words).toContain('您已签发，正在发出')
    expect(words).toContain('科室负责人 顾明远 已签，11月16日 12:00')
    expect(await solicitation.state()).toBe('open')
  })

  it('is signed once, also when the button is pressed twice', async () => {
    const solicitation = await inSignature()
    const taskId = await solicitation.taskOf('signature')
    const browser = await browserOf(office.people.sectionHead)
    const form = formIn((await browser.look(`/sign/${taskId}`)).text, `/sign/${taskId}`)
    const answers = await Promise.all([browser.send(`/sign/${taskId}`, form), browser.send(`/sign/${taskId}`, form)])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    const { submission: _key, ...rest } = form
    const again = await browser.send(`/sign/${taskId}`, { ...rest, submission: 'another-key-of-the-same-page' })
    expect([again.status, visibleText(again.text)]).toEqual([409, expect.stringContaining('没有重复办理')])
  })

  it('is returned with a reason that the officer reads', async () => {
    const solicitation = await inSignature()
    const taskId = await solicitation.taskOf('signature')
    const browser = await browserOf(office.people.sectionHead)
    const action = `/sign/${taskId}/return`
    const form = formIn((await browser.look(action)).text, action)
    const empty = await browser.send(action, { ...form, reason: ' ' })
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['退回理由：请填写。']])
    const done = await browser.send(action, { ...formIn(empty.text, action), reason: '期限改为 10 个工作日' })
    expect(done.status).toBe(303)
    const after = visibleText((await browser.look(`/sign/${taskId}`)).text)
    expect(after).toContain('您已退回，经办人已收到消息')
    expect(after).not.toContain('已签 ')
    await office.goOn()
    const officer = await browserOf(office.people.officer)
    const draft = await officer.look(`/cycles/${solicitation.cycleId}/clauses`)
    expect(visibleText(draft.text)).toContain('顾明远退回了文稿：期限改为 10 个工作日')
  })

  it('cannot be signed when its date leaves too little, and says so before anybody tries', async () => {
    const solicitation = await office.solicit([river], {
      until: 'signing',
      deadline: { kind: 'on', on: '2026-11-20', closeOfBusiness: '17:30' },
    })
    await signAs(office.people.sectionHead, await solicitation.taskOf('signature'))
    const last = await solicitation.taskOf('signature')
    await office.goOn('2026-11-18T02:00:00.000Z')
    const leader = await browserOf(office.people.leader)
    const page = await leader.look(`/sign/${last}`)
    expect(visibleText(page.text)).toContain('现在签发，反馈期限短于规定的最短期限 规定不少于 3 个工作日')
    expect(page.text).not.toMatch(/<button[^>]*>[^<]*签发/)
    const refused = await leader.send(`/sign/${last}`, formIn(page.text, `/sign/${last}`))
    expect([refused.status, visibleText(refused.text)]).toEqual([409, expect.stringContaining('短于规定的最短期限')])
    await office.goOn('2026-11-21T02:00:00.000Z')
    expect(visibleText((await leader.look(`/sign/${last}`)).text)).toContain('反馈期限已过，现在不能签发')
  })

  it('is not there for those who neither sign nor see the matter', async () => {
    const solicitation = await inSignature()
    const taskId = await solicitation.taskOf('signature')
    const contact = await browserOf(river.contact)
    expect((await contact.look(`/sign/${taskId}`)).status).toBe(404)
    expect((await contact.look(`/sign/${taskId}/return`)).status).toBe(404)
    expect((await contact.look(`/cycles/${solicitation.cycleId}/letter`)).status).toBe(404)
    const officer = await browserOf(office.people.officer)
    const page = await officer.look(`/sign/${taskId}`)
    expect([page.status, page.text.includes(`action="/sign/${taskId}"`)]).toEqual([200, false])
    const own = await officer.send(`/sign/${taskId}`, { submission: 'd'.repeat(20) })
    expect(own.status).toBe(404)
  })
})

describe('The list of what waits for a signature', () => {
  it('has the text in the seat of the reader and nothing once it is signed', async () => {
    const web2 = await openWeb()
    const other = await openOffice(web2.house)
    const unit = await other.addAddressee('南山街道', '苏棠')
    const solicitation = await other.solicit([unit], { until: 'signing' })
    const browser = web2.visitor()
    await browser.signIn(other.people.sectionHead.mobile, officePassword)
    const page = await browser.look('/sign')
    expect(headingIn(page.text)).toBe('有 1 件等您签发或审定')
    expect(visibleText(page.text)).toContain('征求意见函·科室负责人·许知言送签')
    const taskId = await solicitation.taskOf('signature')
    await browser.send(`/sign/${taskId}`, formIn((await browser.look(`/sign/${taskId}`)).text, `/sign/${taskId}`))
    expect(headingIn((await browser.look('/sign')).text)).toBe('没有等您签发的文稿')
    await web2.close()
  })
})

describe('The letter', () => {
  it('is read, with the draft and the addressees, by whoever signs, and taken away as a Word document', async () => {
    const solicitation = await inSignature()
    const browser = await browserOf(office.people.sectionHead)
    const letter = await browser.look(`/cycles/${solicitation.cycleId}/letter`)
    expect(visibleText(letter.text)).toContain('函件预览，尚未签发')
    const draft = await browser.look(`/cycles/${solicitation.cycleId}/draft`)
    expect(visibleText(draft.text)).toContain('每个街道建设一至两个示范站')
    expect(visibleText(draft.text)).toContain('财政局 必须答复')
    const file = await browser.agent.get(`/cycles/${solicitation.cycleId}/letter.docx`).buffer(true)
    expect(file.headers['content-disposition']).toContain('attachment')
    expect(file.headers['content-type']).toContain('wordprocessingml')
  })
})
