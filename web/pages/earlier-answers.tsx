import { useWords } from '../frame.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { State } from '../pieces/state.tsx'
import type { GivenAnswer } from './answer-view.ts'

/** The answers given so far, with their receipts. */
export function EarlierAnswers({ caseId, earlier }: { caseId: string; earlier: readonly GivenAnswer[] }) {
  const { t, instant } = useWords()
  return (
    <Card id="earlier" title={t('answer.earlier')} flush>
      <LedgerTable
        caption={t('answer.earlierCaption')}
        rows={earlier}
        keyOf={({ receipt }) => receipt}
        columns={[
          {
            key: 'receipt',
            head: t('answer.receipt'),
            kind: 'name',
            cell: given => <a href={`${paths.letters}/${caseId}/receipts/${given.seq}`}>{given.receipt}</a>,
          },
          {
            key: 'kind',
            head: t('answer.kind'),
            kind: 'state',
            cell: given => (
              <State tone={given.late ? 'due' : 'ok'} icon={given.late ? 'clock' : 'circle-check'}>
                {t(`answer.kinds.${given.kind}`)}
                {given.late && `${t('pieces.comma')}${t('answer.late')}`}
              </State>
            ),
          },
          {
            key: 'at',
            head: t('answer.receivedAt'),
            cell: given => <span className="nowrap">{instant(given.receivedAt)}</span>,
          },
          {
            key: 'by',
            head: t('answer.by'),
            cell: given =>
              given.recordedBy === null
                ? given.byName
                : t('answer.recorded', { name: given.byName, recorder: given.recordedBy }),
          },
        ]}
      />
    </Card>
  )
}
