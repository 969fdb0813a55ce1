import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager, type PageStep } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'

export type AuditView = {
  readonly id: string
  readonly at: string
  readonly act: string
  readonly personName: string | null
  readonly unitName: string | null
  readonly cycleNumber: string | null
  readonly cycleTitle: string | null
  /** What the entry holds beside, as text. */
  readonly detail: string
  readonly sealed: boolean
}

type AuditProps = {
  readonly tabs: readonly AdminSection[]
  readonly filter: { person: string; act: string; cycle: string; from: string; until: string }
  readonly acts: readonly string[]
  readonly rows: readonly AuditView[]
  readonly next: PageStep | null
  readonly first: PageStep | null
  readonly entries: number
  readonly sealed: number
  readonly lastSealAt: string | null
  readonly oldestUnsealedAt: string | null
}

/** Search in the audit. */
export function AuditPage(props: AuditProps) {
  const words = useWords()
  const { t, instant } = words
  const { rows, entries, sealed, lastSealAt, oldestUnsealedAt, filter } = props
  const filtered = Object.values(filter).some(value => value !== '')
  const waiting = entries - sealed
  return (
    <Page title={t('audit.title')} section="audit">
      <PageHead
        title={filtered ? t('audit.headingFound') : t('audit.heading', { count: entries })}
        lead={
          waiting > 0 && oldestUnsealedAt
            ? t('audit.notSealed', { count: waiting, when: instant(oldestUnsealedAt, 'log') })
            : lastSealAt
              ? t('audit.sealedAll', { when: instant(lastSealAt, 'log') })
              : t('audit.sealed', { sealed })
        }
      >
        <a className="btn btn-primary" href={`${paths.audit}/verify`}>
          {t('audit.verify')}
        </a>
      </PageHead>
      <AdminTabs sections={props.tabs} current="audit" />
      <Card
        id="h-audit"
        title={t('audit.card')}
        flush
        footer={<Pager shown={t('audit.shown', { rows: rows.length })} previous={props.first} next={props.next} />}
      >
        <div className="card-body border-bottom">
          <Search {...props} />
        </div>
        {rows.length === 0 ? (
          <div className="card-body">
            <EmptyState title={t('audit.none')}>{t('audit.noneText')}</EmptyState>
          </div>
        ) : (
          <LedgerTable caption={t('audit.caption')} columns={columnsOf(words)} rows={rows} keyOf={({ id }) => id} />
        )}
      </Card>
    </Page>
  )
}

function Search({ filter, acts }: AuditProps) {
  const { t, named } = useWords()
  return (
    <search>
      <form className="acts" method="post" action={paths.audit}>
        <CsrfField />
        <SmallField name="person" label={t('audit.person')} value={filter.person} />
        <label>
          <span className="form-label">{t('audit.act')}</span>
          <select className="form-select" name="act" defaultValue={filter.act}>
            <option value="">{t('audit.allActs')}</option>
            {acts.map(act => (
              <option key={act} value={act}>
                {named('audit.acts', act)}
              </option>
            ))}
          </select>
        </label>
        <SmallField name="cycle" label={t('audit.cycle')} value={filter.cycle} />
        <SmallField name="from" type="date" label={t('audit.from')} value={filter.from} />
        <SmallField name="until" type="date" label={t('audit.until')} value={filter.until} />
        <button className="btn" type="submit">
          {t('audit.show')}
        </button>
      </form>
    </search>
  )
}

function SmallField({
  name,
  label,
  value,
  type = 'text',
}: {
  name: string
  label: string
  value: string
  type?: string
}) {
  return (
    <label>
      <span className="form-label">{label}</span>
      <input className="form-control" name={name} type={type} defaultValue={value} />
    </label>
  )
}

function columnsOf({ t, named, instant }: Words): LedgerColumn<AuditView>[] {
  return [
    {
      key: 'at',
      head: t('audit.at'),
      kind: 'name',
      cell: ({ at }) => <span className="nowrap">{instant(at, 'log')}</span>,
    },
    { key: 'act', head: t('audit.act'), cell: ({ act }) => <span className="nowrap">{named('audit.acts', act)}</span> },
    {
      key: 'who',
      head: t('audit.who'),
      cell: ({ personName, unitName }) => (
        <>
          {personName ?? t('audit.clock')}
          {unitName !== null && <small className="soft d-block">{unitName}</small>}
        </>
      ),
    },
    {
      key: 'matter',
      head: t('audit.matter'),
      cell: ({ cycleNumber, cycleTitle }) =>
        cycleNumber === null ? null : (
          <>
            {cycleNumber}
            <small className="soft d-block">{t('cycle.quoted', { title: cycleTitle ?? '' })}</small>
          </>
        ),
    },
    {
      key: 'detail',
      head: t('audit.detail'),
      cell: ({ detail }) => (detail === '' ? null : <code className="small hash">{detail}</code>),
    },
    { key: 'number', head: t('audit.number'), kind: 'number', cell: ({ id }) => id },
    {
      key: 'seal',
      head: t('audit.seal'),
      kind: 'state',
      cell: ({ sealed }) =>
        sealed ? (
          <State tone="ok" icon="circle-check">
            {t('audit.isSealed')}
          </State>
        ) : (
          <State tone="due" icon="clock">
            {t('audit.isNotSealed')}
          </State>
        ),
    },
  ]
}

type VerifyProps = {
  readonly tabs: readonly AdminSection[]
  readonly entries: number
  readonly faults: readonly { readonly kind: string; readonly entry: string }[]
  /** The number of the seal kept outside the database that was compared; null: none was at hand. */
  readonly outside: string | null
}

/** What verifying the whole audit has found. */
export function VerifyPage({ tabs, entries, faults, outside }: VerifyProps) {
  const { t, named } = useWords()
  const intact = faults.length === 0
  const title = intact
    ? t('audit.verifyHeading.intact', { count: entries })
    : t('audit.verifyHeading.broken', { count: faults.length })
  return (
    <Page title={t('audit.verify')} section="audit">
      <PageHead eyebrow={<a href={paths.audit}>{t('audit.back')}</a>} title={title} />
      <AdminTabs sections={tabs} current="audit" />
      <Notice tone={intact ? 'ok' : 'late'} title={title}>
        <p>{t('audit.verifyText')}</p>
        <p>{outside === null ? t('audit.verifyNoOutside') : t('audit.verifyOutside', { seq: outside })}</p>
      </Notice>
      {!intact && (
        <Card id="h-faults" title={t('audit.faultsCard')} flush>
          <LedgerTable
            caption={t('audit.faultsCard')}
            columns={[
              {
                key: 'entry',
                head: t('audit.number'),
                kind: 'name',
                cell: ({ entry }) => t('audit.fault', { entry }),
              },
              { key: 'kind', head: t('audit.detail'), cell: ({ kind }) => named('audit.faults', kind) },
            ]}
            rows={faults.slice(0, 200)}
            keyOf={({ entry, kind }) => `${entry} ${kind}`}
          />
        </Card>
      )}
    </Page>
  )
}
