import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { type Check, Checklist } from '../pieces/checklist.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import type { Words } from '../words.ts'
import type { BatchProps } from './batch.tsx'

/** What a releaser checks, and the act itself: it carries the fingerprint of what was seen. */
export function ReleaseBatch(props: BatchProps) {
  const { batch, changed, errors = [], onceKey } = props
  const words = useWords()
  const { t } = words
  const missing = errors.some(({ field }) => field === 'checked')
  return (
    <form method="post" action={`/batches/${batch.id}`} className="mt-4">
      <CsrfField />
      <OnceField value={onceKey} />
      <input type="hidden" name="content" value={batch.content_sha256} />
      <h3 className="mb-2">{t('batch.check')}</h3>
      <Checklist checks={checksOf(props, words)} />
      {changed.length > 0 && (
        <label className="d-flex gap-2 mb-3 tapline" htmlFor="f-checked">
          <input
            className="form-check-input m-0 mt-1 flex-shrink-0"
            type="checkbox"
            id="f-checked"
            name="checked"
            value="yes"
            aria-invalid={missing || undefined}
          />
          {t('batch.checked')}
        </label>
      )}
      <FootBar context={t('batch.context')}>
        {props.may.has('void-batch') && (
          <a className="btn" href={`/batches/${batch.id}/void`}>
            {t('batch.void')}
          </a>
        )}
        <button className="btn btn-primary" type="submit">
          {t('batch.release', { amount: yuan(batch.total_fen) })}
        </button>
      </FootBar>
    </form>
  )
}

function checksOf({ batch, ground, changed, objections }: BatchProps, { t }: Words): Check[] {
  const equal = batch.granted_fen === batch.total_fen && batch.sum_fen === batch.total_fen
  const anonymous = objections.filter(({ named }) => !named).length
  return [
    {
      key: 'equal',
      state: equal ? 'ok' : 'late',
      title: t(equal ? 'batch.checks.equal' : 'batch.checks.differs'),
      detail: t('batch.checks.sums', { total: yuan(batch.total_fen), granted: yuan(batch.granted_fen) }),
    },
    {
      key: 'notice',
      state: ground.held > 0 ? 'late' : 'ok',
      title: ground.held > 0 ? t('batch.checks.held', { count: ground.held }) : t('batch.checks.notice'),
      detail: ground.minutes.join(t('pieces.listComma')),
    },
    {
      key: 'budget',
      state: ground.withinBudget ? 'ok' : 'late',
      title: t('batch.checks.budget'),
      detail: t('batch.checks.left', { amount: yuan(ground.leftFen) }),
    },
    ...(changed.length > 0
      ? [
          {
            key: 'changed',
            state: 'due' as const,
            title: t('batch.checks.changed', { count: changed.length }),
            detail: changed
              .map(({ place, unit_name }) => t('batch.checks.changedOne', { place, unit: unit_name }))
              .join(t('pieces.semicolon')),
          },
        ]
      : []),
    ...(anonymous > 0
      ? [{ key: 'anonymous', state: 'due' as const, title: t('batch.checks.anonymous', { count: anonymous }) }]
      : []),
  ]
}
