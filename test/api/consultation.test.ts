import { type Office, officePassword, openOffice, type Solicitation, type Unit } from '../builders/office.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let solicitation: Solicitation
let treasury: Unit
let page: string
let clause: string

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  treasury = await office.addAddressee('财政局', '郑棠')
  const river = await office.addAddressee('河沥溪街道', '叶闻溪')
  solicitation = await office.solicit([treasury, river])
  page = `/cycles/${solicitation.cycleId}/disposition`
  clause = `${page}?clause=${encodeURIComponent('二（一）')}`
  await solicitation.answer(treasury, { anchor: '二（一）', text: '示范站补助应分档。' })
  await solicitation.answer(river)
  await office.goOn('2026-11-23T10:00:00.000Z') // the 23rd, 18:00 in Shanghai; answers were due at 17:30
}, 60_000)
afterAll(() => web.close())

type Browser = Awaited<ReturnType<typeof browserOf>>
async function browserOf(mobile: string) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  await browser.look('/messages')
  return browser
}
const officer = () => browserOf(office.people.officer.mobile)
const picked = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input [^>]*name="(pick\.[^"]+)"[^>]*>/g)].map(([tag, name = '']) => [
      name,
      /value="(\d+)"/.exec(tag)?.[1] ?? '',
    ]),
  )
const onceIn = (html: string): string => /name="submission" value="([^"]+)"/.exec(html)?.[1] ?? ''
const linkTo = (html: string, end: string): string => new RegExp(`href="([^"]*${end})"`).exec(html)?.[1] ?? ''
/** Opens a form of the page, fills it in and sends it. */
async function fill(browser: Browser, address: string, values: Record<string, string>) {
  const form = await browser.look(address)
  expect(form.status).toBe(200)
  return browser.send(address, { submission: onceIn(form.text), ...values })
}

describe('A rejected opinion on its unit’s own duties', () => {
  it('is marked by a checkbox that stays ticked when the form comes back', async () => {
    const browser = await officer()
    const shown = await browser.look(clause)
    expect(shown.text).toContain('涉及该单位职责')
    const bare = await browser.send(clause, {
      ...picked(shown.text),
      verdict: 'rejected',
      reason: '',
      ownDuties: 'yes',
    })
    expect(bare.status).toBe(422)
    expect(bare.text).toMatch(/<input [^>]*name="ownDuties"[^>]*checked/)
    const saved = await browser.send(clause, {
      ...picked(shown.text),
      verdict: 'rejected',
      reason: '标准由省里定。',
      ownDuties: 'yes',
    })
    expect(saved.status).toBe(303)
  })

  it('shows what is missing, whom it is about and where to note it, and does not offer to send the table', async () => {
    const browser = await officer()
    const shown = await browser.look(page)
    expect(shown.text).toContain('送审前还缺 1 件事')
    expect(shown.text).toContain('二（一）与财政局职责有关的不采纳，须有协商一致的记录或裁定。')
    expect(shown.text).toContain('1 条待协商')
    expect(shown.text).toContain('二（一）协商')
    expect(shown.text).toContain('待协商')
    expect(linkTo(shown.text, '/consultation')).toMatch(/^\/cycles\/.*\/opinions\//)
    expect(shown.text).not.toContain(`action="${page}/submit"`)
    const early = await browser.send(`${page}/submit`, { submission: 'a'.repeat(20), note: '' })
    expect(early.status).toBe(409)
    expect(early.text).toContain('财政局涉及自身职责的意见未被采纳，尚未协商一致，也没有裁定，不能送审。')
  })

  it('takes a consultation with its day, its people and its result, and keeps what was typed when one is wrong', async () => {
    const browser = await officer()
    const address = linkTo((await browser.look(clause)).text, '/consultation')
    const typed = { heldOn: '2026-11-24', spokeWith: '郑棠', text: '电话协商如何分档。' }
    const wrong = await fill(browser, address, typed)
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('请从列出的选项中选择')
    expect(wrong.text).toContain('电话协商如何分档。')
    const future = await fill(browser, address, { ...typed, result: 'not-agreed' })
    expect(future.status).toBe(422)
    expect(future.text).toContain('这个时间还没有到')
    const noted = await fill(browser, address, { ...typed, heldOn: '2026-11-23', result: 'not-agreed' })
    expect([noted.status, noted.headers.location]).toEqual([303, clause])
    const card = await browser.look(clause)
    expect(card.text).toContain('11月23日')
    expect(card.text).toContain('与郑棠协商：电话协商如何分档。（未达成一致，许知言记）')
    expect(card.text).toContain('送审前还缺 1 件事')
  })

  it('is settled by the ruling that was asked for, once its result is noted', async () => {
    const browser = await officer()
    const address = linkTo((await browser.look(clause)).text, '/ruling')
    const bare = await fill(browser, address, { askedOf: '', about: '补助是否分档。' })
    expect(bare.status).toBe(422)
    const asked = await fill(browser, address, { askedOf: '市人民政府', about: '补助是否分档。' })
    expect(asked.status).toBe(303)
    const waiting = await browser.look(clause)
    expect(waiting.text).toContain('已报请裁定')
    expect(linkTo(waiting.text, '/ruling')).toBe('')
    const twice = await fill(browser, address, { askedOf: '市委编办', about: '同上。' })
    expect(twice.status).toBe(409)
    expect(twice.text).toContain('已报请市人民政府裁定')
    const ruling = linkTo(waiting.text, '/rulings/[^"/]+')
    const noted = await fill(browser, ruling, { ruledOn: '2026-11-23', finding: 'upheld', text: '按征求意见稿执行。' })
    expect(noted.status).toBe(303)
    const done = await browser.look(clause)
    expect(done.text).toContain('裁定维持处理')
    expect(done.text).toContain('市人民政府裁定：按征求意见稿执行。')
    expect(done.text).toContain(`action="${page}/submit"`)
  })

  it('is read in English too', async () => {
    const browser = await officer()
    await browser.send('/language', { language: 'en', back: clause })
    const shown = await browser.look(clause)
    expect(shown.text).toContain('Ruled: the decision stands')
    expect(shown.text).toContain('It is on the unit’s own duties')
    expect(shown.text).toContain('Note a consultation')
    await browser.send('/language', { language: 'zh-CN', back: clause })
  })

  it('is nobody’s to note who does not work on it', async () => {
    const address = linkTo((await (await officer()).look(clause)).text, '/consultation')
    const ruling = address.replace('/consultation', '/ruling')
    const values = { heldOn: '2026-11-23', spokeWith: '郑棠', text: '。', result: 'agreed', submission: 'a'.repeat(20) }
    for (const mobile of [treasury.contact.mobile, office.people.sectionHead.mobile, office.people.supervisor.mobile]) {
      const browser = await browserOf(mobile)
      for (const path of [address, ruling]) {
        expect((await browser.look(path)).status).toBe(404)
        expect((await browser.send(path, values)).status).toBe(404)
      }
    }
    const supervisor = await (await browserOf(office.people.supervisor.mobile)).look(clause)
    expect(supervisor.text).toContain('与郑棠协商：')
    expect(linkTo(supervisor.text, '/consultation')).toBe('')
  })

  it('is before whoever approves the table, with what was said', async () => {
    await solicitation.submitTable()
    const approver = await browserOf(office.people.approver.mobile)
    const shown = await approver.look(`/approve/${await solicitation.taskOf('approval')}`)
    expect(shown.text).toContain('财政局，二（一）')
    expect(shown.text).toContain('裁定维持处理')
    expect(shown.text).toContain('与郑棠协商：电话协商如何分档。（未达成一致，许知言记）')
    expect(shown.text).toContain('报请市人民政府裁定：补助是否分档。')
    const browser = await officer()
    expect(linkTo((await browser.look(clause)).text, '/consultation')).toBe('')
  })
})
