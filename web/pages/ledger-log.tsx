import type { ReactNode } from 'react'
import type { Trace } from '../../domain/trace.ts'
import { useWords } from '../frame.tsx'
import { Log, type LogEntry } from '../pieces/log.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'

/** What was sent to an addressee when, what came back, and what their system said. */
export function LedgerLog({ traces }: { traces: readonly Trace[] }) {
  const words = useWords()
  if (traces.length === 0) return <p className="quiet">{words.t('ledger.noHistory')}</p>
  return <Log entries={traces.map(trace => entryOf(trace, words))} />
}

function entryOf(trace: Trace, words: Words): LogEntry {
  const { t } = words
  const { key, at } = trace
  switch (trace.kind) {
    case 'notice':
      return { key, at, what: t('ledger.log.inbox'), children: noticeText(trace, words) }
    case 'delivery':
      return {
        key,
        at,
        what: t(trace.channel === 'mail' ? 'ledger.log.mail' : 'ledger.log.sms'),
        children: <Delivery trace={trace} />,
      }
    case 'signed-for':
      return { key, at, what: t('ledger.log.signedFor'), children: t('ledger.log.signedForBy', { by: trace.by }) }
    case 'phone':
      return {
        key,
        at,
        what: t('ledger.log.phone'),
        children: t('ledger.log.phoneText', { by: trace.by, with: trace.with, text: trace.text }),
      }
    case 'submission':
      return { key, at, what: t('ledger.log.answer'), children: submissionText(trace, words) }
    case 'file':
      return {
        key,
        at,
        what: t('ledger.log.file'),
        children: <a href={`/files/${key}`}>{trace.name}</a>,
      }
    case 'silence':
      return {
        key,
        at,
        what: t('ledger.log.silence'),
        children: silenceText(trace, words),
      }
    case 'decision':
      return {
        key,
        at,
        what: t('ledger.log.decision'),
        children: decisionText(trace, words),
      }
  }
}

type Of<Kind extends Trace['kind']> = Extract<Trace, { kind: Kind }>

function noticeText({ occasion, released, readAt }: Of<'notice'>, { t, instant }: Words): string {
  const values = { occasion: occasionName(occasion, t) }
  if (!released) return t('ledger.log.held', values)
  return readAt ? t('ledger.log.read', { ...values, when: instant(readAt, 'short') }) : t('ledger.log.unread', values)
}

function Delivery({ trace }: { trace: Of<'delivery'> }): ReactNode {
  const { t } = useWords()
  const { state, answer, ambiguous, attempts } = trace
  const values = { occasion: occasionName(trace.occasion, t) }
  const said = answer && answer !== 'refused-before' ? <samp>{answer}</samp> : null
  const notes = [
    ...(attempts > 1 ? [t('ledger.log.attempts', { count: attempts })] : []),
    ...(ambiguous ? [t('ledger.log.again')] : []),
  ]
  const after = notes.length > 0 ? ` ${notes.join(t('pieces.comma'))}` : null
  switch (state) {
    case 'refused':
    case 'failed':
      return (
        <>
          <State tone="late" icon="mail-x">
            {t(state === 'refused' ? 'ledger.log.refused' : 'ledger.log.failed')}
          </State>{' '}
          {said}
          {after}
        </>
      )
    case 'void':
      return t(answer === 'refused-before' ? 'ledger.log.refusedBefore' : 'ledger.log.void', values)
    case 'recorded':
      return t('ledger.log.recorded')
    case 'sent':
      return (
        <>
          {t('ledger.log.sent', values)} {said}
          {after}
        </>
      )
    case 'held':
      return t('ledger.log.held', values)
    default:
      return (
        <>
          {t(state === 'sending' ? 'ledger.log.sending' : 'ledger.log.queued', values)} {said}
          {after}
        </>
      )
  }
}

function submissionText(trace: Of<'submission'>, { t, instant }: Words): ReactNode {
  const { answer, by, receipt, recordedBy, channel, receivedAt, late } = trace
  const values = {
    by,
    receipt,
    answer: t(answer === 'opinions' ? 'ledger.states.opinions' : 'ledger.states.no-opinion'),
  }
  const text = recordedBy
    ? t('ledger.log.answerRecorded', {
        ...values,
        recorder: recordedBy,
        channel: channelName(channel, t),
        received: instant(receivedAt, 'short'),
      })
    : t('ledger.log.answerText', values)
  if (!late) return text
  return (
    <>
      <State tone="late" icon="alert-triangle">
        {t('ledger.log.answerLate')}
      </State>{' '}
      {text}
    </>
  )
}

function silenceText({ overdue, unsigned }: Of<'silence'>, { t }: Words): string {
  if (overdue) return t('ledger.log.overdue')
  return t(unsigned ? 'ledger.log.deemedUnsigned' : 'ledger.log.deemed')
}

function decisionText({ act, verdict, by, reason }: Of<'decision'>, { t }: Words): string {
  if (act === 'count-late')
    return verdict === 'counts'
      ? t('ledger.log.counts', { by })
      : t('ledger.log.countsNot', { by, reason: reason ?? '' })
  return act === 'reassign' ? t('ledger.log.reassigned', { by, reason: reason ?? '' }) : [by, reason].join(' ')
}

const channels = ['online', 'office-platform', 'paper', 'phone', 'mail', 'chat'] as const

/** How an answer came in. */
export const channelName = (channel: string, t: Words['t']): string => {
  const known = channels.find(each => each === channel)
  return known ? t(`cycle.channels.${known}`) : channel
}

const occasions = [
  'signature-requested',
  'returned',
  'released',
  'copied',
  'not-signed-for',
  'received',
  'due-soon',
  'urged',
  'extended',
  'withdrawn',
  'deemed',
  'overdue',
  'late-received',
  'late-decided',
  'disposition-due-soon',
  'disposition-overdue',
  'supervision-order-prepared',
  'supervision-order',
  'table-submitted',
  'table-returned',
  'feedback',
  'due-corrected',
  'signature-due-soon',
  'signature-overdue',
  'reassigned',
] as const

/** What a notice is called by its occasion. */
export const occasionName = (occasion: string, t: Words['t']): string => {
  const known = occasions.find(each => each === occasion)
  return known ? t(`cycle.occasions.${known}`) : occasion
}
