import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { answersInWords } from './disposition.tsx'
import type { AnswerCounts, OpinionCounts } from './disposition-view.ts'
import { OpinionTable, type OpinionTablePage, OutcomeFigures } from './opinion-table.tsx'

export type ResultView = {
  readonly cycleId: string
  readonly title: string
  readonly counts: OpinionCounts
  readonly answers: AnswerCounts
  readonly approved: { readonly by: string; readonly at: string; readonly reason: string } | null
  readonly feedback: { readonly told: number; readonly due: number }
  readonly finished: boolean
  /** Whoever looks may begin another one. */
  readonly mayRepeat: boolean
  readonly table: OpinionTablePage
}

/** What came of a solicitation: counts, table, letters; and the way to ask once more. */
export function ResultPage({ view }: { view: ResultView }) {
  const { t } = useWords()
  const { title, counts, answers, approved, cycleId } = view
  const heading = !approved ? 'result.headingOpen' : counts.total === 0 ? 'result.headingNone' : 'result.heading'
  return (
    <Page title={t('result.title')} section="solicitations">
      <PageHead eyebrow={t('result.eyebrow')} title={t(heading, { title, ...counts })}>
        <a className="btn btn-quiet" href={`/cycles/${cycleId}`}>
          {t('result.ledger')}
        </a>
        <a className="btn btn-quiet" href={`/cycles/${cycleId}/letter`}>
          {t('result.letter')}
        </a>
        <a className="btn btn-quiet" href={`/cycles/${cycleId}/disposition`}>
          {t('result.disposition')}
        </a>
      </PageHead>
      <Told view={view} />
      <Card id="counts" title={t('approval.ledger')}>
        <p className="soft">{answersInWords(answers, t)}</p>
        <OutcomeFigures answers={answers} counts={counts} />
      </Card>
      {counts.total > 0 && <OpinionTable cycleId={cycleId} table={view.table} />}
      {view.mayRepeat && (
        <form method="post" action={`/cycles/${cycleId}/copy`}>
          <CsrfField />
          <OnceField />
          <FootBar context={t('result.againHint')}>
            <button className="btn" type="submit">
              {t('result.again')}
            </button>
          </FootBar>
        </form>
      )}
    </Page>
  )
}

function Told({ view: { approved, feedback, finished } }: { view: ResultView }) {
  const { t, instant } = useWords()
  if (!approved) return <Notice title={t('result.notYet')}>{t('result.notYetText')}</Notice>
  const told = !finished
    ? t('result.telling', feedback)
    : feedback.told > 0
      ? t('result.told', { count: feedback.told })
      : t('result.toldNone')
  return (
    <Notice tone="ok" title={t('result.approved')}>
      <p>
        {t('result.approvedText', { name: approved.by, at: instant(approved.at, 'short') })}
        {approved.reason && t('pieces.sentenceSpace') + approved.reason} {told}
      </p>
    </Notice>
  )
}
