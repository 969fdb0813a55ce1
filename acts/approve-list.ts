import type { Actor } from '../domain/actor.ts'
import { DeadlineError } from '../domain/deadline.ts'
import { instantOf, isLocalDate, localDateOf } from '../domain/local-time.ts'
import { firstNoticeDay, noticeSpan } from '../domain/payment-rules.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type Doing, type House, openScope, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { readCalendar } from './matter.ts'
import { listScope, lockClaims, lockList, moveClaims, paymentRulesOfCycle } from './money-matter.ts'
import { writeDueWorking } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'

/** The minutes of the meeting that approved a list, and what the notice prints. */
export interface ListApproval {
  readonly listId: string
  readonly minutes: { readonly number: string; readonly on: string; readonly fileId: string | null }
  readonly telephone: string
  readonly address: string
  /** Where the notice stands on the official website; may be added when it is known. */
  readonly website: string
  /** The first day of the notice; null: the next working day. */
  readonly startsOn: string | null
  readonly once: { readonly key: string }
}

/**
 * Records that a meeting approved the list. It cannot be changed any more; its public notice begins and ends at instants
 * that are fixed now.
 *
 * @throws FieldErrors naming what is missing or wrong of minutes, telephone, address and first day
 * @throws RuleBroken `maker-cannot-approve`; `list-out-of-date` where a claim's commitment is not what the list says any more
 */
export function approveList(
  house: House,
  actor: Actor,
  approval: ListApproval,
): Promise<{ startsAt: string; endsAt: string }> {
  const { listId, minutes, once, ...printed } = approval
  const request = ['approve-list', listId, minutes, printed]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const { cycle, list } = await lockList(tx, listId, 'update')
    const items = await tx.selectFrom('notice_items').selectAll().where('list_id', '=', listId).execute()
    const claims = await lockClaims(
      tx,
      cycle.id,
      items.map(({ case_id }) => case_id),
    )
    const now = await businessNow(tx)
    await demandMoney(tx, 'approve-list', actor, { cycle, state: `list-${list.state}` })
    if (actor.personId === list.made_by) throw new RuleBroken('maker-cannot-approve')
    const byCase = new Map(claims.map(claim => [claim.case_id, claim]))
    const stale = items.filter(item => {
      const claim = byCase.get(item.case_id)
      return claim?.state !== 'committed' || claim.granted_fen !== item.amount_fen
    })
    if (stale.length > 0) throw new RuleBroken('list-out-of-date', { names: stale.map(({ name }) => name).join('、') })
    const span = await spanOf(doing, cycle, approval, now)
    const { startsAt, endsAt, working } = span
    await tx
      .updateTable('notice_lists')
      .set({
        state: 'approved',
        minutes_number: minutes.number.trim(),
        minutes_on: minutes.on,
        minutes_file_id: minutes.fileId,
        telephone: printed.telephone.trim(),
        address: printed.address.trim(),
        website: printed.website.trim() || null,
        starts_at: startsAt,
        ends_at: endsAt,
        approved_by: actor.personId,
        approved_by_name: actor.personName,
      })
      .where('id', '=', listId)
      .execute()
    await writeDueWorking(tx, listId, 1, cycle.id, working, null)
    await moveClaims(
      tx,
      items.map(({ case_id }) => case_id),
      'listed',
      now,
    )
    recordDecision(doing, {
      cycleId: cycle.id,
      act: 'approve-list',
      verdict: 'approved',
      at: now,
      detail: { listId, number: list.number, minutes: minutes.number, minutesOn: minutes.on, startsAt, endsAt },
    })
    recordAudit(doing, { act: 'approve-list', at: now, cycleId: cycle.id, detail: { listId, startsAt, endsAt } })
    await openScope(tx, listScope(listId), 'public-notice', cycle.id)
    house.reach('list-approved-before-commit')
    return { startsAt, endsAt }
  })
}

async function spanOf(
  { tx }: Doing,
  cycle: Parameters<typeof paymentRulesOfCycle>[1],
  { minutes, telephone, address, website, startsOn }: ListApproval,
  now: string,
) {
  const calendar = await readCalendar(tx)
  const rules = await paymentRulesOfCycle(tx, cycle)
  const first = startsOn ?? firstNoticeDay(now, calendar)
  const errors: FieldError[] = [
    ...checkPlainText('minutes.number', minutes.number, { required: true, longest: 100 }),
    ...checkPlainText('telephone', telephone, { required: true, longest: 50 }),
    ...checkPlainText('address', address, { required: true, longest: 200 }),
  ]
  if (!isLocalDate(minutes.on)) errors.push({ field: 'minutes.on', code: 'not-a-date' })
  else if (minutes.on > localDateOf(now)) errors.push({ field: 'minutes.on', code: 'in-the-future' })
  if (minutes.fileId !== null && !(await isFileOf(tx, minutes.fileId, cycle.id)))
    errors.push({ field: 'minutes.fileId', code: 'not-a-file' })
  errors.push(...wrongWebsite(website))
  if (!isLocalDate(first)) errors.push({ field: 'startsOn', code: 'not-a-date' })
  else if (instantOf(first, rules.noticeOpensAt) <= now) errors.push({ field: 'startsOn', code: 'in-the-past' })
  else if (!calendar.dayOf(first).counts) errors.push({ field: 'startsOn', code: 'not-a-working-day' })
  if (errors.length > 0) throw new FieldErrors(errors)
  try {
    return noticeSpan(first, rules, calendar)
  } catch (fault) {
    if (fault instanceof DeadlineError) throw new FieldErrors([{ field: 'startsOn', code: fault.code }])
    throw fault
  }
}

/** What is wrong with the address of a notice on the official website. */
export function wrongWebsite(website: string, { required = false } = {}): FieldError[] {
  const wrong = checkPlainText('website', website, { required, longest: 500 })
  if (wrong.length > 0 || website.trim() === '') return wrong
  return /^https?:\/\/[^\s/]+/.test(website.trim()) ? [] : [{ field: 'website', code: 'not-an-address' }]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether there is such a file among the cycle's own. */
export async function isFileOf(tx: Tx, fileId: string, cycleId: string): Promise<boolean> {
  if (!uuid.test(fileId)) return false
  const file = await tx
    .selectFrom('files')
    .select('id')
    .where('id', '=', fileId)
    .where('cycle_id', '=', cycleId)
    .executeTakeFirst()
  return file !== undefined
}
