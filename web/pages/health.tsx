import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { Live } from '../pieces/live.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'

export type PartView = { readonly part: 'postgresql' | 'temporal' | 'mail'; readonly up: boolean }

export type AlarmView = {
  readonly id: string
  readonly kind: string
  readonly detail: string
  readonly raisedAt: string
  readonly cycleNumber: string | null
  readonly clearedAt: string | null
  readonly clearedByName: string | null
}

type HealthProps = {
  readonly tabs: readonly AdminSection[]
  readonly parts: readonly PartView[]
  readonly courier: {
    readonly queued: number
    readonly oldestQueuedAt: string | null
    readonly sending: number
    readonly ambiguous: number
    readonly refused: number
    readonly failed: number
    readonly wakes: number
    readonly oldestWakeAt: string | null
  }
  readonly workflows: { readonly open: number; readonly neverAsked: number; readonly late: number }
  readonly database: {
    readonly version: string
    readonly bytes: number
    readonly connections: number
    readonly clockSetTo: string | null
    readonly machineAt: string
  }
  readonly alarms: readonly AlarmView[]
  readonly openAlarms: number
  readonly cleared: boolean
  readonly more: string | null
  readonly first: string | null
  readonly justCleared: boolean
}

/** Whether everything answers, what waits, and what went wrong. */
export function HealthPage(props: HealthProps) {
  const words = useWords()
  const { t } = words
  return (
    <Page title={t('health.title')} section="health">
      <Live id="live" every={30}>
        <PageHead title={heading(props, words)} />
        <AdminTabs sections={props.tabs} current="health" />
        {props.justCleared && <Notice tone="ok" role="status" title={t('health.cleared')} />}
        <div className="split">
          <div>
            <Alarms {...props} />
            <Parts parts={props.parts} />
          </div>
          <div>
            <Courier {...props} />
            <Rest {...props} />
          </div>
        </div>
      </Live>
    </Page>
  )
}

function heading({ parts, openAlarms }: HealthProps, { t }: Words): string {
  const down = parts.filter(({ up }) => !up)
  if (down.length > 0) {
    const names = down.map(({ part }) => t(`health.parts.${part}`)).join(t('pieces.listComma'))
    return t('health.heading.down', { parts: names })
  }
  return openAlarms > 0 ? t('health.heading.alarms', { count: openAlarms }) : t('health.heading.fine')
}

function Parts({ parts }: { parts: readonly PartView[] }) {
  const { t } = useWords()
  return (
    <Card id="h-parts" title={t('health.partsCard')} flush>
      <LedgerTable
        caption={t('health.partsCaption')}
        columns={[
          { key: 'part', head: t('health.part'), kind: 'name', cell: ({ part }) => t(`health.parts.${part}`) },
          {
            key: 'state',
            head: t('health.state'),
            kind: 'state',
            cell: ({ up }) =>
              up ? (
                <State tone="ok" icon="circle-check">
                  {t('health.up')}
                </State>
              ) : (
                <State tone="late" icon="plug-connected-x">
                  {t('health.down')}
                </State>
              ),
          },
          { key: 'means', head: t('health.means'), cell: ({ part }) => t(`health.meansOf.${part}`) },
        ]}
        rows={parts}
        keyOf={({ part }) => part}
      />
    </Card>
  )
}

function Courier({ courier }: HealthProps) {
  const { t, instant } = useWords()
  const since = (count: number, at: string | null) =>
    at === null ? count : `${count}${t('pieces.comma')}${t('health.oldest', { when: instant(at, 'log') })}`
  return (
    <Card id="h-courier" title={t('health.courier')}>
      <Facts
        rows={[
          [t('health.queued'), since(courier.queued, courier.oldestQueuedAt)],
          [t('health.sending'), courier.sending],
          [t('health.ambiguous'), courier.ambiguous],
          [t('health.refused'), courier.refused],
          [t('health.failed'), courier.failed],
          [t('health.wakes'), since(courier.wakes, courier.oldestWakeAt)],
        ]}
      />
    </Card>
  )
}

function Rest({ workflows, database }: HealthProps) {
  const { t, instant } = useWords()
  return (
    <>
      <Card id="h-workflows" title={t('health.workflows')}>
        <Facts
          rows={[
            [t('health.open'), workflows.open],
            [t('health.neverAsked'), workflows.neverAsked],
            [t('health.late'), workflows.late],
          ]}
        />
      </Card>
      <Card id="h-database" title={t('health.database')}>
        <Facts
          rows={[
            [t('health.version'), `PostgreSQL ${database.version}`],
            [t('health.size'), `${(database.bytes / 1_048_576).toFixed(1)} MB`],
            [t('health.connections'), database.connections],
            [t('health.machine'), instant(database.machineAt, 'log')],
            [
              t('health.clock'),
              database.clockSetTo === null
                ? t('health.clockReal')
                : t('health.clockSet', { when: instant(database.clockSetTo, 'receipt') }),
            ],
          ]}
        />
      </Card>
    </>
  )
}

function Alarms({ alarms, cleared, more, first }: HealthProps) {
  const { t, named, instant } = useWords()
  return (
    <Card
      id="h-alarms"
      title={t('health.alarms')}
      flush={alarms.length > 0}
      beside={
        <a className="btn btn-sm" href={cleared ? paths.health : `${paths.health}?cleared=1`}>
          {cleared ? t('health.showOpen') : t('health.showCleared')}
        </a>
      }
      footer={
        more === null && first === null ? undefined : (
          <Pager shown={t('admin.shown', { rows: alarms.length })} previous={first} next={more} />
        )
      }
    >
      {alarms.length === 0 ? (
        <EmptyState title={t('health.noAlarms')}>{t('health.noAlarmsText')}</EmptyState>
      ) : (
        <LedgerTable
          caption={t('health.alarmsCaption')}
          columns={[
            {
              key: 'alarm',
              head: t('health.alarm'),
              kind: 'name',
              cell: ({ kind }) => named('health.alarmOf', kind),
            },
            { key: 'raised', head: t('health.raisedAt'), cell: ({ raisedAt }) => instant(raisedAt, 'log') },
            { key: 'matter', head: t('health.matter'), cell: ({ cycleNumber }) => cycleNumber },
            { key: 'detail', head: t('health.detail'), cell: ({ detail }) => detail || null },
            {
              key: 'clear',
              head: t('health.clear'),
              kind: 'go',
              cell: ({ id, kind, clearedAt, clearedByName }) =>
                clearedAt !== null ? (
                  <span className="quiet small">
                    {t('health.clearedBy', {
                      person: clearedByName ?? t('audit.clock'),
                      when: instant(clearedAt, 'short'),
                    })}
                  </span>
                ) : (
                  <form method="post" action={`${paths.health}/alarms/${id}/clear`}>
                    <CsrfField />
                    <button
                      className="btn btn-sm"
                      type="submit"
                      aria-label={t('health.clearNamed', { alarm: named('health.alarmOf', kind) })}
                    >
                      {t('health.clear')}
                    </button>
                  </form>
                ),
            },
          ]}
          rows={alarms}
          keyOf={({ id }) => id}
        />
      )}
    </Card>
  )
}
