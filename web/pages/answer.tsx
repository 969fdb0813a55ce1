import type { ReactNode } from 'react'
import type { Verdict } from '../../domain/cycle.ts'
import type { DueDay } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { ClauseText, OpinionText } from '../pieces/clause-text.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Details } from '../pieces/details.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { fieldId, TextArea } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { State } from '../pieces/state.tsx'
import { VerdictState } from '../pieces/verdict-state.tsx'

export type PageFile = { readonly id: string; readonly name: string; readonly size: number }

/** A letter as its addressee sees it; words of rules and dates of periods are ready to print. */
export type LetterView = {
  readonly caseId: string
  readonly title: string
  readonly issuer: string
  readonly sentOn: string
  readonly dueAt: string
  readonly left: number
  readonly passed: boolean
  readonly provisional: boolean
  /** Today, and the days until the letter is due; none where there are too many to show. */
  readonly today: string
  readonly days: readonly DueDay[]
  readonly mandatory: boolean
  readonly copy: boolean
  /** What silence means, by the rule of the letter. */
  readonly silence: string
  readonly contact: { readonly name: string; readonly phone: string | null }
  readonly signedFor: { readonly by: string; readonly at: string } | null
  readonly extension: string | null
  readonly attachments: readonly PageFile[]
}

export type PageClause = {
  readonly anchor: string
  /** The anchor in words. */
  readonly label: string
  readonly heading: string
  readonly text: string
}
export type ClauseRange = {
  readonly clauses: readonly PageClause[]
  readonly total: number
  /** Position of the first clause shown. */
  readonly from: number
  readonly previous: number | null
  readonly next: number | null
}

/** What the page tells before all else. */
export type Standing =
  | { readonly kind: 'to-sign' | 'to-answer' | 'copy' | 'closed' }
  | { readonly kind: 'withdrawn'; readonly at: string; readonly reason: string }
  | { readonly kind: 'late'; readonly by: 'deemed' | 'overdue' | 'time' }
  | {
      readonly kind: 'late-given'
      readonly counted: boolean | null
      readonly reason: string | null
      readonly replaceable: boolean
    }
  | { readonly kind: 'answered'; readonly replaceable: boolean; readonly last: GivenAnswer }
  | { readonly kind: 'results'; readonly results: readonly Result[] }

export type GivenAnswer = {
  readonly seq: number
  readonly receipt: string
  readonly receivedAt: string
  readonly byName: string
  readonly recordedBy: string | null
  readonly kind: 'no-opinion' | 'opinions'
  readonly late: boolean
}

export type Result = {
  readonly anchor: string
  readonly label: string
  readonly text: string
  readonly wording: string
  readonly verdict: Verdict | null
  readonly why: string | null
}

export type EditedOpinion = {
  readonly anchor: string
  readonly label: string
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly files: readonly PageFile[]
}

/** What the answer form holds, as read or as typed. */
export type AnswerFormState = {
  readonly version: number
  readonly opinions: readonly EditedOpinion[]
  readonly saved: { readonly by: string; readonly at: string } | null
  /** The form's own key, kept while the same form is shown again. */
  readonly once?: string
  readonly errors?: readonly FieldError[]
  /** Somebody else's draft, saved meanwhile; null opinions: it ended with an answer. */
  readonly conflict?: { readonly by: string; readonly at: string; readonly theirs: readonly EditedOpinion[] | null }
}

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
      {form?.conflict ? <Conflict conflict={form.conflict} /> : <Told standing={standing} letter={letter} />}
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
      {standing.kind === 'results' && <Results results={standing.results} />}
      {form ? (
        <AnswerForm letter={letter} clauses={clauses} form={form} />
      ) : (
        <ReadOnly letter={letter} standing={standing} clauses={clauses} />
      )}
      {earlier.length > 0 && <Earlier caseId={letter.caseId} earlier={earlier} />}
    </Page>
  )
}

// Whoever has answered, or cannot any more, is not reminded of a deadline.
const showsDeadline = (standing: Standing): boolean =>
  ['to-sign', 'to-answer', 'late'].includes(standing.kind) || (standing.kind === 'answered' && standing.replaceable)

function Told({ standing, letter }: { standing: Standing; letter: LetterView }) {
  const { t, instant } = useWords()
  switch (standing.kind) {
    case 'to-sign':
    case 'to-answer':
      return null
    case 'copy':
      return <Notice title={t('answer.copyTitle')}>{t('answer.copyText')}</Notice>
    case 'closed':
      return <Notice title={t('answer.openClosedTitle')}>{t('answer.openClosedText')}</Notice>
    case 'withdrawn':
      return (
        <Notice title={t('answer.withdrawnTitle')} icon="ban">
          {t('answer.withdrawnText', { at: instant(standing.at, 'sentence'), reason: standing.reason })}
        </Notice>
      )
    case 'late': {
      const text = { deemed: 'answer.deemedText', overdue: 'answer.overdueText', time: 'answer.lateText' } as const
      return (
        <Notice tone={letter.mandatory ? 'late' : 'due'} title={t('answer.lateTitle')}>
          {t(text[standing.by])}
        </Notice>
      )
    }
    case 'late-given': {
      const { counted, reason } = standing
      if (counted === null)
        return (
          <Notice tone="due" title={t('answer.lateGivenTitle')}>
            {t('answer.lateGivenText')}
          </Notice>
        )
      return (
        <Notice tone={counted ? 'ok' : 'due'} title={t(counted ? 'answer.lateCounts' : 'answer.lateDoesNotCount')}>
          {reason === null ? undefined : `${t('answer.why')}${reason}`}
        </Notice>
      )
    }
    case 'answered': {
      const { last, replaceable } = standing
      return (
        <Notice tone="ok" title={t(replaceable ? 'answer.answeredTitle' : 'answer.answeredClosedTitle')}>
          {t('answer.answeredText', {
            at: instant(last.receivedAt, 'short'),
            name: last.byName,
            receipt: last.receipt,
          })}
        </Notice>
      )
    }
    case 'results': {
      const of = (verdict: Verdict) => standing.results.filter(result => result.verdict === verdict).length
      const counts = { adopted: of('adopted'), partly: of('partly'), rejected: of('rejected') }
      return <Notice tone="ok" title={t('answer.resultsTitle', { total: standing.results.length, ...counts })} />
    }
  }
}

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

function ReadOnly({ letter, standing, clauses }: { letter: LetterView; standing: Standing; clauses: ClauseRange }) {
  const { t } = useWords()
  const here = `${paths.letters}/${letter.caseId}`
  const more = moreClass(clauses)
  const toSign =
    standing.kind === 'to-sign' || ((standing.kind === 'copy' || standing.kind === 'late') && !letter.signedFor)
  return (
    <>
      {toSign && (
        <form method="post" action={`${here}/sign-for`}>
          <CsrfField />
          <FootBar context={t(standing.kind === 'copy' ? 'answer.copyTitle' : 'answer.toSignText')}>
            <button className="btn btn-primary" type="submit">
              <Icon name="signature" />
              {t('answer.sign')}
            </button>
          </FootBar>
        </form>
      )}
      {(standing.kind === 'answered' || standing.kind === 'late-given') && standing.replaceable ? (
        <p className="acts mt-4">
          <a className="btn btn-primary" href={`${here}?replace=1`}>
            {t('answer.replace')}
          </a>
        </p>
      ) : null}
      <DraftCard total={clauses.total} hint={t('answer.draftOnly', { count: clauses.total })}>
        {clauses.clauses.map(clause => (
          <ClauseText
            key={clause.anchor}
            anchor={clause.anchor}
            number={clause.label}
            heading={clause.heading}
            text={clause.text}
          />
        ))}
        <p className={more}>
          {clauses.previous !== null && <a href={`${here}?from=${clauses.previous}`}>{t('answer.back')}</a>}
          {clauses.next !== null && (
            <a href={`${here}?from=${clauses.next}`}>{t('answer.more', { count: clauses.total - clauses.next })}</a>
          )}
        </p>
      </DraftCard>
    </>
  )
}

const moreClass = ({ previous, next }: ClauseRange): string =>
  previous === null && next === null ? 'd-none' : 'pt-3 border-top acts'

function DraftCard({ total, hint, children }: { total: number; hint: string; children: ReactNode }) {
  const { t } = useWords()
  return (
    <section className="card mt-4" aria-labelledby="h-draft">
      <div className="card-body">
        <h2 id="h-draft" className="mb-2">
          {t('answer.draft')}
        </h2>
        <p className="soft small">{hint}</p>
        {total > 0 && children}
      </div>
    </section>
  )
}

function AnswerForm({ letter, clauses, form }: { letter: LetterView; clauses: ClauseRange; form: AnswerFormState }) {
  const { t } = useWords()
  const here = `${paths.letters}/${letter.caseId}`
  const more = moreClass(clauses)
  const numbered = form.opinions.map((opinion, index) => ({ opinion, index }))
  const shown = new Set(clauses.clauses.map(({ anchor }) => anchor))
  const errors = form.errors ?? []
  // What the form says by itself is saved by htmx; without it the buttons do.
  const autosave = {
    'hx-post': `${here}/draft`,
    'hx-trigger': 'input delay:2s from:#answer',
    'hx-include': '#answer',
    'hx-target': '#draft-state',
    'hx-select': '#draft-state',
    'hx-swap': 'outerHTML',
    'hx-status:409': 'swap:outerHTML',
    'hx-status:422': 'swap:outerHTML',
  }
  return (
    <form method="post" action={here} encType="multipart/form-data" id="answer">
      <CsrfField />
      <OnceField value={form.once} />
      <input type="hidden" name="count" value={form.opinions.length} />
      <input type="hidden" name="from" value={clauses.from} />
      {numbered
        .filter(({ opinion }) => !shown.has(opinion.anchor))
        .map(({ opinion, index }) => (
          <HiddenOpinion key={index} opinion={opinion} index={index} />
        ))}
      <DraftCard total={clauses.total} hint={t('answer.draftHint', { count: clauses.total })}>
        {clauses.clauses.map(clause => {
          const own = numbered.filter(({ opinion }) => opinion.anchor === clause.anchor)
          return (
            <ClauseText
              key={clause.anchor}
              anchor={clause.anchor}
              number={clause.label}
              heading={clause.heading}
              text={clause.text}
            >
              {own.map(({ opinion, index }, nth) => (
                <OpinionFields
                  key={index}
                  opinion={opinion}
                  index={index}
                  nth={own.length > 1 ? nth + 1 : null}
                  errors={errors}
                  here={here}
                />
              ))}
              <button className="btn btn-quiet" type="submit" name="intent" value={`add:${clause.anchor}`}>
                <Icon name="message-plus" />
                {t(own.length > 0 ? 'answer.addAgain' : 'answer.add')}
                <span className="visually-hidden">{t('answer.addOn', { clause: clause.label })}</span>
              </button>
            </ClauseText>
          )
        })}
        <p className={more}>
          {clauses.previous !== null && (
            <button className="btn btn-quiet" type="submit" name="intent" value={`from:${clauses.previous}`}>
              {t('answer.back')}
            </button>
          )}
          {clauses.next !== null && (
            <button className="btn btn-quiet" type="submit" name="intent" value={`from:${clauses.next}`}>
              {t('answer.more', { count: clauses.total - clauses.next })}
            </button>
          )}
        </p>
      </DraftCard>
      <div {...autosave} />
      <FootBar context={<DraftState form={form} />}>
        <button className="btn" type="submit" name="intent" value="save">
          <Icon name="device-floppy" />
          {t('answer.save')}
        </button>
        {form.opinions.length > 0 && (
          <button className="btn" type="submit" name="intent" value="no-opinion">
            {t('answer.toNoOpinion')}
          </button>
        )}
        <button
          className="btn btn-primary"
          type="submit"
          name="intent"
          value={form.opinions.length > 0 ? 'submit' : 'no-opinion'}
        >
          {form.opinions.length > 0 ? t('answer.submit', { count: form.opinions.length }) : t('answer.noOpinion')}
        </button>
      </FootBar>
    </form>
  )
}

/** What is saved of the form, with the version that it is based on; replaced when it saves itself. */
export function DraftState({
  form: { version, opinions, saved },
  auto = false,
  conflict = null,
  problem = null,
}: {
  form: Pick<AnswerFormState, 'version' | 'opinions' | 'saved'>
  auto?: boolean
  conflict?: { readonly by: string; readonly at: string } | null
  /** Why it could not be saved as it is. */
  problem?: string | null
}) {
  const { t, instant } = useWords()
  const filled = opinions.length > 0 ? t('answer.filled', { count: opinions.length }) : t('answer.nothingYet')
  const state = saved
    ? t(auto ? 'answer.autosavedAt' : 'answer.savedAt', { at: instant(saved.at, 'short'), name: saved.by })
    : t('answer.notSaved')
  return (
    <span id="draft-state" role={conflict || problem ? 'alert' : undefined}>
      <input type="hidden" name="version" value={version} />
      {conflict
        ? t('answer.conflictShort', {
            name: conflict.by || t('answer.answeredMeanwhile'),
            at: conflict.at && instant(conflict.at, 'short'),
          })
        : (problem ?? `${filled}${t('pieces.comma')}${state}`)}
    </span>
  )
}

function OpinionFields({
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

function HiddenOpinion({ opinion, index }: { opinion: EditedOpinion; index: number }) {
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

function Conflict({ conflict: { by, at, theirs } }: { conflict: NonNullable<AnswerFormState['conflict']> }) {
  const { t, instant } = useWords()
  const name = by || t('answer.answeredMeanwhile')
  return (
    <>
      <Notice tone="due" role="alert" title={t('answer.conflictTitle', { name, at: at && instant(at, 'short') })}>
        {t('answer.conflictText')}
      </Notice>
      <Card id="theirs" title={t('answer.theirs', { name })}>
        {theirs === null && <p>{t('answer.theirsGone', { name })}</p>}
        {theirs?.length === 0 && <p>{t('answer.theirsEmpty')}</p>}
        {theirs?.map((opinion, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several opinions on one clause, in their order
          <OpinionText key={index} from={opinion.label}>
            <OpinionWords opinion={opinion} />
          </OpinionText>
        ))}
      </Card>
    </>
  )
}

/** The texts of an opinion, each with its name. */
export function OpinionWords({
  opinion,
}: {
  opinion: { readonly text: string; readonly wording: string; readonly reason?: string }
}) {
  const { t } = useWords()
  return (
    <>
      <p>
        <b>{t('receipt.opinion')}</b>
        <span className="prewrap">{opinion.text}</span>
      </p>
      {opinion.wording !== '' && (
        <p>
          <b>{t('receipt.wording')}</b>
          <span className="prewrap">{opinion.wording}</span>
        </p>
      )}
      {opinion.reason && (
        <p>
          <b>{t('receipt.reason')}</b>
          <span className="prewrap">{opinion.reason}</span>
        </p>
      )}
    </>
  )
}

function Results({ results }: { results: readonly Result[] }) {
  const { t } = useWords()
  return (
    <Card id="results" title={t('answer.results')}>
      {results.map((result, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several opinions on one clause, in their order
        <OpinionText key={index} from={result.label}>
          <OpinionWords opinion={result} />
          <p className="mt-2">
            <VerdictState verdict={result.verdict} />{' '}
            {result.why ? (
              <span className="soft">
                {t('answer.why')}
                {result.why}
              </span>
            ) : null}
          </p>
        </OpinionText>
      ))}
    </Card>
  )
}

function Earlier({ caseId, earlier }: { caseId: string; earlier: readonly GivenAnswer[] }) {
  const { t, instant } = useWords()
  return (
    <Card id="earlier" title={t('answer.earlier')} flush>
      <LedgerTable
        caption={t('answer.earlierCaption')}
        rows={earlier}
        keyOf={({ receipt }) => receipt}
        columns={[
          {
            key: 'receipt',
            head: t('answer.receipt'),
            kind: 'name',
            cell: given => <a href={`${paths.letters}/${caseId}/receipts/${given.seq}`}>{given.receipt}</a>,
          },
          {
            key: 'kind',
            head: t('answer.kind'),
            kind: 'state',
            cell: given => (
              <State tone={given.late ? 'due' : 'ok'} icon={given.late ? 'clock' : 'circle-check'}>
                {t(`answer.kinds.${given.kind}`)}
                {given.late && `${t('pieces.comma')}${t('answer.late')}`}
              </State>
            ),
          },
          {
            key: 'at',
            head: t('answer.receivedAt'),
            cell: given => <span className="nowrap">{instant(given.receivedAt)}</span>,
          },
          {
            key: 'by',
            head: t('answer.by'),
            cell: given =>
              given.recordedBy === null
                ? given.byName
                : t('answer.recorded', { name: given.byName, recorder: given.recordedBy }),
          },
        ]}
      />
    </Card>
  )
}

type ConfirmProps = {
  letter: Pick<LetterView, 'caseId' | 'title' | 'issuer' | 'sentOn'>
  opinions: number
  version: number
}

/** Asks once more before opinions that were written are left out. */
export function ConfirmNoOpinionPage({ letter, opinions, version }: ConfirmProps) {
  const { t, date } = useWords()
  const here = `${paths.letters}/${letter.caseId}`
  return (
    <Page title={t('answer.title')} section="letters" reading>
      <PageHead
        eyebrow={t('answer.eyebrow', { issuer: letter.issuer, date: date(letter.sentOn, 'short') })}
        title={t('answer.heading', { title: letter.title })}
      />
      <Notice tone="due" title={t('answer.confirmTitle')}>
        {t('answer.confirmText', { count: opinions })}
      </Notice>
      <form method="post" action={here} encType="multipart/form-data" className="acts mt-4">
        <CsrfField />
        <OnceField />
        <input type="hidden" name="version" value={version} />
        <input type="hidden" name="count" value="0" />
        <button className="btn btn-primary" type="submit" name="intent" value="no-opinion">
          {t('answer.confirmYes')}
        </button>
        <a className="btn" href={here}>
          {t('answer.confirmNo')}
        </a>
      </form>
    </Page>
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
