import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { openWeb, type Web } from '../api/web.ts'
import { openBrowser } from '../browser.ts'
import { type Member, type Office, officePassword, openOffice, type Unit } from '../builders/office.ts'

let web: Web
let office: Office
let browser: Browser
let server: Server
let origin: string
let treasury: Unit
let system: Member
let auditor: Member
let step: string
let order: string

const wide = { width: 1280, height: 900 }
const narrow = { width: 390, height: 844 }

// The 23rd was the last day; on the 27th the treasury, which must answer, is four working days late.
beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  const river = await office.addAddressee('河沥溪街道办事处', '叶闻溪')
  const hill = await office.addAddressee('南山街道办事处', '苏棠')
  treasury = await office.addAddressee('财政局', '郑棠')
  await office.addMember('周衡', treasury.id, 'contact')
  await office.addMember('钱立', treasury.id, 'head')
  await office.addUnit('云梯畲族乡', { kind: 'township' })
  const information = await office.addUnit('信息中心')
  system = await office.addMember('温如', information, 'system-admin')
  auditor = await office.addMember('严核', information, 'auditor')
  await office.solicit([river, hill, { ...treasury, mandatory: true }])
  await office.goOn('2026-11-25T02:00:00.000Z')
  await office.solicit([river, hill, { ...treasury, mandatory: true }], {
    title: '家庭托育点管理办法（征求意见稿）',
    deadline: { kind: 'working-days', count: 3, closeOfBusiness: '17:30' },
  })
  await office.goOn('2026-11-27T02:00:00.000Z')
  const { database } = web.house
  const found = await database
    .selectFrom('rungs')
    .select(['id', 'task_id'])
    .where('state', '=', 'prepared')
    .executeTakeFirstOrThrow()
  order = found.id
  step = found.task_id
  await database
    .insertInto('alarms')
    .values({
      kind: 'mail-failed',
      subject: 'x',
      cycle_id: null,
      detail: '550 No such user',
      cleared_at: null,
      cleared_by: null,
    })
    .execute()
  server = web.app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
  await web?.close()
})

async function signedIn(member: Member, viewport = wide): Promise<Page> {
  const context = await browser.newContext({ viewport })
  const page = await context.newPage()
  await page.goto(`${origin}/sign-in`)
  await page.fill('input[name=subject]', member.mobile)
  await page.fill('input[name=password]', officePassword)
  await Promise.all([
    page.waitForURL(url => !url.pathname.startsWith('/sign-in')),
    page.click('main button[type=submit]'),
  ])
  return page
}

async function flaws(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  return beyond > 0 ? [...found, `wider than the screen by ${beyond}`] : found
}

const adminPages = ['/admin/units', '/admin/people', '/admin/accounts', '/admin/calendar', '/admin/policies', '/health']

for (const [name, viewport] of [
  ['at a desk', wide],
  ['on a phone', narrow],
] as const) {
  describe(`What supervisors and administrators see ${name}`, () => {
    it('of overdue steps is without barriers and no wider than the screen', async () => {
      const page = await signedIn(office.people.supervisor, viewport)
      for (const path of ['/overdue', `/overdue/steps/${step}`, `/overdue/release/${order}`]) {
        await page.goto(`${origin}${path}`)
        expect([path, await flaws(page)]).toEqual([path, []])
      }
      await page.context().close()
    })

    it('of administration is without barriers and no wider than the screen', async () => {
      const page = await signedIn(system, viewport)
      const unit = `/admin/units/${treasury.id}`
      const person = `/admin/people/${treasury.contact.id}`
      await page.goto(`${origin}/admin/policies`)
      const policy = (await page.locator('tbody a').first().getAttribute('href')) ?? ''
      for (const path of [...adminPages, unit, person, policy]) {
        await page.goto(`${origin}${path}`)
        expect([path, await flaws(page)]).toEqual([path, []])
      }
      await page.context().close()
    })

    it('of the audit is without barriers and no wider than the screen', async () => {
      const page = await signedIn(auditor, viewport)
      for (const path of ['/audit', '/audit/verify']) {
        await page.goto(`${origin}${path}`)
        expect([path, await flaws(page)]).toEqual([path, []])
      }
      await page.context().close()
    })
  })
}

describe('A supervisor without a mouse', () => {
  it('ticks a row, says a word, and urges with the keyboard', async () => {
    const page = await signedIn(office.people.supervisor)
    await page.goto(`${origin}/overdue`)
    await page.locator('input[name=task]').first().focus()
    await page.keyboard.press('Space')
    await page.locator('#f-message').focus()
    await page.keyboard.type('请尽快反馈。')
    await page.getByRole('button', { name: '催办所选' }).focus()
    await Promise.all([page.waitForURL(/urged=1/), page.keyboard.press('Enter')])
    await page.getByRole('status').getByText('已催办 1 件').waitFor()
    await page.context().close()
  })
})
