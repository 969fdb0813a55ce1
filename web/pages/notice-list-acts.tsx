import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { FileField, TextField } from '../pieces/field.tsx'
import { Letter } from '../pieces/letter.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { PrintButton } from '../pieces/print-button.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type Named = { readonly id: string; readonly number: number; readonly title: string }
export type KeptFile = { readonly id: string; readonly name: string } | null

/** Takes back a list that no meeting has approved. */
export function DiscardListPage({ list, count, totalFen }: { list: Named; count: number; totalFen: bigint }) {
  const { t } = useWords()
  return (
    <ReasonPage
      section="lists"
      eyebrow={t('noticeList.named', list)}
      title={t('noticeList.discardTitle')}
      lead={t('noticeList.discardLead', { count, amount: yuan(totalFen) })}
      action={`/lists/${list.id}/discard`}
      back={`/lists/${list.id}`}
      cancel={t('noticeList.discardNot')}
      submit={t('noticeList.discardYes')}
      labels={{}}
    >
      <p className="mb-0">{t('noticeList.discardText')}</p>
    </ReasonPage>
  )
}

/** A file that was kept with an earlier try of the same form. */
export function KeptFileFields({ name, file }: { name: string; file: KeptFile }) {
  const { t } = useWords()
  if (!file) return null
  return (
    <p className="soft">
      <input type="hidden" name={`${name}Id`} value={file.id} />
      <input type="hidden" name={`${name}Name`} value={file.name} />
      {t('noticeList.kept', { name: file.name })}
    </p>
  )
}

type WebsiteProps = Retry & {
  readonly list: Named
  readonly values: { readonly website: string; readonly screenshot: KeptFile }
}

/** Records where the notice stands on the official website, with a picture of it. */
export function RecordWebsitePage({ list, values, errors = [], onceKey }: WebsiteProps) {
  const { t } = useWords()
  const labels = { website: t('noticeList.website'), screenshot: t('noticeList.screenshot') }
  return (
    <ReasonPage
      section="lists"
      eyebrow={t('noticeList.named', list)}
      title={t('noticeList.websiteTitle')}
      lead={t('noticeList.websiteLead')}
      action={`/lists/${list.id}/website`}
      back={`/lists/${list.id}`}
      cancel={t('noticeList.cancel')}
      submit={t('noticeList.websiteSave')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
      files
    >
      <TextField
        name="website"
        type="url"
        label={labels.website}
        hint={t('noticeList.websiteHint')}
        value={values.website}
        errors={errors}
      />
      <FileField
        name="screenshot"
        label={labels.screenshot}
        hint={t('noticeList.screenshotHint')}
        errors={errors}
        optional
      />
      <KeptFileFields name="screenshot" file={values.screenshot} />
    </ReasonPage>
  )
}

export type StatementView = {
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly issuer: string
  readonly date: string
}

/** What happened during a notice (公示情况说明), to be printed and filed. */
export function NoticeStatementPage({
  list,
  statement,
  open,
}: {
  list: Named
  statement: StatementView
  open: number
}) {
  const { t } = useWords()
  return (
    <Page title={t('noticeList.statement')} section="lists">
      <PageHead eyebrow={t('noticeList.named', list)} title={t('noticeList.statement')}>
        <a className="btn btn-quiet" href={`/lists/${list.id}`}>
          {t('noticeList.toList')}
        </a>
        <a className="btn" href={`/lists/${list.id}/statement.docx`}>
          <Icon name="download" />
          {t('noticeList.docx')}
        </a>
        <PrintButton>{t('noticeList.print')}</PrintButton>
      </PageHead>
      {open > 0 && (
        <div className="mb-4 noprint">
          <Notice tone="due" title={t('noticeList.statementOpen', { count: open })}>
            {t('noticeList.statementOpenText')}
          </Notice>
        </div>
      )}
      <Letter {...statement} to="" name={t('noticeList.statement')} />
    </Page>
  )
}
