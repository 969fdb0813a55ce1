import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Choices, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'

export type SchemeView = {
  /** `pack/scheme`. */
  readonly value: string
  readonly title: string
  readonly document: string
  readonly cite: string | null
  readonly status: 'draft' | 'in-force' | 'ended'
  readonly validity: { readonly fromOn: string | null; readonly untilOn: string | null }
}

type RoundNewProps = {
  readonly schemes: readonly SchemeView[]
  readonly values: { readonly scheme: string; readonly year: string; readonly title: string }
  readonly errors?: readonly FieldError[]
  readonly onceKey?: string | undefined
}

/** Where a round begins: of which subsidy, for which year. */
export function RoundNewPage({ schemes, values, errors = [], onceKey }: RoundNewProps) {
  const { t } = useWords()
  const labels = { scheme: t('round.new.scheme'), year: t('round.new.year'), title: t('round.budget.title') }
  return (
    <Page title={t('round.new.title')} section="rounds">
      <PageHead eyebrow={t('round.list.title')} title={t('round.new.title')} lead={t('round.new.lead')} />
      <ErrorSummary errors={errors} labels={labels} />
      {schemes.length === 0 ? (
        <Card id="h-none" title={t('round.new.scheme')}>
          <EmptyState title={t('round.new.none')}>{t('round.new.noneText')}</EmptyState>
        </Card>
      ) : (
        <form method="post" action="/rounds">
          <CsrfField />
          <OnceField value={onceKey} />
          <div className="card">
            <div className="card-body">
              <Choices
                name="scheme"
                label={labels.scheme}
                hint={t('round.new.schemeHint')}
                value={values.scheme}
                errors={errors}
                choices={schemes.map(scheme => ({ value: scheme.value, label: <SchemeLabel scheme={scheme} /> }))}
              />
              <div className="row g-3">
                <div className="col-12 col-lg-4">
                  <TextField
                    name="year"
                    label={labels.year}
                    hint={t('round.new.yearHint')}
                    value={values.year}
                    inputMode="numeric"
                    errors={errors}
                  />
                </div>
                <div className="col-12 col-lg-8">
                  <TextField
                    name="title"
                    label={labels.title}
                    hint={t('round.budget.titleHint')}
                    value={values.title}
                    errors={errors}
                  />
                </div>
              </div>
            </div>
          </div>
          <FootBar context={t('round.new.context')}>
            <a className="btn" href="/rounds">
              {t('launch.new.cancel')}
            </a>
            <button className="btn btn-primary" type="submit">
              {t('round.new.create')}
            </button>
          </FootBar>
        </form>
      )}
    </Page>
  )
}

function SchemeLabel({ scheme }: { scheme: SchemeView }) {
  const { t, date } = useWords()
  const { fromOn, untilOn } = scheme.validity
  const validity =
    fromOn && untilOn
      ? t('round.new.validFromUntil', { from: date(fromOn, 'letter'), until: date(untilOn, 'letter') })
      : untilOn
        ? t('round.new.validUntil', { until: date(untilOn, 'letter') })
        : fromOn
          ? t('round.new.validFrom', { from: date(fromOn, 'letter') })
          : t('round.new.validOpen')
  return (
    <span>
      {scheme.title}
      <small className="d-block quiet">{[scheme.document, scheme.cite].filter(Boolean).join(' ')}</small>
      <small className="d-block quiet">
        {[t(`round.new.status.${scheme.status}`), validity].join(t('frame.separator'))}
      </small>
      {scheme.status === 'draft' && <b className="d-block small">{t('round.new.neverPaid')}</b>}
    </span>
  )
}
