import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { Pager } from '../pieces/pager.tsx'
import { Must, State } from '../pieces/state.tsx'
import { type LaunchCycle, LaunchFrame, SavedAt, VersionField } from './launch-frame.tsx'

export type AddresseeView = {
  readonly unitId: string
  readonly name: string
  readonly mandatory: boolean
  readonly copy: boolean
  readonly contacts: number
}
export type UnitView = { readonly id: string; readonly name: string; readonly above: string | null }
export type GroupView = {
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string } | null
  readonly count: number
}

export type LaunchAddresseesProps = {
  readonly cycle: LaunchCycle
  readonly main: number
  readonly copies: number
  readonly chosen: readonly AddresseeView[]
  readonly chosenFrom: number
  readonly chosenNext: string | null
  readonly chosenPrevious: string | null
  readonly groups: readonly GroupView[]
  readonly levels: readonly { readonly code: string; readonly count: number }[]
  readonly q: string
  readonly found: readonly UnitView[]
  readonly foundTotal: number
  readonly foundNext: string | null
  readonly contact: { readonly name: string; readonly phone: string }
  readonly errors?: readonly FieldError[]
}

/** The second page of a launch: whom the draft goes to, who of them has to answer, and whom they may ask. */
export function LaunchAddresseesPage(props: LaunchAddresseesProps) {
  const { cycle, errors = [], contact } = props
  const { t } = useWords()
  const labels = {
    'contact.name': t('launch.addressees.contactName'),
    'contact.phone': t('launch.addressees.contactPhone'),
  }
  return (
    <LaunchFrame cycle={cycle} step="addressees">
      <ErrorSummary errors={errors} labels={labels} />
      {/* One form: whatever is pressed, nothing that was chosen or typed elsewhere on the page is lost. */}
      <form className="split" method="post" action={`/cycles/${cycle.id}/addressees`}>
        <CsrfField />
        <VersionField version={cycle.version} />
        <div>
          <Chosen {...props} />
          <Card id="h-contact" title={t('launch.addressees.contactCard')}>
            <p className="hint">{t('launch.addressees.contactHint')}</p>
            <div className="row g-3">
              <div className="col-12 col-lg-6">
                <TextField
                  name="contact.name"
                  label={labels['contact.name']}
                  value={contact.name}
                  errors={errors}
                  autoComplete="off"
                />
              </div>
              <div className="col-12 col-lg-6">
                <TextField
                  name="contact.phone"
                  label={labels['contact.phone']}
                  value={contact.phone}
                  errors={errors}
                  inputMode="tel"
                  autoComplete="off"
                />
              </div>
            </div>
            <FootBar context={<SavedAt at={cycle.updatedAt} />}>
              <a className="btn" href={`/cycles/${cycle.id}/clauses`}>
                {t('launch.back')}
              </a>
              <button className="btn" type="submit" name="op" value="contact">
                {t('launch.addressees.saveContact')}
              </button>
              <button className="btn btn-primary" type="submit" name="op" value="contact-next">
                {t('launch.nextStep', { step: t('launch.steps.timing') })}
              </button>
            </FootBar>
          </Card>
        </div>
        <Adding {...props} />
      </form>
    </LaunchFrame>
  )
}

function Chosen({ main, copies, chosen, chosenFrom, chosenPrevious, chosenNext }: LaunchAddresseesProps) {
  const { t } = useWords()
  const columns: LedgerColumn<AddresseeView>[] = [
    {
      key: 'pick',
      head: t('launch.addressees.pick'),
      kind: 'pick',
      cell: row => (
        <input
          className="form-check-input"
          type="checkbox"
          name="unit"
          value={row.unitId}
          aria-label={t('launch.addressees.removeLabel', { unit: row.name })}
        />
      ),
    },
    {
      key: 'unit',
      head: t('launch.addressees.unit'),
      kind: 'name',
      cell: row => (
        <>
          {row.name}
          {row.mandatory && <Must />}
          <input type="hidden" name="shown" value={row.unitId} />
        </>
      ),
    },
    {
      key: 'contact',
      head: t('launch.addressees.contact'),
      kind: 'state',
      cell: row =>
        row.contacts === 0 ? (
          <State tone="late" icon="circle-x">
            {t('launch.addressees.nobody')}
          </State>
        ) : (
          t('launch.addressees.people', { count: row.contacts })
        ),
    },
    {
      key: 'kind',
      head: t('launch.addressees.kind'),
      cell: row => (
        <select
          className="form-select"
          name={`kind.${row.unitId}`}
          defaultValue={row.copy ? 'copy' : row.mandatory ? 'mandatory' : 'main'}
          aria-label={t('launch.addressees.kindOf', { unit: row.name })}
        >
          <option value="main">{t('launch.addressees.main')}</option>
          <option value="mandatory">{t('launch.addressees.mandatory')}</option>
          <option value="copy">{t('launch.addressees.copy')}</option>
        </select>
      ),
    },
  ]
  const title =
    copies > 0
      ? t('launch.addressees.countWithCopies', { count: main, copies })
      : t('launch.addressees.count', { count: main })
  if (main + copies === 0)
    return (
      <Card id="h-chosen" title={t('launch.addressees.title')}>
        <EmptyState title={t('launch.addressees.none')}>{t('launch.addressees.noneText')}</EmptyState>
      </Card>
    )
  return (
    <div className="mb-4">
      <input type="hidden" name="from" value={chosenFrom} />
      <Card
        id="h-chosen"
        title={title}
        flush
        footer={
          <>
            <p className="hint">{t('launch.addressees.kindsHint')}</p>
            <div className="acts mt-2">
              <button className="btn" type="submit" name="op" value="kinds">
                {t('launch.addressees.saveKinds')}
              </button>
              <button className="btn btn-quiet" type="submit" name="op" value="remove">
                {t('launch.addressees.remove')}
              </button>
            </div>
            {(chosenPrevious !== null || chosenNext !== null) && (
              <Pager
                shown={t('launch.clauses.shown', {
                  from: chosenFrom + 1,
                  until: chosenFrom + chosen.length,
                  count: main + copies,
                })}
                previous={chosenPrevious}
                next={chosenNext}
              />
            )}
          </>
        }
      >
        <LedgerTable
          caption={t('launch.addressees.caption')}
          columns={columns}
          rows={chosen}
          keyOf={({ unitId }) => unitId}
        />
      </Card>
    </div>
  )
}

function Adding({ groups, levels, q, found, foundTotal, foundNext }: LaunchAddresseesProps) {
  const { t, language } = useWords()
  return (
    <Card id="h-add" title={t('launch.addressees.add')} as="aside">
      {groups.length > 0 && <h3 className="mb-2">{t('launch.addressees.byGroup')}</h3>}
      <div className="acts mb-3">
        {groups.map(({ code, name, count }) => (
          <button key={code} className="btn" type="submit" name="op" value={`group-${code}`}>
            <Icon name="plus" />
            {t('launch.addressees.addGroup', { name: (language === 'en' ? name?.en : name?.zh) ?? code, count })}
          </button>
        ))}
      </div>
      {levels.length > 0 && <h3 className="mb-2">{t('launch.addressees.byLevel')}</h3>}
      <div className="acts mb-3">
        {levels.map(({ code, count }) => (
          <button key={code} className="btn" type="submit" name="op" value={`level-${code}`}>
            <Icon name="plus" />
            {t('launch.addressees.addGroup', { name: levelName(code, t), count })}
          </button>
        ))}
      </div>
      <h3 className="mb-2">{t('launch.addressees.oneByOne')}</h3>
      <search className="acts">
        <label className="visually-hidden" htmlFor="search-q">
          {t('launch.addressees.search')}
        </label>
        <input
          className="form-control w-auto"
          id="search-q"
          type="search"
          name="q"
          defaultValue={q}
          placeholder={t('launch.addressees.search')}
        />
        <button className="btn" type="submit" name="op" value="search">
          {t('pieces.search')}
        </button>
      </search>
      {found.length === 0 ? (
        <p className="soft mt-2">
          {q === '' ? t('launch.addressees.allChosen') : t('launch.addressees.nothingFound', { q })}
        </p>
      ) : (
        <div className="mt-2">
          <fieldset>
            <legend className="small soft">{t('launch.addressees.found', { count: foundTotal })}</legend>
            {found.map(unit => (
              <label key={unit.id} className="form-check">
                <input className="form-check-input" type="checkbox" name="add" value={unit.id} />
                <span className="form-check-label">{unit.name}</span>
              </label>
            ))}
          </fieldset>
          <div className="acts mt-2">
            <button className="btn" type="submit" name="op" value="add">
              {t('launch.addressees.addPicked')}
            </button>
            {foundNext !== null && (
              <a className="btn btn-quiet last" href={foundNext}>
                {t('launch.addressees.more')}
              </a>
            )}
          </div>
        </div>
      )}
    </Card>
  )
}

const levelCodes = ['province', 'city', 'county', 'township', 'institution'] as const

const levelName = (code: string, t: ReturnType<typeof useWords>['t']): string => {
  const known = levelCodes.find(each => each === code)
  return known ? t(`launch.addressees.levels.${known}`) : code
}
