import { measureAnswers } from './answers.ts'
import { measureClaimEvents } from './claim-events.ts'
import { measureClaims } from './claims.ts'
import { measureDeliveries } from './deliveries.ts'
import { measureFirstPage } from './first-page.ts'
import { createServers } from './ground.ts'
import { measureHistoryEvents } from './history-events.ts'
import { measureLedgerPage } from './ledger-page.ts'
import { type Finding, fullSizes, type Measure, quickSizes } from './measure.ts'
import { measurePublication } from './publication.ts'
import { keepResults, printedResults, readFacts } from './results.ts'
import { measureRoundPages } from './round-pages.ts'
import { measureSubmissions } from './submissions.ts'

const measures: Readonly<Record<string, Measure>> = {
  history: measureHistoryEvents,
  deliveries: measureDeliveries,
  publication: measurePublication,
  answers: measureAnswers,
  ledger: measureLedgerPage,
  claims: measureClaims,
  'claim-events': measureClaimEvents,
  submissions: measureSubmissions,
  rounds: measureRoundPages,
  start: measureFirstPage,
}

/**
 * Runs the measures named, or all, and keeps what they found in bench/RESULTS.md; a quick run is only printed.
 * @returns the exit code: 1 where a measure could not be taken or its reach was missed
 */
async function run(args: readonly string[]): Promise<number> {
  const names = args.filter(arg => !arg.startsWith('-'))
  const quick = args.includes('--quick')
  const unknown = names.find(name => !measures[name])
  if (unknown || args.some(arg => arg.startsWith('-') && arg !== '--quick')) {
    process.stderr.write(`npm run bench -- [--quick] [${Object.keys(measures).join('] [')}]\n`)
    return 1
  }
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const servers = createServers()
  const found = new Map<string, Finding>()
  try {
    const facts = await readFacts(servers)
    for (const [name, measure] of Object.entries(measures)) {
      if (names.length > 0 && !names.includes(name)) continue
      say(name)
      found.set(name, await measure({ servers, sizes: quick ? quickSizes : fullSizes, say }))
    }
    if (quick) process.stdout.write(printedResults(facts, found))
    else say(keepResults(facts, found, Object.keys(measures)))
  } finally {
    await servers.stop()
  }
  return [...found.values()].some(({ reached }) => reached === false) ? 1 : 0
}

process.exitCode = await run(process.argv.slice(2))
