import { useWords } from '../frame.tsx'

type Step = { readonly title: string; readonly href?: string; readonly unfinished?: boolean }

/** Where one is in a work of several pages; steps are links where `href` is given, and done where nothing is missing. */
export function Stepper({ steps, current }: { steps: readonly Step[]; current: number }) {
  const { t } = useWords()
  return (
    <ol className="stepper">
      {steps.map(({ title, href, unfinished = false }, index) => {
        const done = index < current && !unfinished
        const words = `${index + 1} ${title}`
        return (
          <li key={title} className={done ? 'done' : undefined} aria-current={index === current ? 'step' : undefined}>
            {href !== undefined && index !== current ? <a href={href}>{words}</a> : words}
            {done && <span className="visually-hidden">{t('pieces.doneMark')}</span>}
          </li>
        )
      })}
    </ol>
  )
}
