import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { createHttpServer } from '../../api/server.ts'
import { openWeb } from '../api/web.ts'
import { openBrowser } from '../browser.ts'
import { openCounty } from '../builders/claims.ts'
import { type Member, officePassword, openOffice } from '../builders/office.ts'
import type { World } from '../builders/world.ts'

/** A county with its finance bureau beside it, in a real browser: Monday 16 November 2026, 10:00 in the office. */
export async function openJourney() {
  const web = await openWeb()
  const office = await openOffice(web.house)
  const { database } = web.house
  const government = await office.addUnit('任城区人民政府', { kind: 'government' })
  await database
    .updateTable('units')
    .set({ parent_id: government, superior_id: government })
    .where('id', '=', office.authority)
    .execute()
  const county = await openCounty({ ...office, house: web.house, database } as World)
  const treasury = await office.addUnit('任城区财政局', { parentId: government })
  const finance = {
    maker: await office.addMember('秦照', treasury, 'finance'),
    releaser: await office.addMember('郑以恒', treasury, 'finance'),
  }
  const server = createHttpServer(web.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await openBrowser()

  const visit = async (path: string, { width = 1280 } = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(origin + path)
    return page
  }
  const signIn = async ({ mobile }: Member, { width = 1280 } = {}): Promise<Page> => {
    const page = await visit('/sign-in', { width })
    await page.getByLabel('手机号或邮箱').fill(mobile)
    await page.getByLabel('密码').fill(officePassword)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('navigation', { name: '主导航' }).waitFor()
    return page
  }
  /** A page with one heading, nothing for axe to complain of and nothing wider than the screen, on a phone and on a desk. */
  const checkPage = async (page: Page): Promise<void> => {
    const before = page.viewportSize()
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      const { violations } = await new AxeBuilder({ page: page as never }).analyze()
      expect(violations.map(({ id, nodes }) => `${page.url()} ${width} ${id}: ${nodes[0]?.html}`)).toEqual([])
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect([page.url(), width, Number(wider) > 0]).toEqual([page.url(), width, false])
    }
    if (before) await page.setViewportSize(before)
  }
  return {
    ...{ office, county, finance, origin, database, visit, signIn, checkPage },
    house: web.house,
    close: async () => {
      await browser.close()
      server.close()
      await web.close()
    },
  }
}

export type Journey = Awaited<ReturnType<typeof openJourney>>
