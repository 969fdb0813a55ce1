import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { approveList } from '../../acts/approve-list.ts'
import { makeList } from '../../acts/make-list.ts'
import { confirmAccount, proposeAccount } from '../../acts/propose-account.ts'
import type { Institution } from '../builders/claims.ts'
import { heads } from '../builders/claims.ts'
import { later, once } from '../builders/world.ts'
import { type Journey, openJourney } from './journey.ts'

let journey: Journey
let cycleId: string
let paid: Institution
let returned: Institution
let returnedCase: string

// Two claims whose notice has run: 126,000 yuan for 12 infants and 45 others, and 20,000 for ten others.
beforeAll(async () => {
  journey = await openJourney()
  const { office, county, finance, house } = journey
  const { actorOf, people, goOn } = office
  paid = await county.addInstitution('晨光托育有限公司')
  returned = await county.addInstitution('麦苗托育有限公司')
  cycleId = await county.launch()
  const cases: string[] = []
  for (const [institution, facts, number] of [
    [paid, undefined, '6200000000000001'],
    [returned, heads(10), '6200000000000002'],
  ] as const) {
    const { caseId } = await county.submit(cycleId, institution, facts ? { facts } : {})
    cases.push(caseId)
    await county.accept(caseId)
    await county.review(caseId)
    await county.approve(caseId)
    const account = { holder: institution.name, number, bank: '演示银行任城支行', bankCode: '000461000071' }
    const actor = await actorOf(institution.contact)
    const { accountId } = await proposeAccount(house, actor, { caseId, account, once: once() })
    await confirmAccount(house, await actorOf(finance.maker), { caseId, accountId, once: once() })
  }
  returnedCase = cases[1] ?? ''
  const { listId } = await makeList(house, await actorOf(people.officer), { cycleId, caseIds: null, once: once() })
  const { startsAt, endsAt } = await approveList(house, await actorOf(people.leader), {
    listId,
    minutes: { number: '会议纪要〔2026〕17号', on: '2026-11-18', fileId: null },
    ...{ telephone: '0537-000 0226', address: '演示路1号305室', website: '', startsOn: null, once: once() },
  })
  await goOn(later(startsAt))
  await goOn(later(endsAt))
}, 120_000)
afterAll(() => journey?.close())

/** The key of each payment of a payment file, by its payee. */
async function exported(page: Page): Promise<Map<string, string>> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出付款文件' }).click(),
  ])
  const lines = readFileSync(await download.path(), 'utf8')
    .split('\r\n')
    .slice(1)
  return new Map(lines.filter(Boolean).map(line => [line.split(',')[1] ?? '', line.split(',')[0] ?? '']))
}

/** Imports a file of receipts: read out first, then recorded. */
async function receive(page: Page, lines: readonly string[]): Promise<void> {
  await page.goto(`${journey.origin}/receipts?round=${cycleId}`)
  await page.getByLabel('回单文件').setInputFiles({
    name: '回单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['凭证号,结果,金额（元）,回单号,原因', ...lines].join('\n'), 'utf8'),
  })
  await page.getByRole('button', { name: '读出文件' }).click()
  await page.getByRole('button', { name: `记入 ${lines.length} 行` }).click()
  await page.getByText(`已记入 ${lines.length} 行回单`).waitFor()
  await journey.office.goOn()
}

it('a batch is made and released by two, one payment comes back, and is paid once to the corrected account', async () => {
  const { office, finance, signIn, checkPage, origin } = journey
  const maker = await signIn(finance.maker)
  await maker.goto(`${origin}/payouts`)
  await checkPage(maker)
  await maker.goto(`${origin}/rounds/${cycleId}/payments`)
  await maker.getByRole('radio', { name: /^导出国库付款文件/ }).check()
  await checkPage(maker)
  await maker.getByRole('button', { name: '制单 2 件 146,000.00 元' }).click()
  await maker.getByText('您是制单人，须由另一人放行').first().waitFor()
  await checkPage(maker)

  const releaser = await signIn(finance.releaser)
  await releaser.goto(maker.url())
  await checkPage(releaser)
  await releaser.getByRole('button', { name: '放行 146,000.00 元' }).click()
  await releaser.getByText('2 笔还没有结果').first().waitFor()
  await maker.reload()
  const batch = maker.url()
  const keys = await exported(maker)
  expect(keys.size).toBe(2)
  await receive(maker, [
    `${keys.get(paid.name)},已付,126000.00,HD1,`,
    `${keys.get(returned.name)},退汇,20000.00,HD2,收款行行号有误`,
  ])
  await maker.goto(`${batch}/close`)
  await maker.getByLabel('对账单合计（元）').fill('126,000.00')
  await checkPage(maker)
  await maker.getByRole('button', { name: '对账办结' }).click()
  await maker
    .getByText(/由秦照对账办结/)
    .first()
    .waitFor()

  const phone = await signIn(returned.contact, { width: 390 })
  await phone.goto(`${origin}/claims/${returnedCase}`)
  await phone.getByRole('heading', { level: 1, name: /^20,000.00 元被银行退回，请更正收款账户/ }).waitFor()
  await phone.goto(`${origin}/account`)
  await checkPage(phone)
  await phone.getByLabel('户名').fill(returned.name)
  await phone.getByLabel('账号').fill('6200000000000002')
  await phone.getByLabel('开户银行').fill('演示银行任城支行')
  await phone.getByLabel('开户行行号').fill('000461000017')
  await phone.getByRole('button', { name: /^(保存|提交)账户$/ }).click()
  await phone
    .getByText(/等待另一人复核/)
    .first()
    .waitFor()
  await office.goOn()

  await releaser.goto(`${origin}/payees`)
  await checkPage(releaser)
  await releaser
    .getByRole('link', { name: /麦苗托育|核对/ })
    .first()
    .click()
  await checkPage(releaser)
  await releaser.getByRole('button', { name: /^确认尾号 0002$/ }).click()
  await releaser.getByText('已复核，用于付款').first().waitFor()
  await office.goOn()

  await maker.goto(`${origin}/rounds/${cycleId}/payments`)
  await maker.getByRole('radio', { name: /^导出国库付款文件/ }).check()
  await maker.getByRole('button', { name: '制单 1 件 20,000.00 元' }).click()
  await maker.getByText('您是制单人，须由另一人放行').first().waitFor()
  await releaser.goto(maker.url())
  const changed = releaser.getByLabel('我已核对有变更的账户')
  if (await changed.isVisible()) await changed.check()
  await releaser.getByRole('button', { name: '放行 20,000.00 元' }).click()
  await releaser.getByText('1 笔还没有结果').first().waitFor()
  await maker.reload()
  const [key] = [...(await exported(maker)).values()]
  await receive(maker, [`${key},已付,20000.00,HD3,`])
  await phone.goto(`${origin}/claims/${returnedCase}`)
  await phone.getByRole('heading', { level: 1, name: /^20,000.00 元已于.*支付到尾号 0002 的账户/ }).waitFor()

  await maker.goto(`${origin}/rounds/${cycleId}/ledger`)
  await maker.getByText('借贷平衡').first().waitFor()
  await maker.getByText('146,000.00').first().waitFor()
  await checkPage(maker)
  await maker.goto(`${origin}/shares`)
  // 12 × 900 + 45 × 600 = 37,800 and 10 × 600 = 6,000 yuan
  await maker.getByRole('heading', { level: 1, name: '市级应负担 43,800.00 元' }).waitFor()
  await checkPage(maker)
}, 300_000)
