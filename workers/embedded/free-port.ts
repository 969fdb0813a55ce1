import { createServer } from 'node:net'

/** The first of the wanted ports that nobody listens on, else one that the system picks. */
export async function freePort(...wanted: (number | undefined)[]): Promise<number> {
  for (const port of wanted) if (port && (await isFree(port))) return port
  return open(0)
}

/** Whether a server of ours could listen there. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    await open(port, host)
    return true
  } catch {
    return false
  }
}

function open(port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
