import type { Language } from '../domain/actor.ts'
import { anchorInWords } from '../domain/clauses.ts'
import type { Reader } from '../records/database.ts'
import { readOpinionTable } from '../records/disposition.ts'
import type { OpinionTablePage } from '../web/pages/opinion-table.tsx'

/** A page of the table of opinions; `address` is the page's own, for the way on and back. */
export async function opinionTablePage(
  reader: Reader,
  cycleId: string,
  { after, address, language }: { after: string | null; address: string; language: Language },
): Promise<OpinionTablePage> {
  const { rows, next } = await readOpinionTable(reader, cycleId, { after })
  return {
    rows: rows.map(row => ({ ...row, label: anchorInWords(row.anchor, language) })),
    previous: after === null ? null : address,
    next: next === null ? null : `${address}?${new URLSearchParams({ after: next })}`,
  }
}
