import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { AnswerForm } from './answer-form.tsx'
import { AnswerResults } from './answer-results.tsx'
import { AnswerStanding } from './answer-standing.tsx'
import type { AnswerFormState, ClauseRange, GivenAnswer, LetterView, Standing } from './answer-view.ts'
import { DraftConflict } from './draft-conflict.tsx'
import { EarlierAnswers } from './earlier-answers.tsx'
import { LetterToRead } from './letter-to-read.tsx'

type AnswerPageProps = {
  letter: LetterView
  standing: Standing
  clauses: ClauseRange
  /** Null where nothing can be written now. */
  form: AnswerFormState | null
  earlier: readonly GivenAnswer[]
}

/** A letter: deadline and what silence means, the draft clause by clause, and the unit's answer. */
export function AnswerPage({ letter, standing, clauses, form, earlier }: AnswerPageProps) {
  const { t, date } = useWords()
  return (
    <Page title={t('answer.title')} section="letters" reading>
      <PageHead
        eyebrow={t('answer.eyebrow', { issuer: letter.issuer, date: date(letter.sentOn, 'short') })}
        title={t('answer.heading', { title: letter.title })}
      />
      {form?.conflict ? (
        <DraftConflict conflict={form.conflict} />
      ) : (
        <AnswerStanding standing={standing} letter={letter} />
      )}
      {form?.errors && <ErrorSummary errors={form.errors} labels={labelsOf(form, t)} />}
      {showsDeadline(standing) && <Deadline letter={letter} />}
      <Signed letter={letter} />
      {letter.attachments.length > 0 && (
        <section className="mt-3" aria-label={t('answer.attachments')}>
          {letter.attachments.map(file => (
            <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`} />
          ))}
        </section>
      )}
      {standing.kind === 'results' && <AnswerResults results={standing.results} />}
      {form ? (
        <AnswerForm letter={letter} clauses={clauses} form={form} />
      ) : (
        <LetterToRead letter={letter} standing={standing} clauses={clauses} />
      )}
      {earlier.length > 0 && <EarlierAnswers caseId={letter.caseId} earlier={earlier} />}
    </Page>
  )
}

// Whoever has answered, or cannot any more, is not reminded of a deadline.
const showsDeadline = (standing: Standing): boolean =>
  ['to-sign', 'to-answer', 'late'].includes(standing.kind) || (standing.kind === 'answered' && standing.replaceable)

function Deadline({ letter }: { letter: LetterView }) {
  const { t } = useWords()
  const { days, today, left, passed, provisional, dueAt, mandatory, silence, extension } = letter
  const silent = mandatory ? t('answer.mandatory') : t('answer.silence', { rule: silence })
  const means = [
    ...(passed ? [] : [silent]),
    ...(extension === null ? [] : [t('answer.extended', { reason: extension })]),
  ].join(t('pieces.sentenceSpace'))
  return (
    <DeadlinePanel
      name={t('answer.deadline')}
      dueAt={dueAt}
      left={left}
      passed={passed}
      provisional={provisional}
      days={
        days.length > 0 && (
          <>
            <DayStrip from={today} days={days} today name={t('answer.deadline')} />
            <SkippedDays days={days} />
          </>
        )
      }
    >
      {means || undefined}
    </DeadlinePanel>
  )
}

function Signed({ letter }: { letter: LetterView }) {
  const { t, instant } = useWords()
  const { signedFor, contact } = letter
  return (
    <p className="soft mt-3">
      {signedFor && `${t('answer.signedFor', { name: signedFor.by, at: instant(signedFor.at, 'short') })} `}
      {contact.phone === null ? (
        t('answer.contactPlain', { name: contact.name })
      ) : (
        <>
          {t('answer.contact', { name: contact.name })}
          <a href={`tel:${contact.phone.replace(/[^0-9+]/g, '')}`}>{contact.phone}</a>
          {t('answer.stop')}
        </>
      )}
    </p>
  )
}

function labelsOf(form: AnswerFormState, t: ReturnType<typeof useWords>['t']): Record<string, string> {
  return Object.fromEntries(
    form.opinions.flatMap(({ label }, index) =>
      (
        [
          ['text', t('answer.text')],
          ['wording', t('answer.wording')],
          ['reason', t('answer.reason')],
          ['upload', t('answer.files')],
          ['files', t('answer.files')],
          ['anchor', t('answer.opinionOn', { clause: label })],
        ] as const
      ).map(([part, word]) => [`opinions.${index}.${part}`, `${label}${t('pieces.colon')}${word}`]),
    ),
  )
}
