import type { Member, Solicitation, Unit } from '../builders/office.ts'
import { type Office, officePassword, openOffice } from '../builders/office.ts'
import { readParagraphs } from '../templates/word-text.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let hill: Unit
let treasury: Unit
let head: Member
let second: Member
let solicitation: Solicitation

// Sent on Monday 16 November 2026, due on Monday the 23rd at 17:30.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道办事处', '叶闻溪')
  hill = await office.addAddressee('南山街道办事处', '苏棠')
  treasury = await office.addAddressee('财政局', '郑棠')
  head = await office.addMember('钱立', treasury.id, 'head')
  second = await office.addMember('周衡', treasury.id, 'contact')
  solicitation = await office.solicit([river, hill, { ...treasury, mandatory: true }])
  await office.goOn('2026-11-19T02:00:00.000Z')
}, 60_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}

const answerTask = async (unit: Unit): Promise<string> => {
  const row = await web.house.database
    .selectFrom('tasks')
    .select('id')
    .where('cycle_id', '=', solicitation.cycleId)
    .where('step', '=', 'answer')
    .where('unit_id', '=', unit.id)
    .executeTakeFirstOrThrow()
  return row.id
}
const keyIn = (html: string): string => /name="submission" value="([^"]+)"/.exec(html)?.[1] ?? ''
const noticesTo = async (unitId: string, occasion: string): Promise<number> =>
  (
    await web.house.database
      .selectFrom('notices')
      .select('id')
      .where('unit_id', '=', unitId)
      .where('occasion', '=', occasion)
      .execute()
  ).length

describe('The board of overdue steps', () => {
  it('lists what is due within three working days, with what is left and what was done', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look('/overdue')
    expect(page.status).toBe(200)
    expect(visibleText(page.text)).toContain('没有超期，3 件临期')
    expect(visibleText(page.text)).toContain('还剩 2 个工作日')
    expect(visibleText(page.text)).toContain('《照护服务实施意见（征求意见稿）》，反馈意见，必须答复')
    expect(visibleText(page.text)).toContain('尚未签收，')
    expect(visibleText(page.text)).toContain('临期提醒')
  })

  it('finds a unit by a part of its name and says how many match', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look(`/overdue?unit=${encodeURIComponent('南山')}`)
    expect(visibleText(page.text)).toContain('符合条件 1 件')
    expect(visibleText(page.text)).toContain('南山街道办事处')
    expect(visibleText(page.text)).not.toContain('叶闻溪')
  })

  it('takes a percent sign in a name for a percent sign', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look('/overdue?unit=%25')
    expect(visibleText(page.text)).toContain('没有符合条件的事项')
  })

  it('urges the chosen ones, and nobody twice within the hour', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look('/overdue')
    const task = await answerTask(hill)
    const sent = await supervisor.send('/overdue/urge', {
      submission: keyIn(page.text),
      task,
      message: '请于今日反馈。',
    })
    expect(sent.status).toBe(303)
    const after = await supervisor.look(String(sent.headers.location))
    expect(visibleText(after.text)).toContain('已催办 1 件')
    expect(visibleText(after.text)).toContain('催办 1 次')
    expect(await noticesTo(hill.id, 'urged')).toBe(1)
    const again = await supervisor.send('/overdue/urge', { submission: keyIn(after.text), task, message: '' })
    const told = await supervisor.look(String(again.headers.location))
    expect(visibleText(told.text)).toContain('没有发出催办')
    expect(visibleText(told.text)).toContain('1 件一小时内刚催办过，没有重复发出。')
    expect(await noticesTo(hill.id, 'urged')).toBe(1)
  })

  it('says that nothing is chosen and keeps the words', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look('/overdue')
    const sent = await supervisor.send('/overdue/urge', { submission: keyIn(page.text), message: '请抓紧办理。' })
    expect(sent.status).toBe(422)
    expect(visibleText(sent.text)).toContain('没有选中事项')
    expect(sent.text).toContain('value="请抓紧办理。"')
  })

  it('refuses words that hide or reorder what is read, keeps the choice, and urges nobody', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look('/overdue')
    const task = await answerTask(river)
    const sent = await supervisor.send('/overdue/urge', { submission: keyIn(page.text), task, message: 'a\u202eb' })
    expect(sent.status).toBe(422)
    expect(visibleText(sent.text)).toContain('改变文字方向的隐藏标记')
    expect(sent.text).toMatch(new RegExp(`checked="" value="${task}"|value="${task}"[^>]*checked`))
    expect(await noticesTo(river.id, 'urged')).toBe(0)
  })

  it('is not there for those who only answer or ask', async () => {
    for (const member of [river.contact, office.people.officer]) {
      const browser = await browserOf(member)
      expect((await browser.look('/overdue')).status).toBe(404)
    }
  })

  it('shows the head of a unit their own unit, and offers nothing that is a supervisor’s', async () => {
    const browser = await browserOf(head)
    const page = await browser.look('/overdue')
    expect(page.status).toBe(200)
    expect(visibleText(page.text)).toContain('财政局')
    expect(visibleText(page.text)).not.toContain('南山街道办事处')
    expect(visibleText(page.text)).toContain('只列本单位承担和发起的事项。')
    expect(visibleText(page.text)).not.toContain('催办所选')
    const sent = await browser.send('/overdue/urge', {
      submission: '0123456789abcdef',
      task: await answerTask(hill),
      message: '',
    })
    const told = await browser.look(String(sent.headers.location))
    expect(visibleText(told.text)).toContain('1 件已经办结或不在您的督办范围，没有催办。')
  })

  it('has a page for each key and no page for a broken one', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const task = await answerTask(river)
    const beyond = await supervisor.look(
      `/overdue?after=2026-11-23T09:30:00.000Z_${'f'.repeat(8)}-ffff-ffff-ffff-${'f'.repeat(12)}`,
    )
    expect(beyond.status).toBe(200)
    expect(beyond.text).not.toContain(`value="${task}"`)
    expect((await supervisor.look('/overdue?after=yesterday')).status).toBe(404)
  })

  it('is complete in English', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    await supervisor.look('/overdue')
    await supervisor.send('/language', { language: 'en', back: '/overdue' })
    const page = await supervisor.look('/overdue')
    expect(visibleText(page.text)).toContain('Nothing overdue, 3 due soon')
    expect(visibleText(page.text)).toContain('2 working days left')
    await supervisor.send('/language', { language: 'zh-CN', back: '/overdue' })
  })
})

describe('The story of a step', () => {
  it('tells what was asked, how the date was counted, and the ladder', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look(`/overdue/steps/${await answerTask(treasury)}`)
    expect(page.status).toBe(200)
    expect(visibleText(page.text)).toContain('财政局的反馈意见：还剩 2 个工作日')
    expect(visibleText(page.text)).toContain('自11月16日次日起 5 个工作日')
    expect(visibleText(page.text)).toContain('督办单')
    expect(visibleText(page.text)).toContain('尚未到时')
    expect(visibleText(page.text)).toContain('尚未签收')
    expect(visibleText(page.text)).toContain('征求意见函')
  })

  it('gives the task to somebody else of the unit, with a reason that both are told', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const path = `/overdue/steps/${await answerTask(treasury)}`
    const page = await supervisor.look(path)
    const wrong = await supervisor.send(`${path}/reassign`, {
      submission: keyIn(page.text),
      personId: second.id,
      reason: ' ',
    })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('href="#f-reason"')
    expect(wrong.text).toMatch(new RegExp(`selected="" value="${second.id}"|value="${second.id}" selected`))
    const done = await supervisor.send(`${path}/reassign`, {
      submission: keyIn(wrong.text),
      personId: second.id,
      reason: '郑棠出差。',
    })
    expect(done.status).toBe(303)
    expect(String(done.headers.location)).not.toContain(encodeURIComponent('周衡'))
    const after = await supervisor.look(String(done.headers.location))
    expect(visibleText(after.text)).toContain('已改派给周衡')
    expect(visibleText(after.text)).toContain('郑棠出差。')
  })

  it('does not give it to somebody of another unit', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const path = `/overdue/steps/${await answerTask(treasury)}`
    const page = await supervisor.look(path)
    const wrong = await supervisor.send(`${path}/reassign`, {
      submission: keyIn(page.text),
      personId: hill.contact.id,
      reason: '无人办理。',
    })
    expect(wrong.status).toBe(422)
    expect(visibleText(wrong.text)).toContain('此人目前不担任这个角色')
    expect(visibleText(wrong.text)).toContain('无人办理。')
  })

  it('is open to the head of its unit, and to nobody of another', async () => {
    const path = `/steps/${await answerTask(treasury)}`
    const own = await browserOf(head)
    const page = await own.look(path)
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('name="personId"')
    const other = await browserOf(hill.contact)
    expect((await other.look(path)).status).toBe(404)
    expect((await other.look('/steps/not-a-step')).status).toBe(404)
  })
})

describe('An order that waits for release', () => {
  // 23 November was a Monday: three working days later, on Thursday the 26th at 9:00, the order is drawn up.
  beforeAll(async () => {
    await office.goOn('2026-11-27T02:00:00.000Z')
  }, 60_000)

  const prepared = async (): Promise<string> => {
    const row = await web.house.database
      .selectFrom('rungs')
      .select('id')
      .where('cycle_id', '=', solicitation.cycleId)
      .where('rung', '=', 'supervision-order')
      .where('case_id', 'is not', null)
      .executeTakeFirstOrThrow()
    return row.id
  }

  it('stands on the board with how it came to it', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look('/overdue')
    expect(visibleText(page.text)).toContain('1 件超期，1 件督办单等您核发')
    expect(visibleText(page.text)).toContain('超期 4 个工作日')
    expect(visibleText(page.text)).toContain('督办单待核发')
    expect(visibleText(page.text)).toContain('督办单：财政局主要负责人')
    expect(visibleText(page.text)).toContain('须由您核发')
  })

  it('is read as it would go out, and no notice has left', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const page = await supervisor.look(`/overdue/release/${await prepared()}`)
    expect(page.status).toBe(200)
    expect(visibleText(page.text)).toContain('是否向财政局发出督办单')
    expect(visibleText(page.text)).toContain('财政局 钱立')
    expect(visibleText(page.text)).toContain('核发，发给钱立')
    expect(visibleText(page.text)).toContain('已催办2次')
    expect(visibleText(page.text)).toContain('照护服务实施意见（征求意见稿）')
    expect(await noticesTo(treasury.id, 'supervision-order')).toBe(0)
  })

  it('is nobody’s but the supervisors’', async () => {
    const path = `/overdue/release/${await prepared()}`
    for (const member of [head, office.people.officer, treasury.contact]) {
      const browser = await browserOf(member)
      expect((await browser.look(path)).status).toBe(404)
      expect((await browser.send(path, { submission: '0123456789abcdef' })).status).toBe(404)
    }
    expect(await noticesTo(treasury.id, 'supervision-order')).toBe(0)
  })

  it('can be written to a file with other matters of the same unit, and of one unit only', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const task = await answerTask(treasury)
    await supervisor.look('/overdue')
    const response = await supervisor.agent
      .post('/overdue/order.docx')
      .type('form')
      .send({ csrf: supervisor.token(), task })
      .buffer(true)
      .parse((res, done) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('end', () => done(null, Buffer.concat(chunks)))
      })
    expect(response.status).toBe(200)
    expect(response.headers['content-disposition']).toContain('attachment')
    const text = readParagraphs(response.body as Buffer).join('\n')
    expect(text).toContain('财政局主要负责人：')
    expect(text).toContain('4 个工作日')
  })

  it('is held back only with a reason', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const path = `/overdue/release/${await prepared()}`
    const page = await supervisor.look(path)
    const wrong = await supervisor.send(`${path}/hold`, { submission: keyIn(page.text), reason: '' })
    expect(wrong.status).toBe(422)
    expect(visibleText(wrong.text)).toContain('请填写')
  })

  it('goes to the head of the unit once it is released, and only once', async () => {
    const supervisor = await browserOf(office.people.supervisor)
    const path = `/overdue/release/${await prepared()}`
    const page = await supervisor.look(path)
    const sent = await supervisor.send(path, { submission: keyIn(page.text) })
    expect(sent.status).toBe(303)
    const after = await supervisor.look(path)
    expect(visibleText(after.text)).toContain('督办单已由程望核发')
    expect(after.text).not.toContain('name="reason"')
    expect(await noticesTo(treasury.id, 'supervision-order')).toBe(1)
    const again = await supervisor.send(path, { submission: 'another-key-0123456789' })
    expect(again.status).toBe(409)
    expect(await noticesTo(treasury.id, 'supervision-order')).toBe(1)
    const board = await supervisor.look('/overdue')
    expect(visibleText(board.text)).toContain('没有等您核发的文书')
    expect(visibleText(board.text)).toContain('督办单已发')
  })
})
