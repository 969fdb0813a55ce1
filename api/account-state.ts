/** How an account stands, for whoever keeps accounts in order. */
export const accountState = ({ disabledAt, oneTime }: { disabledAt: string | null; oneTime: boolean }) =>
  disabledAt !== null ? 'disabled' : oneTime ? 'one-time' : 'open'
