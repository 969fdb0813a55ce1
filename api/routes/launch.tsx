import { type Request, type Response, Router } from 'express'
import {
  copyCycle,
  createCycle,
  discardDraft,
  longestDraft,
  saveAddressees,
  saveClauses,
  saveText,
  saveTiming,
} from '../../acts/draft-cycle.ts'
import { demand } from '../../acts/relation.ts'
import { removeFile, storeFile } from '../../acts/store-file.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { canAdminister } from '../../domain/can.ts'
import type { Clause } from '../../domain/clauses.ts'
import type { AnswerDeadline } from '../../domain/cycle.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { isClockTime, isLocalDate } from '../../domain/local-time.ts'
import { resolveProcedure, settableNames, settingFromText } from '../../domain/procedure.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import {
  type Cycle,
  countUnits,
  findUnitIds,
  findUnits,
  readAddressees,
  readAllAddressees,
  readAllClauses,
  readAttachments,
  readClausePage,
  readCycle,
  readCycleText,
  readPack,
  readProcedures,
} from '../../records/cycle.ts'
import { CycleNewPage } from '../../web/pages/cycle-new.tsx'
import { DiscardPage } from '../../web/pages/discard.tsx'
import { LaunchAddresseesPage } from '../../web/pages/launch-addressees.tsx'
import { LaunchCheckPage } from '../../web/pages/launch-check.tsx'
import { LaunchClausesPage } from '../../web/pages/launch-clauses.tsx'
import { LaunchTimingPage, type LaunchTimingProps } from '../../web/pages/launch-timing.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { editClauses } from '../clause-edit.ts'
import { type Form, field, fields, formOf, onceKey, type UploadedFile } from '../form-body.ts'
import { BadRequest } from '../http-error.ts'
import { launchCycle, letterFacts, readLaunch, seatLabels, sourcedValue, sourcedValues } from '../launch-view.ts'
import { pageAddress, pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'
import { textOfFile } from '../text-file.ts'

const textLimits = { bytes: 12 * 1_048_576, files: { count: 1, bytes: 12 * 1_048_576 } }
const clausesPerPage = 60
const addresseesPerPage = 100

/** From a pasted text to the sending for signature. */
export function launchRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  /** The draft of an address, for those who may change it; null where it is not a draft any more, and its page was answered. */
  const draftOf = async (request: Request, response: Response): Promise<Cycle | null> => {
    const cycle = await readCycle(database, pathPart(request, 'id'))
    const actor = actorOf(request)
    if (cycle.state === 'draft' || cycle.state === 'revising') {
      await demand(database, 'draft-cycle', actor, { cycle })
      return cycle
    }
    await demand(database, 'see-cycle', actor, { cycle })
    response.redirect(303, `/cycles/${cycle.id}`)
    return null
  }

  // Text ---------------------------------------------------------------------------------------------------------

  const showNew = async (request: Request, response: Response, values: TextValues, wrong?: Wrong) => {
    const procedures = await readProcedures(database)
    const first = procedures[0] ? `${procedures[0].pack}/${procedures[0].procedure}` : ''
    const page = (
      <CycleNewPage
        cycle={null}
        procedures={procedures}
        values={{ ...values, procedure: values.procedure || first }}
        errors={wrong?.errors ?? []}
        onceKey={wrong?.onceKey}
      />
    )
    sendPage(request, response, page, wrong ? 422 : 200)
  }

  router.get('/cycles/new', async (request, response) => {
    if (!canAdminister('launch-cycle', actorOf(request).roles)) throw new NotFound('page')
    await showNew(request, response, { procedure: '', title: '', text: '' })
  })

  router.post('/cycles', formBody(textLimits), async (request, response) => {
    const form = formOf(request)
    const values = { procedure: field(form, 'pack'), title: field(form, 'title'), text: field(form, 'text') }
    const once = onceKey(form)
    const made = await takeForm(
      async () => {
        const [pack = '', procedure = ''] = values.procedure.split('/')
        return createCycle(house, actorOf(request), {
          pack,
          procedure,
          title: values.title,
          text: textFrom(form),
          once,
        })
      },
      errors => showNew(request, response, values, { errors: ofUpload(errors, form), onceKey: once.key }),
    )
    if (made) response.redirect(303, `/cycles/${made.cycleId}/clauses`)
  })

  const showText = (
    request: Request,
    response: Response,
    cycle: Cycle,
    values: TextValues,
    errors: readonly FieldError[] = [],
  ) =>
    sendPage(
      request,
      response,
      <CycleNewPage cycle={cycle} procedures={[]} values={values} errors={errors} />,
      errors.length > 0 ? 422 : 200,
    )

  router.get('/cycles/:id/text', async (request, response) => {
    const cycle = await draftOf(request, response)
    if (!cycle) return
    showText(request, response, cycle, {
      procedure: '',
      title: cycle.title,
      text: await readCycleText(database, cycle.id),
    })
  })

  router.post('/cycles/:id/text', formBody(textLimits), async (request, response) => {
    const form = formOf(request)
    const values = { procedure: '', title: field(form, 'title'), text: field(form, 'text') }
    const cycleId = pathPart(request, 'id')
    const saved = await takeForm(
      async () =>
        saveText(house, actorOf(request), {
          cycleId,
          version: versionOf(form),
          title: values.title,
          text: textFrom(form),
        }),
      async errors => {
        const cycle = await draftOf(request, response)
        if (cycle) showText(request, response, { ...cycle, version: versionOf(form) }, values, ofUpload(errors, form))
      },
    )
    if (saved) response.redirect(303, `/cycles/${cycleId}/clauses`)
  })

  // Clauses and attachments --------------------------------------------------------------------------------------

  const showClauses = async (request: Request, response: Response, cycle: Cycle, shown: ClausesShown) => {
    const { from, edit, typed, errors = [] } = shown
    const [page, attachments] = await Promise.all([
      readClausePage(database, cycle.id, from, clausesPerPage),
      readAttachments(database, cycle.id),
    ])
    const clause = page.clauses.find(({ anchor }) => anchor === edit)
    const address = (position: number | null) =>
      position === null
        ? null
        : pageAddress(`/cycles/${cycle.id}/clauses`, { from: position > 0 ? String(position) : '' })
    const view = await launchCycle(database, cycle)
    sendPage(
      request,
      response,
      <LaunchClausesPage
        cycle={shown.version === undefined ? view : { ...view, version: shown.version }}
        clauses={page.clauses}
        total={page.total}
        from={from}
        previous={address(page.previous)}
        next={address(page.next)}
        editing={typed ?? (clause ? { ...clause, level: String(clause.level) } : null)}
        attachments={attachments}
        errors={errors}
      />,
      errors.length > 0 ? 422 : 200,
    )
  }

  router.get('/cycles/:id/clauses', async (request, response) => {
    const cycle = await draftOf(request, response)
    if (cycle)
      await showClauses(request, response, cycle, {
        from: positionOf(queryText(request, 'from')),
        edit: queryText(request, 'edit'),
      })
  })

  router.post('/cycles/:id/clauses', formBody({ bytes: 4 * 1_048_576 }), async (request, response) => {
    const form = formOf(request)
    const cycle = await draftOf(request, response)
    if (!cycle) return
    const typed = {
      anchor: field(form, 'anchor'),
      number: field(form, 'number').trim(),
      level: field(form, 'level'),
      heading: field(form, 'heading').trim(),
      text: field(form, 'text').trim(),
    }
    const from = positionOf(field(form, 'from'))
    const version = versionOf(form)
    const level = levelOf(typed.level)
    const edited = editClauses(await readAllClauses(database, cycle.id), {
      anchor: typed.anchor,
      typed: { number: typed.number, heading: typed.heading, text: typed.text, level },
      op: field(form, 'op'),
    })
    if (!edited) throw new NotFound('clause')
    const saved = await takeForm(
      () => saveClauses(house, actorOf(request), { cycleId: cycle.id, version, clauses: edited }),
      errors => {
        const own = errors.map(error => ({ ...error, field: error.field.replace(/^clauses\.\d+\./, '') }))
        return showClauses(request, response, cycle, { from, edit: typed.anchor, typed, errors: own, version })
      },
    )
    if (saved)
      response.redirect(
        303,
        `${pageAddress(`/cycles/${cycle.id}/clauses`, { from: from > 0 ? String(from) : '' })}#c-${encodeURIComponent(typed.anchor)}`,
      )
  })

  router.post(
    '/cycles/:id/attachments',
    formBody({ files: { count: 10, bytes: largestFile } }),
    async (request, response) => {
      const form = formOf(request)
      const cycle = await draftOf(request, response)
      if (!cycle) return
      const done = await takeForm(
        async () => {
          if (form.files.length === 0) throw new FieldErrors([{ field: 'file', code: 'none-given' }])
          for (const { name, bytes } of form.files)
            await storeFile(house, actorOf(request), {
              cycleId: cycle.id,
              purpose: 'attachment',
              name,
              bytes,
              field: 'file',
            })
          return true
        },
        errors => showClauses(request, response, cycle, { from: 0, edit: '', errors }),
      )
      if (done) response.redirect(303, `/cycles/${cycle.id}/clauses#h-files`)
    },
  )

  router.post('/cycles/:id/attachments/:fileId/remove', formBody(), async (request, response) => {
    const cycle = await readCycle(database, pathPart(request, 'id'))
    const attachments = await readAttachments(database, cycle.id)
    const fileId = pathPart(request, 'fileId')
    if (!attachments.some(({ id }) => id === fileId)) throw new NotFound('file')
    await removeFile(house, actorOf(request), { fileId })
    response.redirect(303, `/cycles/${cycle.id}/clauses#h-files`)
  })

  // Addressees ---------------------------------------------------------------------------------------------------

  const showAddressees = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    typed?: { contact: { name: string; phone: string }; errors: readonly FieldError[] },
  ) => {
    const q = queryText(request, 'q').slice(0, 100)
    const from = positionOf(queryText(request, 'from'))
    const path = `/cycles/${cycle.id}/addressees`
    const [chosen, found, counted, pack, all] = await Promise.all([
      readAddressees(database, cycle.id, request.now, { from, limit: addresseesPerPage }),
      findUnits(database, cycle, { group: '', level: '', q }, queryText(request, 'after')),
      countUnits(database, cycle),
      readPack(database, cycle.policy_version_id),
      readAllAddressees(database, cycle.id),
    ])
    const copies = all.filter(({ copy }) => copy).length
    sendPage(
      request,
      response,
      <LaunchAddresseesPage
        cycle={await launchCycle(database, cycle)}
        main={all.length - copies}
        copies={copies}
        chosen={chosen.rows}
        chosenFrom={from}
        chosenPrevious={from > 0 ? pageAddress(path, { q, from: String(Math.max(0, from - addresseesPerPage)) }) : null}
        chosenNext={chosen.next === null ? null : pageAddress(path, { q, from: String(chosen.next) })}
        groups={counted.groups.map(({ code, count }) => ({
          code,
          count,
          name: pack.groups.find(group => group.code === code)?.name ?? null,
        }))}
        levels={counted.levels}
        q={q}
        found={found.rows}
        foundTotal={found.total}
        foundNext={found.next === null ? null : pageAddress(path, { q, after: found.next })}
        contact={typed?.contact ?? cycle.settings.contact ?? { name: '', phone: '' }}
        errors={typed?.errors ?? []}
      />,
      typed ? 422 : 200,
    )
  }

  router.get('/cycles/:id/addressees', async (request, response) => {
    const cycle = await draftOf(request, response)
    if (cycle) await showAddressees(request, response, cycle)
  })

  router.post('/cycles/:id/addressees', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await draftOf(request, response)
    if (!cycle) return
    const op = field(form, 'op')
    const before = await readAllAddressees(database, cycle.id)
    const contact = op.startsWith('contact')
      ? { name: field(form, 'contact.name'), phone: field(form, 'contact.phone') }
      : (cycle.settings.contact ?? { name: '', phone: '' })
    const added = (ids: readonly string[]) => [
      ...before,
      ...ids.map(unitId => ({ unitId, mandatory: false, copy: false })),
    ]
    const addressees = await (async () => {
      if (op === 'kinds' || op === 'remove') {
        const leaving = new Set(op === 'remove' ? fields(form, 'unit') : [])
        return before
          .filter(({ unitId }) => !leaving.has(unitId))
          .map(addressee => ({ ...addressee, ...kindOf(form, addressee.unitId) }))
      }
      if (op === 'add') return added(fields(form, 'unit'))
      if (op.startsWith('group-'))
        return added(await findUnitIds(database, cycle, { group: op.slice(6), level: '', q: '' }))
      if (op.startsWith('level-'))
        return added(await findUnitIds(database, cycle, { group: '', level: op.slice(6), q: '' }))
      return before
    })()
    const saved = await takeForm(
      () =>
        saveAddressees(house, actorOf(request), { cycleId: cycle.id, version: versionOf(form), addressees, contact }),
      errors => showAddressees(request, response, cycle, { contact, errors }),
    )
    if (!saved) return
    if (op === 'contact-next') return response.redirect(303, `/cycles/${cycle.id}/timing`)
    const from = positionOf(field(form, 'from'))
    response.redirect(
      303,
      `${pageAddress(`/cycles/${cycle.id}/addressees`, { from: from > 0 ? String(from) : '' })}${op === 'contact' ? '#h-contact' : ''}`,
    )
  })

  // Dates --------------------------------------------------------------------------------------------------------

  const showTiming = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    typed?: {
      values: LaunchTimingProps['values']
      parameters: ReadonlyMap<string, string>
      errors: readonly FieldError[]
    },
  ) => {
    const { language } = request.frame(response)
    const words = createWords(language, request.now)
    const view = await readLaunch(database, cycle, request.now, language, house.publicUrl)
    const { procedure } = view.plan
    const byRule = resolveProcedure(view.pack, cycle.procedure, { parameters: cycle.settings.parameters }) ?? procedure
    const byDeadline = ['answerPeriod', 'closeOfBusiness', 'restDay']
    const open = settableNames
      .filter(
        name => !byDeadline.includes(name) && (procedure.unset.includes(name) || name in cycle.settings.parameters),
      )
      .map(name => ({ name, value: typed?.parameters.get(name) ?? settingInText(cycle.settings.parameters[name]) }))
    sendPage(
      request,
      response,
      <LaunchTimingPage
        cycle={await launchCycle(database, cycle)}
        values={typed?.values ?? timingValues(cycle, view.plan.procedure.parameters)}
        sourced={sourcedValues(procedure, view.pack, words)}
        byRule={{
          close: sourcedValue('closeOfBusiness', byRule, view.pack, words),
          minimum: sourcedValue('minimumPeriod', byRule, view.pack, words),
        }}
        open={open}
        timeline={view.plan.timeline}
        course={view.course}
        items={view.plan.items}
        errors={typed?.errors ?? []}
      />,
      typed ? 422 : 200,
    )
  }

  router.get('/cycles/:id/timing', async (request, response) => {
    const cycle = await draftOf(request, response)
    if (cycle) await showTiming(request, response, cycle)
  })

  router.post('/cycles/:id/timing', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await draftOf(request, response)
    if (!cycle) return
    const values: LaunchTimingProps['values'] = {
      kind: field(form, 'kind') === 'on' ? 'on' : 'working-days',
      count: field(form, 'count').trim(),
      on: field(form, 'on').trim(),
      closeOfBusiness: field(form, 'closeOfBusiness').trim(),
      restDay: field(form, 'restDay') === 'next' ? 'next' : 'keep',
      documentNumber: field(form, 'documentNumber'),
    }
    const typedParameters = new Map(
      settableNames.flatMap(name =>
        form.body[`parameter.${name}`] === undefined ? [] : [[name, field(form, `parameter.${name}`)] as const],
      ),
    )
    const saved = await takeForm(
      async () => {
        const parameters = await chosenParameters(cycle, typedParameters)
        const deadline = deadlineOf(values)
        const errors = [...deadline.errors, ...parameters.errors]
        if (errors.length > 0 || !deadline.deadline) throw new FieldErrors(errors)
        const timing = {
          deadline: deadline.deadline,
          restDay: values.restDay,
          documentNumber: values.documentNumber || null,
          parameters: parameters.chosen,
        }
        return saveTiming(house, actorOf(request), { cycleId: cycle.id, version: versionOf(form), timing })
      },
      errors => showTiming(request, response, cycle, { values, parameters: typedParameters, errors }),
    )
    if (saved)
      response.redirect(
        303,
        field(form, 'op') === 'next' ? `/cycles/${cycle.id}/check` : `/cycles/${cycle.id}/timing#h-course`,
      )
  })

  const chosenParameters = async (cycle: Cycle, typed: ReadonlyMap<string, string>) => {
    const chosen: Record<string, unknown> = { ...cycle.settings.parameters }
    for (const [name, text] of typed) {
      if (text.trim() === '') delete chosen[name]
      else chosen[name] = settingFromText(name, text)
    }
    const resolved = resolveProcedure(await readPack(database, cycle.policy_version_id), cycle.procedure, {
      parameters: chosen,
    })
    const errors = (resolved?.wrong ?? []).map(({ parameter, expected }) => ({
      field: `parameter.${parameter}`,
      code: 'not-a-setting',
      params: { expected },
    }))
    return { chosen, errors }
  }

  // Check and signature ------------------------------------------------------------------------------------------

  router.get('/cycles/:id/check', async (request, response) => {
    const cycle = await draftOf(request, response)
    if (!cycle) return
    const { language } = request.frame(response)
    const view = await readLaunch(database, cycle, request.now, language, house.publicUrl)
    const [clauses, attachments] = await Promise.all([
      readClausePage(database, cycle.id, 0, 1),
      readAttachments(database, cycle.id),
    ])
    sendPage(
      request,
      response,
      <LaunchCheckPage
        cycle={await launchCycle(database, cycle)}
        items={view.plan.items}
        facts={letterFacts(cycle, view)}
        clauses={clauses.total}
        attachments={attachments}
        seats={seatLabels(view.plan.procedure, language)}
      />,
    )
  })

  router.post('/cycles/:id/submit', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycleId = pathPart(request, 'id')
    await submitForSignature(house, actorOf(request), { cycleId, version: versionOf(form), once: onceKey(form) })
    response.redirect(303, `/cycles/${cycleId}`)
  })

  router.get('/cycles/:id/discard', async (request, response) => {
    const cycle = await draftOf(request, response)
    if (cycle) sendPage(request, response, <DiscardPage cycle={await launchCycle(database, cycle)} />)
  })

  router.post('/cycles/:id/discard', formBody(), async (request, response) => {
    await discardDraft(house, actorOf(request), { cycleId: pathPart(request, 'id') })
    response.redirect(303, '/cycles')
  })

  router.post('/cycles/:id/copy', formBody(), async (request, response) => {
    const { cycleId } = await copyCycle(house, actorOf(request), {
      cycleId: pathPart(request, 'id'),
      once: onceKey(formOf(request)),
    })
    response.redirect(303, `/cycles/${cycleId}/clauses`)
  })

  return router
}

type TextValues = { readonly procedure: string; readonly title: string; readonly text: string }
type Wrong = { readonly errors: readonly FieldError[]; readonly onceKey: string }
type ClausesShown = {
  readonly from: number
  readonly edit: string
  readonly typed?: {
    readonly anchor: string
    readonly number: string
    readonly level: string
    readonly heading: string
    readonly text: string
  }
  readonly errors?: readonly FieldError[]
  /** As the form had it: what was typed must not overwrite a newer draft. */
  readonly version?: number
}

/** The version of the draft that a form was made from. */
function versionOf(form: Form): number {
  const text = field(form, 'version')
  if (!/^\d{1,9}$/.test(text)) throw new BadRequest()
  return Number(text)
}

const positionOf = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : 0)
const levelOf = (text: string): Clause['level'] =>
  ['0', '1', '2', '3'].includes(text) ? (Number(text) as Clause['level']) : 0

const chosenFile = (form: Form): UploadedFile | undefined => form.files.find(({ field: name }) => name === 'file')

/** The draft's text: of the file where one was chosen. What is too long is told before anything else looks at it. */
function textFrom(form: Form): string {
  const file = chosenFile(form)
  const text = file ? textOfFile(file) : field(form, 'text')
  if (text.length > 2 * longestDraft)
    throw new FieldErrors([{ field: 'text', code: 'too-long', params: { longest: longestDraft, length: text.length } }])
  return text
}

/** What is wrong with the text is wrong with the file, where it came from one. */
function ofUpload(errors: readonly FieldError[], form: Form): FieldError[] {
  const named = chosenFile(form) ? 'file' : 'text'
  return errors.map(error =>
    error.field === 'text'
      ? { ...error, field: named }
      : error.field === 'procedure'
        ? { ...error, field: 'pack' }
        : error,
  )
}

function kindOf(form: Form, unitId: string): { mandatory: boolean; copy: boolean } | Record<string, never> {
  const kind = form.body[`kind.${unitId}`]
  return typeof kind === 'string' ? { mandatory: kind === 'mandatory', copy: kind === 'copy' } : {}
}

function deadlineOf(values: LaunchTimingProps['values']): { deadline: AnswerDeadline | null; errors: FieldError[] } {
  const { kind, closeOfBusiness } = values
  const errors: FieldError[] = []
  if (!isClockTime(closeOfBusiness))
    errors.push({ field: 'closeOfBusiness', code: closeOfBusiness === '' ? 'required' : 'not-a-time' })
  if (kind === 'on') {
    if (!isLocalDate(values.on)) errors.push({ field: 'on', code: values.on === '' ? 'required' : 'not-a-date' })
    return { deadline: errors.length > 0 ? null : { kind, on: values.on, closeOfBusiness }, errors }
  }
  const count = /^[1-9]\d{0,2}$/.test(values.count) ? Number(values.count) : null
  if (count === null) errors.push({ field: 'count', code: values.count === '' ? 'required' : 'not-a-number' })
  return { deadline: errors.length > 0 || count === null ? null : { kind, count, closeOfBusiness }, errors }
}

type Parameters = Awaited<ReturnType<typeof readLaunch>>['plan']['procedure']['parameters']

function timingValues({ settings }: Cycle, parameters: Parameters): LaunchTimingProps['values'] {
  const { deadline } = settings
  const period = parameters.answerPeriod.value
  const byRule = period && 'workingDays' in period ? String(period.workingDays) : ''
  return {
    kind: deadline?.kind ?? 'working-days',
    count: deadline?.kind === 'working-days' ? String(deadline.count) : byRule,
    on: deadline?.kind === 'on' ? deadline.on : '',
    closeOfBusiness: deadline?.closeOfBusiness ?? parameters.closeOfBusiness.value ?? '',
    restDay: settings.restDay,
    documentNumber: settings.documentNumber ?? '',
  }
}

/** A parameter chosen before as it was typed. */
function settingInText(value: unknown): string {
  if (typeof value === 'string') return value
  const { workingDays, calendarDays, on } = (value ?? {}) as {
    workingDays?: number
    calendarDays?: number
    on?: string
  }
  if (workingDays !== undefined) return String(workingDays)
  if (calendarDays !== undefined) return `${calendarDays}cd`
  return on ?? ''
}
