import writeExcelFile from 'write-excel-file/node'
import { createRound, saveRound } from '../../acts/draft-round.ts'
import { sign } from '../../acts/sign.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { type County, type Institution, openCounty, roundDraft } from '../builders/claims.ts'
import { type Member, type Office, officePassword, openOffice } from '../builders/office.ts'
import { once, type World } from '../builders/world.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, tokenIn, type Web } from './web.ts'

let web: Web
let office: Office
let county: County
let cycleId: string
let institution: Institution

// The round is open from Wednesday 18 November to Friday 4 December 2026.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  county = await openCounty({ ...office, house: web.house, database: web.house.database } as World)
  institution = await county.addInstitution('小满托育有限公司')
  cycleId = await county.launch()
}, 60_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}
type Browser = Awaited<ReturnType<typeof browserOf>>

/** Fills in the form of a page as it stands, sends it with a button and answers what comes. */
async function send(browser: Browser, page: string, typed: Record<string, string>, action = page) {
  const { text } = await browser.look(page)
  return browser.send(action, { ...formIn(text, action), ...typed })
}

/** Sends files, with the fields of the first form of the page that goes there. */
async function upload(
  browser: Browser,
  page: string,
  typed: Record<string, string>,
  files: readonly { field: string; name: string; bytes: Buffer }[],
) {
  const { text } = await browser.look(page)
  const request = browser.agent.post(page)
  const values: Record<string, string> = { csrf: tokenIn(text) ?? '', ...formIn(text, page), ...typed }
  for (const [name, value] of Object.entries(values)) request.field(name, value)
  for (const { field, name, bytes } of files) request.attach(field, bytes, name)
  return request
}

/** A fresh application of an institution of its own. */
async function begin(name: string, places = 60) {
  const own = await county.addInstitution(name, { places })
  const browser = await browserOf(own.contact)
  const begun = await send(browser, `/rounds/${cycleId}/apply`, {})
  const claim = String(begun.headers.location).replace('/form/institution', '')
  return { own, browser, claim, caseId: claim.replace('/claims/', '') }
}

const classes = (...rows: readonly (readonly [kind: string, heads: string])[]): Record<string, string> => ({
  'facts.classes.rows': String(rows.length),
  ...Object.fromEntries(
    rows.flatMap(([kind, heads], index) => [
      [`facts.classes.${index}.kind`, kind],
      [`facts.classes.${index}.heads`, heads],
    ]),
  ),
})

describe('The home of an institution', () => {
  it('says which round is open until when, and leads to its conditions', async () => {
    const browser = await browserOf(institution.contact)
    const page = await browser.look('/claims')
    expect(headingIn(page.text)).toBe('2024年度普惠托育机构运营补助正在受理申报，12月4日（星期五）17:30截止')
    expect(page.text).toContain(`href="/rounds/${cycleId}/apply"`)
    const round = await browser.look(`/rounds/${cycleId}/apply`)
    const text = visibleText(round.text)
    expect(text).toContain('乳儿班每人每年标准 3,000.00 元（四（五）16②）')
    expect(text).toContain('收托人数怎么数 以某一天的在托人数为准（四（五）16②没有写明，由本轮选定）')
    expect(text).toContain('机构没有备案（四（五）16②）')
    expect(text).toContain('考勤或缴费记录（可不填）')
    expect(text).toContain('小满托育有限公司，备案号 JN-0001，托位 60 个')
  })

  it('says so where nothing is open, and is nobody else’s', async () => {
    const far = await office.addUnit('外县托育有限公司', { kind: 'institution', level: 'institution' })
    const stranger = await browserOf(await office.addMember('外县经办', far, 'applicant'))
    const page = await stranger.look('/claims')
    expect(headingIn(page.text)).toBe('现在没有可以申报的奖补，也没有在办的申报')
    expect(visibleText(page.text)).toContain('暂时没有可以申报的奖补')
    expect((await stranger.look(`/rounds/${cycleId}/apply`)).status).toBe(404)
    expect((await (await browserOf(office.people.officer)).look('/claims')).status).toBe(404)
  })
})

describe('An application', () => {
  it('is filled in page by page, with the amount and its working as it goes, and kept', async () => {
    const browser = await browserOf(institution.contact)
    const begun = await send(browser, `/rounds/${cycleId}/apply`, {})
    expect(begun.status).toBe(303)
    const claim = String(begun.headers.location).replace('/form/institution', '')
    const first = visibleText((await browser.look(`${claim}/form/institution`)).text)
    expect(first).toContain('登记名称 小满托育有限公司')
    expect(first).toContain('来自 JN-0001 号备案。 这里不能改')
    expect(first).toContain('还缺 7 项，不影响往下填')

    const dated = await send(browser, `${claim}/form/facts`, { 'facts.countedOn': '2024-12-01', intent: 'next' })
    expect(dated.headers.location).toBe(`${claim}/form/classes`)
    const added = await send(browser, `${claim}/form/classes`, { ...classes(['infant', '12']), intent: 'add' })
    expect(decodeURIComponent(String(added.headers.location))).toBe(`${claim}/form/classes#f-facts.classes.1.kind`)
    const filled = await send(browser, `${claim}/form/classes`, {
      ...classes(['infant', '12'], ['senior', '45']),
      intent: 'save',
    })
    expect(filled.status).toBe(303)
    const page = await browser.look(`${claim}/form/classes`)
    const text = visibleText(page.text)
    expect(headingIn(page.text)).toBe('各班人数')
    expect(text).toContain('按现在填写的，可申报 126,000.00 元')
    expect(text).toContain('乳儿班人数12人 × 乳儿班每人每年标准3,000元 = 36,000元 四（五）16②')
    expect(text).toContain('合计 126,000.00')
    expect(text).toContain('口径：以某一天的在托人数为准')
    expect(text).toContain('计数日在托人数（人） 0 至 2,000。')
    expect(text).toContain('以审核核定为准')
    expect(text).toContain('11月18日 9:00 已保存，换手机也能接着填')
    const dropped = await send(browser, `${claim}/form/classes`, { intent: 'drop:1' })
    expect(dropped.status).toBe(303)
    expect(visibleText((await browser.look(`${claim}/form/classes`)).text)).toContain('可申报 36,000.00 元')
    // The same filing goes on with what is there.
    expect(visibleText((await browser.look('/claims')).text)).toContain('您的申报还没有提交')
    const again = await browser.look(`/rounds/${cycleId}/apply`)
    expect(again.text).toContain(`href="${claim}"`)
    expect((await browser.look(claim)).headers.location).toBe(`${claim}/form/institution`)
  })

  it.each([
    ['-3', '您填了“-3”。请用半角数字填整数'],
    ['2.5', '您填了“2.5”。请用半角数字填整数'],
    ['１２', '您填了“１２”。请用半角数字填整数'],
    ['1,000', '您填了“1,000”。请用半角数字填整数'],
    ['1e21', '您填了“1e21”。请用半角数字填整数'],
    ['1000000000000000000000', '您填了 1000000000000000000000，应在 0 至 2,000人 之间。'],
    ['2001', '您填了 2001，应在 0 至 2,000人 之间。'],
    ['多'.repeat(300), `您填了“${'多'.repeat(40)}…”。请用半角数字填整数`],
  ])('refuses %s as a count, names the row and keeps what was typed', async (typed, words) => {
    const { browser, claim } = await begin('误填托育有限公司')
    const page = await send(browser, `${claim}/form/classes`, {
      ...classes(['infant', '5'], ['senior', typed]),
      intent: 'next',
    })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([expect.stringContaining(`第 2 行，计数日在托人数：${words}`)])
    const form = formIn(page.text, `${claim}/form/classes`)
    expect(form['facts.classes.1.heads']).toBe(typed)
    expect(form['facts.classes.0.heads']).toBe('5')
    // It is there in a week, too.
    expect(
      formIn((await browser.look(`${claim}/form/classes`)).text, `${claim}/form/classes`)['facts.classes.1.heads'],
    ).toBe(typed)
  })

  it('says where a headcount is above the places, a date is none or outside the year, and money has too many decimals', async () => {
    const { browser, claim } = await begin('超员托育有限公司', 20)
    const over = await send(browser, `${claim}/form/classes`, { ...classes(['senior', '21']), intent: 'next' })
    expect(over.status).toBe(422)
    expect(errorsIn(over.text)).toEqual(['各班人数：各班人数合计超过备案托位数。'])
    const none = await send(browser, `${claim}/form/facts`, { 'facts.countedOn': '2024-02-30', intent: 'next' })
    expect(none.status).toBe(422)
    expect(errorsIn(none.text)[0]).toContain('计数日：请按')
    expect(formIn(none.text, `${claim}/form/facts`)['facts.countedOn']).toBe('2024-02-30')
    await send(browser, `${claim}/form/classes`, { ...classes(['senior', '20']), intent: 'next' })
    const outside = await send(browser, `${claim}/form/facts`, { 'facts.countedOn': '2023-12-01', intent: 'next' })
    expect(errorsIn(outside.text)).toEqual(['计数日：计数日不在补助年度内。'])
    const fee = await send(browser, `${claim}/form/classes`, {
      ...classes(['senior', '20']),
      'facts.classes.0.feeFen': '1,200',
      intent: 'next',
    })
    expect(errorsIn(fee.text)[0]).toContain('每月托育费：您填了“1,200”。请用半角数字填金额')
    await send(browser, `${claim}/form/classes`, {
      ...classes(['senior', '20']),
      'facts.classes.0.feeFen': '1200.5',
      intent: 'next',
    })
    expect(
      formIn((await browser.look(`${claim}/form/classes`)).text, `${claim}/form/classes`)['facts.classes.0.feeFen'],
    ).toBe('1200.50')
  })

  it('saves itself, lets another page be saved meanwhile, and tells a second editor of the same page with both texts', async () => {
    const { own, browser, claim } = await begin('两人托育有限公司')
    const colleague = await browserOf(await office.addMember('叶问舟', own.unitId, 'applicant'))
    const action = `${claim}/form/classes`
    const theirs = formIn((await colleague.look(action)).text, action)
    const mine = formIn((await browser.look(action)).text, action)
    const saved = await browser.send(`${action}/draft`, { ...mine, ...classes(['senior', '30']) })
    expect(saved.status).toBe(200)
    expect(visibleText(saved.text)).toContain('已保存')
    expect(
      (await send(colleague, `${claim}/form/facts`, { 'facts.countedOn': '2024-12-01', intent: 'save' })).status,
    ).toBe(303)
    const refused = await colleague.send(`${action}/draft`, { ...theirs, ...classes(['senior', '31']) })
    expect(refused.status).toBe(409)
    const page = await colleague.send(action, { ...theirs, ...classes(['senior', '31']), intent: 'next' })
    expect(page.status).toBe(409)
    expect(visibleText(page.text)).toContain('另存了这一页，您填写的还没有保存')
    expect(visibleText(page.text)).toContain('第 1 行 托大班，计数日在托人数 30 人')
    expect(formIn(page.text, action)['facts.classes.0.heads']).toBe('31')
    expect((await colleague.send(action, { ...formIn(page.text, action), intent: 'next' })).status).toBe(303)
    expect(formIn((await browser.look(action)).text, action)['facts.classes.0.heads']).toBe('31')
    expect(visibleText((await browser.look(action)).text)).toContain('可申报 62,000.00 元')
  })

  it('is not there for others', async () => {
    const { claim } = await begin('别家托育有限公司')
    for (const other of [await browserOf(institution.contact), await browserOf(office.people.officer)])
      for (const page of ['', '/form/classes', '/children', '/files', '/check', '/withdraw'])
        expect((await other.look(`${claim}${page}`)).status).toBe(404)
  })
})

const child = (over: Record<string, string> = {}) => ({
  'child.name': '小满',
  'child.identity': 'A123456789',
  'child.bornOn': '2023-03-01',
  'child.classKind': 'senior',
  intent: 'add',
  ...over,
})

const table = (...rows: readonly (readonly string[])[]): Buffer =>
  Buffer.from([['姓名', '证件号码', '出生日期', '班型'], ...rows].map(row => row.join(',')).join('\r\n'), 'utf8')
const roll = (bytes: Buffer, name = '名册.csv') => [{ field: 'roll', name, bytes }]

describe('The roll of children', () => {
  it('takes one child after the other, shows them in part, and drops one again', async () => {
    const { browser, claim } = await begin('名册托育有限公司')
    expect((await send(browser, `${claim}/children`, child())).status).toBe(303)
    await send(browser, `${claim}/children`, child({ 'child.name': '欧阳小寒', 'child.identity': 'B123456780' }))
    const page = await browser.look(`${claim}/children`)
    const text = visibleText(page.text)
    expect(text).toContain('2 名儿童')
    expect(text).toContain('托大班 2 名')
    expect(text).toContain('1 小*')
    expect(text).toContain('2 欧***')
    expect(text).toContain('A*****6789')
    expect(page.text).not.toContain('A123456789')
    expect(page.text).not.toContain('小满</')
    const [, first = ''] = /value="(drop:[^"]+)"/.exec(page.text) ?? []
    await send(browser, `${claim}/children`, { intent: first })
    expect(visibleText((await browser.look(`${claim}/children`)).text)).toContain('1 名儿童')
  })

  it.each([
    [{ 'child.identity': '370811202303010012' }, '证件号码', '校验位不对'],
    [{ 'child.identity': '3708112023' }, '证件号码', '应为 18 位身份证号'],
    [{ 'child.bornOn': '2999-01-01' }, '出生日期', '这个时间还没有到'],
    [{ 'child.bornOn': '2023-02-30' }, '出生日期', '请按'],
    [{ 'child.name': '' }, '姓名', '请填写'],
    [{ 'child.classKind': '' }, '班型', '请选择'],
  ])('refuses a child with %j and keeps what was typed', async (over, label, words) => {
    const { browser, claim } = await begin('挑错托育有限公司')
    const page = await send(browser, `${claim}/children`, child(over))
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([expect.stringContaining(`${label}：${words}`)])
    const kept = formIn(page.text.slice(page.text.indexOf('id="h-add"')), `${claim}/children`)
    for (const [name, value] of Object.entries({ ...child(), ...over }))
      if (name !== 'intent') expect(kept[name]).toBe(value)
  })

  it('keeps a child that was typed when one goes on, and passes over an empty row', async () => {
    const { browser, claim } = await begin('前行托育有限公司')
    expect((await send(browser, `${claim}/children`, { intent: 'next' })).headers.location).toBe(`${claim}/files`)
    const wrong = await send(browser, `${claim}/children`, child({ 'child.name': '', intent: 'next' }))
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text)).toEqual(['姓名：请填写。'])
    expect(wrong.text).toContain('value="A123456789"')
    const kept = await send(browser, `${claim}/children`, child({ intent: 'next' }))
    expect(kept.headers.location).toBe(`${claim}/files`)
    expect(visibleText((await browser.look(`${claim}/children`)).text)).toContain('1 名儿童')
  })

  it('shows neither number nor name again on a page that says no', async () => {
    const { claim } = await begin('无关托育有限公司')
    const stranger = await browserOf(institution.contact)
    await stranger.look('/claims')
    const page = await stranger.send(`${claim}/children`, child({ 'child.name': '金丝雀儿童' }))
    expect(page.status).toBe(404)
    expect(page.text).not.toContain('A123456789')
    expect(page.text).not.toContain('金丝雀儿童')
  })

  it('names a child that is there twice, and one that is too old by the reading of the round', async () => {
    const { browser, claim } = await begin('年龄托育有限公司')
    await send(browser, `${claim}/form/facts`, { 'facts.countedOn': '2024-12-01', intent: 'next' })
    await send(browser, `${claim}/children`, child())
    const twice = await send(browser, `${claim}/children`, child())
    expect(errorsIn(twice.text)).toEqual(['证件号码：与第 1 行是同一名儿童。'])
    const old = await send(
      browser,
      `${claim}/children`,
      child({ 'child.identity': 'C123456789', 'child.bornOn': '2021-12-01' }),
    )
    expect(errorsIn(old.text)).toEqual(['出生日期：按现定口径已满三周岁。'])
    const unborn = await send(
      browser,
      `${claim}/children`,
      child({ 'child.identity': 'C123456789', 'child.bornOn': '2024-12-02' }),
    )
    expect(errorsIn(unborn.text)).toEqual(['出生日期：计数时尚未出生。'])
  })

  it('comes from a spreadsheet, in place of the one before', async () => {
    const { browser, claim } = await begin('表格托育有限公司')
    const sheet = await browser.agent.get(`${claim}/children/roll.xlsx`)
    expect(sheet.headers['content-disposition']).toContain('attachment')
    expect((await browser.agent.get(`${claim}/children/roll.csv`)).text).toContain('姓名,证件号码,出生日期,班型')
    const rows = [
      ['小满', 'A123456789', '2023-3-1', '托大班'],
      ['小寒', 'B123456789', '2023/4/1', '乳儿班'],
    ]
    const sent = await upload(browser, `${claim}/children`, { intent: 'upload' }, roll(table(...rows)))
    expect(sent.status).toBe(303)
    const text = visibleText((await browser.look(`${claim}/children`)).text)
    expect(text).toContain('2 名儿童')
    expect(text).toContain('托大班 1 名、乳儿班 1 名')
    const book = await writeExcelFile(
      [
        ['姓名', '证件号码', '出生日期', '班型'].map(value => ({ value, type: String })),
        ['小雪', 'C123456789', '2023-05-01', 'senior'].map(value => ({ value, type: String })),
      ],
      {},
    ).toBuffer()
    expect((await upload(browser, `${claim}/children`, { intent: 'upload' }, roll(book, '名册.xlsx'))).status).toBe(303)
    expect(visibleText((await browser.look(`${claim}/children`)).text)).toContain('1 名儿童')
  })

  it('is not changed by a table in which anything is wrong; every row and column is named', async () => {
    const { browser, claim } = await begin('错表托育有限公司')
    await send(browser, `${claim}/children`, child())
    const refused = async (bytes: Buffer, name?: string) => {
      const page = await upload(browser, `${claim}/children`, { intent: 'upload' }, roll(bytes, name))
      expect(page.status).toBe(422)
      expect(visibleText(page.text)).toContain('名册没有改动，仍是 1 名')
      return visibleText(page.text)
    }
    const wrong = await refused(
      table(
        ['甲', 'A12345678', '2023-03-01', '托大班'],
        ['乙', 'B123456789', '2999-01-01', '托大班'],
        ['丙', 'B123456789', '2023-03-01', '大大班'],
      ),
    )
    expect(wrong).toContain('第 1 行，证件号码：应为 18 位身份证号')
    expect(wrong).toContain('第 2 行，出生日期：这个时间还没有到')
    expect(wrong).toContain('第 3 行，证件号码：与第 2 行是同一名儿童')
    expect(wrong).toContain('第 3 行，班型：请从所列选项中选择')
    expect(await refused(table(['=1+1', 'A123456780', '2023-03-01', '托大班']))).toContain('第 1 行，姓名：不能是公式')
    expect(await refused(Buffer.from('姓名,出生日期\n甲,2023-03-01'))).toContain('文件缺少“证件号码”一列')
    expect(await refused(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2]), '照片.csv')).toContain('不是可读的表格')
    const wrongAll = Array.from({ length: 150 }, () => ['甲', 'A1', '2023-03-01', '托大班'])
    expect(await refused(table(...wrongAll))).toContain('不对的至少 100 处，先列出这些')
    const many = Array.from({ length: 50_000 }, (_, nth) => ['甲', `A${100_000_000 + nth}`, '2023-03-01', '托大班'])
    expect(await refused(table(...many.slice(0, 2001)))).toContain('最多 2,000 行，这份有 2,001 行')
    expect(await refused(table(...many))).toMatch(/最多 2,000 行，这份有 50,000 行|表格太大，最多 2 MB/)
    const huge = await upload(
      browser,
      `${claim}/children`,
      { intent: 'upload' },
      roll(Buffer.alloc(33 * 1_048_576, 65)),
    )
    expect(huge.status).toBe(422)
    expect(visibleText(huge.text)).toContain('单个文件不超过 2 MB')
    expect(visibleText(huge.text)).not.toMatch(/roll|32 MB/)
    expect(visibleText((await browser.look(`${claim}/children`)).text)).toContain('1 名儿童')
  })
})

const file = (field: string, name: string, text: string) => ({ field, name, bytes: Buffer.from(text) })

describe('Evidence', () => {
  it('is kept when chosen, read by those who may, and taken away again', async () => {
    const { browser, claim, caseId } = await begin('材料托育有限公司')
    const kept = await upload(browser, `${claim}/files`, { intent: 'upload' }, [
      file('evidence.registration', '登记证书.txt', '登记'),
      file('evidence.registration', '登记证书背面.txt', '背面'),
    ])
    expect(kept.status).toBe(303)
    const page = await browser.look(`${claim}/files`)
    expect(visibleText(page.text)).toContain('登记证书.txt（1 KB）')
    expect(visibleText(page.text)).toContain('本单位和卫生健康委员会的经办、审核、审批人员可以看到')
    const [, href = ''] = /href="(\/files\/[^"]+)"/.exec(page.text) ?? []
    expect((await browser.look(href)).status).toBe(200)
    expect((await (await browserOf(institution.contact)).look(href)).status).toBe(404)
    expect((await (await browserOf(office.people.officer)).look(href)).status).toBe(404)
    const [, dropped = ''] = /value="(drop:[^"]+)"/.exec(page.text) ?? []
    expect((await send(browser, `${claim}/files`, { intent: dropped })).status).toBe(303)
    expect((await browser.look(href)).status).toBe(404)
    const names = await web.house.database.selectFrom('files').select('name').where('case_id', '=', caseId).execute()
    expect(names).toHaveLength(1)
  })

  it('refuses secrets and what is not what its name says, and keeps the others', async () => {
    const { browser, claim } = await begin('涉密托育有限公司')
    const page = await upload(browser, `${claim}/files`, { intent: 'upload' }, [
      file('evidence.roll', '好.txt', '花名册'),
      file('evidence.roll', '密.txt', '机密★一年'),
      file('evidence.roll', '假.pdf', '不是'),
      file('evidence.roll', '空.txt', ''),
      file('evidence.roll', '程序.exe', 'MZ'),
    ])
    expect(page.status).toBe(422)
    const text = visibleText(page.text)
    for (const name of ['“假.pdf”的内容不是 pdf 格式', '“空.txt”是空文件', '“程序.exe”不是可上传的格式', '密级标志'])
      expect(text).toContain(name)
    expect(text).toContain('好.txt（1 KB）')
  })
})

describe('The account of an application', () => {
  it('must be in the registered name and have its codes, and keeps what was typed', async () => {
    const { browser, claim, own } = await begin('账户托育有限公司')
    const action = `${claim}/form/account`
    const passedOver = await send(browser, action, { intent: 'next' })
    expect(passedOver.headers.location).toBe(`${claim}/check`)
    const page = await send(browser, action, {
      'account.holder': '账户托育',
      'account.number': '1234',
      'account.bank': '演示银行',
      'account.bankCode': '00046100001',
      intent: 'propose',
    })
    expect(page.status).toBe(422)
    expect(errorsIn(page.text)).toEqual([
      `户名：户名“账户托育”与登记名称“${own.name}”不一致，请改填单位全称。`,
      '账号：账号应为 8 至 32 位数字。',
      '开户行行号：行号应为 12 位数字。',
    ])
    const filled = await browser.send(action, { ...formIn(page.text, action), intent: 'registered' })
    const form = formIn(filled.text, action)
    expect(form).toMatchObject({
      'account.holder': own.name,
      'account.number': '1234',
      'account.bankCode': '00046100001',
    })
    const done = await browser.send(action, {
      ...form,
      'account.number': '6222 0000 1234 6620',
      'account.bankCode': '000461000012',
      intent: 'next',
    })
    expect(done.status).toBe(303)
    const text = visibleText((await browser.look(action)).text)
    expect(text).toContain('尾号 6620')
    expect(text).toContain('待另一人复核')
    expect((await browser.look(action)).text).not.toContain('6222000012346620')
  })
})

/** Everything that the scheme asks for, filled in through the pages. */
async function fillIn(browser: Browser, claim: string): Promise<void> {
  await send(browser, `${claim}/form/facts`, { 'facts.countedOn': '2024-12-01', intent: 'next' })
  await send(browser, `${claim}/form/classes`, { ...classes(['infant', '12'], ['senior', '45']), intent: 'next' })
  await upload(
    browser,
    `${claim}/files`,
    { intent: 'upload' },
    ['registration', 'filing-receipt', 'roll', 'fees'].map(each =>
      file(`evidence.${each}`, `${each}.txt`, `${claim} ${each}`),
    ),
  )
}

describe('Handing in', () => {
  it('names on one page what is missing, each with the page where it is mended', async () => {
    const { browser, claim } = await begin('漏填托育有限公司')
    const refused = await send(browser, `${claim}/check`, { statement: 'yes' })
    expect(refused.status).toBe(422)
    expect(visibleText(refused.text)).toContain('还不能提交：6 项要先填好或改好')
    expect(refused.text).toContain(`<a href="${claim}/form/classes">各班人数还没有填</a>`)
    expect(refused.text).toContain(`<a href="${claim}/files">登记证书还没有上传</a>`)
    expect(refused.text).not.toContain('收款账户还没有填')
  })

  it('asks for the statement, gives a receipt with exactly what was handed in, and says that it is not acceptance', async () => {
    const { browser, claim, own } = await begin('回执托育有限公司')
    await fillIn(browser, claim)
    await send(browser, `${claim}/children`, child())
    const check = await browser.look(`${claim}/check`)
    expect(visibleText(check.text)).toContain('提交申报 126,000.00 元')
    expect(visibleText(check.text)).toContain('名册人数与各班人数不一致')
    const unstated = await send(browser, `${claim}/check`, {})
    expect(unstated.status).toBe(422)
    expect(errorsIn(unstated.text)).toEqual(['承诺：请先勾选承诺。'])
    const handed = await send(browser, `${claim}/check`, { statement: 'yes' })
    expect(handed.status).toBe(303)
    expect(handed.headers.location).toBe(`${claim}/receipts/1`)
    const receipt = await browser.look(`${claim}/receipts/1`)
    const text = visibleText(receipt.text)
    expect(text).toMatch(/已收件，编号SB2024-\d{6}/)
    expect(text).toContain('收件不等于受理，最迟于11月25日（星期三）17:30前告知是否受理')
    expect(text).toContain(`申报单位 ${own.name}`)
    expect(text).toMatch(/依据《济宁市[^》]+》，规则版本 2022-2024。/)
    expect(text).toContain('第 1 行 乳儿班，计数日在托人数 12 人')
    expect(text).toContain('登记证书 registration.txt')
    expect(text).toContain('1 名儿童：托大班 1 名')
    expect(receipt.text).not.toContain('A123456789')
    expect(text).toContain('126,000.00 元')
    expect(text).toContain('到时没有告知的，视为受理')
    // What was handed in cannot be filled in any more.
    // Whoever goes back, or presses twice, sees how it stands.
    expect((await browser.look(`${claim}/form/classes`)).headers.location).toBe(claim)
    const twice = await browser.send(`${claim}/check`, { ...formIn(check.text, `${claim}/check`), statement: 'yes' })
    expect(twice.headers.location).toBe(claim)
    expect((await browser.look(`${claim}/receipts/2`)).status).toBe(404)
    expect((await (await browserOf(institution.contact)).look(`${claim}/receipts/1`)).status).toBe(404)
    expect((await (await browserOf(office.people.officer)).look(`${claim}/receipts/1`)).status).toBe(200)
  })

  it('is refused when somebody changed it since the page was read, and nothing is handed in', async () => {
    const { browser, claim } = await begin('变动托育有限公司')
    await fillIn(browser, claim)
    const stale = formIn((await browser.look(`${claim}/check`)).text, `${claim}/check`)
    await send(browser, `${claim}/form/classes`, { ...classes(['senior', '50']), intent: 'next' })
    const refused = await browser.send(`${claim}/check`, { ...stale, statement: 'yes' })
    expect(refused.status).toBe(409)
    expect(visibleText(refused.text)).toContain('提交申报 100,000.00 元')
  })

  it('says on its own page that the filing was used for this year before, and keeps everything', async () => {
    const { browser, claim, own } = await begin('两次托育有限公司')
    await fillIn(browser, claim)
    await send(browser, `${claim}/check`, { statement: 'yes' })
    const second = await county.launch({ draft: { title: '补报' } })
    const prepared = await county.prepare(second, own)
    const refused = await send(browser, `/claims/${prepared.caseId}/check`, { statement: 'yes' })
    expect(refused.status).toBe(409)
    const words = visibleText(refused.text)
    expect(words).toContain('没有提交，填写的内容都还在')
    expect(words).toContain('同一对象本年度已在其他申报中，不能重复申报。')
    expect(words).toContain('提交申报 126,000.00 元')
  })
})

// Moves the clock on, so it comes last.
describe('An application of another scheme', () => {
  it('asks for what that scheme asks: a choice, yes or no, dates and counts', async () => {
    const { house } = web
    const officer = await office.actorOf(office.people.officer)
    const draft = { pack: 'jining', scheme: 'construction', year: 2024, title: '新建托位建设补助', once: once() }
    const { cycleId: round } = await createRound(house, officer, draft)
    const readings = { scope: 'new-only', phases: 'by-phase' }
    const opensOn = '2026-11-19'
    await saveRound(house, officer, {
      cycleId: round,
      version: 1,
      round: { ...roundDraft, title: draft.title, readings, opensOn },
    })
    await submitForSignature(house, officer, { cycleId: round, version: 2, once: once() })
    await office.goOn()
    for (const seat of [office.people.sectionHead, office.people.leader]) {
      const { id } = await house.database
        .selectFrom('tasks')
        .select('id')
        .where('cycle_id', '=', round)
        .where('state', '=', 'open')
        .executeTakeFirstOrThrow()
      await sign(house, await office.actorOf(seat), { taskId: id, once: once() })
      await office.goOn()
    }
    await office.goOn('2026-11-19T01:00:00.000Z')
    const own = await county.addInstitution('新建托育有限公司')
    const browser = await browserOf(own.contact)
    const begun = await send(browser, `/rounds/${round}/apply`, {})
    const claim = String(begun.headers.location).replace('/form/institution', '')
    const wrong = await send(browser, `${claim}/form/facts`, {
      'facts.project': 'old',
      'facts.accepted': 'maybe',
      'facts.completedOn': '去年',
      'facts.places': '0',
      intent: 'next',
    })
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text).map(each => each.split('：')[0])).toEqual([
      '建设完成日期',
      '新建托位数',
      '项目类别',
      '验收合格',
    ])
    const sent = await send(browser, `${claim}/form/facts`, {
      'facts.project': 'new',
      'facts.acceptanceNo': '演示验〔2024〕3号',
      'facts.accepted': 'true',
      'facts.completedOn': '2024-05-20',
      'facts.acceptedOn': '2024-06-03',
      'facts.places': '40',
      'facts.acceptedPlaces': '40',
      intent: 'next',
    })
    expect(sent.headers.location).toBe(`${claim}/files`)
    const check = visibleText((await browser.look(`${claim}/check`)).text)
    expect(check).toContain('按现在填写的，可申报 80,000.00 元')
    expect(check).toContain('验收合格 是')
    expect(check).toContain('项目类别 新建')
  })
})
