import { type Request, type Response, Router } from 'express'
import { closeBatch } from '../../acts/close-batch.ts'
import { demandMoney, permittedMoney } from '../../acts/demand-money.ts'
import { exportBatch } from '../../acts/export-batch.ts'
import { releaseBatch } from '../../acts/release-batch.ts'
import { voidBatch } from '../../acts/void-batch.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../../domain/refusal.ts'
import { fenOf } from '../../domain/yuan.ts'
import { type Batch, readBatch, readBatchGround, readBatchItems, readReturnedOf } from '../../records/batches.ts'
import type { Cycle } from '../../records/cycle.ts'
import { readOpenObjections, sumPayable } from '../../records/payments.ts'
import { type BatchAct, BatchPage } from '../../web/pages/batch.tsx'
import { CloseBatchPage, VoidBatchPage } from '../../web/pages/batch-close.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { listPages } from '../list-pages.ts'
import { fenText, seenRound } from '../payment-access.ts'
import { pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const itemsPerPage = 100
const acts = ['release-batch', 'void-batch', 'export-batch', 'record-receipts', 'close-batch'] as const

type Again = { readonly errors?: readonly FieldError[]; readonly onceKey?: string }

/** Batches: made by one person, released by another. */
export function batchRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  const seen = async (request: Request): Promise<{ cycle: Cycle; batch: Batch }> => {
    const batch = await readBatch(database, pathPart(request, 'id'))
    return { batch, cycle: await seenRound(database, request, batch.cycle_id) }
  }

  async function showBatch(request: Request, response: Response, { errors = [], onceKey }: Again = {}): Promise<void> {
    const { cycle, batch } = await seen(request)
    const actor = actorOf(request)
    const after = queryText(request, 'after') || null
    const state = `batch-${batch.state}` as const
    const [items, changed, ground, objections, leftOut, may, mayImport] = await Promise.all([
      readBatchItems(database, batch.id, { after, limit: itemsPerPage }),
      batch.state === 'made' ? readBatchItems(database, batch.id, { after: null, limit: 50, only: 'changed' }) : null,
      readBatchGround(database, cycle.id, batch.id),
      batch.state === 'made' ? readOpenObjections(database, cycle.id, batch.id) : [],
      sumPayable(database, cycle.id),
      permittedMoney(database, acts, actor, { cycle, state }),
      permittedMoney(database, ['record-receipts'], actor, { cycle, state: 'round' }),
    ])
    const path = `/batches/${batch.id}`
    const page = (
      <BatchPage
        cycle={cycle}
        batch={batch}
        items={items.rows}
        {...listPages(path, {}, after, items.next)}
        changed={changed?.rows ?? []}
        ground={ground}
        objections={objections}
        leftOut={leftOut}
        own={batch.made_by === actor.personId}
        may={new Set<BatchAct>([...may, ...mayImport])}
        reader={actor.personName}
        errors={errors}
        onceKey={onceKey}
      />
    )
    sendPage(request, response, page, errors.length > 0 ? 422 : 200)
  }

  router.get('/batches/:id', (request, response) => showBatch(request, response))

  router.post('/batches/:id', formBody(), async (request, response) => {
    const form = formOf(request)
    const { batch } = await seen(request)
    const once = onceKey(form)
    const done = await takeForm(
      async () => {
        const { rows } = await readBatchItems(database, batch.id, { after: null, limit: 1, only: 'changed' })
        if (batch.state === 'made' && rows.length > 0 && field(form, 'checked') !== 'yes')
          throw new FieldErrors([{ field: 'checked', code: 'not-ticked' }])
        const given = { batchId: batch.id, contentSha256: field(form, 'content'), once }
        return releaseBatch(house, actorOf(request), given)
      },
      errors => showBatch(request, response, { errors, onceKey: once.key }),
    )
    if (done) response.redirect(303, `/batches/${batch.id}`)
  })

  // The file holds account numbers: it is made anew each time, kept nowhere, and asked for with a form.
  router.post('/batches/:id/file.csv', formBody(), async (request, response) => {
    const { name, bytes } = await exportBatch(house, actorOf(request), { batchId: pathPart(request, 'id') })
    response.setHeader('Content-Type', 'text/csv; charset=utf-8')
    response.setHeader('Content-Disposition', attachment(name))
    response.setHeader('Cache-Control', 'no-store')
    response.end(bytes)
  })

  router.get('/batches/:id/void', async (request, response) => {
    const { batch } = await allowed(request, 'void-batch')
    sendPage(request, response, <VoidBatchPage batch={batch} reason="" />)
  })

  router.post('/batches/:id/void', formBody(), async (request, response) => {
    const form = formOf(request)
    const { batch } = await seen(request)
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const done = await takeForm(
      async () => {
        await voidBatch(house, actorOf(request), { batchId: batch.id, reason, once })
        return true
      },
      errors =>
        sendPage(
          request,
          response,
          <VoidBatchPage batch={batch} reason={reason} errors={errors} onceKey={once.key} />,
          422,
        ),
    )
    if (done) response.redirect(303, `/batches/${batch.id}`)
  })

  const showClose = async (
    request: Request,
    response: Response,
    batch: Batch,
    { statement, differs = null, ...again }: Again & { statement: string; differs?: string | null },
  ) => {
    const paid = batch.states.find(({ state }) => state === 'paid')
    const back = await readReturnedOf(database, batch.id)
    const page = (
      <CloseBatchPage
        batch={batch}
        statement={statement}
        paidFen={paid?.fen ?? 0n}
        back={back}
        differs={differs}
        {...again}
      />
    )
    sendPage(request, response, page, differs !== null ? 409 : again.errors ? 422 : 200)
  }

  router.get('/batches/:id/close', async (request, response) => {
    const { batch } = await allowed(request, 'close-batch')
    await showClose(request, response, batch, { statement: '' })
  })

  router.post('/batches/:id/close', formBody(), async (request, response) => {
    const form = formOf(request)
    const { batch } = await seen(request)
    const once = onceKey(form)
    const statement = field(form, 'statement')
    const again = { statement, onceKey: once.key }
    const statementFen = fenText(fenOf(statement), statement)
    const done = await takeForm(
      async () => {
        try {
          return await closeBatch(house, actorOf(request), { batchId: batch.id, statementFen, once })
        } catch (error) {
          // Both sums are said beside what was typed, so that one of them can be looked for.
          if (!(error instanceof RuleBroken) || error.code !== 'statement-differs') throw error
          const { refusal } = createWords(request.frame(response).language, request.now)
          await showClose(request, response, batch, { statement, differs: refusal(error.code, error.details) })
          return null
        }
      },
      errors =>
        showClose(request, response, batch, {
          ...again,
          errors: errors.map(error => ({
            ...error,
            field: error.field === 'statementFen' ? 'statement' : error.field,
          })),
        }),
    )
    if (done) response.redirect(303, `/batches/${batch.id}`)
  })

  const allowed = async (request: Request, permission: 'void-batch' | 'close-batch') => {
    const found = await seen(request)
    const { cycle, batch } = found
    await demandMoney(database, permission, actorOf(request), { cycle, state: `batch-${batch.state}` })
    return found
  }

  return router
}
