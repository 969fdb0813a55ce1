import { useWords } from '../frame.tsx'
import { Choices, TextArea, TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type ExtendProps = Retry & {
  readonly cycle: { readonly id: string; readonly title: string; readonly due_at: string | null }
  /** The one unit that the page was opened for. */
  readonly only: { readonly id: string; readonly unit_name: string; readonly due_at: string } | null
  readonly values: {
    readonly who: 'everyone' | 'one'
    readonly on: string
    readonly closeOfBusiness: string
    readonly reason: string
  }
}

/** Moves the deadline later, for all or for one. */
export function ExtendPage({ cycle, only, values, errors = [], onceKey }: ExtendProps) {
  const { t, instant } = useWords()
  const labels = {
    on: t('ledger.extendPage.on'),
    closeOfBusiness: t('ledger.extendPage.close'),
    reason: t('ledger.extendPage.reason'),
  }
  const dueAt = only?.due_at ?? cycle.due_at
  return (
    <ReasonPage
      eyebrow={t('ledger.title')}
      title={
        only
          ? t('ledger.extendPage.titleOne', { unit: only.unit_name })
          : t('ledger.extendPage.title', { title: cycle.title })
      }
      lead={t('ledger.extendPage.lead', { when: dueAt ? instant(dueAt) : '' })}
      action={`/cycles/${cycle.id}/extend`}
      back={`/cycles/${cycle.id}`}
      cancel={t('ledger.extendPage.cancel')}
      submit={t('ledger.extendPage.submit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      {only && (
        <>
          <input type="hidden" name="case" value={only.id} />
          <Choices
            name="who"
            label={t('ledger.extendPage.who')}
            value={values.who}
            choices={[
              { value: 'one', label: t('ledger.extendPage.one', { unit: only.unit_name }) },
              { value: 'everyone', label: t('ledger.extendPage.everyone') },
            ]}
          />
        </>
      )}
      <div className="row g-3">
        <div className="col-6 col-lg-3">
          <TextField name="on" type="date" label={labels.on} value={values.on} errors={errors} />
        </div>
        <div className="col-6 col-lg-3">
          <TextField
            name="closeOfBusiness"
            label={labels.closeOfBusiness}
            value={values.closeOfBusiness}
            errors={errors}
          />
        </div>
      </div>
      <TextArea
        name="reason"
        label={labels.reason}
        hint={t('ledger.extendPage.reasonHint')}
        value={values.reason}
        errors={errors}
      />
    </ReasonPage>
  )
}
