import { type Request, type Response, Router } from 'express'
import { approveList } from '../../acts/approve-list.ts'
import { discardList } from '../../acts/make-list.ts'
import { readCalendar } from '../../acts/matter.ts'
import { paymentRulesOfCycle } from '../../acts/money-matter.ts'
import { recordWebsite } from '../../acts/record-website.ts'
import { storeNoticeFile } from '../../acts/store-notice-file.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { firstNoticeDay } from '../../domain/payment-rules.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { type Cycle, isId } from '../../records/cycle.ts'
import { countItems, type List, readLastPrinted } from '../../records/notice-list.ts'
import { DiscardListPage, type KeptFile, RecordWebsitePage } from '../../web/pages/notice-list-acts.tsx'
import { type ApprovalValues, ApproveListPage } from '../../web/pages/notice-list-approve.tsx'
import { sendPage } from '../answer-page.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import { noticeAccess, plannedSpan } from '../notice-access.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const oneFile = { files: { count: 1, bytes: largestFile } }

/** What is done to a list: taken back, approved, its place on the website recorded. */
export function noticeListActRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const access = noticeAccess(database)
  const named = ({ id, number }: List, { title }: Cycle) => ({ id, number, title })

  // Taken back ----------------------------------------------------------------------------------------------------

  router.get('/lists/:listId/discard', async (request, response) => {
    const { list, cycle } = await access.list(request, 'discard-list')
    const { count, totalFen } = await countItems(database, list.id)
    sendPage(request, response, <DiscardListPage list={named(list, cycle)} count={count} totalFen={totalFen} />)
  })

  router.post('/lists/:listId/discard', formBody(), async (request, response) => {
    const { list, cycle } = await access.list(request)
    await discardList(house, actorOf(request), { listId: list.id, once: onceKey(formOf(request)) })
    response.redirect(303, `/rounds/${cycle.id}/lists/new`)
  })

  // Approved ------------------------------------------------------------------------------------------------------

  async function showApproval(
    request: Request,
    response: Response,
    { list, cycle }: { list: List; cycle: Cycle },
    values: ApprovalValues,
    { errors = [], onceKey, status = 200 }: { errors?: readonly FieldError[]; onceKey?: string; status?: number } = {},
  ): Promise<void> {
    const [{ count, totalFen }, rules, calendar] = await Promise.all([
      countItems(database, list.id),
      paymentRulesOfCycle(database, cycle),
      readCalendar(database),
    ])
    sendPage(
      request,
      response,
      <ApproveListPage
        list={named(list, cycle)}
        count={count}
        totalFen={totalFen}
        values={values}
        span={plannedSpan(values.startsOn, rules, calendar)}
        errors={errors}
        onceKey={onceKey}
      />,
      status,
    )
  }

  router.get('/lists/:listId/approve', async (request, response) => {
    const found = await access.list(request, 'approve-list')
    const { cycle } = found
    const [printed, calendar] = await Promise.all([readLastPrinted(database, cycle.unit_id), readCalendar(database)])
    await showApproval(request, response, found, {
      number: '',
      on: '',
      file: null,
      telephone: printed?.telephone ?? cycle.settings.contact?.phone ?? '',
      address: printed?.address ?? '',
      website: '',
      startsOn: firstNoticeDay(request.now, calendar),
    })
  })

  router.post('/lists/:listId/approve', formBody(oneFile), async (request, response) => {
    const found = await access.list(request)
    const listId = found.list.id
    const form = formOf(request)
    const once = onceKey(form)
    const actor = actorOf(request)
    let values: ApprovalValues = {
      number: field(form, 'minutes.number'),
      on: field(form, 'minutes.on'),
      file: keptIn(form, 'minutes'),
      telephone: field(form, 'telephone'),
      address: field(form, 'address'),
      website: field(form, 'website'),
      startsOn: field(form, 'startsOn'),
    }
    const draw = field(form, 'op') === 'draw'
    const done = await takeForm(
      async () => {
        const file = await newFile(request, form, 'minutes.fileId', 'minutes')
        values = { ...values, file: file ?? values.file }
        if (draw) return 'drawn'
        const { number, on, telephone, address, website, startsOn } = values
        const minutes = { number, on, fileId: values.file?.id ?? '' } // a meeting's list comes with its minutes
        await approveList(house, actor, { listId, minutes, telephone, address, website, startsOn, once })
        return 'approved'
      },
      errors =>
        showApproval(request, response, found, values, {
          errors: errors.map(each => (each.code === 'not-a-file' ? { ...each, code: 'not-uploaded' } : each)),
          onceKey: once.key,
          status: 422,
        }),
    )
    if (done === 'drawn') await showApproval(request, response, found, values, { onceKey: once.key })
    if (done === 'approved') response.redirect(303, `/lists/${listId}`)
  })

  router.get('/lists/:listId/website', async (request, response) => {
    const { list, cycle } = await access.list(request, 'record-website')
    const values = { website: list.website ?? '', screenshot: null }
    sendPage(request, response, <RecordWebsitePage list={named(list, cycle)} values={values} />)
  })

  router.post('/lists/:listId/website', formBody(oneFile), async (request, response) => {
    const { list, cycle } = await access.list(request)
    const form = formOf(request)
    const once = onceKey(form)
    let values = { website: field(form, 'website'), screenshot: keptIn(form, 'screenshot') }
    const done = await takeForm(
      async () => {
        const file = await newFile(request, form, 'screenshot', 'website')
        values = { ...values, screenshot: file ?? values.screenshot }
        const { website, screenshot } = values
        await recordWebsite(house, actorOf(request), { listId: list.id, website, fileId: screenshot?.id ?? null, once })
        return true
      },
      errors => {
        const page = <RecordWebsitePage list={named(list, cycle)} values={values} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, `/lists/${list.id}`)
  })

  /** A file that came with this form, kept at once. */
  async function newFile(
    request: Request,
    form: Form,
    name: string,
    purpose: 'minutes' | 'website',
  ): Promise<KeptFile> {
    const file = form.files.find(each => each.field === name)
    if (!file) return null
    const listId = String(request.params.listId)
    const { fileId } = await storeNoticeFile(house, actorOf(request), { listId, purpose, ...file, field: name })
    return { id: fileId, name: file.name }
  }

  return router
}

/** A file that an earlier try of the form had kept. */
function keptIn(form: Form, name: string): KeptFile {
  const id = field(form, `${name}Id`)
  return isId(id) ? { id, name: field(form, `${name}Name`) } : null
}
