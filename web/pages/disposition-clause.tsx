import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Added, OpinionText } from '../pieces/clause-text.tsx'
import { Choices, TextArea } from '../pieces/field.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { Pager } from '../pieces/pager.tsx'
import { VerdictState } from '../pieces/verdict-state.tsx'
import type { PageFile } from './answer-view.ts'
import { DisputeRecord, DisputeState } from './consultations.tsx'
import { type ClauseView, type DisposalForm, type DispositionView, here, type PageOpinion } from './disposition-view.ts'
import { OpinionWords } from './opinion-words.tsx'

/** One clause: what was said on it, what becomes of it, and what was agreed about it. */
export function Clause({
  view,
  clause,
  form,
}: {
  view: DispositionView
  clause: ClauseView
  form: DisposalForm | null
}) {
  const { t } = useWords()
  const adopted = clause.opinions.filter(
    ({ verdict, wording }) => (verdict === 'adopted' || verdict === 'partly') && wording !== '',
  )
  const changed = clause.opinions.find(({ id }) => id === clause.changing)
  const editing = view.editable
    ? clause.opinions.filter(opinion => (changed ? sameDecision(opinion, changed) : opinion.verdict === null))
    : []
  const rest = clause.opinions.filter(opinion => !editing.includes(opinion))
  return (
    <section className="card" aria-labelledby="h-c">
      <div className="card-body">
        <div className="split even">
          <div>
            <p className="eyebrow">{t('disposition.draftRound')}</p>
            <h2 id="h-c" className="mb-2">
              {clause.label}
              {clause.heading && ` ${clause.heading}`}
            </h2>
            <p className="prewrap">{clause.text}</p>
            {adopted.length > 0 && (
              <>
                <h3 className="mt-4">{t('disposition.adoptedWording')}</h3>
                {[...new Set(adopted.map(({ wording }) => wording))].map(wording => (
                  <p key={wording} className="prewrap">
                    <Added>{wording}</Added>
                  </p>
                ))}
                <p className="hint mt-2">{t('disposition.adoptedWordingHint')}</p>
              </>
            )}
          </div>
          <div>
            <h2 className="visually-hidden">{t('disposition.opinionsHere', { clause: clause.label })}</h2>
            {editing.length > 0 && (
              <Decide view={view} clause={clause} opinions={editing} form={form} changing={changed ?? null} />
            )}
            {rest.length > 0 && <Groups view={view} clause={clause} opinions={rest} headed={editing.length > 0} />}
            {clause.opinions.length === 0 && <p className="quiet">{t('disposition.none')}</p>}
          </div>
        </div>
      </div>
      {(clause.later || clause.next !== null) && (
        <div className="card-footer">
          <Pager
            shown={t('disposition.shown', { count: clause.opinions.length })}
            previous={clause.later ? here(view.cycleId, clause.anchor) : null}
            next={clause.next === null ? null : here(view.cycleId, clause.anchor, { after: clause.next })}
          />
        </div>
      )}
    </section>
  )
}

/** What was said with each unit whose opinions on the clause are on its own duties. */
export function Consultations({ view, clause }: { view: DispositionView; clause: ClauseView }) {
  const { t } = useWords()
  const { disputes, label } = clause
  const [only] = disputes.length === 1 ? disputes : []
  return (
    <Card
      id="consultation"
      title={t('consultation.title', { clause: label })}
      beside={only && <DisputeState dispute={only} />}
    >
      {disputes.map((dispute, nth) => (
        <div key={dispute.opinionId} className={nth > 0 ? 'mt-4' : undefined}>
          <h3 className="mb-2">
            {dispute.unitName} {!only && <DisputeState dispute={dispute} />}
          </h3>
          <DisputeRecord dispute={dispute} cycleId={view.editable ? view.cycleId : null} />
        </div>
      ))}
    </Card>
  )
}

function Decide({
  view,
  clause,
  opinions,
  form,
  changing,
}: {
  view: DispositionView
  clause: ClauseView
  opinions: readonly PageOpinion[]
  form: DisposalForm | null
  changing: PageOpinion | null
}) {
  const { t } = useWords()
  const errors = form?.errors ?? []
  const first = opinions[0]
  const isPicked = (opinion: PageOpinion): boolean =>
    form ? form.picked.has(opinion.id) : changing !== null || (first !== undefined && sameWords(opinion, first))
  return (
    <form method="post" action={here(view.cycleId, clause.anchor)} className="mb-4">
      <CsrfField />
      <fieldset id="f-opinions">
        <legend className="visually-hidden">{t('disposition.opinionsHere', { clause: clause.label })}</legend>
        {opinions.map(opinion => (
          <OpinionText key={opinion.id} from={<From opinion={opinion} />}>
            <OpinionWords opinion={opinion} />
            <Files files={opinion.files} />
            <label className="tap">
              <input
                type="checkbox"
                name={`pick.${opinion.id}`}
                value={opinion.version}
                defaultChecked={isPicked(opinion)}
              />{' '}
              {t('disposition.choose')}
              <span className="visually-hidden">{t('disposition.chooseOf', { unit: opinion.unitName })}</span>
            </label>
          </OpinionText>
        ))}
      </fieldset>
      <div className="mt-4">
        <Choices
          name="verdict"
          label={t('disposition.decide')}
          errors={errors}
          value={form?.verdict ?? changing?.verdict ?? undefined}
          choices={(['adopted', 'partly', 'rejected'] as const).map(value => ({
            value,
            label: t(`answer.verdicts.${value}`),
          }))}
        />
        <TextArea
          name="reason"
          label={t('disposition.reason')}
          hint={t('disposition.decideHint')}
          errors={errors}
          value={form?.reason ?? changing?.why ?? ''}
          rows={3}
        />
        <div className="field">
          <label className="tap">
            <input
              type="checkbox"
              name="ownDuties"
              value="yes"
              aria-describedby="ownDuties-h"
              defaultChecked={form?.ownDuties ?? changing?.ownDuties ?? false}
            />{' '}
            {t('disposition.ownDuties')}
          </label>
          <p className="hint" id="ownDuties-h">
            {t('disposition.ownDutiesHint')}
          </p>
        </div>
        <div className="acts">
          <button className="btn btn-primary" type="submit">
            {t(changing ? 'disposition.saveChange' : 'disposition.save')}
          </button>
          {changing && (
            <a className="btn btn-quiet" href={here(view.cycleId, clause.anchor)}>
              {t('disposition.cancel')}
            </a>
          )}
        </div>
      </div>
    </form>
  )
}

function From({ opinion }: { opinion: PageOpinion }) {
  const { t, instant } = useWords()
  const marks = [
    ...(opinion.late ? [t('disposition.lateMark')] : []),
    ...(opinion.recordedBy ? [t('disposition.recordedMark', { name: opinion.recordedBy })] : []),
  ]
  return (
    <>
      <a href={opinion.receiptHref}>
        {t('disposition.from', { unit: opinion.unitName, at: instant(opinion.receivedAt, 'short') })}
      </a>
      {marks.map(mark => `${t('frame.separator')}${mark}`).join('')}
    </>
  )
}

function Files({ files }: { files: readonly PageFile[] }) {
  const { t } = useWords()
  if (files.length === 0) return null
  return (
    <p>
      <b>{t('receipt.files')}</b>
      {files.map((file, nth) => (
        <span key={file.id}>
          {nth > 0 && t('pieces.listComma')}
          <a href={`/files/${file.id}`}>{file.name}</a>
        </span>
      ))}
    </p>
  )
}

/** Decided opinions; those decided together stand together. */
function Groups({
  view,
  clause,
  opinions,
  headed,
}: {
  view: DispositionView
  clause: ClauseView
  opinions: readonly PageOpinion[]
  headed: boolean
}) {
  const { t, instant } = useWords()
  const groups: PageOpinion[][] = []
  for (const opinion of opinions) {
    const group = groups.find(([first]) => first !== undefined && sameDecision(first, opinion))
    if (group && opinion.verdict !== null) group.push(opinion)
    else groups.push([opinion])
  }
  return (
    <>
      {headed && <h3 className="mb-2">{t('disposition.decidedHeading')}</h3>}
      {groups.map(group => {
        const [first] = group
        if (!first) return null
        const units = group.map(({ unitName }) => unitName).join(t('pieces.listComma'))
        return (
          <OpinionText
            key={first.id}
            from={
              group.length === 1 ? <From opinion={first} /> : t('disposition.together', { units, count: group.length })
            }
          >
            {distinct(group).map(opinion => (
              <div key={opinion.id}>
                <OpinionWords opinion={opinion} />
                <Files files={opinion.files} />
              </div>
            ))}
            <p className="mt-2">
              <VerdictState verdict={first.verdict} />{' '}
              {first.ownDuties && (
                <>
                  <b>{t('disposition.ownDuties')}</b>{' '}
                </>
              )}
              {first.decidedBy !== null && (
                <span className="soft">
                  {first.why}{' '}
                  {t('disposition.decidedBy', {
                    name: first.decidedBy,
                    at: first.decidedAt === null ? '' : instant(first.decidedAt, 'short'),
                  })}
                </span>
              )}{' '}
              {view.editable && first.verdict !== null && (
                <a href={here(view.cycleId, clause.anchor, { change: first.id })}>
                  {t('disposition.change')}
                  <span className="visually-hidden">{t('disposition.changeOf', { units })}</span>
                </a>
              )}
            </p>
          </OpinionText>
        )
      })}
    </>
  )
}

const sameWords = (one: PageOpinion, other: PageOpinion): boolean =>
  one.text === other.text && one.wording === other.wording && one.reason === other.reason

const sameDecision = (one: PageOpinion, other: PageOpinion): boolean =>
  one.verdict === other.verdict &&
  one.why === other.why &&
  one.ownDuties === other.ownDuties &&
  one.decidedAt === other.decidedAt &&
  one.decidedBy === other.decidedBy

function distinct(opinions: readonly PageOpinion[]): PageOpinion[] {
  return opinions.filter((opinion, index) => opinions.findIndex(other => sameWords(other, opinion)) === index)
}
