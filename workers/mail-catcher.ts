import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface CaughtMail {
  id: string
  /** Instant. */
  at: string
  from: string
  to: string[]
  subject: string
  messageId: string
  text: string
  html: string
  attachments: { name: string; type: string; bytes: number }[]
}

export interface MailCatcher {
  smtpPort: number
  pagePort: number
  /** Newest first. */
  messages(): readonly CaughtMail[]
  close(): Promise<void>
}

export interface MailCatcherOptions {
  host?: string
  /** 0 lets the system choose. */
  smtpPort?: number
  pagePort?: number
  /** Where messages are kept over a restart; in memory only when left out. */
  file?: string
  /** The server's word for an address that it does not take: `{ code: 550, text: 'no such mailbox' }`. */
  refuse?: (address: string) => { code: number; text: string } | undefined
  /** What happens after the final dot: taken, or the line is cut although the message was kept. */
  afterDot?: (mail: CaughtMail) => 'accept' | 'cut'
  keep?: number
}

/** A mail server that delivers to nobody: it keeps what comes and shows it on a page. For trying out, demonstrations and tests. */
export async function openMailCatcher(options: MailCatcherOptions = {}): Promise<MailCatcher> {
  const { host = '127.0.0.1', keep = 3_000 } = options
  const messages = loadMessages(options.file, keep)
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: 25_000_000,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refusal = options.refuse?.(address)
      if (refusal) done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
      else done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        readMail(
          Buffer.concat(chunks),
          from,
          session.envelope.rcptTo.map(recipient => recipient.address),
        ).then(mail => {
          messages.unshift(mail)
          messages.length = Math.min(messages.length, keep)
          if (options.file) appendFileSync(options.file, `${JSON.stringify(mail)}\n`)
          if (options.afterDot?.(mail) === 'cut') cutLine(smtp, session.id)
          else done(null)
        }, done)
      })
    },
  })
  smtp.on('error', () => undefined) // a line that broke; the sender sees it
  await listen(smtp.server, options.smtpPort ?? 0, host)
  const page = createServer((request, response) => answer(request, response, messages))
  await listen(page, options.pagePort ?? 0, host)
  return {
    smtpPort: portOf(smtp.server.address()),
    pagePort: portOf(page.address()),
    messages: () => messages,
    async close() {
      page.closeAllConnections()
      await Promise.all([new Promise<void>(done => smtp.close(done)), new Promise(done => page.close(done))])
    },
  }
}

async function readMail(raw: Buffer, from: string, to: string[]): Promise<CaughtMail> {
  const mail = await PostalMime.parse(raw)
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    from,
    to,
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      type: mimeType,
      bytes: typeof content === 'string' ? content.length : content.byteLength,
    })),
  }
}

function cutLine(smtp: SMTPServer, session: string): void {
  const connections: Set<{ id: string; close(): void; _socket?: { destroy(): void } }> = Reflect.get(
    smtp,
    'connections',
  )
  for (const connection of connections) if (connection.id === session) connection._socket?.destroy()
}

function loadMessages(file: string | undefined, keep: number): CaughtMail[] {
  if (!file) return []
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-keep)
  const mails = lines.flatMap(line => {
    try {
      const mail: CaughtMail = JSON.parse(line)
      return [mail]
    } catch {
      return [] // the last line of a process that was killed
    }
  })
  writeFileSync(file, mails.map(mail => `${JSON.stringify(mail)}\n`).join(''))
  return mails.reverse()
}

function answer(request: IncomingMessage, response: ServerResponse, messages: readonly CaughtMail[]): void {
  const { type, body, status = 200, policy = pagePolicy } = choosePage(request.url ?? '/', messages)
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  response.end(body)
}

interface Page {
  type: string
  body: string
  status?: number
  policy?: string
}

function choosePage(url: string, messages: readonly CaughtMail[]): Page {
  const { pathname, searchParams } = new URL(url, 'http://mail.example')
  const [, id, part] = pathname.split('/')
  if (pathname === '/api/messages') return { type: 'application/json', body: JSON.stringify(messages) }
  if (pathname === '/healthz') return { type: 'application/json', body: '{"alive":true}' }
  if (pathname === '/mail.css') return { type: 'text/css', body: styles }
  if (pathname === '/') return { type: 'text/html', body: listPage(messages, searchParams.get('q') ?? '') }
  const mail = messages.find(message => message.id === id)
  if (!mail) return { type: 'text/html', body: frame('没有这封邮件 No such mail', backLink), status: 404 }
  if (part === 'html') return { type: 'text/html', body: mail.html, policy: letterPolicy }
  return { type: 'text/html', body: mailPage(mail) }
}

const backLink = '<p><a href="/">全部邮件 All mail</a></p>'

// Somebody else's HTML: no scripts, nothing fetched; its links open, as they would for the person who got it.
const letterPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
const pagePolicy = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'"

function listPage(messages: readonly CaughtMail[], words: string): string {
  const found = messages.filter(mail => `${mail.to.join(' ')} ${mail.subject}`.includes(words))
  const rows = found.slice(0, 200).map(
    mail => `<tr><td><a href="/${mail.id}">${escapeHtml(mail.subject || '（无标题）')}</a></td>
<td>${escapeHtml(mail.to.join('、'))}</td><td class="time">${localTime(mail.at)}</td></tr>`,
  )
  const search = `<form role="search"><label for="q">收件人或标题 To or subject</label>
<input id="q" name="q" type="search" value="${escapeHtml(words)}"><button>查找 Find</button></form>`
  const table = `<table><thead><tr><th scope="col">标题 Subject</th><th scope="col">收件人 To</th><th scope="col">收到 Received</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`
  const none =
    '<p>还没有邮件。发给任何地址的邮件都会停在这里，不会外发。<br>No mail yet. Whatever is sent stays here and reaches nobody.</p>'
  return frame(`邮件箱：${found.length} 封 Mail caught: ${found.length}`, search + (found.length ? table : none))
}

function mailPage(mail: CaughtMail): string {
  const attachments =
    mail.attachments.map(({ name, bytes }) => `${escapeHtml(name)}（${bytes} B）`).join('、') || '无 none'
  const facts = `<dl><dt>收件人 To</dt><dd>${escapeHtml(mail.to.join('、'))}</dd><dt>发件人 From</dt><dd>${escapeHtml(mail.from)}</dd>
<dt>收到 Received</dt><dd>${localTime(mail.at)}</dd><dt>Message-ID</dt><dd>${escapeHtml(mail.messageId)}</dd><dt>附件 Attachments</dt><dd>${attachments}</dd></dl>`
  const letter = mail.html
    ? `<iframe title="邮件正文 Message" src="/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe>`
    : ''
  return frame(
    escapeHtml(mail.subject || '（无标题）'),
    `${backLink}${facts}<pre>${withLinks(mail.text)}</pre>${letter}`,
  )
}

function frame(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="stylesheet" href="/mail.css"></head><body><main><h1>${title}</h1>${body}</main></body></html>`
}

const styles = `body{margin:0;background:#f7f6f2;color:#1f2426;font:15px/1.6 system-ui,sans-serif}main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.4rem}table{width:100%;border-collapse:collapse;background:#fff}th,td{padding:.5rem;text-align:left;border-bottom:1px solid #ddd9cf;vertical-align:top}
.time{white-space:nowrap;font-variant-numeric:tabular-nums}a{color:#1d5a5c}form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:0 0 1rem}
input,button{font:inherit;padding:.4rem .6rem;border:1px solid #8a867c;border-radius:6px;background:#fff}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#5c6266}dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#fff;padding:1rem;border:1px solid #ddd9cf;font:inherit}iframe{width:100%;height:36rem;border:1px solid #ddd9cf;background:#fff}`

function withLinks(text: string): string {
  return escapeHtml(text).replace(
    /https?:\/\/[^\s<>&#"'，。；、）]+/g,
    url => `<a href="${url}" rel="noreferrer">${url}</a>`,
  )
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })

function localTime(at: string): string {
  return clock.format(new Date(at))
}

function listen(
  server: {
    listen(port: number, host: string, ready: () => void): unknown
    once(event: 'error', hear: (fault: Error) => void): unknown
  },
  port: number,
  host: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}
