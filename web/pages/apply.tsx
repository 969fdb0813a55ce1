import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Facts } from '../pieces/facts.tsx'
import { fieldId } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { claimPath } from './claim-view.ts'

type Entry = { readonly id: string; readonly words: string; readonly clause: string | null }

export type SchemeView = {
  readonly title: string
  readonly paidTo: string | null
  readonly per: string
  /** What is said where a condition does not hold. */
  readonly conditions: readonly Entry[]
  readonly evidence: readonly (Entry & { readonly required: boolean })[]
  readonly rates: readonly (Entry & { readonly amount: string })[]
  readonly readings: readonly {
    readonly id: string
    readonly question: string
    readonly answer: string
    readonly clause: string | null
  }[]
}

type ApplyProps = {
  readonly cycleId: string
  readonly title: string
  readonly issuer: string
  readonly contact: { readonly name: string; readonly phone: string } | null
  readonly state: string
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  readonly filings: readonly {
    readonly id: string
    readonly number: string
    readonly name: string
    readonly places: number
    readonly caseId: string | null
  }[]
  /** The policy is a draft for comment: it is rehearsed and never paid. */
  readonly draft: boolean
  readonly scheme: SchemeView
}

/** What a round subsidises, under which conditions, with which evidence and how much; and the way in. */
export function ApplyPage({ cycleId, title, issuer, contact, state, due, filings, draft, scheme }: ApplyProps) {
  const { t } = useWords()
  const open = state === 'open' && due !== null && !due.passed
  const free = filings.filter(({ caseId }) => caseId === null)
  const begun = filings.filter(({ caseId }) => caseId !== null)
  const [first] = free
  return (
    <Page title={title} section="claims" reading>
      <PageHead eyebrow={[issuer, scheme.title].join(t('frame.separator'))} title={title} />
      {!open && (
        <Notice title={t(state === 'going-out' ? 'apply.notYetOpen' : 'apply.closed')}>
          {t('apply.closedText', { issuer })}
        </Notice>
      )}
      {draft && <Notice tone="due" title={t('apply.draftPack')} />}
      {open && due && (
        <DeadlinePanel name={t('apply.deadline')} dueAt={due.at} left={due.left} passed={due.passed}>
          {t('apply.silence')}
        </DeadlinePanel>
      )}
      <Card id="h-rates" title={t('apply.howMuch')}>
        <p>
          {t('apply.per', { per: scheme.per })}
          {scheme.paidTo !== null && t('apply.paidTo', { to: scheme.paidTo })}
        </p>
        <Facts
          rows={scheme.rates.map(({ words, amount, clause }) => [
            words,
            `${t('apply.amount', { amount })}${clause === null ? '' : t('claimForm.byClause', { clause })}`,
          ])}
        />
        {scheme.readings.length > 0 && (
          <>
            <h3 className="mt-3">{t('apply.readings')}</h3>
            <Facts
              rows={scheme.readings.map(({ question, answer, clause }) => [
                question,
                `${answer}${clause === null ? '' : t('apply.leftOpen', { clause })}`,
              ])}
            />
          </>
        )}
      </Card>
      <Card id="h-conditions" title={t('apply.conditions')}>
        <Entries entries={scheme.conditions} />
      </Card>
      <Card id="h-evidence" title={t('apply.evidence')}>
        <Entries entries={scheme.evidence} />
      </Card>
      {contact && (
        <p className="soft mt-3">
          {t('answer.contact', { name: contact.name })}
          <a href={`tel:${contact.phone.replace(/[^0-9+]/g, '')}`}>{contact.phone}</a>
          {t('answer.stop')}
        </p>
      )}
      {begun.map(({ id, name, number, caseId }) => (
        <p key={id}>
          <a href={claimPath(caseId ?? '')}>{t('apply.goOn', { name, number })}</a>
        </p>
      ))}
      {open && first && (
        <form method="post" action={`/rounds/${cycleId}/apply`}>
          <CsrfField />
          <OnceField />
          {free.length === 1 ? (
            <input type="hidden" name="filingId" value={first.id} />
          ) : (
            <fieldset className="choices mb-3">
              <legend className="form-label">{t('apply.whichFiling')}</legend>
              {free.map(({ id, name, number, places }, index) => (
                <label key={id}>
                  <input
                    type="radio"
                    name="filingId"
                    value={id}
                    id={index === 0 ? fieldId('filingId') : undefined}
                    defaultChecked={index === 0}
                  />
                  {t('apply.filing', { name, number, places })}
                </label>
              ))}
            </fieldset>
          )}
          <FootBar
            context={
              free.length === 1
                ? t('apply.filing', { name: first.name, number: first.number, places: first.places })
                : t('apply.kept')
            }
          >
            <a className="btn" href="/claims">
              {t('apply.back')}
            </a>
            <button className="btn btn-primary" type="submit">
              {t('apply.begin')}
            </button>
          </FootBar>
        </form>
      )}
    </Page>
  )
}

function Entries({ entries }: { entries: readonly (Entry & { readonly required?: boolean })[] }) {
  const { t } = useWords()
  return (
    <ul className="mb-0">
      {entries.map(({ id, words, clause, required = true }) => (
        <li key={id}>
          {words}
          {!required && t('pieces.optional')}
          {clause !== null && t('claimForm.byClause', { clause })}
        </li>
      ))}
    </ul>
  )
}
