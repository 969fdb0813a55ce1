import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { createHttpServer } from '../../api/server.ts'
import { openWeb, type Web } from '../api/web.ts'
import { openBrowser } from '../browser.ts'
import { type Office, officePassword, openOffice, type Solicitation, type Unit } from '../builders/office.ts'

let web: Web
let office: Office
let server: Server
let browser: Browser
let origin: string
let river: Unit
let hill: Unit
let solicitation: Solicitation

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道', '叶闻溪')
  hill = await office.addAddressee('南山街道', '苏棠')
  solicitation = await office.solicit([river, hill])
  server = createHttpServer(web.app)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
  await web?.close()
})

async function signIn(mobile: string, { javaScriptEnabled = true, width = 390 } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN', javaScriptEnabled })
  const page = await context.newPage()
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('手机号或邮箱').fill(mobile)
  await page.getByLabel('密码').fill(officePassword)
  await page.getByRole('button', { name: '登录' }).click()
  return page
}

/** Nothing for axe to complain of, and nothing wider than the screen, on a phone and on a desk. */
async function isSound(page: Page): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 })
    const { violations } = await new AxeBuilder({ page: page as never }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  }
}

it('is answered on a phone: signed for, an opinion that saves itself, a file kept when chosen, the receipt on one page', async () => {
  const page = await signIn(river.contact.mobile)
  await isSound(page)
  await page.getByRole('link', { name: '照护服务实施意见' }).click()
  await page.getByRole('button', { name: '签收' }).click()
  await isSound(page)
  await page.getByRole('button', { name: /对本条提意见.*一（一）/ }).click()
  await page.getByLabel('意见', { exact: true }).fill('与第二条不一致，建议统一。')
  await page.getByText('草稿 11月16日 10:00 自动保存').waitFor()

  await page.getByText('加附件').click()
  const renamed = { name: '说明.docx', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 x') }
  await page.locator('input[type=file]').setInputFiles(renamed)
  await page.getByText('“说明.docx”的内容不是 docx 格式').first().waitFor()
  expect(await page.getByLabel('意见', { exact: true }).inputValue()).toBe('与第二条不一致，建议统一。')
  await isSound(page)
  await page.locator('input[type=file]').setInputFiles({ ...renamed, name: '说明.pdf' })
  await page.getByRole('link', { name: '说明.pdf' }).waitFor()

  await page.getByRole('button', { name: '提交 1 条意见' }).click()
  await page.getByRole('heading', { name: '收件回执' }).waitFor()
  await isSound(page)
  const printed = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(printed.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1)
}, 180_000)

it('is answered without JavaScript, by the same buttons', async () => {
  const page = await signIn(hill.contact.mobile, { javaScriptEnabled: false })
  await page.getByRole('link', { name: '照护服务实施意见' }).click()
  await page.getByRole('button', { name: '签收' }).click()
  await page.getByRole('button', { name: /对本条提意见.*二（一）/ }).click()
  await page.getByLabel('意见', { exact: true }).fill('补助偏低。')
  await page.getByRole('button', { name: '保存草稿' }).click()
  expect(await page.getByLabel('意见', { exact: true }).inputValue()).toBe('补助偏低。')
  await page.getByRole('button', { name: '提交 1 条意见' }).click()
  await page.getByText('有意见，1 条').waitFor()
}, 120_000)

it('is disposed of, approved and told by pages that axe has nothing against', async () => {
  await office.goOn('2026-11-23T10:00:00.000Z')
  const officer = await signIn(office.people.officer.mobile, { width: 1280 })
  await officer.goto(`${origin}/cycles/${solicitation.cycleId}/disposition`)
  await isSound(officer)
  for (const verdict of ['采纳', '部分采纳']) {
    await officer.getByLabel(verdict, { exact: true }).check()
    await officer.getByLabel('理由').fill('统一为一至两场。')
    await officer.getByRole('button', { name: '保存，看下一条' }).click()
  }
  await isSound(officer)
  await officer.getByRole('button', { name: '送审' }).click()
  await officer.getByText('汇总表已送审，等待审定').waitFor()
  await office.goOn()
  const approver = await signIn(office.people.approver.mobile)
  await approver.goto(`${origin}/approve/${await solicitation.taskOf('approval')}`)
  await isSound(approver)
  await approver.getByRole('button', { name: '审定' }).click()
  await approver.getByRole('heading', { name: '汇总表已审定' }).waitFor()
  await office.goOn()
  await officer.goto(`${origin}/cycles/${solicitation.cycleId}/result`)
  await isSound(officer)
}, 180_000)
