import { sql } from 'kysely'
import { endSessions } from '../../acts/end-sessions.ts'
import { openWeb, password, tokenIn, type Web } from './web.ts'

let web: Web
let bureau: string
beforeAll(async () => {
  web = await openWeb()
  bureau = await web.addUnit('甲市卫生健康委员会')
})
afterAll(() => web.close())

const officer = (name = '许知言') => web.addPerson(name, [{ unitId: bureau, role: 'officer' }])

describe('Signing in', () => {
  it('leads by mobile number to where one wanted to go, and then shows who acts for which unit', async () => {
    const person = await officer()
    const browser = web.visitor()
    const turnedAway = await browser.look('/messages?page=2')
    expect(turnedAway.status).toBe(303)
    expect(turnedAway.headers.location).toBe('/sign-in?next=%2Fmessages%3Fpage%3D2')

    const signedIn = await browser.signIn(person.mobile, password, '/messages?page=2')

    expect(signedIn.status).toBe(303)
    expect(signedIn.headers.location).toBe('/messages?page=2')
    const page = await browser.look('/nowhere')
    expect(page.status).toBe(404)
    expect(page.text).toContain('许知言')
    expect(page.text).toContain('甲市卫生健康委员会')
  })

  it.each([
    ['a mail address in capitals', (person: { email: string }) => person.email.toUpperCase()],
    [
      'a number with full-width digits, spaces and +86',
      (person: { mobile: string }) => ` +86 ${fullWidth(person.mobile)} `,
    ],
  ])('takes %s', async (_what, typed) => {
    const person = await officer()
    const response = await web.visitor().signIn(typed(person))
    expect(response.status).toBe(303)
  })

  it('answers an unknown account, a wrong password and a disabled account alike', async () => {
    const [person, disabled] = [await officer(), await officer()]
    await web.house.database
      .updateTable('people')
      .set({ disabled_at: '2026-01-01T00:00:00.000Z' })
      .where('id', '=', disabled.id)
      .execute()
    const answers = [
      await web.visitor().signIn('13000000000'),
      await web.visitor().signIn(person.mobile, 'wrong password'),
      await web.visitor().signIn(disabled.mobile),
    ]
    const texts = answers.map(({ text }) => text.replace(/value="[^"]*"/g, ''))
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422])
    expect(texts[0]).toContain('手机号（邮箱）或密码不对')
    expect(new Set(texts).size).toBe(1)
  })

  it('keeps the number that was typed, and never shows the password', async () => {
    const response = await web.visitor().signIn('13111111111', 'my secret words')
    expect(response.text).toContain('value="13111111111"')
    expect(response.text).not.toContain('my secret words')
  })

  it('makes one wait after five wrong attempts, longer each time, and lets one in afterwards', async () => {
    const person = await officer()
    const browser = web.visitor()
    for (let attempt = 1; attempt <= 5; attempt++)
      expect((await browser.signIn(person.mobile, 'wrong')).status).toBe(422)

    const refused = await browser.signIn(person.mobile)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(15)
    expect(refused.text).toMatch(/请在 \d+ 秒后再试/)

    await letPass(15)
    expect((await browser.signIn(person.mobile, 'wrong')).status).toBe(422)
    await letPass(15)
    const longer = await browser.signIn(person.mobile)
    expect(longer.status).toBe(429)

    await letPass(15)
    expect((await browser.signIn(person.mobile)).status).toBe(303)
  })

  it('counts attempts made at the same moment one by one', async () => {
    const person = await officer()
    const browser = web.visitor()
    await browser.look('/sign-in')
    const answers = await Promise.all(
      Array.from({ length: 9 }, () =>
        browser.send('/sign-in', { subject: person.mobile, password: 'wrong', next: '' }),
      ),
    )
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(4)
  })

  it('tells somebody without a unit what is missing, only after the right password', async () => {
    const person = await web.addPerson('路人', [{ unitId: bureau, role: 'officer', untilOn: '2020-01-01' }])
    expect((await web.visitor().signIn(person.mobile, 'wrong')).text).toContain('手机号（邮箱）或密码不对')
    const response = await web.visitor().signIn(person.mobile)
    expect(response.status).toBe(403)
    expect(response.text).toContain('您目前不属于任何单位')
  })

  it('leaves an audit entry', async () => {
    const person = await officer()
    await web.visitor().signIn(person.mobile)
    const entries = await web.house.database
      .selectFrom('audit')
      .select(['act', 'unit_id'])
      .where('person_id', '=', person.id)
      .execute()
    expect(entries).toEqual([{ act: 'sign-in', unit_id: bureau }])
  })

  it.each([
    ['https://elsewhere.example/'],
    ['//elsewhere.example/'],
    ['/\\elsewhere.example/'],
    ['/%0d%0a//elsewhere.example'],
    ['javascript:alert(1)'],
    ['/..//elsewhere.example'],
  ])('never leads away from the service: %s', async next => {
    const person = await officer()
    const { headers } = await web.visitor().signIn(person.mobile, password, next)
    expect(new URL(headers.location ?? '', 'http://127.0.0.1:8080').host).toBe('127.0.0.1:8080')
  })
})

describe('A session', () => {
  it('has another id after signing in, and form tokens from before are worth nothing', async () => {
    const person = await officer()
    const browser = web.visitor()
    const before = tokenIn((await browser.look('/sign-in')).text)
    const signedIn = await browser.signIn(person.mobile)
    expect(sessionCookie(signedIn)).toMatch(/^chengban-session=[^;]{60,};.*HttpOnly; SameSite=Lax$/)
    const response = await browser.agent.post('/language').type('form').send({ csrf: before, language: 'en' })
    expect(response.status).toBe(403)
  })

  it('ends with signing out: its cookie opens nothing any more', async () => {
    const person = await officer()
    const browser = web.visitor()
    const cookie = sessionCookie(await browser.signIn(person.mobile)).split(';')[0] ?? ''
    await browser.look('/nowhere')
    expect((await browser.send('/sign-out', {})).headers.location).toBe('/sign-in')
    const again = await web.visitor().agent.get('/nowhere').set('Cookie', cookie)
    expect(again.status).toBe(303)
  })

  it('ends for every browser of somebody who is signed out everywhere', async () => {
    const person = await officer()
    const [one, other] = [web.visitor(), web.visitor()]
    await one.signIn(person.mobile)
    await other.signIn(person.mobile)
    await endSessions(web.house.database, person.id)
    expect((await one.look('/nowhere')).status).toBe(303)
    expect((await other.look('/nowhere')).status).toBe(303)
  })

  it('ends with the next request of somebody whose account was disabled', async () => {
    const person = await officer()
    const browser = web.visitor()
    await browser.signIn(person.mobile)
    expect((await browser.look('/nowhere')).status).toBe(404)
    await web.house.database
      .updateTable('people')
      .set({ disabled_at: '2026-01-01T00:00:00.000Z' })
      .where('id', '=', person.id)
      .execute()
    expect((await browser.look('/nowhere')).status).toBe(303)
  })

  it.each([
    ['two idle hours', 'seenAt', 2 * 3_600_000 + 1],
    ['twelve hours at work', 'signedInAt', 12 * 3_600_000 + 1],
  ])('ends after %s', async (_when, mark, ago) => {
    const person = await officer()
    const browser = web.visitor()
    await browser.signIn(person.mobile)
    await sql`
      update sessions set sess = jsonb_set(sess::jsonb, array[${mark}], to_jsonb(${Date.now() - ago}::float8))::json
      where sess ->> 'personId' = ${person.id}`.execute(web.house.database)
    expect((await browser.look('/nowhere')).status).toBe(303)
  })

  it('is not kept alive by what a page asks for by itself', async () => {
    const person = await officer()
    const browser = web.visitor()
    await browser.signIn(person.mobile)
    const longAgo = Date.now() - 3_600_000
    const setSeen = sql`
      update sessions set sess = jsonb_set(sess::jsonb, '{seenAt}', to_jsonb(${longAgo}::float8))::json
      where sess ->> 'personId' = ${person.id}`
    const seen = async () => {
      const { rows } = await sql<{ at: number }>`
        select (sess ->> 'seenAt')::float8 as at from sessions where sess ->> 'personId' = ${person.id}`.execute(
        web.house.database,
      )
      return rows[0]?.at
    }
    await setSeen.execute(web.house.database)
    await browser.agent.get('/nowhere').set('HX-Request', 'true')
    expect(await seen()).toBe(longAgo)
    await browser.look('/nowhere')
    expect(await seen()).toBeGreaterThan(longAgo)
  })
})

describe('Acting for a unit', () => {
  it('changes only to a unit that one belongs to, and names a section with its unit', async () => {
    const section = await web.addUnit('妇幼健康科', { kind: 'section', parentId: bureau })
    const other = await web.addUnit('乙街道')
    const strange = await web.addUnit('丙镇')
    const person = await web.addPerson('双职', [
      { unitId: other, role: 'contact' },
      { unitId: section, role: 'officer' },
    ])
    const browser = web.visitor()
    await browser.signIn(person.mobile)
    const acting = async () => /<summary>.*?<br\/>([^<]+)/.exec((await browser.look('/nowhere')).text)?.[1]
    const first = await acting()
    expect(['甲市卫生健康委员会·妇幼健康科', '乙街道']).toContain(first)
    const wanted = first === '乙街道' ? section : other

    expect((await browser.send('/acting', { unit: wanted })).status).toBe(303)
    expect(await acting()).not.toBe(first)
    expect((await browser.send('/acting', { unit: strange })).status).toBe(404)
    expect((await browser.send('/acting', { unit: 'no-id' })).status).toBe(404)
  })

  it('starts where the role works', async () => {
    const contact = await web.addPerson('联系人', [{ unitId: bureau, role: 'contact' }])
    const browser = web.visitor()
    await browser.signIn(contact.mobile)
    expect((await browser.look('/')).headers.location).toBe('/answers')
  })
})

const fullWidth = (digits: string) => digits.replace(/\d/g, digit => String.fromCodePoint(0xff10 + Number(digit)))

const sessionCookie = (response: { headers: Record<string, unknown> }): string => {
  const cookies = response.headers['set-cookie']
  const found = (Array.isArray(cookies) ? cookies : []).find(cookie => String(cookie).startsWith('chengban-session='))
  return String(found ?? '')
}

/** As if so many seconds had gone by since every failure. */
const letPass = (seconds: number) =>
  sql`update sign_in_failures set last_failed_at = last_failed_at - make_interval(secs => ${seconds})`.execute(
    web.house.database,
  )
