import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'

let browser: Browser | undefined

afterAll(async () => {
  await browser?.close()
})

test('a browser opens and has a font for Chinese: two characters are two pictures, not the same empty box', async () => {
  browser = await openBrowser()
  const page = await browser.newPage()
  expect((await pictureOf(page, '承')).equals(await pictureOf(page, '办'))).toBe(false)
  expect((await pictureOf(page, '承')).equals(await pictureOf(page, '承'))).toBe(true)
})

async function pictureOf(page: Page, text: string): Promise<Buffer> {
  await page.setContent(`<p id="text">${text}</p>`)
  return page.locator('#text').screenshot()
}
