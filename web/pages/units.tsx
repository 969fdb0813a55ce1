import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { SelectField, TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import { UnitField } from '../pieces/unit-field.tsx'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'

export type UnitView = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly superiorName: string | null
  readonly groups: readonly string[]
  readonly closed: boolean
  readonly parts: number
  readonly people: number
  readonly nobodyToTell: boolean
}

type UnitName = { readonly id: string; readonly code: string; readonly name: string }

type UnitsProps = {
  readonly tabs: readonly AdminSection[]
  readonly q: string
  readonly rows: readonly UnitView[]
  readonly next: string | null
  readonly first: string | null
  /** How many units of the list nobody can be told through. */
  readonly lacking: number
  /** The way down to the unit whose parts are shown; empty at the top. */
  readonly path: readonly UnitName[]
  readonly groupNames: ReadonlyMap<string, string>
  readonly units: readonly UnitName[]
  readonly kinds: readonly string[]
  readonly levels: readonly string[]
  readonly errors: readonly FieldError[]
  readonly typed: Readonly<Record<string, string>>
}

/** The tree of units, one level at a time, or a search over all of them. */
export function UnitsPage(props: UnitsProps) {
  const words = useWords()
  const { t } = words
  const { q, rows, path, errors } = props
  const here = path.at(-1)
  return (
    <Page title={t('units.title')} section="units">
      <PageHead
        eyebrow={<UnitPath path={path} />}
        title={heading(props, words)}
        {...(props.lacking > 0 ? { lead: t('units.lackingText') } : {})}
      />
      <AdminTabs sections={props.tabs} current="units" />
      <ErrorSummary errors={errors} labels={labelsOf(words)} />
      <div className="split">
        <Card
          id="h-units"
          title={q === '' ? t('units.card') : t('units.heading.found', { q })}
          flush
          beside={<ListSearch label={t('units.search')} value={q} />}
          footer={<Pager shown={t('admin.shown', { rows: rows.length })} previous={props.first} next={props.next} />}
        >
          {rows.length === 0 ? (
            <div className="card-body">
              <EmptyState title={t('admin.none')}>{t('admin.noneText')}</EmptyState>
            </div>
          ) : (
            <LedgerTable
              caption={t('units.caption')}
              columns={columnsOf(props, words)}
              rows={rows}
              keyOf={({ id }) => id}
            />
          )}
        </Card>
        <Card id="h-add" title={here ? t('units.addHere', { unit: here.name }) : t('units.add')}>
          <form method="post" action={paths.units}>
            <CsrfField />
            <OnceField />
            <input type="hidden" name="here" value={here?.id ?? ''} />
            <NewUnit {...props} />
            <button className="btn btn-primary" type="submit">
              {t('units.create')}
            </button>
          </form>
        </Card>
      </div>
    </Page>
  )
}

function heading({ q, lacking, path, rows }: UnitsProps, { t }: Words): string {
  if (lacking > 0) return t('units.heading.lacking', { count: lacking })
  if (q !== '') return t('units.heading.found', { q })
  const here = path.at(-1)
  return here ? t('units.heading.fine', { name: here.name, count: rows.length }) : t('units.heading.top')
}

function UnitPath({ path }: { path: readonly UnitName[] }) {
  const { t } = useWords()
  return (
    <>
      <a href={paths.units}>{t('units.top')}</a>
      {path.map(({ id, name }) => (
        <span key={id}>
          {t('frame.separator')}
          <a href={`${paths.units}?parent=${id}`}>{name}</a>
        </span>
      ))}
    </>
  )
}

function columnsOf({ groupNames }: UnitsProps, { t, named }: Words): LedgerColumn<UnitView>[] {
  return [
    {
      key: 'name',
      head: t('units.name'),
      kind: 'name',
      cell: ({ id, name, code }) => (
        <>
          <a className="tap" href={`${paths.units}/${id}`}>
            {name}
          </a>
          <small>{code}</small>
        </>
      ),
    },
    {
      key: 'state',
      head: t('units.state'),
      kind: 'state',
      cell: ({ closed, nobodyToTell }) =>
        closed ? (
          <State icon="ban">{t('units.closed')}</State>
        ) : nobodyToTell ? (
          <State tone="due" icon="mail-x">
            {t('units.nobody')}
          </State>
        ) : (
          <State tone="ok" icon="circle-check">
            {t('units.fine')}
          </State>
        ),
    },
    { key: 'kind', head: t('units.kind'), cell: ({ kind }) => named('admin.kinds', kind) },
    { key: 'superior', head: t('units.superior'), cell: ({ superiorName }) => superiorName },
    {
      key: 'groups',
      head: t('units.groups'),
      cell: ({ groups }) =>
        groups.length > 0 ? groups.map(code => groupNames.get(code) ?? code).join(t('pieces.listComma')) : null,
    },
    { key: 'people', head: t('units.people'), kind: 'number', cell: ({ people }) => people },
    {
      key: 'parts',
      head: t('units.parts'),
      kind: 'number',
      cell: ({ id, parts }) => (parts === 0 ? null : <a href={`${paths.units}?parent=${id}`}>{parts}</a>),
    },
  ]
}

const labelsOf = ({ t }: Words): Record<string, string> => ({
  name: t('units.name'),
  code: t('units.code'),
  kind: t('units.kind'),
  level: t('units.level'),
  parent: t('units.parent'),
  superior: t('units.superior'),
  groups: t('units.groups'),
  closeOfBusiness: t('units.hours'),
})

function NewUnit({ typed, errors, units, kinds, levels, groupNames, path }: UnitsProps) {
  const { t, named } = useWords()
  return (
    <>
      <TextField name="name" label={t('units.name')} value={typed.name} errors={errors} />
      <TextField name="code" label={t('units.code')} hint={t('units.codeHint')} value={typed.code} errors={errors} />
      <SelectField
        name="kind"
        label={t('units.kind')}
        value={typed.kind ?? 'department'}
        errors={errors}
        choices={kinds.map(value => ({ value, label: named('admin.kinds', value) }))}
      />
      <SelectField
        name="level"
        label={t('units.level')}
        value={typed.level ?? 'county'}
        errors={errors}
        choices={levels.map(value => ({ value, label: named('admin.levels', value) }))}
      />
      <UnitField
        name="parent"
        label={t('units.parent')}
        hint={t('units.parentHint')}
        value={typed.parent ?? path.at(-1)?.name ?? ''}
        errors={errors}
        units={units}
        optional
      />
      <Entry typed={typed} errors={errors} units={units} groupNames={groupNames} />
    </>
  )
}

type EntryProps = {
  readonly typed: Readonly<Record<string, string>>
  readonly errors: readonly FieldError[]
  readonly units: readonly UnitName[]
  readonly groupNames: ReadonlyMap<string, string>
}

function Entry({ typed, errors, units, groupNames }: EntryProps) {
  const { t } = useWords()
  const known = [...groupNames].map(([code, name]) => `${code}（${name}）`)
  return (
    <>
      <UnitField
        name="superior"
        label={t('units.superior')}
        hint={t('units.superiorHint')}
        value={typed.superior ?? ''}
        errors={errors}
        units={units}
        optional
      />
      <TextField
        name="groups"
        label={t('units.groups')}
        hint={t('units.groupsHint', {
          groups: known.length > 0 ? known.join(t('pieces.listComma')) : t('units.noGroups'),
        })}
        value={typed.groups}
        errors={errors}
        optional
      />
      <TextField
        name="closeOfBusiness"
        label={t('units.hours')}
        hint={t('units.hoursHint')}
        value={typed.closeOfBusiness}
        errors={errors}
        optional
      />
    </>
  )
}

type UnitProps = {
  readonly tabs: readonly AdminSection[]
  readonly unit: {
    readonly id: string
    readonly code: string
    readonly name: string
    readonly kind: string
    readonly level: string
    readonly closedAt: string | null
    readonly parent: UnitName | null
    readonly members: readonly { readonly personId: string; readonly name: string; readonly role: string }[]
  }
  readonly path: readonly UnitName[]
  readonly done: 'changed' | 'added' | null
  readonly refused: string | null
} & EntryProps

/** One unit: what is on record, its people, its end. */
export function UnitPage(props: UnitProps) {
  const words = useWords()
  const { t, named, instant } = words
  const { unit, done, refused, errors, typed } = props
  return (
    <Page title={unit.name} section="units">
      <PageHead eyebrow={<UnitPath path={props.path} />} title={unit.name} />
      <AdminTabs sections={props.tabs} current="units" />
      {unit.closedAt && (
        <Notice title={t('units.isClosed', { unit: unit.name, when: instant(unit.closedAt, 'sentence') })} />
      )}
      {done && (
        <Notice
          tone="ok"
          role="status"
          title={done === 'added' ? t('units.added', { unit: unit.name }) : t('units.changed')}
        />
      )}
      {refused && (
        <Notice tone="late" role="alert" title={t('problem.conflict')}>
          {refused}
        </Notice>
      )}
      <ErrorSummary errors={errors} labels={labelsOf(words)} />
      <div className="split">
        <div>
          <Card
            id="h-members"
            title={t('units.members')}
            flush={unit.members.length > 0}
            beside={
              <a className="btn btn-sm" href={`${paths.people}?q=${encodeURIComponent(unit.name)}`}>
                {t('units.toPeople')}
              </a>
            }
          >
            {unit.members.length === 0 ? (
              <EmptyState title={t('units.noMembers')}>{t('units.noMembersText')}</EmptyState>
            ) : (
              <LedgerTable
                caption={t('units.members')}
                columns={[
                  {
                    key: 'name',
                    head: t('people.name'),
                    kind: 'name',
                    cell: ({ personId, name }) => (
                      <a className="tap" href={`${paths.people}/${personId}`}>
                        {name}
                      </a>
                    ),
                  },
                  { key: 'role', head: t('people.role'), cell: ({ role }) => named('roles', role) },
                ]}
                rows={unit.members}
                keyOf={({ personId, role }) => `${personId} ${role}`}
              />
            )}
          </Card>
          {!unit.closedAt && (
            <Card id="h-close" title={t('units.close')}>
              <p className="soft">{t('units.closeText')}</p>
              <form method="post" action={`${paths.units}/${unit.id}/close`}>
                <CsrfField />
                <button className="btn" type="submit">
                  {t('units.closeAct', { unit: unit.name })}
                </button>
              </form>
            </Card>
          )}
        </div>
        <div>
          <Card id="h-facts" title={t('units.facts')}>
            <Facts
              rows={[
                [t('units.code'), unit.code],
                [t('units.kind'), named('admin.kinds', unit.kind)],
                [t('units.level'), named('admin.levels', unit.level)],
                [t('units.parent'), unit.parent?.name ?? t('pieces.nil')],
              ]}
            />
          </Card>
          {!unit.closedAt && (
            <Card id="h-change" title={t('units.change')}>
              <form method="post" action={`${paths.units}/${unit.id}`}>
                <CsrfField />
                <TextField name="name" label={t('units.name')} value={typed.name} errors={errors} />
                <Entry {...props} />
                <button className="btn btn-primary" type="submit">
                  {t('units.save')}
                </button>
              </form>
            </Card>
          )}
        </div>
      </div>
    </Page>
  )
}
