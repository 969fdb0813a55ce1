import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** What to send: one after the other on each of `connections` kept connections. */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  /** So many a second, each at its moment whatever became of those before; waits are counted from that moment. */
  readonly rate?: number
  readonly requests: readonly {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
  }[]
}

export interface LoadResult {
  readonly seconds: number
  /** How many answers had which status; `broken` where the line broke before an answer. */
  readonly statuses: Readonly<Record<string, number>>
  /** The status of each request, in their order. */
  readonly each: readonly string[]
  /** Bytes of the first answer's body. */
  readonly bytes: number
  /** Milliseconds from sending to the last byte. */
  readonly p50: number
  readonly p95: number
}

// The same sender for both arms, in a process of its own.
process.on('message', (order: LoadOrder) => {
  send(order).then(
    result => process.send?.(result),
    fault => process.send?.({ fault: String(fault) }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })

async function send({ port, connections, rate, requests }: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const waits: number[] = []
  const each: string[] = []
  let bytes = 0
  const begun = performance.now()
  const sendOne = async (at: number, from: number) => {
    const one = await exchange(agent, port, requests[at] as LoadOrder['requests'][number]).catch(fault => {
      if (rate === undefined) throw fault
      return undefined
    })
    waits.push(performance.now() - from)
    each[at] = String(one?.status ?? 'broken')
    bytes ||= one?.bytes ?? 0
  }
  if (rate === undefined) {
    let next = 0
    const lane = async () => {
      for (let at = next++; at < requests.length; at = next++) await sendOne(at, performance.now())
    }
    await Promise.all(Array.from({ length: connections }, lane))
  } else {
    const moment = (at: number) => begun + (at * 1000) / rate
    await Promise.all(
      requests.map(async (_, at) => {
        await pause(moment(at) - performance.now())
        await sendOne(at, moment(at))
      }),
    )
  }
  const seconds = (performance.now() - begun) / 1000
  agent.destroy()
  waits.sort((one, other) => one - other)
  const at = (part: number) => waits[Math.floor((waits.length - 1) * part)] ?? 0
  const statuses: Record<string, number> = {}
  for (const status of each) statuses[status] = (statuses[status] ?? 0) + 1
  return { seconds, statuses, each, bytes, p50: at(0.5), p95: at(0.95) }
}

function exchange(
  agent: Agent,
  port: number,
  { method, path, headers, body }: LoadOrder['requests'][number],
): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request({ agent, port, host: '127.0.0.1', method, path, headers: { ...headers, ...length } })
    sent.on('response', answer => {
      measure(answer).then(bytes => resolve({ status: answer.statusCode ?? 0, bytes }), reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function measure(answer: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const chunk of answer) bytes += (chunk as Buffer).length
  return bytes
}
