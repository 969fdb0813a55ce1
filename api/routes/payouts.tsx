import { type Request, type Response, Router } from 'express'
import { demandMoney, permittedMoney } from '../../acts/demand-money.ts'
import { makeBatch } from '../../acts/make-batch.ts'
import { readCalendar } from '../../acts/matter.ts'
import { receiptHead } from '../../acts/payment-file.ts'
import { previewReceipts, type ReceiptsRecorded, recordReceipts } from '../../acts/record-receipts.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import { readBatchesOf, readOpenBatches } from '../../records/batches.ts'
import { type Cycle, isId, readCycle } from '../../records/cycle.ts'
import {
  type ClaimPlace,
  countProposedAccounts,
  leftOutWhy,
  type OpenPayment,
  readOpenObjections,
  readPayableClaims,
  readReturnedPayments,
  readRoundsToPay,
  readRoundsWithReceipts,
  readUnknownPayments,
  sumPayable,
} from '../../records/payments.ts'
import { type RecordedCounts, RoundPaymentsPage, recordedKinds } from '../../web/pages/payment-claims.tsx'
import { PayoutsPage } from '../../web/pages/payouts.tsx'
import { ReceiptsPage, ReceiptsPreviewPage } from '../../web/pages/receipts.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { dueView } from '../days-left.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { listPages } from '../list-pages.ts'
import { seenRound } from '../payment-access.ts'
import { pageAddress, pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'
import { paymentRoutes } from './payments.tsx'

const claimsPerPage = 50
const batchesPerPage = 10
const receiptBytes = 2 * 1_048_576

/** Payments of a round, one payment, receipts and returns. */
export function payoutRoutes(deps: Pick<RouteDeps, 'house' | 'formBody' | 'settings'>): Router {
  const channels = deps.settings.bank ? (['file', 'bank'] as const) : (['file'] as const)
  const { house, formBody } = deps
  const router = Router()
  const { database } = house

  router.get(paths.payouts, async (request, response) => {
    const actor = actorOf(request)
    const { unitId, roles, personId } = actor
    if (!roles.some(role => role === 'finance' || role === 'leader' || role === 'approver'))
      throw new NotFound('payouts')
    const [batches, rounds, unknown, returned, proposed, calendar] = await Promise.all([
      readOpenBatches(database, unitId),
      readRoundsToPay(database, unitId),
      readUnknownPayments(database, { unitId }),
      readReturnedPayments(database, { unitId }),
      countProposedAccounts(database, unitId),
      readCalendar(database),
    ])
    const page = (
      <PayoutsPage
        batches={batches.map(batch => ({ ...batch, forMe: batch.state === 'made' && batch.made_by !== personId }))}
        rounds={rounds}
        unknown={withDue(unknown, request.now, calendar)}
        returned={withDue(returned, request.now, calendar)}
        proposed={roles.includes('finance') ? proposed : 0}
        mayMake={roles.includes('finance')}
      />
    )
    sendPage(request, response, page)
  })

  async function showRound(
    request: Request,
    response: Response,
    cycle: Cycle,
    {
      errors = [],
      onceKey,
      channel = 'file',
    }: { errors?: readonly FieldError[]; onceKey?: string; channel?: string } = {},
  ): Promise<void> {
    const path = `/rounds/${cycle.id}/payments`
    const after = queryText(request, 'after') || null
    const batch = queryText(request, 'batch') || null
    const [sums, claims, objections, batches, may, unknown, returned, calendar] = await Promise.all([
      sumPayable(database, cycle.id),
      readPayableClaims(database, cycle.id, { after: placeIn(after), limit: claimsPerPage }),
      readOpenObjections(database, cycle.id),
      readBatchesOf(database, cycle.id, { after: batch, limit: batchesPerPage }),
      permittedMoney(database, ['make-batch', 'propose-account'], actorOf(request), { cycle, state: 'round' }),
      readUnknownPayments(database, { cycleId: cycle.id }),
      readReturnedPayments(database, { cycleId: cycle.id }),
      readCalendar(database),
    ])
    const page = (
      <RoundPaymentsPage
        cycle={cycle}
        sums={sums}
        claims={claims.rows.map(claim => ({ ...claim, leftOut: leftOutWhy(claim) }))}
        {...listPages(path, {}, after, claims.next && `${claims.next.place}.${claims.next.caseId}`)}
        objections={objections}
        unknown={withDue(unknown, request.now, calendar)}
        returned={withDue(returned, request.now, calendar)}
        batches={batches.rows}
        moreBatches={{
          first: batch ? path : null,
          next: batches.next && pageAddress(path, { batch: batches.next }),
        }}
        mayMake={may.has('make-batch')}
        mayPropose={may.has('propose-account')}
        channel={channel}
        channels={channels}
        recorded={countsIn(queryText(request, 'recorded'))}
        errors={errors}
        onceKey={onceKey}
      />
    )
    sendPage(request, response, page, errors.length > 0 ? 422 : 200)
  }

  router.get('/rounds/:cycleId/payments', async (request, response) => {
    await showRound(request, response, await seenRound(database, request, pathPart(request, 'cycleId')))
  })

  router.post('/rounds/:cycleId/payments', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await seenRound(database, request, pathPart(request, 'cycleId'))
    const once = onceKey(form)
    const channel = field(form, 'channel')
    const made = await takeForm(
      () => {
        const chosen = channels.find(each => each === channel)
        if (!chosen) throw new FieldErrors([{ field: 'channel', code: 'not-a-choice' }])
        return makeBatch(house, actorOf(request), { cycleId: cycle.id, caseIds: null, channel: chosen, once })
      },
      errors => showRound(request, response, cycle, { errors, onceKey: once.key, channel }),
    )
    if (made) response.redirect(303, `/batches/${made.batchId}`)
  })

  // Receipts ------------------------------------------------------------------------------------------------------

  const showReceipts = async (
    request: Request,
    response: Response,
    round: string,
    errors: readonly FieldError[] = [],
  ): Promise<void> => {
    const actor = actorOf(request)
    if (!actor.roles.includes('finance')) throw new NotFound('receipts')
    const rounds = await readRoundsWithReceipts(database, actor.unitId)
    sendPage(
      request,
      response,
      <ReceiptsPage rounds={rounds} round={round} columns={receiptHead} errors={errors} />,
      errors.length > 0 ? 422 : 200,
    )
  }

  const importable = async (request: Request, round: string): Promise<Cycle> => {
    const cycle = await readCycle(database, round)
    await demandMoney(database, 'record-receipts', actorOf(request), { cycle, state: 'round' })
    return cycle
  }

  router.get('/receipts', (request, response) => showReceipts(request, response, queryText(request, 'round')))

  router.post('/receipts', formBody({ files: { count: 1, bytes: receiptBytes } }), async (request, response) => {
    const form = formOf(request)
    const round = field(form, 'round')
    const read = await takeForm(
      async () => {
        const file = form.files.find(each => each.field === 'receipts')
        if (!isId(round)) throw new FieldErrors([{ field: 'round', code: 'not-chosen' }])
        const cycle = await importable(request, round)
        if (!file) throw new FieldErrors([{ field: 'receipts', code: 'not-uploaded' }])
        return { cycle, rows: await previewReceipts(database, cycle.id, file.bytes), text: file.bytes.toString('utf8') }
      },
      errors => showReceipts(request, response, round, errors),
    )
    if (!read) return
    const rows = read.rows.map(({ word: { says, amountFen, reason }, ...row }) => ({ ...row, says, amountFen, reason }))
    sendPage(request, response, <ReceiptsPreviewPage cycle={read.cycle} rows={rows} text={read.text} />)
  })

  router.post('/receipts/record', formBody({ bytes: 4 * receiptBytes }), async (request, response) => {
    const form = formOf(request)
    const round = field(form, 'round')
    const once = onceKey(form)
    const recorded = await takeForm(
      () => recordReceipts(house, actorOf(request), { cycleId: round, bytes: Buffer.from(field(form, 'text')), once }),
      errors => showReceipts(request, response, round, errors),
    )
    if (!recorded) return
    response.redirect(303, pageAddress(`/rounds/${round}/payments`, { recorded: countsOf(recorded) }))
  })

  router.use(paymentRoutes(deps))
  return router
}

const withDue = (payments: readonly OpenPayment[], now: string, calendar: Calendar) =>
  payments.map(payment => ({ ...payment, due: payment.due_at ? dueView(payment.due_at, now, calendar) : null }))

// How the recorded payments stand stays in the address, in the order of the kinds, for the page that follows.
const countsOf = ({ rows }: ReceiptsRecorded): string => {
  const kinds = rows.map(({ state }) =>
    state === null ? 'foreign' : (recordedKinds.find(kind => kind === state) ?? 'open'),
  )
  return recordedKinds.map(kind => kinds.filter(each => each === kind).length).join('.')
}

function countsIn(text: string): RecordedCounts | null {
  if (!/^\d{1,5}(\.\d{1,5}){4}$/.test(text)) return null
  const [paid = 0, returned = 0, frozen = 0, open = 0, foreign = 0] = text.split('.').map(Number)
  return { paid, returned, frozen, open, foreign }
}

function placeIn(text: string | null): ClaimPlace | null {
  const [, place, caseId = ''] = /^(\d{1,18})\.(.{36})$/.exec(text ?? '') ?? []
  return place !== undefined && isId(caseId) ? { place: BigInt(place), caseId } : null
}
