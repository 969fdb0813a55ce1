import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { fieldId } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { ClaimFoot, ClaimGaps, ClaimPage } from './claim-frame.tsx'
import { type ClaimFrame, claimPath } from './claim-view.ts'

export type EvidenceView = {
  readonly id: string
  readonly label: string
  readonly required: boolean
  readonly clause: string | null
  readonly files: readonly { readonly id: string; readonly name: string; readonly size: number }[]
}

export const takenFiles = '.pdf,.docx,.xlsx,.ofd,.wps,.et,.jpg,.jpeg,.png,.txt'

/** The files that prove what was filled in, one evidence after the other. */
export function ClaimFilesPage({ frame, evidence }: { frame: ClaimFrame; evidence: readonly EvidenceView[] }) {
  const { t } = useWords()
  const labels = Object.fromEntries(evidence.map(({ id, label }) => [`evidence.${id}`, label]))
  return (
    <ClaimPage frame={frame} labels={labels}>
      <p className="hint">
        {t('evidence.taken')} {t('evidence.whoReads', { unit: frame.issuer })}
      </p>
      {evidence.map(each => (
        <Item key={each.id} evidence={each} frame={frame} />
      ))}
      <ClaimGaps frame={frame} />
      <ClaimFoot frame={frame} form={false} />
    </ClaimPage>
  )
}

function Item({
  evidence: { id, label, required, clause, files },
  frame,
}: {
  evidence: EvidenceView
  frame: ClaimFrame
}) {
  const { t } = useWords()
  const action = claimPath(frame.caseId, 'files')
  return (
    <section className="card mb-3" aria-labelledby={`h-${id}`}>
      <div className="card-body">
        <h2 id={`h-${id}`} className="mb-1">
          {label}
          {!required && t('pieces.optional')}
        </h2>
        <p className="hint">{clause === null ? t('pieces.setHere') : t('evidence.askedBy', { clause })}</p>
        {files.length > 0 && (
          <form method="post" action={action}>
            <CsrfField />
            {files.map(file => (
              <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`}>
                <button className="btn btn-sm btn-quiet" type="submit" name="intent" value={`drop:${file.id}`}>
                  {t('evidence.remove', { name: file.name })}
                </button>
              </FileRow>
            ))}
          </form>
        )}
        <UploadForm action={action} name={`evidence.${id}`} errors={frame.errors} label={label} />
      </div>
    </section>
  )
}

/** Keeps a file the moment it is chosen; without JavaScript, with the button. */
export function UploadForm({
  action,
  name,
  label,
  errors,
}: {
  action: string
  name: string
  label: string
  errors: readonly FieldError[]
}) {
  const { t, wrong } = useWords()
  const id = fieldId(name)
  const own = errors.filter(({ field }) => field === name)
  const chosen = {
    'hx-post': action,
    'hx-trigger': 'change',
    'hx-encoding': 'multipart/form-data',
    'hx-target': 'main',
    'hx-select': 'main',
    'hx-swap': 'outerHTML',
    'hx-status:409': 'swap:outerHTML',
    'hx-status:413': 'swap:outerHTML',
    'hx-status:422': 'swap:outerHTML',
  }
  return (
    <form method="post" action={action} encType="multipart/form-data" {...chosen}>
      <CsrfField />
      <OnceField />
      <input type="hidden" name="intent" value="upload" />
      <div className={own.length > 0 ? 'field wrong mb-0 mt-2' : 'field mb-0 mt-2'}>
        <label className="form-label" htmlFor={id}>
          {t('evidence.choose')}
          <span className="visually-hidden">
            {t('pieces.colon')}
            {label}
          </span>
        </label>
        {own.map(error => (
          <p key={`${error.code} ${error.params?.name ?? ''}`} className="why" id={`${id}-e`}>
            <Icon name="alert-circle" />
            <span>{wrong(error)}</span>
          </p>
        ))}
        <input
          className="form-control"
          type="file"
          id={id}
          name={name}
          accept={takenFiles}
          multiple
          aria-invalid={own.length > 0 ? true : undefined}
          aria-describedby={own.length > 0 ? `${id}-e` : undefined}
        />
        <button className="btn btn-sm mt-2" type="submit">
          <Icon name="upload" />
          {t('evidence.upload')}
        </button>
      </div>
    </form>
  )
}
