import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Details } from '../pieces/details.tsx'
import { TextArea, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import type { Words } from '../words.ts'
import { FactInput } from './claim-group.tsx'
import { ChildrenFields, mostOpen } from './review-children.tsx'
import { NoticePreview } from './review-notice.tsx'
import { type FindingView, type ReviewProps, reviewPath } from './review-view.ts'

/** What the reviewer finds: figures, children, reason and clause; the button names what would be granted. */
export function FindingForm(props: ReviewProps & { readonly finding: FindingView }) {
  const { t } = useWords()
  const { caseId, finding, granted, asked, errors, onceKey, children, approvers, cutNotice } = props
  const fen = granted?.fen ?? null
  const cut = fen !== null && asked.fen !== null && BigInt(fen) < BigInt(asked.fen)
  const after = approvers
    ? t(approvers.names.length > 0 ? 'review.finding.after' : 'review.finding.afterNobody', {
        seat: approvers.seat,
        who: approvers.names.join(t('pieces.listComma')),
      })
    : undefined
  return (
    <form method="post" action={reviewPath(caseId, 'review')} className="mt-4" id="finding">
      <CsrfField />
      <OnceField value={onceKey} />
      <input type="hidden" name="shown" value={fen ?? ''} />
      <Card id="h-finding" title={t('review.finding.title')}>
        <p className="hint">{t('review.finding.hint')}</p>
        {finding.lists.map(list => (
          <ListFields key={list.name} list={list} errors={errors} />
        ))}
        {finding.facts.length > 0 && (
          <Details
            summary={t('review.finding.others', { count: finding.facts.length })}
            open={finding.facts.some(({ name, value }) => value !== '' || errors.some(({ field }) => field === name))}
          >
            {finding.facts.map(field => (
              <FactInput key={field.name} field={field} errors={errors} />
            ))}
          </Details>
        )}
        {children.length > 0 && (
          <Details
            summary={t('review.finding.children', { count: children.length })}
            open={children.length <= mostOpen || children.some(({ counted }) => !counted)}
          >
            <ChildrenFields rows={children} errors={errors} />
          </Details>
        )}
        {finding.gaps.length > 0 && (
          <Notice tone="due" title={t('review.finding.gaps')}>
            {finding.gaps.map(gap => (
              <p key={gap.kind}>{t('review.finding.gap', gap)}</p>
            ))}
          </Notice>
        )}
        <div className="row g-3 mt-1">
          <div className="col-12 col-lg-8">
            <TextArea
              name="reason"
              label={t('review.finding.reason')}
              hint={t('review.finding.reasonHint')}
              rows={2}
              value={finding.reason}
              errors={errors}
            />
          </div>
          <div className="col-12 col-lg-4">
            <TextField
              name="clause"
              label={t('review.finding.clause')}
              hint={t('review.finding.clauseHint')}
              value={finding.clause}
              errors={errors}
            />
          </div>
        </div>
        {cut && cutNotice && <NoticePreview notice={cutNotice} title={t('review.finding.cutNotice')} heading="h3" />}
        <p className="mt-3 mb-0 acts">
          <button className="btn" type="submit" name="preview" value="1">
            {t('review.finding.preview')}
          </button>
          <a className="btn btn-quiet" href={reviewPath(caseId, 'supplement')}>
            {t('review.finding.supplement')}
          </a>
          <a className="btn btn-quiet" href={reviewPath(caseId, 'propose-refusal')}>
            {t('review.finding.refuse')}
          </a>
        </p>
      </Card>
      <FootBar context={after}>
        {fen === null || fen === '0' ? (
          <span className="soft">{t('review.finding.noAmount')}</span>
        ) : (
          <button className="btn btn-primary" type="submit">
            {t(cut ? 'review.finding.submitCut' : 'review.finding.submit', { amount: yuan(BigInt(fen)) })}
          </button>
        )}
      </FootBar>
    </form>
  )
}

// Of each row the figures can be found otherwise; what it is stays as it was said.
function ListFields({
  list: { name, label, rows },
  errors,
}: { list: FindingView['lists'][number] } & Pick<ReviewProps, 'errors'>) {
  const { t, wrong } = useWords()
  const own = errors.filter(({ field }) => field === `facts.${name}`)
  return (
    <fieldset id={`f-facts.${name}`} className={own.length > 0 ? 'field wrong' : undefined}>
      <legend className="h3">{label}</legend>
      <input type="hidden" name={`facts.${name}.rows`} value={rows.length} />
      {own.map(error => (
        <p key={error.code} className="why">
          {wrong(error)}
        </p>
      ))}
      {rows.map(row => (
        <div key={row.label} className="row g-3">
          {row.fields.map(field =>
            field.shown ? (
              <div key={field.name} className="col-12 col-lg-4">
                <FactInput
                  field={{
                    ...field,
                    label: t('review.finding.granted', labelOf(row.label, field, t)),
                    reviewed: false,
                  }}
                  errors={errors}
                />
              </div>
            ) : (
              <input key={field.name} type="hidden" name={field.name} value={field.value} />
            ),
          )}
        </div>
      ))}
    </fieldset>
  )
}

const labelOf = (row: string, { label, asked }: { label: string; asked: string }, t: Words['t']) => ({
  row,
  what: label,
  asked: asked || t('pieces.nil'),
})
