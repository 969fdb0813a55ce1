import { type Request, type Response, Router } from 'express'
import { makeList, mostItems } from '../../acts/make-list.ts'
import { readCalendar } from '../../acts/matter.ts'
import { noticeStatement, noticeStatementFile } from '../../acts/notice-statement.ts'
import { worksOnRounds } from '../../domain/can.ts'
import { mediaTypes } from '../../domain/file-kinds.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import { type Cycle, isId } from '../../records/cycle.ts'
import { readFileBytes, readFileInfo } from '../../records/files.ts'
import {
  countItems,
  countListable,
  type List,
  readItems,
  readListable,
  readLists,
  readUnlisted,
  readWaiting,
} from '../../records/notice-list.ts'
import { readOpenObjections } from '../../records/objection.ts'
import { noticeListSheet } from '../../web/notice-list-sheet.ts'
import { NoticeListPage } from '../../web/pages/notice-list.tsx'
import { NoticeStatementPage } from '../../web/pages/notice-list-acts.tsx'
import { NoticeListsPage } from '../../web/pages/notice-list-index.tsx'
import { NewNoticeListPage } from '../../web/pages/notice-list-new.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { fields, formOf, onceKey } from '../form-body.ts'
import { afterIn, listPages, wordIn } from '../list-pages.ts'
import { noticeAccess, positionIn } from '../notice-access.ts'
import { queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'
import { noticeListActRoutes } from './notice-list-acts.tsx'

const rowsPerPage = 50
/** With more than so many there is nothing to pick from: all are listed. */
const mostToPick = 500

/** Lists for public notice: made, approved, running, ended. */
export function noticeListRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  router.use(noticeListActRoutes({ house, formBody }))
  const { database } = house
  const access = noticeAccess(database)
  const named = ({ id, number }: List, { title }: Cycle) => ({ id, number, title })

  router.get(paths.lists, async (request, response) => {
    const actor = actorOf(request)
    if (!worksOnRounds(actor.roles)) throw new NotFound('lists')
    const after = afterIn(request)
    const wanted = queryText(request, 'round')
    const round = isId(wanted) ? wanted : null
    const [active, ended, unlisted, calendar] = await Promise.all([
      readLists(database, actor, { ended: false, round, limit: 100 }),
      readLists(database, actor, { ended: true, round, after, limit: rowsPerPage }),
      readUnlisted(database, actor, round),
      readCalendar(database),
    ])
    const view = (rows: typeof active.rows) =>
      rows.map(row => ({
        ...row,
        left: row.state === 'running' && row.endsAt ? dueView(row.endsAt, request.now, calendar).left : null,
      }))
    sendPage(
      request,
      response,
      <NoticeListsPage
        unlisted={unlisted}
        active={view(active.rows)}
        ended={view(ended.rows)}
        {...listPages(paths.lists, round === null ? {} : { round }, after, ended.next)}
        ofRound={round !== null}
        mayMake={actor.roles.includes('officer')}
      />,
    )
  })

  // Made ----------------------------------------------------------------------------------------------------------

  async function showNew(
    request: Request,
    response: Response,
    cycle: Cycle,
    again: { chosen: ReadonlySet<string>; errors: readonly FieldError[]; onceKey: string } | null = null,
  ): Promise<void> {
    const after = afterIn(request)
    const [counts, waiting] = await Promise.all([
      countListable(database, cycle.id),
      readWaiting(database, cycle.id, 50),
    ])
    const all = counts.count > mostToPick
    const page = await readListable(database, cycle.id, { after, limit: all ? rowsPerPage : mostToPick })
    sendPage(
      request,
      response,
      <NewNoticeListPage
        cycle={cycle}
        counts={counts}
        rows={page.rows}
        chosen={again?.chosen ?? null}
        all={all}
        most={mostItems}
        waiting={waiting}
        {...listPages(`/rounds/${cycle.id}/lists/new`, {}, after, page.next)}
        errors={again?.errors ?? []}
        onceKey={again?.onceKey}
      />,
      again ? 422 : 200,
    )
  }

  router.get('/rounds/:cycleId/lists/new', async (request, response) => {
    await showNew(request, response, await access.round(request, 'make-list'))
  })

  router.post('/rounds/:cycleId/lists/new', formBody(), async (request, response) => {
    const cycle = await access.round(request, 'make-list')
    const form = formOf(request)
    const once = onceKey(form)
    const chosen = fields(form, 'caseIds')
    const { count } = await countListable(database, cycle.id)
    const made = await takeForm(
      async () => {
        if (chosen.length === 0 && count > 0 && count <= mostToPick)
          throw new FieldErrors([{ field: 'caseIds', code: 'none-given' }])
        const caseIds = chosen.length > 0 ? chosen : null
        return makeList(house, actorOf(request), { cycleId: cycle.id, caseIds, once })
      },
      errors => showNew(request, response, cycle, { chosen: new Set(chosen), errors, onceKey: once.key }),
    )
    if (made) response.redirect(303, `/lists/${made.listId}`)
  })

  // Seen ----------------------------------------------------------------------------------------------------------

  router.get('/lists/:listId', async (request, response) => {
    const { list, cycle } = await access.list(request)
    const actor = actorOf(request)
    const q = wordIn(request, 'q')
    const after = positionIn(queryText(request, 'after'))
    const asked = ['discard-list', 'approve-list', 'record-website', 'record-objection'] as const
    const [counts, page, objections, span, calendar, may] = await Promise.all([
      countItems(database, list.id),
      readItems(database, list.id, { q, after, limit: rowsPerPage }),
      readOpenObjections(database, list.id),
      access.spanOf(list, cycle),
      readCalendar(database),
      access.may(actor, cycle, `list-${list.state}`, asked),
    ])
    const pages = listPages(`/lists/${list.id}`, { q }, after > 0 ? String(after) : null, page.next?.toString() ?? null)
    sendPage(
      request,
      response,
      <NoticeListPage
        cycle={cycle}
        list={list}
        counts={counts}
        items={page.rows}
        q={q}
        {...pages}
        objections={objections.map(each => ({ ...each, due: dueView(each.dueAt, request.now, calendar) }))}
        span={span}
        due={list.ends_at ? dueView(list.ends_at, request.now, calendar) : null}
        may={may}
        own={list.made_by === actor.personId}
      />,
    )
  })

  router.get('/lists/:listId/list.xlsx', async (request, response) => {
    const { list, cycle } = await access.list(request)
    const words = createWords(request.frame(response).language, request.now)
    const [{ rows }, { totalFen }] = await Promise.all([
      readItems(database, list.id, { limit: mostItems, standingOnly: true }),
      countItems(database, list.id),
    ])
    const title = words.t('noticeList.named', named(list, cycle))
    response.setHeader('Content-Type', mediaTypes.xlsx)
    response.setHeader('Content-Disposition', attachment(`${title}.xlsx`))
    response.end(await noticeListSheet(rows, { title, totalFen }, words))
  })

  router.get('/lists/:listId/files/:which', async (request, response) => {
    const { list } = await access.list(request)
    const fileId = request.params.which === 'minutes' ? list.minutes_file_id : list.website_file_id
    if (fileId === null || !['minutes', 'website'].includes(request.params.which)) throw new NotFound('file')
    const { mediaType, name } = await readFileInfo(database, fileId)
    response.setHeader('Content-Type', mediaType)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Content-Disposition', attachment(name))
    response.end(await readFileBytes(database, fileId))
  })

  // Published and over --------------------------------------------------------------------------------------------

  const statementOf = async (request: Request, response: Response) => {
    const { list, cycle } = await access.list(request)
    const span = list.state === 'ended' ? await access.spanOf(list, cycle) : null
    if (!span) throw new NotFound('statement')
    const { language } = request.frame(response)
    return { list, cycle, of: { list, cycle, days: span.count, now: request.now, language } }
  }

  router.get('/lists/:listId/statement', async (request, response) => {
    const { list, cycle, of } = await statementOf(request, response)
    const { letter, open } = await noticeStatement(database, of)
    sendPage(request, response, <NoticeStatementPage list={named(list, cycle)} statement={letter} open={open} />)
  })

  router.get('/lists/:listId/statement.docx', async (request, response) => {
    const { list, cycle, of } = await statementOf(request, response)
    const { t } = createWords(of.language, request.now)
    const name = `${t('noticeList.statement')} ${t('noticeList.named', named(list, cycle))}`
    response.setHeader('Content-Type', mediaTypes.docx)
    response.setHeader('Content-Disposition', attachment(`${name}.docx`))
    response.end(Buffer.from(await noticeStatementFile(database, of)))
  })

  return router
}
