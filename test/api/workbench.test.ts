import { relationsTo } from '../../acts/relation.ts'
import { can } from '../../domain/can.ts'
import { cycleStates } from '../../domain/cycle.ts'
import { listCycles } from '../../records/cycle.ts'
import {
  type Member,
  type Office,
  officePassword,
  openOffice,
  type Solicitation,
  type Unit,
} from '../builders/office.ts'
import { headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let treasury: Unit
let solicitation: Solicitation

// Sent on Monday 16 November 2026 at 10:00, due on Monday the 23rd at 17:30.
beforeEach(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道', '叶闻溪')
  treasury = await office.addAddressee('财政局', '郑棠')
  solicitation = await office.solicit([river, { ...treasury, mandatory: true }])
}, 60_000)
afterEach(() => web.close())

async function look({ mobile }: Member, path: string) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser.look(path)
}
const workbench = async () => look(office.people.officer, '/')

describe('The workbench', () => {
  it('says that nothing is due, what the officer has under way, for whom it waits and what the next days bring', async () => {
    const page = await workbench()
    expect(headingIn(page.text)).toBe('今天没有到期和超期的事项')
    const words = visibleText(page.text)
    expect(words).toContain('征求意见·11月23日 星期一 17:30 截止·2 家中 0 家已反馈，财政局 必须答复 尚未反馈')
    expect(words).toContain('财政局 对《照护服务实施意见（征求意见稿）》的答复，不适用“视为无意见” 尚未签收')
    expect(words).toContain('11月19日 星期四 临期提醒自动发出，2 家')
    expect(words).toContain('11月23日 星期一')
    expect(words).toContain('17:30 《照护服务实施意见（征求意见稿）》征求意见截止')
  })

  it('puts what could not be delivered before the officer until it is corrected', async () => {
    const caseId = await solicitation.caseOf(river)
    await web.house.database.updateTable('cases').set({ undelivered: true }).where('id', '=', caseId).execute()
    const page = await workbench()
    expect(visibleText(page.text)).toContain('河沥溪街道的征求意见函未送达')
    expect(page.text).toContain(`href="/cycles/${solicitation.cycleId}/cases/${caseId}/address"`)
  })

  it('counts what is due today apart from what is overdue', async () => {
    await solicitation.answer(river, { text: '讲座太多。' })
    await solicitation.answer(treasury)
    await office.goOn('2026-11-24T02:00:00.000Z')
    expect(visibleText((await workbench()).text)).toContain('《照护服务实施意见（征求意见稿）》还有 1 条意见未处理')
    // Twenty working days from the close of answers end on Monday 21 December.
    await office.goOn('2026-12-21T02:00:00.000Z')
    expect(headingIn((await workbench()).text)).toBe('今天有 1 件到期')
    await office.goOn('2026-12-22T02:00:00.000Z')
    const late = await workbench()
    expect(headingIn(late.text)).toBe('有 1 件已超期')
    expect(visibleText(late.text)).toContain('超期 1 个工作日')
  })

  it('tells that a late answer waits for a decision', async () => {
    await office.goOn('2026-11-24T02:00:00.000Z')
    await solicitation.answer(river)
    expect(visibleText((await workbench()).text)).toContain('河沥溪街道逾期反馈，是否计入待您决定')
  })

  it('begins with the way to a first draft where there is nothing', async () => {
    const newcomer = await office.addMember('乔安之', office.section, 'officer')
    const page = await look(newcomer, '/')
    expect(visibleText(page.text)).toContain('您目前没有正在办理的征求意见')
    expect(page.text).toContain('href="/cycles/new"')
  })
})

describe('The list of solicitations', () => {
  it('has the newest first, with its state and answers', async () => {
    await solicitation.answer(river)
    await office.goOn('2026-11-16T02:01:00.000Z') // the clock stands still otherwise, and both were made at once
    await office.solicit([river], { title: '第二份', until: 'draft' })
    const page = await look(office.people.officer, '/cycles')
    expect(headingIn(page.text)).toBe('2 件征求意见正在办理')
    const words = visibleText(page.text)
    expect(words.indexOf('第二份')).toBeLessThan(words.indexOf('照护服务实施意见'))
    expect(words).toContain('2 家中 1 家')
    expect(words).toContain('草稿')
  })

  it('finds one by a word of its title, and takes signs of a pattern as they are', async () => {
    await office.solicit([river], { title: '占比100%的办法', until: 'draft' })
    const found = async (q: string) =>
      visibleText((await look(office.people.officer, `/cycles?q=${encodeURIComponent(q)}`)).text)
    expect(await found('100%')).toContain('占比100%的办法')
    expect(await found('实施')).not.toContain('占比100%的办法')
    expect(await found('%实%')).toContain('没有找到“%实%”')
  })

  it('has the same matters as the table of permissions lets each person see, in every state', async () => {
    const { database } = web.house
    const outside = await office.addUnit('别的委员会')
    const people = [
      ...Object.values(office.people),
      river.contact,
      await office.addMember('外部经办', outside, 'officer'),
      await office.addMember('外部督查', outside, 'supervisor'),
      await office.addMember('本级审计', office.authority, 'auditor'),
    ]
    const signing = await office.solicit([river], { title: '待签', until: 'signing' })
    for (const state of cycleStates) {
      await database.updateTable('cycles').set({ state }).where('id', '=', solicitation.cycleId).execute()
      for (const person of people) {
        const actor = await office.actorOf(person)
        const listed = (await listCycles(database, actor, {})).rows.map(({ id }) => id)
        for (const id of [solicitation.cycleId, signing.cycleId]) {
          const cycle = await database
            .selectFrom('cycles')
            .select(['state', 'unit_id', 'section_id'])
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          const tasks = await database
            .selectFrom('tasks')
            .select(['unit_id', 'role', 'assignee_id'])
            .where('cycle_id', '=', id)
            .where('case_id', 'is', null)
            .where('state', '=', 'open')
            .execute()
          const sees = await Promise.all(
            [null, ...tasks].map(async task =>
              can('see-cycle', {
                roles: actor.roles,
                relations: await relationsTo(database, actor, { cycle, task }),
                state: cycle.state,
              }),
            ),
          )
          expect([person.name, state, listed.includes(id)]).toEqual([person.name, state, sees.includes(true)])
        }
      }
    }
  })
})
