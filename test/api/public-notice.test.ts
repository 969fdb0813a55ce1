import { openRound, type Round } from '../builders/money.ts'
import { later } from '../builders/world.ts'
import { openFinance } from './finance.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Awaited<ReturnType<typeof openFinance>>
let round: Round
let notice: string
let listId: string
let startsAt: string

// On notice from Tuesday the 17th, 9:00, until Monday the 23rd, 17:30.
beforeAll(async () => {
  web = await openWeb()
  office = await openFinance(web)
  round = await openRound(office, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
  for (const one of round.payees) await round.bank(one)
  ;({ listId, startsAt } = await round.listed())
  notice = `/notices/${listId}`
}, 60_000)
afterAll(() => web.close())

const itemOf = async (nth: number) => `${notice}/items/${(await round.itemOf(round.payee(nth))).id}/object`
const object = async (nth: number, typed: Record<string, string>) => {
  const visitor = web.visitor()
  const path = await itemOf(nth)
  const { text } = await visitor.look(path)
  const response = await visitor.send(path, { ...formIn(text, path), ...typed })
  return { visitor, response, path }
}
const named = { name: '举报人甲', contact: '139 0000 0001', text: '在托人数不实。' }

it('is not there before its first instant', async () => {
  const visitor = web.visitor()
  expect((await visitor.look(notice)).status).toBe(404)
  expect(headingIn((await visitor.look('/notices')).text)).toBe('现在没有正在公示的名单')
})

describe('While it runs, without sign-in,', () => {
  beforeAll(() => office.goOn(later(startsAt)))

  it('the list is led to from the sign-in page, and shows first and last day, telephone, address and how to object', async () => {
    const visitor = web.visitor()
    expect((await visitor.look('/sign-in')).text).toContain('href="/notices"')
    const all = await visitor.look('/notices')
    expect(headingIn(all.text)).toBe('1 份名单正在公示')
    expect(all.text).toContain(`href="${notice}"`)
    const page = await visitor.look(notice)
    const words = visibleText(page.text)
    expect(headingIn(page.text)).toBe('2024年度运营补助拟支持名单')
    expect(words).toContain('公示期 11月17日 星期二 9:00 至 11月23日 星期一 17:30')
    expect(words).toContain('还剩 4 个工作日')
    expect(words).toContain('拟支持 2 家，合计 180,000.00 元')
    expect(words).toContain('合计 120 180,000.00')
    expect(words).toContain('8:30–12:00，14:30–17:30')
    expect(words).toContain('电话 0537-000 0226 地址 演示路1号305室')
    expect(words).toContain('匿名异议：会转给放行付款的人参考，不暂停拨付')
    expect(page.headers['x-robots-tag']).toBe('noindex, noarchive')
    expect(page.headers['cache-control']).toBe('no-store')
  })

  it('it tells no account, telephone, identity number or person of an applicant', async () => {
    const visitor = web.visitor()
    const pages = [await visitor.look(notice), await visitor.look(`${notice}?q=${encodeURIComponent('第1')}`)]
    const accounts = await web.house.database.selectFrom('accounts').selectAll().execute()
    for (const { text } of pages)
      for (const one of round.payees) {
        const own = accounts.find(({ unit_id }) => unit_id === one.unitId)
        for (const secret of [
          one.contact.name,
          one.contact.mobile,
          own?.number_last4,
          own?.bank,
          one.caseId,
          one.number,
        ])
          expect([secret, text.includes(secret ?? '—')]).toEqual([secret, false])
      }
  })

  it('an institution is found by its name, on the list and among all lists', async () => {
    const visitor = web.visitor()
    const words = visibleText((await visitor.look(`${notice}?q=${encodeURIComponent('第2')}`)).text)
    expect(words).toContain('第2托育有限公司')
    expect(words).not.toContain('第1托育有限公司')
    expect(visibleText((await visitor.look(`/notices?q=${encodeURIComponent('第2托育')}`)).text)).toContain('看名单')
    expect(visibleText((await visitor.look('/notices?q=%25')).text)).toContain('没有找到')
  })

  it('an objection by name holds its item; the receipt has number, time and date, and not the name', async () => {
    const { visitor, response } = await object(1, named)
    expect(response.status).toBe(303)
    const address = String(response.headers.location)
    const receipt = await visitor.look(address)
    const words = visibleText(receipt.text)
    expect(words).toMatch(/已收到，编号 YY2026-\d{6}/)
    expect(words).toContain('将于12月8日（星期二）17:30前答复。答复前，所涉这一笔暂不拨付')
    expect(words).toContain('2024年度运营补助拟支持名单，第1托育有限公司')
    expect(receipt.text).not.toContain('举报人甲')
    expect(receipt.text).not.toContain('139 0000 0001')
    expect(address).not.toContain('举报人甲')
    expect((await round.itemOf(round.payee(1))).state).toBe('held')
    expect(visibleText((await visitor.look(notice)).text)).not.toContain('暂缓')
    expect((await web.visitor().look('/notices/receipts/00000000-0000-0000-0000-000000000000')).status).toBe(404)
  })

  it('an anonymous one holds nothing, and keeps no name even where one was typed', async () => {
    const { visitor, response } = await object(2, { ...named, named: 'no' })
    const words = visibleText((await visitor.look(String(response.headers.location))).text)
    expect(words).toContain('匿名异议转给放行付款的人参考，不暂停拨付')
    expect((await round.itemOf(round.payee(2))).state).toBe('listed')
    const rows = await web.house.database.selectFrom('objections').selectAll().where('named', '=', false).execute()
    expect(rows.map(({ name_sealed, contact_sealed }) => [name_sealed, contact_sealed])).toEqual([[null, null]])
  })

  it('what is missing is named, and what was typed is kept', async () => {
    const { response, path } = await object(2, { name: '', contact: '0537-1', text: ' ' })
    expect([response.status, errorsIn(response.text)]).toEqual([
      422,
      ['反映的事实：请填写。', '姓名或单位名称：请填写。'],
    ])
    expect(formIn(response.text, path)).toMatchObject({ contact: '0537-1', named: 'yes' })
    const long = await object(2, { ...named, text: '字'.repeat(5001) })
    expect([long.response.status, errorsIn(long.response.text)]).toEqual([
      422,
      ['反映的事实：最多 5000 个字，现有 5001 个。'],
    ])
  })

  it('a unit adds its paper under seal, which nobody gets by its address', async () => {
    const visitor = web.visitor()
    const path = await itemOf(2)
    const { text } = await visitor.look(path)
    const response = await visitor.agent
      .post(path)
      .field({ csrf: visitor.token(), ...formIn(text, path), ...named })
      .attach('seal', Buffer.from('%PDF-1.4\n'), '来函.pdf')
    expect(response.status).toBe(303)
    const { id } = await web.house.database
      .selectFrom('files')
      .select('id')
      .where('purpose', '=', 'objection')
      .executeTakeFirstOrThrow()
    const officer = await office.browserOf(office.people.officer)
    expect((await officer.look(`/files/${id}`)).status).toBe(404)
  })

  it('a form without the token of its page is not taken, and one sent twice is one', async () => {
    const path = await itemOf(2)
    expect((await web.visitor().agent.post(path).type('form').send(named)).status).toBe(403)
    const count = async () => (await web.house.database.selectFrom('objections').select('id').execute()).length
    const before = await count()
    const visitor = web.visitor()
    const form = { ...formIn((await visitor.look(path)).text, path), ...named }
    const first = await visitor.send(path, form)
    expect((await visitor.send(path, form)).headers.location).toBe(first.headers.location)
    expect(await count()).toBe(before + 1)
  })

  it('an item that took very many is asked to wait, and what was typed can be copied', async () => {
    const { id } = await round.itemOf(round.payee(2))
    await web.pool.query(
      `insert into objections (cycle_id, list_id, item_id, number, named, text, received_at, due_at)
        select $1, $2, $3, 'X' || n, false, '同', business_now(), business_now() from generate_series(1, 200) n`,
      [round.cycleId, listId, id],
    )
    const { response } = await object(2, named)
    expect([response.status, visibleText(response.text)]).toEqual([409, expect.stringContaining('收到的异议过多')])
    expect(response.text).toContain(named.text)
    await web.pool.query(`delete from objections where number like 'X%'`)
  })

  it('nothing that was typed reaches the log', () => {
    expect(JSON.stringify(web.logged)).not.toContain('举报人甲')
  })

  it('an item of another list or none is not there', async () => {
    const visitor = web.visitor()
    for (const path of ['/notices/x', `${notice}/items/x/object`, `${notice}/items/${listId}/object`])
      expect([path, (await visitor.look(path)).status]).toEqual([path, 404])
  })
})

describe('After its end', () => {
  it('it is shown as ended and takes no objection', async () => {
    await office.goOn('2026-11-23T09:30:00.001Z')
    const visitor = web.visitor()
    expect(headingIn((await visitor.look('/notices')).text)).toBe('现在没有正在公示的名单')
    expect((await visitor.look('/notices?ended=1')).text).toContain(`href="${notice}"`)
    const page = await visitor.look(notice)
    expect(visibleText(page.text)).toContain('公示已结束')
    expect(page.text).not.toContain('/object"')
    const late = await visitor.look(await itemOf(2))
    expect([late.status, visibleText(late.text)]).toEqual([409, expect.stringContaining('公示现在不在期内')])
  })

  it('it is taken down where the round says so', async () => {
    await web.house.database
      .updateTable('cycles')
      .set({ parameters: JSON.stringify({ noticeAfterEnd: 'take-down' }) })
      .where('id', '=', round.cycleId)
      .execute()
    const visitor = web.visitor()
    const page = await visitor.look(notice)
    expect(visibleText(page.text)).toContain('公示已结束，名单已撤下')
    expect(page.text).not.toContain('第1托育有限公司')
    expect((await visitor.look(`${notice}/list.xlsx`)).status).toBe(404)
    expect((await visitor.look('/notices?ended=1')).text).not.toContain(notice)
  })
})
