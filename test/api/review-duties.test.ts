import { declareInterest } from '../../acts/declare-interest.ts'
import { type County, openCounty } from '../builders/claims.ts'
import { type Member, type Office, officePassword, openOffice } from '../builders/office.ts'
import type { World } from '../builders/world.ts'
import { formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let county: County
let caseId: string
let number: string

// A claim of the First Institution, handed in on Wednesday 18 November 2026.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  county = await openCounty({ ...office, house: web.house, database: web.house.database } as World)
  const receipt = await county.submit(await county.launch(), await county.addInstitution('小满托育有限公司'))
  caseId = receipt.caseId
  number = receipt.number
}, 60_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}

describe('A claim on the desks of those who have its task', () => {
  it('is on the workbench of the officer with number and name, and leads to its page', async () => {
    const { text } = await (await browserOf(office.people.officer)).look('/')
    expect(visibleText(text)).toContain(`${number} 小满托育有限公司：决定是否受理`)
    // Nothing is due today, and what waits comes before what could be begun.
    expect(text.match(/btn-primary"[^>]*/g)).toEqual([`btn-primary" href="/review/${caseId}"`])
  })

  it('is on the workbench of the reviewer until they declare an interest', async () => {
    await county.accept(caseId)
    const browser = await browserOf(county.reviewer)
    expect(visibleText((await browser.look('/')).text)).toContain(`${number} 小满托育有限公司：审核`)
    const reviewer = await office.actorOf(county.reviewer)
    await declareInterest(web.house, reviewer, { caseId, conflicted: true, reason: '亲属。' })
    expect(visibleText((await browser.look('/')).text)).not.toContain(number)
    const other = await browserOf(county.secondReviewer)
    expect(visibleText((await other.look('/')).text)).toContain(`${number} 小满托育有限公司：审核`)
  })

  it('is on the board when it is near, and its step tells who has it and can be given to another', async () => {
    await office.goOn('2026-12-16T02:00:00.000Z')
    const browser = await browserOf(office.people.supervisor)
    const board = visibleText((await browser.look('/overdue')).text)
    expect(board).toContain(`运营补助·${number}`)
    expect(board).toMatch(new RegExp(`[^《]\\S*运营补助·${number}，审核`))
    expect(board).not.toContain(`${number}》`)
    const { id } = await county.task(caseId, 'review')
    const step = await browser.look(`/overdue/steps/${id}`)
    expect(headingIn(step.text)).toMatch(/^卫生健康委员会的审核：/)
    const words = visibleText(step.text)
    expect(words).toContain('受理')
    expect(words).not.toContain('尚未签收')
    expect(words).not.toContain('《')
    // Whoever has an interest is none to give it to.
    expect(step.text).not.toContain(`<option value="${county.reviewer.id}"`)
    const form = formIn(step.text, `/overdue/steps/${id}/reassign`)
    const given = await browser.send(`/overdue/steps/${id}/reassign`, {
      ...form,
      personId: county.secondReviewer.id,
      reason: '指定承办人。',
    })
    expect(given.status).toBe(303)
    expect(visibleText((await browser.look(String(given.headers.location))).text)).toContain('已改派给罗审')
  })

  it('is on the list of the approver once it is reviewed, and leads to its page', async () => {
    await county.review(caseId, {}, county.secondReviewer)
    const { text } = await (await browserOf(office.people.approver)).look('/sign')
    expect(headingIn(text)).toBe('有 1 件等您签发或审定')
    expect(visibleText(text)).toContain(`${number} 小满托育有限公司`)
    expect(text).toContain(`href="/review/${caseId}"`)
    expect(text).not.toContain('/approve/')
  })

  it('is named without title marks on the page of an order about its step', async () => {
    const { id } = await web.house.database
      .updateTable('rungs')
      .set({ state: 'prepared', release_by: 'supervisor' })
      .where('task_id', '=', (await county.task(caseId, 'review')).id)
      .returning('id')
      .executeTakeFirstOrThrow()
    const page = await (await browserOf(office.people.supervisor)).look(`/overdue/release/${id}`)
    expect(page.status).toBe(200)
    const words = visibleText(page.text)
    expect(words).toContain('是否向卫生健康委员会发出督办单？ 2024年度普惠托育机构运营补助，审核')
    expect(words).toContain('2024年度普惠托育机构运营补助 承办单位')
  })
})
