import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Checklist } from '../pieces/checklist.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Choices, FileField, SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ObjectionFields, type ObjectionValues, objectionLabels } from './objection-fields.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'
import type { DueView } from './workbench.tsx'

type AnswerProps = Retry & {
  readonly objection: {
    readonly id: string
    readonly number: string
    readonly item: string
    readonly named: boolean
    readonly amount_fen: bigint
    readonly ends_at: string | null
    readonly stated_at: string | null
  }
  /** The notice is over: a dismissal makes the item payable at once, unless another objection holds it. */
  readonly over: boolean
  readonly others: number
  readonly values: { readonly answer: string; readonly reason: string; readonly clause: string }
}

/** Answers an objection, with what each answer brings about. */
export function AnswerObjectionPage({ objection, over, others, values, errors = [], onceKey }: AnswerProps) {
  const { t, instant } = useWords()
  const { id, number, item, named, amount_fen: fen, ends_at: endsAt } = objection
  const amount = yuan(fen)
  const labels = { answer: t('objection.result'), reason: t('objection.reason'), clause: t('objection.clause') }
  const dismissed =
    named && others > 0
      ? t('objection.thenStillHeld', { count: others })
      : over
        ? t('objection.thenPayable', { amount })
        : t('objection.thenGoesOn', { when: instant(endsAt ?? '') })
  return (
    <ReasonPage
      section="lists"
      eyebrow={t('objection.numbered', { number })}
      title={t('objection.answerTitle', { item })}
      lead={t('objection.answerLead')}
      action={`/objections/${id}/answer`}
      back={`/objections/${id}`}
      cancel={t('noticeList.cancel')}
      submit={t('objection.answerYes')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      {named && objection.stated_at === null && <p className="soft">{t('objection.answerWithoutStatement')}</p>}
      <Choices
        name="answer"
        label={labels.answer}
        value={values.answer}
        errors={errors}
        choices={[
          { value: 'dismissed', label: t('objection.choose.dismissed') },
          { value: 'back-to-review', label: t('objection.choose.back-to-review') },
          { value: 'struck-out', label: t('objection.choose.struck-out') },
        ]}
      />
      <div className="mb-4">
        <Checklist
          checks={[
            { key: 'dismissed', state: 'ok', title: t('objection.choose.dismissed'), detail: dismissed },
            {
              key: 'back',
              state: 'due',
              title: t('objection.choose.back-to-review'),
              detail: t('objection.thenReview', { amount }),
            },
            {
              key: 'out',
              state: 'due',
              title: t('objection.choose.struck-out'),
              detail: t('objection.thenOut', { amount }),
            },
          ]}
        />
      </div>
      <TextArea
        name="reason"
        label={labels.reason}
        hint={t('objection.reasonHint')}
        value={values.reason}
        errors={errors}
        rows={5}
      />
      <TextField
        name="clause"
        label={labels.clause}
        hint={t('objection.clauseHint')}
        value={values.clause}
        errors={errors}
      />
    </ReasonPage>
  )
}

export const recordChannels = ['phone', 'letter', 'visit'] as const

type RecordProps = Retry & {
  readonly list: { readonly id: string; readonly number: number; readonly title: string }
  readonly item: { readonly id: string; readonly name: string }
  readonly values: ObjectionValues & { readonly channel: string }
}

/** An officer records an objection that came by telephone, on paper or in person. */
export function RecordObjectionPage({ list, item, values, errors = [], onceKey }: RecordProps) {
  const words = useWords()
  const { t } = words
  const labels = { ...objectionLabels(words), channel: t('objection.channel') }
  return (
    <ReasonPage
      section="lists"
      eyebrow={t('noticeList.named', list)}
      title={t('objection.recordTitle', { item: item.name })}
      lead={t('objection.recordLead')}
      action={`/lists/${list.id}/items/${item.id}/objection`}
      back={`/lists/${list.id}`}
      cancel={t('noticeList.cancel')}
      submit={t('objection.recordYes')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
      files
    >
      <SelectField
        name="channel"
        label={labels.channel}
        value={values.channel}
        errors={errors}
        choices={recordChannels.map(value => ({ value, label: t(`objection.channels.${value}`) }))}
      />
      <ObjectionFields values={values} errors={errors} recorded />
    </ReasonPage>
  )
}

type StatementProps = Retry & {
  readonly cycle: { readonly title: string; readonly unit_name: string }
  readonly objection: {
    readonly id: string
    readonly number: string
    readonly item: string
    readonly case_id: string
    readonly received_at: string
    readonly telephone: string | null
    readonly statement: string | null
    readonly stated_by_name: string | null
    readonly stated_at: string | null
    readonly statement_file_name: string | null
    readonly statement_file_size: number | null
    readonly outcome: 'upheld' | 'dismissed' | null
    readonly reason: string | null
    readonly clause: string | null
  }
  readonly due: DueView | null
  readonly text: string
}

/** The unit that an objection is about says what there is to say; it does not learn who objected. */
export function ObjectionStatementPage({ cycle, objection, due, text, errors = [], onceKey }: StatementProps) {
  const { t, instant } = useWords()
  const { id, number, item, case_id: caseId, statement, outcome } = objection
  const labels = { text: t('objection.statementText'), file: t('objection.statementFile') }
  const back = `/claims/${caseId}`
  const eyebrow = t('objection.eyebrow', { title: cycle.title, number })
  const given = statement !== null && (
    <Notice tone="ok" title={t('objection.statementGiven', { when: instant(objection.stated_at ?? '') })}>
      <p className="prewrap">{statement}</p>
      {objection.statement_file_name !== null && (
        <FileRow
          name={objection.statement_file_name}
          size={objection.statement_file_size ?? 0}
          href={`/objections/${id}/files/statement`}
        />
      )}
    </Notice>
  )
  if (outcome !== null)
    return (
      <Page title={t('objection.statementTitle')} section="claims" reading>
        <PageHead
          eyebrow={eyebrow}
          title={t(outcome === 'upheld' ? 'objection.upheld' : 'objection.dismissed')}
          lead={t('objection.concludedLead', { unit: cycle.unit_name })}
        />
        <p>
          {objection.reason}
          {objection.clause && t('objection.under', { clause: objection.clause })}
        </p>
        {given}
        <p className="mt-4">
          <a className="btn btn-primary" href={back}>
            {t('objection.toClaim')}
          </a>
        </p>
      </Page>
    )
  return (
    <ReasonPage
      section="claims"
      eyebrow={eyebrow}
      title={t(statement === null ? 'objection.statementHead' : 'objection.statementHeadGiven', { item })}
      lead={t('objection.statementLead', { when: instant(objection.received_at), unit: cycle.unit_name })}
      action={`/objections/${id}/statement`}
      back={back}
      cancel={t('objection.toClaim')}
      submit={t(statement === null ? 'objection.statementYes' : 'objection.statementAgain')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
      files
    >
      {due && (
        <DeadlinePanel name={t('objection.statementDue')} dueAt={due.at} left={due.left} passed={due.passed}>
          {t('objection.statementSilence')}
        </DeadlinePanel>
      )}
      {given}
      <p className="soft mt-3">{t('objection.statementAsk', { phone: objection.telephone ?? '' })}</p>
      <TextArea
        name="text"
        label={labels.text}
        hint={t('objection.statementHint')}
        value={text}
        errors={errors}
        rows={6}
      />
      <FileField name="file" label={labels.file} hint={t('objection.statementFileHint')} errors={errors} optional />
    </ReasonPage>
  )
}
