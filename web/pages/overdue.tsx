import { useFrame, useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { DueState } from '../pieces/state.tsx'
import type { Words } from '../words.ts'

/** A date with the working days to it, as seen now. */
export type DueView = { readonly at: string; readonly left: number; readonly passed: boolean }

type MatterView = {
  readonly title: string
  readonly ofRound: boolean
  readonly step: string
  readonly mandatory: boolean
}

/** A rung of a step's ladder, as far as the board tells it. */
export type RungView = { readonly id: string; readonly kind: string; readonly state: string; readonly at: string }

export type OverdueView = {
  readonly taskId: string
  readonly title: string
  readonly ofRound: boolean
  readonly step: string
  readonly unitName: string
  readonly person: string | null
  readonly phone: string | null
  readonly mandatory: boolean
  readonly due: DueView
  readonly urged: number
  /** An answer that nobody has signed for. */
  readonly notSignedFor: boolean
  readonly rungs: readonly RungView[]
}

export type OrderView = {
  readonly rungId: string
  readonly taskId: string
  readonly title: string
  readonly ofRound: boolean
  readonly step: string
  readonly unitName: string
  readonly due: DueView
  readonly preparedAt: string
  readonly urged: number
  readonly rungs: readonly RungView[]
}

export type UnitFiguresView = {
  readonly unitId: string
  readonly unitName: string
  readonly open: number
  readonly overdue: number
  readonly near: number
  readonly inTime: number
  readonly fellDue: number
}

export type OverdueProps = {
  readonly rows: readonly OverdueView[]
  readonly total: number
  readonly overdue: number
  readonly filter: { readonly unit: string; readonly group: string }
  readonly groups: readonly { readonly code: string; readonly name: string }[]
  readonly previous: string | null
  readonly next: string | null
  /** The next date beyond the board; null: nothing has one. */
  readonly nextDue: (Omit<MatterView, 'mandatory'> & { readonly dueAt: string }) | null
  readonly units: readonly UnitFiguresView[]
  readonly orders: readonly OrderView[]
  readonly orderCount: number
  readonly mayUrge: boolean
  readonly mayRelease: boolean
  /** What has just been done. */
  readonly notice: BoardNotice | null
  /** What was typed and chosen when the form is shown again. */
  readonly typed: { readonly message: string; readonly chosen: readonly string[] }
}

export type BoardNotice =
  | { readonly kind: 'urged'; readonly urged: number; readonly skipped: number; readonly gone: number }
  | { readonly kind: 'choose-first' }
  | { readonly kind: 'one-unit' }
  | { readonly kind: 'message-wrong'; readonly why: string }

/** What is overdue or near over all cycles within one's line, and what waits for release. */
export function OverduePage(props: OverdueProps) {
  const { now } = useFrame()
  const words = useWords()
  const { t, instant } = words
  return (
    <Page title={t('overdue.title')} section="overdue">
      <PageHead
        eyebrow={instant(now)}
        title={heading(props, words)}
        {...(props.mayRelease ? {} : { lead: t('overdue.ownUnit') })}
      />
      {props.notice && <BoardNote notice={props.notice} />}
      <div className={props.mayRelease ? 'split' : undefined}>
        <div>
          <Board {...props} />
          {props.units.length > 0 && <ByUnit units={props.units} />}
        </div>
        {props.mayRelease && <ToRelease orders={props.orders} count={props.orderCount} />}
      </div>
    </Page>
  )
}

function heading({ overdue, total, orderCount }: OverdueProps, { t }: Words): string {
  const near = total - overdue
  if (overdue > 0 && orderCount > 0) return t('overdue.heading.both', { overdue, orders: orderCount })
  if (overdue > 0) return t('overdue.heading.overdue', { overdue })
  if (orderCount > 0) return t('overdue.heading.orders', { orders: orderCount })
  return near > 0 ? t('overdue.heading.near', { near }) : t('overdue.heading.nothing')
}

function BoardNote({ notice }: { notice: BoardNotice }) {
  const { t } = useWords()
  if (notice.kind === 'choose-first')
    return (
      <Notice tone="late" role="alert" title={t('overdue.chooseFirst')}>
        {t('overdue.chooseFirstText')}
      </Notice>
    )
  if (notice.kind === 'one-unit')
    return (
      <Notice tone="late" role="alert" title={t('overdue.oneUnit')}>
        {t('overdue.oneUnitText')}
      </Notice>
    )
  if (notice.kind === 'message-wrong')
    return (
      <Notice tone="late" role="alert" title={t('overdue.urged.none')}>
        {`${t('overdue.message')}${t('pieces.colon')}${notice.why}`}
      </Notice>
    )
  const { urged, skipped, gone } = notice
  return (
    <Notice
      tone={urged > 0 ? 'ok' : 'due'}
      role="status"
      title={urged > 0 ? t('overdue.urged.some', { count: urged }) : t('overdue.urged.none')}
    >
      {urged > 0 && <p>{t('overdue.urged.someText')}</p>}
      {skipped > 0 && <p>{t('overdue.urged.skipped', { count: skipped })}</p>}
      {gone > 0 && <p>{t('overdue.urged.gone', { count: gone })}</p>}
    </Notice>
  )
}

const formId = 'urge'

function Board(props: OverdueProps) {
  const words = useWords()
  const { t } = words
  const { rows, total, filter, mayUrge, mayRelease, typed } = props
  const columns: LedgerColumn<OverdueView>[] = [
    ...(mayUrge ? [pickColumn(typed.chosen, words)] : []),
    {
      key: 'unit',
      head: t('overdue.unit'),
      kind: 'name',
      cell: ({ unitName, person }) => (
        <>
          {unitName}
          {person !== null && <small>{person}</small>}
        </>
      ),
    },
    {
      key: 'matter',
      head: t('overdue.matter'),
      cell: row => (
        <a className="tap" href={`/overdue/steps/${row.taskId}`}>
          {matterInWords(row, words)}
        </a>
      ),
    },
    {
      key: 'state',
      head: t('overdue.state'),
      kind: 'state',
      cell: ({ due }) => <DueState dueAt={due.at} left={due.left} passed={due.passed} />,
    },
    {
      key: 'due',
      head: t('overdue.due'),
      cell: ({ due }) => <span className="nowrap">{words.instant(due.at, 'short')}</span>,
    },
    { key: 'done', head: t('overdue.done'), cell: row => doneInWords(row, words) },
  ]
  const filtered = filter.unit !== '' || filter.group !== ''
  return (
    <Card
      id="h-over"
      title={t('overdue.card')}
      flush
      beside={
        <>
          <Filter {...props} />
          {mayUrge && rows.length > 0 && (
            <button className="btn btn-primary" type="submit" form={formId}>
              <Icon name="bell" />
              {t('overdue.urgeChosen')}
            </button>
          )}
        </>
      }
      footer={
        rows.length === 0 ? undefined : (
          <Pager
            shown={t(filtered ? 'overdue.shownFiltered' : 'overdue.shown', { rows: rows.length, count: total })}
            previous={props.previous}
            next={props.next}
          />
        )
      }
    >
      {rows.length === 0 ? (
        <div className="card-body">
          <NothingDue nextDue={props.nextDue} filtered={filtered} />
        </div>
      ) : (
        <>
          {mayUrge && (
            <form id={formId} method="post" action="/overdue/urge" className="card-body border-bottom">
              <CsrfField />
              <OnceField />
              <input type="hidden" name="unit" value={filter.unit} />
              <input type="hidden" name="group" value={filter.group} />
              <div className="acts">
                <label className="form-label" htmlFor="f-message">
                  {t('overdue.message')}
                  {t('pieces.optional')}
                </label>
                <input
                  className="form-control"
                  id="f-message"
                  name="message"
                  defaultValue={typed.message}
                  aria-describedby="f-message-h"
                  maxLength={500}
                />
                <p className="hint" id="f-message-h">
                  {t('overdue.messageHint')}
                </p>
                {mayRelease && (
                  <button className="btn btn-sm last" type="submit" formAction="/overdue/order.docx">
                    <Icon name="download" />
                    {t('overdue.orderDocx')}
                  </button>
                )}
              </div>
            </form>
          )}
          <LedgerTable caption={t('overdue.caption')} columns={columns} rows={rows} keyOf={({ taskId }) => taskId} />
        </>
      )}
    </Card>
  )
}

function pickColumn(chosen: readonly string[], words: Words): LedgerColumn<OverdueView> {
  const { t } = words
  return {
    key: 'pick',
    head: t('overdue.pick'),
    kind: 'pick',
    cell: row => (
      <label className="tap">
        <input
          className="form-check-input m-0"
          type="checkbox"
          name="task"
          value={row.taskId}
          form={formId}
          defaultChecked={chosen.includes(row.taskId)}
          aria-label={t('overdue.pickOne', { unit: row.unitName, matter: matterInWords(row, words) })}
        />
      </label>
    ),
  }
}

function Filter({ filter, groups }: OverdueProps) {
  const { t } = useWords()
  return (
    <search>
      <form className="acts" action={paths.overdue}>
        {groups.length > 1 && (
          <>
            <label className="visually-hidden" htmlFor="f-group">
              {t('overdue.filter.group')}
            </label>
            <select className="form-select w-auto" id="f-group" name="group" defaultValue={filter.group}>
              <option value="">{t('overdue.filter.allGroups')}</option>
              {groups.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </>
        )}
        <label className="visually-hidden" htmlFor="f-unit">
          {t('overdue.filter.unit')}
        </label>
        <input
          className="form-control w-auto"
          id="f-unit"
          type="search"
          name="unit"
          defaultValue={filter.unit}
          placeholder={t('overdue.filter.unit')}
        />
        <button className="btn" type="submit">
          {t('overdue.filter.show')}
        </button>
      </form>
    </search>
  )
}

function NothingDue({ nextDue, filtered }: { nextDue: OverdueProps['nextDue']; filtered: boolean }) {
  const words = useWords()
  const { t, instant } = words
  if (filtered) return <EmptyState title={t('overdue.noneFiltered')}>{t('overdue.noneFilteredText')}</EmptyState>
  return (
    <EmptyState title={t('overdue.none')}>
      {nextDue
        ? t('overdue.noneNext', {
            when: instant(nextDue.dueAt, 'sentence'),
            matter: matterInWords({ ...nextDue, mandatory: false }, words),
          })
        : t('overdue.noneEver')}
    </EmptyState>
  )
}

/** A document's title in title marks, a round's without. */
export const titleInWords = ({ title, ofRound }: Pick<MatterView, 'title' | 'ofRound'>, { t }: Words): string =>
  ofRound ? title : t('cycle.quoted', { title })

/** A matter in a row: the document, the step, and whether it must be answered. */
export function matterInWords({ title, ofRound, step, mandatory }: MatterView, { t, named }: Words): string {
  const values = { title, step: named('cycle.steps', step) }
  if (ofRound) return t('overdue.matterOfRound', values)
  return t(mandatory && step === 'answer' ? 'overdue.matterMust' : 'overdue.matterOf', values)
}

/** What was done so far in one line; null: nothing. */
function doneInWords({ rungs, urged, notSignedFor }: OverdueView, { t, named }: Words): string | null {
  const sent = rungs.filter(({ kind, state }) => state === 'done' && kind !== 'silence')
  const kinds = [...new Set(sent.map(({ kind }) => kind))]
  const parts = [
    ...(notSignedFor ? [t('overdue.did.notSignedFor')] : []),
    ...kinds.map(kind =>
      named('overdue.did', `rung-${kind}`, { count: sent.filter(rung => rung.kind === kind).length }),
    ),
    ...(urged > 0 ? [t('overdue.did.urged', { count: urged })] : []),
    ...(rungs.some(({ state }) => state === 'prepared') ? [t('overdue.did.prepared')] : []),
    ...(rungs.some(({ state }) => state === 'held-back') ? [t('overdue.did.held-back')] : []),
  ]
  return parts.length > 0 ? parts.join(t('pieces.comma')) : null
}

function ByUnit({ units }: { units: readonly UnitFiguresView[] }) {
  const { t } = useWords()
  const columns: LedgerColumn<UnitFiguresView>[] = [
    {
      key: 'unit',
      head: t('overdue.units.unit'),
      kind: 'name',
      cell: ({ unitName }) => (
        <a className="tap" href={`${paths.overdue}?unit=${encodeURIComponent(unitName.split('·').at(-1) ?? unitName)}`}>
          {unitName}
        </a>
      ),
    },
    { key: 'open', head: t('overdue.units.open'), kind: 'number', cell: ({ open }) => open },
    { key: 'overdue', head: t('overdue.units.overdue'), kind: 'number', cell: ({ overdue }) => overdue },
    { key: 'near', head: t('overdue.units.near'), kind: 'number', cell: ({ near }) => near },
    {
      key: 'in-time',
      head: t('overdue.units.inTime'),
      kind: 'number',
      cell: ({ inTime, fellDue }) =>
        fellDue === 0
          ? null
          : t('overdue.units.rate', { percent: ((inTime / fellDue) * 100).toFixed(1), inTime, fellDue }),
    },
  ]
  return (
    <Card
      id="h-unit"
      title={t('overdue.units.title')}
      flush
      beside={<span className="quiet small">{t('overdue.units.beside')}</span>}
    >
      <LedgerTable caption={t('overdue.units.caption')} columns={columns} rows={units} keyOf={({ unitId }) => unitId} />
    </Card>
  )
}

function ToRelease({ orders, count }: { orders: readonly OrderView[]; count: number }) {
  const words = useWords()
  const { t, instant, daysLeft } = words
  return (
    <Card id="h-rel" as="aside" title={t('overdue.release.card')} flush={orders.length > 0}>
      {orders.length === 0 && (
        <EmptyState title={t('overdue.release.none')}>{t('overdue.release.noneText')}</EmptyState>
      )}
      {orders.map((order, index) => (
        <div key={order.rungId} className={index < orders.length - 1 ? 'card-body border-bottom' : 'card-body'}>
          <h3>{t('overdue.release.order', { unit: order.unitName })}</h3>
          <p className="soft small">
            {t('overdue.release.detail', {
              matter: matterInWords({ ...order, mandatory: false }, words),
              days: daysLeft(order.due.left, order.due.passed),
              when: instant(order.preparedAt, 'short'),
            })}
          </p>
          {index === 0 && <Course steps={courseOf(order, words)} />}
          <div className="acts mt-3">
            <a className="btn" href={`/overdue/release/${order.rungId}`}>
              {t('overdue.release.read')}
            </a>
            <a className="btn btn-quiet" href={`/overdue/release/${order.rungId}#hold`}>
              {t('overdue.release.hold')}
            </a>
          </div>
        </div>
      ))}
      {count > orders.length && orders.length > 0 && (
        <div className="card-footer quiet small">{t('overdue.release.more', { count: count - orders.length })}</div>
      )}
    </Card>
  )
}

function courseOf({ rungs, urged, rungId }: OrderView, { t, named, instant }: Words): CourseStep[] {
  const told = rungs.filter(
    ({ id, state, kind }) => id === rungId || (kind !== 'silence' && (state === 'done' || state === 'waiting')),
  )
  const steps = told.map(
    (rung): CourseStep => ({
      key: rung.id,
      state: rung.id === rungId ? 'now' : rung.state === 'done' ? 'done' : 'next',
      title: named('step.rungs', rung.kind),
      who: rung.id === rungId ? t('overdue.release.needsYou') : instant(rung.at, 'short'),
    }),
  )
  if (urged === 0) return steps
  const byHand: CourseStep = { key: 'urged', state: 'done', title: t('overdue.release.urgedBy', { count: urged }) }
  const now = steps.findIndex(({ state }) => state === 'now')
  return [...steps.slice(0, now), byHand, ...steps.slice(now)]
}
