import { sql } from 'kysely'
import type { Language } from '../../domain/actor.ts'
import { workingDaysLeft } from '../../domain/deadline.ts'
import type { Tx } from '../../records/database.ts'
import type { Notice } from '../../templates/notice.ts'
import { recordAudit } from '../act.ts'
import { openOpinions } from '../dispose.ts'
import { contacts, headsAbove, holders, type Message, type Recipient, supervisorsOf, writeNotices } from '../notify.ts'
import { frozenRules, silenceSentence } from '../procedure-of.ts'
import { recipientsOf } from '../urge.ts'
import { contactOf, frameOf, instant, matterOf } from '../wording.ts'
import type { DueRung, Turn } from './step.ts'

/** What the rungs of a solicitation do: silence is recorded, the silent are told, orders wait for a named person. */
export async function actOnSolicitationRungs(turn: Turn, due: readonly DueRung[]): Promise<void> {
  const { doing, cycle, now } = turn
  const { tx, house } = doing
  const silent = due.filter(({ kind }) => kind === 'silence')
  const fallen = await recordSilence(turn, silent)
  const sending = due.filter(rung => rung.kind !== 'silence' && stillMeant(rung) && rung.release_by === null)
  const prepared = due.filter(rung => rung.kind !== 'silence' && stillMeant(rung) && rung.release_by !== null)
  const messages = [
    ...(await silenceMessages(
      turn,
      silent.filter(({ case_id }) => case_id && fallen.has(case_id)),
      fallen,
    )),
    ...(await ladderMessages(turn, sending)),
    ...(await preparedMessages(turn, prepared)),
  ]
  await writeNotices(tx, house, now, messages)
  const ids = (rungs: readonly DueRung[]) => rungs.map(({ id }) => id)
  const state = sql`case when id = any(${ids(prepared)}::uuid[]) then 'prepared' when id = any(${ids([...sending, ...silent])}::uuid[]) then 'done' else 'void' end`
  await sql`update rungs set state = ${state}, acted_at = ${now} where id = any(${ids(due)}::uuid[])`.execute(tx)
  recordAudit(doing, {
    act: 'act-on-due',
    at: now,
    cycleId: cycle.id,
    detail: {
      silent: fallen.size,
      sent: sending.length,
      prepared: prepared.length,
      rungs: [...new Set(due.map(({ rung }) => rung))],
    },
  })
}

const stillMeant = (rung: DueRung): boolean =>
  (rung.case_id === null || rung.outcome === null || rung.outcome === 'overdue') &&
  (rung.only_when !== 'unsigned' || rung.signed_for_at === null) &&
  (rung.only_when !== 'mandatory' || rung.mandatory)

/** What became of each case by silence. */
type Fallen = ReadonlyMap<string, string>

/** Silence: deemed no objection, under the clause that says so; or overdue where an answer must be given. */
async function recordSilence({ doing, cycle, now }: Turn, silent: readonly DueRung[]): Promise<Fallen> {
  if (silent.length === 0) return new Map()
  const { tx } = doing
  const rules = frozenRules(cycle)
  const cases = silent.flatMap(({ case_id }) => (case_id ? [case_id] : []))
  const { rows } = await sql<{ id: string; outcome: string; task_id: string }>`
    with locked as (select id from cases where id = any(${cases}::uuid[]) order by id for update)
    update cases k set outcome = case when k.mandatory or ${rules.silence} <> 'deemed-no-objection' then 'overdue' else 'deemed-no-objection' end,
      outcome_at = ${now}, outcome_by = 'silence', unsigned_silence = k.signed_for_at is null
    from locked, tasks t
    where locked.id = k.id and t.case_id = k.id and t.step = 'answer' and k.outcome is null and k.due_at < ${now}
    returning k.id, k.outcome, t.id as task_id`.execute(tx)
  const deemed = rows.filter(({ outcome }) => outcome === 'deemed-no-objection')
  await sql`update tasks set state = 'done', outcome = 'deemed-no-objection', closed_at = ${now} where id = any(${deemed.map(row => row.task_id)}::uuid[]) and state = 'open'`.execute(
    tx,
  )
  await sql`
    insert into decisions (cycle_id, case_id, task_id, step, round, act, verdict, clause, detail, person_name, unit_name, at)
    select ${cycle.id}, k.id, t.id, 'answer', t.round, 'silence', k.outcome, case when k.outcome = 'deemed-no-objection' then ${rules.silenceClause.zh} end,
      jsonb_build_object('signedFor', k.signed_for_at, 'sent', (
        select coalesce(jsonb_agg(jsonb_build_object('notice', n.id, 'occasion', n.occasion, 'at', n.released_at) order by n.created_at), '[]') from notices n where n.case_id = k.id)),
      'clock', '', ${now}
    from cases k join tasks t on t.case_id = k.id and t.step = 'answer' where k.id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(
    tx,
  )
  return new Map(rows.map(({ id, outcome }) => [id, outcome]))
}

async function silenceMessages(
  { doing, cycle, now }: Turn,
  silent: readonly DueRung[],
  fallen: Fallen,
): Promise<Message[]> {
  const rules = frozenRules(cycle)
  const people = await contacts(
    doing.tx,
    silent.map(({ unit_id }) => unit_id),
    now,
  )
  return silent.map(rung => ({
    key: `silence:${rung.task_id}:${rung.due_revision}`,
    cycleId: cycle.id,
    caseId: rung.case_id,
    taskId: rung.task_id,
    unitId: rung.unit_id,
    path: pathOf(rung, cycle.id),
    recipients: people.get(rung.unit_id) ?? [],
    notice: (language, link): Notice => {
      const data = {
        ...frameOf(cycle, language, now, rung.unit_name, link),
        dueAt: instant(rung.task_due_at, language, now),
        ...contactOf(cycle),
      }
      return rung.case_id && fallen.get(rung.case_id) === 'overdue'
        ? { occasion: 'overdue', data }
        : {
            occasion: 'deemed',
            data: {
              ...data,
              clause: language === 'en' ? rules.silenceClause.en : rules.silenceClause.zh,
              unsigned: rung.signed_for_at === null,
            },
          }
    },
  }))
}

async function ladderMessages(turn: Turn, rungs: readonly DueRung[]): Promise<Message[]> {
  if (rungs.length === 0) return []
  const { cycle, now } = turn
  const addressed = await addressees(turn, rungs)
  const words = await wordsOf(turn, rungs)
  return rungs.map(rung => {
    const to = addressed.get(rung.id) ?? { unitId: rung.unit_id, people: [] }
    const name = rung.case_id ? rung.unit_name : (to.people[0]?.name ?? rung.unit_name)
    return {
      key: `rung:${rung.task_id}:${rung.due_revision}:${rung.rung}`,
      cycleId: cycle.id,
      caseId: rung.case_id,
      taskId: rung.task_id,
      unitId: to.unitId,
      path: pathOf(rung, cycle.id),
      recipients: to.people,
      notice: (language, link) => words(rung, language, frameOf(cycle, language, now, name, link)),
    } satisfies Message
  })
}

const pathOf = (rung: Pick<DueRung, 'case_id' | 'step' | 'task_id'>, cycleId: string): string => {
  if (rung.case_id) return `/answers/${rung.case_id}`
  if (rung.step === 'signature') return `/sign/${rung.task_id}`
  if (rung.step === 'approval') return `/approve/${rung.task_id}`
  return rung.step === 'disposition' ? `/cycles/${cycleId}/disposition` : `/cycles/${cycleId}`
}

/** Whom each rung goes to. Up goes along `superior`, and to the supervisors where nobody is; never to nobody. */
async function addressees(
  { doing: { tx }, cycle, now }: Turn,
  rungs: readonly DueRung[],
): Promise<Map<string, { unitId: string; people: Recipient[] }>> {
  const found = new Map<string, { unitId: string; people: Recipient[] }>()
  const own = rungs.filter(({ addressed_to }) => addressed_to === 'party' || addressed_to === 'assignee')
  const people = await recipientsOf(
    tx,
    own.map(rung => ({
      id: rung.id,
      case_id: rung.case_id,
      unit_id: rung.unit_id,
      role: rung.role,
      assignee_id: rung.assignee_id,
    })),
    now,
  )
  for (const rung of own) found.set(rung.id, { unitId: rung.unit_id, people: people.get(rung.id) ?? [] })
  for (const rung of rungs.filter(({ id }) => !found.has(id))) {
    const above =
      rung.addressed_to === 'supervisors'
        ? await supervisorsOf(tx, cycle.unit_id, now)
        : rung.addressed_to === 'section-head'
          ? await sectionHead(tx, rung.unit_id, cycle.unit_id, now)
          : await headsAbove(tx, rung.unit_id, cycle.unit_id, now)
    found.set(rung.id, above ?? { unitId: rung.unit_id, people: [] })
  }
  return found
}

async function sectionHead(tx: Tx, unitId: string, fallbackUnitId: string, now: string) {
  const people = (await holders(tx, [unitId], ['section-head'], now)).get(unitId)
  return people ? { unitId, people } : headsAbove(tx, unitId, fallbackUnitId, now)
}

type Frame = ReturnType<typeof frameOf>

/** The words of a rung's notice by its occasion. */
async function wordsOf(
  { doing: { tx }, cycle, now, calendar }: Turn,
  rungs: readonly DueRung[],
): Promise<(rung: DueRung, language: Language, frame: Frame) => Notice> {
  const rules = frozenRules(cycle)
  const { open: count } = rungs.some(({ step }) => step === 'disposition')
    ? await openOpinions(tx, cycle.id)
    : { open: 0 }
  const seats = [...rules.signatureSeats, rules.approvalSeat]
  const round = cycle.kind === 'claim-round'
  return (rung, language, frame) => {
    const dueAt = instant(rung.task_due_at, language, now)
    const left = workingDaysLeft(now, rung.task_due_at, calendar)
    const days = Math.abs(left)
    const daysLeft = Math.max(0, left)
    const label = seats.find(({ seat }) => seat === rung.seat)?.label
    const seat = (language === 'en' ? label?.en : label?.zh) ?? rung.seat
    switch (rung.occasion) {
      case 'not-signed-for':
        return {
          occasion: 'not-signed-for',
          data: { ...frame, sentAt: instant(rung.sent_at ?? now, language, now), dueAt },
        }
      case 'due-soon':
        return {
          occasion: 'due-soon',
          data: {
            ...frame,
            dueAt,
            daysLeft,
            mandatory: rung.mandatory,
            silenceRule: silenceSentence(rules, language, dueAt),
          },
        }
      case 'signature-due-soon':
        return { occasion: 'signature-due-soon', data: { ...frame, round, seat, dueAt, daysLeft } }
      case 'signature-overdue':
        return { occasion: 'signature-overdue', data: { ...frame, round, seat, dueAt, days } }
      case 'disposition-due-soon':
        return { occasion: 'disposition-due-soon', data: { ...frame, count, dueAt, daysLeft } }
      case 'disposition-overdue':
        return { occasion: 'disposition-overdue', data: { ...frame, count, dueAt, days } }
      default:
        return {
          occasion: 'urged',
          data: {
            ...frame,
            matter: rung.case_id ? null : matterOf(rung.step, language),
            dueAt,
            overdue: rung.task_due_at < now,
            days,
            message: null,
            ...contactOf(cycle),
          },
        }
    }
  }
}

/** What is prepared waits for a named person: those who may release it are told. */
async function preparedMessages({ doing, cycle, now, calendar }: Turn, rungs: readonly DueRung[]): Promise<Message[]> {
  if (rungs.length === 0) return []
  const supervisors = await supervisorsOf(doing.tx, cycle.unit_id, now)
  if (!supervisors) throw new Error('nobody may release a supervision order')
  return rungs.map(rung => ({
    key: `prepared:${rung.id}`,
    cycleId: cycle.id,
    caseId: rung.case_id,
    taskId: rung.task_id,
    unitId: supervisors.unitId,
    path: `/overdue/release/${rung.id}`,
    recipients: supervisors.people,
    notice: (language, link) => ({
      occasion: 'supervision-order-prepared',
      data: {
        ...frameOf(cycle, language, now, supervisors.people[0]?.name ?? cycle.unit_name, link),
        unit: rung.unit_name,
        matter: matterOf(rung.step, language),
        dueAt: instant(rung.task_due_at, language, now),
        days: Math.max(0, -workingDaysLeft(now, rung.task_due_at, calendar)),
      },
    }),
  }))
}
