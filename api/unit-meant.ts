import { findUnit } from '../records/administration.ts'
import type { Reader } from '../records/database.ts'
import { type Form, field } from './form-body.ts'

/** The unit meant by a field; null where it is empty. Where there is no such unit its text goes on, to be refused. */
export async function unitMeant(reader: Reader, form: Form, name: string): Promise<string | null> {
  const text = field(form, name).trim()
  if (text === '') return null
  return (await findUnit(reader, text))?.id ?? text
}
