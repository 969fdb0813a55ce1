import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../../domain/cycle.ts'
import { csrfField, onceField } from '../../web/pieces/form-fields.tsx'
import { type Player, password } from './cast.ts'
import { appendDurably, readLines } from './mail-sink.ts'

/** What an addressee was told: this answer has been received, under this number. */
export interface Acknowledgement {
  readonly caseId: string
  readonly key: string
  readonly seq: number
  readonly text: string | null
  /** SHA-256 of the file that went with it. */
  readonly fileSha256: string | null
}

/** What goes into the form: the text of an opinion, or null for no opinion. */
export interface GivenAnswer {
  readonly caseId: string
  readonly text: string | null
  readonly file?: { readonly bytes: Buffer; readonly sha256: string }
  readonly key?: string
}

export interface Said {
  readonly status: number
  readonly location: string
}

/**
 * An addressee's browser: signs in, sends the answer form, and writes down on the disk what it was told, as a person
 * keeps a receipt. A line that breaks or a fault of the server says neither yes nor no: the same form is sent again.
 */
export function createAddressee({ url, recordFile }: { url: string; recordFile: string }, player: Player) {
  const cookies = new Map<string, string>()
  let token = ''

  return { signIn, post, answer }

  async function signIn(): Promise<void> {
    token = tokenIn(await (await look('/sign-in')).text())
    const { status } = await send('/sign-in', formOf({ subject: player.mobile, password, next: '' }))
    if (status !== 303) throw new Error(`signing in was answered with ${status}`)
    token = tokenIn(await (await look('/answers')).text())
  }

  /** Sends the form until it is acknowledged, and keeps the acknowledgement. */
  async function answer(given: GivenAnswer, { withinMs = 60_000 } = {}): Promise<Acknowledgement> {
    const key = given.key ?? randomUUID()
    for (const end = Date.now() + withinMs; Date.now() < end; await pause(50)) {
      const said = await post({ ...given, key }).catch(() => undefined)
      if (said && said.status >= 400 && said.status < 500) throw new Error(`the answer was refused with ${said.status}`)
      const seq = Number(/\/receipts\/(\d+)$/.exec(said?.location ?? '')?.[1])
      if (said?.status !== 303 || !seq) continue
      const acknowledged = { caseId: given.caseId, key, seq, text: given.text, fileSha256: given.file?.sha256 ?? null }
      appendDurably(recordFile, acknowledged)
      return acknowledged
    }
    throw new Error(`no acknowledgement within ${withinMs} ms`)
  }

  /** Sends the form once. */
  function post({ caseId, text, file, key = randomUUID() }: GivenAnswer): Promise<Said> {
    const fields: Record<string, string> = {
      [onceField]: key,
      intent: text === null ? 'no-opinion' : 'submit',
      version: '0',
      from: '0',
      count: text === null ? '0' : '1',
    }
    if (text !== null) Object.assign(fields, { 'opinions.0.anchor': '一', 'opinions.0.text': text })
    const form = formOf(fields)
    if (file) form.append('opinions.0.upload', new Blob([new Uint8Array(file.bytes)]), 'reasons.txt')
    return send(`/answers/${caseId}`, form)
  }

  function formOf(fields: Record<string, string>): FormData {
    const form = new FormData()
    for (const [name, value] of Object.entries({ [csrfField]: token, ...fields })) form.append(name, value)
    return form
  }

  async function send(path: string, body: FormData): Promise<Said> {
    const response = await look(path, { method: 'POST', body })
    await response.arrayBuffer()
    return { status: response.status, location: response.headers.get('location') ?? '' }
  }

  async function look(path: string, request: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${url}${path}`, { ...request, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name && value !== undefined) cookies.set(name, value)
    }
    return response
  }
}

export type AnsweringAddressee = ReturnType<typeof createAddressee>

export const readAcknowledgements = (recordFile: string): Acknowledgement[] => readLines(recordFile)

/** The answer as the house keeps it, where the form's `text` was this. */
export const isThisAnswer = (kept: Answer, { text }: Acknowledgement): boolean =>
  kept.kind === 'no-opinion' ? text === null : kept.opinions.length === 1 && kept.opinions[0]?.text === text

const tokenIn = (html: string): string => {
  const found = new RegExp(`name="${csrfField}" value="([^"]+)"`).exec(html)?.[1]
  if (!found) throw new Error('the page has no token')
  return found
}
