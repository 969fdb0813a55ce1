import type { FieldError } from '../../domain/refusal.ts'
import { useFrame, useWords } from '../frame.tsx'
import { SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'
import { NoticePreview } from './review-notice.tsx'
import { type NoticeText, reviewPath, reviewSection } from './review-view.ts'

export type DefectTyped = { readonly item: string; readonly text: string; readonly clause: string }

type DefectsProps = Retry & {
  readonly kind: 'correction' | 'supplement'
  readonly caseId: string
  readonly name: string
  readonly number: string
  readonly dueAt: string
  /** Evidence and facts of the scheme. */
  readonly items: readonly string[]
  readonly rows: readonly DefectTyped[]
  /** What was named in an earlier request: what is new needs a superior's reason. */
  readonly named: readonly string[]
  readonly reason: string
  readonly notice: NoticeText
}

/** Everything that is missing or wrong, or is to be added, row by row; rows are added without JavaScript. */
export function DefectsPage(props: DefectsProps) {
  const { kind, caseId, name, number, dueAt, items, rows, named, reason, notice, errors = [], onceKey } = props
  const { t, instant } = useWords()
  const { actor } = useFrame()
  const labels: Record<string, string> = { reason: t('review.defects.late'), defects: t('review.defects.item') }
  rows.forEach((_, index) => {
    for (const part of ['item', 'text', 'clause'] as const)
      labels[`defects.${index}.${part}`] = t('review.defects.rowPart', {
        row: index + 1,
        part: t(`review.defects.${part}`),
      })
  })
  return (
    <ReasonPage
      section={reviewSection(actor)}
      eyebrow={number}
      title={t(`review.defects.${kind}.title`, { name })}
      lead={t(`review.defects.${kind}.lead`, { when: instant(dueAt, 'sentence') })}
      action={reviewPath(caseId, kind)}
      back={reviewPath(caseId)}
      cancel={t('review.back')}
      submit={t(`review.defects.${kind}.act`)}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <div id="f-defects">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one form, in their order
          <Row key={index} row={row} index={index} items={items} errors={errors} />
        ))}
      </div>
      <p>
        <button className="btn" type="submit" name="more" value="1">
          {t('review.defects.more')}
        </button>
      </p>
      {named.length > 0 && (
        <>
          <p className="hint">{t('review.defects.onceOnly', { items: named.join(t('pieces.listComma')) })}</p>
          <TextArea
            name="reason"
            label={t('review.defects.late')}
            hint={t('review.defects.lateHint')}
            rows={2}
            value={reason}
            errors={errors}
            optional
          />
        </>
      )}
      <button className="btn" type="submit" name="preview" value="1">
        {t('review.grave.preview')}
      </button>
      <NoticePreview notice={notice} title={t('review.notice.title')} />
    </ReasonPage>
  )
}

function Row({
  row,
  index,
  items,
  errors,
}: {
  row: DefectTyped
  index: number
  items: readonly string[]
  errors: readonly FieldError[]
}) {
  const { t } = useWords()
  const choices = [...items, ...(row.item !== '' && !items.includes(row.item) ? [row.item] : [])]
  return (
    <fieldset className="mb-3">
      <legend className="h3">{t('review.defects.row', { row: index + 1 })}</legend>
      <div className="row g-3">
        <div className="col-12 col-lg-4">
          <SelectField
            name={`defects.${index}.item`}
            label={t('review.defects.item')}
            value={row.item}
            choices={[
              { value: '', label: t('review.defects.choose') },
              ...choices.map(value => ({ value, label: value })),
            ]}
            errors={errors}
          />
        </div>
        <div className="col-12 col-lg-5">
          <TextArea
            name={`defects.${index}.text`}
            label={t('review.defects.text')}
            rows={2}
            value={row.text}
            errors={errors}
          />
        </div>
        <div className="col-12 col-lg-3">
          <TextField
            name={`defects.${index}.clause`}
            label={t('review.defects.clause')}
            value={row.clause}
            errors={errors}
            optional
          />
        </div>
      </div>
    </fieldset>
  )
}
