import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Express } from 'express'
import { createTransport } from 'nodemailer'
import type { Response } from 'supertest'
import { declaredRoutes } from '../../api/declared-routes.ts'
import { createServer } from '../../api/server.ts'
import type { Log } from '../../api/settings.ts'
import { createBrowser } from '../api/web.ts'
import { openCounty } from '../builders/claims.ts'
import { officePassword } from '../builders/office.ts'
import { openWorld, type World } from '../builders/world.ts'
import { canariesIn, canariesInFiles, canariesInMails, canary } from './canary.ts'

const typed = {
  identity: canary.identity(5).identity,
  account: canary.account(5),
  child: canary.child(5),
  objector: canary.objector(5),
  'contact-of-objector': canary.contactOfObjector(5),
  institution: canary.institution(5),
} as const
const everything = Object.values(typed).join('，')

describe('A canary is found', () => {
  const escaped = (text: string) =>
    JSON.stringify(text).replace(/[^ -~]/g, each => `\\u${each.charCodeAt(0).toString(16)}`)
  test.each([
    ['as it is', (text: string) => `{"msg":"${text}"}`],
    ['in an address', (text: string) => `/claims?q=${encodeURIComponent(text)}`],
    ['escaped in JSON', escaped],
    ['in UTF-16', (text: string) => Buffer.from(`x${text}`, 'utf16le')],
    ['in hexadecimal', (text: string) => Buffer.from(text).toString('hex')],
    ['in Base64', (text: string) => Buffer.from(text).toString('base64')],
    ['in Base64 behind one byte', (text: string) => Buffer.from(`x${text}`).toString('base64')],
    ['in Base64 behind two bytes', (text: string) => Buffer.from(`xx${text}`).toString('base64')],
  ])('%s', (_how, write) => {
    for (const [kind, text] of Object.entries(typed)) expect([kind, canariesIn(write(text))]).toEqual([kind, [kind]])
  })

  test('and nothing is found where there is none', () => {
    expect(canariesIn('3708000000 622890 雀 金丝雀 0537-0000000 第5托育机构')).toEqual([])
  })

  test('in a file of a folder, and told with the name of the file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'canary-'))
    writeFileSync(path.join(folder, 'worker.log'), 'nothing')
    writeFileSync(path.join(folder, 'api.log'), `{"err":"no account ${typed.account}"}`)
    expect(canariesInFiles([folder])).toEqual([{ kind: 'account', place: 'api.log' }])
    rmSync(folder, { recursive: true })
  })

  test('in the subject of a mail, and in its text unless it is the name of whom it is about', async () => {
    const mail = createTransport({ streamTransport: true, buffer: true })
    const write = async (subject: string, text: string) => (await mail.sendMail({ subject, text })).message as Buffer
    expect(await canariesInMails([await write('已付款', `致${typed.institution}：尾号0005的账户`)])).toEqual([])
    const leaks = [await write(`${typed.institution}已付款`, '已付款'), await write('已付款', everything)]
    expect((await canariesInMails(leaks)).map(({ kind, place }) => `${kind}: ${place}`)).toEqual([
      'institution: the subject of a mail',
      'identity: the text of a mail',
      'account: the text of a mail',
      'child: the text of a mail',
      'objector: the text of a mail',
      'contact-of-objector: the text of a mail',
    ])
  })
})

describe('What people type stands in no log, in no address to which they are sent, and on no error page', () => {
  const logged: string[] = []
  const log = (...line: Parameters<Log['info']>) => void logged.push(JSON.stringify(line))
  let world: World
  let app: Express
  let mobiles: string[]
  let ids: Readonly<Record<string, string>>

  beforeAll(async () => {
    world = await openWorld({ addressees: 1 })
    const county = await openCounty(world)
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId } = await county.prepare(cycleId, institution)
    const members = [
      await world.addMember('管理员', world.authority, 'system-admin', 'security-admin'),
      await world.addMember('财务', world.authority, 'finance'),
      ...[institution.contact, world.people.officer],
    ]
    mobiles = members.map(({ mobile }) => mobile)
    ids = { cycleId, caseId }
    app = createServer({
      settings: { publicUrl: world.house.publicUrl, sessionSecret: 'x'.repeat(40), demonstration: false },
      ...{ house: world.house, pool: world.pool, log: { info: log, warn: log, error: log } },
      health: { postgresql: async () => undefined, temporal: async () => undefined, mail: async () => undefined },
    })
  }, 300_000)
  afterAll(() => world.close())

  test('whatever page they look at, and whatever form they send', async () => {
    const leaks = new Set<string>()
    let [forms, refused] = [0, 0]
    const look = (what: string, { status, text = '', headers }: Answered, asked: string) => {
      const location = String(headers.location ?? '')
      // The way back, after signing in or choosing a language, is the address that they asked for themselves.
      if (canariesIn(location).length > 0 && !location.includes(encodeURIComponent(asked)))
        leaks.add(`${what} sends to an address with a canary`)
      if (status < 400 || status === 422) return
      refused++
      if (canariesIn(text.replaceAll(asked, '')).length > 0) leaks.add(`${what} answers ${status} with a canary`)
    }
    const pages = declaredRoutes(app).filter(({ path: at }) => at.startsWith('/') && at !== '/sign-out')
    for (const mobile of mobiles) {
      const browser = createBrowser(app)
      await browser.signIn(mobile, officePassword)
      for (const { path: at, methods } of pages.filter(({ methods }) => methods.includes('GET'))) {
        const here = at.replace(/:(\w+)/g, (_whole, name: string) => ids[name] ?? randomUUID())
        const strange = at.replace(/:(\w+)/g, () => encodeURIComponent(typed.identity))
        for (const asked of [here, `${strange}?q=${encodeURIComponent(everything)}`])
          look(`GET ${at}`, await browser.look(asked), asked)
        for (const { action, fields } of formsIn((await browser.look(here)).text ?? '')) {
          if (action === '/sign-out') continue
          look(`POST ${at} ${methods.join()}`, await browser.send(action || here, fields), here)
          forms++
        }
      }
    }
    expect([...leaks]).toEqual([])
    expect(canariesIn(logged.join('\n'))).toEqual([])
    expect(logged.length).toBeGreaterThan(100)
    expect(Math.min(forms, refused)).toBeGreaterThan(20)
  }, 300_000)
})

type Answered = Pick<Response, 'status' | 'text' | 'headers'>

/** The forms of a page that change something, with a canary in every field that somebody could type in. */
function formsIn(html: string): { action: string; fields: Record<string, string> }[] {
  const canaries = Object.values(typed)
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, opening = '', inner = '']) => {
    if (!/method="post"/i.test(opening)) return []
    const named = [...inner.matchAll(/<(input|textarea)\b([^>]*)name="([^"]+)"([^>]*)/g)]
    const fields = named.map(([, , before = '', name = '', after = ''], at) => {
      const hidden = /type="(hidden|radio|checkbox)"/.test(before + after)
      const value = /value="([^"]*)"/.exec(before + after)?.[1] ?? ''
      return [name, hidden ? value : (canaries[at % canaries.length] ?? '')] as const
    })
    return [{ action: /action="([^"]*)"/.exec(opening)?.[1] ?? '', fields: Object.fromEntries(fields) }]
  })
}
