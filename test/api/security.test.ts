import express from 'express'
import supertest from 'supertest'
import { demandForms } from '../../api/declared-routes.ts'
import { network } from '../../api/network.ts'
import { openWeb, tokenIn, type Web } from './web.ts'

let web: Web
let mobile: string
beforeAll(async () => {
  web = await openWeb()
  const unitId = await web.addUnit('甲市卫生健康委员会')
  mobile = (await web.addPerson('许知言', [{ unitId, role: 'officer' }])).mobile
})
afterAll(() => web.close())

const signedIn = async () => {
  const browser = web.visitor()
  await browser.signIn(mobile)
  await browser.look('/nowhere')
  return browser
}

describe('A form', () => {
  it('without its token, or with another one, changes nothing', async () => {
    const browser = await signedIn()
    for (const body of [{}, { csrf: '' }, { csrf: 'x'.repeat(43) }]) {
      const response = await browser.agent.post('/sign-out').type('form').send(body)
      expect(response.status).toBe(403)
      expect(response.text).toContain('这次提交没有生效')
    }
    expect((await browser.look('/nowhere')).status).toBe(404)
  })

  it("with another session's token changes nothing", async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    const response = await one.agent.post('/sign-out').type('form').send({ csrf: other.token() })
    expect(response.status).toBe(403)
  })

  it('of a visitor needs the token of this visitor', async () => {
    const [one, other] = [web.visitor(), web.visitor()]
    const stolen = tokenIn((await other.look('/sign-in')).text)
    await one.look('/sign-in')
    const response = await one.agent
      .post('/sign-in')
      .type('form')
      .send({ csrf: stolen, subject: mobile, password: 'x' })
    expect(response.status).toBe(403)
  })

  it.each([
    ['another origin', { Origin: 'https://elsewhere.example' }],
    ['an opaque origin', { Origin: 'null' }],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another host of the same site', { 'Sec-Fetch-Site': 'same-site' }],
  ])('sent from %s changes nothing', async (_where, headers) => {
    const browser = await signedIn()
    const response = await browser.agent.post('/sign-out').set(headers).type('form').send({ csrf: browser.token() })
    expect(response.status).toBe(403)
  })

  it('sent by our own page is taken', async () => {
    const browser = await signedIn()
    const response = await browser.agent
      .post('/sign-out')
      .set({ Origin: 'http://127.0.0.1:8080', 'Sec-Fetch-Site': 'same-origin' })
      .type('form')
      .send({ csrf: browser.token() })
    expect(response.status).toBe(303)
  })

  it('gives the same as multipart and as urlencoded', async () => {
    const browser = await signedIn()
    const response = await browser.agent
      .post('/language')
      .field('csrf', browser.token())
      .field('language', 'en')
      .field('back', '/x')
    expect(response.status).toBe(303)
    expect(response.headers.location).toBe('/x')
    await browser.look('/nowhere')
    await browser.send('/language', { language: 'zh-CN', back: '/' })
  })

  it.each([
    ['JSON', 'application/json', '{"csrf":"x"}', 415],
    ['plain text', 'text/plain', 'csrf=x', 415],
    ['names that reach into prototypes', 'application/x-www-form-urlencoded', 'constructor=1', 400],
    ['names with brackets', 'application/x-www-form-urlencoded', 'a%5Bb%5D=1', 400],
    ['two megabytes', 'application/x-www-form-urlencoded', `csrf=${'x'.repeat(2_000_000)}`, 413],
    ['thirty thousand fields', 'application/x-www-form-urlencoded', 'a=1&'.repeat(30_000), 413],
  ])('as %s gets a clear no', async (_what, type, body, status) => {
    const browser = await signedIn()
    const response = await browser.agent.post('/language').set('Content-Type', type).send(body)
    expect(response.status).toBe(status)
    expect(response.text).toContain('<main')
  })

  it('with a file where none is asked for gets a clear no', async () => {
    const browser = await signedIn()
    const response = await browser.agent
      .post('/language')
      .field('csrf', browser.token())
      .attach('scan', Buffer.from('x'), '扫描.pdf')
    expect(response.status).toBe(400)
  })
})

describe('An answer', () => {
  it('lets in only our own scripts and styles, stands in no frame and is kept by no cache', async () => {
    const { headers } = await web.visitor().look('/sign-in')
    expect(headers['content-security-policy']).toBe(
      "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    )
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  it('has neither inline style nor inline script', async () => {
    const { text } = await web.visitor().look('/sign-in')
    expect(text).not.toMatch(/ style=| on[a-z]+=|<style|<script>/)
    expect(text).toContain('<script src="/assets/htmx.js?v=')
  })

  it('over https has HSTS, and cookies that stay with the host', async () => {
    const secure = await openWeb({ publicUrl: 'https://chengban.example' })
    try {
      const response = await supertest(secure.app).get('/sign-in')
      expect(response.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
      expect(response.headers['content-security-policy']).toContain('upgrade-insecure-requests')
      expect(String(response.headers['set-cookie'])).toMatch(
        /^__Host-visitor=[\w-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
    } finally {
      await secure.close()
    }
  })

  it('keeps style sheets for a year at an address that changes with them', async () => {
    const { text } = await web.visitor().look('/sign-in')
    for (const name of ['tabler.css', 'look.css', 'htmx.js']) {
      const href = new RegExp(`"(/assets/${name}\\?v=[\\w-]+)"`).exec(text)?.[1] ?? ''
      const response = await supertest(web.app).get(href)
      expect(response.status).toBe(200)
      expect(response.headers['cache-control']).toContain('immutable')
    }
    const stale = await supertest(web.app).get('/assets/look.css?v=old')
    expect(stale.headers['cache-control']).toBe('public, max-age=300')
  })
})

describe('The server', () => {
  it('does not start with a route that changes something and reads no form', () => {
    const app = express()
    const router = express.Router()
    router.post('/forgotten', (_request, response) => void response.end())
    app.use(router)
    expect(() => demandForms(app)).toThrow('POST /forgotten changes something and has no formBody')
  })

  it('says which of its neighbours is away', async () => {
    const away = web.createApp(() => Promise.reject(new Error('away')))
    expect((await supertest(away).get('/readyz')).body).toEqual({
      status: 'degraded',
      postgresql: 'up',
      temporal: 'down',
      mail: 'up',
    })
    expect((await supertest(web.app).get('/readyz')).body).toEqual({
      status: 'ready',
      postgresql: 'up',
      temporal: 'up',
      mail: 'up',
    })
    expect((await supertest(web.app).get('/healthz')).body).toEqual({ status: 'up' })
  })

  it('tells its counts to this machine only', async () => {
    const here = await supertest(web.app).get('/metrics')
    expect(here.text).toContain('http_request_seconds')
    const passedOn = await supertest(web.app).get('/metrics').set('X-Forwarded-For', '192.0.2.1')
    expect(passedOn.status).toBe(404)
  })
})

describe('Where attempts come from', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:1::7', '2001:db8:0:1::/64'],
    ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is counted as %s', (address, counted) => {
    expect(network(address)).toBe(counted)
  })
})
