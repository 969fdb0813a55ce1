import { Agent, type IncomingMessage, request } from 'node:http'

/** What to send: one after the other on each of `connections` kept connections. */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly requests: readonly {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
  }[]
}

export interface LoadResult {
  readonly seconds: number
  /** How many answers had which status. */
  readonly statuses: Readonly<Record<string, number>>
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

async function send({ port, connections, requests }: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const statuses: Record<string, number> = {}
  const waits: number[] = []
  let bytes = 0
  let next = 0
  const lane = async () => {
    for (let at = next++; at < requests.length; at = next++) {
      const begun = performance.now()
      const one = await exchange(agent, port, requests[at] as LoadOrder['requests'][number])
      waits.push(performance.now() - begun)
      statuses[one.status] = (statuses[one.status] ?? 0) + 1
      bytes ||= one.bytes
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: connections }, lane))
  const seconds = (performance.now() - begun) / 1000
  agent.destroy()
  waits.sort((one, other) => one - other)
  const at = (part: number) => waits[Math.floor((waits.length - 1) * part)] ?? 0
  return { seconds, statuses, bytes, p50: at(0.5), p95: at(0.95) }
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
