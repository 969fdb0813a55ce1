import {
  type Clause,
  type CorrectedClause,
  clausesToText,
  splitClauses,
  type UnanchoredClause,
} from '../domain/clauses.ts'

export type ClauseEdit = {
  readonly anchor: string
  /** The clause as it was typed. */
  readonly typed: UnanchoredClause
  /** `save`, `merge` with the one above, or `cut-2`: the third paragraph begins a clause of its own. */
  readonly op: string
}

/** The clauses of a draft after one correction of the split; null where no clause has this anchor. */
export function editClauses(clauses: readonly Clause[], { anchor, typed, op }: ClauseEdit): CorrectedClause[] | null {
  const index = clauses.findIndex(clause => clause.anchor === anchor)
  if (index < 0) return null
  const before = clauses.slice(0, index).map(corrected)
  const after = clauses.slice(index + 1).map(corrected)
  // Under another number it is left to its wording which clause it is.
  const own = clauses[index]?.number === typed.number ? { ...typed, kept: anchor } : typed
  const above = before.at(-1)
  if (op === 'merge' && above) return [...before.slice(0, -1), merged(above, typed), ...after]
  const cut = /^cut-(\d{1,5})$/.exec(op)?.[1]
  return [...before, ...(cut ? cutAt(own, Number(cut)) : [own]), ...after]
}

const corrected = (clause: Clause): CorrectedClause => ({ ...unanchored(clause), kept: clause.anchor })

const unanchored = ({ number, level, heading, text }: Clause): UnanchoredClause => ({ number, level, heading, text })

function merged(above: CorrectedClause, below: UnanchoredClause): CorrectedClause {
  const added = clausesToText([below]).replace(/\n{2,}/gu, '\n')
  return { ...above, text: [above.text, added].filter(text => text.trim() !== '').join('\n') }
}

function cutAt(clause: CorrectedClause, paragraph: number): CorrectedClause[] {
  const paragraphs = clause.text.split('\n').filter(line => line.trim() !== '')
  const rest = paragraphs.slice(paragraph).join('\n')
  if (rest === '') return [clause]
  const found = splitClauses(rest).map(each =>
    each.number === '' ? { ...unanchored(each), level: clause.level } : unanchored(each),
  )
  return [{ ...clause, text: paragraphs.slice(0, paragraph).join('\n') }, ...found]
}
