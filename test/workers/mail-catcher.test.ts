import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import nodemailer from 'nodemailer'
import { type MailCatcher, type MailCatcherOptions, openMailCatcher } from '../../workers/mail-catcher.ts'

const open: MailCatcher[] = []

async function catcher(options?: MailCatcherOptions): Promise<MailCatcher> {
  const opened = await openMailCatcher(options)
  open.push(opened)
  return opened
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()))
})

function send(
  { smtpPort }: MailCatcher,
  changes: { to?: string; subject?: string; text?: string; html?: string } = {},
) {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: smtpPort, secure: false })
  return transport.sendMail({
    from: '承办 <chengban@chengban.example>',
    to: 'contact@unit.example',
    subject: '关于征求意见的通知',
    text: '请于11月26日前答复：http://127.0.0.1:8080/answer',
    ...changes,
  })
}

async function page({ pagePort }: MailCatcher, at = '/'): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${pagePort}${at}`)
  return response.text()
}

test('a mail that was sent is shown, newest first, and its links can be followed', async () => {
  const mailbox = await catcher()
  await send(mailbox, { subject: '第一封' })
  await send(mailbox, { subject: '第二封' })
  expect(mailbox.messages().map(mail => mail.subject)).toEqual(['第二封', '第一封'])
  expect(await page(mailbox)).toMatch(/第二封[\s\S]*第一封/)
  expect(await page(mailbox, `/${mailbox.messages()[0]?.id}`)).toContain('href="http://127.0.0.1:8080/answer"')
})

test('an address that is to be refused is refused in the words given, and nothing is kept', async () => {
  const mailbox = await catcher({
    refuse: address => (address === 'gone@unit.example' ? { code: 550, text: '5.1.1 no such mailbox' } : undefined),
  })
  await expect(send(mailbox, { to: 'gone@unit.example' })).rejects.toMatchObject({ responseCode: 550 })
  expect(mailbox.messages()).toEqual([])
})

test('a line that is cut after the final dot leaves the sender without an answer and the mail with us', async () => {
  const mailbox = await catcher({ afterDot: () => 'cut' })
  await expect(send(mailbox)).rejects.toThrow()
  expect(mailbox.messages()).toHaveLength(1)
})

test('what a sender wrote is text on our page, never markup', async () => {
  const mailbox = await catcher()
  await send(mailbox, { subject: '<script>alert(1)</script>', text: '<img src=x onerror=alert(1)>' })
  const pages = (await page(mailbox)) + (await page(mailbox, `/${mailbox.messages()[0]?.id}`))
  expect(pages).not.toMatch(/<script>|<img/)
})

test('mail is still there after the process was started again', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mail-'))
  try {
    const file = path.join(folder, 'caught.jsonl')
    const before = await catcher({ file })
    await send(before, { subject: '留存' })
    await before.close()
    open.length = 0
    const after = await catcher({ file })
    expect(after.messages().map(mail => mail.subject)).toEqual(['留存'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
