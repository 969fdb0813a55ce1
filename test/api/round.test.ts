import { sql } from 'kysely'
import { makeList } from '../../acts/make-list.ts'
import { readWorkbook } from '../../acts/read-workbook.ts'
import { type County, closesAt, openCounty } from '../builders/claims.ts'
import { openRound } from '../builders/money.ts'
import { type Member, type Office, officePassword, openOffice } from '../builders/office.ts'
import { once, type World } from '../builders/world.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let county: County
let finance: Member
let government: string
let stranger: Member
/** With 500,000 yuan, of which three claims of 126,000 take 378,000; the fourth waits. */
let full: string
let fullPath: string

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  county = await openCounty({ ...office, house: web.house, database: web.house.database } as World)
  government = await office.addUnit('区人民政府', { kind: 'government' })
  const { database } = web.house
  await database.updateTable('units').set({ parent_id: government }).where('id', '=', office.authority).execute()
  finance = await office.addMember('秦照', await office.addUnit('财政局', { parentId: government }), 'finance')
  stranger = await office.addMember('外单位经办', await office.addUnit('交通运输局'), 'officer')
  full = await county.launch()
  fullPath = `/rounds/${full}`
  for (const name of ['晨光托育有限公司', '青禾托育中心', '云朵托育有限公司', '麦田托育中心']) {
    const { caseId } = await county.submit(full, await county.addInstitution(name))
    await county.accept(caseId)
    await county.review(caseId)
    await county.approve(caseId)
  }
  await county.submit(full, await county.addInstitution('橡果托育有限公司'))
}, 120_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}
type Browser = Awaited<ReturnType<typeof browserOf>>

async function submit(browser: Browser, page: string, typed: Record<string, string>) {
  const { text } = await browser.look(page)
  return browser.send(page, { ...formIn(text, page), ...typed })
}

describe('The list of rounds', () => {
  it('shows each with its state, dates and money', async () => {
    const words = visibleText((await (await browserOf(office.people.officer)).look('/rounds')).text)
    expect(words).toContain('有 1 轮奖补在办')
    expect(words).toContain('受理申报中 2024年度 11月18日至12月4日 5 500,000.00 378,000.00 0.00 122,000.00')
    expect(words).toContain('新建一轮')
  })

  it('shows those who oversee the line its rounds, to which their navigation leads, and nothing of another line', async () => {
    const auditor = await office.addMember('审计员', government, 'auditor')
    for (const member of [auditor, office.people.supervisor]) {
      const page = await (await browserOf(member)).look('/rounds')
      expect(visibleText(page.text)).toContain('122,000.00')
      expect(page.text).toContain(`href="${fullPath}"`)
      expect(page.text).toMatch(
        /<a[^>]* href="\/rounds"[^>]*aria-current="page"|<a[^>]*aria-current="page"[^>]* href="\/rounds"/,
      )
    }
    const outside = await office.addMember('外线督查', await office.addUnit('水务局'), 'supervisor')
    expect(visibleText((await (await browserOf(outside)).look('/rounds')).text)).toContain('还没有奖补')
  })

  it('shows finance beside the county what it pays, and nobody else anything', async () => {
    expect(visibleText((await (await browserOf(finance)).look('/rounds')).text)).toContain('122,000.00')
    const other = await browserOf(stranger)
    expect(visibleText((await other.look('/rounds')).text)).toContain('还没有奖补')
    for (const page of ['', '/claims', '/round.xlsx', '/appropriation', '/withdraw'])
      expect((await other.look(`${fullPath}${page}`)).status).toBe(404)
  })
})

describe('The page of a round', () => {
  it('says what is left and who waits, how far the claims are, and what is due', async () => {
    const page = await (await browserOf(office.people.officer)).look(fullPath)
    expect(headingIn(page.text)).toBe('还剩 122,000.00 元，1 件在排队')
    const words = visibleText(page.text)
    expect(words).toContain('收到 5 件申报')
    expect(words).toContain(
      '收件 5 630,000.00 受理 4 504,000.00 审核完毕 4 504,000.00 安排预算 3 378,000.00 列入公示 0 0.00',
    )
    expect(words).toContain('第 1 位 麦田托育中心')
    expect(words).toContain('共 1 件，126,000.00 元。按核定先后，不插队')
    expect(words).toMatch(/SB2024-\d+ 橡果托育有限公司 受理审查·11月25日 17:30 还剩 5 个工作日/)
    expect(words).toContain('预算 500,000.00 已安排 含已付和付款中 378,000.00')
    expect(words).toContain('制作公示名单，3 件')
  })

  it('draws the ledger without a style of its own, beside the same figures', async () => {
    const { text } = await (await browserOf(office.people.officer)).look(fullPath)
    const [, chart = ''] = /<figure class="plot"[^>]*>(.*?)<\/figure>/su.exec(text) ?? []
    expect(chart).toMatch(/<svg aria-hidden="true"[^>]*viewBox/)
    expect(text).not.toMatch(/\sstyle="|<style/)
    expect(text).toContain('累计安排 378,000.00 元，累计支付 0.00 元')
  })

  it('gives finance its own act, and readers none', async () => {
    const words = visibleText((await (await browserOf(finance)).look(fullPath)).text)
    expect(words).toContain('追加预算')
    expect(words).not.toContain('制作公示名单')
    expect((await (await browserOf(finance)).look(`${fullPath}/claims`)).text).not.toContain('href="/review/')
    const reviewer = visibleText((await (await browserOf(county.reviewer)).look(fullPath)).text)
    expect(reviewer).not.toContain('追加预算')
    expect(reviewer).not.toContain('撤回 导出')
  })
})

it('shows what is paid, under way and came back, as the ledger has it', async () => {
  const round = await openRound(
    { ...office, database: web.house.database, government },
    {
      granted: [{ fen: 12_600_000n }, { fen: 8_400_000n }],
      appropriatedFen: 30_000_000n,
    },
  )
  await round.readyToPay()
  const { payee } = round
  await round.handOver(payee(1))
  await round.hear(payee(1), { says: 'paid' })
  await round.handOver(payee(2))
  const browser = await browserOf(office.people.officer)
  const path = `/rounds/${round.cycleId}`
  expect(visibleText((await browser.look(path)).text)).toContain(
    '已支付 126,000.00 付款中 84,000.00 待公示或待付 0.00 剩余 90,000.00',
  )
  await round.hear(payee(2), { says: 'returned', reason: '行号有误' })
  const page = await browser.look(path)
  expect(visibleText(page.text)).toContain(
    '已支付 126,000.00 付款中 0.00 待公示或待付 84,000.00 退汇累计 已回到“待付”，另行重付 84,000.00 剩余 90,000.00',
  )
  expect(page.text).toContain('累计安排 210,000.00 元，累计支付 126,000.00 元')
})

it('is none of the pages of a solicitation', async () => {
  const browser = await browserOf(office.people.officer)
  for (const page of ['extend', 'close', 'withdraw', 'clauses', 'check'])
    expect((await browser.look(`/cycles/${full}/${page}`)).status).toBe(404)
  expect((await browser.look(`/cycles/${full}`)).headers.location).toBe(fullPath)
})

it('is on the desk of its officer', async () => {
  const words = visibleText((await (await browserOf(office.people.officer)).look('/')).text)
  expect(words).toContain('我经办的奖补')
  expect(words).toContain('2024年度普惠托育机构运营补助 受理申报中 5 1 122,000.00')
})

describe('The claims of a round', () => {
  it('are listed by state, and found by number, filing number or name', async () => {
    const browser = await browserOf(office.people.officer)
    const all = await browser.look(`${fullPath}/claims`)
    expect(headingIn(all.text)).toBe('收到 5 件申报')
    const waiting = await browser.look(`${fullPath}/claims?state=waiting`)
    expect(headingIn(waiting.text)).toBe('排队等预算：1 件')
    expect(visibleText(waiting.text)).toContain('麦田托育中心 排队等预算')
    expect(visibleText(waiting.text)).not.toContain('晨光托育有限公司')
    const found = async (q: string) =>
      [...(await browser.look(`${fullPath}/claims?q=${encodeURIComponent(q)}`)).text.matchAll(/href="\/review\//gu)]
        .length
    expect([await found('青禾'), await found('JN-0001'), await found('SB2024-'), await found('没有的')]).toEqual([
      1, 1, 5, 0,
    ])
  })

  it('come twenty a page, each once', async () => {
    const cycleId = await county.launch({ year: 2023 })
    await addClaims(cycleId, 45)
    const browser = await browserOf(office.people.officer)
    const seen: string[] = []
    for (let path: string | undefined = `/rounds/${cycleId}/claims`; path; ) {
      const { text } = await browser.look(path)
      seen.push(...[...text.matchAll(/href="\/review\/([^"]+)"/gu)].map(([, id = '']) => id))
      const [, next] = /href="([^"]+)" rel="next"/u.exec(text) ?? []
      path = next?.replaceAll('&amp;', '&')
    }
    expect(seen).toHaveLength(45)
    expect(new Set(seen).size).toBe(45)
  })

  it('are exported with the totals of the page', async () => {
    const browser = await browserOf(office.people.officer)
    const response = await browser.agent
      .get(`${fullPath}/round.xlsx`)
      .buffer(true)
      .parse((res, done) => {
        const parts: Buffer[] = []
        res.on('data', part => parts.push(part))
        res.on('end', () => done(null, Buffer.concat(parts)))
      })
    const rows = readWorkbook(response.body) ?? []
    expect(rows).toHaveLength(7)
    expect(rows[4]?.slice(1, 4)).toEqual(['麦田托育中心', 'JN-0004', '排队等预算'])
    expect(rows.at(-1)?.filter(cell => cell !== '')).toEqual(['合计 5 件', '630000', '504000', '378000', '0'])
  })
})

/** Claims of a round straight into the tables: what is measured is the reading. */
async function addClaims(cycleId: string, count: number): Promise<void> {
  const { database } = web.house
  await sql`
    with unit as (
      insert into units (code, kind, level, name) select ${cycleId} || n, 'institution', 'institution', '第' || n || '托育园'
      from generate_series(1, ${count}::int) n returning id, name
    ), filing as (
      insert into filings (filing_number, unit_id, county_id, name, credit_code, inclusive, kind, places, filed_on)
      select 'X' || id, id, ${office.authority}::uuid, name, '91370800DEMO000001', true, 'institution', 60, '2022-01-01' from unit returning id, unit_id, name
    ), theCase as (
      insert into cases (cycle_id, position, unit_id, unit_name, due_at)
      select ${cycleId}::uuid, row_number() over (), unit_id, name, now() from filing returning id, unit_id
    )
    insert into claims (case_id, cycle_id, number, scheme, filing_id, state, asked_fen, granted_fen, created_at, updated_at)
    select theCase.id, ${cycleId}::uuid, 'X-' || theCase.id, 'operation', filing.id, 'reviewed', 100, 100, now(), now()
    from theCase join filing using (unit_id)`.execute(database)
}

it('counts claims and money as they are, however they moved', async () => {
  const { database } = web.house
  const { rows: kept } = await sql`
    select state, handed_in, sum(claims)::int as claims, sum(asked_fen) as asked, sum(granted_fen) as granted
    from claim_counts where cycle_id = ${full} group by 1, 2 having sum(claims) <> 0 order by 1, 2`.execute(database)
  const { rows: counted } = await sql`
    select state, number is not null as handed_in, count(*)::int as claims, coalesce(sum(asked_fen), 0) as asked, coalesce(sum(granted_fen), 0) as granted
    from claims where cycle_id = ${full} group by 1, 2 order by 1, 2`.execute(database)
  expect(kept).toEqual(counted)
  const { rows: days } = await sql`
    select account, sum(debit_fen) as debit, sum(credit_fen) as credit from ledger_days where cycle_id = ${full} group by 1 order by 1`.execute(
    database,
  )
  const { rows: posted } = await sql`
    select account, sum(debit_fen) as debit, sum(credit_fen) as credit from ledger where cycle_id = ${full} group by 1 order by 1`.execute(
    database,
  )
  expect(days).toEqual(posted)
})

describe('Adding money', () => {
  it('refuses what is no amount, with what was typed', async () => {
    const browser = await browserOf(office.people.officer)
    const page = await submit(browser, `${fullPath}/appropriation`, { amountFen: '五万', source: '追加文件' })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([expect.stringMatching(/^追加金额（元）：/)])
    expect(formIn(page.text, `${fullPath}/appropriation`)).toMatchObject({ amountFen: '五万', source: '追加文件' })
    const nothing = await submit(browser, `${fullPath}/appropriation`, { amountFen: '0', source: '' })
    expect(errorsIn(nothing.text)).toHaveLength(2)
  })

  it('lets those who wait move up, once however often the form is sent', async () => {
    const browser = await browserOf(finance)
    const page = `${fullPath}/appropriation`
    const { text } = await browser.look(page)
    expect(visibleText(text)).toContain('有 1 件在排队，共 126,000.00 元')
    const form = { ...formIn(text, page), amountFen: '4,000', source: '追加〔2026〕3号' }
    expect((await browser.send(page, form)).headers.location).toBe(fullPath)
    await browser.send(page, form)
    expect(headingIn((await browser.look(fullPath)).text)).toBe('还剩 0.00 元，没有排队的')
  })
})

describe('Withdrawing', () => {
  it('is refused while claims are under way', async () => {
    const browser = await browserOf(office.people.officer)
    const page = await submit(browser, `${fullPath}/withdraw`, { reason: '政策调整。' })
    expect([page.status, visibleText(page.text)]).toEqual([409, expect.stringContaining('本轮已有申报在办，不能撤回')])
  })

  it('tells the institutions that were told, with the reason', async () => {
    const cycleId = await county.launch({ year: 2022 })
    const path = `/rounds/${cycleId}`
    const browser = await browserOf(office.people.officer)
    expect(visibleText((await browser.look(`${path}/withdraw`)).text)).toMatch(/已通知过的 \d+ 家机构会收到撤回通知/)
    expect((await submit(browser, `${path}/withdraw`, { reason: ' ' })).status).toBe(422)
    expect((await submit(browser, `${path}/withdraw`, { reason: '政策调整。' })).headers.location).toBe(path)
    const page = await browser.look(path)
    expect(headingIn(page.text)).toBe('这一轮已撤回')
    expect(visibleText(page.text)).toContain('还没有安排或支付')
    expect(visibleText(page.text)).toContain('政策调整。')
    const { rows } = await sql<{ subject: string; text: string }>`
      select distinct subject, text from notices where cycle_id = ${cycleId} and occasion = 'withdrawn' and text like '%晨光托育%'`.execute(
      web.house.database,
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.text).toContain('政策调整')
    expect(rows[0]?.text).not.toContain('征求意见')
  })
})

it('a round whose claims are all paid or ended says so', async () => {
  await office.goOn(closesAt.replace('09:30', '09:31'))
  expect(visibleText((await (await browserOf(office.people.officer)).look(fullPath)).text)).toContain('申报已截止')
})

it('offers to list only what stands on no list yet', async () => {
  const actor = await office.actorOf(office.people.officer)
  const cycleId = fullPath.replace('/rounds/', '')
  await makeList(web.house, actor, { cycleId, caseIds: null, once: once() })
  const { text } = await (await browserOf(office.people.officer)).look(fullPath)
  expect(visibleText(text)).not.toContain('制作公示名单')
})
