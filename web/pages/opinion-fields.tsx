import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Details } from '../pieces/details.tsx'
import { fieldId, TextArea } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import type { EditedOpinion } from './answer-view.ts'

/** The fields of one opinion, with its files. */
export function OpinionFields({
  opinion,
  index,
  nth,
  errors,
  here,
}: {
  opinion: EditedOpinion
  index: number
  nth: number | null
  errors: readonly FieldError[]
  here: string
}) {
  const { t } = useWords()
  const name = `opinions.${index}`
  const { label } = opinion
  const uploadErrors = errors.filter(({ field }) => field === `${name}.upload` || field === `${name}.files`)
  return (
    <fieldset className="opinion">
      <legend className="form-label">
        {nth === null
          ? t('answer.opinionOn', { clause: label })
          : t('answer.opinionOnNth', { clause: label, number: nth })}
      </legend>
      <input type="hidden" name={`${name}.anchor`} value={opinion.anchor} />
      <input type="hidden" name={`${name}.files`} value={opinion.files.map(({ id }) => id).join(' ')} />
      <TextArea name={`${name}.text`} label={t('answer.text')} rows={3} value={opinion.text} errors={errors} />
      <TextArea
        name={`${name}.wording`}
        label={t('answer.wording')}
        rows={2}
        value={opinion.wording}
        errors={errors}
        optional
      />
      <TextArea
        name={`${name}.reason`}
        label={t('answer.reason')}
        rows={2}
        value={opinion.reason}
        errors={errors}
        optional
      />
      {opinion.files.map(file => (
        <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`}>
          <button className="btn btn-sm btn-quiet" type="submit" name="intent" value={`detach:${index}:${file.id}`}>
            {t('answer.removeFile', { name: file.name })}
          </button>
        </FileRow>
      ))}
      <Details
        open={uploadErrors.length > 0}
        summary={
          <>
            <Icon name="paperclip" />
            {t('answer.addFile')}
            <span className="visually-hidden">{t('answer.addOn', { clause: label })}</span>
          </>
        }
      >
        <Upload name={`${name}.upload`} errors={uploadErrors} here={here} />
      </Details>
      <div className="acts">
        <button className="btn btn-sm btn-quiet" type="submit" name="intent" value={`drop:${index}`}>
          {t('answer.drop')}
          <span className="visually-hidden">{t('answer.dropOn', { clause: label })}</span>
        </button>
      </div>
    </fieldset>
  )
}

/** An opinion on a clause of another page. */
export function HiddenOpinion({ opinion, index }: { opinion: EditedOpinion; index: number }) {
  const name = `opinions.${index}`
  const values = { ...opinion, files: opinion.files.map(({ id }) => id).join(' ') }
  return (['anchor', 'text', 'wording', 'reason', 'files'] as const).map(part =>
    part === 'anchor' || part === 'files' ? (
      <input key={part} type="hidden" name={`${name}.${part}`} value={values[part]} />
    ) : (
      <textarea
        key={part}
        hidden
        readOnly
        aria-hidden="true"
        tabIndex={-1}
        name={`${name}.${part}`}
        value={values[part]}
      />
    ),
  )
}

/** Is stored with the draft the moment it is chosen; without JavaScript, with the button. */
function Upload({ name, errors, here }: { name: string; errors: readonly FieldError[]; here: string }) {
  const { t, wrong } = useWords()
  const id = fieldId(name)
  const chosen = {
    'hx-post': here,
    'hx-trigger': 'change',
    'hx-include': '#answer',
    'hx-encoding': 'multipart/form-data',
    'hx-vals': '{"intent":"attach"}',
    'hx-target': 'main',
    'hx-select': 'main',
    'hx-swap': 'outerHTML',
    'hx-status:409': 'swap:outerHTML',
    'hx-status:413': 'swap:outerHTML',
    'hx-status:422': 'swap:outerHTML',
  }
  return (
    <div className={errors.length > 0 ? 'field wrong' : 'field'}>
      <label className="form-label" htmlFor={id}>
        {t('answer.files')}
      </label>
      <p className="hint" id={`${id}-h`}>
        {t('answer.fileHint')}
      </p>
      {errors.map(error => (
        <p className="why" key={error.code} id={`${id}-e`}>
          <Icon name="alert-circle" />
          <span>{wrong(error)}</span>
        </p>
      ))}
      <input
        className="form-control"
        type="file"
        id={id}
        name={name}
        accept=".pdf,.docx,.xlsx,.ofd,.wps,.et,.jpg,.jpeg,.png,.txt"
        aria-describedby={`${id}-h`}
        aria-invalid={errors.length > 0 ? true : undefined}
        {...chosen}
      />
      <button className="btn btn-sm mt-2" type="submit" name="intent" value="attach">
        <Icon name="upload" />
        {t('answer.upload')}
      </button>
    </div>
  )
}
