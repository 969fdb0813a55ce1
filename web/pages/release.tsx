import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { TextArea } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState } from '../pieces/state.tsx'
import { type DueView, matterInWords, titleInWords } from './overdue.tsx'

export type ReleaseProps = {
  readonly rungId: string
  readonly taskId: string
  readonly title: string
  readonly ofRound: boolean
  readonly step: string
  readonly unitName: string
  readonly due: DueView | null
  /** As the rung stands: only what is `prepared` can be released. */
  readonly state: string
  readonly releasedByName: string | null
  readonly releasedAt: string | null
  readonly reason: string | null
  /** null: nobody is left to send it to */
  readonly order: {
    readonly unitName: string
    readonly to: readonly string[]
    readonly subject: string
    readonly text: string
  } | null
  readonly errors: readonly FieldError[]
  readonly typed: Readonly<Record<string, string>>
}

/** A supervision order as it would go out: release it, or hold it back with a reason. */
export function ReleasePage(props: ReleaseProps) {
  const words = useWords()
  const { t, instant } = words
  const { order, due, errors, state } = props
  const people = order ? order.to.join(t('pieces.listComma')) : ''
  return (
    <Page title={t('order.title')} section="overdue">
      <PageHead
        eyebrow={<a href={paths.overdue}>{t('step.back')}</a>}
        title={t('order.heading', { unit: props.unitName })}
        lead={matterInWords({ ...props, mandatory: false }, words)}
      >
        {due && <DueState dueAt={due.at} left={due.left} passed={due.passed} />}
      </PageHead>
      <Settled {...props} />
      <ErrorSummary errors={errors} labels={{ reason: t('order.reason') }} />
      <div className="split">
        <div>
          {order === null ? (
            <Notice tone="late" title={t('order.nobody')}>
              {t('order.nobodyText', { unit: props.unitName })}
            </Notice>
          ) : (
            <Card id="h-text" title={t('order.text')}>
              <Facts rows={[[t('order.to'), t('order.toWhom', { unit: order.unitName, people })]]} />
              <h3 className="mt-3">{order.subject}</h3>
              <p className="prewrap">{order.text}</p>
            </Card>
          )}
        </div>
        <div>
          {state === 'prepared' && (
            <Card id="h-act" title={t('order.title')}>
              {order && (
                <form method="post" action={`/overdue/release/${props.rungId}`}>
                  <CsrfField />
                  <OnceField />
                  <button className="btn btn-primary w-100" type="submit">
                    {t('order.release', { people })}
                  </button>
                  <p className="hint mt-1">{t('order.notYet')}</p>
                </form>
              )}
              <form method="post" action={`/overdue/release/${props.rungId}/hold`} id="hold" className="mt-4">
                <CsrfField />
                <OnceField />
                <TextArea
                  name="reason"
                  label={t('order.reason')}
                  hint={t('order.reasonHint')}
                  rows={3}
                  value={props.typed.reason}
                  errors={errors}
                />
                <button className="btn" type="submit">
                  {t('order.hold')}
                </button>
              </form>
            </Card>
          )}
          <Card id="h-side" title={t('order.side')}>
            <Facts
              rows={[
                [t('step.fact.matter'), titleInWords(props, words)],
                [t('step.fact.unit'), props.unitName],
                [t('overdue.due'), due ? instant(due.at) : t('pieces.nil')],
              ]}
            />
            <p className="mt-3">
              <a href={`/overdue/steps/${props.taskId}`}>{t('order.story')}</a>
            </p>
          </Card>
        </div>
      </div>
    </Page>
  )
}

function Settled({ state, releasedByName, releasedAt, reason }: ReleaseProps) {
  const { t, instant } = useWords()
  if (state === 'prepared') return null
  if (state === 'done' && releasedByName !== null && releasedAt !== null)
    return (
      <Notice tone="ok" title={t('order.released', { person: releasedByName })}>
        {t('order.releasedText', { when: instant(releasedAt, 'sentence') })}
      </Notice>
    )
  if (state === 'held-back' && releasedByName !== null && releasedAt !== null)
    return (
      <Notice title={t('order.heldBack')}>
        {t('order.heldBackText', {
          person: releasedByName,
          when: instant(releasedAt, 'sentence'),
          reason: reason ?? '',
        })}
      </Notice>
    )
  return <Notice title={t('order.gone')}>{t('order.goneText')}</Notice>
}
