import { Router } from 'express'
import { RuleBroken } from '../../domain/refusal.ts'
import { type LedgerMovement, readBalances, readMovements } from '../../records/money-ledger.ts'
import { moneyLedgerSheet } from '../../web/ledger-of-money-sheet.ts'
import { MoneyLedgerPage } from '../../web/pages/money-ledger.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { listPages } from '../list-pages.ts'
import { seenRound } from '../payment-access.ts'
import { pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'

const movementsPerPage = 50
const movementsAtOnce = 1000
/** A sheet holds at most so many movements; a round with more is exported from the database. */
const mostMovements = 100_000

/** The double-entry ledger of a round. */
export function moneyLedgerRoutes({ house }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get('/rounds/:cycleId/ledger', async (request, response) => {
    const cycle = await seenRound(database, request, pathPart(request, 'cycleId'))
    const wanted = queryText(request, 'after')
    const after = /^\d{1,18}$/.test(wanted) ? wanted : null
    const { rows, next } = await readMovements(database, cycle.id, {
      after: BigInt(after ?? 0),
      limit: movementsPerPage,
    })
    const { accounts, movements, uneven } = await readBalances(database, cycle.id, next === null ? null : next)
    const page = (
      <MoneyLedgerPage
        cycle={cycle}
        movements={rows}
        accounts={accounts}
        count={movements}
        uneven={uneven}
        {...listPages(`/rounds/${cycle.id}/ledger`, {}, after, next === null ? null : String(next))}
      />
    )
    sendPage(request, response, page)
  })

  router.get('/rounds/:cycleId/ledger.xlsx', async (request, response) => {
    const cycle = await seenRound(database, request, pathPart(request, 'cycleId'))
    const { accounts, movements } = await readBalances(database, cycle.id, null)
    if (movements > mostMovements) throw new RuleBroken('ledger-too-long', { count: movements, most: mostMovements })
    const all: LedgerMovement[] = []
    for (let after: bigint | null = 0n; after !== null; ) {
      const part = await readMovements(database, cycle.id, { after, limit: movementsAtOnce })
      all.push(...part.rows)
      after = part.next
    }
    const bytes = await moneyLedgerSheet(all, accounts, createWords(request.frame(response).language, request.now))
    response.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    response.setHeader('Content-Disposition', attachment(`${cycle.title}.xlsx`))
    response.end(bytes)
  })

  return router
}
