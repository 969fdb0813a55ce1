import { useWords } from '../frame.tsx'

/** Where one is in a work of several pages; steps behind are links where `href` is given. */
export function Stepper({ steps, current }: { steps: readonly { title: string; href?: string }[]; current: number }) {
  const { t } = useWords()
  return (
    <ol className="stepper">
      {steps.map(({ title, href }, index) => {
        const done = index < current
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
