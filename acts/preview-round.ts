import type { Language } from '../domain/actor.ts'
import { addDays, instantOf, localDateOf } from '../domain/local-time.ts'
import { paymentRulesSetHere } from '../domain/payment-rules.ts'
import type { RoundCourse, RoundCourseKey } from '../domain/round-course.ts'
import { formatDate } from '../templates/format.ts'
import { type Notice, renderNotice } from '../templates/notice.ts'
import type { CycleRow } from './matter.ts'
import type { NoticePreview } from './preview-notices.ts'
import { contactOf, frameOf, instant } from './wording.ts'

// An example that is not a prophecy: its page says so.
const receiptNo = 'SB0000-000000'
const granted = '120,000.00'

/** What institutions will be told at each moment of a planned round, by its key. `sample`: number, amount or list is an example. */
export function previewRound(
  { cycle, course, year, publicUrl }: { cycle: CycleRow; course: RoundCourse; year: number; publicUrl: string },
  language: Language,
): Map<RoundCourseKey, NoticePreview> {
  const found = new Map<RoundCourseKey, NoticePreview>()
  const at = (key: RoundCourseKey): string => course.moments.find(each => each.key === key)?.at ?? ''
  const until = (key: RoundCourseKey, from: string): string => instant(at(key), language, from)
  const frame = (on: string) =>
    frameOf(
      cycle,
      language,
      on,
      language === 'en' ? 'Institution' : '某托育机构',
      `${publicUrl}/rounds/${cycle.id}/apply`,
    )
  const closes = at('closes')
  const acceptance = at('acceptance')
  const before = course.moments.find(({ key }) => key === 'notice')?.from
  const published = before ? instantOf(addDays(before, 1), paymentRulesSetHere.noticeOpensAt) : at('notice')
  const notices: Partial<Record<RoundCourseKey, Notice>> = {
    opens: {
      occasion: 'round-opened',
      data: {
        ...frame(at('opens')),
        year: cycle.title.includes(String(year)) ? null : year,
        from: until('opens', at('opens')),
        until: until('closes', at('opens')),
      },
    },
    reminder: { occasion: 'draft-closing', data: { ...frame(at('reminder')), dueAt: until('closes', at('reminder')) } },
    closes: {
      occasion: 'claim-received',
      data: { ...frame(closes), receiptNo, receivedAt: until('closes', closes), dueAt: until('acceptance', closes) },
    },
    acceptance: {
      occasion: 'claim-accepted',
      data: {
        ...frame(acceptance),
        receiptNo,
        acceptedOn: formatDate(localDateOf(acceptance), language, { now: acceptance, style: 'short' }),
        dueAt: until('review', acceptance),
        bySilence: false,
      },
    },
    correction: {
      occasion: 'correction-requested',
      data: { ...frame(acceptance), receiptNo, count: 1, dueAt: until('correction', acceptance), list: '1. ……' },
    },
    approval: { occasion: 'claim-approved', data: { ...frame(at('approval')), receiptNo, granted, waiting: false } },
    notice: {
      occasion: 'public-notice',
      data: {
        ...frame(published),
        from: instant(published, language, published),
        until: until('notice', published),
        amount: granted,
        phone: contactOf(cycle).phone,
        place: '……',
      },
    },
  }
  for (const [key, notice] of Object.entries(notices) as [RoundCourseKey, Notice][])
    found.set(key, { ...renderNotice(notice, language), sample: key !== 'opens' && key !== 'reminder' })
  return found
}
