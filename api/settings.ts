/** What the web needs of the house's settings. */
export type WebSettings = {
  /** Where people reach the service, without a slash at the end; https or not decides cookies and HSTS. */
  readonly publicUrl: string
  /** Signs cookies and form tokens. */
  readonly sessionSecret: string
  /** The service shows invented data. */
  readonly demonstration: boolean
  /** Payments can go to a bank's own service, not only by file. */
  readonly bank?: boolean | undefined
  /** Lets others than this machine read /metrics, by `Authorization: Bearer`. */
  readonly metricsToken?: string | undefined
}

/** The part of a logger that the web uses; pino's fits. */
export type Log = {
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

export const isSecure = ({ publicUrl }: Pick<WebSettings, 'publicUrl'>): boolean => publicUrl.startsWith('https:')
