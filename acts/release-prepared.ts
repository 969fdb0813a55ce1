import type { Actor } from '../domain/actor.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle, lockTask, readCalendar } from './matter.ts'
import { headsAbove, writeNotices } from './notify.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { storyOf } from './story.ts'
import { contactOf, frameOf, instant, matterOf } from './wording.ts'

/** Sends what was prepared and waited for a named person's word: a supervision order to the head of a unit. */
export function releasePrepared(house: House, actor: Actor, { rungId, once }: { rungId: string; once: { key: string } }): Promise<{ sentTo: string }> {
  return perform(house, { actor, once: { key: once.key, request: ['release', rungId] } }, async doing => {
    const { tx } = doing
    const { cycle, task, rung } = await lockPrepared(tx, rungId)
    const now = await businessNow(tx)
    await demand(tx, 'release', actor, { cycle, task })
    if (rung.state !== 'prepared') throw new RuleBroken('already-decided')
    const above = await headsAbove(tx, task.unit_id, cycle.unit_id, now)
    if (!above) throw new RuleBroken('nobody-to-send-to')
    const calendar = await readCalendar(tx)
    const days = task.due_at ? Math.max(0, -workingDaysLeft(now, task.due_at, calendar)) : 0
    await writeNotices(tx, house, now, [
      {
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
            history: storyOf(task, language, now),
            replyBy: null,
            ...contactOf(cycle),
          },
        }),
      },
    ])
    await tx
      .updateTable('rungs')
      .set({ state: 'done', released_by: actor.personId, released_by_name: actor.personName, released_at: now })
      .where('id', '=', rungId)
      .execute()
    const names = above.people.map(({ name }) => name).join('、')
    await recordDecision(doing, { cycleId: cycle.id, caseId: task.case_id, taskId: task.id, step: task.step, round: task.round, act: 'release', verdict: 'released', detail: { rung: rung.rung, to: names }, at: now })
    await recordAudit(doing, { act: 'release', at: now, cycleId: cycle.id, caseId: task.case_id, detail: { rungId, rung: rung.rung } })
    return { sentTo: names }
  })
}

/** Holds a prepared order back, with a reason. */
export function holdBack(house: House, actor: Actor, { rungId, reason, once }: { rungId: string; reason: string; once: { key: string } }): Promise<void> {
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
      .set({ state: 'held-back', released_by: actor.personId, released_by_name: actor.personName, released_at: now, reason: reason.trim() })
      .where('id', '=', rungId)
      .execute()
    await recordDecision(doing, { cycleId: cycle.id, caseId: task.case_id, taskId: task.id, step: task.step, round: task.round, act: 'hold-back', verdict: 'held-back', reason, detail: { rung: rung.rung }, at: now })
    await recordAudit(doing, { act: 'hold-back', at: now, cycleId: cycle.id, caseId: task.case_id, detail: { rungId } })
  })
}

async function lockPrepared(tx: Tx, rungId: string) {
  if (!/^[0-9a-f-]{36}$/.test(rungId)) throw new NotFound('order')
  const found = await tx.selectFrom('rungs').select(['cycle_id', 'task_id']).where('id', '=', rungId).executeTakeFirst()
  if (!found) throw new NotFound('order')
  const cycle = await lockCycle(tx, found.cycle_id, 'share')
  const task = await lockTask(tx, found.task_id)
  const rung = await tx.selectFrom('rungs').selectAll().where('id', '=', rungId).forUpdate().executeTakeFirstOrThrow()
  return { cycle, task, rung }
}
