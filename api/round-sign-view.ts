import type { House } from '../acts/act.ts'
import { readCalendar } from '../acts/matter.ts'
import { frozenRules } from '../acts/procedure-of.ts'
import type { Actor } from '../domain/actor.ts'
import { type Cycle, readLastDecision, readSeats } from '../records/cycle.ts'
import { readSigningList, readTaskDecision, type SigningTask } from '../records/signing.ts'
import type { RoundSignProps } from '../web/pages/round-sign.tsx'
import type { Words } from '../web/words.ts'
import { dueView } from './days-left.ts'
import { readRoundDraft } from './round-draft-view.ts'
import { doneBy, seatViews } from './seat-views.ts'

/** A round as whoever signs it sees it. */
export async function roundSignView(
  { database, publicUrl }: House,
  actor: Actor,
  { task, cycle }: { task: SigningTask; cycle: Cycle },
  now: string,
  words: Words,
): Promise<RoundSignProps> {
  const [view, seats, submitted, decision, waiting, calendar] = await Promise.all([
    readRoundDraft(database, cycle, now, words, publicUrl),
    readSeats(database, cycle.id, 'signature', task.round),
    readLastDecision(database, cycle.id, 'submit-for-signature'),
    readTaskDecision(database, task.id),
    readSigningList(database, actor),
    readCalendar(database),
  ])
  const { signatureSeats } = frozenRules(cycle)
  const last = signatureSeats.at(-1)?.seat === task.seat
  const mine = task.state === 'open' && waiting.some(({ id }) => id === task.id)
  const { facts, course } = view
  return {
    taskId: task.id,
    cycle,
    maker: { name: cycle.officer_name, unit: cycle.section_name ?? cycle.unit_name, at: submitted?.at ?? null },
    facts,
    seats: seatViews(signatureSeats, seats, mine ? task.id : null, words.language),
    course: course && { ...course, moments: course.moments.filter(({ key }) => key !== 'signature') },
    others: waiting.filter(({ id }) => id !== task.id).length,
    due: task.due_at ? dueView(task.due_at, now, calendar) : null,
    done: doneBy(task, decision, { mine, last, personId: actor.personId }),
    last,
    mayAct: mine,
    sentAt: cycle.opened_at && cycle.state !== 'going-out' ? cycle.opened_at : null,
    overtaken: mine && facts.closesAt !== null && facts.closesAt <= now,
  }
}
