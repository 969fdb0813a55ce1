import { setClock } from '../../acts/set-clock.ts'
import { openRound, type Round } from '../builders/money.ts'
import { later } from '../builders/world.ts'
import { readPart } from '../templates/word-text.ts'
import { openFinance } from './finance.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Awaited<ReturnType<typeof openFinance>>
let round: Round
let make: string

// Monday the 16th, 10:00 in Shanghai.
beforeEach(async () => {
  web = await openWeb()
  office = await openFinance(web)
  round = await openRound(office, {
    granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }, { fen: 36_000_00n }],
    appropriatedFen: 200_000_00n,
  })
  make = `/rounds/${round.cycleId}/lists/new`
}, 60_000)
afterEach(() => web.close())

const browserOf = (who: 'officer' | 'leader' | 'supervisor') => office.browserOf(office.people[who])
type Browser = Awaited<ReturnType<typeof browserOf>>
const submit = async (browser: Browser, page: string, typed: Record<string, string> = {}, action = page) => {
  const { text } = await browser.look(page)
  return browser.send(action, { ...formIn(text, action), ...typed })
}
const binary = (browser: Browser, path: string) =>
  browser.agent
    .get(path)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => done(null, Buffer.concat(parts)))
    })
/** Makes a list of everything that can be listed; answers its address. */
const made = async (browser: Browser): Promise<string> => {
  const page = await browser.look(make)
  const picked = [...page.text.matchAll(/name="caseIds"[^>]* value="([^"]+)"/g)].map(([, id]) => id)
  const response = await browser.agent
    .post(make)
    .type('form')
    .send({ csrf: browser.token(), ...formIn(page.text, make), caseIds: picked })
  expect(response.status).toBe(303)
  return String(response.headers.location)
}
const approval = {
  'minutes.number': '会议纪要〔2026〕17号',
  'minutes.on': '2026-11-13',
  telephone: '0537-000 0226',
  address: '演示路1号305室',
  startsOn: '2026-11-18',
}
const approve = async (browser: Browser, list: string, typed: Record<string, string> = {}, scan = true) => {
  const page = await browser.look(`${list}/approve`)
  const post = browser.agent
    .post(`${list}/approve`)
    .field({ csrf: browser.token(), ...formIn(page.text, `${list}/approve`), ...approval, op: 'approve', ...typed })
  return scan ? post.attach('minutes.fileId', Buffer.from('%PDF-1.4\n'), '纪要.pdf') : post
}
const run = async (at: string) => {
  await setClock(web.house, at)
  await office.goOn()
}

describe('The lists', () => {
  it('begin with what has its money and stands on none', async () => {
    const page = await (await browserOf('officer')).look('/lists')
    expect(headingIn(page.text)).toBe('有 2 件已落实预算，还没有列入名单')
    expect(visibleText(page.text)).toContain('2024年度运营补助 2 件，合计 180,000.00 元，预算已落实 做名单')
    expect(page.text).toContain(`href="${make}"`)
  })

  it('are those of one round where it is asked for', async () => {
    const other = await openRound(office, { granted: [{ fen: 100_00n }] })
    const browser = await browserOf('officer')
    expect(headingIn((await browser.look('/lists')).text)).toBe('有 3 件已落实预算，还没有列入名单')
    const one = await browser.look(`/lists?round=${other.cycleId}`)
    expect(headingIn(one.text)).toBe('有 1 件已落实预算，还没有列入名单')
    expect(visibleText(one.text)).toContain('看全部轮次')
  })

  it('say that there is nothing where there is nothing', async () => {
    const elsewhere = await office.addUnit('交通运输局')
    const stranger = await office.browserOf(await office.addMember('外单位', elsewhere, 'officer'))
    const page = await stranger.look('/lists')
    expect(headingIn(page.text)).toBe('现在没有要公示的')
    expect(visibleText(page.text)).toContain('暂无名单')
    expect((await stranger.look(make)).status).toBe(404)
  })

  it('put first what waits for a meeting, then what runs with its days and what is held', async () => {
    const browser = await browserOf('officer')
    const list = await made(browser)
    expect(headingIn((await browser.look('/lists')).text)).toBe('有 1 份名单等会议审定')
    const leader = await browserOf('leader')
    expect(visibleText((await leader.look('/sign')).text)).toContain('有 1 份名单等会议审定')
    await approve(leader, list)
    expect(visibleText((await leader.look('/sign')).text)).not.toContain('等会议审定')
    await run('2026-11-18T01:00:00.001Z')
    const words = visibleText((await browser.look('/lists')).text)
    expect(words).toContain('1 份名单正在公示')
    expect(words).toContain('2024年度运营补助·第 1 号名单 公示中 2 180,000.00')
    expect(words).toContain('还剩 4 个工作日 至 11月24日 星期二 17:30')
    await run('2026-11-24T09:30:00.001Z')
    expect(visibleText((await browser.look('/lists')).text)).toContain('11月24日 星期二 17:30 期满 本页 1 份')
  })
})

describe('Making a list', () => {
  it('shows exactly what the public will see, and what waits for money and why', async () => {
    const page = await (await browserOf('officer')).look(make)
    const words = visibleText(page.text)
    expect(headingIn(page.text)).toBe('可以公示 2 件，合计 180,000.00 元')
    expect(words).toContain('第1托育有限公司 DEMO')
    expect(words).toContain('60 126,000.00')
    expect(words).toContain('1 件已审批，预算不足')
    expect(words).toContain('第3托育有限公司，36,000.00 元')
    expect(page.text.match(/ checked=""/g)).toHaveLength(2)
  })

  it('lists those that are chosen; those without a tick stay for another list', async () => {
    const browser = await browserOf('officer')
    await browser.look(make)
    expect((await submit(browser, make)).status).toBe(303) // a form of one tick: the last
    const rows = await web.house.database.selectFrom('notice_items').select('name').execute()
    expect(rows.map(({ name }) => name)).toEqual(['第2托育有限公司'])
    const next = await browser.look(make)
    expect(headingIn(next.text)).toBe('可以公示 1 件，合计 126,000.00 元')
  })

  it('wants at least one', async () => {
    const browser = await browserOf('officer')
    const { text } = await browser.look(make)
    const { caseIds: _, ...form } = formIn(text, make)
    const page = await browser.send(make, form)
    expect([page.status, errorsIn(page.text)]).toEqual([422, ['列入名单：请至少填写或选择一项。']])
  })

  it('of more than can be picked one by one lists all of them, page by page', async () => {
    await web.pool.query(
      `with more as (
        select n, gen_random_uuid() as id from generate_series(1, 600) n
      ), units_of as (
        insert into units (id, code, kind, level, name) select id, 'M' || n, 'institution', 'institution', '第' || n || '园' from more
      ), filed as (
        insert into filings (id, filing_number, unit_id, county_id, name, credit_code, inclusive, kind, places, filed_on)
        select id, 'M' || n, id, $2, '第' || n || '园', 'M' || n, true, 'institution', 30, '2023-01-01' from more
      ), cased as (
        insert into cases (id, cycle_id, position, unit_id, unit_name, due_at)
        select id, $1, 100 + n, id, '第' || n || '园', business_now() from more
      )
      insert into claims (case_id, cycle_id, number, scheme, filing_id, state, granted_fen, approved_order, created_at, updated_at)
      select id, $1, 'M' || lpad(n::text, 4, '0'), 'operation', id, 'committed', 100, 1000 + n, business_now(), business_now() from more`,
      [round.cycleId, office.authority],
    )
    const browser = await browserOf('officer')
    const page = await browser.look(make)
    expect(page.text.match(/<th scope="row">/g)).toHaveLength(50)
    expect(visibleText(page.text)).toContain('按审批先后列入前 602 件')
    expect((await browser.look(/href="([^"]+)" rel="next"/.exec(page.text)?.[1] ?? '')).status).toBe(200)
    const response = await browser.send(make, formIn(page.text, make))
    const list = String(response.headers.location)
    const seen = await browser.look(list)
    expect(headingIn(seen.text)).toBe('名单草稿：602 项，合计 180,600.00 元，等会议审定')
    const next = await browser.look(/href="([^"]+)" rel="next"/.exec(seen.text)?.[1] ?? '')
    expect(next.text.match(/<th scope="row">/g)).toHaveLength(50)
  })

  it('is an officer’s alone', async () => {
    expect((await (await browserOf('leader')).look(make)).status).toBe(404)
  })

  it('can be taken back while it is a draft, and exported for the meeting', async () => {
    const browser = await browserOf('officer')
    const list = await made(browser)
    expect(headingIn((await browser.look(list)).text)).toBe('名单草稿：2 项，合计 180,000.00 元，等会议审定')
    const file = await binary(browser, `${list}/list.xlsx`)
    expect(file.headers['content-disposition']).toContain('.xlsx')
    const sheet = new Uint8Array(file.body as Buffer)
    const text = readPart(sheet, 'xl/sharedStrings.xml')
    for (const words of ['第1托育有限公司', '统一社会信用代码', '合计']) expect(text).toContain(words)
    const back = await submit(browser, `${list}/discard`)
    expect([back.status, back.headers.location]).toEqual([303, make])
    expect(headingIn((await browser.look(list)).text)).toBe('名单已撤销')
    expect(headingIn((await browser.look(make)).text)).toBe('可以公示 2 件，合计 180,000.00 元')
  })
})

describe('Approving a list', () => {
  it('names everything that is wrong, keeps what was typed and the scan, and shows why the notice ends when it does', async () => {
    const list = await made(await browserOf('officer'))
    const leader = await browserOf('leader')
    expect(visibleText((await leader.look(list)).text)).toContain('录入审定，2 项')
    const blank = await leader.look(`${list}/approve`)
    expect(visibleText(blank.text)).toContain('11月17日 星期二 9:00 至 11月23日 星期一 17:30')
    expect(visibleText(blank.text)).toContain('首日计入，共 5 个工作日')
    const missing = await approve(leader, list, { 'minutes.number': '' }, false)
    expect([missing.status, errorsIn(missing.text)]).toEqual([422, ['纪要文号：请填写。', '纪要扫描件：请上传。']])
    const wrong = await approve(leader, list, { startsOn: '2026-11-21', website: 'ftp:x', 'minutes.on': '2026-11-31' })
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([
      422,
      [
        '会议日期：请按 2026-11-26 的样子填写日期，且须是确有的日子。',
        '官网公示网址：网址应以 http:// 或 https:// 开头。',
        '公示第一天：这一天不是工作日，请改选工作日。',
      ],
    ])
    const kept = formIn(wrong.text, `${list}/approve`)
    expect(kept).toMatchObject({ 'minutes.number': approval['minutes.number'], minutesName: '纪要.pdf' })
    const again = { ...kept, startsOn: '2026-11-19', website: '', 'minutes.on': '2026-11-13' }
    const drawn = await leader.send(`${list}/approve`, { ...again, op: 'draw' })
    expect(visibleText(drawn.text)).toContain('11月19日 星期四 9:00 至 11月25日 星期三 17:30')
    const done = await leader.send(`${list}/approve`, { ...again, op: 'approve' })
    expect([done.status, done.headers.location]).toEqual([303, list])
    const words = visibleText((await leader.look(list)).text)
    expect(words).toContain('2 项、合计 180,000.00 元，11月19日（星期四）9:00起公示')
    expect(words).toContain('会议纪要〔2026〕17号，11月13日 星期五 纪要.pdf')
    expect((await leader.agent.get(`${list}/files/minutes`)).status).toBe(200)
  })

  it('is not for its maker, nor for an officer', async () => {
    const browser = await browserOf('officer')
    const list = await made(browser)
    expect((await browser.look(`${list}/approve`)).status).toBe(404)
    expect((await (await browserOf('supervisor')).look(list)).status).toBe(200)
    const contact = await office.browserOf(round.payee(1).contact)
    for (const path of [list, `${list}/list.xlsx`, `${list}/approve`, `${list}/discard`, `${list}/statement`])
      expect([path, (await contact.look(path)).status]).toEqual([path, 404])
  })

  it('sent twice approves once', async () => {
    const list = await made(await browserOf('officer'))
    const leader = await browserOf('leader')
    const { text } = await leader.look(`${list}/approve`)
    const form = { csrf: leader.token(), ...formIn(text, `${list}/approve`), ...approval, op: 'approve' }
    const send = () =>
      leader.agent.post(`${list}/approve`).field(form).attach('minutes.fileId', Buffer.from('%PDF-1.4\n'), '纪要.pdf')
    expect([(await send()).status, (await send()).status]).toEqual([303, 303])
  })
})

describe('A running notice', () => {
  it('records its address on the website with a picture, and at its end has a statement to print', async () => {
    const browser = await browserOf('officer')
    const list = await made(browser)
    await approve(await browserOf('leader'), list)
    await run('2026-11-18T01:00:00.001Z')
    expect(headingIn((await browser.look(list)).text)).toBe('公示中，还剩 4 个工作日：2 项，合计 180,000.00 元')
    expect((await browser.look(`${list}/statement`)).status).toBe(404)
    const wrong = await submit(browser, `${list}/website`, { website: 'www' })
    expect([wrong.status, errorsIn(wrong.text)]).toEqual([422, ['官网公示网址：网址应以 http:// 或 https:// 开头。']])
    expect(formIn(wrong.text, `${list}/website`).website).toBe('www')
    const form = formIn(wrong.text, `${list}/website`)
    const done = await browser.agent
      .post(`${list}/website`)
      .field({ csrf: browser.token(), ...form, website: 'https://example.gov.cn/9' })
      .attach('screenshot', Buffer.from('%PDF-1.4\n'), '截图.pdf')
    expect(done.status).toBe(303)
    expect(visibleText((await browser.look(list)).text)).toContain('https://example.gov.cn/9 截图.pdf')
    await run('2026-11-24T09:30:00.001Z')
    const page = await browser.look(list)
    expect(headingIn(page.text)).toBe('公示已满：2 项、合计 180,000.00 元，可拨付 2 项，暂缓 0 项')
    const statement = visibleText((await browser.look(`${list}/statement`)).text)
    expect(statement).toContain('关于2024年度运营补助拟支持名单（第1号）公示情况的说明')
    expect(statement).toContain('计 5 个工作日。公示网址：https://example.gov.cn/9。')
    expect(statement).toContain('公示期间未收到异议。')
    expect(statement).toContain('可以拨付 2 项，合计 180,000.00 元')
    const file = await binary(browser, `${list}/statement.docx`)
    expect(readPart(new Uint8Array(file.body as Buffer), 'word/document.xml')).toContain('公示期间未收到异议')
  })

  it('finds an institution by its name', async () => {
    const { listId, startsAt } = await round.listed()
    await run(later(startsAt))
    const browser = await browserOf('officer')
    const words = visibleText((await browser.look(`/lists/${listId}?q=${encodeURIComponent('第2')}`)).text)
    expect(words).toContain('第2托育有限公司')
    expect(words).not.toContain('第1托育有限公司')
  })
})
