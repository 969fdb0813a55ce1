import { checkText } from '../domain/clauses.ts'
import type { FieldError } from '../domain/refusal.ts'

/** What is wrong with a text field: missing, too long, or with characters that hide or reorder what is read. */
export function checkPlainText(
  field: string,
  text: unknown,
  { required = false, longest }: { required?: boolean; longest: number },
): FieldError[] {
  if (typeof text !== 'string') return [{ field, code: 'not-a-text' }]
  if (text.trim() === '') return required ? [{ field, code: 'required' }] : []
  const length = text.length > 2 * longest ? text.length : [...text].length // a character is at most two units
  if (length > longest) return [{ field, code: 'too-long', params: { longest, length } }]
  return checkText(text).map(({ code, ...params }) => ({ field, code, params }))
}
