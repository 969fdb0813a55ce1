import type { Language } from '../domain/actor.ts'
import { dueOfClaimStep } from '../domain/claim-rules.ts'
import { yuan } from '../domain/yuan.ts'
import type { Reader } from '../records/database.ts'
import { type Notice, type RenderedNotice, renderNotice } from '../templates/notice.ts'
import { claimRulesOf } from './claim-matter.ts'
import { type CycleRow, readCalendar } from './matter.ts'
import { frameOf, instant } from './wording.ts'

/** What is wrong with an application or to be added to it: which item, what of it, and by which clause if by one. */
export interface Defect {
  readonly item: string
  readonly text: string
  readonly clause: string
}

/** What an applicant is told of a decision on its claim. */
export type ToldDecision =
  | {
      readonly occasion: 'correction-requested' | 'supplement-requested'
      readonly defects: readonly Defect[]
      readonly dueAt: string
    }
  | { readonly occasion: 'claim-not-accepted' | 'claim-refused'; readonly reason: string; readonly clause: string }
  | { readonly occasion: 'claim-cut'; readonly grantedFen: bigint; readonly reason: string; readonly clause: string }
  | { readonly occasion: 'claim-approved'; readonly grantedFen: bigint; readonly waiting: boolean }

interface Told {
  readonly frame: ReturnType<typeof frameOf>
  readonly claim: { readonly number: string | null; readonly asked_fen: bigint | null }
  readonly language: Language
  readonly now: string
}

/** The notice of a decision; the page shows the same before it is taken. */
export function noticeOfDecision(decision: ToldDecision, { frame, claim, language, now }: Told): Notice {
  const data = { ...frame, receiptNo: claim.number ?? '—' }
  switch (decision.occasion) {
    case 'correction-requested':
    case 'supplement-requested': {
      const { occasion, defects, dueAt } = decision
      return {
        occasion,
        data: { ...data, count: defects.length, dueAt: instant(dueAt, language, now), list: listOf(defects) },
      }
    }
    case 'claim-not-accepted':
    case 'claim-refused': {
      const { occasion, reason, clause } = decision
      return { occasion, data: { ...data, reason, clause } }
    }
    case 'claim-cut': {
      const { occasion, grantedFen, reason, clause } = decision
      const sums = { asked: yuan(claim.asked_fen ?? 0n), granted: yuan(grantedFen) }
      return { occasion, data: { ...data, ...sums, reason, clause } }
    }
    case 'claim-approved': {
      const { occasion, grantedFen, waiting } = decision
      return { occasion, data: { ...data, granted: yuan(grantedFen), waiting } }
    }
  }
}

/** What is asked for, one line each. */
const listOf = (defects: readonly Defect[]): string =>
  defects
    .map(
      ({ item, text, clause }, index) =>
        `${index + 1}. ${item.trim()}：${text.trim()}${clause.trim() ? `（${clause.trim()}）` : ''}`,
    )
    .join('\n')

const blank = '＿＿＿'
// What is too long to be sent is still shown as far as it can be: its field says what is wrong.
const shown = (typed: string, longest: number): string => typed.trim().slice(0, longest) || blank

/** The notice as the applicant would read it if it were decided now; what is not written yet stays blank. */
export async function previewDecision(
  reader: Reader,
  {
    cycle,
    claim,
    to,
  }: {
    cycle: Pick<CycleRow, 'title' | 'unit_name' | 'parameters'>
    claim: Told['claim'] & { readonly case_id: string }
    to: string
  },
  decision: ToldDecision | { readonly occasion: 'correction-requested' | 'supplement-requested'; defects: Defect[] },
  { language, now, publicUrl }: { language: Language; now: string; publicUrl: string },
): Promise<RenderedNotice> {
  const frame = frameOf(cycle, language, now, to, `${publicUrl}/claims/${claim.case_id}`)
  const told = { frame, claim, language, now }
  if ('defects' in decision) {
    const step = decision.occasion === 'correction-requested' ? 'correction' : 'supplement'
    const { dueAt } = dueOfClaimStep(step, claimRulesOf(cycle), now, await readCalendar(reader))
    const defects = decision.defects.map(({ item, text, clause }) => ({
      item: shown(item, 100),
      text: shown(text, 1000),
      clause: clause.slice(0, 200),
    }))
    return renderNotice(noticeOfDecision({ ...decision, defects, dueAt: dueAt ?? now }, told), language)
  }
  const grounds =
    'reason' in decision ? { reason: shown(decision.reason, 2000), clause: shown(decision.clause, 200) } : {}
  return renderNotice(noticeOfDecision({ ...decision, ...grounds } as ToldDecision, told), language)
}
