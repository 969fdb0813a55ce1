/** The code that Node, PostgreSQL or gRPC put on an error: 'EEXIST', '57P03'. Not by instanceof, which fails across realms (jest). */
export function faultCode(fault: unknown): string | undefined {
  if (typeof fault !== 'object' || fault === null || !('code' in fault)) return undefined
  return String(fault.code)
}

export function faultMessage(fault: unknown): string {
  if (typeof fault === 'object' && fault !== null && 'message' in fault) return String(fault.message)
  return String(fault)
}
