import type { ReactNode } from 'react'
import { yuan } from '../../domain/yuan.ts'
import type { Words } from '../words.ts'

/** What a round is and does. */
export type RoundFacts = {
  readonly scheme: string
  readonly document: string
  /** Where the document grants it. */
  readonly source: string
  /** False under a draft for comment: it is worked out and never paid. */
  readonly mayBePaid: boolean
  readonly year: number
  readonly appropriatedFen: bigint
  readonly moneyFrom: string
  readonly opensAt: string | null
  readonly closesAt: string | null
  readonly institutions: number
  readonly readings: readonly { readonly question: string; readonly answer: string; readonly clause: string | null }[]
  readonly reviewers: string
  readonly notice: string
  readonly contact: { readonly name: string; readonly phone: string } | null
  readonly documentNumber: string | null
}

/** A round in names and values: for the check, the signature and whoever looks it up. */
export function roundFactRows(facts: RoundFacts, { t, instant }: Words): (readonly [string, ReactNode])[] {
  const nil = t('pieces.nil')
  const when = (at: string | null) => (at ? <b className="nowrap">{instant(at)}</b> : nil)
  return [
    [
      t('round.facts.scheme'),
      <>
        <b>{facts.scheme}</b>{' '}
        <small className="quiet">{[facts.document, facts.source].filter(Boolean).join(' ')}</small>
      </>,
    ],
    [t('round.facts.year'), t('round.yearOf', { year: facts.year })],
    [
      t('round.facts.money'),
      <>
        <b className="nowrap">{t('round.yuan', { amount: yuan(facts.appropriatedFen) })}</b>
        {facts.moneyFrom !== '' && <small className="quiet"> {facts.moneyFrom}</small>}
      </>,
    ],
    [t('round.facts.opens'), when(facts.opensAt)],
    [t('round.facts.closes'), when(facts.closesAt)],
    [t('round.facts.told'), t('round.facts.toldValue', { count: facts.institutions })],
    ...facts.readings.map(
      ({ question, answer, clause }) =>
        [
          question,
          <>
            {answer}
            {clause && <small className="quiet"> {clause}</small>}
          </>,
        ] as const,
    ),
    [t('round.facts.reviewers'), facts.reviewers || nil],
    [t('round.facts.notice'), facts.notice],
    [t('round.facts.number'), facts.documentNumber ?? t('launch.check.noNumber')],
    [
      t('round.facts.contact'),
      facts.contact ? [facts.contact.name, facts.contact.phone].filter(Boolean).join(' ') : nil,
    ],
  ]
}
