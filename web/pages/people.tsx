import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Choices, SelectField, TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager, type PageStep } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import { UnitField } from '../pieces/unit-field.tsx'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'

export type PersonView = {
  readonly id: string
  readonly name: string
  readonly mobile: string | null
  readonly email: string | null
  readonly left: boolean
  readonly account: 'none' | 'open' | 'one-time' | 'disabled'
  readonly roles: readonly { readonly role: string; readonly unitName: string }[]
}

type UnitName = { readonly id: string; readonly code: string; readonly name: string }

type PeopleProps = {
  readonly tabs: readonly AdminSection[]
  readonly q: string
  readonly rows: readonly PersonView[]
  readonly next: PageStep | null
  readonly first: PageStep | null
  readonly errors: readonly FieldError[]
  readonly typed: Readonly<Record<string, string>>
}

/** Everybody with roles and account. */
export function PeoplePage(props: PeopleProps) {
  const words = useWords()
  const { t } = words
  const { q, rows, errors, typed } = props
  return (
    <Page title={t('people.title')} section="people">
      <PageHead title={q === '' ? t('people.heading') : t('people.headingFound', { q })} lead={t('admin.note')} />
      <AdminTabs sections={props.tabs} current="people" />
      <ErrorSummary errors={errors} labels={labelsOf(words)} />
      <div className="split">
        <Card
          id="h-people"
          title={t('people.card')}
          flush
          beside={<ListSearch label={t('people.search')} value={q} posted="/admin/people/search" />}
          footer={<Pager shown={t('admin.shown', { rows: rows.length })} previous={props.first} next={props.next} />}
        >
          {rows.length === 0 ? (
            <div className="card-body">
              <EmptyState title={t('admin.none')}>{t('admin.noneText')}</EmptyState>
            </div>
          ) : (
            <LedgerTable caption={t('people.caption')} columns={columnsOf(words)} rows={rows} keyOf={({ id }) => id} />
          )}
        </Card>
        <Card id="h-add" title={t('people.add')}>
          <form method="post" action={paths.people}>
            <CsrfField />
            <OnceField />
            <PersonFields typed={typed} errors={errors} />
            <button className="btn btn-primary" type="submit">
              {t('people.create')}
            </button>
          </form>
        </Card>
      </div>
    </Page>
  )
}

function columnsOf(words: Words): LedgerColumn<PersonView>[] {
  const { t, named } = words
  return [
    {
      key: 'name',
      head: t('people.name'),
      kind: 'name',
      cell: ({ id, name }) => (
        <a className="tap" href={`${paths.people}/${id}`}>
          {name}
        </a>
      ),
    },
    {
      key: 'roles',
      head: t('people.roles'),
      cell: ({ roles }) =>
        roles.length === 0
          ? null
          : roles.map(({ role, unitName }) => (
              <div key={`${role} ${unitName}`}>
                {unitName} <span className="soft">{named('roles', role)}</span>
              </div>
            )),
    },
    { key: 'mobile', head: t('people.mobile'), cell: ({ mobile }) => mobile },
    { key: 'email', head: t('people.email'), cell: ({ email }) => email },
    {
      key: 'account',
      head: t('people.account'),
      kind: 'state',
      cell: ({ left, account }) =>
        left ? <State icon="ban">{t('people.left')}</State> : <AccountState account={account} />,
    },
  ]
}

/** Whether somebody can sign in. */
export function AccountState({ account }: { account: PersonView['account'] }) {
  const { t } = useWords()
  const marks = {
    none: { tone: 'plain', icon: 'user' },
    open: { tone: 'ok', icon: 'circle-check' },
    'one-time': { tone: 'due', icon: 'clock' },
    disabled: { tone: 'plain', icon: 'ban' },
  } as const
  return <State {...marks[account]}>{t(`people.accounts.${account}`)}</State>
}

const labelsOf = ({ t }: Words): Record<string, string> => ({
  name: t('people.name'),
  mobile: t('people.mobile'),
  email: t('people.email'),
  language: t('people.language'),
  unitId: t('people.unit'),
  role: t('people.role'),
  fromOn: t('people.from'),
  untilOn: t('people.until'),
  subject: t('accounts.subject'),
})

function PersonFields({ typed, errors }: { typed: Readonly<Record<string, string>>; errors: readonly FieldError[] }) {
  const { t } = useWords()
  return (
    <>
      <TextField name="name" label={t('people.name')} value={typed.name} errors={errors} autoComplete="off" />
      <TextField
        name="mobile"
        label={t('people.mobile')}
        hint={t('people.mobileHint')}
        inputMode="numeric"
        value={typed.mobile}
        errors={errors}
        optional
      />
      <TextField
        name="email"
        label={t('people.email')}
        hint={t('people.emailHint')}
        inputMode="email"
        value={typed.email}
        errors={errors}
        optional
      />
      <Choices
        name="language"
        label={t('people.language')}
        value={typed.language ?? 'zh-CN'}
        errors={errors}
        choices={[
          { value: 'zh-CN', label: t('people.languages.zh-CN') },
          { value: 'en', label: t('people.languages.en') },
        ]}
      />
    </>
  )
}

export type MembershipView = {
  readonly id: string
  readonly unitName: string
  readonly role: string
  readonly fromOn: string
  readonly untilOn: string | null
  /** Today still. */
  readonly held: boolean
}

export type PersonDone = 'added' | 'changed' | 'role-added' | 'role-ended' | 'went' | 'disabled' | 'enabled'

type PersonProps = {
  readonly tabs: readonly AdminSection[]
  readonly person: {
    readonly id: string
    readonly name: string
    readonly leftAt: string | null
    readonly memberships: readonly MembershipView[]
    readonly logins: readonly {
      readonly id: string
      readonly subject: string
      readonly account: 'open' | 'one-time' | 'disabled'
    }[]
    readonly tasks: number
  }
  /** It is the viewer's own page. */
  readonly own: boolean
  /** The viewer keeps people and roles, not only accounts. */
  readonly mayManage: boolean
  readonly today: string
  readonly units: readonly UnitName[]
  readonly roles: readonly string[]
  readonly errors: readonly FieldError[]
  /** What stands in the fields: as on record, or as typed. */
  readonly typed: Readonly<Record<string, string>>
  readonly done: PersonDone | null
  readonly refused: string | null
}

/** One person: how they are reached, their roles, their accounts, their leaving. */
export function PersonPage(props: PersonProps) {
  const words = useWords()
  const { t, instant } = words
  const { person, own, mayManage, errors, typed, done, refused } = props
  const open = !person.leftAt && mayManage
  return (
    <Page title={person.name} section="people">
      <PageHead
        eyebrow={<a href={paths.people}>{t('people.title')}</a>}
        title={person.name}
        {...(person.tasks > 0 ? { lead: t('people.tasks', { count: person.tasks }) } : {})}
      />
      <AdminTabs sections={props.tabs} current="people" />
      {done && <Notice tone="ok" role="status" title={doneInWords(done, person.tasks, words)} />}
      {refused && (
        <Notice tone="late" role="alert" title={t('problem.conflict')}>
          {refused}
        </Notice>
      )}
      {person.leftAt && !done && (
        <Notice title={t('people.isLeft', { person: person.name, when: instant(person.leftAt, 'sentence') })} />
      )}
      {own && !done && !refused && <Notice title={t('people.own')} />}
      <ErrorSummary errors={errors} labels={labelsOf(words)} />
      <div className="split">
        <div>
          <Roles {...props} />
          {open && !own && <AddRole {...props} />}
          {open && !own && (
            <Card id="h-go" title={t('people.letGo')}>
              <p className="soft">{t('people.letGoText')}</p>
              {person.tasks > 0 && <p>{t('people.letGoTasks', { count: person.tasks })}</p>}
              <form method="post" action={`${paths.people}/${person.id}/leave`}>
                <CsrfField />
                <button className="btn" type="submit">
                  {t('people.letGoAct', { person: person.name })}
                </button>
              </form>
            </Card>
          )}
        </div>
        <div>
          <Logins {...props} />
          {open && (
            <Card id="h-facts" title={t('people.facts')}>
              <form method="post" action={`${paths.people}/${person.id}`}>
                <CsrfField />
                <PersonFields typed={typed} errors={errors} />
                <button className="btn btn-primary" type="submit">
                  {t('people.save')}
                </button>
              </form>
            </Card>
          )}
        </div>
      </div>
    </Page>
  )
}

function doneInWords(done: PersonDone, tasks: number, { t }: Words): string {
  switch (done) {
    case 'added':
      return t('people.added')
    case 'changed':
      return t('people.changed')
    case 'role-added':
      return t('people.roleAdded')
    case 'role-ended':
      return t('people.endedRole')
    case 'went':
      return tasks > 0 ? t('people.wentTasks', { count: tasks }) : t('people.went')
    case 'disabled':
      return t('accounts.disabled')
    case 'enabled':
      return t('accounts.enabled')
  }
}

function Roles({ person, own, mayManage, today }: PersonProps) {
  const words = useWords()
  const { t, named, date } = words
  const ending = mayManage && !own && !person.leftAt
  return (
    <Card id="h-roles" title={t('people.memberships')} flush={person.memberships.length > 0}>
      {person.memberships.length === 0 ? (
        <EmptyState title={t('people.noRoles')}>{t('people.noRolesText')}</EmptyState>
      ) : (
        <LedgerTable
          caption={t('people.membershipsCaption')}
          columns={[
            { key: 'role', head: t('people.role'), kind: 'name', cell: ({ role }) => named('roles', role) },
            { key: 'unit', head: t('people.unit'), cell: ({ unitName }) => unitName },
            {
              key: 'from',
              head: t('people.from'),
              cell: ({ fromOn }) => (fromOn <= '2000-01-01' ? null : date(fromOn, 'short')),
            },
            { key: 'until', head: t('people.until'), cell: ({ untilOn }) => (untilOn ? date(untilOn, 'short') : null) },
            {
              key: 'end',
              head: t('accounts.act'),
              kind: 'go',
              cell: ({ id, held, untilOn, role, unitName }) =>
                ending && held && untilOn === null ? (
                  <form method="post" action={`${paths.people}/${person.id}/roles/${id}/end`}>
                    <CsrfField />
                    <input type="hidden" name="untilOn" value={today} />
                    <button
                      className="btn btn-sm"
                      type="submit"
                      aria-label={t('people.endRoleNamed', {
                        role: named('roles', role),
                        unit: unitName,
                        on: date(today, 'short'),
                      })}
                    >
                      {t('people.endRole', { on: date(today, 'short') })}
                    </button>
                  </form>
                ) : null,
            },
          ]}
          rows={person.memberships}
          keyOf={({ id }) => id}
        />
      )}
    </Card>
  )
}

function AddRole({ person, typed, errors, units, roles, today }: PersonProps) {
  const { t, named } = useWords()
  return (
    <Card id="h-add-role" title={t('people.addRole')}>
      <form method="post" action={`${paths.people}/${person.id}/roles`}>
        <CsrfField />
        <OnceField />
        <UnitField
          name="unitId"
          label={t('people.unit')}
          hint={t('people.unitHint')}
          value={typed.unitId ?? ''}
          errors={errors}
          units={units}
        />
        <SelectField
          name="role"
          label={t('people.role')}
          hint={t('people.apart')}
          value={typed.role ?? 'contact'}
          errors={errors}
          choices={roles.map(value => ({ value, label: named('roles', value) }))}
        />
        <TextField
          name="fromOn"
          type="date"
          label={t('people.from')}
          hint={t('people.fromHint')}
          value={typed.fromOn ?? today}
          errors={errors}
        />
        <button className="btn" type="submit">
          {t('people.addRoleAct')}
        </button>
      </form>
    </Card>
  )
}

function Logins({ person, own, typed, errors }: PersonProps) {
  const { t } = useWords()
  return (
    <Card id="h-logins" title={t('people.logins')} flush={person.logins.length > 0}>
      {person.logins.length > 0 ? (
        <ul className="tasks">
          {person.logins.map(login => (
            <li key={login.id}>
              <div>
                <h3>{login.subject}</h3>
                <AccountState account={login.account} />
              </div>
              {!own && !person.leftAt && <LoginActs login={login} back={`${paths.people}/${person.id}`} />}
            </li>
          ))}
        </ul>
      ) : person.leftAt || own ? (
        <EmptyState title={t('people.noLogins')}>{t('people.noLoginsText')}</EmptyState>
      ) : (
        <form method="post" action="/admin/accounts">
          <CsrfField />
          <OnceField />
          <input type="hidden" name="personId" value={person.id} />
          <p className="soft">{t('people.noLoginsText')}</p>
          <TextField
            name="subject"
            label={t('accounts.subject')}
            hint={t('accounts.subjectHint')}
            value={typed.subject ?? typed.mobile ?? ''}
            errors={errors}
            autoComplete="off"
          />
          <button className="btn" type="submit">
            {t('accounts.createAct')}
          </button>
        </form>
      )}
    </Card>
  )
}

/** What can be done to an account. */
export function LoginActs({
  login,
  back,
}: {
  login: { readonly id: string; readonly subject: string; readonly account: 'open' | 'one-time' | 'disabled' }
  /** Where to go on afterwards. */
  back: string
}) {
  const { t } = useWords()
  const { subject } = login
  return (
    <div className="acts">
      <form method="post" action={`/admin/accounts/${login.id}/reset`}>
        <CsrfField />
        <OnceField />
        <button className="btn btn-sm" type="submit" aria-label={t('accounts.resetNamed', { subject })}>
          {t('accounts.reset')}
        </button>
      </form>
      <form method="post" action={`/admin/accounts/${login.id}/${login.account === 'disabled' ? 'enable' : 'disable'}`}>
        <CsrfField />
        <input type="hidden" name="back" value={back} />
        {login.account === 'disabled' ? (
          <button className="btn btn-sm" type="submit" aria-label={t('accounts.enableNamed', { subject })}>
            {t('accounts.enable')}
          </button>
        ) : (
          <button className="btn btn-sm" type="submit" aria-label={t('accounts.disableNamed', { subject })}>
            {t('accounts.disable')}
          </button>
        )}
      </form>
    </div>
  )
}
