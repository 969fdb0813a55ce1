import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Failpoint } from '../failpoint.ts'
import { type BankLine, openBankLedger } from './bank-ledger.ts'
import { type BankAnswer, isSigned, orderSchema, payeeMark, sign, signatureHeader } from './bank-protocol.ts'

/**
 * How an answer goes wrong. `lost`: the question never arrives. `dropped`: it arrives, and the line breaks before the
 * answer. `fault`: a status of 500 after all was done. `garbled`, `forged`, `other-amount`, `other-payee`, `slow`: the
 * answer is no answer, is signed by somebody else, names another amount or payee, or comes late. `not-found`: it is there
 * and the bank does not find it yet.
 */
const wrongs = [
  'lost',
  'dropped',
  'fault',
  'garbled',
  'forged',
  'other-amount',
  'other-payee',
  'slow',
  'not-found',
] as const
export type Wrong = (typeof wrongs)[number]

const planSchema = z.strictObject({
  /** What goes wrong with the answer to the order, and then with each answer to a question about it. */
  submit: z.enum(wrongs).optional(),
  ask: z.array(z.enum(wrongs)).optional(),
  /** `late`: settled only after some questions; `returned`: comes back instead; `paid-then-returned`: long after. */
  settle: z.enum(['late', 'returned', 'paid-then-returned']).optional(),
  /** What its news are like: told twice, in the wrong order, forged, with another amount, or not at all. */
  news: z.enum(['twice', 'reversed', 'forged', 'other-amount', 'silent']).optional(),
})
export type BankPlan = z.infer<typeof planSchema>

const lateBy = 3
const slowMs = 1_500
const newsAtOnce = 100

/**
 * A bank for tests and demonstrations, with a ledger of its own, that does to each payment what it was told to. It takes a
 * key once; what it promised it keeps, also over its own death.
 */
export function openSimulatedBank({
  ledgerFile,
  bankKey,
  failpoint,
}: {
  ledgerFile: string
  bankKey: string
  failpoint: Failpoint
}) {
  const ledger = openBankLedger(ledgerFile)
  const planFile = `${ledgerFile}.plan`
  const plans = new Map<string, BankPlan>(existsSync(planFile) ? JSON.parse(readFileSync(planFile, 'utf8')) : [])
  const asked = new Map<string, number>()
  const states = new Map<string, BankLine>()
  for (const line of ledger.lines()) follow(line)
  const deeds = readDeeds(ledgerFile)
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  return { server, close: () => ledger.close() }

  function follow(line: BankLine): void {
    if (line.kind !== 'repeated' && line.kind !== 'refused') states.set(line.key, line)
  }
  function write(kind: BankLine['kind'], key: string, amountFen: string | null, payee: string | null): void {
    follow(ledger.add({ kind, key, amountFen, payee }))
  }

  function did(deed: string): void {
    if (deeds.has(deed)) return
    deeds.add(deed)
    appendFileSync(deedsFile(ledgerFile), `${deed}\n`)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const path = request.url ?? '/'
    const method = request.method ?? 'GET'
    if (method === 'POST' && path === '/tell') return tell(body, response)
    const given = request.headers[signatureHeader]
    if (!isSigned(bankKey, `${method} ${path}`, body, Array.isArray(given) ? given[0] : given)) {
      response.writeHead(401).end()
      return
    }
    const url = new URL(path, 'http://bank')
    if (method === 'POST' && url.pathname === '/transfers') return submitted(body, response)
    if (method === 'GET' && url.pathname.startsWith('/transfers/'))
      return questioned(
        decodeURIComponent(url.pathname.slice('/transfers/'.length)),
        url.searchParams.has('bar'),
        response,
      )
    if (method === 'GET' && url.pathname === '/news') return news(Number(url.searchParams.get('after') ?? 0), response)
    response.writeHead(404).end()
  }

  function tell(body: string, response: ServerResponse): void {
    const told = z.record(z.string(), planSchema).safeParse(JSON.parse(body))
    if (!told.success) {
      response.writeHead(400).end(told.error.message)
      return
    }
    for (const [key, plan] of Object.entries(told.data)) plans.set(key, plan)
    writeFileSync(`${planFile}.new`, JSON.stringify([...plans]))
    renameSync(`${planFile}.new`, planFile)
    response.writeHead(204).end()
  }

  async function submitted(body: string, response: ServerResponse): Promise<void> {
    const order = orderSchema.parse(JSON.parse(body))
    const { key, amountFen } = order
    const wrong = plans.get(key)?.submit
    if (wrong) did(`submit ${wrong}`)
    if (wrong === 'lost') {
      response.destroy()
      return
    }
    failpoint('bank-order-read')
    const payee = payeeMark(bankKey, order)
    const known = states.get(key)
    if (!known) write('accepted', key, amountFen, payee)
    else if (known.kind === 'barred') ledger.add({ kind: 'refused', key, amountFen, payee })
    else ledger.add({ kind: 'repeated', key, amountFen, payee })
    failpoint('bank-order-recorded')
    await reply(response, key, wrong === 'not-found' ? undefined : wrong)
  }

  async function questioned(key: string, bar: boolean, response: ServerResponse): Promise<void> {
    const times = asked.get(key) ?? 0
    asked.set(key, times + 1)
    const wrong = plans.get(key)?.ask?.[times]
    if (wrong) did(`ask ${wrong}`)
    if (wrong === 'lost') {
      response.destroy()
      return
    }
    if (bar && !states.has(key)) write('barred', key, null, null)
    settle(key, times + 1)
    failpoint('bank-question-recorded')
    // A bar is a promise and is looked up in the ledger itself, never in an index that may be behind.
    await reply(response, key, bar && wrong === 'not-found' ? undefined : wrong)
  }

  /** Moves what was accepted, when its time has come. */
  function settle(key: string, times: number): void {
    const state = states.get(key)
    const plan = plans.get(key)
    if (state?.kind !== 'accepted') return
    if (plan?.settle === 'late') did('settle late')
    if (plan?.settle === 'late' && times < lateBy) return
    if (plan?.settle === 'returned') did('settle returned')
    write(plan?.settle === 'returned' ? 'returned' : 'settled', key, state.amountFen, state.payee)
  }

  async function reply(response: ServerResponse, key: string, wrong: Wrong | undefined): Promise<void> {
    if (wrong === 'dropped') {
      response.destroy()
      return
    }
    if (wrong === 'fault') {
      response.writeHead(500).end()
      return
    }
    if (wrong === 'slow') await pause(slowMs)
    const said = answerFor(key, wrong)
    const body = wrong === 'garbled' ? '<html>502</html>' : JSON.stringify(said)
    const signer = wrong === 'forged' ? 'somebody else’s key, as long as ours' : bankKey
    response
      .writeHead(200, { 'content-type': 'application/json', [signatureHeader]: sign(signer, `answer ${key}`, body) })
      .end(body)
  }

  function answerFor(key: string, wrong: Wrong | undefined): BankAnswer {
    const state = states.get(key)
    const unknown = { key, amountFen: null, payee: null, reference: null, reason: null }
    if (!state || wrong === 'not-found') return { ...unknown, says: 'not-found' }
    if (state.kind === 'barred') return { ...unknown, says: 'never-received' }
    return answerTo(state, wrong)
  }

  /** What the bank tells by itself. A payment that is to come back long after is settled and returned here. */
  function news(after: number, response: ServerResponse): void {
    for (const [key, state] of [...states]) {
      if (state.kind === 'accepted' && plans.get(key)?.settle !== 'late') settle(key, lateBy)
      if (state.kind === 'settled' && plans.get(key)?.settle === 'paid-then-returned') {
        did('settle paid-then-returned')
        write('returned', key, state.amountFen, state.payee)
      }
    }
    failpoint('bank-news-recorded')
    const lines = ledger.lines().slice(after, after + newsAtOnce)
    const entries = lines
      .filter(({ kind }) => kind === 'settled' || kind === 'returned' || kind === 'accepted')
      .flatMap(line => {
        const how = plans.get(line.key)?.news
        if (how) did(`news ${how}`)
        if (how === 'silent') return []
        const body = JSON.stringify(answerTo(line, how === 'other-amount' ? 'other-amount' : undefined))
        const signer = how === 'forged' ? 'somebody else’s key, as long as ours' : bankKey
        const entry = { body, signature: sign(signer, `answer ${line.key}`, body) }
        return how === 'twice' ? [entry, entry] : [entry]
      })
    const turned = lines.some(({ key }) => plans.get(key)?.news === 'reversed') ? entries.reverse() : entries
    const body = JSON.stringify({ until: after + lines.length, entries: turned })
    response
      .writeHead(200, { 'content-type': 'application/json', [signatureHeader]: sign(bankKey, `news ${after}`, body) })
      .end(body)
  }
}

const deedsFile = (ledgerFile: string): string => `${ledgerFile}.deeds`

/** What a bank has done wrong so far, as it was told to: each kind once, like `submit dropped`. */
export const readDeeds = (ledgerFile: string): Set<string> =>
  new Set(existsSync(deedsFile(ledgerFile)) ? readFileSync(deedsFile(ledgerFile), 'utf8').trim().split('\n') : [])

const saysOf = { accepted: 'accepted', settled: 'paid', returned: 'returned' } as const

function answerTo({ kind, key, amountFen, payee, seq }: BankLine, wrong: Wrong | undefined): BankAnswer {
  const says = kind === 'settled' || kind === 'returned' ? saysOf[kind] : 'accepted'
  return {
    key,
    says,
    amountFen: wrong === 'other-amount' ? String(BigInt(amountFen ?? '0') + 1n) : amountFen,
    payee: wrong === 'other-payee' ? `0${(payee ?? '').slice(1)}`.replace(/^00/, '10') : payee,
    reference: `SIM${seq}`,
    reason: says === 'returned' ? '账号与户名不符' : null,
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
