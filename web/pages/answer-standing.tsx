import type { Verdict } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import { Notice } from '../pieces/notice.tsx'
import type { LetterView, Standing } from './answer-view.ts'

/** What the page of a letter tells before all else. */
export function AnswerStanding({ standing, letter }: { standing: Standing; letter: LetterView }) {
  const { t, instant } = useWords()
  switch (standing.kind) {
    case 'to-sign':
    case 'to-answer':
      return null
    case 'copy':
      return <Notice title={t('answer.copyTitle')}>{t('answer.copyText')}</Notice>
    case 'closed':
      return <Notice title={t('answer.openClosedTitle')}>{t('answer.openClosedText')}</Notice>
    case 'withdrawn':
      return (
        <Notice title={t('answer.withdrawnTitle')} icon="ban">
          {t('answer.withdrawnText', { at: instant(standing.at, 'sentence'), reason: standing.reason })}
        </Notice>
      )
    case 'late': {
      const text = { deemed: 'answer.deemedText', overdue: 'answer.overdueText', time: 'answer.lateText' } as const
      return (
        <Notice tone={letter.mandatory ? 'late' : 'due'} title={t('answer.lateTitle')}>
          {t(text[standing.by])}
        </Notice>
      )
    }
    case 'late-given': {
      const { counted, reason } = standing
      if (counted === null)
        return (
          <Notice tone="due" title={t('answer.lateGivenTitle')}>
            {t('answer.lateGivenText')}
          </Notice>
        )
      return (
        <Notice tone={counted ? 'ok' : 'due'} title={t(counted ? 'answer.lateCounts' : 'answer.lateDoesNotCount')}>
          {reason === null ? undefined : `${t('answer.why')}${reason}`}
        </Notice>
      )
    }
    case 'answered': {
      const { last, replaceable } = standing
      return (
        <Notice tone="ok" title={t(replaceable ? 'answer.answeredTitle' : 'answer.answeredClosedTitle')}>
          {t('answer.answeredText', {
            at: instant(last.receivedAt, 'short'),
            name: last.byName,
            receipt: last.receipt,
          })}
        </Notice>
      )
    }
    case 'results': {
      const of = (verdict: Verdict) => standing.results.filter(result => result.verdict === verdict).length
      const counts = { adopted: of('adopted'), partly: of('partly'), rejected: of('rejected') }
      return <Notice tone="ok" title={t('answer.resultsTitle', { total: standing.results.length, ...counts })} />
    }
  }
}
