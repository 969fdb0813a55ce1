import { localDateOf } from '../../domain/local-time.ts'
import { yuan } from '../../domain/yuan.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState, State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { AcceptanceAct, ApprovalAct, ServedCard } from './review-act.tsx'
import { AmountCard } from './review-amount.tsx'
import { ChildrenCard } from './review-children.tsx'
import { ClockCard } from './review-clock.tsx'
import { FindingForm } from './review-finding.tsx'
import { EvidenceCard, FormCard } from './review-form.tsx'
import { HistoryCard } from './review-history.tsx'
import { type ReviewProps, reviewSection } from './review-view.ts'
import { ConflictsCard, DeclareCard } from './review-warnings.tsx'

/** One claim before those of the office: what was said beside what proves it, and the act that is due. */
export function ReviewPage(props: ReviewProps) {
  const words = useWords()
  const { t, date, instant } = words
  const { actor } = useFrame()
  const { step, mine, due, finding } = props
  const declareFirst = mine && step !== 'acceptance' && step !== null && props.declaredAt === null
  return (
    <Page title={`${props.number} ${props.name}`} section={reviewSection(actor)}>
      <PageHead
        eyebrow={
          <>
            <a href={paths.review}>{t('review.title')}</a>
            {t('frame.separator')}
            {[
              props.title,
              props.number,
              ...(props.acceptedAt
                ? [t('review.acceptedOn', { date: date(localDateOf(props.acceptedAt), 'short') })]
                : props.receivedAt
                  ? [t('review.receivedOn', { date: date(localDateOf(props.receivedAt), 'short') })]
                  : []),
            ].join(t('frame.separator'))}
          </>
        }
        title={props.name}
        lead={standing(props, words)}
      >
        {due ? (
          <>
            <DueState dueAt={due.at} left={due.left} passed={due.passed} />
            <span className="soft">{instant(due.at)}</span>
          </>
        ) : props.standing ? (
          <State tone="held" icon="player-pause">
            {t('review.standsStill')}
          </State>
        ) : null}
      </PageHead>
      <TopNotice {...props} />
      <ErrorSummary errors={props.errors} labels={props.labels} />
      {declareFirst && <DeclareCard {...props} />}
      <div className="split even">
        <FormCard {...props} />
        <EvidenceCard {...props} />
      </div>
      {props.children.length > 0 && finding === null && <ChildrenCard rows={props.children} />}
      <div className="split even mt-4">
        <ConflictsCard {...props} ready={mine && step === 'review' && !declareFirst} />
        <AmountCard {...props} />
      </div>
      {!declareFirst && mine && step === 'acceptance' && <AcceptanceAct {...props} />}
      {!declareFirst && mine && step === 'review' && finding && <FindingForm {...props} finding={finding} />}
      {!declareFirst && mine && step === 'approval' && <ApprovalAct {...props} />}
      {(props.state === 'refused' || props.state === 'not-accepted') && <ServedCard {...props} />}
      <div className="split even mt-4">
        <HistoryCard {...props} />
        <ClockCard {...props} />
      </div>
    </Page>
  )
}

/** Where the claim is, and whose it is. */
function standing({ step, state, mine, who, standing: still }: ReviewProps, { t, named, instant }: Words): string {
  if (step === null) return t('review.now', { state: named('review.states', state) })
  if (still) return t('review.stillText', { when: still.dueAt ? instant(still.dueAt, 'sentence') : '' })
  const what = named('cycle.steps', step)
  if (mine) return t('review.yours', { step: what })
  return who.length > 0
    ? t('review.theirs', { step: what, who: who.join(t('pieces.listComma')) })
    : t('review.nobodys', { step: what })
}

function TopNotice(props: ReviewProps) {
  const { t, refusal } = useWords()
  const { bar, told, reworked, granted } = props
  if (told)
    return (
      <Notice tone="ok" role="status" title={t('review.told.title')}>
        {told}
      </Notice>
    )
  if (reworked && granted)
    return (
      <Notice tone="due" role="alert" title={t('review.reworked', { amount: amountOf(granted.fen, t) })}>
        {t('review.reworkedText')}
      </Notice>
    )
  if (bar)
    return (
      <Notice tone="due" title={refusal(bar)}>
        {props.who.length > 0
          ? t('review.whoCan', { who: props.who.join(t('pieces.listComma')) })
          : t('review.nobodyCan')}
      </Notice>
    )
  const open = props.warnings.filter(({ answer }) => answer === null)
  if (open.length === 0 || props.step !== 'review' || !props.mine || props.declaredAt === null) return null
  return (
    <Notice tone="due" title={t('review.openWarnings', { count: open.length })}>
      <ul>
        {open.map(({ id, words }) => (
          <li key={id}>
            {words} <a href={`#warning-${id}`}>{t('review.answerIt')}</a>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

const amountOf = (fen: string | null, t: Words['t']): string => (fen === null ? t('pieces.nil') : yuan(BigInt(fen)))
