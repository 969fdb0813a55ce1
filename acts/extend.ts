import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { Calendar } from '../domain/calendar.ts'
import { cycleScope } from '../domain/cycle.ts'
import { computeDue, DeadlineError, type DueRule, type DueWorking } from '../domain/deadline.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { rungsOfStep } from '../domain/timeline.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle, readCalendar } from './matter.ts'
import { contacts, type Message, writeNotices } from './notify.ts'
import { writeDueWorking, writeRungs } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { frozenRules } from './procedure-of.ts'
import { demand } from './relation.ts'
import { frameOf, instant } from './wording.ts'

export interface Extension {
  readonly cycleId: string
  /** null: everyone */
  readonly caseIds: readonly string[] | null
  readonly on: string
  readonly closeOfBusiness: string
  readonly reason: string
  readonly once: { readonly key: string }
}

/**
 * Moves the deadline later, for all or for some: a new due revision with new rungs; the waiting old ones are void.
 * A case with more time than that keeps it, and one that is closed stays closed.
 *
 * @throws FieldErrors `on` (`not-later`: it gives nobody more time), `closeOfBusiness`, `reason`; RuleBroken `nobody-to-extend`
 */
export function extend(house: House, actor: Actor, extension: Extension): Promise<{ extended: number; dueAt: string }> {
  const { cycleId, caseIds, on, closeOfBusiness, reason, once } = extension
  return perform(
    house,
    { actor, once: { key: once.key, request: [cycleId, caseIds, on, closeOfBusiness, reason] } },
    async doing => {
      const { tx } = doing
      const cycle = await lockCycle(tx, cycleId, 'update')
      const all = tx
        .selectFrom('cases')
        .selectAll()
        .where('cycle_id', '=', cycleId)
        .where('copy', '=', false)
        .orderBy('id')
        .forUpdate()
      const wanted = caseIds?.filter(isId)
      const cases = wanted?.length === 0 ? [] : await (wanted ? all.where('id', 'in', wanted) : all).execute()
      const now = await businessNow(tx)
      await demand(tx, 'extend', actor, { cycle })
      if (cycle.closed_at) throw new RuleBroken('not-in-this-state', { state: 'disposing' })
      const calendar = await readCalendar(tx)
      const due = dueLater(
        { kind: 'on', on, restDay: frozenRules(cycle).restDay, closeOfBusiness },
        calendar,
        now,
        checkPlainText('reason', reason, { required: true, longest: 1000 }),
      )
      const { dueAt } = due
      const open = cases.filter(
        theCase => theCase.outcome_by !== 'silence' && theCase.outcome !== 'withdrawn' && theCase.due_at >= now, // what has passed is closed, also where the clock has not recorded it yet
      )
      const concerned = open.filter(theCase => theCase.due_at < dueAt)
      if (open.length > 0 && concerned.length === 0) throw new FieldErrors([{ field: 'on', code: 'not-later' }])
      if (concerned.length === 0) throw new RuleBroken('nobody-to-extend')
      if (caseIds === null) {
        await tx
          .updateTable('cycles')
          .set({ due_at: dueAt, due_revision: cycle.due_revision + 1, updated_at: now })
          .where('id', '=', cycleId)
          .execute()
        await writeDueWorking(tx, cycleId, cycle.due_revision + 1, cycleId, due, reason)
      } else {
        for (const theCase of concerned)
          await writeDueWorking(tx, theCase.id, theCase.due_revision + 1, cycleId, due, reason)
      }
      await sql`update cases set due_at = ${dueAt}, due_revision = due_revision + 1 where id = any(${concerned.map(({ id }) => id)}::uuid[])`.execute(
        tx,
      )
      const rules = frozenRules(cycle)
      const tasks = await tx
        .selectFrom('tasks')
        .selectAll()
        .where(
          'case_id',
          'in',
          concerned.map(({ id }) => id),
        )
        .where('step', '=', 'answer')
        .where('state', '=', 'open')
        .execute()
      const taskIds = tasks.map(({ id }) => id)
      await sql`update tasks set due_at = ${dueAt}, due_revision = due_revision + 1 where id = any(${taskIds}::uuid[])`.execute(
        tx,
      )
      await sql`update rungs set state = 'void' where state in ('waiting', 'prepared') and kind <> 'sign-for-reminder' and task_id = any(${taskIds}::uuid[])`.execute(
        tx,
      )
      const rungs = rungsOfStep('answer', rules, now, dueAt, calendar).filter(
        ({ kind }) => kind !== 'sign-for-reminder',
      )
      for (const revision of new Set(tasks.map(task => task.due_revision))) {
        await writeRungs(
          tx,
          { scope: cycleScope(cycleId), cycleId, step: 'answer', round: 1, rungs },
          revision + 1,
          tasks
            .filter(task => task.due_revision === revision)
            .map(({ id, case_id, mandatory }) => ({ id, caseId: case_id, mandatory })),
        )
      }
      const people = await contacts(
        tx,
        concerned.map(({ unit_id }) => unit_id),
        now,
      )
      const messages = concerned.map(
        (theCase): Message => ({
          key: `extended:${theCase.id}:${theCase.due_revision + 1}`,
          cycleId,
          caseId: theCase.id,
          unitId: theCase.unit_id,
          path: `/answers/${theCase.id}`,
          recipients: people.get(theCase.unit_id) ?? [],
          notice: (language, link) => ({
            occasion: 'extended',
            data: {
              ...frameOf(cycle, language, now, theCase.unit_name, link),
              oldDueAt: instant(theCase.due_at, language, now),
              dueAt: instant(dueAt, language, now),
              reason,
            },
          }),
        }),
      )
      for (let from = 0; from < messages.length; from += 500)
        await writeNotices(tx, house, now, messages.slice(from, from + 500))
      const detail = { dueAt, everyone: caseIds === null, cases: concerned.length }
      recordDecision(doing, { cycleId, step: 'answer', round: 1, act: 'extend', reason, detail, at: now })
      recordAudit(doing, { act: 'extend', at: now, cycleId, detail })
      await wake(tx, cycleScope(cycleId), cycle.kind)
      return { extended: concerned.length, dueAt }
    },
  )
}

function dueLater(
  rule: DueRule,
  calendar: Calendar,
  now: string,
  errors: FieldError[],
): DueWorking & { dueAt: string } {
  try {
    const due = computeDue(rule, calendar)
    if (due.dueAt && due.dueAt <= now) errors.push({ field: 'on', code: 'in-the-past' })
    if (errors.length === 0 && due.dueAt) return { ...due, dueAt: due.dueAt }
  } catch (fault) {
    if (!(fault instanceof DeadlineError)) throw fault
    errors.push({ field: fault.field, code: fault.code, params: fault.params })
  }
  throw new FieldErrors(errors)
}
