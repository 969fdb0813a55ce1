import type { Clause } from '../../domain/clauses.ts'
import { anchorInWords } from '../../domain/clauses.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Card } from '../pieces/card.tsx'
import { ClauseText } from '../pieces/clause-text.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FileField, SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { Pager } from '../pieces/pager.tsx'
import { type LaunchCycle, LaunchFrame, SavedAt, VersionField } from './launch-frame.tsx'

type Editing = {
  readonly anchor: string
  readonly number: string
  readonly level: string
  readonly heading: string
  readonly text: string
}

export type LaunchClausesProps = {
  readonly cycle: LaunchCycle
  readonly clauses: readonly (Clause & { readonly position: number })[]
  readonly total: number
  readonly from: number
  readonly previous: string | null
  readonly next: string | null
  /** The one clause that is being corrected, with what was typed. */
  readonly editing: Editing | null
  readonly errors?: readonly FieldError[]
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly size: number }[]
}

/** The first page of a launch: where each clause begins and ends. */
export function LaunchClausesPage(props: LaunchClausesProps) {
  const { cycle, clauses, total, errors = [], editing } = props
  const { t } = useWords()
  const labels = {
    number: t('launch.clauses.number'),
    level: t('launch.clauses.level'),
    heading: t('launch.clauses.heading'),
    text: t('launch.clauses.text'),
    file: t('launch.clauses.file'),
  }
  return (
    <LaunchFrame cycle={cycle} step="clauses">
      <ErrorSummary errors={errors} labels={labels} />
      <div className="split">
        <div>
          <Card
            id="h-clauses"
            title={t('launch.clauses.count', { count: total })}
            beside={
              <a className="btn btn-quiet" href={`/cycles/${cycle.id}/text`}>
                <Icon name="edit" />
                {t('launch.clauses.changeText')}
              </a>
            }
            footer={<Shown {...props} />}
          >
            {total === 0 ? (
              <EmptyState title={t('launch.clauses.empty')}>{t('launch.clauses.emptyText')}</EmptyState>
            ) : (
              <p className="soft">{t('launch.clauses.lead')}</p>
            )}
            {clauses.map(clause => (
              <ClauseText
                key={clause.anchor}
                anchor={clause.anchor}
                number={clause.number}
                heading={clause.heading}
                text={clause.text}
              >
                {editing?.anchor === clause.anchor ? (
                  <ClauseForm cycle={cycle} clause={clause} from={props.from} editing={editing} errors={errors} />
                ) : (
                  <EditLink cycle={cycle} clause={clause} from={props.from} />
                )}
              </ClauseText>
            ))}
          </Card>
          <FootBar context={<SavedAt at={cycle.updatedAt} />}>
            <a className="btn btn-quiet" href={`/cycles/${cycle.id}/discard`}>
              {t('launch.clauses.discard')}
            </a>
            <a className="btn btn-primary" href={`/cycles/${cycle.id}/addressees`}>
              {t('launch.nextStep', { step: t('launch.steps.addressees') })}
            </a>
          </FootBar>
        </div>
        <Attachments {...props} />
      </div>
    </LaunchFrame>
  )
}

function Shown({ clauses, total, from, previous, next }: LaunchClausesProps) {
  const { t } = useWords()
  if (total === 0) return null
  const shown = t('launch.clauses.shown', { from: from + 1, until: from + clauses.length, count: total })
  return <Pager shown={shown} previous={previous} next={next} />
}

function EditLink({ cycle, clause, from }: { cycle: LaunchCycle; clause: Clause; from: number }) {
  const { t, language } = useWords()
  const query = new URLSearchParams({ ...(from > 0 ? { from: String(from) } : {}), edit: clause.anchor })
  return (
    <a
      className="small tap"
      href={`/cycles/${cycle.id}/clauses?${query}#c-${encodeURIComponent(clause.anchor)}`}
      aria-label={t('launch.clauses.editLabel', { anchor: anchorInWords(clause.anchor, language) })}
    >
      {t('launch.clauses.edit')}
    </a>
  )
}

const levels = ['0', '1', '2', '3'] as const

function ClauseForm({
  cycle,
  clause,
  from,
  editing,
  errors,
}: {
  cycle: LaunchCycle
  clause: Clause & { position: number }
  from: number
  editing: Editing
  errors: readonly FieldError[]
}) {
  const { t, language } = useWords()
  const paragraphs = clause.text.split('\n').filter(line => line.trim() !== '')
  const firstCut = clause.heading === '' ? 1 : 0
  return (
    <form method="post" action={`/cycles/${cycle.id}/clauses`} className="card">
      <div className="card-body">
        <CsrfField />
        <VersionField version={cycle.version} />
        <input type="hidden" name="anchor" value={clause.anchor} />
        <input type="hidden" name="from" value={from} />
        <h3 className="mb-2">{t('launch.clauses.editHeading', { anchor: anchorInWords(clause.anchor, language) })}</h3>
        <TextField
          name="number"
          label={t('launch.clauses.number')}
          hint={t('launch.clauses.numberHint')}
          value={editing.number}
          errors={errors}
        />
        <SelectField
          name="level"
          label={t('launch.clauses.level')}
          choices={levels.map(value => ({ value, label: t(`launch.clauses.levels.${value}`) }))}
          value={editing.level}
          errors={errors}
        />
        <TextField
          name="heading"
          label={t('launch.clauses.heading')}
          value={editing.heading}
          errors={errors}
          optional
        />
        <TextArea
          name="text"
          label={t('launch.clauses.text')}
          hint={t('launch.clauses.textHint')}
          rows={6}
          value={editing.text}
          errors={errors}
        />
        <div className="acts">
          <button className="btn btn-primary" type="submit" name="op" value="save">
            {t('launch.clauses.save')}
          </button>
          {clause.position > 0 && (
            <button className="btn" type="submit" name="op" value="merge">
              {t('launch.clauses.merge')}
            </button>
          )}
          <a
            className="btn btn-quiet"
            href={`/cycles/${cycle.id}/clauses?from=${from}#c-${encodeURIComponent(clause.anchor)}`}
          >
            {t('launch.clauses.close')}
          </a>
        </div>
        {paragraphs.length > firstCut && (
          <>
            <h4 className="mt-3">{t('launch.clauses.cutHeading')}</h4>
            <p className="hint">{t('launch.clauses.cutHint')}</p>
            <ul className="list-unstyled">
              {paragraphs.map((paragraph, index) =>
                index < firstCut ? null : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of one text, in their order
                  <li key={index}>
                    <button
                      className="btn btn-quiet text-wrap text-start"
                      type="submit"
                      name="op"
                      value={`cut-${index}`}
                    >
                      {t('launch.clauses.cut', { start: `${[...paragraph].slice(0, 16).join('')}…` })}
                    </button>
                  </li>
                ),
              )}
            </ul>
          </>
        )}
      </div>
    </form>
  )
}

function Attachments({ cycle, attachments, errors = [] }: LaunchClausesProps) {
  const { t } = useWords()
  return (
    <Card id="h-files" title={t('launch.clauses.attachments')} as="aside">
      {attachments.length === 0 && <p className="soft">{t('launch.clauses.noAttachments')}</p>}
      {attachments.map(file => (
        <form key={file.id} method="post" action={`/cycles/${cycle.id}/attachments/${file.id}/remove`}>
          <CsrfField />
          <FileRow name={file.name} size={file.size} href={`/files/${file.id}`}>
            <button
              className="btn btn-sm btn-quiet"
              type="submit"
              aria-label={t('launch.clauses.removeLabel', { name: file.name })}
            >
              {t('launch.clauses.remove')}
            </button>
          </FileRow>
        </form>
      ))}
      <form method="post" encType="multipart/form-data" action={`/cycles/${cycle.id}/attachments`}>
        <CsrfField />
        <FileField
          name="file"
          label={t('launch.clauses.file')}
          hint={t('launch.clauses.attachmentsHint')}
          multiple
          errors={errors}
        />
        <button className="btn" type="submit">
          <Icon name="upload" />
          {t('launch.clauses.attach')}
        </button>
      </form>
    </Card>
  )
}
