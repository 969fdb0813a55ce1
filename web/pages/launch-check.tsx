import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Checklist } from '../pieces/checklist.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Must } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type LaunchCycle, LaunchFrame } from './launch-frame.tsx'
import { type CheckItemView, checksOf, summaryOf } from './launch-items.tsx'
import { LaunchSubmit } from './launch-submit.tsx'

/** What a letter is about to do, or has done. */
export type LetterFacts = {
  readonly main: number
  readonly copies: number
  readonly byKind: readonly { readonly kind: string; readonly count: number }[]
  readonly mandatory: readonly string[]
  readonly dueAt: string | null
  /** Working days from sending; null for a fixed date. */
  readonly workingDays: number | null
  readonly silence: string
  readonly documentNumber: string | null
}

type LaunchCheckProps = {
  readonly cycle: LaunchCycle
  readonly items: readonly CheckItemView[]
  readonly facts: LetterFacts
  readonly clauses: number
  readonly attachments: readonly { readonly id: string; readonly name: string }[]
  readonly seats: readonly string[]
}

/** The last page of a launch: what stands in the way, what is sent, and the sending for signature. */
export function LaunchCheckPage({ cycle, items, facts, clauses, attachments, seats }: LaunchCheckProps) {
  const words = useWords()
  const { t } = words
  const stops = items.some(({ level }) => level === 'stop')
  return (
    <LaunchFrame cycle={cycle} step="check">
      <div className="split even">
        <Card id="h-check" title={t('launch.check.title')}>
          <p className="soft small mb-2">{summaryOf(items, words)}</p>
          <Checklist checks={checksOf(items, cycle.id, words)} />
        </Card>
        <Card id="h-summary" title={t('launch.check.summary')}>
          <Facts
            rows={[
              ...factRows(facts, words),
              [t('launch.check.seats'), seats.join(' → ')],
              [t('launch.check.clauses'), t('launch.check.clausesValue', { count: clauses })],
              ...(attachments.length > 0
                ? [
                    [
                      t('launch.check.attachments'),
                      attachments.map(({ name }) => name).join(t('pieces.listComma')),
                    ] as const,
                  ]
                : []),
            ]}
          />
          <p className="mt-3">
            <a className="inline" href={`/cycles/${cycle.id}/letter`}>
              {t('launch.check.letter')}
            </a>
          </p>
        </Card>
      </div>
      <LaunchSubmit
        path={`/cycles/${cycle.id}`}
        version={cycle.version}
        stops={stops}
        seats={seats}
        context={[t('launch.check.context'), t('launch.check.frozen')].join(t('pieces.sentenceSpace'))}
      />
    </LaunchFrame>
  )
}

const kinds = [
  'government',
  'department',
  'section',
  'sub-district',
  'town',
  'township',
  'public-organisation',
] as const

/** To how many, until when, what silence means, under which number. */
export function factRows(facts: LetterFacts, words: Words): (readonly [string, ReactNode])[] {
  const { t, instant } = words
  const byKind = facts.byKind.map(({ kind, count }) => {
    const known = kinds.find(each => each === kind)
    return t('launch.check.kindCount', { kind: known ? t(`launch.check.kinds.${known}`) : kind, count })
  })
  const silence = facts.silence === 'listed-as-missing' ? 'listed-as-missing' : 'deemed-no-objection'
  return [
    [
      t('launch.check.to'),
      <>
        <b>{t('launch.check.toValue', { count: facts.main, kinds: byKind.join(t('pieces.listComma')) })}</b>
        {facts.copies > 0 && t('launch.check.toCopies', { copies: facts.copies })}
      </>,
    ],
    [
      t('launch.check.lastDay'),
      facts.dueAt ? (
        <>
          <b className="nowrap">{instant(facts.dueAt)}</b>
          {facts.workingDays !== null && t('launch.check.ifToday', { count: facts.workingDays })}
        </>
      ) : (
        t('pieces.nil')
      ),
    ],
    [
      t('launch.check.silence'),
      <>
        {t(`launch.timing.silence.${silence}`)}
        {facts.mandatory.map(name => (
          <span key={name}>
            {t('pieces.semicolon')}
            {name}
            <Must />
          </span>
        ))}
      </>,
    ],
    [t('launch.check.number'), facts.documentNumber ?? t('launch.check.noNumber')],
  ]
}
