import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** One line of the witness: what the mail server did with a message or an address. */
export interface SinkEntry {
  readonly did: 'accepted' | 'refused'
  readonly to: string
  /** Empty where the address was refused before there was a message. */
  readonly messageId: string
}

/**
 * A mail server that keeps a record of its own of everything it took, written to the disk before it says so: the witness
 * of what really went out, whatever the house believes. With `keepIn` the messages themselves are kept in that file.
 */
export async function openMailSink(file: string, { keepIn }: { keepIn?: string | undefined } = {}) {
  const sockets = new Set<Socket>()
  const refusals = new Map<string, { code: number; times: number }>()
  let cuts = 0
  const cut = new Set<string>()
  let server: SMTPServer | undefined
  let port = 0
  await up()

  return { port: () => port, up, down, refuse, cutAfterDot, entries, messages }

  async function up(): Promise<void> {
    const opened = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo({ address }, _session, done) {
        const refusal = takeRefusal(address)
        if (!refusal) return done()
        write({ did: 'refused', to: address, messageId: '' })
        done(Object.assign(new Error(`no mail for <${address}>`), { responseCode: refusal }))
      },
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const message = Buffer.concat(chunks).toString('utf8')
          const messageId = /^message-id: (<[^>\r\n]+>)/im.exec(message)?.[1] ?? ''
          if (keepIn) appendFileSync(keepIn, `${JSON.stringify(message)}\n`)
          for (const { address } of session.envelope.rcptTo) write({ did: 'accepted', to: address, messageId })
          if (cuts > 0 && !cut.has(messageId)) {
            cuts--
            cut.add(messageId)
            for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy()
          } else done()
        })
      },
    })
    opened.on('error', () => undefined) // a line that broke; the sender sees it
    opened.server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      opened.server.once('error', reject)
      opened.server.listen(port, '127.0.0.1', resolve)
    })
    port = (opened.server.address() as AddressInfo).port
    server = opened
  }

  /** Gone from one moment to the next, with every line that was open. */
  async function down(): Promise<void> {
    const closing = server
    server = undefined
    const closed = new Promise<void>(resolve => (closing ? closing.close(resolve) : resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }

  /** Refuses an address with an SMTP code, for ever or so many times. */
  function refuse(address: string, code: number, times = Number.POSITIVE_INFINITY): void {
    refusals.set(address, { code, times })
  }

  /** Keeps so many of the next messages, and drops the line instead of saying so; each of them once. */
  function cutAfterDot(messages: number): void {
    cuts = messages
  }

  function takeRefusal(address: string): number | undefined {
    const refusal = refusals.get(address)
    if (!refusal || refusal.times <= 0) return undefined
    refusal.times--
    return refusal.code
  }

  function write(entry: SinkEntry): void {
    appendDurably(file, entry)
  }

  function messages(): string[] {
    return keepIn ? readLines<string>(keepIn) : []
  }

  function entries(): SinkEntry[] {
    return readLines<SinkEntry>(file)
  }
}

export type MailSink = Awaited<ReturnType<typeof openMailSink>>

/** Appends one line and waits until it is on the disk. */
export function appendDurably(file: string, entry: object): void {
  const opened = openSync(file, 'a')
  try {
    writeSync(opened, `${JSON.stringify(entry)}\n`)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

export function readLines<Entry>(file: string): Entry[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line): Entry => JSON.parse(line))
}
