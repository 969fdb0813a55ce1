import type { ReactNode } from 'react'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Details } from '../pieces/details.tsx'
import { Facts } from '../pieces/facts.tsx'
import { type WorkingLine, Workings } from '../pieces/workings.tsx'
import type { Words } from '../words.ts'
import { NamedList } from './claim-frame.tsx'
import { type Standing, sentenceOf } from './claim-standing.ts'
import { claimPath, type NamedItem } from './claim-view.ts'
import { actOf } from './my-claims.tsx'
import { reviewPath } from './review-view.ts'

/** Something of a course. Values whose names end in `At` are instants, in `Fen` amounts. */
export type CourseEntry = {
  readonly key: string
  readonly state: 'done' | 'now' | 'next' | 'late'
  readonly values: Readonly<Record<string, string | number>>
  readonly receipt?: number
}

export type ProgressView = {
  readonly standing: Standing
  readonly by: string
  readonly reviewers: string
  readonly contact: { readonly name: string; readonly phone: string } | null
  readonly course: readonly CourseEntry[]
  readonly named: readonly NamedItem[]
  readonly asked: { readonly fen: string; readonly lines: readonly WorkingLine[] } | null
  readonly granted: { readonly fen: string; readonly lines: readonly WorkingLine[] } | null
  /** Why less is granted, or nothing. */
  readonly reason: { readonly text: string; readonly clause: string } | null
  /** What stands in the way may be put to a court. */
  readonly remedy: boolean
  /** A cut that can still be objected to before it is decided. */
  readonly cutOpen: boolean
  readonly objections: readonly { readonly id: string; readonly number: string; readonly stated: boolean }[]
  readonly receipt: number | null
  readonly mayWithdraw: boolean
  readonly messages: readonly { readonly id: string; readonly subject: string; readonly at: string }[]
}

/** One's own claim: one sentence with who holds it, how long and what follows; below, its whole course. */
export function ClaimProgressPage({ view }: { view: ProgressView }) {
  const words = useWords()
  const { t, instant } = words
  const { standing, course, asked, granted, reason } = view
  const here = (rest: string) => claimPath(standing.caseId, rest)
  const grantedName = t(standing.key === 'reviewed' ? 'progress.proposed' : 'progress.granted')
  return (
    <Page title={t('progress.title')} section="claims" reading>
      <div className="pagehead">
        <div>
          <p className="eyebrow">{[standing.title, standing.number].filter(Boolean).join(t('frame.separator'))}</p>
          <h1 className="sentence">{sentenceOf(standing, words)}</h1>
        </div>
      </div>
      <Asked view={view} />
      <Card id="h-way" title={t('progress.course')}>
        <Course
          steps={course.map((entry, index) => ({
            key: `${entry.key}-${index}`,
            state: entry.state,
            title: (
              <>
                {words.named('progress.steps', entry.key, valuesIn(entry, words))}
                {entry.state === 'now' && <span className="visually-hidden">{t('progress.now')}</span>}
              </>
            ),
            who: <Who entry={entry} caseId={standing.caseId} />,
          }))}
        />
      </Card>
      {reason && (
        <Card id="h-decision" title={t('progress.decision')}>
          <p>
            {reason.text}
            {reason.clause !== '' && t('claimForm.byClause', { clause: reason.clause })}
          </p>
          {view.remedy && (
            <p>
              {t('progress.remedy')} <a href={reviewPath(standing.caseId, 'letter')}>{t('review.letter.see')}</a>
            </p>
          )}
          {view.cutOpen && (
            <p>
              <a className="btn" href={here('cut')}>
                {t('progress.objectToCut')}
              </a>
            </p>
          )}
        </Card>
      )}
      <Card id="h-amt" title={t('progress.content')}>
        <Facts
          rows={[
            ...(asked ? [[t('progress.askedFor'), <Amount key="asked" amount={asked} />] as const] : []),
            ...(granted ? [[grantedName, <Amount key="granted" amount={granted} />] as const] : []),
            [t('progress.institution'), standing.institution],
            ...(view.by === '' ? [] : [[t('progress.by'), view.by] as const]),
            [
              t('progress.reviewers'),
              <span key="reviewers">
                {view.reviewers}
                {view.contact && (
                  <>
                    {t('pieces.comma')}
                    {view.contact.name}{' '}
                    <a href={`tel:${view.contact.phone.replace(/[^0-9+]/g, '')}`}>{view.contact.phone}</a>
                  </>
                )}
              </span>,
            ],
          ]}
        />
        <div className="acts mt-3">
          {view.receipt !== null && (
            <a className="btn" href={here(`receipts/${view.receipt}`)}>
              {t('progress.seeForm')}
            </a>
          )}
          {view.mayWithdraw && (
            <a className="btn btn-quiet" href={here('withdraw')}>
              {t('progress.withdraw')}
            </a>
          )}
        </div>
      </Card>
      {view.messages.length > 0 && (
        <Card id="h-messages" title={t('progress.messages')}>
          <ul className="mb-0">
            {view.messages.map(({ id, subject, at }) => (
              <li key={id}>
                <a href={`/messages/${id}`}>{subject}</a> <span className="soft">{instant(at, 'short')}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  )
}

/** What is asked of the applicant now, and until when. */
function Asked({ view: { standing, named, objections } }: { view: ProgressView }): ReactNode {
  const { t } = useWords()
  const stating = objections.filter(({ id, stated }) => !stated && !standing.href.includes(id))
  if (!standing.yours && stating.length === 0)
    return <p>{t(standing.endedAt === null ? 'progress.nothingToDo' : 'progress.nothingMore')}</p>
  return (
    <>
      {standing.due && standing.yours && (
        <DeadlinePanel
          name={t('progress.deadline')}
          dueAt={standing.due.at}
          left={standing.due.left}
          passed={standing.due.passed}
        >
          {t(`progress.silence.${actOf(standing)}`)}
        </DeadlinePanel>
      )}
      {named.length > 0 && (
        <Card id="h-named" title={t(standing.key === 'correcting' ? 'progress.toMend' : 'progress.toAdd')}>
          <NamedList items={named} links={standing.key === 'correcting'} />
        </Card>
      )}
      {stating.map(({ id, number }) => (
        <p key={id} className="mt-3">
          {t('progress.stateAsked', { number })}{' '}
          <a className="btn" href={`/objections/${id}/statement`}>
            {t('progress.state')}
          </a>
        </p>
      ))}
      {standing.yours && (
        <p className="mt-3">
          <a className="btn btn-primary" href={standing.href}>
            {t(`claimHome.acts.${actOf(standing)}`)}
          </a>
        </p>
      )}
    </>
  )
}

function Amount({ amount }: { amount: { readonly fen: string; readonly lines: readonly WorkingLine[] } }) {
  const { t } = useWords()
  return (
    <>
      <b>{t('apply.amount', { amount: yuan(BigInt(amount.fen)) })}</b>
      {amount.lines.length > 0 && (
        <Details summary={t('claimForm.working')}>
          <Workings lines={amount.lines} title={t('claimForm.total')} total={amount.fen} />
        </Details>
      )}
    </>
  )
}

function Who({ entry, caseId }: { entry: CourseEntry; caseId: string }) {
  const words = useWords()
  const { t } = words
  const values = valuesIn(entry, words)
  const said = words.named('progress.who', entry.key, values)
  return (
    <>
      {said === entry.key ? '' : said}
      {entry.values.reason !== undefined &&
        entry.values.reason !== '' &&
        ` ${t('progress.because', { reason: entry.values.reason })}`}
      {entry.values.clause !== undefined &&
        entry.values.clause !== '' &&
        t('claimForm.byClause', { clause: entry.values.clause })}
      {entry.receipt !== undefined && (
        <>
          {t('pieces.comma')}
          <a href={claimPath(caseId, `receipts/${entry.receipt}`)}>{t('progress.receipt')}</a>
        </>
      )}
    </>
  )
}

const valuesIn = ({ values }: CourseEntry, { instant }: Words): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name.endsWith('At') ? instant(String(value)) : name.endsWith('Fen') ? yuan(BigInt(value)) : value,
    ]),
  )
