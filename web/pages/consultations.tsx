import type { ReactNode } from 'react'
import { type Dispute, type DisputeEntry, settles } from '../../domain/consultation.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Facts } from '../pieces/facts.tsx'
import { State } from '../pieces/state.tsx'

export type DisputeView = Dispute & { readonly label: string }

/** How far a dispute is: its last word, or what is waited for. */
export function DisputeState({ dispute }: { dispute: Dispute }) {
  const { t } = useWords()
  const { lastWord, needed, entries } = dispute
  const asked = entries.some(entry => entry.kind === 'ruling' && entry.ruled === null)
  const word = asked && !settles(lastWord) ? 'asked' : (lastWord ?? (needed ? 'waiting' : 'optional'))
  if (settles(lastWord))
    return (
      <State tone="ok" icon="circle-check">
        {t(`consultation.words.${word}`)}
      </State>
    )
  return (
    <State tone={word === 'optional' ? 'plain' : 'held'} icon={word === 'optional' ? 'circle' : 'player-pause'}>
      {t(`consultation.words.${word}`)}
    </State>
  )
}

/** What was said about a dispute and when; `cycleId` offers to note more. */
export function DisputeRecord({ dispute, cycleId }: { dispute: Dispute; cycleId: string | null }) {
  const { t, date } = useWords()
  const { unitName, opinionId, entries, lastWord, needed } = dispute
  const open = entries.find(entry => entry.kind === 'ruling' && entry.ruled === null)
  const of = <span className="visually-hidden">{t('consultation.ofUnit', { unit: unitName })}</span>
  const rows = entries.flatMap(entry => entryRows(entry, t, date))
  return (
    <>
      {rows.length > 0 && <Facts rows={rows} />}
      {needed && lastWord === 'overruled' && <p className="mt-2">{t('consultation.overruledText')}</p>}
      {cycleId !== null && (
        <div className="acts mt-3">
          <a className="btn btn-sm" href={`/cycles/${cycleId}/opinions/${opinionId}/consultation`}>
            <Icon name="plus" />
            {t('consultation.note')}
            {of}
          </a>
          {open ? (
            <a className="btn btn-sm" href={`/cycles/${cycleId}/rulings/${open.id}`}>
              {t('consultation.noteRuling')}
              {of}
            </a>
          ) : (
            <a className="btn btn-sm" href={`/cycles/${cycleId}/opinions/${opinionId}/ruling`}>
              {t('consultation.ask')}
              {of}
            </a>
          )}
        </div>
      )}
    </>
  )
}

type Words = ReturnType<typeof useWords>
type Row = readonly [name: string, value: ReactNode]

function entryRows(entry: DisputeEntry, t: Words['t'], date: Words['date']): Row[] {
  if (entry.kind === 'consultation')
    return [
      [
        date(entry.heldOn, 'short'),
        <span key={entry.id} className="prewrap">
          {t('consultation.heldWith', entry)}
          {entry.text}
          {t('consultation.heldBy', { result: t(`consultation.words.${entry.result}`), by: entry.by })}
        </span>,
      ],
    ]
  const { id, askedOf, about, requestedBy, requestedAt, ruled } = entry
  const asked: Row = [
    date(localDateOf(requestedAt), 'short'),
    <span key={id} className="prewrap">
      {t('consultation.askedOf', { askedOf })}
      {about}
      {t('consultation.askedBy', { by: requestedBy })}
    </span>,
  ]
  if (ruled === null) return [asked]
  return [
    asked,
    [
      date(ruled.on, 'short'),
      <span key={`${id}-ruled`} className="prewrap">
        {t('consultation.ruledBy', { askedOf })}
        {ruled.text}
        {t('consultation.ruledNoted', { result: t(`consultation.words.${ruled.finding}`), by: ruled.by })}
      </span>,
    ],
  ]
}
