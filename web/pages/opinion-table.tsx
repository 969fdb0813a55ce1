import type { Verdict } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Card } from '../pieces/card.tsx'
import { Figures } from '../pieces/facts.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { Pager } from '../pieces/pager.tsx'
import { VerdictState } from '../pieces/verdict-state.tsx'
import type { AnswerCounts, OpinionCounts } from './disposition-view.ts'
import { OpinionWords } from './opinion-words.tsx'

export type OpinionTableRow = {
  readonly key: string
  readonly label: string
  readonly units: readonly string[]
  /** How many equal opinions the row stands for. */
  readonly count: number
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly verdict: Verdict | null
  readonly why: string | null
}
export type OpinionTablePage = {
  readonly rows: readonly OpinionTableRow[]
  readonly previous: string | null
  readonly next: string | null
}

/** The table of opinions and what became of them, a page of it. */
export function OpinionTable({ cycleId, table }: { cycleId: string; table: OpinionTablePage }) {
  const { t } = useWords()
  return (
    <Card
      id="table"
      title={t('approval.table')}
      beside={
        <a className="btn btn-sm" href={`/cycles/${cycleId}/table.docx`}>
          <Icon name="download" />
          {t('approval.docx')}
        </a>
      }
      footer={
        <Pager shown={t('approval.shown', { count: table.rows.length })} previous={table.previous} next={table.next} />
      }
      flush
    >
      <LedgerTable
        caption={t('approval.tableCaption')}
        rows={table.rows}
        keyOf={({ key }) => key}
        columns={[
          {
            key: 'clause',
            head: t('disposition.clause'),
            kind: 'name',
            cell: ({ label }) => <span className="nowrap">{label}</span>,
          },
          {
            key: 'verdict',
            head: t('approval.verdict'),
            kind: 'state',
            cell: ({ verdict }) => <VerdictState verdict={verdict} />,
          },
          {
            key: 'units',
            head: t('approval.units'),
            cell: ({ units, count }) =>
              units.join(t('pieces.listComma')) + (count > 1 ? t('approval.combined', { count }) : ''),
          },
          { key: 'opinion', head: t('approval.opinion'), cell: row => <OpinionWords opinion={row} /> },
          {
            key: 'why',
            head: t('approval.why'),
            cell: ({ why }) => (why ? <span className="prewrap">{why}</span> : null),
          },
        ]}
      />
    </Card>
  )
}

/** How the units answered and what became of their opinions, in figures; zeros of rare kinds are left out. */
export function OutcomeFigures({ answers, counts }: { answers: AnswerCounts; counts: OpinionCounts }) {
  const { t } = useWords()
  const units = { of: t('approval.ofUnits') }
  const opinions = { of: t('approval.ofOpinions') }
  return (
    <Figures
      figures={[
        { name: t('approval.inTotal'), value: answers.total, ...units },
        { name: t('approval.withOpinions'), value: answers.opinions, ...units },
        { name: t('approval.noOpinion'), value: answers.noOpinion, ...units },
        { name: t('approval.deemed'), value: answers.deemed, ...units },
        ...(answers.overdue > 0 ? [{ name: t('approval.overdue'), value: answers.overdue, ...units }] : []),
        ...(answers.late > 0 ? [{ name: t('approval.late'), value: answers.late, ...units }] : []),
        { name: t('approval.opinionsTotal'), value: counts.total, ...opinions },
        { name: t('approval.adopted'), value: counts.adopted, ...opinions },
        { name: t('approval.partly'), value: counts.partly, ...opinions },
        { name: t('approval.rejected'), value: counts.rejected, ...opinions },
        ...(counts.open > 0 ? [{ name: t('approval.open'), value: counts.open, ...opinions }] : []),
      ]}
    />
  )
}
