import { useWords } from '../frame.tsx'
import { Notice } from '../pieces/notice.tsx'

export type ObjectionView = {
  readonly id: string
  readonly number: string
  readonly unit_name: string
  readonly named: boolean
  readonly text: string
  readonly received_at: string
}

/** Objections without an answer: one by name holds its claim, one without is for the eyes of whoever releases. */
export function ObjectionList({ objections }: { objections: readonly ObjectionView[] }) {
  const { t, instant } = useWords()
  if (objections.length === 0) return null
  const named = objections.filter(objection => objection.named).length
  return (
    <Notice tone="due" title={t('payable.openObjections', { named, anonymous: objections.length - named })}>
      <ul>
        {objections.map(({ id, number, unit_name, named, text, received_at }) => (
          <li key={id}>
            {t(named ? 'payable.objectionNamed' : 'payable.objectionAnonymous', {
              number,
              unit: unit_name,
              when: instant(received_at, 'short'),
            })}
            {named ? null : <q>{text}</q>}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
