import { type Request, type Response, Router } from 'express'
import { permittedMoney } from '../../acts/demand-money.ts'
import { canPay, type MoneyRelation } from '../../domain/can-pay.ts'
import { NotFound } from '../../domain/refusal.ts'
import { isId, readCycle } from '../../records/cycle.ts'
import {
  reachesCounty,
  readSchemeTitles,
  readShares,
  readShareTotals,
  type ShareLine,
  type ShareReach,
  type ShareTotal,
} from '../../records/shares.ts'
import { type ShareLineView, SharesPage, type ShareTotalView } from '../../web/pages/shares.tsx'
import { shareSheet } from '../../web/share-sheet.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { afterIn, listPages } from '../list-pages.ts'
import { pageAddress, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

const linesPerPage = 50
const linesAtOnce = 1000
const mostLines = 50_000

/** What the city owes the counties. */
export function shareRoutes({ house }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  /** Which counties the reader may see the shares of, by the table of `domain/can-pay.ts`. @throws NotFound */
  const reachOf = async (request: Request): Promise<ShareReach> => {
    const { roles, unitId } = actorOf(request)
    const may = (relation: MoneyRelation) =>
      canPay('see-shares', { roles, relations: new Set([relation]), state: 'any' })
    const reach = { unitId, above: may('above'), own: may('launching-unit'), purse: may('purse'), line: may('line') }
    if (!reach.above && !reach.own && !reach.purse && !reach.line) throw new NotFound('shares')
    if (!(await reachesCounty(database, reach))) throw new NotFound('shares')
    return reach
  }

  const viewsOf = async (request: Request, response: Response) => {
    const titles = await readSchemeTitles(database)
    const language = request.frame(response).language === 'en' ? 'en' : 'zh'
    const titleOf = (scheme: string) => titles.get(scheme)?.[language] ?? scheme
    const total = (row: ShareTotal): ShareTotalView => ({
      ...row,
      title: titleOf(row.scheme),
      href: pageAddress('/shares', { scheme: row.scheme, year: String(row.year), county: row.county_id }),
    })
    const line = (row: ShareLine): ShareLineView => ({
      ...row,
      title: titleOf(row.scheme),
      working: row.working.flatMap(({ expression }) => (expression ? [expression[language]] : [])),
    })
    return { total, line }
  }

  router.get('/shares', async (request, response) => {
    const reach = await reachOf(request)
    const [scheme, year, countyId] = [
      queryText(request, 'scheme'),
      queryText(request, 'year'),
      queryText(request, 'county'),
    ]
    const [rows, views] = await Promise.all([readShareTotals(database, reach), viewsOf(request, response)])
    const totals = rows.map(views.total)
    const chosen = totals.find(
      total => total.scheme === scheme && String(total.year) === year && total.county_id === countyId,
    )
    if (!chosen && (scheme || year || (countyId && !isId(countyId)))) throw new NotFound('share')
    const after = afterIn(request)
    const filter = chosen && { scheme, year: chosen.year, countyId }
    const page = filter ? await readShares(database, reach, filter, { after, limit: linesPerPage }) : null
    const keep = { scheme, year, county: countyId }
    const open =
      chosen && page
        ? { total: chosen, lines: page.rows.map(views.line), ...listPages('/shares', keep, after, page.next) }
        : null
    // Those above a county see what a share follows from, and not how the county pays.
    const one = page?.rows[0]
    const mayFollow =
      one !== undefined &&
      (
        await permittedMoney(database, ['see-money'], actorOf(request), {
          cycle: await readCycle(database, one.cycle_id),
          state: 'any',
        })
      ).size > 0
    sendPage(request, response, <SharesPage totals={totals} open={open} mayFollow={mayFollow} />)
  })

  router.get('/shares.xlsx', async (request, response) => {
    const reach = await reachOf(request)
    const views = await viewsOf(request, response)
    const lines: ShareLineView[] = []
    for (let after: string | null = null; lines.length < mostLines; ) {
      const part: Awaited<ReturnType<typeof readShares>> = await readShares(database, reach, null, {
        after,
        limit: linesAtOnce,
      })
      lines.push(...part.rows.map(views.line))
      if (part.next === null) break
      after = part.next
    }
    const words = createWords(request.frame(response).language, request.now)
    const bytes = await shareSheet(lines, words)
    response.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    response.setHeader('Content-Disposition', attachment(`${words.t('shares.title')}.xlsx`))
    response.end(bytes)
  })

  return router
}
