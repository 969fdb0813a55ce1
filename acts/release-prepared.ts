import type { Actor } from '../domain/actor.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId, readCycle } from '../records/cycle.ts'
import { businessNow, type Reader, type Tx } from '../records/database.ts'
import { renderNotice } from '../templates/notice.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle, lockTask, readCalendar, type TaskRow } from './matter.ts'
import { headsAbove, type Message, type Recipient, writeNotices } from './notify.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { storyOf, urgedByLadder } from './story.ts'
import { contactOf, frameOf, instant, matterOf } from './wording.ts'

/** Sends what was prepared and waited for a named person's word: a supervision order to the head of a unit. */
export function releasePrepared(
  house: House,
  actor: Actor,
  { rungId, once }: { rungId: string; once: { key: string } },
): Promise<{ sentTo: string }> {
  return perform(house, { actor, once: { key: once.key, request: ['release', rungId] } }, async doing => {
    const { tx } = doing
    const { cycle, task, rung } = await lockPrepared(tx, rungId)
    const now = await businessNow(tx)
    await demand(tx, 'release', actor, { cycle, task })
    if (rung.state !== 'prepared') throw new RuleBroken('already-decided')
    const order = await draftOrder(tx, { cycle, task, rung }, now)
    if (!order) throw new RuleBroken('nobody-to-send-to')
    await writeNotices(tx, house, now, [order.message])
    await tx
      .updateTable('rungs')
      .set({ state: 'done', released_by: actor.personId, released_by_name: actor.personName, released_at: now })
      .where('id', '=', rungId)
      .execute()
    const names = order.to.map(({ name }) => name).join('、')
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: task.case_id,
      taskId: task.id,
      step: task.step,
      round: task.round,
      act: 'release',
      verdict: 'released',
      detail: { rung: rung.rung, to: names },
      at: now,
    })
    recordAudit(doing, {
      act: 'release',
      at: now,
      cycleId: cycle.id,
      caseId: task.case_id,
      detail: { rungId, rung: rung.rung },
    })
    return { sentTo: names }
  })
}

/** Holds a prepared order back, with a reason. */
export function holdBack(
  house: House,
  actor: Actor,
  { rungId, reason, once }: { rungId: string; reason: string; once: { key: string } },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['hold', rungId, reason] } }, async doing => {
    const { tx } = doing
    const { cycle, task, rung } = await lockPrepared(tx, rungId)
    const now = await businessNow(tx)
    await demand(tx, 'hold-back', actor, { cycle, task })
    const errors = checkPlainText('reason', reason, { required: true, longest: 1000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (rung.state !== 'prepared') throw new RuleBroken('already-decided')
    await tx
      .updateTable('rungs')
      .set({
        state: 'held-back',
        released_by: actor.personId,
        released_by_name: actor.personName,
        released_at: now,
        reason: reason.trim(),
      })
      .where('id', '=', rungId)
      .execute()
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: task.case_id,
      taskId: task.id,
      step: task.step,
      round: task.round,
      act: 'hold-back',
      verdict: 'held-back',
      reason,
      detail: { rung: rung.rung },
      at: now,
    })
    recordAudit(doing, { act: 'hold-back', at: now, cycleId: cycle.id, caseId: task.case_id, detail: { rungId } })
  })
}

/** A prepared order as it would go out now: for whoever may release it to read first. */
export interface PreparedOrder {
  readonly taskId: string
  readonly cycleId: string
  readonly title: string
  readonly ofRound: boolean
  readonly step: string
  readonly unitName: string
  readonly dueAt: string | null
  /** Something else than `prepared`: somebody has released or held it back, or it was overtaken. */
  readonly state: string
  readonly releasedByName: string | null
  readonly releasedAt: string | null
  readonly reason: string | null
  /** null: nobody is left to send it to */
  readonly order: {
    readonly unitName: string
    readonly to: readonly string[]
    readonly subject: string
    readonly text: string
  } | null
}

/** Reads a prepared order in the words in which it would reach its addressee. @throws NotFound where the reader may not release it */
export async function readPreparedOrder(
  house: House,
  actor: Actor,
  { rungId }: { rungId: string },
): Promise<PreparedOrder> {
  const reader = house.database
  const rung = isId(rungId)
    ? await reader.selectFrom('rungs').selectAll().where('id', '=', rungId).executeTakeFirst()
    : undefined
  if (!rung || rung.release_by === null) throw new NotFound('order')
  const cycle = await readCycle(reader, rung.cycle_id)
  const task = await reader.selectFrom('tasks').selectAll().where('id', '=', rung.task_id).executeTakeFirstOrThrow()
  await demand(reader, 'release', actor, { cycle, task })
  const draft = await draftOrder(reader, { cycle, task, rung }, await businessNow(reader))
  const language = draft?.to[0]?.language ?? actor.language
  const drawn =
    draft && renderNotice(draft.message.notice(language, `${house.publicUrl}${draft.message.path}`), language)
  const unit =
    draft && (await reader.selectFrom('units').select('name').where('id', '=', draft.message.unitId).executeTakeFirst())
  return {
    taskId: task.id,
    cycleId: cycle.id,
    title: cycle.title,
    ofRound: cycle.kind === 'claim-round',
    step: task.step,
    unitName: task.unit_name,
    dueAt: task.due_at,
    state: rung.state,
    releasedByName: rung.released_by_name,
    releasedAt: rung.released_at,
    reason: rung.reason,
    order: draft &&
      drawn && {
        unitName: unit?.name ?? task.unit_name,
        to: draft.to.map(({ name }) => name),
        subject: drawn.subject,
        text: drawn.text,
      },
  }
}

type OfOrder = {
  readonly cycle: Parameters<typeof frameOf>[0] &
    Parameters<typeof contactOf>[0] & { readonly id: string; readonly unit_id: string }
  readonly task: TaskRow
  readonly rung: { readonly id: string }
}

async function draftOrder(
  reader: Reader,
  { cycle, task, rung }: OfOrder,
  now: string,
): Promise<{ message: Message; to: readonly Recipient[] } | null> {
  const above = await headsAbove(reader, task.unit_id, cycle.unit_id, now)
  if (!above) return null
  const calendar = await readCalendar(reader)
  const days = task.due_at ? Math.max(0, -workingDaysLeft(now, task.due_at, calendar)) : 0
  const told = {
    openedAt: task.opened_at,
    dueAt: task.due_at,
    whom: task.assignee_name ?? task.unit_name,
    urged: task.urged + (await urgedByLadder(reader, task.id)),
  }
  return {
    to: above.people,
    message: {
      key: `supervision-order:${rung.id}`,
      cycleId: cycle.id,
      caseId: task.case_id,
      taskId: task.id,
      unitId: above.unitId,
      path: task.case_id ? `/answers/${task.case_id}` : `/cycles/${cycle.id}`,
      recipients: above.people,
      notice: (language, link) => ({
        occasion: 'supervision-order',
        data: {
          ...frameOf(cycle, language, now, task.unit_name, link),
          matter: matterOf(task.step, language),
          dueAt: task.due_at ? instant(task.due_at, language, now) : '—',
          days,
          history: storyOf(told, language, now),
          replyBy: null,
          ...contactOf(cycle),
        },
      }),
    },
  }
}

async function lockPrepared(tx: Tx, rungId: string) {
  if (!isId(rungId)) throw new NotFound('order')
  const found = await tx.selectFrom('rungs').select(['cycle_id', 'task_id']).where('id', '=', rungId).executeTakeFirst()
  if (!found) throw new NotFound('order')
  const cycle = await lockCycle(tx, found.cycle_id, 'share')
  const task = await lockTask(tx, found.task_id)
  const rung = await tx.selectFrom('rungs').selectAll().where('id', '=', rungId).forUpdate().executeTakeFirstOrThrow()
  return { cycle, task, rung }
}
