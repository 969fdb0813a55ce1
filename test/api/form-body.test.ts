import express, { type Express } from 'express'
import supertest from 'supertest'
import { framed } from '../../api/answer-page.ts'
import { errorHandler } from '../../api/errors.ts'
import { createFormBody, field, fields, formOf, plainFileName } from '../../api/form-body.ts'
import { requestId } from '../../api/request-id.ts'
import { tokenIn } from './web.ts'

const settings = { publicUrl: 'http://127.0.0.1', sessionSecret: 'x'.repeat(32), demonstration: false }
const quiet = { info: () => {}, warn: () => {}, error: () => {} }

/** An application that tells what it read. */
function reading(): Express {
  const app = express()
  app.use(requestId, framed(settings, { tabler: '/t', look: '/l', htmx: '/h' }))
  const formBody = createFormBody(settings)
  app.get(
    '/token',
    (request, response) => void response.send(`name="csrf" value="${request.frame(response).csrfToken}"`),
  )
  app.post('/form', formBody({ files: { count: 2, bytes: 1_048_576 } }), (request, response) => {
    const form = formOf(request)
    response.json({
      title: field(form, 'title'),
      units: fields(form, 'unit'),
      files: form.files.map(({ field: at, name, mediaType, bytes }) => ({ at, name, mediaType, size: bytes.length })),
      once: form.once,
    })
  })
  app.use(errorHandler({ log: quiet }))
  return app
}

async function open() {
  const agent = supertest.agent(reading())
  const csrf = tokenIn((await agent.get('/token')).text) ?? ''
  return { csrf, post: () => agent.post('/form').set('Accept', 'application/json') }
}

describe('A form body', () => {
  it('is the same from both ways of sending it: Chinese names, several values, plain line ends', async () => {
    const { csrf, post } = await open()
    const urlencoded = await post()
      .type('form')
      .send({ csrf, title: '征求意见\r\n第二行\r第三行', unit: ['西津街道', '河沥溪街道'] })
    const multipart = await post()
      .field('csrf', csrf)
      .field('title', '征求意见\r\n第二行\r第三行')
      .field('unit', '西津街道')
      .field('unit', '河沥溪街道')
    expect(urlencoded.body).toEqual({
      title: '征求意见\n第二行\n第三行',
      units: ['西津街道', '河沥溪街道'],
      files: [],
      once: null,
    })
    expect(multipart.body).toEqual(urlencoded.body)
  })

  it('keeps emoji, rare characters and markup as they are', async () => {
    const { csrf, post } = await open()
    const title = '𠮷野家 😀 {{template}} <script>alert(1)</script> &amp; ﬁ'
    expect((await post().type('form').send({ csrf, title })).body.title).toBe(title)
  })

  it('refuses a single field that came twice', async () => {
    const { csrf, post } = await open()
    expect(
      (
        await post()
          .type('form')
          .send({ csrf, title: ['a', 'b'] })
      ).status,
    ).toBe(400)
  })

  it('brings files with their Chinese names, and leaves out a file input that was left empty', async () => {
    const { csrf, post } = await open()
    const response = await post()
      .field('csrf', csrf)
      .attach('scan', Buffer.from('%PDF-1.7'), { filename: '盖章意见.pdf', contentType: 'application/pdf' })
      .attach('none', Buffer.alloc(0), { filename: '', contentType: 'application/octet-stream' })
    expect(response.body.files).toEqual([{ at: 'scan', name: '盖章意见.pdf', mediaType: 'application/pdf', size: 8 }])
  })

  it.each([
    ['too large', 1, 1_048_577, { field: 'scan', code: 'file-too-large', params: { megabytes: 1 } }],
    ['too many', 3, 10, { field: 'files', code: 'too-many-files', params: { most: 2 } }],
  ])('names the field of files that are %s', async (_what, count, size, expected) => {
    const { csrf, post } = await open()
    let sending = post().field('csrf', csrf)
    for (let index = 0; index < count; index++)
      sending = sending.attach('scan', Buffer.alloc(size, 'x'), `${index}.txt`)
    const response = await sending
    expect(response.status).toBe(422)
    expect(response.body.fields).toEqual([expected])
  })

  it('carries its own key and what was sent, so that the same form has one effect', async () => {
    const { csrf, post } = await open()
    const key = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
    const { body } = await post().type('form').send({ csrf, submission: key, title: '无意见' })
    expect(body.once).toEqual({ key, request: { path: '/form', body: { title: '无意见' }, files: [] } })
    expect((await post().type('form').send({ csrf, submission: 'short' })).status).toBe(400)
  })

  it('takes ten megabytes of text for what they are: too much', async () => {
    const { csrf, post } = await open()
    const response = await post()
      .type('form')
      .send({ csrf, title: 'x'.repeat(10_485_760) })
    expect(response.status).toBe(413)
    expect(response.body).toMatchObject({ error: 'too-large' })
  })
})

describe('The name of a file', () => {
  it.each([
    ['C:\\文稿\\意见.docx', '意见.docx'],
    ['../../etc/passwd', 'passwd'],
    ['发票\u202Efdp.exe', '发票fdp.exe'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['\u200b', 'file'],
    ['..', 'file'],
    ['', 'file'],
    [`${'长'.repeat(300)}.pdf`, `${'长'.repeat(116)}.pdf`],
  ])('%j is shown as %s', (given, shown) => {
    expect(plainFileName(given)).toBe(shown)
  })
})
