import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Details } from '../pieces/details.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FileField, TextArea } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { calendarExpectation } from '../words/calendar-expectations.ts'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'

export type CalendarYearView = {
  readonly year: number
  readonly revision: number
  readonly source: string
  readonly loadedAt: string
  readonly holidays: readonly DayView[]
  readonly makeUpDays: readonly DayView[]
  readonly earlier: readonly { readonly revision: number; readonly source: string; readonly loadedAt: string }[]
}
type DayView = { readonly date: string; readonly name: string }

export type EffectView = {
  readonly year: number
  readonly revision: number
  readonly source: string
  readonly added: readonly { readonly date: string; readonly name: string | null; readonly counts: boolean }[]
  readonly corrections: readonly CorrectionView[]
}
type CorrectionView = {
  readonly cycleId: string
  readonly title: string
  readonly step: string
  readonly unitName: string
  readonly count: number
  readonly dueAt: string
  readonly newDueAt: string
  readonly kept: boolean
}

type CalendarProps = {
  readonly tabs: readonly AdminSection[]
  readonly years: readonly CalendarYearView[]
  /** The year after the last one entered, where it is near; null: nothing is missing. */
  readonly missing: number | null
  /** What applying would do; null: nothing was looked at yet. */
  readonly effect: EffectView | null
  readonly text: string
  readonly errors: readonly FieldError[]
  readonly refused: string | null
  readonly applied: { readonly year: number; readonly revision: number; readonly moved: number } | null
}

/** The years in force, and what a new or corrected one would move before it is applied. */
export function CalendarPage(props: CalendarProps) {
  const words = useWords()
  const { t } = words
  const { years, missing, effect, refused, applied, text } = props
  const errors = props.errors.map(error => inWords(error, words))
  const title = missing
    ? t('calendar.heading.missing', { year: missing })
    : t('calendar.heading.published', { year: years[0]?.year ?? 0 })
  return (
    <Page title={t('calendar.title')} section="health">
      <PageHead title={title} {...(missing ? { lead: t('calendar.missingText') } : {})} />
      <AdminTabs sections={props.tabs} current="calendar" />
      {applied && (
        <Notice tone="ok" role="status" title={t('calendar.applied', applied)}>
          {applied.moved > 0 ? t('calendar.appliedMoved', { count: applied.moved }) : t('calendar.appliedNone')}
        </Notice>
      )}
      {refused && (
        <Notice tone="late" role="alert" title={t('problem.conflict')}>
          {refused}
        </Notice>
      )}
      <CalendarErrors errors={errors} />
      {effect && <Effect effect={effect} text={text} />}
      <div className="split even">
        <Card id="h-years" title={t('calendar.card')} flush>
          <LedgerTable
            caption={t('calendar.caption')}
            columns={yearColumns(words)}
            rows={years}
            keyOf={({ year }) => String(year)}
          />
        </Card>
        <Card id="h-put" title={t('calendar.put')}>
          <form method="post" action="/admin/calendar/effect" encType="multipart/form-data">
            <CsrfField />
            <TextArea
              name="text"
              label={t('calendar.text')}
              hint={t('calendar.textHint')}
              rows={14}
              value={text}
              errors={errors.slice(0, 1)}
            />
            <FileField name="file" label={t('calendar.file')} accept=".yaml,.yml,.txt" optional />
            <button className={effect ? 'btn' : 'btn btn-primary'} type="submit">
              {t('calendar.preview')}
            </button>
            <p className="hint mt-1">{t('calendar.noEffectYet')}</p>
          </form>
        </Card>
      </div>
    </Page>
  )
}

/** What a calendar file should have said, in the reader's language. */
function inWords(error: FieldError, { language, t }: Words): FieldError {
  const { expected, found } = error.params ?? {}
  if (typeof expected !== 'string') return error
  const shown = found === 'nothing' ? t('calendar.nothing') : (found ?? '')
  return { ...error, params: { ...error.params, expected: calendarExpectation(expected, language), found: shown } }
}

function CalendarErrors({ errors }: { errors: readonly FieldError[] }) {
  const { t, wrong } = useWords()
  if (errors.length <= 1) return <ErrorSummary errors={errors} labels={{ text: t('calendar.text') }} />
  return (
    <Notice tone="late" role="alert" title={t('pieces.toFix', { count: errors.length })}>
      <ul>
        {errors.map(error => (
          <li key={JSON.stringify(error.params)}>{wrong(error)}</li>
        ))}
      </ul>
      <p className="mt-1">{t('pieces.restKept')}</p>
    </Notice>
  )
}

function yearColumns({ t, date, instant }: Words): LedgerColumn<CalendarYearView>[] {
  const list = (days: readonly DayView[]) =>
    days.length === 0 ? null : (
      <Details summary={<span className="nowrap">{t('calendar.days', { count: days.length })}</span>}>
        <ul className="plain small">
          {days.map(day => (
            <li key={day.date}>
              <span className="nowrap">{date(day.date)}</span> {day.name}
            </li>
          ))}
        </ul>
      </Details>
    )
  return [
    { key: 'year', head: t('calendar.year'), kind: 'name', cell: ({ year }) => year },
    { key: 'holidays', head: t('calendar.holidays'), cell: ({ holidays }) => list(holidays) },
    { key: 'make-up', head: t('calendar.makeUpDays'), cell: ({ makeUpDays }) => list(makeUpDays) },
    {
      key: 'source',
      head: t('calendar.source'),
      cell: ({ source, earlier }) => (
        <>
          {source}
          {earlier.length > 0 && (
            <Details summary={t('calendar.earlier')}>
              <ul className="plain small">
                {earlier.map(({ revision, source, loadedAt }) => (
                  <li key={revision}>
                    {revision} {source} {instant(loadedAt, 'short')}
                  </li>
                ))}
              </ul>
            </Details>
          )}
        </>
      ),
    },
    { key: 'revision', head: t('calendar.revision'), kind: 'number', cell: ({ revision }) => revision },
  ]
}

function Effect({ effect, text }: { effect: EffectView; text: string }) {
  const words = useWords()
  const { t, date } = words
  const { added, corrections, year, revision, source } = effect
  const moving = corrections.filter(({ kept }) => !kept).reduce((sum, { count }) => sum + count, 0)
  return (
    <Card
      id="h-effect"
      title={t('calendar.effect', { year, revision })}
      beside={<span className="quiet small">{source}</span>}
    >
      <h3>{added.length === 0 ? t('calendar.effectNoDays') : t('calendar.effectDays', { count: added.length })}</h3>
      {added.length > 0 && (
        <Details summary={t('calendar.show')} open={added.length <= 12}>
          <ul className="plain small">
            {added.map(day => (
              <li key={day.date}>
                <span className="nowrap">{date(day.date)}</span>{' '}
                {t(day.counts ? 'calendar.becomesWorking' : 'calendar.becomesRest')} {day.name}
              </li>
            ))}
          </ul>
        </Details>
      )}
      <h3 className="mt-3">
        {moving === 0 ? t('calendar.effectNoDues') : t('calendar.effectDues', { count: moving })}
      </h3>
      {corrections.length > 0 && (
        <>
          <p className="soft">{t('calendar.effectDuesText')}</p>
          <LedgerTable
            caption={t('calendar.effectDues', { count: moving })}
            columns={correctionColumns(words)}
            rows={corrections}
            keyOf={row => `${row.cycleId} ${row.step} ${row.unitName} ${row.dueAt}`}
          />
          {corrections.some(({ kept }) => kept) && <p className="hint mt-1">{t('calendar.keptText')}</p>}
        </>
      )}
      <form method="post" action="/admin/calendar" className="mt-3">
        <CsrfField />
        <OnceField />
        <input type="hidden" name="text" value={text} />
        <input type="hidden" name="revision" value={revision} />
        <button className="btn btn-primary" type="submit">
          {moving === 0 ? t('calendar.applyNone') : t('calendar.apply', { count: moving })}
        </button>
      </form>
    </Card>
  )
}

function correctionColumns({ t, named, instant }: Words): LedgerColumn<CorrectionView>[] {
  return [
    {
      key: 'matter',
      head: t('calendar.matter'),
      kind: 'name',
      cell: ({ title, step }) => t('overdue.matterOf', { title, step: named('cycle.steps', step) }),
    },
    {
      key: 'unit',
      head: t('calendar.unit'),
      cell: ({ unitName, count }) => (unitName === '' ? t('calendar.allAddressees', { count }) : unitName),
    },
    { key: 'from', head: t('calendar.from'), cell: ({ dueAt }) => <span className="nowrap">{instant(dueAt)}</span> },
    {
      key: 'to',
      head: t('calendar.to'),
      cell: ({ newDueAt, kept }) => (kept ? t('calendar.kept') : <b className="nowrap">{instant(newDueAt)}</b>),
    },
  ]
}
