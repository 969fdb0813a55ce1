import { type Request, type Response, Router } from 'express'
import { saveTiming } from '../../acts/draft-cycle.ts'
import type { AnswerDeadline } from '../../domain/cycle.ts'
import { isClockTime, isLocalDate } from '../../domain/local-time.ts'
import { resolveProcedure, settableNames, settingFromText } from '../../domain/procedure.ts'
import { type FieldError, FieldErrors } from '../../domain/refusal.ts'
import { type Cycle, readPack } from '../../records/cycle.ts'
import { LaunchTimingPage, type LaunchTimingProps } from '../../web/pages/launch-timing.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { draftsOf, versionOf } from '../drafts.ts'
import { field, formOf } from '../form-body.ts'
import { launchCycle, readLaunch, sourcedValue, sourcedValues } from '../launch-view.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** Until when answers are taken, and how all of it will run. */
export function draftTimingRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const draft = draftsOf(database)

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
    const cycle = await draft(request, response)
    if (cycle) await showTiming(request, response, cycle)
  })

  router.post('/cycles/:id/timing', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await draft(request, response)
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

  return router
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
    restDay: settings.restDay ?? parameters.restDay.value ?? 'keep',
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
