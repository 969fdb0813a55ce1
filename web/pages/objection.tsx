import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { type ItemState, ItemStateMark } from './notice-list-state.tsx'
import type { DueView } from './workbench.tsx'

export type ObjectionView = {
  readonly id: string
  readonly cycle_id: string
  readonly list_id: string
  readonly number: string
  readonly named: boolean
  readonly text: string
  readonly channel: 'online' | 'phone' | 'letter' | 'visit'
  readonly recorded_by_name: string | null
  readonly received_at: string
  readonly inquiry_due_at: string | null
  readonly statement: string | null
  readonly stated_by_name: string | null
  readonly stated_at: string | null
  readonly statement_file_name: string | null
  readonly statement_file_size: number | null
  readonly seal_name: string | null
  readonly seal_size: number | null
  readonly outcome: 'upheld' | 'dismissed' | null
  readonly effect: 'struck-out' | 'back-to-review' | null
  readonly reason: string | null
  readonly clause: string | null
  readonly answered_by_name: string | null
  readonly answered_at: string | null
  readonly item: string
  readonly item_state: ItemState
  readonly amount_fen: bigint
  readonly case_id: string
  readonly claim_number: string | null
  readonly list_number: number
  readonly ends_at: string | null
}

type ObjectionPageProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly objection: ObjectionView
  readonly due: DueView
  /** The ladder above its officer, as far as it still comes. */
  readonly ladder: readonly { readonly id: string; readonly at: string; readonly to: string; readonly acted: boolean }[]
  readonly may: ReadonlySet<'answer-objection' | 'open-objector'>
  /** Who objected, once opened; null while it is sealed. */
  readonly objector: { readonly name: string; readonly contact: string } | null
}

/** One objection: what is said, what the other side says, and what became of it. */
export function ObjectionPage(props: ObjectionPageProps) {
  const { cycle, objection, due, may } = props
  const { t, daysLeft } = useWords()
  const { id, item, named, outcome, effect } = objection
  const heading =
    outcome === null
      ? t(named ? 'objection.headNamed' : 'objection.headAnonymous', { item, left: daysLeft(due.left, due.passed) })
      : t(outcome === 'dismissed' ? 'objection.headDismissed' : 'objection.headUpheld', {
          item,
          effect: t(effect === 'struck-out' ? 'objection.struckOut' : 'objection.backToReview'),
        })
  return (
    <Page title={t('objection.title')} section="lists">
      <PageHead eyebrow={t('objection.eyebrow', { title: cycle.title, number: objection.number })} title={heading}>
        <a className="btn btn-quiet" href={`/rounds/${cycle.id}/objections`}>
          {t('noticeList.allObjections')}
        </a>
        {may.has('answer-objection') && outcome === null && (
          <a className="btn btn-primary" href={`/objections/${id}/answer`}>
            {t('objection.answer')}
          </a>
        )}
      </PageHead>
      <div className="split">
        <div>
          <Said {...props} />
          <OtherSide {...props} />
          {outcome !== null && <Answered {...props} />}
        </div>
        <aside>
          {outcome === null && <Clock {...props} />}
          <Item {...props} />
        </aside>
      </div>
    </Page>
  )
}

function Said({ objection, may, objector }: ObjectionPageProps) {
  const { t, instant } = useWords()
  const { id, named, text, channel, recorded_by_name: recorder, received_at: at, seal_name: paper } = objection
  return (
    <Card id="h-said" title={t('objection.said')}>
      <p className="prewrap">{text}</p>
      <Facts
        rows={[
          [t('objection.receivedAt'), instant(at)],
          [
            t('objection.channel'),
            recorder === null
              ? t('objection.channels.online')
              : t('objection.recordedBy', { channel: t(`objection.channels.${channel}`), name: recorder }),
          ],
          [t('objection.how'), t(named ? 'objection.named' : 'objection.anonymous')],
          ...(objector
            ? ([
                [t('objection.name'), objector.name],
                [t('objection.contact'), objector.contact],
              ] as const)
            : []),
        ]}
      />
      {named && !objector && (
        <p className="soft mt-3">{t(may.has('open-objector') ? 'objection.sealed' : 'objection.sealedForYou')}</p>
      )}
      {may.has('open-objector') && (
        <div className="acts mt-2">
          {named && !objector && (
            <form method="post" action={`/objections/${id}/objector`}>
              <CsrfField />
              <button className="btn" type="submit">
                {t('objection.openObjector')}
              </button>
            </form>
          )}
          {paper !== null && (
            <FileRow name={paper} size={objection.seal_size ?? 0} href={`/objections/${id}/files/seal`} />
          )}
        </div>
      )}
    </Card>
  )
}

function OtherSide({ objection }: ObjectionPageProps) {
  const { t, instant } = useWords()
  const { id, named, statement, stated_by_name: by, stated_at: at, inquiry_due_at: dueAt } = objection
  if (!named) return null
  return (
    <Card id="h-other" title={t('objection.otherSide')}>
      {statement === null ? (
        <p className="soft mb-0">{t('objection.noStatement', { when: instant(dueAt ?? objection.received_at) })}</p>
      ) : (
        <>
          <p className="soft small">{t('objection.statedBy', { name: by ?? '', when: instant(at ?? '') })}</p>
          <p className="prewrap mb-0">{statement}</p>
          {objection.statement_file_name !== null && (
            <FileRow
              name={objection.statement_file_name}
              size={objection.statement_file_size ?? 0}
              href={`/objections/${id}/files/statement`}
            />
          )}
        </>
      )}
    </Card>
  )
}

function Answered({ objection }: ObjectionPageProps) {
  const { t, instant } = useWords()
  return (
    <Card id="h-answer" title={t('objection.answered')}>
      <Facts
        rows={[
          [
            t('objection.result'),
            t(
              objection.outcome === 'dismissed'
                ? 'objection.dismissed'
                : objection.effect === 'struck-out'
                  ? 'objection.struckOut'
                  : 'objection.backToReview',
            ),
          ],
          [t('objection.reason'), <span key="reason">{objection.reason}</span>],
          ...(objection.clause ? ([[t('objection.clause'), objection.clause]] as const) : []),
          [
            t('objection.answeredBy'),
            t('objection.by', { name: objection.answered_by_name ?? '', when: instant(objection.answered_at ?? '') }),
          ],
        ]}
      />
    </Card>
  )
}

function Clock({ objection, due, ladder }: ObjectionPageProps) {
  const { t, named, instant } = useWords()
  return (
    <>
      <DeadlinePanel name={t('objection.dueAt')} dueAt={due.at} left={due.left} passed={due.passed}>
        {t(objection.named ? 'objection.silenceNamed' : 'objection.silenceAnonymous')}
      </DeadlinePanel>
      {ladder.length > 0 && (
        <Card id="h-ladder" title={t('objection.ladder')}>
          <ul className="mb-0">
            {ladder.map(({ id, at, to, acted }) => (
              <li key={id}>
                {t(acted ? 'objection.rungActed' : 'objection.rung', {
                  when: instant(at),
                  who: named('objection.rungTo', to),
                })}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function Item({ objection, cycle }: ObjectionPageProps) {
  const { t, instant } = useWords()
  const { list_id: listId, list_number: number, case_id: caseId, claim_number: claimNumber } = objection
  return (
    <Card id="h-item" title={t('objection.about')}>
      <Facts
        rows={[
          [t('objection.item'), objection.item],
          [t('noticeList.amount'), yuan(objection.amount_fen)],
          [t('objection.state'), <ItemStateMark key="state" state={objection.item_state} />],
          [
            t('objection.list'),
            <a key="list" className="inline" href={`/lists/${listId}`}>
              {t('noticeList.named', { title: cycle.title, number })}
            </a>,
          ],
          [t('objection.noticeEnds'), objection.ends_at ? instant(objection.ends_at) : ''],
          [
            t('noticeList.ownNumber'),
            <a key="claim" className="inline" href={`/review/${caseId}`}>
              {claimNumber ?? t('noticeList.claim')}
            </a>,
          ],
        ]}
      />
    </Card>
  )
}
