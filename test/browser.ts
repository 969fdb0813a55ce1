import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { environmentWith, projectRoot } from '../config.ts'

const toolFolder = path.join(projectRoot, '.tools')

/**
 * A Chromium for tests: CHROME_PATH where it is set, else the one that came with the packages (Linux x64), else the one that
 * `npx playwright-core install chromium` has fetched. Chinese text is shown in a font from the packages. Close it when the file is done.
 */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await findChromium()
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: stringsOf({ ...environmentWith({}), ...libraries, ...fontSettings() }),
  })
}

/** Where the browser is; unpacked first, if it has to be. */
export async function findChromium(): Promise<{ executablePath: string; libraries: Record<string, string> }> {
  const given = environmentWith({}).CHROME_PATH
  if (given) return { executablePath: given, libraries: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { executablePath: fetchedChromium(), libraries: {} }
  const folder = path.join(toolFolder, 'chromium')
  mkdirSync(folder, { recursive: true })
  return unpackChromium(folder)
}

// The package unpacks into the temporary folder, and its libraries only where it believes to be in a cloud function.
// It also sets variables of our own process, which are put back.
async function unpackChromium(folder: string): Promise<{ executablePath: string; libraries: Record<string, string> }> {
  const before = { ...process.env }
  process.env.TMPDIR = folder
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x'
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    return { executablePath, libraries: { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib') } }
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

function fetchedChromium(): string {
  const file = chromium.executablePath()
  if (existsSync(file)) return file
  throw new Error('no browser: run `npx playwright-core install chromium`, or set CHROME_PATH')
}

function fontSettings(): Record<string, string> {
  if (process.platform !== 'linux') return {}
  const require = createRequire(path.join(projectRoot, 'package.json'))
  const families = ['noto-sans-sc', 'noto-serif-sc'].map(name =>
    path.dirname(require.resolve(`@expo-google-fonts/${name}/package.json`)),
  )
  const folders = families.flatMap(family => [path.join(family, '400Regular'), path.join(family, '700Bold')])
  const file = path.join(toolFolder, 'fonts.conf')
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>
${folders.map(folder => `<dir>${folder}</dir>`).join('\n')}
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<cachedir>${path.join(toolFolder, 'font-cache')}</cachedir>
<alias binding="strong"><family>system-ui</family><prefer><family>DejaVu Sans</family><family>Noto Sans SC</family></prefer></alias>
<alias><family>sans-serif</family><prefer><family>DejaVu Sans</family><family>Noto Sans SC</family></prefer></alias>
<alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>`,
  )
  return { FONTCONFIG_FILE: file }
}

function stringsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
