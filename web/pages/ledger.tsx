import type { CycleState } from '../../domain/cycle.ts'
import type { Trace } from '../../domain/trace.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Icon, type IconName } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { Live } from '../pieces/live.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { Must, State, type Tone } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type BarCounts, type BarState, barStates, LedgerBar } from './ledger-bar.tsx'
import { channelName, LedgerLog } from './ledger-log.tsx'
import type { DueView } from './workbench.tsx'

export type LedgerRowView = {
  readonly id: string
  readonly unit_name: string
  readonly state: BarState | 'copy'
  readonly mandatory: boolean
  readonly contact_name: string | null
  readonly due_at: string
  readonly signed_for_at: string | null
  readonly urged: number
  readonly unsigned_silence: boolean
  readonly opinion_count: number
  readonly channel: string | null
  readonly received_at: string | null
  readonly recorded_at: string | null
  readonly draft_at: string | null
  readonly late_received_at: string | null
  readonly late_counted: boolean | null
  readonly late_submission_id: string | null
}

export type LedgerAct =
  | 'extend'
  | 'withdraw'
  | 'close-early'
  | 'urge'
  | 'record-answer'
  | 'note-phone-call'
  | 'correct-address'
  | 'count-late'
  | 'dispose'

export type LedgerProps = {
  readonly cycle: {
    readonly id: string
    readonly title: string
    readonly state: CycleState
    readonly opened_at: string | null
    readonly closed_at: string | null
    readonly signed_by_name: string | null
    readonly due_at: string | null
    readonly withdrawn_at: string | null
    readonly withdrawn_reason: string | null
  }
  readonly counts: BarCounts
  readonly total: number
  readonly answered: number
  /** How many still owe an answer. */
  readonly silent: number
  readonly due: DueView | null
  readonly provisional: boolean
  readonly silence: string
  readonly mandatorySilent: readonly string[]
  readonly nextRung: { readonly at: string; readonly kind: string; readonly count: number } | null
  /** The newest extension; `count` units, null: everyone. */
  readonly extended: {
    readonly at: string
    readonly person: string
    readonly reason: string
    readonly count: number | null
  } | null
  /** The common deadline has passed and so many units still have more time; `due` is then the last of theirs. */
  readonly heldOpen: { readonly commonDueAt: string; readonly count: number } | null
  readonly rows: readonly LedgerRowView[]
  readonly state: BarState | 'copy' | null
  readonly q: string
  /** Number of the first row shown, where it is known. */
  readonly from: number | null
  readonly previous: string | null
  readonly next: string | null
  /** The one open row with its record. */
  readonly open: { readonly id: string; readonly traces: readonly Trace[] } | null
  /** Address of the page with a row open, or with none. */
  readonly rowHref: (caseId: string | null) => string
  readonly stateHref: (state: BarState | 'copy' | null) => string
  readonly may: ReadonlySet<LedgerAct>
  readonly mayCopy: boolean
}

/** Who has answered and who has not: one bar, the rows by state, and what was sent to each. */
export function LedgerPage(props: LedgerProps) {
  const { cycle, counts, total, answered, state, q } = props
  const words = useWords()
  const { t, instant } = words
  const closed = cycle.state !== 'open'
  return (
    <Page title={t('ledger.title')} section="solicitations">
      {cycle.state === 'withdrawn' && (
        <Notice
          title={t('ledger.pending.withdrawnLead', {
            when: instant(cycle.withdrawn_at ?? ''),
            reason: cycle.withdrawn_reason ?? '',
          })}
        />
      )}
      <PageHead
        eyebrow={t('ledger.eyebrowSigned', {
          when: instant(cycle.opened_at ?? '', 'short'),
          signer: cycle.signed_by_name ?? '',
        })}
        title={t('cycle.quoted', { title: cycle.title })}
      >
        <RareActs {...props} />
      </PageHead>
      <Live id="summary">
        <div className="split mb-4">
          <section className="card" aria-labelledby="h-bar">
            <div className="card-body">
              <div className="acts mb-3">
                <h2 id="h-bar">{t('ledger.answered', { total, answered })}</h2>
                <Updated />
              </div>
              <LedgerBar counts={counts} href={props.stateHref} current={state} closed={closed} />
              {counts.copy > 0 && (
                <p className="small">
                  <a className="quiet tap" href={props.stateHref('copy')}>
                    {t('ledger.copies', { count: counts.copy })}
                  </a>
                </p>
              )}
            </div>
          </section>
          <Deadline {...props} />
        </div>
      </Live>
      <Card
        id="h-list"
        title={listTitle(props, words)}
        flush
        beside={
          <>
            {(state || q) && (
              <a className="btn btn-quiet" href={props.stateHref(null)}>
                {t('ledger.showAll')}
              </a>
            )}
            <ListSearch label={t('ledger.search')} value={q} keep={state ? { state } : {}} />
            <MainAct {...props} />
          </>
        }
      >
        <Live id="rows">
          <Rows {...props} />
        </Live>
      </Card>
    </Page>
  )
}

function Updated() {
  const { t, instant } = useWords()
  const { now } = useFrame()
  return (
    <span className="quiet small last">
      {t('ledger.updated', { time: instant(now, 'short').replace(/^.*\s/, '') })}
    </span>
  )
}

function RareActs({ cycle, may, mayCopy }: LedgerProps) {
  const { t } = useWords()
  const link = (path: string, word: string) => (
    <a className="btn btn-quiet" href={`/cycles/${cycle.id}/${path}`}>
      {word}
    </a>
  )
  return (
    <>
      {link('letter', t('ledger.letter'))}
      {link('draft', t('ledger.draft'))}
      {may.has('extend') && link('extend', t('ledger.extend'))}
      {may.has('withdraw') && link('withdraw', t('ledger.withdraw'))}
      {mayCopy && cycle.state === 'withdrawn' && <CopyAct cycleId={cycle.id} />}
      <a className="btn" href={`/cycles/${cycle.id}/ledger.xlsx`}>
        <Icon name="download" />
        {t('ledger.export')}
      </a>
    </>
  )
}

/** Begins a new draft with the same text, addressees and settings. */
export function CopyAct({ cycleId }: { cycleId: string }) {
  const { t } = useWords()
  return (
    <form method="post" action={`/cycles/${cycleId}/copy`}>
      <CsrfField />
      <OnceField />
      <button className="btn btn-primary" type="submit">
        {t('ledger.copy')}
      </button>
    </form>
  )
}

/** The one primary act: urge while answers are awaited, then deal with the opinions, then the result. */
function MainAct({ cycle, may, silent, total }: LedgerProps) {
  const { t } = useWords()
  const urge = (primary: boolean) => (
    <a className={primary ? 'btn btn-primary' : 'btn'} href={`/cycles/${cycle.id}/urge`}>
      <Icon name="bell" />
      {t('ledger.urgeAll', { count: silent })}
    </a>
  )
  if (cycle.state === 'open') {
    if (silent > 0) return may.has('urge') ? urge(true) : null
    return may.has('close-early') && total > 0 ? (
      <a className="btn btn-primary" href={`/cycles/${cycle.id}/close`}>
        {t('ledger.closeEarly')}
      </a>
    ) : null
  }
  return (
    <>
      {silent > 0 && may.has('urge') && urge(false)}
      {may.has('dispose') ? (
        <a className="btn btn-primary" href={`/cycles/${cycle.id}/disposition`}>
          {t('ledger.disposition')}
        </a>
      ) : cycle.state === 'finished' || cycle.state === 'feeding-back' || cycle.state === 'approving' ? (
        <a className="btn btn-primary" href={`/cycles/${cycle.id}/result`}>
          {t('ledger.result')}
        </a>
      ) : null}
    </>
  )
}

function Deadline({ cycle, due, provisional, silence, mandatorySilent, nextRung, extended, heldOpen }: LedgerProps) {
  const words = useWords()
  const { t, instant } = words
  const units = mandatorySilent.join(t('pieces.listComma'))
  const history = extended ? <span>{extensionInWords(extended, words)}</span> : null
  if (cycle.state !== 'open' || !due) {
    const withdrawn = cycle.state === 'withdrawn'
    const closedAt = cycle.withdrawn_at ?? cycle.closed_at ?? cycle.due_at
    const closedText = withdrawn ? 'ledger.withdrawnText' : 'ledger.closedText'
    return (
      <section className="deadline calm" aria-label={t('ledger.deadline')}>
        <p className="left">{t(withdrawn ? 'ledger.withdrawn' : 'ledger.closed')}</p>
        <p className="when">{closedAt ? t(closedText, { when: instant(closedAt) }) : null}</p>
        <p className="means">
          {mandatorySilent.length > 0 && !withdrawn && t('ledger.overdueMandatory', { units })}
          {history}
        </p>
      </section>
    )
  }
  const except = mandatorySilent.length > 0 ? t('ledger.except', { units }) : ''
  const rung = nextRung && rungKinds.find(kind => kind === nextRung.kind)
  return (
    <DeadlinePanel
      name={t('ledger.deadline')}
      dueAt={due.at}
      left={due.left}
      passed={due.passed}
      provisional={provisional}
    >
      {heldOpen && (
        <>
          {t('ledger.heldOpen', { count: heldOpen.count, when: instant(heldOpen.commonDueAt) })}
          <br />
        </>
      )}
      {t(silence === 'deemed-no-objection' ? 'ledger.means' : 'ledger.meansListed', { except })}
      {t('pieces.sentenceSpace')}
      {nextRung && rung && t(`ledger.nextRung.${rung}`, { when: instant(nextRung.at, 'short'), count: nextRung.count })}
      {history && <br />}
      {history}
    </DeadlinePanel>
  )
}

function extensionInWords(
  { at, person, reason, count }: NonNullable<LedgerProps['extended']>,
  { t, instant }: Words,
): string {
  const told = { person, reason, when: instant(at, 'short') }
  return count === null ? t('ledger.extended', told) : t('ledger.extendedSome', { ...told, count })
}

const rungKinds = ['reminder', 'sign-for-reminder', 'urging', 'supervision-order', 'circular'] as const

function listTitle({ state, q, counts, total }: LedgerProps, { t }: Words): string {
  if (q) return t('ledger.found', { q })
  if (state) return t('ledger.filtered', { state: t(`ledger.states.${state}`), count: counts[state] })
  return t('ledger.all', { count: total })
}

function Rows(props: LedgerProps) {
  const { rows, open, from, counts, state, q } = props
  const words = useWords()
  const { t } = words
  if (rows.length === 0)
    return (
      <div className="card-body">
        <EmptyState title={q ? t('launch.addressees.nothingFound', { q }) : t('ledger.empty')}>
          {t('ledger.emptyText')}
        </EmptyState>
      </div>
    )
  const listed = state ? counts[state] : [...barStates, 'copy' as const].reduce((sum, each) => sum + counts[each], 0)
  const shown =
    from === null || q
      ? t('ledger.shownSome', { count: rows.length })
      : t('ledger.shown', { from, until: from + rows.length - 1, count: listed })
  return (
    <>
      <LedgerTable
        caption={t('ledger.caption')}
        columns={columnsOf(props, words)}
        rows={rows}
        keyOf={({ id }) => id}
        detail={row => (row.id === open?.id ? <Opened {...props} row={row} traces={open.traces} /> : null)}
      />
      <div className="card-footer">
        <Pager shown={shown} previous={props.previous} next={props.next} />
      </div>
    </>
  )
}

function columnsOf({ open, rowHref, cycle }: LedgerProps, words: Words): LedgerColumn<LedgerRowView>[] {
  const { t, instant } = words
  return [
    {
      key: 'unit',
      head: t('ledger.unit'),
      kind: 'name',
      cell: row => (
        <>
          {row.unit_name}
          {row.mandatory && <Must />}
        </>
      ),
    },
    { key: 'state', head: t('ledger.state'), kind: 'state', cell: row => <RowState row={row} /> },
    {
      key: 'signed-for',
      head: t('ledger.signedFor'),
      cell: row =>
        row.signed_for_at
          ? instant(row.signed_for_at, 'short')
          : row.state === 'copy'
            ? null
            : t('ledger.notSignedFor'),
    },
    { key: 'reply', head: t('ledger.reply'), cell: row => replyOf(row, cycle.due_at, words) },
    {
      key: 'urged',
      head: t('ledger.urged'),
      cell: ({ urged }) => (urged > 0 ? t('ledger.times', { count: urged }) : null),
    },
    { key: 'contact', head: t('ledger.contact'), cell: row => row.contact_name },
    {
      key: 'go',
      head: t('ledger.act'),
      kind: 'go',
      cell: row =>
        row.id === open?.id ? (
          <a href={rowHref(null)} aria-expanded="true">
            {t('ledger.close')}
          </a>
        ) : (
          <a href={rowHref(row.id)} aria-label={t('ledger.openLabel', { unit: row.unit_name })}>
            {t('ledger.open')}
          </a>
        ),
    },
  ]
}

const marks: Record<BarState | 'copy', { readonly tone: Tone; readonly icon: IconName }> = {
  opinions: { tone: 'ok', icon: 'circle-check' },
  'no-opinion': { tone: 'ok', icon: 'circle-check' },
  'deemed-no-objection': { tone: 'deemed', icon: 'circle-dashed' },
  silent: { tone: 'plain', icon: 'clock' },
  unsigned: { tone: 'due', icon: 'mail' },
  undelivered: { tone: 'late', icon: 'mail-x' },
  overdue: { tone: 'late', icon: 'alert-triangle' },
  withdrawn: { tone: 'plain', icon: 'ban' },
  copy: { tone: 'plain', icon: 'mail' },
}

function RowState({ row }: { row: LedgerRowView }) {
  const { t } = useWords()
  const { state, channel } = row
  const word =
    state === 'opinions'
      ? t('ledger.row.opinions', { count: row.opinion_count })
      : state === 'silent'
        ? t('ledger.row.silent')
        : t(`ledger.states.${state}`)
  const recorded = (state === 'opinions' || state === 'no-opinion') && channel !== null && channel !== 'online'
  const late = row.late_submission_id !== null && row.late_counted === null
  return (
    <State tone={marks[state].tone} icon={recorded ? 'edit' : marks[state].icon}>
      {recorded ? t('ledger.row.recorded', { state: word }) : late ? t('ledger.row.late', { state: word }) : word}
    </State>
  )
}

function replyOf(row: LedgerRowView, dueAt: string | null, { t, instant }: Words) {
  const { received_at: received, recorded_at: recorded, channel, draft_at: draft } = row
  const own =
    row.due_at !== dueAt && row.state !== 'copy' ? t('ledger.dueOwn', { when: instant(row.due_at, 'short') }) : null
  const text =
    received && recorded && channel && channel !== 'online'
      ? t('ledger.recordedBy', {
          channel: channelName(channel, t),
          received: instant(received, 'short'),
          recorded: instant(recorded, 'short'),
        })
      : received
        ? instant(received, 'short')
        : row.late_received_at
          ? t('ledger.lateAt', { when: instant(row.late_received_at, 'short') })
          : draft
            ? t('ledger.draftAt', { when: instant(draft, 'short') })
            : null
  if (text && own) return [text, own].join(t('pieces.comma'))
  return text ?? own
}

function Opened({ row, traces, may, cycle }: LedgerProps & { row: LedgerRowView; traces: readonly Trace[] }) {
  const { t } = useWords()
  const path = `/cycles/${cycle.id}/cases/${row.id}`
  const act = (href: string, word: string) => (
    <a className="btn btn-sm" href={href}>
      {word}
    </a>
  )
  const owing =
    row.state === 'silent' || row.state === 'unsigned' || row.state === 'undelivered' || row.state === 'overdue'
  const undecided = row.late_submission_id !== null && row.late_counted === null
  return (
    <>
      <div className="acts mb-2">
        <h3>{t('ledger.history', { unit: row.unit_name })}</h3>
        <span className="acts last">
          {undecided && may.has('count-late') && act(`${path}/late`, t('ledger.late'))}
          {row.state === 'undelivered' && may.has('correct-address') && act(`${path}/address`, t('ledger.correct'))}
          {owing && may.has('urge') && act(`/cycles/${cycle.id}/urge?case=${row.id}`, t('ledger.urge'))}
          {row.state !== 'copy' &&
            may.has('extend') &&
            act(`/cycles/${cycle.id}/extend?case=${row.id}`, t('ledger.extend'))}
          {may.has('note-phone-call') && act(`${path}/phone`, t('ledger.phone'))}
          {row.state !== 'copy' &&
            may.has('record-answer') &&
            act(`${path}/record`, t(owing ? 'ledger.record' : 'ledger.recordMore'))}
        </span>
      </div>
      <LedgerLog traces={traces} />
      {owing && row.signed_for_at === null && row.state !== 'overdue' && (
        <p className="hint mt-2">{t('ledger.unsignedHint')}</p>
      )}
      {row.state === 'deemed-no-objection' && row.unsigned_silence && (
        <p className="hint mt-2">{t('ledger.unsignedDeemed')}</p>
      )}
    </>
  )
}
