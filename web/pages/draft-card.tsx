import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import type { ClauseRange } from './answer-view.ts'

/** The draft of a letter, with what can be done to it. */
export function DraftCard({ total, hint, children }: { total: number; hint: string; children: ReactNode }) {
  const { t } = useWords()
  return (
    <section className="card mt-4" aria-labelledby="h-draft">
      <div className="card-body">
        <h2 id="h-draft" className="mb-2">
          {t('answer.draft')}
        </h2>
        <p className="soft small">{hint}</p>
        {total > 0 && children}
      </div>
    </section>
  )
}

/** The ways to the clauses before and after those shown. */
export function ClausePages({ clauses, children }: { clauses: ClauseRange; children: ReactNode }) {
  const whole = clauses.previous === null && clauses.next === null
  return <p className={whole ? 'd-none' : 'pt-3 border-top acts'}>{children}</p>
}
