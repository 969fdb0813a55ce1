import { withdraw } from '../../acts/withdraw.ts'
import { type Office, officePassword, openOffice, type Solicitation, type Unit } from '../builders/office.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let hill: Unit
let treasury: Unit

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道办事处', '叶闻溪')
  hill = await office.addAddressee('南山街道办事处', '苏棠')
  treasury = await office.addAddressee('财政局', '郑棠')
}, 60_000)
afterAll(() => web.close())

async function browserOf(mobile: string) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}
type Browser = Awaited<ReturnType<typeof browserOf>>

/** Every hidden and typed value of the answer form, as a browser would send it. */
function formIn(html: string): Record<string, string> {
  const form = /<form[^>]*id="answer".*?<\/form>/su.exec(html)?.[0] ?? ''
  const values: Record<string, string> = {}
  for (const [, attributes = ''] of form.matchAll(/<input([^>]*)>/gu)) {
    const name = /name="([^"]*)"/.exec(attributes)?.[1]
    if (name && !attributes.includes('type="file"'))
      values[name] = decode(/value="([^"]*)"/.exec(attributes)?.[1] ?? '')
  }
  for (const [, attributes = '', text = ''] of form.matchAll(/<textarea([^>]*)>(.*?)<\/textarea>/gsu))
    values[/name="([^"]*)"/.exec(attributes)?.[1] ?? ''] = decode(text)
  return values
}
const decode = (text: string): string =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

async function post(browser: Browser, path: string, values: Record<string, string>, intent: string) {
  return browser.send(path, { ...values, intent })
}

describe('A letter', () => {
  let letter: string
  let solicitation: Solicitation
  let browser: Browser

  beforeAll(async () => {
    solicitation = await office.solicit([river, hill, { ...treasury, mandatory: true }])
    letter = `/answers/${await solicitation.caseOf(river)}`
    browser = await browserOf(river.contact.mobile)
  })

  it('is in the list of its unit with what is left, and asks to be signed for first', async () => {
    const list = await browser.look('/answers')
    expect(list.text).toContain('有 1 件来函等待答复')
    expect(list.text).toContain('待签收')
    expect(list.text).toContain('还剩 5 个工作日')
    const page = await browser.look(letter)
    expect(page.status).toBe(200)
    expect(page.text).toContain('卫生健康委员会征求意见·11月16日来函')
    expect(page.text).toContain('11月23日 星期一 17:30')
    expect(page.text).toContain('逾期未反馈，视为无意见')
    expect(page.text).toContain('签收')
    expect(page.text).not.toContain('id="answer"')
  })

  it('can be answered once it is signed for, and says who signed', async () => {
    const signed = await browser.send(`${letter}/sign-for`, {})
    expect(signed.status).toBe(303)
    const page = await browser.look(letter)
    expect(page.text).toContain('叶闻溪 11月16日 10:00 已代表本单位签收。')
    expect(page.text).toContain('共 6 条，逐条可提意见')
    expect(page.text).toContain('答复无意见')
  })

  it('takes opinions clause by clause without JavaScript and keeps them in the draft', async () => {
    let page = await browser.look(letter)
    const added = await post(browser, letter, formIn(page.text), 'add:一（一）')
    expect(added.status).toBe(303)
    expect(decodeURIComponent(added.headers.location ?? '')).toBe(`${letter}?from=0#f-opinions.0.text`)
    page = await browser.look(letter)
    expect(page.text).toContain('对一（一）的意见')
    const values = {
      ...formIn(page.text),
      'opinions.0.text': '与四（二）不一致。',
      'opinions.0.wording': '举办一至两场讲座。',
    }
    await post(browser, letter, values, 'add:一（一）')
    page = await browser.look(letter)
    expect(page.text).toContain('对一（一）的第 2 条意见')
    expect(formIn(page.text)['opinions.0.wording']).toBe('举办一至两场讲座。')
    expect(page.text).toContain('已填 2 条意见，草稿 11月16日 10:00 由叶闻溪保存')
    await post(browser, letter, formIn(page.text), 'drop:1')
    expect((await browser.look(letter)).text).toContain('提交 1 条意见')
  })

  it('saves itself, and tells a second editor with both texts instead of overwriting', async () => {
    const colleague = await office.addMember('叶问舟', river.id, 'contact')
    const other = await browserOf(colleague.mobile)
    const theirs = formIn((await other.look(letter)).text)
    const mine = formIn((await browser.look(letter)).text)
    const saved = await browser.send(`${letter}/draft`, { ...mine, 'opinions.0.text': '甲写的' })
    expect(saved.status).toBe(200)
    expect(saved.text).toContain('自动保存')
    const again = await browser.send(`${letter}/draft`, { ...mine, 'opinions.0.text': '甲写的，改过' })
    expect(again.status).toBe(200)

    const refused = await other.send(`${letter}/draft`, { ...theirs, 'opinions.0.text': '乙写的' })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('叶闻溪 11月16日 10:00 另存了草稿，您填写的暂未保存')
    for (const intent of ['save', 'submit']) {
      const page = await post(other, letter, { ...theirs, 'opinions.0.text': '乙写的' }, intent)
      expect(page.status).toBe(409)
      expect(page.text).toContain('另存了草稿，您填写的还没有保存')
      expect(page.text).toContain('甲写的，改过')
      expect(formIn(page.text)['opinions.0.text']).toBe('乙写的')
    }
    const page = await post(other, letter, { ...theirs, 'opinions.0.text': '乙写的' }, 'save')
    expect((await post(other, letter, formIn(page.text), 'save')).status).toBe(303)
    expect(formIn((await browser.look(letter)).text)['opinions.0.text']).toBe('乙写的')
  })

  it('names each field that cannot be taken and keeps everything that was typed', async () => {
    const values = {
      ...formIn((await browser.look(letter)).text),
      'opinions.0.text': '',
      'opinions.0.wording': '按\u202e此改',
      'opinions.0.reason': '<b>理由</b>{{x}}',
    }
    const page = await post(browser, letter, values, 'submit')
    expect(page.status).toBe(422)
    expect(page.text).toContain('2 处需要改')
    expect(page.text).toContain('一（一）：意见')
    expect(page.text).toContain('改变文字方向的隐藏标记')
    expect(page.text).toContain('&lt;b&gt;理由&lt;/b&gt;{{x}}')
    expect(formIn(page.text)['opinions.0.wording']).toBe('按\u202e此改')
  })

  it('keeps rare characters, emoji and template text as they were typed, and refuses a flood of text', async () => {
    const odd = '𠮷家𰻞 👩‍👩‍👧 {{title}} <script>alert(1)</script> &amp;'
    const values = { ...formIn((await browser.look(letter)).text), 'opinions.0.text': odd }
    expect((await post(browser, letter, values, 'save')).status).toBe(303)
    const page = await browser.look(letter)
    expect(formIn(page.text)['opinions.0.text']).toBe(odd)
    expect(page.text).not.toContain('<script>alert')
    const flood = await post(browser, letter, { ...values, 'opinions.0.text': '字'.repeat(4_000_000) }, 'save')
    expect(flood.status).toBe(413)
    const long = await post(browser, letter, { ...formIn(page.text), 'opinions.0.text': '字'.repeat(10_001) }, 'save')
    expect(long.status).toBe(422)
    expect(long.text).toContain('最多 10000 个字，现有 10001 个')
    expect(formIn((await browser.look(letter)).text)['opinions.0.text']).toBe(odd)
  })

  it('stores a file with the draft when it is chosen, and refuses renamed and empty ones by name', async () => {
    const page = await browser.look(letter)
    const values = formIn(page.text)
    const send = (name: string, bytes: Buffer, intent = 'attach') => {
      let request = browser.agent.post(letter).field({ ...values, csrf: browser.token(), intent })
      request = request.attach('opinions.0.upload', bytes, name)
      return request
    }
    const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
    const renamed = await send('说明.docx', pdf)
    expect(renamed.status).toBe(422)
    expect(renamed.text).toContain('“说明.docx”的内容不是 docx 格式')
    expect((await send('空.pdf', Buffer.alloc(0))).text).toContain('“空.pdf”是空文件')
    expect((await send('程序.exe', Buffer.from('MZ'))).text).toContain('“程序.exe”不是可上传的格式')
    expect((await send('纪要.txt', Buffer.from('机密★一年'))).text).toContain('密级标志')
    expect((await send('说明.pdf', pdf)).status).toBe(303)
    const kept = await browser.look(letter)
    expect(kept.text).toContain('说明.pdf')
    const file = /href="(\/files\/[^"]+)"/.exec(kept.text)?.[1] ?? ''
    const download = await browser.look(file)
    expect(download.headers['content-type']).toBe('application/pdf')
    expect(download.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('说明.pdf')}`)
    const officer = await browserOf(office.people.officer.mobile)
    expect((await officer.look(file)).status).toBe(404) // still a draft
    const stranger = await browserOf(hill.contact.mobile)
    expect((await stranger.look(file)).status).toBe(404)
  })

  it('gives a receipt: number, time, rule of in-time, and exactly what was asked and answered; twice the same form is one answer', async () => {
    const values = {
      ...formIn((await browser.look(letter)).text),
      'opinions.0.text': '两处不一致，建议统一。',
      'opinions.0.wording': '',
      'opinions.0.reason': '经费不足',
    }
    const given = await post(browser, letter, values, 'submit')
    expect(given.status).toBe(303)
    expect(given.headers.location).toBe(`${letter}/receipts/1`)
    expect((await post(browser, letter, values, 'submit')).headers.location).toBe(`${letter}/receipts/1`)
    const receipt = await browser.look(`${letter}/receipts/1`)
    expect(receipt.text).toMatch(/FK2026-\d{6}/)
    expect(receipt.text).toContain('2026年11月16日 星期一 10:00:00')
    expect(receipt.text).toContain('2026年11月23日（星期一）17:30；以系统收到的时刻为准，本次在期限内')
    expect(receipt.text).toContain('共 6 条')
    expect(receipt.text).toContain('有意见，1 条')
    expect(receipt.text).toContain('两处不一致，建议统一。')
    expect(receipt.text).toContain('说明.pdf')
    expect(receipt.text).toMatch(/[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}/)
    const officer = await browserOf(office.people.officer.mobile)
    expect((await officer.look(`${letter}/receipts/1`)).status).toBe(200)
    expect((await officer.look(letter)).status).toBe(404)
    const file = /href="(\/files\/[^"]+)"/.exec(receipt.text)?.[1] ?? ''
    expect((await officer.look(file)).status).toBe(200)
  })

  it('can be answered anew until the deadline; the earlier answer stays readable', async () => {
    const page = await browser.look(letter)
    expect(page.text).toContain('贵单位已答复，截止前还可更换')
    expect(page.text).not.toContain('id="answer"')
    const edit = await browser.look(`${letter}?replace=1`)
    expect(formIn(edit.text)['opinions.0.text']).toBe('两处不一致，建议统一。')
    const asked = await post(browser, letter, formIn(edit.text), 'no-opinion')
    expect(asked.headers.location).toBe(`${letter}/no-opinion`)
    const confirm = await browser.look(`${letter}/no-opinion`)
    expect(confirm.text).toContain('草稿里已填 1 条意见')
    const version = /name="version" value="(\d+)"/.exec(confirm.text)?.[1] ?? ''
    const key = /name="submission" value="([^"]+)"/.exec(confirm.text)?.[1] ?? ''
    const given = await post(browser, letter, { version, count: '0', submission: key }, 'no-opinion')
    expect(given.headers.location).toBe(`${letter}/receipts/2`)
    expect((await browser.look(`${letter}/receipts/2`)).text).toContain('无意见。')
    expect((await browser.look(`${letter}/receipts/1`)).text).toContain('这份答复已被后来的一份替换')
  })

  it('is nobody else’s: another unit, the officer and an unknown number see nothing', async () => {
    const stranger = await browserOf(hill.contact.mobile)
    for (const path of [
      letter,
      `${letter}/receipts/1`,
      `${letter}/no-opinion`,
      '/answers/not-an-id',
      `${letter}/receipts/9`,
    ])
      expect((await stranger.look(path)).status).toBe(404)
    expect((await stranger.send(`${letter}/sign-for`, {})).status).toBe(404)
    expect(
      (await post(stranger, letter, { version: '0', count: '0', submission: 'a'.repeat(20) }, 'no-opinion')).status,
    ).toBe(404)
  })

  it('is shown in English to whoever reads English', async () => {
    await web.house.database.updateTable('people').set({ language: 'en' }).where('id', '=', hill.contact.id).execute()
    const reader = await browserOf(hill.contact.mobile)
    const page = await reader.look(`/answers/${await solicitation.caseOf(hill)}`)
    expect(page.text).toContain('working days left')
    expect(page.text).toContain('A unit that has not answered by then is deemed to have no objection')
    expect(page.text).toContain('1(1)')
  })

  it('says after the deadline that an answer will be late and who decides, and marks the receipt so', async () => {
    await office.goOn('2026-11-23T09:30:00.001Z')
    const deemed = await web.house.database
      .selectFrom('cases')
      .select('outcome')
      .where('id', '=', await solicitation.caseOf(hill))
      .executeTakeFirst()
    expect(deemed?.outcome).toBe('deemed-no-objection')
    const path = `/answers/${await solicitation.caseOf(treasury)}`
    const reader = await browserOf(treasury.contact.mobile)
    expect((await reader.look('/answers')).text).toContain('逾期未答复')
    await reader.send(`${path}/sign-for`, {})
    const page = await reader.look(path)
    expect(page.text).toContain('答复期限已过，仍可答复')
    expect(page.text).toContain('贵单位必须答复，已逾期')
    const given = await post(reader, path, formIn(page.text), 'no-opinion')
    const receipt = await reader.look(given.headers.location ?? '')
    expect(receipt.text).toContain('贵单位的答复已收到，标记为逾期')
    expect(receipt.text).toContain('以系统收到的时刻为准，本次逾期')
  })

  it('that is a copy wants no answer, and one recorded by the officer shows how it came', async () => {
    const port = await office.addAddressee('港口镇', '林岸')
    const told = await office.addAddressee('档案馆', '宋回')
    const other = await office.solicit([port, { ...told, copy: true }], { title: '另一份意见' })
    const reader = await browserOf(told.contact.mobile)
    const copy = await reader.look(`/answers/${await other.caseOf(told)}`)
    expect(copy.text).toContain('本件抄送贵单位，供知悉')
    expect(copy.text).not.toContain('id="answer"')
    expect((await reader.look('/answers?view=all')).text).toContain('抄送，供知悉')
    await other.record(port, '2026-11-23T09:30:00.001Z')
    const contact = await browserOf(port.contact.mobile)
    const receipt = await contact.look(`/answers/${await other.caseOf(port)}/receipts/1`)
    expect(receipt.text).toContain('纸质')
    expect(receipt.text).toContain('许知言 2026年11月23日 星期一 17:30:00 录入')
    expect(receipt.text).toContain('以收到的时刻为准，本次在期限内')
  })

  it('that was withdrawn says why and takes nothing any more', async () => {
    const asked = await office.addAddressee('港务站', '何川')
    const other = await office.solicit([asked], { title: '会撤回的意见' })
    const officer = await office.actorOf(office.people.officer)
    await withdraw(web.house, officer, {
      cycleId: other.cycleId,
      reason: '文稿需要重拟',
      once: { key: 'withdraw-for-test' },
    })
    await office.goOn()
    const reader = await browserOf(asked.contact.mobile)
    const path = `/answers/${await other.caseOf(asked)}`
    const page = await reader.look(path)
    expect(page.text).toContain('来函单位已撤回，不再办理')
    expect(page.text).toContain('原因：文稿需要重拟')
    expect((await reader.send(`${path}/sign-for`, {})).status).toBe(409)
  })
})
