import { type Request, type RequestHandler, type Response, Router } from 'express'
import { mostItems } from '../../acts/make-list.ts'
import { readCalendar } from '../../acts/matter.ts'
import { paymentRulesOfCycle } from '../../acts/money-matter.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { mediaTypes } from '../../domain/file-kinds.ts'
import { NotFound, RuleBroken } from '../../domain/refusal.ts'
import { businessNow } from '../../records/database.ts'
import { countItems, readItem, readItems } from '../../records/notice-list.ts'
import { type PublicNotice, readPublicNotice, readPublicNotices } from '../../records/notice-list-public.ts'
import { readReceipt } from '../../records/objection.ts'
import { noticeListSheet } from '../../web/notice-list-sheet.ts'
import { PublicNoticePage } from '../../web/pages/public-notice.tsx'
import { ObjectionReceiptPage, ObjectPage } from '../../web/pages/public-notice-object.tsx'
import { PublicNoticesPage } from '../../web/pages/public-notices.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { formOf, onceKey } from '../form-body.ts'
import { afterIn, listPages, wordIn } from '../list-pages.ts'
import { noticeAccess, positionIn } from '../notice-access.ts'
import { emptyObjection, largestPaper, objectionIn } from '../objection-form.ts'
import { pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { takeForm } from '../take-form.ts'

const rowsPerPage = 50

/** Public notices, without sign-in. */
export function publicNoticeRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const access = noticeAccess(database)
  const base = paths.publicNotices

  // Read by anyone, kept by no search engine: what is taken down is then gone.
  const asVisitor: RequestHandler = async (request, response, next) => {
    response.setHeader('X-Robots-Tag', 'noindex, noarchive')
    request.now = await businessNow(database)
    next()
  }
  router.use(base, asVisitor)

  router.get(base, async (request, response) => {
    const ended = queryText(request, 'ended') === '1'
    const q = wordIn(request, 'q')
    const after = afterIn(request)
    const [page, calendar] = await Promise.all([
      readPublicNotices(database, { ended, q, after, limit: rowsPerPage }),
      readCalendar(database),
    ])
    const rows = page.rows.map(row => ({ ...row, left: dueView(row.endsAt, request.now, calendar).left }))
    const pages = listPages(base, { ...(ended && { ended: '1' }), q }, after, page.next)
    sendPage(request, response, <PublicNoticesPage rows={rows} ended={ended} q={q} {...pages} />)
  })

  router.get(`${base}/receipts/:key`, async (request, response) => {
    const receipt = await readReceipt(database, pathPart(request, 'key'))
    sendPage(request, response, <ObjectionReceiptPage receipt={receipt} />)
  })

  async function noticeOf(request: Request) {
    const notice = await readPublicNotice(database, pathPart(request, 'listId'))
    const cycle = { id: notice.cycleId, parameters: notice.parameters }
    const rules = await paymentRulesOfCycle(database, cycle)
    const over = request.now > notice.endsAt
    const state = !over ? 'running' : rules.noticeAfterEnd === 'keep' ? 'ended' : 'taken-down'
    return { notice, cycle, rules, state } as const
  }

  router.get(`${base}/:listId`, async (request, response) => {
    const { notice, cycle, rules, state } = await noticeOf(request)
    const { language } = request.frame(response)
    const q = wordIn(request, 'q')
    const after = positionIn(queryText(request, 'after'))
    const gone = state === 'taken-down'
    const [counts, page, span, calendar] = await Promise.all([
      countItems(database, notice.id),
      gone ? null : readItems(database, notice.id, { q, after, limit: rowsPerPage, standingOnly: true }),
      access.spanOf({ id: notice.id, starts_at: notice.startsAt, ends_at: notice.endsAt }, cycle),
      readCalendar(database),
    ])
    if (!span) throw new NotFound('notice')
    const next = page?.next?.toString() ?? null
    sendPage(
      request,
      response,
      <PublicNoticePage
        notice={notice}
        basis={language === 'en' ? notice.packTitle.en : notice.packTitle.zh}
        hours={rules.officeHours
          .map(({ from, to }) => `${from}–${to}`.replace(/(^|–)0/g, '$1'))
          .join(language === 'en' ? ', ' : '，')}
        state={state}
        due={dueView(notice.endsAt, request.now, calendar)}
        span={span}
        counts={counts}
        items={page?.rows ?? []}
        q={q}
        {...listPages(`${base}/${notice.id}`, { q }, after > 0 ? String(after) : null, next)}
      />,
    )
  })

  router.get(`${base}/:listId/list.xlsx`, async (request, response) => {
    const { notice, state } = await noticeOf(request)
    if (state === 'taken-down') throw new NotFound('notice')
    const words = createWords(request.frame(response).language, request.now)
    const [{ rows }, { totalFen }] = await Promise.all([
      readItems(database, notice.id, { limit: mostItems, standingOnly: true }),
      countItems(database, notice.id),
    ])
    const title = words.t('noticeList.named', { title: notice.title, number: notice.number })
    response.setHeader('Content-Type', mediaTypes.xlsx)
    response.setHeader('Content-Disposition', attachment(`${title}.xlsx`))
    response.end(await noticeListSheet(rows, { title, totalFen }, words))
  })

  // Objected to ---------------------------------------------------------------------------------------------------

  /** The item of the address, while its notice runs. */
  async function objectable(request: Request) {
    const { notice, state } = await noticeOf(request)
    const item = await readItem(database, notice.id, pathPart(request, 'itemId'))
    if (state !== 'running') throw new RuleBroken('notice-not-running')
    if (item.state !== 'listed' && item.state !== 'held') throw new NotFound('item')
    return { notice, item }
  }
  const show = (
    request: Request,
    response: Response,
    { notice, item }: { notice: PublicNotice; item: Awaited<ReturnType<typeof readItem>> },
    again: Omit<Parameters<typeof ObjectPage>[0], 'notice' | 'item'>,
    status = 200,
  ) => sendPage(request, response, <ObjectPage notice={notice} item={item} {...again} />, status)

  router.get(`${base}/:listId/items/:itemId/object`, async (request, response) => {
    show(request, response, await objectable(request), { values: emptyObjection })
  })

  router.post(
    `${base}/:listId/items/:itemId/object`,
    formBody({ bytes: 131_072, files: { count: 1, bytes: largestPaper } }),
    async (request, response) => {
      const form = formOf(request)
      const once = onceKey(form)
      const { values, given } = objectionIn(form)
      const itemId = pathPart(request, 'itemId')
      const done = await takeForm(
        () => raiseObjection(house, null, { ...given, itemId, once }), // from the public page, whoever is signed in
        async errors => show(request, response, await objectable(request), { values, errors, onceKey: once.key }, 422),
      )
      if (done) response.redirect(303, `${base}/receipts/${once.key}`)
    },
  )

  return router
}
