import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { dispose } from '../../acts/dispose.ts'
import { createHttpServer } from '../../api/server.ts'
import { openWeb, type Web } from '../api/web.ts'
import { openBrowser } from '../browser.ts'
import { type Office, officePassword, openOffice, type Solicitation } from '../builders/office.ts'

let web: Web
let office: Office
let server: Server
let browser: Browser
let origin: string
let solicitation: Solicitation

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  const treasury = await office.addAddressee('财政局', '郑棠')
  const river = await office.addAddressee('河沥溪街道', '叶闻溪')
  solicitation = await office.solicit([treasury, river])
  await solicitation.answer(treasury, { anchor: '二（一）', text: '示范站补助应分档。' })
  await solicitation.answer(river, { anchor: '二（一）', text: '补助偏低。' })
  await office.goOn('2026-11-23T10:00:00.000Z')
  const { cycleId } = solicitation
  const opinions = await web.house.database
    .selectFrom('opinions')
    .select('id')
    .where('cycle_id', '=', cycleId)
    .execute()
  await dispose(web.house, await office.actorOf(office.people.officer), {
    cycleId,
    opinions: opinions.map(({ id }) => ({ id, version: 0 })),
    verdict: 'rejected',
    reason: '标准由省里定。',
    ownDuties: true,
  })
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

const faults = async (page: Page) =>
  (await new AxeBuilder({ page: page as never }).analyze()).violations.map(({ id }) => id)
const tooWide = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')

it.each([1280, 390])(
  'agreeing with two units is noted from the clause, at a width of %d',
  async width => {
    const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN' })
    const page = await context.newPage()
    page.setDefaultTimeout(8_000)
    await page.goto(`${origin}/sign-in`)
    await page.getByLabel('手机号或邮箱').fill(office.people.officer.mobile)
    await page.getByLabel('密码').fill(officePassword)
    await page.getByRole('button', { name: '登录' }).click()
    await page.waitForURL(url => !url.pathname.endsWith('/sign-in'))
    await page.goto(`${origin}/cycles/${solicitation.cycleId}/disposition`)
    const card = page.getByRole('region', { name: '二（一）协商' })
    for (const unit of ['财政局', '河沥溪街道']) {
      await card.getByRole('link', { name: new RegExp(`记一次协商.*${unit}`) }).click()
      await page.getByLabel('协商情况').fill(`宽 ${width} 时与${unit}商定分档办法。`)
      await page.getByLabel('已达成一致').check()
      expect([await faults(page), await tooWide(page)]).toEqual([[], false])
      await page.getByRole('button', { name: '记录' }).click()
      await card.getByText(`宽 ${width} 时与${unit}商定分档办法。`).waitFor()
      expect([await faults(page), await tooWide(page)]).toEqual([[], false])
    }
    expect(await card.getByText('已达成一致', { exact: true }).count()).toBe(2)
    expect(await page.getByRole('button', { name: '送审' }).count()).toBe(1)
    await context.close()
  },
  60_000,
)
