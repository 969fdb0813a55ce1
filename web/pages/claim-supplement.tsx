import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextArea } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { UploadForm } from './claim-files.tsx'
import { NamedList } from './claim-frame.tsx'
import { claimPath, type NamedItem } from './claim-view.ts'

type ClaimSupplementProps = {
  readonly caseId: string
  readonly title: string
  readonly number: string
  readonly issuer: string
  readonly named: readonly NamedItem[]
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  /** Added since they were asked for. */
  readonly files: readonly { readonly id: string; readonly name: string; readonly size: number }[]
  readonly note: string
  readonly errors: readonly FieldError[]
  readonly onceKey?: string | undefined
}

/** What a reviewer asks for besides: files and a few words. */
export function ClaimSupplementPage(props: ClaimSupplementProps) {
  const { caseId, title, number, issuer, named, due, files, note, errors, onceKey } = props
  const { t } = useWords()
  const action = claimPath(caseId, 'supplement')
  return (
    <Page title={t('claimActs.supplement')} section="claims" reading>
      <PageHead
        eyebrow={[title, number].join(t('frame.separator'))}
        title={t('claimActs.supplementHeading', { who: issuer, count: named.length })}
      />
      <ErrorSummary errors={errors} labels={{ note: t('claimActs.note'), file: t('evidence.choose') }} />
      {due && (
        <DeadlinePanel name={t('progress.deadline')} dueAt={due.at} left={due.left} passed={due.passed}>
          {t('progress.silence.supplement')}
        </DeadlinePanel>
      )}
      <Card id="h-named" title={t('progress.toAdd')}>
        <NamedList items={named} />
      </Card>
      <Card id="h-files" title={t('claimForm.groups.files')}>
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
        <UploadForm action={action} name="file" errors={errors} label={t('claimActs.supplement')} />
        <p className="hint mt-2">
          {t('evidence.taken')} {t('evidence.whoReads', { unit: issuer })}
        </p>
      </Card>
      <form method="post" action={action} className="mt-4">
        <CsrfField />
        <OnceField value={onceKey} />
        <TextArea name="note" label={t('claimActs.note')} hint={t('claimActs.noteHint')} value={note} errors={errors} />
        <FootBar context={t('claimActs.supplementAfter')}>
          <a className="btn" href={claimPath(caseId)}>
            {t('claimForm.back')}
          </a>
          <button className="btn btn-primary" type="submit" name="intent" value="give">
            {t('claimActs.give')}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}
