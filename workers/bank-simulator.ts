import path from 'node:path'
import { ConfigError, readHouseConfig } from '../config.ts'
import { openSimulatedBank } from './bank/simulated-bank.ts'
import { createFailpoint } from './failpoint.ts'

/** A bank that only pretends: listens at BANK_URL, signs with BANK_KEY, keeps its ledger in `bank-ledger.jsonl` of the data folder. */
const { bankUrl, bankKey, dataFolder, failpoint } = readHouseConfig()
if (!bankUrl || !bankKey) throw new ConfigError('BANK_URL, BANK_KEY 未设置 / not set')
const { hostname, port } = new URL(bankUrl)
const bank = openSimulatedBank({
  ledgerFile: path.join(dataFolder, 'bank-ledger.jsonl'),
  bankKey,
  failpoint: createFailpoint(failpoint),
})
const end = () => {
  bank.server.close(() => {
    bank.close()
    process.exit(0)
  })
  bank.server.closeAllConnections()
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.on('disconnect', end)
bank.server.listen(Number(port), hostname, () => process.send?.({ ready: true }))
