import { anchorInWords } from '../../domain/clauses.ts'
import { useWords } from '../frame.tsx'
import { Choices, FileField, SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { channelName } from './ledger-log.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

export const recordChannels = ['paper', 'office-platform', 'phone', 'mail', 'chat'] as const

export type RecordValues = {
  readonly channel: string
  readonly receivedOn: string
  readonly receivedTime: string
  readonly byName: string
  readonly kind: string
  /** Stored already with an earlier try of the same form. */
  readonly scan: { readonly id: string; readonly name: string } | null
  readonly opinions: readonly {
    readonly anchor: string
    readonly text: string
    readonly wording: string
    readonly reason: string
  }[]
}

type RecordAnswerProps = Retry & {
  readonly cycleId: string
  readonly row: { readonly id: string; readonly unit_name: string; readonly due_at: string }
  readonly earlier: string | null
  readonly clauses: readonly { readonly anchor: string; readonly heading: string; readonly text: string }[]
  readonly values: RecordValues
}

/** An officer records an answer that arrived elsewhere: how, when, from whom, and what it says on which clause. */
export function RecordAnswerPage({ cycleId, row, earlier, clauses, values, errors = [], onceKey }: RecordAnswerProps) {
  const { t, instant, language } = useWords()
  const labels: Record<string, string> = {
    channel: t('ledger.recordPage.channel'),
    receivedOn: t('ledger.recordPage.receivedOn'),
    receivedTime: t('ledger.recordPage.receivedTime'),
    byName: t('ledger.recordPage.byName'),
    kind: t('ledger.recordPage.kind'),
    opinions: t('ledger.recordPage.opinions'),
    scan: t('ledger.recordPage.scan'),
  }
  values.opinions.forEach((_, index) => {
    for (const part of ['anchor', 'text', 'wording', 'reason'] as const)
      labels[`opinions.${index}.${part}`] =
        `${t('ledger.recordPage.opinion', { count: index + 1 })} ${t(`ledger.recordPage.${part === 'anchor' ? 'clause' : part}`)}`
  })
  const choices = clauses.map(({ anchor, heading, text }) => ({
    value: anchor,
    label: `${anchorInWords(anchor, language)} ${[...(heading || text)].slice(0, 24).join('')}`,
  }))
  return (
    <ReasonPage
      eyebrow={t('ledger.title')}
      title={t('ledger.recordPage.title', { unit: row.unit_name })}
      lead={earlier ? t('ledger.recordPage.earlier', { receipt: earlier }) : t('ledger.recordPage.lead')}
      action={`/cycles/${cycleId}/cases/${row.id}/record`}
      back={`/cycles/${cycleId}?row=${row.id}`}
      cancel={t('ledger.recordPage.cancel')}
      submit={t('ledger.recordPage.submit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
      files
    >
      <h2>{t('ledger.recordPage.how')}</h2>
      <div className="row g-3">
        <div className="col-12 col-lg-3">
          <SelectField
            name="channel"
            label={labels.channel}
            choices={recordChannels.map(value => ({ value, label: channelName(value, t) }))}
            value={values.channel}
            errors={errors}
          />
        </div>
        <div className="col-7 col-lg-3">
          <TextField
            name="receivedOn"
            type="date"
            label={labels.receivedOn}
            value={values.receivedOn}
            errors={errors}
          />
        </div>
        <div className="col-5 col-lg-2">
          <TextField name="receivedTime" label={labels.receivedTime} value={values.receivedTime} errors={errors} />
        </div>
        <div className="col-12 col-lg-4">
          <TextField name="byName" label={labels.byName} value={values.byName} errors={errors} />
        </div>
      </div>
      <p className="hint">{t('ledger.recordPage.receivedHint', { when: instant(row.due_at) })}</p>
      <FileField name="scan" label={labels.scan} hint={t('ledger.recordPage.scanHint')} errors={errors} optional />
      {values.scan && (
        <p className="soft">
          <input type="hidden" name="scanId" value={values.scan.id} />
          <input type="hidden" name="scanName" value={values.scan.name} />
          {t('ledger.recordPage.stored', { name: values.scan.name })}
        </p>
      )}
      <Choices
        name="kind"
        label={labels.kind}
        value={values.kind}
        errors={errors}
        choices={[
          { value: 'no-opinion', label: t('ledger.recordPage.noOpinion') },
          { value: 'opinions', label: t('ledger.recordPage.opinions') },
        ]}
      />
      <h2 id="f-opinions">{t('ledger.recordPage.opinionsCard')}</h2>
      <p className="hint">{t('ledger.recordPage.opinionsHint')}</p>
      {values.opinions.map((opinion, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one form, in their order
        <fieldset key={index} className="mt-3">
          <legend className="h3">{t('ledger.recordPage.opinion', { count: index + 1 })}</legend>
          <SelectField
            name={`opinions.${index}.anchor`}
            label={t('ledger.recordPage.clause')}
            choices={choices}
            value={opinion.anchor}
            errors={errors}
          />
          <TextArea
            name={`opinions.${index}.text`}
            label={t('ledger.recordPage.text')}
            value={opinion.text}
            errors={errors}
            rows={3}
          />
          <TextArea
            name={`opinions.${index}.wording`}
            label={t('ledger.recordPage.wording')}
            value={opinion.wording}
            errors={errors}
            rows={2}
            optional
          />
          <TextArea
            name={`opinions.${index}.reason`}
            label={t('ledger.recordPage.reason')}
            value={opinion.reason}
            errors={errors}
            rows={2}
            optional
          />
        </fieldset>
      ))}
      <button className="btn mt-2" type="submit" name="more" value="1">
        {t('ledger.recordPage.more')}
      </button>
    </ReasonPage>
  )
}
