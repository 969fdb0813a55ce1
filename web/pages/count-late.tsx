import { anchorInWords } from '../../domain/clauses.ts'
import { useWords } from '../frame.tsx'
import { OpinionText } from '../pieces/clause-text.tsx'
import { Choices, TextArea } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type CountLateProps = Retry & {
  readonly cycleId: string
  readonly row: { readonly id: string; readonly unit_name: string; readonly due_at: string }
  readonly receivedAt: string
  readonly opinions: readonly {
    readonly position: number
    readonly anchor: string
    readonly text: string
    readonly wording: string
    readonly reason: string
  }[]
  readonly values: { readonly counts: string; readonly reason: string }
}

/** Decides whether an answer that came after the deadline counts. */
export function CountLatePage({ cycleId, row, receivedAt, opinions, values, errors = [], onceKey }: CountLateProps) {
  const { t, instant, language } = useWords()
  const labels = { counts: t('ledger.latePage.counts'), reason: t('ledger.latePage.reason') }
  return (
    <ReasonPage
      eyebrow={t('ledger.title')}
      title={t('ledger.latePage.title', { unit: row.unit_name })}
      lead={t('ledger.latePage.lead', { received: instant(receivedAt), due: instant(row.due_at) })}
      action={`/cycles/${cycleId}/cases/${row.id}/late`}
      back={`/cycles/${cycleId}?row=${row.id}`}
      cancel={t('ledger.latePage.cancel')}
      submit={t('ledger.latePage.submit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <h2>{t('ledger.latePage.answer')}</h2>
      {opinions.length === 0 && <p>{t('ledger.latePage.noOpinion')}</p>}
      {opinions.map(opinion => (
        <OpinionText key={opinion.position} from={anchorInWords(opinion.anchor, language)}>
          {[opinion.text, opinion.wording, opinion.reason].filter(Boolean).join('\n')}
        </OpinionText>
      ))}
      <Choices
        name="counts"
        label={labels.counts}
        value={values.counts}
        errors={errors}
        choices={[
          { value: 'yes', label: t('ledger.latePage.yes') },
          { value: 'no', label: t('ledger.latePage.no') },
        ]}
      />
      <TextArea
        name="reason"
        label={labels.reason}
        hint={t('ledger.latePage.reasonHint')}
        value={values.reason}
        errors={errors}
        rows={3}
        optional
      />
    </ReasonPage>
  )
}
