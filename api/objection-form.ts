import type { Objection } from '../acts/raise-objection.ts'
import type { ObjectionValues } from '../web/pages/objection-fields.tsx'
import { type Form, field } from './form-body.ts'

/** Papers that anyone may send are kept small. */
export const largestPaper = 5 * 1_048_576

export const emptyObjection: ObjectionValues = { named: 'yes', name: '', contact: '', text: '' }

/** An objection as it was typed. Who stays anonymous gives no name, whatever stands in its field. */
export function objectionIn(form: Form): { values: ObjectionValues; given: Omit<Objection, 'itemId' | 'once'> } {
  const values = {
    named: field(form, 'named') === 'no' ? 'no' : 'yes',
    name: field(form, 'name'),
    contact: field(form, 'contact'),
    text: field(form, 'text'),
  }
  const named = values.named === 'yes'
  const seal = form.files.find(each => each.field === 'seal') ?? null
  return {
    values,
    given: {
      named,
      name: named ? values.name : '',
      contact: named ? values.contact : '',
      text: values.text,
      seal,
    },
  }
}
