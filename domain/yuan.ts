/** Fen as yuan, as papers and notices print them: 637,000.00. */
export function yuan(fen: bigint): string {
  const digits = String(fen < 0n ? -fen : fen).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0n ? '-' : ''}${whole}.${digits.slice(-2)}`
}

/** Yuan as they are typed, in fen: digits, thousands apart by commas or not, at most two decimals. Null for anything else. */
export function fenOf(text: string): bigint | null {
  const [, whole = '', decimals = ''] =
    /^((?:0|[1-9]\d{0,14})|[1-9]\d{0,2}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? []
  return whole === '' ? null : BigInt(whole.replaceAll(',', '')) * 100n + BigInt(decimals.padEnd(2, '0'))
}
