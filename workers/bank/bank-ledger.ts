import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'

/**
 * One line of the simulated bank's own ledger. `accepted` takes an order, `settled` moves its money, `returned` moves it
 * back, `barred` promises that a key never will be taken; `repeated` and `refused` move nothing.
 */
export interface BankLine {
  readonly seq: number
  readonly at: string
  readonly kind: 'accepted' | 'settled' | 'returned' | 'barred' | 'repeated' | 'refused'
  readonly key: string
  readonly amountFen: string | null
  /** Mark of payee and account. */
  readonly payee: string | null
}

/** A ledger that is only ever added to, each line on the disk before anybody is answered. */
export function openBankLedger(file: string) {
  const lines = readBankLedger(file)
  const whole = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  if (existsSync(file)) truncateSync(file, Buffer.byteLength(whole)) // half a line of a process that died: nobody was answered
  const descriptor = openSync(file, 'a', 0o600)
  return {
    lines: (): readonly BankLine[] => lines,
    add(line: Omit<BankLine, 'seq' | 'at'>): BankLine {
      const added = { seq: lines.length + 1, at: new Date().toISOString(), ...line }
      writeSync(descriptor, `${JSON.stringify(added)}\n`)
      fsyncSync(descriptor)
      lines.push(added)
      return added
    },
    close: () => closeSync(descriptor),
  }
}

/** What a bank's ledger says, as far as its lines are whole. */
export function readBankLedger(file: string): BankLine[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map((line): BankLine => JSON.parse(line))
}
