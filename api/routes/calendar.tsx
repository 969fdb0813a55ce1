import { type Request, type Response, Router } from 'express'
import { applyCalendar, type CalendarEffect, previewCalendar } from '../../acts/manage-calendar.ts'
import { localDateOf, yearOf } from '../../domain/local-time.ts'
import { FieldErrors } from '../../domain/refusal.ts'
import { readCalendarYears } from '../../records/administration.ts'
import { CalendarPage } from '../../web/pages/calendar.tsx'
import { adminForm, type Shown } from '../admin-form.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { demandTo } from '../demand-to.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import type { RouteDeps } from '../route-deps.ts'

const calendar = '/admin/calendar'

type ShownCalendar = Shown & {
  readonly effect?: CalendarEffect
  readonly text?: string
  readonly applied?: Applied | null
}
type Applied = { readonly year: number; readonly revision: number; readonly moved: number }

/** The calendar of holidays: its years, the effect of a new revision, and applying it. */
export function calendarRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(calendar, (request, response) => showCalendar(request, response, { applied: appliedOf(request) }))

  router.post(
    `${calendar}/effect`,
    formBody({ files: { count: 1, bytes: 1_048_576 } }),
    adminForm('manage-calendar', showAgain, async ({ actor, form, request, response }) => {
      const text = calendarIn(form)
      const effect = await previewCalendar(house, actor, { text })
      await showCalendar(request, response, { effect, text })
      return null
    }),
  )

  router.post(
    calendar,
    formBody(),
    adminForm('manage-calendar', showAgain, async ({ actor, form }) => {
      const revision = Number(field(form, 'revision'))
      if (!Number.isSafeInteger(revision)) throw new FieldErrors([{ field: 'text', code: 'not-a-number' }])
      const entry = { text: calendarIn(form), revision, once: onceKey(form) }
      const { year, moved } = await applyCalendar(house, actor, entry)
      return `${calendar}?year=${year}&revision=${revision}&moved=${moved}`
    }),
  )

  return router

  function showAgain(request: Request, response: Response, shown: Shown): Promise<void> {
    return showCalendar(request, response, { ...shown, text: calendarIn(formOf(request)) })
  }

  async function showCalendar(
    request: Request,
    response: Response,
    { errors = [], refused = null, status, effect, text = '', applied = null }: ShownCalendar,
  ) {
    demandTo(request, 'manage-calendar')
    const rows = await readCalendarYears(database)
    const years = rows.map(({ content, ...row }) => ({ ...row, ...finalDays(content) }))
    const latest = years[0]?.year ?? 0
    const today = localDateOf(request.now)
    // The State Council's notice for the next year comes out in autumn.
    const wanted = Number(today.slice(5, 7)) >= 11 ? yearOf(today) + 1 : yearOf(today)
    sendPage(
      request,
      response,
      <CalendarPage
        tabs={adminTabs(request)}
        years={years}
        missing={latest < wanted ? wanted : null}
        effect={effect ?? null}
        text={text}
        errors={errors}
        refused={refused}
        applied={applied}
      />,
      status,
    )
  }
}

/** The calendar as typed, or as the file that was chosen says. */
function calendarIn(form: Form): string {
  const [file] = form.files
  return file ? new TextDecoder('utf-8').decode(file.bytes) : field(form, 'text')
}

/** What was just applied, as the address tells after the form. */
function appliedOf(request: Request): Applied | null {
  const { year, revision, moved } = request.query
  return isCount(year) && isCount(revision) && isCount(moved)
    ? { year: Number(year), revision: Number(revision), moved: Number(moved) }
    : null
}
const isCount = (value: unknown): value is string => typeof value === 'string' && /^\d{1,6}$/.test(value)

type NoticeDays = {
  readonly takesBack: readonly string[]
  readonly holidays: readonly { date: string; name: string }[]
  readonly makeUpDays: readonly { date: string; name: string }[]
}

/** The days of a year after all its notices, later ones over earlier ones. */
function finalDays(content: { notices: readonly NoticeDays[] }) {
  const holidays = new Map<string, string>()
  const makeUpDays = new Map<string, string>()
  for (const notice of content.notices) {
    for (const date of notice.takesBack) {
      holidays.delete(date)
      makeUpDays.delete(date)
    }
    for (const { date, name } of notice.holidays) holidays.set(date, name)
    for (const { date, name } of notice.makeUpDays) makeUpDays.set(date, name)
  }
  const list = (days: Map<string, string>) => [...days].sort().map(([date, name]) => ({ date, name }))
  return { holidays: list(holidays), makeUpDays: list(makeUpDays) }
}
