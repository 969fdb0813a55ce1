import type { ReactNode } from 'react'
import type { FieldError } from '../../domain/refusal.ts'
import type { Section } from '../navigation.ts'
import { Page } from '../page.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'

/** What every page shows again when its form was not taken. */
export type Retry = { readonly errors?: readonly FieldError[]; readonly onceKey?: string | undefined }

type ReasonPageProps = Retry & {
  readonly section?: Section
  readonly eyebrow: string
  readonly title: string
  readonly lead: ReactNode
  readonly action: string
  readonly back: string
  readonly cancel: string
  readonly submit: string
  readonly labels: Readonly<Record<string, string>>
  /** The form takes files. */
  readonly files?: boolean
  readonly children: ReactNode
}

/** A page of its own for a rare or grave act: what it does, its fields, and the way back. */
export function ReasonPage(props: ReasonPageProps) {
  const {
    section = 'solicitations',
    eyebrow,
    title,
    lead,
    action,
    back,
    cancel,
    submit,
    labels,
    errors = [],
    onceKey,
    files,
    children,
  } = props
  return (
    <Page title={title} section={section}>
      <PageHead eyebrow={eyebrow} title={title} lead={lead} />
      <ErrorSummary errors={errors} labels={labels} />
      <form method="post" action={action} encType={files ? 'multipart/form-data' : undefined}>
        <CsrfField />
        <OnceField value={onceKey} />
        <div className="card">
          <div className="card-body">{children}</div>
        </div>
        <FootBar>
          <a className="btn" href={back}>
            {cancel}
          </a>
          <button className="btn btn-primary" type="submit">
            {submit}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}
