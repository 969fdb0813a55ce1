import type { BankWord } from '../../domain/bank-word.ts'
import {
  answerSchema,
  type BankAnswer,
  isSigned,
  newsSchema,
  type PaymentOrder,
  payeeMark,
  sign,
  signatureHeader,
} from './bank-protocol.ts'

/**
 * What came of asking. `not-sent`: certain that nothing has reached the bank. `unclear`: anything else but a word of the
 * bank that is signed and about this payment; it may have been taken or not.
 */
export type Heard =
  | { readonly kind: 'word'; readonly word: BankWord }
  | { readonly kind: 'not-sent'; readonly why: string }
  | { readonly kind: 'unclear'; readonly why: string }

export interface BankNewsRead {
  readonly until: bigint
  readonly words: readonly { readonly key: string; readonly payee: string | null; readonly word: BankWord }[]
  /** Entries that nobody with our key has signed, or that cannot be read. */
  readonly refused: number
}

/** A bank that is asked to pay and asked what it did. */
export interface Bank {
  submit(order: PaymentOrder): Promise<Heard>
  /** With `bar` the bank promises, where it has not received the key, that it never will take it. */
  ask(order: PaymentOrder, options: { readonly bar: boolean }): Promise<Heard>
  news(after: bigint): Promise<BankNewsRead | null>
  markOf(order: Pick<PaymentOrder, 'holder' | 'account' | 'bankCode'>): string
}

/** A bank's service over HTTP. Nothing that it is told or says is written to a log. */
export function createHttpBank({
  url,
  bankKey,
  patienceMs = 10_000,
}: {
  url: string
  bankKey: string
  patienceMs?: number
}): Bank {
  const markOf: Bank['markOf'] = payee => payeeMark(bankKey, payee)
  return {
    markOf,
    submit: order => talk(order, 'POST', '/transfers', JSON.stringify(order)),
    ask: (order, { bar }) =>
      talk(order, 'GET', `/transfers/${encodeURIComponent(order.key)}${bar ? '?bar=1' : ''}`, ''),
    news,
  }

  async function talk(order: PaymentOrder, method: string, path: string, body: string): Promise<Heard> {
    const said = await call(method, path, body)
    if ('why' in said) return said
    const { status, text, signature } = said
    if (!isSigned(bankKey, `answer ${order.key}`, text, signature))
      return { kind: 'unclear', why: status >= 500 ? `status ${status}` : 'not signed by the bank' }
    const answer = readAnswer(text)
    if (!answer || answer.key !== order.key) return { kind: 'unclear', why: 'not an answer to this payment' }
    return { kind: 'word', word: wordOf(answer, markOf(order)) }
  }

  async function call(
    method: string,
    path: string,
    body: string,
  ): Promise<{ status: number; text: string; signature: string | null } | Exclude<Heard, { kind: 'word' }>> {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', [signatureHeader]: sign(bankKey, `${method} ${path}`, body) },
        ...(method === 'POST' ? { body } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMs),
      })
      return { status: response.status, text: await response.text(), signature: response.headers.get(signatureHeader) }
    } catch (fault) {
      const code = codeOf(fault)
      // The connection was never made: nothing can have been sent over it.
      if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'UND_ERR_CONNECT_TIMEOUT')
        return { kind: 'not-sent', why: code }
      return { kind: 'unclear', why: code }
    }
  }

  async function news(after: bigint): Promise<BankNewsRead | null> {
    const said = await call('GET', `/news?after=${after}`, '')
    if ('why' in said || said.status !== 200) return null
    const parsed = newsSchema.safeParse(parse(said.text))
    if (!parsed.success || !isSigned(bankKey, `news ${after}`, said.text, said.signature)) return null
    const words = parsed.data.entries.flatMap(({ body, signature }) => {
      const answer = readAnswer(body)
      return answer && isSigned(bankKey, `answer ${answer.key}`, body, signature)
        ? [{ key: answer.key, payee: answer.payee, word: wordOf(answer, null) }]
        : []
    })
    return { until: BigInt(parsed.data.until), words, refused: parsed.data.entries.length - words.length }
  }
}

const wordOf = ({ says, amountFen, payee, reference, reason }: BankAnswer, mark: string | null): BankWord => ({
  says,
  amountFen: amountFen === null ? null : BigInt(amountFen),
  payeeMatches: payee === null || mark === null ? null : payee === mark,
  reference,
  reason,
})

function readAnswer(text: string): BankAnswer | null {
  const parsed = answerSchema.safeParse(parse(text))
  return parsed.success ? parsed.data : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(fault: unknown): string {
  const { name, cause } = fault as { name?: string; cause?: { code?: string } }
  return cause?.code ?? (name === 'TimeoutError' ? 'timeout' : (name ?? 'fault'))
}
