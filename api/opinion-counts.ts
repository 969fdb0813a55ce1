import { openOpinions } from '../acts/dispose.ts'
import type { Reader } from '../records/database.ts'
import { type Balance, readBalance } from '../records/disposition.ts'
import { countLedger } from '../records/ledger.ts'
import type { AnswerCounts, OpinionCounts } from '../web/pages/disposition.tsx'

/** The counts of a cycle: answers as its ledger has them, opinions by what became of them. */
export async function readCounts(
  reader: Reader,
  cycleId: string,
): Promise<{ answers: AnswerCounts; counts: OpinionCounts; balance: Balance }> {
  const [ledger, counts, balance] = await Promise.all([
    countLedger(reader, cycleId),
    openOpinions(reader, cycleId),
    readBalance(reader, cycleId),
  ])
  const answers = {
    total: ledger.total,
    opinions: ledger.opinions,
    noOpinion: ledger['no-opinion'],
    deemed: ledger['deemed-no-objection'],
    overdue: ledger.overdue,
    waiting: ledger.silent + ledger.unsigned + ledger.undelivered,
    late: balance.lateCounted,
  }
  return { answers, counts, balance }
}
