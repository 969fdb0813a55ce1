import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { dueAfter, rungsFor } from '../domain/payment-rules.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { demandMoney } from './demand-money.ts'
import { readFileContent } from './file-content.ts'
import { readCalendar } from './matter.ts'
import { listScope, lockClaims, lockList, paymentRulesOfCycle } from './money-matter.ts'
import { contacts, holders, writeNotices } from './notify.ts'
import { openTasks } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { keyedHash, seal } from './sealed-field.ts'
import { keepFile } from './store-file.ts'
import { frameOf, instant } from './wording.ts'

export interface Objection {
  readonly itemId: string
  /** By name and with contact it holds its item until it is answered; without, whoever releases the payment sees it. */
  readonly named: boolean
  readonly name: string
  readonly contact: string
  readonly text: string
  /** The paper of a unit that objects, under its seal. */
  readonly seal?: { readonly name: string; readonly bytes: Uint8Array } | null
  /** How it came to the officer who records it. */
  readonly channel?: RecordedChannel
  readonly once: { readonly key: string }
}

export const recordedChannels = ['phone', 'letter', 'visit'] as const
export type RecordedChannel = (typeof recordedChannels)[number]

export interface ObjectionReceipt {
  readonly number: string
  readonly receivedAt: string
  /** By when it is answered. */
  readonly dueAt: string
  readonly holds: boolean
}

/** An item takes so many objections; after that, further ones say nothing new and are asked to wait. */
export const mostObjections = 200

/**
 * Takes an objection (异议) to one item of a running public notice, from anyone. The name is kept encrypted and from the
 * other side.
 *
 * @param actor null: from the public page; an officer records what came on paper or by telephone
 * @throws FieldErrors; NotFound where there is no such item to be seen; RuleBroken `notice-not-running`, `too-many-objections`
 */
export async function raiseObjection(
  house: House,
  actor: Actor | null,
  objection: Objection,
): Promise<ObjectionReceipt> {
  const { itemId, named, name, contact, text, seal: paper, channel = 'letter', once } = objection
  const sealed = named && paper ? await readFileContent('seal', paper) : null
  const request = ['raise-objection', itemId, named, keyedHash(house.fieldKey, `${name}\n${contact}`), text]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    if (!uuid.test(itemId)) throw new NotFound('item')
    const found = await tx
      .selectFrom('notice_items')
      .innerJoin('notice_lists', 'notice_lists.id', 'notice_items.list_id')
      .select(['list_id', 'case_id', 'notice_lists.cycle_id'])
      .where('notice_items.id', '=', itemId)
      .executeTakeFirst()
    if (!found) throw new NotFound('item')
    await sql`select id from cycles where id = ${found.cycle_id} for share`.execute(tx)
    const [claim] = await lockClaims(tx, found.cycle_id, [found.case_id])
    const { cycle, list } = await lockList(tx, found.list_id, 'share')
    const item = await tx
      .selectFrom('notice_items')
      .selectAll()
      .where('id', '=', itemId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (!claim || list.state === 'draft' || list.state === 'void') throw new NotFound('item')
    const now = await businessNow(tx)
    if (actor) await demandMoney(tx, 'record-objection', actor, { cycle, state: `list-${list.state}` })
    const errors = [...wrongFields(objection), ...(sealed && 'error' in sealed ? [sealed.error] : [])]
    if (errors.length > 0) throw new FieldErrors(errors)
    const { starts_at, ends_at } = list
    if (
      !starts_at ||
      !ends_at ||
      now < starts_at ||
      now > ends_at ||
      (item.state !== 'listed' && item.state !== 'held')
    )
      throw new RuleBroken('notice-not-running')
    const { count } = await tx
      .selectFrom('objections')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('item_id', '=', itemId)
      .executeTakeFirstOrThrow()
    if (count >= mostObjections) throw new RuleBroken('too-many-objections')

    const rules = await paymentRulesOfCycle(tx, cycle)
    const calendar = await readCalendar(tx)
    const due = dueAfter(rules.objectionPeriod, now, rules, calendar)
    const dueAt = due.dueAt as string
    const inquiryDueAt = dueAfter(rules.inquiryPeriod, now, rules, calendar).dueAt as string
    const { rows } = await sql<{ number: string }>`
      select 'YY' || to_char(${now}::timestamptz at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('objection_numbers')::text, 6, '0') as number`.execute(
      tx,
    )
    const number = (rows[0] as { number: string }).number
    const sealFile =
      sealed && 'content' in sealed
        ? await keepFile(doing, {
            owner: { cycleId: cycle.id },
            unitId: cycle.unit_id,
            purpose: 'objection',
            content: sealed.content,
            field: 'seal',
            most: null,
            at: now,
          })
        : null
    const { id: objectionId } = await tx
      .insertInto('objections')
      .values({
        cycle_id: cycle.id,
        list_id: list.id,
        item_id: itemId,
        number,
        named,
        name_sealed: named ? seal(house.fieldKey, name.trim()) : null,
        contact_sealed: named ? seal(house.fieldKey, contact.trim()) : null,
        text: text.trim(),
        received_at: now,
        due_at: dueAt,
        outcome: null,
        effect: null,
        reason: null,
        clause: null,
        answered_by: null,
        answered_by_name: null,
        answered_at: null,
        channel: actor ? channel : 'online',
        recorded_by_name: actor?.personName ?? null,
        seal_file_id: sealFile?.fileId ?? null,
        inquiry_due_at: named ? inquiryDueAt : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (named) {
      await tx.updateTable('notice_items').set({ state: 'held' }).where('id', '=', itemId).execute()
      await tx.updateTable('claims').set({ held: true, updated_at: now }).where('case_id', '=', item.case_id).execute()
    }
    const [task] = await openTasks(
      tx,
      {
        scope: listScope(list.id),
        cycleId: cycle.id,
        step: 'objection',
        round: 1,
        openedAt: now,
        due,
        rungs: rungsFor(rules.objectionLadder, now, dueAt, rules, calendar),
      },
      [
        {
          caseId: item.case_id,
          seat: number,
          role: 'officer',
          unitId: cycle.section_id ?? cycle.unit_id,
          unitName: cycle.section_name ?? cycle.unit_name,
          assignee: { id: cycle.officer_id, name: cycle.officer_name },
          mandatory: true,
        },
      ],
    )
    const officers = await holders(tx, [cycle.section_id ?? cycle.unit_id], ['officer'], now)
    const parties = await contacts(tx, [claim.unit_id], now)
    await writeNotices(tx, house, now, [
      {
        key: `objection-raised:${objectionId}`,
        cycleId: cycle.id,
        taskId: task?.id ?? null,
        unitId: cycle.section_id ?? cycle.unit_id,
        path: `/objections/${objectionId}`,
        recipients: (officers.get(cycle.section_id ?? cycle.unit_id) ?? []).filter(({ id }) => id === cycle.officer_id),
        notice: (language, link) => ({
          occasion: 'objection-raised',
          data: {
            ...frameOf(cycle, language, now, cycle.officer_name, link),
            number,
            item: item.name,
            named,
            dueAt: instant(dueAt, language, now),
          },
        }),
      },
      ...(named
        ? [
            {
              key: `objection-inquiry:${objectionId}`,
              cycleId: cycle.id,
              caseId: item.case_id,
              unitId: claim.unit_id,
              path: `/objections/${objectionId}/statement`,
              recipients: parties.get(claim.unit_id) ?? [],
              notice: (language: 'zh-CN' | 'en', link: string) => ({
                occasion: 'objection-inquiry' as const,
                data: {
                  ...frameOf(cycle, language, now, claim.unit_name, link),
                  number,
                  dueAt: instant(inquiryDueAt, language, now),
                },
              }),
            },
          ]
        : []),
    ])
    recordAudit(doing, {
      act: 'raise-objection',
      at: now,
      cycleId: cycle.id,
      caseId: item.case_id,
      detail: { objectionId, number, named },
    })
    await wake(tx, listScope(list.id), 'public-notice')
    return { number, receivedAt: now, dueAt, holds: named }
  })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function wrongFields({ named, name, contact, text }: Objection): FieldError[] {
  return [
    ...checkPlainText('text', text, { required: true, longest: 5000 }),
    ...checkPlainText('name', name, { required: named, longest: 100 }),
    ...checkPlainText('contact', contact, { required: named, longest: 200 }),
  ]
}
