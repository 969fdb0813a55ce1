import express, { type Express, Router } from 'express'
import supertest from 'supertest'
import { z } from 'zod'
import { framed } from '../../api/answer-page.ts'
import { nothingHere } from '../../api/declared-routes.ts'
import { errorHandler } from '../../api/errors.ts'
import { requestId } from '../../api/request-id.ts'
import { createServer } from '../../api/server.ts'
import { FieldErrors, NotFound, RuleBroken } from '../../domain/refusal.ts'
import { openDatabase, openPool } from '../../records/pool.ts'
import { openWeb, type Web } from './web.ts'

const settings = { publicUrl: 'http://127.0.0.1', sessionSecret: 'x'.repeat(32), demonstration: false }

/** An application that fails in one way, and what it logged. */
function failing(error: unknown): { app: Express; logged: object[] } {
  const logged: object[] = []
  const log = (fields: object) => void logged.push(fields)
  const app = express()
  app.use(
    requestId,
    framed(settings, { tabler: '/t', look: '/l', htmx: '/h' }),
    express.urlencoded({ extended: false }),
  )
  app.use('/fails', () => {
    throw error
  })
  app.use(errorHandler({ log: { info: log, warn: log, error: log } }))
  return { app, logged }
}

const schemaError = () => z.object({ title: z.string().min(1) }).safeParse({ title: '' }).error
const databaseError = (code: string) => Object.assign(new Error('value "13912345678" is wrong'), { code })

describe('What went wrong', () => {
  it.each([
    [
      'a rule',
      new RuleBroken('not-in-this-state'),
      409,
      '没有办成，什么都没有改动',
      'It was not done, and nothing was changed',
    ],
    [
      'a rule without words of its own',
      new RuleBroken('unheard-of'),
      409,
      '当前情况不允许这样办理',
      'This cannot be done as things stand',
    ],
    ['something not there', new NotFound('cycle'), 404, '没有这个页面', 'There is no such page'],
    [
      'wrong fields',
      new FieldErrors([{ field: 'title', code: 'required' }]),
      422,
      '1 处需要改',
      '1 entry must be corrected',
    ],
    ['a schema', schemaError(), 422, '请填写。', 'Please fill this in.'],
    ['a locked row', databaseError('55P03'), 503, '系统暂时忙不过来', 'The system is too busy'],
    ['a database that is away', databaseError('57P01'), 503, '暂时连不上数据库', 'The database cannot be reached'],
    [
      'a line to the database that broke under a transaction',
      new Error('Client has encountered a connection error and is not queryable'),
      503,
      '暂时连不上数据库',
      'The database cannot be reached',
    ],
    ['a character that no text holds', databaseError('22021'), 400, '没有读懂这个请求', 'could not be understood'],
    ['a fault', new Error('the disk is on fire'), 500, '系统出了故障', 'The system failed'],
  ])('is said in both languages: %s', async (_what, error, status, chinese, english) => {
    const { app } = failing(error)
    const [zh, en] = [
      await supertest(app).get('/fails').set('Accept-Language', 'zh-CN'),
      await supertest(app).get('/fails').set('Accept-Language', 'en'),
    ]
    expect([zh.status, en.status]).toEqual([status, status])
    expect(zh.text).toContain('<html lang="zh-CN"')
    expect(zh.text).toContain(chinese)
    expect(en.text).toContain('<html lang="en"')
    expect(en.text).toContain(english)
  })

  it('is logged once with the number that the page shows when it is our fault, and nothing else of it is shown', async () => {
    const { app, logged } = failing(new Error('the disk is on fire'))
    const response = await supertest(app).get('/fails')
    expect(response.text).not.toContain('the disk is on fire')
    expect(response.text).toContain(response.headers['x-request-id'])
    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatchObject({
      requestId: response.headers['x-request-id'],
      fault: { name: 'Error', message: 'the disk is on fire' },
    })
  })

  it('is not logged when a rule or the form says no', async () => {
    for (const error of [new RuleBroken('x'), new NotFound(), new FieldErrors([])]) {
      const { app, logged } = failing(error)
      await supertest(app).get('/fails')
      expect(logged).toEqual([])
    }
  })

  it('keeps out of the log what the database says of people', async () => {
    const { app, logged } = failing(databaseError('22P02'))
    expect((await supertest(app).get('/fails')).status).toBe(500)
    expect(JSON.stringify(logged)).not.toContain('13912345678')
    expect(logged[0]).toMatchObject({ fault: { code: '22P02' } })
  })

  it('shows what was typed so that it can be copied, escaped and without passwords', async () => {
    const { app } = failing(new RuleBroken('not-in-this-state'))
    const response = await supertest(app)
      .post('/fails')
      .type('form')
      .send({ opinion: '<b>建议</b>改为一至两场', named: 'yes', password: 'secret words', csrf: 'token-token' })
    expect(response.text).toContain('&lt;b&gt;建议&lt;/b&gt;改为一至两场')
    for (const raw of ['opinion', 'named', '>yes<']) expect(response.text).not.toContain(raw)
    expect(response.text).not.toContain('secret words')
    expect(response.text).not.toContain('token-token')
  })

  it('is told as JSON to whoever asks for JSON', async () => {
    const { app } = failing(new FieldErrors([{ field: 'title', code: 'too-long', params: { longest: 5, length: 9 } }]))
    const response = await supertest(app).get('/fails').set('Accept', 'application/json')
    expect(response.status).toBe(422)
    expect(response.body).toEqual({
      error: 'wrong-fields',
      requestId: response.headers['x-request-id'],
      fields: [{ field: 'title', code: 'too-long', params: { longest: 5, length: 9 } }],
    })
  })
})

describe('An address', () => {
  it('that is not there says so, and one that takes other methods says which', async () => {
    const app = express()
    app.use(requestId, framed(settings, { tabler: '/t', look: '/l', htmx: '/h' }))
    const router = Router()
    router.get('/cycles/:id', (_request, response) => void response.end())
    router.post('/cycles/:id', (_request, response) => void response.end())
    app.use(router)
    app.use(nothingHere(app))
    app.use(errorHandler({ log: { info: () => {}, warn: () => {}, error: () => {} } }))
    expect((await supertest(app).get('/cycle/1')).status).toBe(404)
    const response = await supertest(app).delete('/cycles/1')
    expect(response.status).toBe(405)
    expect(response.headers.allow).toBe('GET, HEAD, POST')
  })

  describe('of the whole server', () => {
    let web: Web
    beforeAll(async () => {
      web = await openWeb()
    })
    afterAll(() => web.close())

    it.each([
      ['/sign-in?next=/a&next=/b'],
      ['/sign-in?a=%00'],
      ['/sign-in?__proto__=1'],
      ['/sign-in?a[b]=1'],
      ['/%ff'],
    ])('that nobody can mean gets 400: %s', async address => {
      const response = await supertest(web.app).get(address)
      expect(response.status).toBe(400)
      expect(response.text).toContain('没有读懂这个请求')
      expect(web.logged).toEqual([])
    })

    it('asked for as JSON without signing in gets 401', async () => {
      const response = await supertest(web.app).get('/cycles').set('Accept', 'application/json')
      expect(response.status).toBe(401)
      expect(response.body).toMatchObject({ error: 'sign-in-first' })
    })

    it('that a form was sent to after the session had ended shows what was typed', async () => {
      const response = await supertest(web.app)
        .post('/answers/1')
        .type('form')
        .send({ opinion: '两处不一致，建议统一' })
      expect(response.status).toBe(401)
      expect(response.text).toContain('两处不一致，建议统一')
    })

    it('that is known but not for this method gets 405', async () => {
      const response = await supertest(web.app).put('/sign-in')
      expect([401, 405]).toContain(response.status)
    })
  })
})

describe('A database that cannot be reached', () => {
  it('gives a page that says so, and JSON as well', async () => {
    const pool = openPool('postgres://nobody@127.0.0.1:9/nothing')
    const house = {
      database: openDatabase(pool),
      auditKey: 'x'.repeat(32),
      fieldKey: 'y'.repeat(32),
      publicUrl: settings.publicUrl,
      reach: () => {},
    }
    const logged: object[] = []
    const log = (fields: object) => void logged.push(fields)
    const up = async () => {}
    const app = createServer({
      settings,
      house,
      pool,
      health: { postgresql: () => pool.query('select 1'), temporal: up, mail: up },
      log: { info: () => {}, warn: log, error: log },
    })
    const page = await supertest(app).get('/sign-in')
    expect(page.status).toBe(503)
    expect(page.headers['retry-after']).toBe('5')
    expect(page.text).toContain('暂时连不上数据库')
    expect(logged).toMatchObject([{ requestId: page.headers['x-request-id'], fault: { code: 'ECONNREFUSED' } }])
    expect((await supertest(app).get('/sign-in').set('Accept', 'application/json')).body).toMatchObject({
      error: 'database-away',
    })
    expect((await supertest(app).get('/readyz')).body).toMatchObject({ status: 'not-ready', postgresql: 'down' })
    expect((await supertest(app).get('/healthz')).status).toBe(200)
    await house.database.destroy()
  })
})

describe('The language', () => {
  let web: Web
  beforeAll(async () => {
    web = await openWeb()
  })
  afterAll(() => web.close())

  it('is Chinese unless the browser asks for English, and the choice of a visitor is remembered', async () => {
    expect((await supertest(web.app).get('/sign-in')).text).toContain('登录承办')
    expect((await supertest(web.app).get('/sign-in').set('Accept-Language', 'en-GB,en')).text).toContain(
      'Sign in to Chengban',
    )
    const browser = web.visitor()
    await browser.look('/sign-in?next=/cycles')
    const switched = await browser.send('/language', { language: 'en', back: '/sign-in?next=/cycles' })
    expect(switched.headers.location).toBe('/sign-in?next=/cycles')
    expect((await browser.look('/sign-in')).text).toContain('Sign in to Chengban')
  })

  it("of somebody signed in is the person's own, for notices as well", async () => {
    const unitId = await web.addUnit('甲市财政局')
    const person = await web.addPerson('郑棠', [{ unitId, role: 'contact' }])
    const browser = web.visitor()
    await browser.signIn(person.mobile)
    await browser.look('/nowhere')
    expect((await browser.send('/language', { language: 'fr', back: '/' })).status).toBe(400)
    await browser.send('/language', { language: 'en', back: '/' })
    expect((await browser.look('/nowhere')).text).toContain('There is no such page')
    const { language } = await web.house.database
      .selectFrom('people')
      .select('language')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    expect(language).toBe('en')
  })
})
