import { dispose } from '../../acts/dispose.ts'
import {
  type Member,
  type Office,
  officePassword,
  openOffice,
  type Solicitation,
  type Unit,
} from '../builders/office.ts'
import { readPart } from '../templates/word-text.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let hill: Unit
let port: Unit
let treasury: Unit
let solicitation: Solicitation
let path: string
const monday = '2026-11-16T02:00:00.000Z'

// Sent on Monday 16 November 2026 at 10:00, due on Monday the 23rd at 17:30.
beforeEach(async () => {
  web = await openWeb()
  office = await openOffice(web.house, { at: monday })
  river = await office.addAddressee('河沥溪街道', '叶闻溪')
  hill = await office.addAddressee('南山街道', '苏棠')
  port = await office.addAddressee('港口镇', '林岸')
  treasury = await office.addAddressee('财政局', '郑棠')
  solicitation = await office.solicit([river, hill, port, { ...treasury, mandatory: true }])
  path = `/cycles/${solicitation.cycleId}`
}, 60_000)
afterEach(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  await browser.look('/messages')
  return browser
}
const officer = () => browserOf(office.people.officer)
type Browser = Awaited<ReturnType<typeof officer>>

async function submit(browser: Browser, page: string, action: string, typed: Record<string, string> = {}) {
  const { text } = await browser.look(page)
  const response = await browser.send(action, { ...formIn(text, action), ...typed })
  return response.status === 303 ? browser.look(String(response.headers.location)) : response
}
const noticesOf = async (unit: Unit): Promise<string[]> => {
  const rows = await web.house.database
    .selectFrom('notices')
    .select('occasion')
    .where('unit_id', '=', unit.id)
    .execute()
  return rows.map(({ occasion }) => occasion).sort()
}
const rowsOf = (html: string): string[] =>
  [...html.matchAll(/<th scope="row">(.*?)<\/th>/gsu)].map(([, name = '']) => visibleText(name))

describe('The ledger', () => {
  it('counts who has answered, with what is wrong first', async () => {
    await solicitation.signFor(river)
    await solicitation.answer(river, { text: '讲座太多。' }, { anchor: '二（一）' })
    await solicitation.signFor(port)
    await web.house.database
      .updateTable('cases')
      .set({ undelivered: true })
      .where('id', '=', await solicitation.caseOf(treasury))
      .execute()
    const browser = await officer()
    const page = await browser.look(path)
    const words = visibleText(page.text)
    expect(words).toContain('4 家中 1 家已反馈')
    expect(page.text).toContain('aria-label="共4家：有意见1家，无意见0家，已签收未反馈1家，未签收1家，未送达1家"')
    expect(rowsOf(page.text)).toEqual(['财政局 必须答复', '南山街道', '港口镇', '河沥溪街道'])
    expect(words).toContain('还剩 5 个工作日')
    expect(words).toContain('到时未反馈的视为无意见；财政局须答复，转为逾期。')
    expect(words).toContain('催办未反馈的 3 家')
  })

  it('shows the rows of one state, and finds a unit by its name', async () => {
    await solicitation.signFor(port)
    const browser = await officer()
    expect(rowsOf((await browser.look(`${path}?state=silent`)).text)).toEqual(['港口镇'])
    expect(rowsOf((await browser.look(`${path}?q=${encodeURIComponent('南山')}`)).text)).toEqual(['南山街道'])
    expect(visibleText((await browser.look(`${path}?state=overdue`)).text)).toContain('没有这一状态的单位')
  })

  it('opens one row with what was sent when and what the mail server said', async () => {
    const caseId = await solicitation.caseOf(hill)
    await web.house.database
      .updateTable('deliveries')
      .set({ state: 'refused', answer: '550 5.1.1 <hill@example.com>: user unknown', attempts: 1 })
      .where('case_id', '=', caseId)
      .execute()
    const browser = await officer()
    const words = visibleText((await browser.look(`${path}?row=${caseId}`)).text)
    expect(words).toContain('南山街道：发过什么、何时、对方系统怎么说')
    expect(words).toContain('11月16日 10:00:00 站内 征求意见函，已存入收件箱，至今未打开')
    expect(words).toContain('邮件 被拒收 550 5.1.1 <hill@example.com>: user unknown')
  })

  it('goes on from page to page without losing or repeating a row', async () => {
    const many: Unit[] = []
    for (let number = 1; number <= 45; number++)
      many.push(await office.addAddressee(`第${number}村`, `联系人${number}`))
    const large = await office.solicit(many, { title: '多家' })
    const browser = await officer()
    const seen: string[] = []
    const counts: string[] = []
    for (let next: string | undefined = `/cycles/${large.cycleId}`; next; ) {
      const { text } = await browser.look(next)
      seen.push(...rowsOf(text))
      counts.push(/第 \d+–\d+ 家，共 \d+ 家/.exec(visibleText(text))?.[0] ?? '')
      next = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    expect([...seen].sort()).toEqual(many.map(({ name }) => name).sort())
    expect(counts).toEqual(['第 1–20 家，共 45 家', '第 21–40 家，共 45 家', '第 41–45 家，共 45 家'])
  }, 60_000)

  it('refreshes its bar and rows by itself', async () => {
    const page = await (await officer()).look(path)
    for (const part of ['summary', 'rows']) expect(page.text).toMatch(new RegExp(`<div id="${part}" hx-get="${path}"`))
  })

  it('can be taken away as a spreadsheet with every addressee', async () => {
    await solicitation.record(river, monday)
    const browser = await officer()
    const file = await browser.agent
      .get(`${path}/ledger.xlsx`)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => done(null, Buffer.concat(parts)))
      })
    expect(file.headers['content-disposition']).toContain('.xlsx')
    const sheet = new Uint8Array(file.body as Buffer)
    const text = readPart(sheet, 'xl/sharedStrings.xml') + readPart(sheet, 'xl/worksheets/sheet1.xml')
    for (const words of ['河沥溪街道', '南山街道', '港口镇', '财政局', '无意见', '纸质', '未签收'])
      expect(text).toContain(words)
  })

  it('is seen by the supervisor of the authority without the acts of an officer, and by nobody outside', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look(path)
    expect(page.status).toBe(200)
    expect(page.text).not.toContain(`href="${path}/extend"`)
    expect(page.text).not.toContain(`href="${path}/withdraw"`)
    const contact = await browserOf(river.contact)
    for (const address of [
      path,
      `${path}/ledger.xlsx`,
      `${path}/extend`,
      `${path}/urge`,
      `${path}/withdraw`,
      `${path}/close`,
    ])
      expect([address, (await contact.look(address)).status]).toEqual([address, 404])
  })
})

describe('Urging', () => {
  it('reaches all the silent once, with the officer’s words', async () => {
    await solicitation.answer(river)
    const browser = await officer()
    const page = await browser.look(`${path}/urge`)
    expect(headingIn(page.text)).toBe('催办未反馈的 3 家')
    expect(visibleText(page.text)).toContain('苏棠 1390000')
    const after = await submit(browser, `${path}/urge`, `${path}/urge`, { message: '请今天办理。' })
    expect(visibleText(after.text)).toContain('1 次')
    expect(await noticesOf(hill)).toEqual(['released', 'urged'])
    expect(await noticesOf(river)).toEqual(['received', 'released'])
    const again = await submit(browser, `${path}/urge`, `${path}/urge`)
    expect([again.status, visibleText(again.text)]).toEqual([409, expect.stringContaining('刚刚催办过')])
  })

  it('still concerns one unit when its message was too long', async () => {
    const browser = await officer()
    const one = `${path}/urge?case=${await solicitation.caseOf(hill)}`
    const page = await submit(browser, one, `${path}/urge`, { message: '办'.repeat(501) })
    expect([page.status, errorsIn(page.text)]).toEqual([422, ['附言：最多 500 个字，现有 501 个。']])
    expect(headingIn(page.text)).toBe('催办南山街道')
    await browser.send(`${path}/urge`, { ...formIn(page.text, `${path}/urge`), message: '请办理。' })
    expect([await noticesOf(hill), await noticesOf(port)]).toEqual([['released', 'urged'], ['released']])
  })

  it('reaches whoever holds up the approval, by the task', async () => {
    await solicitation.answer(hill, { text: '补助偏低。' })
    await office.goOn('2026-11-24T02:00:00.000Z')
    const { database } = web.house
    const { id } = await database.selectFrom('opinions').select('id').executeTakeFirstOrThrow()
    const actor = await office.actorOf(office.people.officer)
    await dispose(web.house, actor, {
      cycleId: solicitation.cycleId,
      opinions: [{ id, version: 0 }],
      verdict: 'adopted',
      reason: '',
    })
    await solicitation.submitTable()
    const browser = await officer()
    const task = await solicitation.taskOf('approval')
    const page = await browser.look(`${path}/urge?task=${task}`)
    expect(visibleText(page.text)).toContain('未办结')
    await submit(browser, `${path}/urge?task=${task}`, `${path}/urge`)
    const { urged } = await database
      .selectFrom('tasks')
      .select('urged')
      .where('id', '=', task)
      .executeTakeFirstOrThrow()
    expect(urged).toBe(1)
  })

  it('reaches one unit from its row', async () => {
    const browser = await officer()
    await submit(browser, `${path}/urge?case=${await solicitation.caseOf(hill)}`, `${path}/urge`)
    expect(await noticesOf(hill)).toEqual(['released', 'urged'])
    expect(await noticesOf(port)).toEqual(['released'])
  })
})

describe('Extending', () => {
  it('moves the deadline for everyone and tells them why', async () => {
    const browser = await officer()
    const page = await submit(browser, `${path}/extend`, `${path}/extend`, { on: '2026-11-25', reason: '材料较多' })
    expect(visibleText(page.text)).toContain('11月25日 星期三 17:30')
    expect(visibleText(page.text)).toContain('11月16日 10:00 由许知言延期：材料较多')
    expect(await noticesOf(hill)).toEqual(['extended', 'released'])
  })

  it('moves it for one unit only, whose row then says so', async () => {
    const caseId = await solicitation.caseOf(hill)
    const browser = await officer()
    const page = await submit(browser, `${path}/extend?case=${caseId}`, `${path}/extend`, {
      on: '2026-11-25',
      reason: '会议冲突',
    })
    expect(visibleText(page.text)).toContain('期限 11月25日 17:30')
    expect(visibleText(page.text)).toContain('由许知言为 1 家延期：会议冲突')
    expect(await noticesOf(port)).toEqual(['released'])
  })

  it('for one unit shows its date while the cycle waits for it, and calls nothing overdue', async () => {
    const browser = await officer()
    await submit(browser, `${path}/extend?case=${await solicitation.caseOf(hill)}`, `${path}/extend`, {
      on: '2026-11-25',
      reason: '会议冲突',
    })
    await office.goOn('2026-11-23T09:30:00.001Z')
    const words = visibleText((await browser.look(path)).text)
    expect(words).toContain('11月25日 星期三 17:30')
    expect(words).toContain('统一期限 11月23日 星期一 17:30 已到，上面是单独延期的 1 家的期限')
    expect(words).not.toContain('超期')
    expect(visibleText((await browser.look('/')).text)).not.toContain('超期不足')
  })

  it('to a date that gives nobody more time names the field', async () => {
    const browser = await officer()
    const page = await submit(browser, `${path}/extend`, `${path}/extend`, { on: '2026-11-20', reason: '材料较多' })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['新期限：要晚于现在的期限。'])
    expect(formIn(page.text, `${path}/extend`).on).toBe('2026-11-20')
  })

  it('keeps what was typed when the date lies behind', async () => {
    const browser = await officer()
    const page = await submit(browser, `${path}/extend`, `${path}/extend`, { on: '2026-11-13', reason: '材料较多' })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['新期限：这个时间已经过去。'])
    expect(formIn(page.text, `${path}/extend`).reason).toBe('材料较多')
  })
})

describe('Withdrawing', () => {
  it('ends everything, tells whoever was asked, and lets the officer draft it anew', async () => {
    const browser = await officer()
    const asked = await browser.look(`${path}/withdraw`)
    expect(visibleText(asked.text)).toContain('将通知 4 家单位。')
    const page = await submit(browser, `${path}/withdraw`, `${path}/withdraw`, { reason: '文稿须重写' })
    expect(visibleText(page.text)).toContain('11月16日 星期一 10:00 撤回：文稿须重写')
    expect(visibleText(page.text)).toContain('已撤回，不再接收反馈 11月16日 星期一 10:00 撤回')
    expect(visibleText(page.text)).not.toContain('反馈已截止')
    expect(await noticesOf(hill)).toEqual(['released', 'withdrawn'])
    const copy = await submit(browser, path, `${path}/copy`)
    expect(visibleText(copy.text)).toContain('识别出 6 条')
  })

  it('wants a reason', async () => {
    const page = await submit(await officer(), `${path}/withdraw`, `${path}/withdraw`, { reason: '' })
    expect([page.status, errorsIn(page.text)]).toEqual([422, ['撤回理由：请填写。']])
    expect(await solicitation.state()).toBe('open')
  })
})

describe('Closing early', () => {
  it('is offered only once everyone has answered', async () => {
    const browser = await officer()
    expect(visibleText((await browser.look(`${path}/close`)).text)).toContain('还有 4 家没有反馈')
    for (const unit of [river, hill, port, treasury]) await solicitation.answer(unit)
    expect((await browser.look(path)).text).toContain(`href="${path}/close"`)
    await submit(browser, `${path}/close`, `${path}/close`)
    await office.goOn()
    expect(await solicitation.state()).toBe('disposing')
    expect(visibleText((await browser.look(path)).text)).toContain('处理意见')
  })
})

describe('The record of an addressee', () => {
  it('takes a telephone call', async () => {
    const row = `${path}/cases/${await solicitation.caseOf(hill)}`
    const browser = await officer()
    const empty = await submit(browser, `${row}/phone`, `${row}/phone`, { text: '' })
    expect([empty.status, errorsIn(empty.text)]).toEqual([422, ['内容：请填写。']])
    const page = await submit(browser, `${row}/phone`, `${row}/phone`, { spokeWith: '苏棠', text: '今天签收' })
    expect(visibleText(page.text)).toContain('许知言致电苏棠：今天签收')
  })

  it('takes a corrected address, and what did not arrive is sent again', async () => {
    const caseId = await solicitation.caseOf(hill)
    const row = `${path}/cases/${caseId}`
    const { database } = web.house
    await database.updateTable('cases').set({ undelivered: true }).where('id', '=', caseId).execute()
    await database
      .updateTable('deliveries')
      .set({ state: 'refused', answer: '550 user unknown' })
      .where('case_id', '=', caseId)
      .execute()
    const browser = await officer()
    const wrong = await submit(browser, `${row}/address`, `${row}/address`, { address: 'hill.example' })
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, ['新邮箱：这不是邮箱地址。']])
    expect(visibleText(wrong.text)).toContain('550 user unknown')
    await submit(browser, `${row}/address`, `${row}/address`, { address: 'new@hill.example' })
    const sent = await database
      .selectFrom('deliveries')
      .select(['address', 'state'])
      .where('case_id', '=', caseId)
      .execute()
    expect(sent).toContainEqual({ address: 'new@hill.example', state: 'queued' })
  })

  it('takes an answer that came on paper, with its channel and both times', async () => {
    const row = `${path}/cases/${await solicitation.caseOf(hill)}`
    await office.goOn('2026-11-18T02:00:00.000Z')
    const browser = await officer()
    const page = await submit(browser, `${row}/record`, `${row}/record`, {
      channel: 'paper',
      receivedOn: '2026-11-17',
      receivedTime: '09:30',
      byName: '苏棠',
      kind: 'opinions',
      'opinions.1.anchor': '二（一）',
      'opinions.1.text': '补助偏低。',
    })
    const words = visibleText(page.text)
    expect(words).toContain('有意见 1 条·代录')
    expect(words).toContain('纸质，11月17日 9:30收，11月18日 10:00录')
  })

  it('names what is wrong with a recorded answer and keeps all of it, the scan too', async () => {
    const row = `${path}/cases/${await solicitation.caseOf(hill)}`
    const browser = await officer()
    const { text } = await browser.look(`${row}/record`)
    const response = await browser.agent
      .post(`${row}/record`)
      .field({
        csrf: browser.token(),
        ...formIn(text, `${row}/record`),
        receivedOn: '2026-11-30',
        kind: 'opinions',
        'opinions.0.anchor': '一（一）',
        'opinions.0.text': '讲座太多。',
      })
      .attach('scan', Buffer.from('%PDF-1.4\n'), '来文.pdf')
    expect(response.status).toBe(422)
    expect(errorsIn(response.text)).toEqual(['收到日期：这个时间还没有到。'])
    const again = formIn(response.text, `${row}/record`)
    expect(again).toMatchObject({ 'opinions.0.text': '讲座太多。', scanName: '来文.pdf' })
    const done = await browser.send(`${row}/record`, { ...again, receivedOn: '2026-11-16', receivedTime: '10:00' })
    expect(done.status).toBe(303)
    expect(visibleText((await browser.look(String(done.headers.location))).text)).toContain('来文.pdf')
  })

  it('has room for more opinions than the page first shows, without losing any', async () => {
    const row = `${path}/cases/${await solicitation.caseOf(hill)}`
    const browser = await officer()
    const page = await submit(browser, `${row}/record`, `${row}/record`, { 'opinions.0.text': '第一条', more: '1' })
    expect(page.status).toBe(200)
    const form = formIn(page.text, `${row}/record`)
    expect(form['opinions.0.text']).toBe('第一条')
    expect(form).toHaveProperty(['opinions.5.text'])
  })
})

describe('After the deadline', () => {
  beforeEach(async () => {
    await solicitation.signFor(river)
    await office.goOn('2026-11-24T02:00:00.000Z')
  })

  it('says who was deemed to have no objection, marked where it was not signed for, and who still must answer', async () => {
    const browser = await officer()
    const page = await browser.look(path)
    const words = visibleText(page.text)
    expect(words).toContain('反馈已截止 11月23日 星期一 17:30 截止')
    expect(words).toContain('财政局逾期未答复，仍须答复')
    const unsigned = visibleText((await browser.look(`${path}?row=${await solicitation.caseOf(hill)}`)).text)
    expect(unsigned).toContain('到期 未签收，视为无意见，已标注')
    const signed = visibleText((await browser.look(`${path}?row=${await solicitation.caseOf(river)}`)).text)
    expect(signed).toContain('到期 未反馈，视为无意见')
    expect(rowsOf(page.text)[0]).toBe('财政局 必须答复')
  })

  it('lets the officer decide once whether a late answer counts', async () => {
    await solicitation.answer(hill, { text: '补助偏低。' })
    const row = `${path}/cases/${await solicitation.caseOf(hill)}`
    const browser = await officer()
    expect(visibleText((await browser.look(path)).text)).toContain('视为无意见·逾期收到')
    const page = await browser.look(`${row}/late`)
    expect(visibleText(page.text)).toContain('补助偏低。')
    const silent = await submit(browser, `${row}/late`, `${row}/late`, { reason: '' })
    expect([silent.status, errorsIn(silent.text)]).toEqual([422, ['决定：请选择。']])
    const refused = await submit(browser, `${row}/late`, `${row}/late`, { counts: 'no', reason: '' })
    expect(errorsIn(refused.text)).toEqual(['理由：请填写。'])
    const done = await submit(browser, `${row}/late`, `${row}/late`, { counts: 'yes' })
    expect(visibleText(done.text)).toContain('许知言决定逾期意见计入')
    expect(visibleText(done.text)).toContain('有意见 1 条')
  })
})
