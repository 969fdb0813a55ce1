import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FileField, SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { VersionField } from './launch-frame.tsx'

export type ProcedureView = {
  readonly pack: string
  readonly procedure: string
  readonly status: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly document: { readonly zh: string; readonly en: string }
}

type CycleNewProps = {
  /** The draft whose text is changed; null for a new one. */
  readonly cycle: { readonly id: string; readonly version: number } | null
  readonly procedures: readonly ProcedureView[]
  readonly values: { readonly procedure: string; readonly title: string; readonly text: string }
  readonly errors?: readonly FieldError[]
  readonly onceKey?: string | undefined
}

/** Where a draft begins, and where its title and text are changed: pasted or uploaded. */
export function CycleNewPage({ cycle, procedures, values, errors = [], onceKey }: CycleNewProps) {
  const { t, language } = useWords()
  const labels = {
    pack: t('launch.new.procedure'),
    title: t('launch.new.name'),
    text: t('launch.new.text'),
    file: t('launch.new.file'),
  }
  const choices = procedures.map(({ pack, procedure, status, title, document }) => {
    const name = language === 'en' ? document.en : document.zh
    const what = language === 'en' ? title.en : title.zh
    const mark = status === 'draft' ? t('launch.new.draftPack') : status === 'ended' ? t('launch.new.endedPack') : ''
    return { value: `${pack}/${procedure}`, label: [what, name, mark].filter(Boolean).join(t('frame.separator')) }
  })
  return (
    <Page title={t(cycle ? 'launch.new.editTitle' : 'launch.new.title')} section="solicitations">
      <PageHead
        eyebrow={t('cycles.title')}
        title={t(cycle ? 'launch.new.editTitle' : 'launch.new.title')}
        lead={t(cycle ? 'launch.new.editLead' : 'launch.new.lead')}
      />
      <ErrorSummary errors={errors} labels={labels} />
      <form method="post" encType="multipart/form-data" action={cycle ? `/cycles/${cycle.id}/text` : '/cycles'}>
        <CsrfField />
        {cycle ? <VersionField version={cycle.version} /> : <OnceField value={onceKey} />}
        <div className="card">
          <div className="card-body">
            {!cycle && (
              <SelectField
                name="pack"
                label={labels.pack}
                hint={t('launch.new.procedureHint')}
                choices={choices}
                value={values.procedure}
                errors={errors}
              />
            )}
            <TextField
              name="title"
              label={labels.title}
              hint={t('launch.new.nameHint')}
              value={values.title}
              errors={errors}
            />
            <TextArea
              name="text"
              label={labels.text}
              hint={t('launch.new.textHint')}
              rows={18}
              value={values.text}
              errors={errors}
            />
            <FileField
              name="file"
              label={labels.file}
              hint={t('launch.new.fileHint')}
              accept=".txt,text/plain"
              errors={errors}
            />
            <p className="hint">{t('launch.new.noSecrets')}</p>
          </div>
        </div>
        <FootBar>
          <a className="btn" href={cycle ? `/cycles/${cycle.id}/clauses` : '/cycles'}>
            {t(cycle ? 'launch.new.keep' : 'launch.new.cancel')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t(cycle ? 'launch.new.saveText' : 'launch.new.create')}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}
