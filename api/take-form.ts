import type { FieldError } from '../domain/refusal.ts'
import { wrongFields } from './errors.ts'

/** Does what a form asks for; where its fields are wrong, shows it again and answers null. */
export async function takeForm<Result>(
  act: () => Promise<Result>,
  again: (errors: readonly FieldError[]) => Promise<void> | void,
): Promise<Result | null> {
  try {
    return await act()
  } catch (error) {
    const errors = wrongFields(error)
    if (!errors) throw error
    await again(errors)
    return null
  }
}
