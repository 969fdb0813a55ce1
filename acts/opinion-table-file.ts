import type { Language } from '../domain/actor.ts'
import { anchorInWords } from '../domain/clauses.ts'
import { localDateOf } from '../domain/local-time.ts'
import type { Cycle } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { readBalance, readOpinionTable } from '../records/disposition.ts'
import { countLedger } from '../records/ledger.ts'
import { formatDate, formatInstant } from '../templates/format.ts'
import { opinionTableDocx } from '../templates/table-docx.ts'
import { openOpinions } from './dispose.ts'

/** How the main addressees answered; the kinds add up to `total`, and `late` of those who answered came after the deadline. */
export interface AnswerCounts {
  readonly total: number
  readonly opinions: number
  readonly noOpinion: number
  readonly deemed: number
  readonly overdue: number
  readonly waiting: number
  readonly late: number
}

/** The counts of a cycle: answers as its ledger has them, opinions by what became of them. */
export async function readCounts(reader: Reader, cycleId: string) {
  const [ledger, counts, balance] = await Promise.all([
    countLedger(reader, cycleId),
    openOpinions(reader, cycleId),
    readBalance(reader, cycleId),
  ])
  const answers: AnswerCounts = {
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

/** The whole table of opinions and what became of them, as a Word document that can be edited, with its file name. */
export async function opinionTableFile(
  reader: Reader,
  cycle: Cycle,
  language: Language,
  now: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const [{ answers, counts }, { rows }] = await Promise.all([
    readCounts(reader, cycle.id),
    readOpinionTable(reader, cycle.id, { limit: null }),
  ])
  const bytes = await opinionTableDocx(
    {
      title: cycle.title,
      issuer: cycle.unit_name,
      date: formatDate(localDateOf(now), language, { now, style: 'letter' }),
      dueAt: cycle.due_at ? formatInstant(cycle.due_at, language, { now, style: 'letter' }) : '—',
      internal: true,
      addressees: answers,
      opinions: counts,
      rows: rows.map(row => ({
        anchor: anchorInWords(row.anchor, language),
        clause: `${row.heading}${row.heading && row.clause ? '\n' : ''}${row.clause}` || null,
        units: [...row.units],
        count: row.count,
        opinion: row.text,
        wording: row.wording || null,
        grounds: row.reason || null,
        verdict: row.verdict,
        reason: row.why || null,
      })),
    },
    language,
  )
  const name = language === 'en' ? `Opinions on ${cycle.title}.docx` : `${cycle.title}意见汇总及采纳情况.docx`
  return { name, bytes }
}
