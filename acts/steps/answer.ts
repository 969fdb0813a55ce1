import { sql } from 'kysely'
import { cycleScope } from '../../domain/cycle.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { rungsOfStep } from '../../domain/timeline.ts'
import { recordAudit } from '../act.ts'
import { contacts, type Message, writeNotices } from '../notify.ts'
import { openTasks } from '../open-tasks.ts'
import { frozenRules, silenceSentence } from '../procedure-of.ts'
import { raiseAlarm } from '../raise-alarm.ts'
import { contactOf, frameOf, instant } from '../wording.ts'
import type { Step, Turn } from './step.ts'

const chunk = 500

/**
 * The crowd of addressees. Cases, tasks, rungs and notices are written in parts, and nothing is delivered before all are
 * there. It ends when the last of its due dates has passed and silence has been recorded, or when its officer closes it.
 */
export const answer: Step = { open, outcome, nextAt }

async function open(turn: Turn): Promise<'more' | 'opened'> {
  const { doing, cycle, now } = turn
  if (cycle.state !== 'going-out') return 'opened'
  const { tx, house } = doing
  if (!cycle.opened_at && cycle.due_at && cycle.due_at < now) return alarmTooLate(turn)
  const openedAt = cycle.opened_at ?? now
  if (!cycle.opened_at) await tx.updateTable('cycles').set({ opened_at: now }).where('id', '=', cycle.id).execute()
  const cases = await writeCases(turn)
  if (cases.length > 0) {
    await openCases(turn, cases, openedAt)
    house.reach('open-chunk-written')
    return 'more'
  }
  await tx.updateTable('cases').set({ sent_at: now }).where('cycle_id', '=', cycle.id).execute()
  await tx
    .updateTable('notices')
    .set({ released_at: now })
    .where('cycle_id', '=', cycle.id)
    .where('released_at', 'is', null)
    .execute()
  await tx
    .updateTable('deliveries')
    .set({ state: 'queued' })
    .where('cycle_id', '=', cycle.id)
    .where('state', '=', 'held')
    .execute()
  await sql`select pg_notify('courier', 'deliveries')`.execute(tx)
  await tx.updateTable('cycles').set({ state: 'open', updated_at: now }).where('id', '=', cycle.id).execute()
  recordAudit(doing, { act: 'open-crowd', at: now, cycleId: cycle.id })
  house.reach('open-before-commit')
  return 'opened'
}

// Nobody is asked for, or deemed to have given, an answer by a date that had passed before the letter could go out.
async function alarmTooLate({ doing: { tx }, cycle }: Turn): Promise<'opened'> {
  await raiseAlarm(tx, {
    kind: 'due-before-opening',
    subject: cycle.id,
    cycleId: cycle.id,
    detail: cycle.due_at ?? '',
  })
  return 'opened'
}

type NewCase = { id: string; unit_id: string; unit_name: string; mandatory: boolean; copy: boolean }

async function writeCases({ doing, cycle, now }: Turn): Promise<NewCase[]> {
  const { rows } = await sql<NewCase>`
    insert into cases (cycle_id, position, unit_id, unit_name, mandatory, copy, contact_name, contact_phone, due_at, due_revision)
    select a.cycle_id, a.position, u.id, u.name, a.mandatory, a.copy, contact.name, contact.mobile, ${cycle.due_at}, 1
    from addressees a
    join units u on u.id = a.unit_id
    left join lateral (
      select p.name, p.mobile from memberships m join people p on p.id = m.person_id
      where m.unit_id = u.id and m.role in ('contact', 'head') and p.disabled_at is null
        and m.from_on <= ${localDateOf(now)}::date and (m.until_on is null or m.until_on >= ${localDateOf(now)}::date) order by m.role, p.name limit 1
    ) contact on true
    where a.cycle_id = ${cycle.id} and a.position > (select coalesce(max(position), -1) from cases where cycle_id = ${cycle.id})
    order by a.position limit ${chunk}
    returning id, unit_id, unit_name, mandatory, copy`.execute(doing.tx)
  return rows
}

async function openCases(
  { doing, cycle, round, now, calendar }: Turn,
  cases: readonly NewCase[],
  openedAt: string,
): Promise<void> {
  const { tx, house } = doing
  const rules = frozenRules(cycle)
  const dueAt = cycle.due_at as string
  const working = await tx
    .selectFrom('due_workings')
    .select('working')
    .where('subject_id', '=', cycle.id)
    .where('due_revision', '=', cycle.due_revision)
    .executeTakeFirstOrThrow()
  await openTasks(
    tx,
    {
      scope: cycleScope(cycle.id),
      cycleId: cycle.id,
      step: 'answer',
      round,
      openedAt,
      due: working.working as Parameters<typeof openTasks>[1]['due'],
      rungs: rungsOfStep('answer', rules, openedAt, dueAt, calendar),
    },
    cases
      .filter(({ copy }) => !copy)
      .map(({ id, unit_id, unit_name, mandatory }) => ({
        caseId: id,
        seat: 'addressee',
        role: 'contact',
        unitId: unit_id,
        unitName: unit_name,
        assignee: null,
        mandatory,
      })),
  )
  const people = await contacts(
    tx,
    cases.map(({ unit_id }) => unit_id),
    now,
  )
  const messages = cases.map(
    (theCase): Message => ({
      key: `released:${theCase.id}`,
      cycleId: cycle.id,
      caseId: theCase.id,
      unitId: theCase.unit_id,
      path: `/answers/${theCase.id}`,
      recipients: people.get(theCase.unit_id) ?? [],
      notice: (language, link) => {
        const frame = {
          ...frameOf(cycle, language, now, theCase.unit_name, link),
          number: cycle.document_number,
          ...contactOf(cycle),
        }
        const due = instant(dueAt, language, now)
        return theCase.copy
          ? { occasion: 'copied', data: frame }
          : {
              occasion: 'released',
              data: {
                ...frame,
                dueAt: due,
                mandatory: theCase.mandatory,
                silenceRule: silenceSentence(rules, language, due),
              },
            }
      },
    }),
  )
  await writeNotices(tx, house, now, messages, { held: true })
}

async function outcome({ doing, cycle, now }: Turn): Promise<string | null> {
  if (!['signing', 'revising', 'going-out', 'open'].includes(cycle.state)) return 'closed'
  const { tx } = doing
  const { rows } = await sql<{ state: string; closed_at: string | null; last_due_at: string; silent: number }>`
    select c.state, c.closed_at, max(k.due_at) as last_due_at, (count(*) filter (where k.outcome is null))::int as silent
    from cycles c join cases k on k.cycle_id = c.id and not k.copy where c.id = ${cycle.id} group by c.id`.execute(tx)
  const crowd = rows[0]
  if (crowd?.state !== 'open') return null
  const over = crowd.closed_at !== null || (crowd.last_due_at < now && crowd.silent === 0)
  if (!over) return null
  await tx
    .updateTable('cycles')
    .set({ state: 'disposing', closed_at: crowd.closed_at ?? crowd.last_due_at, updated_at: now })
    .where('id', '=', cycle.id)
    .execute()
  recordAudit(doing, { act: 'close-crowd', at: now, cycleId: cycle.id })
  doing.house.reach('close-before-commit')
  return 'closed'
}

// Where everybody has answered no rung waits any more, but until the last due date an answer may be replaced.
async function nextAt({ doing, cycle }: Turn): Promise<string | null> {
  if (cycle.state === 'going-out') return null
  const row = await doing.tx
    .selectFrom('cases')
    .select(({ fn }) => fn.max('due_at').as('at'))
    .where('cycle_id', '=', cycle.id)
    .where('copy', '=', false)
    .executeTakeFirst()
  return row?.at ?? null
}
