import type { ClaimState, PayoutState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { Live } from '../pieces/live.tsx'
import { Log } from '../pieces/log.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import type { Words } from '../words.ts'
import { PayoutStateMark } from './payment-state.tsx'

export type PaymentEventView = {
  readonly id: bigint
  readonly kind: string
  readonly source: 'house' | 'bank' | 'treasury'
  readonly person_name: string | null
  readonly detail: Record<string, unknown>
  readonly at: string
}

export type PaymentAct = 'ask-again' | 'confirm-never-received' | 'settle-frozen' | 'confirm-result'

export type PaymentView = {
  readonly id: string
  readonly key: string
  readonly state: PayoutState
  readonly unit_name: string
  readonly amount_fen: bigint
  readonly claim_number: string | null
  readonly claim_state: ClaimState
  readonly batch_id: string
  readonly batch_number: string
  readonly channel: 'file' | 'bank'
  readonly last4: string
  readonly bank: string
  readonly bank_code: string
  readonly bank_reference: string | null
  readonly bank_answer: string | null
  readonly submitted_at: string | null
  readonly settled_at: string | null
  readonly ask_at: string | null
  /** What the bank has said of it cannot be together, and nobody has cleared it up. */
  readonly contradicted: boolean
}

/** What the first of two has read; own: the reader is that person. */
export type FirstFindingView = { readonly finding: string; readonly personName: string; readonly own: boolean }

export type PaymentProps = {
  readonly payment: PaymentView
  readonly title: string
  readonly events: readonly PaymentEventView[]
  readonly attempts: readonly { readonly id: string; readonly key: string; readonly state: PayoutState }[]
  /** Whose word that nothing was received stands so far. */
  readonly neverReceivedBy: readonly string[]
  /** What one person has read from the statement of a frozen payment. */
  readonly firstFinding: FirstFindingView | null
  /** Who was the first to say that the result stands, where the bank contradicts it. */
  readonly firstResult: string | null
  readonly due: string | null
  readonly may: ReadonlySet<PaymentAct>
}

/** One payment: what became of it, everything that was done and said, and what can be done now. */
export function PaymentPage(props: PaymentProps) {
  const { payment, title, events, attempts } = props
  const words = useWords()
  const { t, instant } = words
  return (
    <Page title={t('payment.title', { key: payment.key })} section="payouts">
      <PageHead
        eyebrow={t('payment.eyebrow', { title, key: payment.key })}
        title={t(`payment.heading.${payment.state}`, {
          unit: payment.unit_name,
          amount: yuan(payment.amount_fen),
          when: payment.settled_at ? instant(payment.settled_at, 'short') : '',
        })}
      >
        <PayoutStateMark state={payment.state} />
        <a className="btn btn-quiet" href={`/batches/${payment.batch_id}`}>
          {t('payment.toBatch', { number: payment.batch_number })}
        </a>
      </PageHead>
      <div className="split">
        <div>
          <Live id="payment" every={10}>
            {payment.contradicted && (
              <Notice tone="late" title={t('payment.contradictedTitle')}>
                <p>{t('payment.contradictedText')}</p>
                {props.firstResult && <p>{t('payment.firstResult', { name: props.firstResult })}</p>}
                {props.may.has('confirm-result') && (
                  <FootBar>
                    <a className="btn btn-primary" href={`/payments/${payment.id}/result`}>
                      {t(props.firstResult ? 'payment.resultSecond' : 'payment.result')}
                    </a>
                  </FootBar>
                )}
              </Notice>
            )}
            <Standing {...props} />
            <Card id="h-story" title={t('payment.story')}>
              <Log entries={events.map(event => entryOf(event, words))} />
              {events.length === 0 && <p>{t('payment.noStory')}</p>}
            </Card>
          </Live>
        </div>
        <Card id="h-facts" as="aside" title={t('payment.facts')}>
          <Facts
            rows={[
              [t('payouts.payee'), payment.unit_name],
              [t('payouts.amount'), yuan(payment.amount_fen)],
              [t('payment.key'), payment.key],
              [t('payment.account'), t('payment.accountOf', { bank: payment.bank, last4: payment.last4 })],
              [t('payment.bankCode'), payment.bank_code],
              ...(payment.claim_number ? [[t('payment.claim'), payment.claim_number] as const] : []),
              ...(payment.bank_reference ? [[t('payment.reference'), payment.bank_reference] as const] : []),
              ...(payment.submitted_at ? [[t('payouts.sent'), instant(payment.submitted_at)] as const] : []),
            ]}
          />
          {attempts.length > 1 && (
            <>
              <h3 className="mt-3">{t('payment.attempts')}</h3>
              <ul>
                {attempts.map(({ id, key, state }) => (
                  <li key={id}>
                    {id === payment.id ? key : <a href={`/payments/${id}`}>{key}</a>} <PayoutStateMark state={state} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </Card>
      </div>
    </Page>
  )
}

/** What the state means, and what can be done about it. */
function Standing({ payment, neverReceivedBy, firstFinding, due, may }: PaymentProps) {
  const { t, instant } = useWords()
  const { id, state, ask_at } = payment
  if (state === 'void' || state === 'paid') return null
  const tone = state === 'frozen' || state === 'returned' ? 'late' : state === 'unknown' ? 'due' : 'plain'
  return (
    <Notice tone={tone} title={t(`payment.means.${state}`)}>
      <p>{t(`payment.next.${state}`)}</p>
      {ask_at && (state === 'unknown' || state === 'submitted') && (
        <p>{t('payment.askedAt', { when: instant(ask_at, 'log') })}</p>
      )}
      {due && <p>{t('payment.due', { when: instant(due) })}</p>}
      {neverReceivedBy.length > 0 && (state === 'unknown' || state === 'submitted') && (
        <p>{t('payment.firstNever', { name: neverReceivedBy.join(t('pieces.listComma')) })}</p>
      )}
      {firstFinding && (
        <p>
          {t(firstFinding.own ? 'payment.ownFinding' : 'payment.firstFinding', {
            name: firstFinding.personName,
            finding: t(findingWord(firstFinding.finding)),
          })}
        </p>
      )}
      <FootBar>
        {may.has('settle-frozen') && (
          <a className={firstFinding?.own ? 'btn' : 'btn btn-primary'} href={`/payments/${id}/settle`}>
            {t(firstFinding?.own ? 'payment.settleAnew' : firstFinding ? 'payment.settleSecond' : 'payment.settle')}
          </a>
        )}
        {may.has('ask-again') && (
          <a className={may.has('settle-frozen') ? 'btn' : 'btn btn-primary'} href={`/payments/${id}/ask`}>
            {t('payment.ask')}
          </a>
        )}
        {may.has('confirm-never-received') && (
          <a className="btn btn-quiet" href={`/payments/${id}/never`}>
            {t(neverReceivedBy.length > 0 ? 'payment.neverSecond' : 'payment.never')}
          </a>
        )}
      </FootBar>
    </Notice>
  )
}

export const findings = ['paid', 'returned', 'never-received'] as const
const findingWord = (finding: string) =>
  `payment.findings.${findings.find(each => each === finding) ?? 'paid'}` as const

function entryOf({ id, kind, source, person_name, detail, at }: PaymentEventView, words: Words) {
  const { t, named } = words
  const said = (name: string): string | null => (typeof detail[name] === 'string' ? detail[name] : null)
  const parts = [
    person_name && t('payment.by', { name: person_name }),
    detail.amountFen !== undefined && t('payment.otherAmount', { amount: yuan(BigInt(String(detail.amountFen))) }),
    detail.payee === 'another' && t('payment.otherPayee'),
    said('finding') && t(findingWord(said('finding') ?? '')),
    said('reference') && t('payment.referenceIs', { reference: said('reference') ?? '' }),
    said('effect') === 'contradiction' && t('payment.contradicts'),
    said('to') && t('payment.becomes', { state: named('payoutState', said('to') ?? '') }),
  ].filter(part => part !== false && part !== null && part !== undefined && part !== '')
  const own = said('reason') ?? said('why')
  return {
    key: String(id),
    at,
    what: t(`payment.sources.${source}`),
    children: (
      <>
        {named('payment.kinds', kind)}
        {parts.length > 0 && t('pieces.colon')}
        {parts.join(t('pieces.comma'))}
        {own && (
          <>
            {' '}
            <samp>{own}</samp>
          </>
        )}
      </>
    ),
  }
}
