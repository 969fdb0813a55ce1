import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import express from 'express'
import type { Browser, Page } from 'playwright-core'
import { securityHeaders } from '../../api/security.ts'
import { createAssets } from '../../api/static.ts'
import type { Language } from '../../domain/actor.ts'
import { renderPage } from '../../web/frame.tsx'
import { Page as Shell } from '../../web/page.tsx'
import { MessagesPage } from '../../web/pages/messages.tsx'
import { PasswordPage } from '../../web/pages/password.tsx'
import { ProblemPage } from '../../web/pages/problem.tsx'
import { SignInPage } from '../../web/pages/sign-in.tsx'
import { Live } from '../../web/pieces/live.tsx'
import { openBrowser } from '../browser.ts'
import { frame, Gallery } from '../web/gallery.tsx'

const pages = {
  gallery: () => <Gallery />,
  'sign-in': () => <SignInPage next="/" subject="139" failure={{ why: 'wait', seconds: 15 }} />,
  password: () => <PasswordPage first errors={[{ field: 'wanted', code: 'easy-to-guess' }]} />,
  messages: () => (
    <MessagesPage
      messages={[
        { id: '1', subject: '关于征求《实施意见》意见的函', releasedAt: '2024-11-19T07:04:11.000Z', readAt: null },
        {
          id: '2',
          subject: '反馈期限临近',
          releasedAt: '2024-11-18T07:04:11.000Z',
          readAt: '2024-11-18T08:04:11.000Z',
        },
      ]}
      next="x"
      further={false}
    />
  ),
  problem: () => <ProblemPage title="没有办成，什么都没有改动" text="办理已到另一阶段。" typed={['第一行\n第二行']} />,
}

let server: Server
let browser: Browser
let origin: string
let answers = 0
beforeAll(async () => {
  const { assets, routes } = createAssets()
  const app = express()
  app.use(
    securityHeaders({ publicUrl: 'http://127.0.0.1', sessionSecret: 'x'.repeat(32), demonstration: true }),
    routes,
  )
  app.get('/:language/:page', (request, response) => {
    const language: Language = request.params.language === 'en' ? 'en' : 'zh-CN'
    const page = pages[request.params.page as keyof typeof pages]
    const visitor = request.params.page === 'sign-in' ? { actor: null } : {}
    response.type('html').send(renderPage(frame({ language, assets, ...visitor }), page()))
  })
  app.get('/live', (request, response) => {
    answers += 1
    if (answers === 3) return void response.status(500).type('html').send('<main>failed</main>')
    const page = (
      <Shell title="台账">
        <Live id="bar" every={0.5}>
          <p>第 {answers} 次</p>
        </Live>
        <input aria-label="草稿" />
      </Shell>
    )
    response.type('html').send(renderPage(frame({ assets, address: request.originalUrl }), page))
  })
  server = app.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  server?.close()
})

const situations = Object.keys(pages).flatMap(name =>
  (['zh-CN', 'en'] as const).flatMap(language => [1280, 390].map(width => ({ name, language, width }))),
)

describe('The pieces in a browser', () => {
  it.each(situations)(
    '$name in $language at $width pixels: axe finds nothing, nothing is wider than the screen',
    async ({ name, language, width }) => {
      const complaints: string[] = []
      await onPage(width, async page => {
        page.on('console', message => {
          if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
        })
        await page.goto(`${origin}/${language}/${name}`)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      })
      expect(complaints).toEqual([])
    },
  )

  it('refresh themselves, keep what is being typed beside them, and stay as they are when the server fails', async () => {
    await onPage(1280, async page => {
      await page.goto(`${origin}/live`)
      await page.getByLabel('草稿').fill('正在写')
      const failed = await page.waitForResponse(response => response.status() === 500)
      await page.getByText('第 2 次').waitFor()
      expect(await failed.text()).toContain('failed')
      await page.getByText('第 5 次').waitFor()
      expect(await page.getByText('failed').count()).toBe(0)
      expect(await page.locator('#bar').count()).toBe(1)
      expect(await page.getByLabel('草稿').inputValue()).toBe('正在写')
    })
  })

  it('leads by keyboard from the top to the content, and opens who one acts for', async () => {
    await onPage(1280, async page => {
      await page.goto(`${origin}/zh-CN/gallery`)
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toBe('跳到正文')
      await page.locator('summary').first().focus()
      await page.keyboard.press('Enter')
      expect(await page.getByRole('button', { name: '退出' }).isVisible()).toBe(true)
      expect(await page.getByRole('button', { name: '乙街道' }).isVisible()).toBe(true)
    })
  })
})

async function onPage(width: number, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  try {
    await look(await context.newPage())
  } finally {
    await context.close()
  }
}
