import type { Config } from '../config.ts'

/** How clients and workers reach the Temporal service of the settings. */
export const connectionOptions = ({ temporal: { address, apiKey, tls } }: Config) => ({
  address,
  ...(tls ? { tls } : {}),
  ...(apiKey ? { apiKey } : {}),
})
