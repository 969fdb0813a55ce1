import type { DueDay } from '../../domain/deadline.ts'
import type { LocalDate } from '../../domain/local-time.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { NamedList } from './claim-frame.tsx'
import { claimPath, type NamedItem } from './claim-view.ts'

type ClaimMendProps = {
  readonly caseId: string
  readonly title: string
  readonly number: string
  readonly named: readonly NamedItem[]
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  readonly days: readonly DueDay[]
  readonly today: LocalDate
}

/** What is to be corrected, all of it named at once, each with the page where it is mended. */
export function ClaimMendPage({ caseId, title, number, named, due, days, today }: ClaimMendProps) {
  const { t } = useWords()
  return (
    <Page title={t('claimActs.mend')} section="claims" reading>
      <PageHead
        eyebrow={[title, number].join(t('frame.separator'))}
        title={t('claimActs.mendHeading', { count: named.length })}
      />
      {due && (
        <DeadlinePanel
          name={t('progress.deadline')}
          dueAt={due.at}
          left={due.left}
          passed={due.passed}
          days={
            days.length > 0 && (
              <>
                <DayStrip from={today} days={days} today name={t('progress.deadline')} />
                <SkippedDays days={days} />
              </>
            )
          }
        >
          {t('progress.silence.mend')}
        </DeadlinePanel>
      )}
      <Card id="h-named" title={t('progress.toMend')}>
        <NamedList items={named} links />
        <p className="hint mt-3">{t('claimActs.mendHint')}</p>
      </Card>
      <FootBar context={t('claimActs.mendAfter')}>
        <a className="btn" href={claimPath(caseId)}>
          {t('claimForm.back')}
        </a>
        <a className="btn btn-primary" href={claimPath(caseId, 'check')}>
          {t('claimActs.toCheck')}
        </a>
      </FootBar>
    </Page>
  )
}
