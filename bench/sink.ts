import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

// A mail server that takes everything and writes down when: the same for both arms, in a process of its own.
// Asked anything, it tells the moments since the last question (Unix milliseconds with parts) and forgets them.
let taken: { at: number; to: string }[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, session, done) {
    stream.resume()
    stream.on('end', () => {
      taken.push({ at: performance.timeOrigin + performance.now(), to: session.envelope.rcptTo[0]?.address ?? '' })
      done(null)
    })
  },
})
server.on('error', () => undefined) // a line that broke; the sender sees it
server.listen(0, '127.0.0.1', () => {
  const { port } = server.server.address() as AddressInfo
  process.send?.({ ready: true, port })
})
process.on('message', () => {
  process.send?.({ taken })
  taken = []
})
process.on('disconnect', () => process.exit(0))
