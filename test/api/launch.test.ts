import { type Office, officePassword, openOffice, type Unit } from '../builders/office.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let hill: Unit
let lonely: string

// Monday 16 November 2026, 10:00 in the office.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道', '叶闻溪')
  hill = await office.addAddressee('南山街道', '苏棠')
  lonely = await office.addUnit('无人乡', { kind: 'township', level: 'township' })
}, 60_000)
afterAll(() => web.close())

const text = `一、总的要求
（一）每年举办两场讲座。
（二）建设示范站。
二、经费
讲座每场补助500元。`

async function officer() {
  const browser = web.visitor()
  await browser.signIn(office.people.officer.mobile, officePassword)
  return browser
}
type Browser = Awaited<ReturnType<typeof officer>>

/** Fills in a form of the page as it stands, sends it, and follows to the next page. */
async function submit(browser: Browser, page: string, action: string, typed: Record<string, string>) {
  const { text: html } = await browser.look(page)
  const response = await browser.send(action, { ...formIn(html, action), ...typed })
  return response.status === 303 ? browser.look(String(response.headers.location)) : response
}

async function draft(browser: Browser, title = '照护服务实施意见（征求意见稿）'): Promise<string> {
  const { text: html } = await browser.look('/cycles/new')
  const response = await browser.send('/cycles', { ...formIn(html, '/cycles'), title, text })
  expect(response.status).toBe(303)
  return String(response.headers.location).replace(/\/clauses$/, '')
}

const anchorsOf = async (path: string): Promise<string[]> => {
  const rows = await web.house.database
    .selectFrom('clauses')
    .select('anchor')
    .where('cycle_id', '=', path.replace('/cycles/', ''))
    .orderBy('position')
    .execute()
  return rows.map(({ anchor }) => anchor)
}

describe('A new draft', () => {
  it('is cut into its clauses, each with its anchor', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await browser.look(`${path}/clauses`)
    expect(headingIn(page.text)).toBe('《照护服务实施意见（征求意见稿）》')
    expect(visibleText(page.text)).toContain('识别出 4 条')
    expect(await anchorsOf(path)).toEqual(['一', '一（一）', '一（二）', '二'])
  })

  it('keeps everything that was typed when a field is missing, and says which', async () => {
    const browser = await officer()
    const page = await submit(browser, '/cycles/new', '/cycles', { title: ' ', text })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['文稿标题：请填写。'])
    expect(formIn(page.text, '/cycles').text).toBe(text)
  })

  it('is made once, however often the same form is sent', async () => {
    const browser = await officer()
    const { text: html } = await browser.look('/cycles/new')
    const form = { ...formIn(html, '/cycles'), title: '只此一份', text }
    const [first, second] = [await browser.send('/cycles', form), await browser.send('/cycles', form)]
    expect(second.headers.location).toBe(first.headers.location)
    const other = await browser.send('/cycles', { ...form, title: '另一份' })
    expect([other.status, visibleText(other.text)]).toEqual([409, expect.stringContaining('这张表单已经提交过')])
  })

  it.each([
    ['机密★', '密级标志'],
    ['正文\u202e倒写', '隐藏标记'],
    ['正文\u0007响铃', '控制字符'],
  ])('with %j is refused with the place', async (bad, why) => {
    const browser = await officer()
    const page = await submit(browser, '/cycles/new', '/cycles', { title: '标题', text: `第一行\n${bad}` })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([expect.stringMatching(new RegExp(`^文稿全文：第 2 行.*${why}`))])
  })

  it('takes the place of its text from an uploaded file, also in GB18030', async () => {
    const browser = await officer()
    const { text: html } = await browser.look('/cycles/new')
    const form = formIn(html, '/cycles')
    const gb18030 = Buffer.from([0xd2, 0xbb, 0xa1, 0xa2, 0xd7, 0xdc, 0xd4, 0xf2]) // 一、总则
    const response = await browser.agent
      .post('/cycles')
      .field({ csrf: browser.token(), ...form, title: '上传的文稿', text: '' })
      .attach('file', gb18030, { filename: '文稿.txt', contentType: 'text/plain' })
    expect(response.status).toBe(303)
    const page = await browser.look(String(response.headers.location))
    expect(visibleText(page.text)).toContain('总则')
  })

  it.each([
    ['空.txt', Buffer.alloc(0), '“空.txt”是空文件。'],
    [
      '图片.txt',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0x00, 0xff]),
      '“图片.txt”不是文本文件，请另存为 .txt 后上传。',
    ],
  ])('refuses %s by its name', async (filename, bytes, sentence) => {
    const browser = await officer()
    const { text: html } = await browser.look('/cycles/new')
    const response = await browser.agent
      .post('/cycles')
      .field({ csrf: browser.token(), ...formIn(html, '/cycles'), title: '标题', text: '' })
      .attach('file', bytes, { filename, contentType: 'text/plain' })
    expect(response.status).toBe(422)
    expect(errorsIn(response.text)).toEqual([`或上传 .txt 文件：${sentence}`])
    expect(formIn(response.text, '/cycles').title).toBe('标题')
  })

  it('of ten megabytes gets a clear answer that names the field', async () => {
    const browser = await officer()
    const page = await submit(browser, '/cycles/new', '/cycles', { title: '标题', text: 'x'.repeat(10 * 1_048_576) })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['文稿全文：最多 1000000 个字，现有 10485760 个。'])
  })

  it('shows HTML and templates of its text as they were written', async () => {
    const browser = await officer()
    const page = await submit(browser, '/cycles/new', '/cycles', {
      title: '<b>标题</b>{{title}}',
      text: '一、<script>alert(1)</script>{{#each this}}',
    })
    expect(page.text).not.toContain('<script>alert')
    expect(visibleText(page.text)).toContain('<script>alert(1)</script>{{#each this}}')
    expect(headingIn(page.text)).toBe('《<b>标题</b>{{title}}》')
  })

  it('is not there for those who draft nothing', async () => {
    const browser = web.visitor()
    await browser.signIn(river.contact.mobile, officePassword)
    expect((await browser.look('/cycles/new')).status).toBe(404)
    const response = await browser.send('/cycles', {
      submission: 'a'.repeat(20),
      pack: 'ningguo/opinions',
      title: '标题',
      text,
    })
    expect(response.status).toBe(404)
  })
})

describe('A text that is too large', () => {
  it('is kept, and both sizes are named', async () => {
    const browser = await officer()
    const page = await submit(browser, '/cycles/new', '/cycles', { title: '长文', text: '字'.repeat(349_526) })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['文稿全文：内容太大，最多 1048576 字节，现有 1048578 字节。'])
  })
})

describe('The clauses of a draft', () => {
  const edit = async (browser: Browser, path: string, anchor: string, typed: Record<string, string>) =>
    submit(browser, `${path}/clauses?edit=${encodeURIComponent(anchor)}`, `${path}/clauses`, typed)

  it('keep their anchors when their wording changes', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await edit(browser, path, '一（二）', { text: '', heading: '建设一至两个示范站。', op: 'save' })
    expect(visibleText(page.text)).toContain('建设一至两个示范站。')
    expect(await anchorsOf(path)).toEqual(['一', '一（一）', '一（二）', '二'])
  })

  it('merge with the one above', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await edit(browser, path, '一（二）', { op: 'merge' })
    expect(visibleText(page.text)).toContain('识别出 3 条')
    expect(await anchorsOf(path)).toEqual(['一', '一（一）', '二'])
  })

  it('are cut where a paragraph begins, with the number that it has', async () => {
    const browser = await officer()
    const path = await draft(browser)
    await edit(browser, path, '二', { text: '讲座每场补助500元。\n（一）示范站补助5万元。', op: 'cut-1' })
    expect(await anchorsOf(path)).toEqual(['一', '一（一）', '一（二）', '二', '二（一）'])
  })

  it('keep the anchor with the upper part when they are cut, even where most of the text is below', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const below = '示范站每个补助5万元，由街道申请，建成验收后拨付。\n讲座每场补助500元，年终结算。'
    const page = await edit(browser, path, '二', { text: `总额不超过预算。\n${below}`, op: 'cut-1' })
    const anchors = await anchorsOf(path)
    expect(anchors.slice(0, 4)).toEqual(['一', '一（一）', '一（二）', '二'])
    expect(anchors).toHaveLength(5)
    const upper = page.text.slice(page.text.indexOf('id="c-二"'), page.text.indexOf(`id="c-${anchors[4]}"`))
    expect(upper).toContain('总额不超过预算。')
    expect(upper).not.toContain('示范站每个补助5万元')
  })

  it('say what is wrong with a clause and keep what was typed', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await edit(browser, path, '二', { number: '二'.repeat(41), text: '新的正文', op: 'save' })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['编号：最多 40 个字，现有 41 个。'])
    expect(formIn(page.text, `${path}/clauses`).text).toBe('新的正文')
  })

  it('are not overwritten by a page that was made from an older draft', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const { text: old } = await browser.look(`${path}/clauses?edit=${encodeURIComponent('二')}`)
    await edit(browser, path, '一（一）', { heading: '改过。', text: '', op: 'save' })
    const late = await browser.send(`${path}/clauses`, { ...formIn(old, `${path}/clauses`), text: '覆盖', op: 'save' })
    expect(late.status).toBe(409)
    expect(visibleText(late.text)).toContain('没有覆盖它')
    expect(visibleText(late.text)).toContain('覆盖')
  })

  it('carry attachments that are known by their own bytes', async () => {
    const browser = await officer()
    const path = await draft(browser)
    await browser.look(`${path}/clauses`)
    const attach = (name: string, bytes: Buffer) =>
      browser.agent.post(`${path}/attachments`).field('csrf', browser.token()).attach('file', bytes, name)
    expect((await attach('说明.txt', Buffer.from('说明'))).status).toBe(303)
    const wrong = await attach('说明.docx', Buffer.from('%PDF-1.4'))
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, [expect.stringContaining('说明.docx')]])
    const page = await browser.look(`${path}/clauses`)
    expect(visibleText(page.text)).toContain('说明.txt（1 KB）')
    const remove = /action="([^"]*\/remove)"/.exec(page.text)?.[1] ?? ''
    await browser.send(remove, {})
    expect(visibleText((await browser.look(`${path}/clauses`)).text)).toContain('没有附件。')
  })
})

describe('The addressees of a draft', () => {
  it('are added by level, marked as having to answer, and removed', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const address = `${path}/addressees`
    const added = await submit(browser, address, address, { op: 'level-township' })
    expect(visibleText(added.text)).toContain('主送 3 家')
    expect(visibleText(added.text)).toContain('无人乡 无人可通知')
    const removed = await submit(browser, address, address, { op: 'remove', unit: lonely })
    expect(visibleText(removed.text)).toContain('主送 2 家')
    const marked = await submit(browser, address, address, {
      op: 'kinds',
      [`kind.${river.id}`]: 'mandatory',
      [`kind.${hill.id}`]: 'copy',
    })
    expect(visibleText(marked.text)).toContain('主送 1 家，抄送 1 家')
    expect(visibleText(marked.text)).toContain('河沥溪街道 必须答复')
  })

  it('are all kept as chosen, whichever button of the page is pressed', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const address = `${path}/addressees`
    await submit(browser, address, address, { op: 'level-township' })
    const contact = { 'contact.name': '许知言', 'contact.phone': '0563-0000118' }
    const next = await submit(browser, address, address, {
      ...contact,
      op: 'contact-next',
      [`kind.${river.id}`]: 'mandatory',
    })
    expect(headingIn(next.text)).toContain('照护服务实施意见')
    const page = await browser.look(address)
    expect(visibleText(page.text)).toContain('河沥溪街道 必须答复')
    const searched = await submit(browser, address, address, {
      op: 'search',
      q: '南山',
      'contact.phone': '不是号码',
      [`kind.${hill.id}`]: 'copy',
    })
    expect(searched.status).toBe(422)
    expect(searched.text).toContain('value="不是号码"')
    expect(searched.text).toContain('value="南山"')
    expect(visibleText(searched.text)).toContain('主送 2 家，抄送 1 家')
  })

  it('are found by name', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await browser.look(`${path}/addressees?q=${encodeURIComponent('南山')}`)
    expect(visibleText(page.text)).toContain('未选的 1 家')
    expect(visibleText(page.text)).not.toContain('河沥溪街道')
  })

  it('may ask a contact whose telephone number is one', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const address = `${path}/addressees`
    const page = await submit(browser, address, address, {
      op: 'contact',
      'contact.name': '许知言',
      'contact.phone': '请来电',
    })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(['电话：这不是电话号码。'])
    expect(page.text).toContain('value="请来电"')
  })
})

async function complete(browser: Browser, path: string, deadline: Record<string, string>) {
  const address = `${path}/addressees`
  await submit(browser, address, address, { op: 'add', add: river.id })
  await submit(browser, address, address, { op: 'contact', 'contact.name': '许知言', 'contact.phone': '0563-0000118' })
  return submit(browser, `${path}/timing`, `${path}/timing`, { op: 'stay', ...deadline })
}

describe('The dates of a draft', () => {
  it('are drawn instant by instant, with the days that do not count and what each notice says', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await complete(browser, path, { kind: 'working-days', count: '5', closeOfBusiness: '17:30' })
    const words = visibleText(page.text)
    expect(words).toContain('11月23日 星期一 17:30 反馈截止 发出次日起 5 个工作日。未反馈的视为无意见。')
    expect(words).toContain('不计 2 天：11月21日、11月22日（周末）。')
    expect(words).toContain('11月19日 星期四 9:00 临期提醒 期限前 2 个工作日。只发给未反馈的单位。')
    expect(words).toContain('反馈期限为11月23日（星期一）17:30，剩余 2 个工作日')
    expect(words).toContain('请于11月23日（星期一）17:30前反馈')
    expect(words).toContain(
      '督办单 期限后 3 个工作日。只发给必须答复而未答复的单位。发给单位主要负责人。拟好后由督查核发，核发前不发出。',
    )
    expect(words).toContain('不答复 视为无意见 来函第二段')
  })

  it.each([
    [{ kind: 'working-days', count: '五', closeOfBusiness: '17:30' }, ['工作日：请填写整数。']],
    [
      { kind: 'on', on: '2026-02-30', closeOfBusiness: '17:30' },
      ['日期：请按 2026-11-26 的样子填写日期，且须是确有的日子。'],
    ],
    [{ kind: 'working-days', count: '5', closeOfBusiness: '25:00' }, ['截止钟点：请按 17:30 的样子填写钟点。']],
  ])('%j are refused with the field', async (deadline, errors) => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await complete(browser, path, deadline)
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual(errors)
  })

  it('on a rest day are warned of, with the next working day', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const page = await complete(browser, path, { kind: 'on', on: '2026-11-28', closeOfBusiness: '17:30' })
    expect(visibleText(page.text)).toContain('反馈期限是休息日 11月28日 星期六。可改为下一工作日 11月30日 星期一')
  })
})

describe('The check before signature', () => {
  it('names what is in the way and where it is mended', async () => {
    const browser = await officer()
    const path = await draft(browser)
    const address = `${path}/addressees`
    await submit(browser, address, address, { op: 'add', add: lonely })
    const page = await browser.look(`${path}/check`)
    const words = visibleText(page.text)
    expect(words).toContain('3 项不解决不能送签')
    expect(words).toContain('无人乡无人可通知')
    expect(words).toContain('没有填联系人和电话')
    expect(words).toContain('没有填反馈期限')
    expect(page.text).toContain(`href="${path}/addressees#f-contact.name"`)
    expect(page.text).not.toContain('送科室负责人签发')
  })

  it('refuses a sending that the page did not offer', async () => {
    const browser = await officer()
    const path = await draft(browser)
    await browser.look(`${path}/check`)
    const response = await browser.send(`${path}/submit`, { version: '1', submission: 'b'.repeat(20) })
    expect(response.status).toBe(409)
    expect(visibleText(response.text)).toContain('不解决不能送签')
  })

  it('sends what is in order, and the page then says that nothing has left yet', async () => {
    const browser = await officer()
    const path = await draft(browser)
    await complete(browser, path, { kind: 'working-days', count: '5', closeOfBusiness: '17:30' })
    expect(visibleText((await browser.look(`${path}/check`)).text)).toContain('可以送签')
    const page = await submit(browser, `${path}/check`, `${path}/submit`, {})
    expect(visibleText(page.text)).toContain('已送签，正在送到第一环节')
    await office.goOn()
    expect(visibleText((await browser.look(path)).text)).toContain('送签中，签发前不发出任何通知')
    expect((await browser.look(`${path}/clauses`)).status).toBe(303)
  })
})

describe('A draft', () => {
  it('is thrown away after it was asked once more', async () => {
    const browser = await officer()
    const path = await draft(browser, '不要的草稿')
    const page = await submit(browser, `${path}/discard`, `${path}/discard`, {})
    expect(visibleText(page.text)).not.toContain('不要的草稿')
    expect((await browser.look(path)).status).toBe(404)
  })

  it.each(['sectionHead', 'supervisor', 'contact'] as const)('is not changed by %s', async who => {
    const browser = await officer()
    const path = await draft(browser)
    const other = web.visitor()
    await other.signIn(who === 'contact' ? river.contact.mobile : office.people[who].mobile, officePassword)
    for (const step of ['clauses', 'addressees', 'timing', 'check', 'text', 'discard'])
      expect((await other.look(`${path}/${step}`)).status).toBe(404)
    for (const action of ['clauses', 'addressees', 'timing', 'submit', 'text', 'discard', 'attachments']) {
      const response = await other.send(`${path}/${action}`, {
        version: '1',
        submission: 'c'.repeat(20),
        text: 'x',
        title: 'x',
      })
      expect([action, response.status]).toEqual([action, 404])
    }
  })
})
