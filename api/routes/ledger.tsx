import { type Request, type Response, Router } from 'express'
import { recordAnswer } from '../../acts/answer.ts'
import { closeEarly } from '../../acts/close-early.ts'
import { correctAddress } from '../../acts/correct-address.ts'
import { countLate } from '../../acts/count-late.ts'
import { permitted } from '../../acts/demand-any.ts'
import { extend } from '../../acts/extend.ts'
import { readCalendar } from '../../acts/matter.ts'
import { notePhoneCall } from '../../acts/note-phone-call.ts'
import { frozenRules } from '../../acts/procedure-of.ts'
import { demand } from '../../acts/relation.ts'
import { storeFile } from '../../acts/store-file.ts'
import { urge } from '../../acts/urge.ts'
import { withdraw } from '../../acts/withdraw.ts'
import { canAdminister, type Permission } from '../../domain/can.ts'
import { type AnswerChannel, cycleScope, type OpinionEntry } from '../../domain/cycle.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { clockTimeOf, instantOf, isClockTime, isLocalDate, localDateOf } from '../../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import {
  type Cycle,
  countAddressees,
  isId,
  ownTask,
  readAllClauses,
  readCycle,
  readDueWorking,
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
  readOpinionsOf,
  readReceiptNumber,
  readRefusedMails,
  readSilent,
  readTraces,
  readWholeLedger,
} from '../../records/ledger.ts'
import { ledgerSheet, type SheetRow } from '../../web/ledger-sheet.ts'
import { CloseEarlyPage } from '../../web/pages/close-early.tsx'
import { CorrectAddressPage } from '../../web/pages/correct-address.tsx'
import { CountLatePage } from '../../web/pages/count-late.tsx'
import { CyclePendingPage } from '../../web/pages/cycle-pending.tsx'
import { ExtendPage } from '../../web/pages/extend.tsx'
import { type LedgerAct, LedgerPage } from '../../web/pages/ledger.tsx'
import { PhoneNotePage } from '../../web/pages/phone-note.tsx'
import { RecordAnswerPage, type RecordValues } from '../../web/pages/record-answer.tsx'
import { UrgePage } from '../../web/pages/urge.tsx'
import { WithdrawPage } from '../../web/pages/withdraw.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import { pageAddress, pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'
import { plannedDue, seatViews } from './sign.tsx'

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

/** The ledger of replies, and what an officer does from it. */
export function ledgerRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  const seen = async (request: Request): Promise<Cycle> => {
    const cycle = await readCycle(database, pathPart(request, 'id'))
    const actor = actorOf(request)
    await demand(database, 'see-cycle', actor, { cycle, task: await ownTask(database, actor, cycle.id) })
    return cycle
  }
  const allowed = async (request: Request, permission: Permission): Promise<Cycle> => {
    const cycle = await readCycle(database, pathPart(request, 'id'))
    await demand(database, permission, actorOf(request), { cycle })
    return cycle
  }
  const rowOf = async (cycle: Cycle, caseId: string): Promise<LedgerRow> => {
    const row = isId(caseId) ? await readLedgerRow(database, cycle.id, caseId) : null
    if (!row) throw new NotFound('case')
    return row
  }
  /** A case of the cycle, where the actor may do this to it. */
  const caseFor = async (request: Request, permission: Permission): Promise<{ cycle: Cycle; row: LedgerRow }> => {
    const cycle = await allowed(request, permission)
    return { cycle, row: await rowOf(cycle, pathPart(request, 'caseId')) }
  }

  // The ledger ---------------------------------------------------------------------------------------------------

  router.get('/cycles/:id', async (request, response) => {
    const cycle = await seen(request)
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
    const [counts, page, silent, may, calendar, working, rung, extension, mandatory] = await Promise.all([
      countLedger(database, cycle.id),
      readLedgerPage(database, cycle.id, { state, q }, { ...key, limit: rowsPerPage }),
      countSilent(database, cycle.id),
      permitted(database, acts, actor, { cycle }),
      readCalendar(database),
      readDueWorking(database, cycle.id),
      cycle.state === 'open' ? readNextRung(database, cycleScope(cycle.id)) : null,
      readLastDecision(database, cycle.id, 'extend'),
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
        due={cycle.due_at ? dueView(cycle.due_at, now, calendar) : null}
        provisional={working?.provisional ?? false}
        silence={frozenRules(cycle).silence}
        mandatorySilent={mandatory.map(row => row.unit_name)}
        nextRung={rung}
        extended={extension && { at: extension.at, person: extension.person_name, reason: extension.reason ?? '' }}
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

  // The whole cycle ----------------------------------------------------------------------------------------------

  router.get('/cycles/:id/extend', async (request, response) => {
    const cycle = await allowed(request, 'extend')
    const only = queryText(request, 'case') ? await rowOf(cycle, queryText(request, 'case')) : null
    const closeOfBusiness = clockTimeOf(only?.due_at ?? cycle.due_at ?? request.now)
    const values = { who: only ? ('one' as const) : ('everyone' as const), on: '', closeOfBusiness, reason: '' }
    sendPage(request, response, <ExtendPage cycle={cycle} only={only} values={values} />)
  })

  router.post('/cycles/:id/extend', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await allowed(request, 'extend')
    const once = onceKey(form)
    const only = field(form, 'case') ? await rowOf(cycle, field(form, 'case')) : null
    const values = {
      who: only && field(form, 'who') !== 'everyone' ? ('one' as const) : ('everyone' as const),
      on: field(form, 'on').trim(),
      closeOfBusiness: field(form, 'closeOfBusiness').trim(),
      reason: field(form, 'reason'),
    }
    const caseIds = only && values.who === 'one' ? [only.id] : null
    const { on, closeOfBusiness, reason } = values
    const done = await takeForm(
      () => extend(house, actorOf(request), { cycleId: cycle.id, caseIds, on, closeOfBusiness, reason, once }),
      errors =>
        sendPage(
          request,
          response,
          <ExtendPage cycle={cycle} only={only} values={values} errors={errors} onceKey={once.key} />,
          422,
        ),
    )
    if (done) response.redirect(303, only ? `/cycles/${cycle.id}?row=${only.id}` : `/cycles/${cycle.id}`)
  })

  const toldOnWithdrawal = async (cycle: Cycle): Promise<number> => {
    if (cycle.opened_at === null || cycle.state === 'going-out') return 0
    const counts = await countLedger(database, cycle.id)
    return counts.total + counts.copy
  }

  router.get('/cycles/:id/withdraw', async (request, response) => {
    const cycle = await allowed(request, 'withdraw')
    sendPage(request, response, <WithdrawPage cycle={cycle} told={await toldOnWithdrawal(cycle)} reason="" />)
  })

  router.post('/cycles/:id/withdraw', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await allowed(request, 'withdraw')
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const done = await takeForm(
      () => withdraw(house, actorOf(request), { cycleId: cycle.id, reason, once }),
      async errors => {
        const told = await toldOnWithdrawal(cycle)
        const page = <WithdrawPage cycle={cycle} told={told} reason={reason} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, `/cycles/${cycle.id}`)
  })

  const showUrge = async (request: Request, response: Response, cycle: Cycle, shown: UrgeShown) => {
    const { caseId, message, errors = [], once } = shown
    const silent = await readSilent(database, cycle.id, caseId ? [caseId] : null, request.now)
    const count = caseId ? silent.length : await countSilent(database, cycle.id)
    sendPage(
      request,
      response,
      <UrgePage
        cycle={cycle}
        dueAt={cycle.due_at}
        contact={cycle.settings.contact ?? { name: cycle.officer_name, phone: '' }}
        silent={silent}
        count={count}
        one={caseId !== null}
        message={message}
        errors={errors}
        onceKey={once}
      />,
      errors.length > 0 ? 422 : 200,
    )
  }

  router.get('/cycles/:id/urge', async (request, response) => {
    const cycle = await allowed(request, 'urge')
    const caseId = queryText(request, 'case')
    await showUrge(request, response, cycle, { caseId: isId(caseId) ? caseId : null, message: '' })
  })

  router.post('/cycles/:id/urge', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await allowed(request, 'urge')
    const once = onceKey(form)
    const message = field(form, 'message')
    const taskId = field(form, 'task')
    const done = await takeForm(
      () =>
        urge(house, actorOf(request), {
          cycleId: cycle.id,
          taskIds: taskId ? [isId(taskId) ? taskId : cycle.id] : null,
          message,
          once,
        }),
      errors => showUrge(request, response, cycle, { caseId: null, message, errors, once: once.key }),
    )
    if (done) response.redirect(303, `/cycles/${cycle.id}`)
  })

  router.get('/cycles/:id/close', async (request, response) => {
    const cycle = await allowed(request, 'close-early')
    const [counts, silent] = await Promise.all([countLedger(database, cycle.id), countSilent(database, cycle.id)])
    sendPage(request, response, <CloseEarlyPage cycle={cycle} total={counts.total} silent={silent} />)
  })

  router.post('/cycles/:id/close', formBody(), async (request, response) => {
    const cycleId = pathPart(request, 'id')
    await closeEarly(house, actorOf(request), { cycleId, once: onceKey(formOf(request)) })
    response.redirect(303, `/cycles/${cycleId}`)
  })

  // One addressee ------------------------------------------------------------------------------------------------

  const rowAddress = (cycle: Cycle, row: LedgerRow): string => `/cycles/${cycle.id}?row=${row.id}`

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
          throw new FieldErrors([{ field: 'counts', code: 'required' }])
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
            note: '',
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

type PageKey = { readonly after: string | null; readonly before: string | null }
type UrgeShown = {
  readonly caseId: string | null
  readonly message: string
  readonly errors?: readonly FieldError[]
  readonly once?: string
}

/** The number of the first row, where the address tells it; a link carries it along. */
function readFrom(request: Request, { after, before }: PageKey): number | null {
  const text = queryText(request, 'from')
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  return after || before ? null : 1
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
  if (kind !== 'no-opinion' && kind !== 'opinions') errors.push({ field: 'kind', code: 'required' })
  if (!isLocalDate(receivedOn))
    errors.push({ field: 'receivedOn', code: receivedOn === '' ? 'required' : 'not-a-date' })
  if (!isClockTime(receivedTime))
    errors.push({ field: 'receivedTime', code: receivedTime === '' ? 'required' : 'not-a-time' })
  if (errors.length > 0) throw new FieldErrors(errors)
  return instantOf(receivedOn, receivedTime)
}
