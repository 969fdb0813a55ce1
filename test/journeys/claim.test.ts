import type { Page } from 'playwright-core'
import { type Journey, openJourney } from './journey.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney()
}, 120_000)
afterAll(() => journey?.close())

const roll = (rows: readonly string[]) => ({
  name: '花名册.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['姓名,证件号码,出生日期,班型', ...rows].join('\n'), 'utf8'),
})
const infants = ['白小禾,Y000000001,2024-05-02,乳儿班', '蓝朵朵,Y000000002,2024-04-11,乳儿班']
const others = ['青豆豆,Y000000003,2022-06-08,托大班', '苗安安,Y000000004,2022-07-19,托大班']
// The check character of this number would be another.
const wrong = '云乐乐,110101202203080011,2022-03-08,托大班'

const next = (page: Page, title: string) =>
  page.getByRole('link', { name: `下一步：${title}` }).or(page.getByRole('button', { name: `下一步：${title}` }))

it('an institution applies on a phone, mends its spreadsheet, sees the amount as it goes, and holds a receipt', async () => {
  const { county, signIn, checkPage, origin } = journey
  const institution = await county.addInstitution('小满托育有限公司')
  await county.launch()
  const page = await signIn(institution.contact, { width: 390 })
  await page.goto(`${origin}/claims`)
  await page.getByRole('link', { name: '去申报' }).first().click()
  await checkPage(page)
  await page.getByRole('button', { name: '开始填写' }).click()
  await page.getByRole('heading', { name: '备案信息' }).waitFor()
  await checkPage(page)

  await next(page, '基本情况').click()
  await page.getByLabel('计数日').fill('2024-12-01')
  await next(page, '各班人数').click()
  const row = (nth: number) => page.getByRole('group', { name: `各班人数第 ${nth} 行` })
  for (const [nth, kind, heads] of [
    [1, '乳儿班', '2'],
    [2, '托大班', '2'],
  ] as const) {
    if (!(await row(nth).isVisible())) await page.getByRole('button', { name: '加一行' }).click()
    await row(nth).getByLabel('班型').selectOption(kind)
    await row(nth).getByLabel('计数日在托人数').fill(heads)
  }
  await page.getByRole('button', { name: '保存', exact: true }).click()
  // 2 infants at 3,000 and 2 others at 2,000 yuan
  await page.getByText('10,000.00').first().waitFor()
  await checkPage(page)

  await next(page, '儿童名册').click()
  await page.getByLabel('填好的表格').setInputFiles(roll([...infants, ...others, wrong]))
  await page.getByRole('button', { name: '导入名册' }).click()
  const refusal = page.getByRole('alert').filter({ hasText: '表格没有导入：1 处不对' })
  await refusal.waitFor()
  expect(await refusal.textContent()).toContain('第 5 行')
  expect(await refusal.textContent()).toContain('校验位不对')
  await checkPage(page)
  await page.getByLabel('填好的表格').setInputFiles(roll([...infants, ...others]))
  await page.getByRole('button', { name: '导入名册' }).click()
  await page.getByText('4 名儿童').waitFor()
  expect(await page.content()).not.toContain('Y000000001')

  await next(page, '材料').click()
  for (const evidence of ['登记证书', '备案回执', '收托花名册', '收费公示或价格备案']) {
    await page.getByLabel(`选文件：${evidence}`).setInputFiles({
      name: `${evidence}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`${evidence}，演示`, 'utf8'),
    })
    await page.getByRole('link', { name: `${evidence}.txt` }).waitFor()
  }
  await checkPage(page)
  await page.goto(page.url().replace(/files$/, 'check'))
  await checkPage(page)
  await page.getByRole('checkbox', { name: /以上内容真实、完整/ }).check()
  await page.getByRole('button', { name: '提交申报 10,000.00 元' }).click()
  await page.getByText(/^已收件，编号SB2024-\d{6}$/).waitFor()
  await page
    .getByText(/收件不等于受理，最迟于11月25日（星期三）17:30前告知是否受理/)
    .first()
    .waitFor()
  await checkPage(page)

  await page.getByRole('link', { name: '看进度' }).click()
  await page.getByRole('heading', { level: 1, name: /^您的申报已由.+收件，正在看是否受理，还剩 5 个工作日/ }).waitFor()
  await checkPage(page)
}, 300_000)
