import { type Request, type Response, Router } from 'express'
import { recordAnswer } from '../../acts/answer.ts'
import { correctAddress } from '../../acts/correct-address.ts'
import { countLate } from '../../acts/count-late.ts'
import { notePhoneCall } from '../../acts/note-phone-call.ts'
import { storeFile } from '../../acts/store-file.ts'
import type { AnswerChannel, OpinionEntry } from '../../domain/cycle.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { clockTimeOf, instantOf, isClockTime, isLocalDate, localDateOf } from '../../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import { type Cycle, isId, readAllClauses } from '../../records/cycle.ts'
import { type LedgerRow, readOpinionsOf, readReceiptNumber, readRefusedMails } from '../../records/ledger.ts'
import { CorrectAddressPage } from '../../web/pages/correct-address.tsx'
import { CountLatePage } from '../../web/pages/count-late.tsx'
import { PhoneNotePage } from '../../web/pages/phone-note.tsx'
import { RecordAnswerPage, type RecordValues } from '../../web/pages/record-answer.tsx'
import { sendPage } from '../answer-page.ts'
import { cycleAccess, rowAddress } from '../cycle-access.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** What an officer does for one addressee: note a call, correct an address, record an answer, decide on a late one. */
export function caseActRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const { caseFor } = cycleAccess(database)

  router.get('/cycles/:id/cases/:caseId/phone', async (request, response) => {
    const { cycle, row } = await caseFor(request, 'note-phone-call')
    const values = { spokeWith: row.contact_name ?? '', text: '' }
    sendPage(request, response, <PhoneNotePage cycleId={cycle.id} row={row} values={values} />)
  })

  router.post('/cycles/:id/cases/:caseId/phone', formBody(), async (request, response) => {
    const form = formOf(request)
    const { cycle, row } = await caseFor(request, 'note-phone-call')
    const once = onceKey(form)
    const values = { spokeWith: field(form, 'spokeWith'), text: field(form, 'text') }
    const done = await takeForm(
      () => notePhoneCall(house, actorOf(request), { caseId: row.id, ...values, once }),
      errors => {
        const page = <PhoneNotePage cycleId={cycle.id} row={row} values={values} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, rowAddress(cycle, row))
  })

  const showAddress = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    row: LedgerRow,
    address: string,
    errors: readonly FieldError[] = [],
  ) => {
    const refused = await readRefusedMails(database, row.id)
    const told = refused.find(({ answer }) => answer !== null && answer !== 'refused-before') ?? refused[0] ?? null
    sendPage(
      request,
      response,
      <CorrectAddressPage
        cycleId={cycle.id}
        row={row}
        undelivered={refused.length}
        refused={told}
        address={address}
        errors={errors}
      />,
      errors.length > 0 ? 422 : 200,
    )
  }

  router.get('/cycles/:id/cases/:caseId/address', async (request, response) => {
    const { cycle, row } = await caseFor(request, 'correct-address')
    await showAddress(request, response, cycle, row, '')
  })

  router.post('/cycles/:id/cases/:caseId/address', formBody(), async (request, response) => {
    const form = formOf(request)
    const { cycle, row } = await caseFor(request, 'correct-address')
    const address = field(form, 'address')
    const done = await takeForm(
      () => correctAddress(house, actorOf(request), { caseId: row.id, address }),
      errors => showAddress(request, response, cycle, row, address, errors),
    )
    if (done) response.redirect(303, rowAddress(cycle, row))
  })

  const showLate = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    row: LedgerRow,
    values: { counts: string; reason: string },
    wrong?: { errors: readonly FieldError[]; once: string },
  ) => {
    if (!row.late_submission_id || !row.late_received_at) throw new NotFound('late-answer')
    const opinions = await readOpinionsOf(database, row.late_submission_id)
    sendPage(
      request,
      response,
      <CountLatePage
        cycleId={cycle.id}
        row={row}
        receivedAt={row.late_received_at}
        opinions={opinions}
        values={values}
        errors={wrong?.errors ?? []}
        onceKey={wrong?.once}
      />,
      wrong ? 422 : 200,
    )
  }

  router.get('/cycles/:id/cases/:caseId/late', async (request, response) => {
    const { cycle, row } = await caseFor(request, 'count-late')
    await showLate(request, response, cycle, row, { counts: '', reason: '' })
  })

  router.post('/cycles/:id/cases/:caseId/late', formBody(), async (request, response) => {
    const form = formOf(request)
    const { cycle, row } = await caseFor(request, 'count-late')
    const once = onceKey(form)
    const values = { counts: field(form, 'counts'), reason: field(form, 'reason') }
    const done = await takeForm(
      async () => {
        if (values.counts !== 'yes' && values.counts !== 'no')
          throw new FieldErrors([{ field: 'counts', code: 'not-chosen' }])
        return countLate(house, actorOf(request), {
          caseId: row.id,
          counts: values.counts === 'yes',
          reason: values.reason,
          once,
        })
      },
      errors => showLate(request, response, cycle, row, values, { errors, once: once.key }),
    )
    if (done) response.redirect(303, rowAddress(cycle, row))
  })

  const showRecord = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    row: LedgerRow,
    values: RecordValues,
    again?: { errors: readonly FieldError[]; once: string },
  ) => {
    const [clauses, earlier] = await Promise.all([
      readAllClauses(database, cycle.id),
      readReceiptNumber(database, row.id),
    ])
    const page = (
      <RecordAnswerPage
        cycleId={cycle.id}
        row={row}
        earlier={earlier}
        clauses={clauses}
        values={values}
        errors={again?.errors ?? []}
        onceKey={again?.once}
      />
    )
    sendPage(request, response, page, again && again.errors.length > 0 ? 422 : 200)
  }

  router.get('/cycles/:id/cases/:caseId/record', async (request, response) => {
    const { cycle, row } = await caseFor(request, 'record-answer')
    const { now } = request
    await showRecord(request, response, cycle, row, {
      channel: 'paper',
      receivedOn: localDateOf(now),
      receivedTime: clockTimeOf(now),
      byName: row.contact_name ?? '',
      kind: '',
      scan: null,
      opinions: [emptyOpinion, emptyOpinion, emptyOpinion],
    })
  })

  router.post(
    '/cycles/:id/cases/:caseId/record',
    formBody({ bytes: 4 * 1_048_576, files: { count: 1, bytes: largestFile } }),
    async (request, response) => {
      const form = formOf(request)
      const { cycle, row } = await caseFor(request, 'record-answer')
      const once = onceKey(form)
      const typed = recordValues(form)
      if (field(form, 'more')) {
        const opinions = [...typed.opinions, emptyOpinion, emptyOpinion, emptyOpinion]
        return showRecord(request, response, cycle, row, { ...typed, opinions }, { errors: [], once: once.key })
      }
      let values: RecordValues = { ...typed, opinions: typed.opinions.filter(isWritten) }
      const done = await takeForm(
        async () => {
          values = { ...values, scan: (await storedScan(request, row, form)) ?? values.scan }
          const receivedAt = receivedAtOf(values)
          const opinions: OpinionEntry[] = values.opinions.map(each => ({ ...each, files: [] }))
          const answer =
            values.kind === 'opinions' ? ({ kind: 'opinions', opinions } as const) : ({ kind: 'no-opinion' } as const)
          return recordAnswer(house, actorOf(request), {
            caseId: row.id,
            answer,
            channel: values.channel as AnswerChannel,
            receivedAt,
            byName: values.byName,
            once,
            requestId: request.id,
          })
        },
        errors => {
          const named = errors.map(error => (error.field === 'receivedAt' ? { ...error, field: 'receivedOn' } : error))
          const opinions = values.opinions.length > 0 ? values.opinions : [emptyOpinion, emptyOpinion, emptyOpinion]
          return showRecord(request, response, cycle, row, { ...values, opinions }, { errors: named, once: once.key })
        },
      )
      if (done) response.redirect(303, rowAddress(cycle, row))
    },
  )

  async function storedScan(request: Request, row: LedgerRow, form: Form): Promise<RecordValues['scan']> {
    const file = form.files.find(each => each.field === 'scan')
    if (!file) return null
    const stored = await storeFile(house, actorOf(request), {
      caseId: row.id,
      purpose: 'scan',
      name: file.name,
      bytes: file.bytes,
      field: 'scan',
    })
    return { id: stored.fileId, name: stored.name }
  }

  return router
}

const emptyOpinion = { anchor: '', text: '', wording: '', reason: '' }
const isWritten = ({ text, wording, reason }: RecordValues['opinions'][number]): boolean =>
  [text, wording, reason].some(part => part.trim() !== '')

function recordValues(form: Form): RecordValues {
  const rows = new Set(Object.keys(form.body).flatMap(name => /^opinions\.(\d{1,3})\.anchor$/.exec(name)?.[1] ?? []))
  const scanId = field(form, 'scanId')
  return {
    channel: field(form, 'channel'),
    receivedOn: field(form, 'receivedOn').trim(),
    receivedTime: field(form, 'receivedTime').trim(),
    byName: field(form, 'byName'),
    kind: field(form, 'kind'),
    scan: isId(scanId) ? { id: scanId, name: field(form, 'scanName') } : null,
    opinions: [...rows].map(row => ({
      anchor: field(form, `opinions.${row}.anchor`),
      text: field(form, `opinions.${row}.text`),
      wording: field(form, `opinions.${row}.wording`),
      reason: field(form, `opinions.${row}.reason`),
    })),
  }
}

/** @throws FieldErrors */
function receivedAtOf({ receivedOn, receivedTime, kind }: RecordValues): string {
  const errors: FieldError[] = []
  if (kind !== 'no-opinion' && kind !== 'opinions') errors.push({ field: 'kind', code: 'not-chosen' })
  if (!isLocalDate(receivedOn))
    errors.push({ field: 'receivedOn', code: receivedOn === '' ? 'required' : 'not-a-date' })
  if (!isClockTime(receivedTime))
    errors.push({ field: 'receivedTime', code: receivedTime === '' ? 'required' : 'not-a-time' })
  if (errors.length > 0) throw new FieldErrors(errors)
  return instantOf(receivedOn, receivedTime)
}
