import type { RefusalDetails } from '../../domain/refusal.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { fieldId } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { ClaimAmount } from './claim-amount.tsx'
import { ClaimGaps, ClaimPage, NamedList } from './claim-frame.tsx'
import { type ClaimFrame, claimPath, type NamedItem } from './claim-view.ts'

export type CheckSection = {
  readonly key: string
  readonly title: string
  readonly href: string
  readonly rows: readonly (readonly [name: string, value: string])[]
}

/** Everything that is handed in on one page, the amount with its working, and the statement. */
export function ClaimCheckPage({
  frame,
  sections,
  unchanged,
  stopped,
  refused,
}: {
  frame: ClaimFrame
  sections: readonly CheckSection[]
  /** What was named to be corrected and was not changed since it was handed in. */
  unchanged: readonly NamedItem[]
  /** It was to be handed in and could not be: what is missing or wrong is in the way. */
  stopped: boolean
  /** The rule that said no to handing it in. */
  refused: { readonly code: string; readonly details: RefusalDetails } | null
}) {
  const { t, instant, refusal } = useWords()
  const action = claimPath(frame.caseId, 'check')
  const { fen } = frame.amount
  const unstated = frame.errors.some(({ field }) => field === 'statement')
  const named = fen === null ? null : yuan(BigInt(fen))
  const act = frame.correcting
    ? t('claimForm.mend')
    : named === null
      ? t('claimForm.submit')
      : t('claimForm.submitAmount', { amount: named })
  return (
    <ClaimPage frame={frame} labels={{ statement: t('claimForm.statementLabel') }}>
      {refused && (
        <Notice tone="late" role="alert" title={t('claimForm.refused')}>
          {refusal(refused.code, refused.details)}
        </Notice>
      )}
      {unchanged.length > 0 && (
        <Notice tone="due" title={t('claimForm.unchanged', { count: unchanged.length })}>
          <p>{t('claimForm.unchangedText')}</p>
          <NamedList items={unchanged} links />
        </Notice>
      )}
      <ClaimGaps frame={frame} stopped={stopped} />
      <ClaimAmount amount={frame.amount} />
      {frame.amount.warnings.length > 0 && (
        <div className="mb-3">
          <p className="mb-1">
            <b>{t('claimForm.warnings')}</b>
          </p>
          <ul>
            {frame.amount.warnings.map(words => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      {sections.map(({ key, title, href, rows }) => (
        <Card
          key={key}
          id={`h-${key}`}
          title={title}
          beside={
            <a href={href}>
              {t('claimForm.edit')}
              <span className="visually-hidden">{title}</span>
            </a>
          }
        >
          {rows.length > 0 ? <Facts rows={rows} /> : <p className="soft mb-0">{t('claimForm.nothingThere')}</p>}
        </Card>
      ))}
      <form method="post" action={action}>
        <CsrfField />
        <OnceField />
        <input type="hidden" name="version" value={frame.version} />
        <div className={unstated ? 'field wrong mt-4' : 'field mt-4'}>
          <h2>{t('claimForm.statementLabel')}</h2>
          {unstated && <p className="why">{t('claimForm.statementMissing')}</p>}
          <div className="choices">
            <label>
              <input type="checkbox" name="statement" value="yes" id={fieldId('statement')} />
              {t('claimForm.statement')}
            </label>
          </div>
        </div>
        <p className="hint">{t(frame.correcting ? 'claimForm.afterMend' : 'claimForm.afterSubmit')}</p>
        {!frame.correcting && (
          <p>
            <a className="btn btn-quiet" href={claimPath(frame.caseId, 'withdraw')}>
              {t('claimForm.discard')}
            </a>
          </p>
        )}
        <FootBar context={t('claimForm.savedAt', { at: instant(frame.savedAt, 'short') })}>
          <a className="btn" href={frame.groups.at(-2)?.href}>
            {t('claimForm.back')}
          </a>
          <button className="btn btn-primary" type="submit">
            {act}
          </button>
        </FootBar>
      </form>
    </ClaimPage>
  )
}
