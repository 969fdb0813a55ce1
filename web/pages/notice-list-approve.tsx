import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { SkippedDays } from '../pieces/day-strip.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FileField, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { type KeptFile, KeptFileFields } from './notice-list-acts.tsx'
import { type NoticeSpanView, SpanStrip } from './notice-list-span.tsx'
import type { Retry } from './reason-page.tsx'

export type ApprovalValues = {
  readonly number: string
  readonly on: string
  readonly file: KeptFile
  readonly telephone: string
  readonly address: string
  readonly website: string
  readonly startsOn: string
}

type ApproveListProps = Retry & {
  readonly list: { readonly id: string; readonly number: number; readonly title: string }
  readonly count: number
  readonly totalFen: bigint
  readonly values: ApprovalValues
  /** When the notice would run; null where that cannot be said of the day that was typed. */
  readonly span: NoticeSpanView | null
}

/** Approves a list with the minutes of a meeting, and fixes when its notice runs and what it prints. */
export function ApproveListPage({ list, count, totalFen, values, span, errors = [], onceKey }: ApproveListProps) {
  const { t, instant } = useWords()
  const labels: Record<string, string> = {
    'minutes.number': t('noticeList.minutesNumber'),
    'minutes.on': t('noticeList.minutesOn'),
    'minutes.fileId': t('noticeList.minutesFile'),
    startsOn: t('noticeList.startsOn'),
    telephone: t('noticeList.telephone'),
    address: t('noticeList.address'),
    website: t('noticeList.website'),
  }
  const field = (name: string) => ({ name, label: labels[name], errors })
  return (
    <Page title={t('noticeList.approveTitle')} section="lists">
      <PageHead
        eyebrow={t('noticeList.named', list)}
        title={t('noticeList.approveHead', { count, amount: yuan(totalFen) })}
        lead={t('noticeList.approveLead')}
      />
      <ErrorSummary errors={errors} labels={labels} />
      <form method="post" action={`/lists/${list.id}/approve`} encType="multipart/form-data">
        <CsrfField />
        <OnceField value={onceKey} />
        <div className="split">
          <div>
            <Card id="h-minutes" title={t('noticeList.minutes')}>
              <div className="row g-3">
                <div className="col-12 col-lg-7">
                  <TextField {...field('minutes.number')} value={values.number} />
                </div>
                <div className="col-12 col-lg-5">
                  <TextField {...field('minutes.on')} type="date" value={values.on} />
                </div>
              </div>
              <FileField {...field('minutes.fileId')} hint={t('noticeList.minutesFileHint')} />
              <KeptFileFields name="minutes" file={values.file} />
            </Card>
            <Card id="h-printed" title={t('noticeList.printed')}>
              <div className="row g-3">
                <div className="col-12 col-lg-5">
                  <TextField {...field('telephone')} value={values.telephone} />
                </div>
                <div className="col-12 col-lg-7">
                  <TextField {...field('address')} value={values.address} />
                </div>
              </div>
              <TextField
                {...field('website')}
                type="url"
                hint={t('noticeList.websiteLater')}
                value={values.website}
                optional
              />
            </Card>
          </div>
          <aside>
            <Card id="h-span" title={t('noticeList.span')} as="section">
              <TextField
                {...field('startsOn')}
                type="date"
                hint={t('noticeList.startsOnHint')}
                value={values.startsOn}
              />
              {span ? (
                <>
                  <p>
                    <b>{t('noticeList.spanDates', { from: instant(span.startsAt), until: instant(span.endsAt) })}</b>
                  </p>
                  <SpanStrip span={span} />
                  <p className="small soft mt-2 mb-1">
                    {t(span.firstCounts ? 'noticeList.whyCounts' : 'noticeList.whyNext', { count: span.count })}
                  </p>
                  <SkippedDays days={span.days} />
                </>
              ) : (
                <p className="soft">{t('noticeList.noSpan')}</p>
              )}
              <button className="btn mt-2" type="submit" name="op" value="draw">
                {t('noticeList.redraw')}
              </button>
            </Card>
          </aside>
        </div>
        <FootBar context={t('noticeList.approveContext')}>
          <a className="btn" href={`/lists/${list.id}`}>
            {t('noticeList.cancel')}
          </a>
          <button className="btn btn-primary" type="submit" name="op" value="approve">
            {t('noticeList.approveYes', { count })}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}
