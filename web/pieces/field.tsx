import type { ComponentProps, ReactNode } from 'react'
import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'

/** The element id of a field, from its name. */
export const fieldId = (name: string): string => `f-${name}`

type Described = {
  name: string
  label: ReactNode
  hint?: ReactNode
  /** Every error of the form; the field finds its own. */
  errors?: readonly FieldError[]
  optional?: boolean
}

type FieldProps = Described & {
  /** Gets what the input must carry: id, name and its descriptions. */
  children: (input: InputAttributes) => ReactNode
  /** Below the input: what helps, what was saved. */
  after?: ReactNode
}

export type InputAttributes = {
  id: string
  name: string
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

/** Label above, hint under it, the error between label and input. */
export function Field({ name, label, hint, errors = [], optional = false, children, after }: FieldProps) {
  const { t } = useWords()
  const id = fieldId(name)
  const error = errors.find(each => each.field === name)
  const described = [hint !== undefined && `${id}-h`, error && `${id}-e`].filter(Boolean).join(' ')
  return (
    <div className={error ? 'field wrong' : 'field'}>
      <label className="form-label" htmlFor={id}>
        {label}
        {optional && t('pieces.optional')}
      </label>
      {hint !== undefined && (
        <p className="hint" id={`${id}-h`}>
          {hint}
        </p>
      )}
      {error && <Why id={`${id}-e`} error={error} />}
      {children({ id, name, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined })}
      {after}
    </div>
  )
}

function Why({ id, error }: { id: string; error: FieldError }) {
  const { wrong } = useWords()
  return (
    <p className="why" id={id}>
      <Icon name="alert-circle" />
      <span>{wrong(error)}</span>
    </p>
  )
}

type InputProps = Described & { value?: string | undefined; after?: ReactNode }

/** One line of text. */
export function TextField({
  value,
  name,
  label,
  hint,
  errors,
  optional,
  after,
  ...input
}: InputProps & Omit<ComponentProps<'input'>, 'value' | 'defaultValue' | 'name' | 'id' | 'className'>) {
  return (
    <Field {...given({ name, label, hint, errors, optional, after })}>
      {attributes => <input className="form-control" type="text" {...input} {...attributes} defaultValue={value} />}
    </Field>
  )
}

/** Text of several lines. */
export function TextArea({
  value,
  name,
  label,
  hint,
  errors,
  optional,
  after,
  rows = 4,
}: InputProps & { rows?: number }) {
  return (
    <Field {...given({ name, label, hint, errors, optional, after })}>
      {attributes => <textarea className="form-control" rows={rows} {...attributes} defaultValue={value} />}
    </Field>
  )
}

export type Choice = { readonly value: string; readonly label: ReactNode; readonly disabled?: never }

/** One of many, in a list that opens. */
export function SelectField({
  value,
  choices,
  name,
  label,
  hint,
  errors,
  optional,
  after,
}: InputProps & { choices: readonly Choice[] }) {
  return (
    <Field {...given({ name, label, hint, errors, optional, after })}>
      {attributes => (
        <select className="form-select" {...attributes} defaultValue={value}>
          {choices.map(choice => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** A file from the reader's computer. */
export function FileField({
  name,
  label,
  hint,
  errors,
  optional,
  after,
  accept,
  multiple,
}: InputProps & { accept?: string; multiple?: boolean }) {
  return (
    <Field {...given({ name, label, hint, errors, optional, after })}>
      {attributes => <input className="form-control" type="file" accept={accept} multiple={multiple} {...attributes} />}
    </Field>
  )
}

type ChoicesProps = Described & { choices: readonly Choice[]; value?: string | undefined }

/** One of two to four, all in sight. */
export function Choices({ name, label, hint, errors = [], optional = false, choices, value }: ChoicesProps) {
  const { t } = useWords()
  const id = fieldId(name)
  const error = errors.find(each => each.field === name)
  const described = [hint !== undefined && `${id}-h`, error && `${id}-e`].filter(Boolean).join(' ')
  return (
    <div className={error ? 'field wrong' : 'field'}>
      <fieldset className="choices" aria-describedby={described || undefined}>
        <legend className="form-label">
          {label}
          {optional && t('pieces.optional')}
        </legend>
        {hint !== undefined && (
          <p className="hint w-100" id={`${id}-h`}>
            {hint}
          </p>
        )}
        {error && <Why id={`${id}-e`} error={error} />}
        {choices.map((choice, index) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={name}
              id={index === 0 ? id : undefined}
              value={choice.value}
              defaultChecked={choice.value === value}
            />
            {choice.label}
          </label>
        ))}
      </fieldset>
    </div>
  )
}

/** Without what was not given: an attribute that is there and undefined is another thing than none. */
function given<Props extends object>(props: Props): { [Key in keyof Props]: Exclude<Props[Key], undefined> } {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Props]: Exclude<Props[Key], undefined>
  }
}
