import { everyBreaking } from './money-breakings.ts'
import { runMoneyCampaign } from './money-campaign.ts'

// `npm run faults [-- --payments 600 --seed 1 --only word]`: prints each wave and ends with one line of JSON: 0 is
// green, 1 that something is wrong, 2 that the run does not count because something was not reached.
const given = new Map(
  process.argv.slice(2).flatMap((word, at, all) => (word.startsWith('--') ? [[word.slice(2), all[at + 1] ?? '']] : [])),
)
const seed = Number(given.get('seed') ?? Math.floor(Math.random() * 1000))
const payments = Number(given.get('payments') ?? 600)
const only = given.get('only') ?? ''
const begun = performance.now()
const result = await runMoneyCampaign({
  seed,
  payments,
  ...(only ? { breakings: everyBreaking.filter(({ what }) => what.includes(only)) } : {}),
  say: line => process.stdout.write(`${line}\n`),
}).catch((fault: unknown) => {
  process.stdout.write(`${JSON.stringify({ seed, invalid: fault instanceof Error ? fault.message : String(fault) })}\n`)
  process.exit(2)
})
const { broken, ...rest } = result
process.stdout.write(
  `${JSON.stringify({ ...rest, broken: broken.length, seconds: Math.round((performance.now() - begun) / 1000) })}\n`,
)
process.exit(result.wrong.length + result.unmeant.length > 0 ? 1 : 0)
