// Takes the picture of the README from a running demonstration: node scripts/picture.mjs ADDRESS PASSWORD FILE
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile, giveUp, install, requireNode, root, toError } from './set-up.mjs'

const [address, password, file] = process.argv.slice(2)
if (!file) giveUp('用法：node scripts/picture.mjs 网址 口令 文件', 'node scripts/picture.mjs ADDRESS PASSWORD FILE')
requireNode()
install(toError)
compile(toError)
const { openBrowser } = await import(pathToFileURL(path.join(root, 'dist', 'test', 'browser.js')).href)
const officer = '15400000001'
const browser = await openBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  await page.goto(`${address}/sign-in?next=/cycles`)
  await page.fill('[name=subject]', officer)
  await page.fill('[name=password]', password)
  await page.press('[name=password]', 'Enter')
  await page.waitForURL('**/cycles')
  await page.locator('main a[href^="/cycles/"]:not([href$="/new"])').first().click()
  await page.waitForURL('**/cycles/*')
  await page.screenshot({ path: file })
} finally {
  await browser.close()
}
