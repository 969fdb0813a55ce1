import type { Language } from '../domain/actor.ts'
import type { Calendar } from '../domain/calendar.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import type { Timeline, TimelineEntry } from '../domain/timeline.ts'
import { type Notice, type RenderedNotice, renderNotice } from '../templates/notice.ts'
import type { CycleRow } from './matter.ts'
import { type FrozenRules, silenceSentence } from './procedure-of.ts'
import { contactOf, frameOf, instant, matterOf } from './wording.ts'

export interface Preview {
  readonly cycle: CycleRow
  readonly rules: FrozenRules
  readonly timeline: Timeline
  readonly calendar: Calendar
  readonly publicUrl: string
  /** How many main addressees, and the name of one of them. */
  readonly count: number
  readonly to: string
}

/** A notice as it will read. `sample`: it tells counts or a history that nobody knows yet, and shows an example of them. */
export type NoticePreview = RenderedNotice & { readonly sample: boolean }

/** What each notice of a planned cycle will say, by the key of its entry. */
export function previewNotices(preview: Preview, language: Language): Map<string, NoticePreview> {
  const found = new Map<string, NoticePreview>()
  for (const entry of preview.timeline.entries) {
    const notice = entry.leftOut ? null : noticeOf(preview, entry, language)
    if (notice) found.set(entry.key, { ...renderNotice(notice, language), sample: samples.has(notice.occasion) })
  }
  return found
}

const samples = new Set([
  'disposition-due-soon',
  'disposition-overdue',
  'supervision-order',
  'table-submitted',
  'feedback',
])
// An example that is not a prophecy: its page says so.
const example = { total: 12, adopted: 6, partly: 4, rejected: 2 }

function noticeOf(
  { cycle, rules, timeline, calendar, publicUrl, count, to }: Preview,
  entry: TimelineEntry,
  language: Language,
): Notice | null {
  const due = timeline.entries.find(({ key }) => key === `${entry.step}.due`)
  if (entry.occasion === 'feedback') {
    const link = `${publicUrl}/cycles/${cycle.id}`
    return { occasion: 'feedback', data: { ...frameOf(cycle, language, entry.at, to, link), ...example } }
  }
  if (!due || !entry.occasion) return null
  const { at } = entry
  const seat = entry.step === 'approval' ? rules.approvalSeat : rules.signatureSeats[0]
  const label = (language === 'en' ? seat?.label.en : seat?.label.zh) ?? ''
  const inCrowd = entry.step === 'answer'
  const frame = frameOf(
    cycle,
    language,
    at,
    inCrowd ? to : entry.step === 'disposition' ? cycle.officer_name : label,
    `${publicUrl}/cycles/${cycle.id}`,
  )
  const dueAt = instant(due.at, language, at)
  const left = workingDaysLeft(at, due.at, calendar)
  const daysLeft = Math.max(0, left)
  const days = Math.abs(left)
  const silenceRule = silenceSentence(rules, language, dueAt)
  const mandatory = entry.only === 'mandatory'
  switch (entry.occasion) {
    case 'signature-requested':
      return {
        occasion: 'signature-requested',
        data: { ...frame, round: false, seat: label, maker: cycle.officer_name, count, dueAt },
      }
    case 'signature-due-soon':
      return { occasion: 'signature-due-soon', data: { ...frame, round: false, seat: label, dueAt, daysLeft } }
    case 'signature-overdue':
      return { occasion: 'signature-overdue', data: { ...frame, round: false, seat: label, dueAt, days } }
    case 'released':
      return {
        occasion: 'released',
        data: { ...frame, number: cycle.settings.documentNumber, dueAt, mandatory, silenceRule, ...contactOf(cycle) },
      }
    case 'not-signed-for':
      return {
        occasion: 'not-signed-for',
        data: { ...frame, sentAt: instant(releasedAt(timeline) ?? at, language, at), dueAt },
      }
    case 'due-soon':
      return { occasion: 'due-soon', data: { ...frame, dueAt, daysLeft, mandatory, silenceRule } }
    case 'urged':
      return {
        occasion: 'urged',
        data: {
          ...frame,
          matter: inCrowd ? null : matterOf(entry.step, language),
          dueAt,
          overdue: due.at < at,
          days,
          message: null,
          ...contactOf(cycle),
        },
      }
    case 'deemed': {
      const clause = language === 'en' ? rules.silenceClause.en : rules.silenceClause.zh
      return rules.silence === 'deemed-no-objection'
        ? { occasion: 'deemed', data: { ...frame, dueAt, clause, unsigned: false, ...contactOf(cycle) } }
        : { occasion: 'overdue', data: { ...frame, dueAt, ...contactOf(cycle) } }
    }
    case 'disposition-due-soon':
      return { occasion: 'disposition-due-soon', data: { ...frame, count: example.total, dueAt, daysLeft } }
    case 'disposition-overdue':
      return { occasion: 'disposition-overdue', data: { ...frame, count: example.total, dueAt, days } }
    case 'supervision-order':
      return {
        occasion: 'supervision-order',
        data: {
          ...frame,
          matter: matterOf(entry.step, language),
          dueAt,
          days,
          history: historyOf(due.at, language, at),
          replyBy: null,
          ...contactOf(cycle),
        },
      }
    case 'table-submitted':
      return {
        occasion: 'table-submitted',
        data: { ...frame, maker: cycle.officer_name, ...example, unanswered: null, dueAt },
      }
    default:
      return null
  }
}

const historyOf = (dueAt: string, language: Language, now: string): string => {
  const due = instant(dueAt, language, now)
  return language === 'en' ? `Due ${due}; reminded and urged.` : `期限${due}，已提醒、催办。`
}

const releasedAt = (timeline: Timeline): string | undefined =>
  timeline.entries.find(({ key }) => key === 'answer.released')?.at
