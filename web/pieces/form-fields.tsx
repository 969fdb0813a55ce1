import { useFrame } from '../frame.tsx'

/** Names of the two hidden fields; a form's body carries neither to the act. */
export const csrfField = 'csrf'
export const onceField = 'submission'

/** Proves that the form came from a page of this session; every form that changes something has it. */
export function CsrfField() {
  return <input type="hidden" name={csrfField} value={useFrame().csrfToken} />
}

/** One key for each rendered form: the same form sent twice has one effect. `value` keeps the key when a form is shown again. */
export function OnceField({ value }: { value?: string | undefined }) {
  const { newKey } = useFrame()
  return <input type="hidden" name={onceField} value={value ?? newKey()} />
}
