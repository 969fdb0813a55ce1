import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Choices, fieldId, SelectField, TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { ClaimFoot, ClaimGaps, ClaimPage, savesItself } from './claim-frame.tsx'
import type { ClaimField, ClaimFrame } from './claim-view.ts'

export type GroupBody =
  | {
      readonly kind: 'institution'
      readonly rows: readonly (readonly [name: string, value: string])[]
      readonly source: string
      readonly phone: { readonly name: string; readonly phone: string } | null
    }
  | { readonly kind: 'facts'; readonly fields: readonly ClaimField[] }
  | {
      readonly kind: 'list'
      readonly name: string
      readonly reviewed: boolean
      readonly rows: readonly (readonly ClaimField[])[]
    }

type ClaimGroupProps = {
  readonly frame: ClaimFrame
  readonly body: GroupBody
  readonly labels: Readonly<Record<string, string>>
}

/** One group of questions of an application. */
export function ClaimGroupPage({ frame, body, labels }: ClaimGroupProps) {
  const action = frame.groups.find(({ key }) => key === frame.current)?.href ?? ''
  if (body.kind === 'institution')
    return (
      <ClaimPage frame={frame}>
        <Institution body={body} />
        <ClaimGaps frame={frame} />
        <ClaimFoot frame={frame} form={false} />
      </ClaimPage>
    )
  return (
    <ClaimPage frame={frame} labels={labels}>
      <form method="post" action={action} id="claim-form">
        <CsrfField />
        <OnceField />
        <SaveFirst />
        {body.kind === 'facts' ? (
          <div className="card mb-3">
            <div className="card-body">
              {body.fields.map(each => (
                <FactInput key={each.name} field={each} errors={frame.errors} />
              ))}
            </div>
          </div>
        ) : (
          <Rows body={body} errors={frame.errors} title={labels[`facts.${body.name}`] ?? ''} />
        )}
        <div {...savesItself(action)} />
        <ClaimGaps frame={frame} />
        <ClaimFoot frame={frame} form />
      </form>
    </ClaimPage>
  )
}

// What the Enter key presses: never one of the buttons that drop a row.
function SaveFirst() {
  const { t } = useWords()
  return (
    <button className="visually-hidden" type="submit" name="intent" value="save" tabIndex={-1} aria-hidden="true">
      {t('claimForm.save')}
    </button>
  )
}

function Institution({ body }: { body: Extract<GroupBody, { kind: 'institution' }> }) {
  const { t } = useWords()
  return (
    <Card id="h-register" title={t('claimForm.register')}>
      <Facts rows={body.rows} />
      <p className="hint mt-3">
        {body.source} {t('claimForm.registerWrong')}
        {body.phone && (
          <>
            {t('claimForm.askWhom', { name: body.phone.name })}
            <a href={`tel:${body.phone.phone.replace(/[^0-9+]/g, '')}`}>{body.phone.phone}</a>
          </>
        )}
      </p>
    </Card>
  )
}

function Rows({
  body: { name, rows, reviewed },
  errors,
  title,
}: {
  body: Extract<GroupBody, { kind: 'list' }>
  errors: readonly FieldError[]
  title: string
}) {
  const { t, wrong } = useWords()
  const own = errors.filter(({ field }) => field === `facts.${name}`)
  return (
    <div id={fieldId(`facts.${name}`)} className={own.length > 0 ? 'field wrong' : undefined}>
      <input type="hidden" name={`facts.${name}.rows`} value={rows.length} />
      {own.map(error => (
        <p key={error.code} className="why">
          <Icon name="alert-circle" />
          <span>{wrong(error)}</span>
        </p>
      ))}
      {reviewed && <p className="hint">{t('claimForm.reviewed')}</p>}
      {rows.map((fields, index) => (
        <fieldset key={fields[0]?.name ?? index} className="card mb-3">
          <legend className="visually-hidden">{t('claimForm.row', { title, row: index + 1 })}</legend>
          <div className="card-body">
            <div className="acts mb-3">
              <h3>{t('claimForm.rowOf', { row: index + 1 })}</h3>
              <button className="btn btn-quiet last" type="submit" name="intent" value={`drop:${index}`}>
                {t('claimForm.drop')}
                <span className="visually-hidden">{t('claimForm.dropRow', { row: index + 1 })}</span>
              </button>
            </div>
            {fields.map(each => (
              <FactInput key={each.name} field={each} errors={errors} />
            ))}
          </div>
        </fieldset>
      ))}
      <p>
        <button className="btn" type="submit" name="intent" value="add">
          <Icon name="plus" />
          {t('claimForm.addRow')}
        </button>
      </p>
    </div>
  )
}

/** A fact as it is asked for. */
export function FactInput({ field, errors }: { field: ClaimField; errors: readonly FieldError[] }) {
  const { t } = useWords()
  const { name, kind, unit, range, value, options, optional } = field
  const label = `${field.label}${kind === 'money' ? t('claimForm.inYuan') : unit === '' ? '' : t('claimForm.inUnit', { unit })}`
  const hints = [
    ...(range && kind !== 'text' ? [t('claimForm.range', range)] : []),
    ...(field.reviewed ? [t('claimForm.reviewed')] : []),
  ]
  const described = {
    name,
    label,
    errors,
    optional,
    ...(hints.length > 0 ? { hint: hints.join(t('pieces.sentenceSpace')) } : {}),
  }
  if (kind === 'choice')
    return (
      <SelectField {...described} value={value} choices={[{ value: '', label: t('claimForm.choose') }, ...options]} />
    )
  if (kind === 'bool')
    return (
      <Choices
        {...described}
        value={value}
        choices={[
          { value: 'true', label: t('claimForm.yes') },
          { value: 'false', label: t('claimForm.no') },
        ]}
      />
    )
  return (
    <TextField
      {...described}
      value={value}
      autoComplete="off"
      type={kind === 'date' && /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? 'date' : 'text'}
      {...(kind === 'number' ? { inputMode: 'numeric' as const } : {})}
      {...(kind === 'money' ? { inputMode: 'decimal' as const } : {})}
    />
  )
}
