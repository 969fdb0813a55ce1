import type { PolicyPack } from '../../domain/policy-pack.ts'
import { type Parameter, parameterNames, type Source } from '../../domain/procedure.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'

export type PolicyView = {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly sha256: string
  readonly status: string
  readonly loadedAt: string
  readonly cycles: number
}

type PoliciesProps = {
  readonly count: number
  readonly tabs: readonly AdminSection[]
  readonly rows: readonly PolicyView[]
  readonly next: string | null
  readonly first: string | null
}

/** Every version that was loaded: none is ever edited. */
export function PoliciesPage({ tabs, count, rows, next, first }: PoliciesProps) {
  const words = useWords()
  const { t } = words
  return (
    <Page title={t('policies.title')} section="health">
      <PageHead
        title={count === 0 ? t('policies.none') : t('policies.heading', { count })}
        lead={t('policies.never')}
      />
      <AdminTabs sections={tabs} current="policies" />
      <Card
        id="h-policies"
        title={t('policies.card')}
        flush={rows.length > 0}
        footer={<Pager shown={t('admin.shown', { rows: rows.length })} previous={first} next={next} />}
      >
        {rows.length === 0 ? (
          <EmptyState title={t('policies.none')}>{t('policies.noneText')}</EmptyState>
        ) : (
          <LedgerTable caption={t('policies.caption')} columns={columnsOf(words)} rows={rows} keyOf={({ id }) => id} />
        )}
      </Card>
    </Page>
  )
}

function columnsOf({ t, instant }: Words): LedgerColumn<PolicyView>[] {
  return [
    {
      key: 'title',
      head: t('policies.name'),
      kind: 'name',
      cell: ({ id, title }) => (
        <a className="tap" href={`/admin/policies/${id}`}>
          {t('cycle.quoted', { title })}
        </a>
      ),
    },
    {
      key: 'status',
      head: t('policies.status'),
      kind: 'state',
      cell: ({ status }) => <PolicyStatus status={status} />,
    },
    { key: 'version', head: t('policies.version'), cell: ({ version }) => version },
    { key: 'loaded', head: t('policies.loadedAt'), cell: ({ loadedAt }) => instant(loadedAt, 'short') },
    { key: 'cycles', head: t('policies.cycles'), kind: 'number', cell: ({ cycles }) => cycles },
    { key: 'hash', head: t('policies.hash'), cell: ({ sha256 }) => <code>{sha256.slice(0, 12)}</code> },
  ]
}

function PolicyStatus({ status }: { status: string }) {
  const { named } = useWords()
  const word = named('policies.statuses', status)
  if (status === 'in-force')
    return (
      <State tone="ok" icon="circle-check">
        {word}
      </State>
    )
  return <State icon={status === 'draft' ? 'pencil' : 'ban'}>{word}</State>
}

type ParameterRow = { readonly name: string; readonly parameter: Parameter<unknown> }

/** One version: what it sets, and where each value comes from. */
export function PolicyPage({
  tabs,
  pack,
  sha256,
  loadedAt,
}: {
  tabs: readonly AdminSection[]
  pack: PolicyPack
  sha256: string
  loadedAt: string
}) {
  const words = useWords()
  const { t, language, date, instant } = words
  const inWords = (both: { zh: string; en: string }) => (language === 'en' ? both.en : both.zh)
  const { fromOn, untilOn } = pack.validity
  const from = fromOn ? date(fromOn, 'letter') : t('policies.open')
  const until = untilOn ? date(untilOn, 'letter') : t('policies.open')
  return (
    <Page title={inWords(pack.title)} section="health">
      <PageHead
        eyebrow={<a href="/admin/policies">{t('policies.title')}</a>}
        title={t('cycle.quoted', { title: inWords(pack.title) })}
        lead={t('policies.never')}
      >
        <PolicyStatus status={pack.status} />
      </PageHead>
      <AdminTabs sections={tabs} current="policies" />
      <div className="split">
        <div>
          {pack.procedures.map(procedure => {
            const title = inWords(procedure.title)
            const rows = parameterNames
              .map((name): ParameterRow => ({ name, parameter: procedure.parameters[name] }))
              .sort((one, other) => Number('unset' in other.parameter) - Number('unset' in one.parameter))
            return (
              <Card key={procedure.id} id={`h-${procedure.id}`} title={t('policies.procedure', { title })} flush>
                <LedgerTable
                  caption={t('policies.parametersCaption', { title })}
                  columns={parameterColumns(pack, words)}
                  rows={rows}
                  keyOf={({ name }) => name}
                />
              </Card>
            )
          })}
        </div>
        <Card id="h-facts" title={t('policies.facts')}>
          <Facts
            rows={[
              [t('policies.issuer'), inWords(pack.issuer)],
              [t('policies.number'), pack.number ?? t('policies.noNumber')],
              [t('policies.version'), pack.version],
              [t('policies.validity'), t('policies.span', { from, until })],
              [t('policies.loadedAt'), instant(loadedAt)],
              [
                t('policies.hash'),
                <code key="hash" className="hash">
                  {sha256}
                </code>,
              ],
            ]}
          />
        </Card>
      </div>
    </Page>
  )
}

function parameterColumns(pack: PolicyPack, words: Words): LedgerColumn<ParameterRow>[] {
  const { t, named } = words
  return [
    {
      key: 'name',
      head: t('policies.parameter'),
      kind: 'name',
      cell: ({ name }) => <span className="nowrap">{named('policies.parameters', name)}</span>,
    },
    {
      key: 'value',
      head: t('policies.value'),
      cell: ({ parameter }) =>
        'unset' in parameter ? (
          <State tone="late" icon="alert-triangle">
            {t('policies.unset')}
          </State>
        ) : (
          valueInWords(parameter.value, words)
        ),
    },
    {
      key: 'source',
      head: t('policies.source'),
      cell: ({ parameter }) =>
        'unset' in parameter ? null : <span className="nowrap">{sourceInWords(parameter.source, pack, words)}</span>,
    },
  ]
}

function sourceInWords(source: Source, pack: PolicyPack, { t, language }: Words): string {
  if ('clause' in source) {
    const cite = pack.clauses.find(({ anchor }) => anchor === source.clause)?.cite
    return (language === 'en' ? cite?.en : cite?.zh) ?? source.clause
  }
  return 'document' in source ? source.document : t('pieces.setHere')
}

/** A value as far as it can be said in words: periods, seats, ladders, choices. */
function valueInWords(value: unknown, words: Words): string {
  const { t, named, language } = words
  if (typeof value === 'string') return named('policies.values', value)
  if (Array.isArray(value)) return value.map(each => valueInWords(each, words)).join(t('pieces.semicolon'))
  if (typeof value !== 'object' || value === null) return String(value)
  const entry = value as Readonly<Record<string, unknown>>
  if (typeof entry.workingDays === 'number') return t('policies.values.workingDays', { count: entry.workingDays })
  if (typeof entry.calendarDays === 'number') return t('policies.values.calendarDays', { count: entry.calendarDays })
  if (typeof entry.on === 'string') return words.date(entry.on, 'letter')
  if (typeof entry.from === 'string' && typeof entry.to === 'string' && !('kind' in entry))
    return t('pieces.span', { from: entry.from, until: entry.to })
  if (typeof entry.zh === 'string' && typeof entry.en === 'string') return language === 'en' ? entry.en : entry.zh
  if (typeof entry.seat === 'string' && entry.label) return valueInWords(entry.label, words)
  if (typeof entry.kind === 'string')
    return `${named('step.rungs', entry.kind)}${t('pieces.comma')}${named('step.rungTo', String(entry.to))}`
  return JSON.stringify(value)
}
