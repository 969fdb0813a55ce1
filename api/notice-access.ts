import type { Request } from 'express'
import { demandMoney, moneyRelations } from '../acts/demand-money.ts'
import { paymentRulesOfCycle } from '../acts/money-matter.ts'
import type { Actor } from '../domain/actor.ts'
import type { Calendar } from '../domain/calendar.ts'
import { canPay, type MoneyPermission, type MoneyState } from '../domain/can-pay.ts'
import { DeadlineError, type DueWorking } from '../domain/deadline.ts'
import { isLocalDate } from '../domain/local-time.ts'
import { noticeSpan, type PaymentRules } from '../domain/payment-rules.ts'
import { NotFound } from '../domain/refusal.ts'
import { type Cycle, readCycle, readDueWorking } from '../records/cycle.ts'
import type { Database } from '../records/database.ts'
import { type List, readList } from '../records/notice-list.ts'
import type { NoticeSpanView } from '../web/pages/notice-list-span.tsx'
import { pathPart } from './query.ts'
import { actorOf } from './session.ts'

/** Who may see and do what with lists and objections, by the table of money; what is not allowed looks like not there. */
export function noticeAccess(database: Database) {
  /** Which of these the actor may do now. */
  async function may<Asked extends MoneyPermission>(
    actor: Actor,
    cycle: Pick<Cycle, 'unit_id' | 'section_id'>,
    state: MoneyState,
    asked: readonly Asked[],
  ): Promise<Set<Asked>> {
    const relations = await moneyRelations(database, actor, { cycle })
    return new Set(asked.filter(permission => canPay(permission, { roles: actor.roles, relations, state })))
  }
  /** The round of the address, for whoever may do this. */
  async function round(request: Request, permission: MoneyPermission = 'see-list'): Promise<Cycle> {
    const cycle = await readCycle(database, pathPart(request, 'cycleId'))
    if (cycle.kind !== 'claim-round') throw new NotFound('round')
    await demandMoney(database, permission, actorOf(request), { cycle, state: 'round' })
    return cycle
  }
  /** The list of the address, for whoever may do this. */
  async function list(
    request: Request,
    permission: MoneyPermission = 'see-list',
  ): Promise<{ list: List; cycle: Cycle }> {
    const found = await readList(database, pathPart(request, 'listId'))
    const cycle = await readCycle(database, found.cycle_id)
    await demandMoney(database, permission, actorOf(request), { cycle, state: `list-${found.state}` })
    return { list: found, cycle }
  }
  /** When the notice of an approved list runs and why; null before its approval. */
  async function spanOf(
    { id, starts_at, ends_at }: Pick<List, 'id' | 'starts_at' | 'ends_at'>,
    cycle: Pick<Cycle, 'id' | 'parameters'>,
  ): Promise<NoticeSpanView | null> {
    if (!starts_at || !ends_at) return null
    const [rules, due] = await Promise.all([paymentRulesOfCycle(database, cycle), readDueWorking(database, id)])
    return spanView({ startsAt: starts_at, endsAt: ends_at, days: due?.working.days ?? [] }, rules)
  }
  return { may, round, list, spanOf }
}

const spanView = (
  { startsAt, endsAt, days }: { startsAt: string; endsAt: string; days: DueWorking['days'] },
  { noticeFirstDay }: PaymentRules,
): NoticeSpanView => ({
  startsAt,
  endsAt,
  days,
  firstCounts: noticeFirstDay === 'counts',
  count: days.filter(({ counts }) => counts).length,
})

/** When a notice would run that begins on this day; null where it cannot. */
export function plannedSpan(startsOn: string, rules: PaymentRules, calendar: Calendar): NoticeSpanView | null {
  if (!isLocalDate(startsOn) || !calendar.dayOf(startsOn).counts) return null
  try {
    const { startsAt, endsAt, working } = noticeSpan(startsOn, rules, calendar)
    return spanView({ startsAt, endsAt, days: working.days }, rules)
  } catch (fault) {
    if (fault instanceof DeadlineError) return null
    throw fault
  }
}

/** The position after which the address wants a list of items. */
export const positionIn = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : 0)
