import type { FieldError } from '../../domain/refusal.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Notice } from '../pieces/notice.tsx'

type ProblemPageProps = {
  /** A full sentence: what was not done. */
  title: string
  /** Why, and what to do now. */
  text: string
  /** Something failed, rather than was refused. */
  fault?: boolean
  /** What was typed: not saved, so shown for copying. The labels of its form are not known here. */
  typed?: readonly string[]
  errors?: readonly FieldError[]
  requestId?: string
  /** Where to go on; the start page where nothing is said. */
  act?: { readonly href: string; readonly word: string }
}

/** A page for what could not be shown, done or taken. */
export function ProblemPage({ title, text, fault = false, typed = [], errors = [], requestId, act }: ProblemPageProps) {
  const { actor } = useFrame()
  const { t, wrong } = useWords()
  return (
    <Page title={title} reading>
      <h1 className="visually-hidden">{title}</h1>
      <Notice
        tone={fault ? 'late' : 'due'}
        {...(fault ? { icon: 'plug-connected-x' as const } : {})}
        role="alert"
        title={title}
      >
        <p>{text}</p>
        {errors.length > 0 && (
          <ul>
            {errors.map(error => (
              <li key={`${error.field} ${error.code}`}>{wrong(error)}</li>
            ))}
          </ul>
        )}
        {requestId !== undefined && <p className="small quiet">{t('problem.request', { id: requestId })}</p>}
      </Notice>
      {typed.length > 0 && (
        <Card id="typed" title={t('problem.typed')}>
          <p className="hint">{t('problem.typedHint')}</p>
          {[...new Set(typed)].map(text => (
            <p key={text} className="typed">
              {text}
            </p>
          ))}
        </Card>
      )}
      <p className="mt-4">
        <a className="btn btn-primary" href={act?.href ?? (actor ? paths.workbench : paths.signIn)}>
          {act?.word ?? t(actor ? 'problem.home' : 'signIn.title')}
        </a>
      </p>
    </Page>
  )
}
