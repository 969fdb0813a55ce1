import { type Request, type Response, Router } from 'express'
import { permitted } from '../../acts/demand-any.ts'
import { readCalendar } from '../../acts/matter.ts'
import { frozenRules } from '../../acts/procedure-of.ts'
import { canAdminister } from '../../domain/can.ts'
import { cycleScope } from '../../domain/cycle.ts'
import { NotFound } from '../../domain/refusal.ts'
import {
  type Cycle,
  countAddressees,
  isId,
  ownTask,
  readDueWorking,
  readHeldOpen,
  readLastDecision,
  readSeats,
} from '../../records/cycle.ts'
import {
  countLedger,
  countSilent,
  isLedgerState,
  type LedgerRow,
  readLedgerPage,
  readLedgerRow,
  readMandatorySilent,
  readNextRung,
  readWholeLedger,
} from '../../records/ledger.ts'
import { readTraces } from '../../records/traces.ts'
import { ledgerSheet, type SheetRow } from '../../web/ledger-sheet.ts'
import { CyclePendingPage } from '../../web/pages/cycle-pending.tsx'
import { type LedgerAct, LedgerPage } from '../../web/pages/ledger.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { cycleAccess } from '../cycle-access.ts'
import { dueView } from '../days-left.ts'
import { pageAddress, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { seatViews } from '../seat-views.ts'
import { actorOf } from '../session.ts'
import { plannedDue } from './sign.tsx'

const rowsPerPage = 20
const acts = [
  'extend',
  'withdraw',
  'close-early',
  'urge',
  'record-answer',
  'note-phone-call',
  'correct-address',
  'count-late',
  'dispose',
] as const satisfies readonly LedgerAct[]

/** The ledger of replies. */
export function ledgerRoutes({ house }: Pick<RouteDeps, 'house'>): Router {
  const router = Router()
  const { database } = house
  const { seen } = cycleAccess(database)

  router.get('/cycles/:id', async (request, response) => {
    const cycle = await seen(request)
    if (cycle.kind === 'claim-round') return response.redirect(303, `/rounds/${cycle.id}`)
    const drafting = cycle.state === 'draft' || cycle.state === 'revising'
    if (drafting) {
      const may = await permitted(database, ['draft-cycle'], actorOf(request), { cycle })
      return response.redirect(303, `/cycles/${cycle.id}/${may.has('draft-cycle') ? 'clauses' : 'draft'}`)
    }
    const inside = cycle.opened_at !== null && cycle.state !== 'going-out'
    await (inside ? showLedger(request, response, cycle) : showPending(request, response, cycle))
  })

  async function showLedger(request: Request, response: Response, cycle: Cycle): Promise<void> {
    const { now } = request
    const actor = actorOf(request)
    const path = `/cycles/${cycle.id}`
    const wanted = queryText(request, 'state')
    const state = isLedgerState(wanted) ? wanted : null
    const q = queryText(request, 'q').trim().slice(0, 100)
    const key = { after: queryText(request, 'after') || null, before: queryText(request, 'before') || null }
    const position = readFrom(request, key)
    const openId = queryText(request, 'row')
    const [counts, page, silent, may, calendar, working, rung, extension, held, mandatory] = await Promise.all([
      countLedger(database, cycle.id),
      readLedgerPage(database, cycle.id, { state, q }, { ...key, limit: rowsPerPage }),
      countSilent(database, cycle.id),
      permitted(database, acts, actor, { cycle }),
      readCalendar(database),
      readDueWorking(database, cycle.id),
      cycle.state === 'open' ? readNextRung(database, cycleScope(cycle.id)) : null,
      readLastDecision(database, cycle.id, 'extend'),
      cycle.state === 'open' && cycle.due_at && cycle.due_at < now ? readHeldOpen(database, cycle.id) : null,
      readMandatorySilent(database, [cycle.id]),
    ])
    const rows = await withOpenRow(cycle, page.rows, openId, key)
    const open = rows.find(({ id }) => id === openId)
    const here = { state: state ?? '', q, after: key.after, before: key.before, from: queryText(request, 'from') }
    const neighbour = (name: 'after' | 'before', to: string | null, from: number | null) =>
      to === null
        ? null
        : pageAddress(path, { state: here.state, q, [name]: to, from: from === null ? null : String(from) })
    sendPage(
      request,
      response,
      <LedgerPage
        cycle={cycle}
        counts={counts}
        total={counts.total}
        answered={counts.answered}
        silent={silent}
        due={cycle.due_at ? dueView(held?.dueAt ?? cycle.due_at, now, calendar) : null}
        provisional={working?.provisional ?? false}
        silence={frozenRules(cycle).silence}
        mandatorySilent={mandatory.map(row => row.unit_name)}
        nextRung={rung}
        extended={extension && extensionView(extension)}
        heldOpen={held && cycle.due_at ? { commonDueAt: cycle.due_at, count: held.count } : null}
        rows={rows}
        state={state}
        q={q}
        from={position}
        previous={neighbour('before', page.previous, position === null ? null : Math.max(1, position - rowsPerPage))}
        next={neighbour('after', page.next, position === null ? null : position + page.rows.length)}
        open={open ? { id: open.id, traces: await readTraces(database, open) } : null}
        rowHref={caseId => pageAddress(path, { ...here, row: caseId })}
        stateHref={to => pageAddress(path, { state: to === state ? null : to })}
        may={may}
        mayCopy={canAdminister('launch-cycle', actor.roles)}
      />,
    )
  }

  // A link may name a row that is not on the first page: it stands on top.
  async function withOpenRow(
    cycle: Cycle,
    rows: readonly LedgerRow[],
    openId: string,
    key: PageKey,
  ): Promise<readonly LedgerRow[]> {
    if (!isId(openId) || key.after || key.before || rows.some(({ id }) => id === openId)) return rows
    const row = await readLedgerRow(database, cycle.id, openId)
    return row ? [row, ...rows] : rows
  }

  async function showPending(request: Request, response: Response, cycle: Cycle): Promise<void> {
    const { now } = request
    const actor = actorOf(request)
    const { language } = request.frame(response)
    const rules = frozenRules(cycle)
    const [counts, seats, submitted, own, may, calendar] = await Promise.all([
      countAddressees(database, cycle.id),
      readSeats(database, cycle.id, 'signature', cycle.round),
      readLastDecision(database, cycle.id, 'submit-for-signature'),
      ownTask(database, actor, cycle.id),
      permitted(database, ['withdraw'], actor, { cycle }),
      readCalendar(database),
    ])
    const { deadline } = cycle.settings
    sendPage(
      request,
      response,
      <CyclePendingPage
        cycle={cycle}
        submittedAt={submitted?.at ?? null}
        facts={{
          ...counts,
          dueAt: cycle.due_at ?? plannedDue(cycle, now, calendar),
          workingDays: deadline?.kind === 'working-days' && !cycle.signed_at ? deadline.count : null,
          silence: rules.silence,
          documentNumber: cycle.document_number ?? cycle.settings.documentNumber,
        }}
        seats={seatViews(rules.signatureSeats, seats, own?.id ?? null, language)}
        mayWithdraw={may.has('withdraw')}
        mayCopy={canAdminister('launch-cycle', actor.roles)}
      />,
    )
  }

  router.get('/cycles/:id/ledger.xlsx', async (request, response) => {
    const cycle = await seen(request)
    if (cycle.opened_at === null) throw new NotFound('ledger')
    const rows: SheetRow[] = []
    for await (const part of readWholeLedger(database, cycle.id)) rows.push(...part)
    const bytes = await ledgerSheet(rows, createWords(request.frame(response).language, request.now))
    response.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    response.setHeader('Content-Disposition', attachment(`${cycle.title}.xlsx`))
    response.end(bytes)
  })

  return router
}

function extensionView({ at, person_name, reason, detail }: NonNullable<Awaited<ReturnType<typeof readLastDecision>>>) {
  const { everyone, cases } = detail as { everyone?: boolean; cases?: number }
  return { at, person: person_name, reason: reason ?? '', count: everyone === false ? (cases ?? null) : null }
}

type PageKey = { readonly after: string | null; readonly before: string | null }

/** The number of the first row, where the address tells it; a link carries it along. */
function readFrom(request: Request, { after, before }: PageKey): number | null {
  const text = queryText(request, 'from')
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  return after || before ? null : 1
}
