import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { createHttpServer } from '../../api/server.ts'
import { openWeb, type Web } from '../api/web.ts'
import { openBrowser } from '../browser.ts'
import {
  type Member,
  type Office,
  officePassword,
  openOffice,
  type Solicitation,
  type Unit,
} from '../builders/office.ts'

let web: Web
let office: Office
let server: Server
let browser: Browser
let origin: string
let hill: Unit

// Monday 16 November 2026, 10:00 in the office.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  hill = await office.addAddressee('南山街道', '苏棠')
  await office.addAddressee('河沥溪街道', '叶闻溪')
  server = createHttpServer(web.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
  await web?.close()
})

async function signIn({ mobile }: Member, { javaScriptEnabled = true, width = 1280 } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN', javaScriptEnabled })
  const page = await context.newPage()
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('手机号或邮箱').fill(mobile)
  await page.getByLabel('密码').fill(officePassword)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  return page
}

/** Nothing for axe to complain of, and nothing wider than the screen, on a phone and on a desk. */
async function checkPage(page: Page): Promise<void> {
  const before = page.viewportSize()
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 })
    const { violations } = await new AxeBuilder({ page: page as never }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  }
  if (before) await page.setViewportSize(before)
}

const text = `一、总的要求
（一）每年举办两场讲座，由各村（社区）组织，家长自愿参加。
（二）每个街道建设一至两个示范站。
二、经费
讲座每场补助500元。`

it.each([
  { how: 'each page sound on a phone and on a desk', javaScriptEnabled: true },
  { how: 'without JavaScript', javaScriptEnabled: false },
])(
  'is launched from a pasted text until it has gone out, $how',
  async ({ javaScriptEnabled }) => {
    // axe itself needs JavaScript
    const isSound = javaScriptEnabled ? checkPage : async () => {}
    const page = await signIn(office.people.officer, { javaScriptEnabled })
    await isSound(page)
    await page.getByRole('link', { name: '起草征求意见' }).click()
    await isSound(page)
    await page.getByLabel('文稿标题').fill('《家庭托育点管理办法（征求意见稿）》')
    await page.getByLabel('文稿全文').fill(text)
    await page.getByRole('button', { name: '识别条款' }).click()
    await page.getByRole('heading', { name: '识别出 4 条' }).waitFor()

    await page.getByRole('link', { name: '更正 二', exact: true }).click()
    await isSound(page)
    await page.getByLabel('正文').fill('讲座每场补助500元。\n（一）示范站每个补助5万元。')
    await page.getByRole('button', { name: '保存这一条' }).click()
    await page.getByRole('link', { name: '更正 二', exact: true }).click()
    await page.getByRole('button', { name: '从这一段断开：（一）示范站' }).click()
    await page.getByRole('heading', { name: '识别出 5 条' }).waitFor()

    await page.getByRole('link', { name: '下一步：发送对象' }).click()
    await isSound(page)
    await page.getByRole('button', { name: '添加乡镇街道，2 家' }).click()
    await page.getByLabel('南山街道的发送方式').selectOption('主送，必须答复')
    await page.getByRole('button', { name: '保存发送方式' }).click()
    await page.getByLabel('姓名').fill('许知言')
    await page.getByLabel('电话').fill('暂无')
    await page.getByRole('button', { name: '下一步：时间安排' }).click()
    await page.getByText('1 处需要改').waitFor()
    await isSound(page)
    await page.getByLabel('电话').fill('0563-0000118')
    await page.getByRole('button', { name: '下一步：时间安排' }).click()

    await page.getByLabel('工作日', { exact: true }).fill('5')
    await page.getByRole('button', { name: '重新计算' }).click()
    await page.getByRole('heading', { name: '反馈截止' }).waitFor()
    await isSound(page)
    await page.getByRole('button', { name: '下一步：核对并送签' }).click()
    await page.getByText('可以送签').waitFor()
    await isSound(page)
    await page.getByRole('button', { name: '送科室负责人签发' }).click()
    await page.getByText('已送签，正在送到第一环节').waitFor()
    await office.goOn()
    await page.reload()
    await isSound(page)

    for (const [member, button] of [
      [office.people.sectionHead, '签署'],
      [office.people.leader, '签发'],
    ] as const) {
      const seat = await signIn(member, { javaScriptEnabled, width: 390 })
      await isSound(seat)
      await seat.getByRole('link', { name: '打开' }).click()
      await isSound(seat)
      await seat.getByRole('button', { name: button }).click()
      await seat.getByText('您已').waitFor()
      await office.goOn()
    }
    await page.reload()
    await page.getByRole('heading', { name: '2 家中 0 家已反馈' }).waitFor()
    await isSound(page)
  },
  240_000,
)

describe('The ledger in a browser', () => {
  let solicitation: Solicitation
  let page: Page
  beforeAll(async () => {
    solicitation = await office.solicit([{ ...hill, mandatory: true }], { title: '讲座补助办法（征求意见稿）' })
    page = await signIn(office.people.officer)
    await page.goto(`${origin}/cycles/${solicitation.cycleId}`)
  }, 60_000)

  it('shows an answer by itself, without a reload, and keeps what is being typed into the search', async () => {
    await page.getByLabel('查找单位').fill('南')
    await solicitation.signFor(hill)
    await solicitation.answer(hill)
    await page.getByRole('heading', { name: '1 家中 1 家已反馈' }).waitFor({ timeout: 40_000 })
    await page.getByRole('row', { name: /南山街道.*无意见/ }).waitFor()
    expect(await page.getByLabel('查找单位').inputValue()).toBe('南')
  }, 60_000)

  it('has acts on pages of their own, each sound on a phone and on a desk', async () => {
    const caseId = await solicitation.caseOf(hill)
    const path = `/cycles/${solicitation.cycleId}`
    const row = `${path}/cases/${caseId}`
    const pages = [
      `${path}?row=${caseId}`,
      `${path}/extend?case=${caseId}`,
      `${path}/withdraw`,
      `${path}/urge`,
      `${path}/close`,
      `${path}/letter`,
      `${path}/draft`,
      `${row}/phone`,
      `${row}/address`,
      `${row}/record`,
      '/cycles',
    ]
    for (const address of pages) {
      await page.goto(origin + address)
      expect([address, await page.getByRole('heading', { level: 1 }).count()]).toEqual([address, 1])
      await checkPage(page)
    }
  }, 240_000)

  it('prints the letter alone, on one page', async () => {
    await page.goto(`${origin}/cycles/${solicitation.cycleId}/letter`)
    const printed = (await page.pdf({ format: 'A4' })).toString('latin1')
    expect(printed.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1)
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('article', { name: '函件正文' }).isVisible()).toBe(true)
    expect(await page.getByRole('navigation', { name: '主导航' }).isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
  }, 60_000)
})
