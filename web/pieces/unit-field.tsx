import type { ReactNode } from 'react'
import type { FieldError } from '../../domain/refusal.ts'
import { TextField } from './field.tsx'

type UnitFieldProps = {
  name: string
  label: ReactNode
  hint?: string
  value?: string
  errors?: readonly FieldError[]
  optional?: boolean
  /** Open units that are offered while typing; any other can be typed as well. */
  units: readonly { readonly code: string; readonly name: string }[]
}

/** A unit by its code or full name. */
export function UnitField({ units, name, ...field }: UnitFieldProps) {
  return (
    <TextField
      {...field}
      name={name}
      list={`${name}-units`}
      autoComplete="off"
      after={
        <datalist id={`${name}-units`}>
          {units.map(unit => (
            <option key={unit.code} value={unit.name} label={unit.code} />
          ))}
        </datalist>
      }
    />
  )
}
