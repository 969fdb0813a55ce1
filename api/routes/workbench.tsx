import { Router } from 'express'
import { readCalendar } from '../../acts/matter.ts'
import { pathOfTask } from '../../acts/task-path.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { canAdminister } from '../../domain/can.ts'
import { addWorkingDays, workingDaysLeft } from '../../domain/deadline.ts'
import { addDays, localDateOf } from '../../domain/local-time.ts'
import { countLedgers, readMandatorySilent } from '../../records/ledger.ts'
import { readOwnRounds } from '../../records/rounds.ts'
import {
  type Awaited,
  type Coming,
  type Duty,
  type Matter,
  readAwaited,
  readComing,
  readDuties,
  readMatters,
} from '../../records/workbench.ts'
import { type AwaitedView, type DutyView, type MatterView, WorkbenchPage } from '../../web/pages/workbench.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { dueView } from '../days-left.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

/** The page where a day at the office begins. */
export function workbenchRoutes({ house }: Pick<RouteDeps, 'house'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.workbench, async (request, response) => {
    const actor = actorOf(request)
    const { now } = request
    const calendar = await readCalendar(database)
    const today = localDateOf(now)
    const week = nextWorkingDates(today, 5, calendar)
    const until = new Date(Date.parse(`${addDays(week.at(-1) ?? today, 1)}T00:00:00+08:00`)).toISOString()
    const [duties, matters, rounds, awaited, coming] = await Promise.all([
      readDuties(database, actor),
      readMatters(database, actor),
      readOwnRounds(database, actor),
      readAwaited(database, actor, today),
      readComing(database, actor, now, until),
    ])
    const counts = await countLedgers(
      database,
      matters.rows.filter(({ addressees }) => addressees > 0).map(({ id }) => id),
    )
    const lead = matters.rows[0]?.state === 'open' ? matters.rows[0] : null
    const leadCounts = lead && counts.get(lead.id)
    const mandatory = lead ? await readMandatorySilent(database, [lead.id]) : []
    sendPage(
      request,
      response,
      <WorkbenchPage
        today={today}
        duties={duties.map(duty => dutyView(duty, now, calendar))}
        matters={matters.rows.map(row => matterView(row, counts.get(row.id)?.answered ?? 0, now, calendar))}
        total={matters.total}
        rounds={rounds}
        lead={leadCounts ? { counts: leadCounts, mandatorySilent: mandatory.map(row => row.unit_name) } : null}
        awaited={awaited.map(each => awaitedView(each, now, calendar))}
        week={week.map(on => ({ on, coming: coming.filter(({ at }) => dayOfWeek(at, week) === on).map(comingView) }))}
        mayLaunch={canAdminister('launch-cycle', actor.roles)}
      />,
    )
  })

  return router
}

function nextWorkingDates(today: string, count: number, calendar: Calendar): string[] {
  return Array.from({ length: count }, (_, index) => addWorkingDays(today, index + 1, calendar))
}

// What falls on a rest day, or today, is shown with the working day after it.
const dayOfWeek = (at: string, week: readonly string[]): string | undefined => week.find(on => on >= localDateOf(at))

function dutyView(duty: Duty, now: string, calendar: Calendar): DutyView {
  return {
    key: `${duty.kind} ${duty.id}`,
    kind: duty.kind,
    step: duty.step,
    title: duty.title,
    ofRound: duty.of_round,
    claim: duty.claim,
    unitName: duty.unit_name,
    openOpinions: duty.open_opinions,
    urged: duty.urged,
    prepared: duty.prepared,
    openedAt: duty.opened_at,
    due: duty.due_at && duty.kind !== 'release' ? dueView(duty.due_at, now, calendar) : null,
    href: dutyHref(duty),
  }
}

function dutyHref(duty: Duty): string {
  const { kind, id, cycle_id, case_id } = duty
  if (kind === 'undelivered') return `/cycles/${cycle_id}/cases/${case_id}/address`
  if (kind === 'late-answer') return `/cycles/${cycle_id}/cases/${case_id}/late`
  if (kind === 'release') return `/overdue/release/${id}`
  return pathOfTask(duty)
}

function matterView(row: Matter, answered: number, now: string, calendar: Calendar): MatterView {
  const { id, title, state, addressees, drafted, has_deadline: hasDeadline, opinions, disposed } = row
  const dueAt = state === 'open' || state === 'going-out' ? row.due_at : row.step_due_at
  return {
    id,
    title,
    state,
    addressees,
    answered,
    drafted,
    hasDeadline,
    opinions,
    disposed,
    due: dueAt ? dueView(dueAt, now, calendar) : null,
    href: `/cycles/${id}`,
  }
}

function awaitedView(awaited: Awaited, now: string, calendar: Calendar): AwaitedView {
  const { id, kind, step, who, title, cycle_id, case_id } = awaited
  return {
    key: `${kind} ${id}`,
    kind,
    step,
    who,
    role: kind === 'task' && !case_id ? awaited.role : null,
    title,
    ofRound: awaited.of_round,
    openedAt: awaited.opened_at,
    waited: workingDaysLeft(awaited.opened_at, now, calendar),
    signedForAt: awaited.signed_for_at,
    remindHref:
      kind === 'task' && case_id
        ? `/cycles/${cycle_id}/urge?case=${case_id}`
        : kind === 'task' && step === 'approval'
          ? `/cycles/${cycle_id}/urge?task=${id}`
          : null,
  }
}

const comingView = ({ at, title, cycle_id, what, step, kind, count }: Coming) => ({
  key: `${at} ${what} ${cycle_id} ${step} ${kind}`,
  at,
  title,
  what,
  step,
  kind,
  count,
})
