import { type Request, type Response, Router } from 'express'
import { schemeOfCycle } from '../../acts/claim-matter.ts'
import { discardDraft } from '../../acts/draft-cycle.ts'
import { createRound, type RoundDraft, saveRound } from '../../acts/draft-round.ts'
import type { RoundPlan } from '../../acts/launch-round.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { canAdminister } from '../../domain/can.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../../domain/refusal.ts'
import { fenOf } from '../../domain/yuan.ts'
import type { Cycle } from '../../records/cycle.ts'
import { type Round, readLastSave, readRound, readSchemes } from '../../records/rounds.ts'
import { DiscardPage } from '../../web/pages/discard.tsx'
import { type BudgetValues, budgetLabels, RoundBudgetPage } from '../../web/pages/round-budget.tsx'
import { RoundCheckPage } from '../../web/pages/round-check.tsx'
import type { RoundConflict } from '../../web/pages/round-frame.tsx'
import { unfinishedSteps } from '../../web/pages/round-items.ts'
import { RoundNewPage } from '../../web/pages/round-new.tsx'
import { RoundRulesPage } from '../../web/pages/round-rules.tsx'
import { RoundTimingPage, type TimingValues, timingLabels } from '../../web/pages/round-timing.tsx'
import { createWords, type Words } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { versionOf } from '../drafts.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { launchCycle } from '../launch-view.ts'
import { pathPart } from '../query.ts'
import { roundAccess, roundPath } from '../round-access.ts'
import {
  budgetOf,
  draftOf,
  type Labels,
  readingsIn,
  rulesOf,
  timingOf,
  typedIn,
  type Values,
} from '../round-draft-form.ts'
import { readRoundDraft } from '../round-draft-view.ts'
import { askedReadings, noticeOf, parametersOf, readingsOf } from '../round-facts.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** What one page of a draft shows: as it was typed, or as it is saved. */
type Shown = {
  readonly cycle: Cycle
  readonly values: Values
  readonly errors?: readonly FieldError[]
  readonly conflict?: RoundConflict | null
}

/** Preparing a round and sending it for signature. */
export function roundDraftRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const { draft } = roundAccess(database)
  const wordsOf = (request: Request, response: Response) => createWords(request.frame(response).language, request.now)
  const draftView = (request: Request, response: Response, cycle: Cycle) =>
    readRoundDraft(database, cycle, request.now, wordsOf(request, response), house.publicUrl)

  const roundCycle = async (cycle: Cycle, { items }: RoundPlan) => ({
    ...(await launchCycle(database, cycle)),
    unfinished: unfinishedSteps(items),
  })

  // A new round ---------------------------------------------------------------------------------------------------

  const showNew = async (
    request: Request,
    response: Response,
    values: { scheme: string; year: string; title: string },
    wrong?: { errors: readonly FieldError[]; onceKey: string },
  ) => {
    const { language } = request.frame(response)
    const schemes = (await readSchemes(database)).map(({ pack, scheme, title, document, cite, ...shared }) => ({
      ...shared,
      value: `${pack}/${scheme}`,
      title: language === 'en' ? title.en : title.zh,
      document: language === 'en' ? document.en : document.zh,
      cite: cite && (language === 'en' ? cite.en : cite.zh),
    }))
    const page = (
      <RoundNewPage schemes={schemes} values={values} errors={wrong?.errors ?? []} onceKey={wrong?.onceKey} />
    )
    sendPage(request, response, page, wrong ? 422 : 200)
  }

  router.get('/rounds/new', async (request, response) => {
    if (!canAdminister('launch-cycle', actorOf(request).roles)) throw new NotFound('page')
    await showNew(request, response, { scheme: '', year: localDateOf(request.now).slice(0, 4), title: '' })
  })

  router.post('/rounds', formBody(), async (request, response) => {
    const form = formOf(request)
    const values = { scheme: field(form, 'scheme'), year: field(form, 'year').trim(), title: field(form, 'title') }
    const once = onceKey(form)
    const made = await takeForm(
      () => {
        const [pack = '', scheme = ''] = values.scheme.split('/')
        const year = /^\d{4}$/.test(values.year) ? Number(values.year) : Number.NaN
        return createRound(house, actorOf(request), { pack, scheme, year, title: values.title, once })
      },
      errors => showNew(request, response, values, { errors, onceKey: once.key }),
    )
    if (made) response.redirect(303, `/rounds/${made.cycleId}/budget`)
  })

  // The pages of a draft ------------------------------------------------------------------------------------------

  /** One page of the draft: shown as saved, and saved as typed; where somebody else was quicker, both are shown. */
  function page(
    name: 'budget' | 'rules' | 'timing',
    next: string,
    {
      saved,
      labels,
      show,
      change,
    }: {
      saved: (cycle: Cycle, round: Round) => Values
      /** What each field is called, and how its values read where they are codes. */
      labels: (words: Words, cycle: Cycle) => Promise<Labels> | Labels
      show: (request: Request, response: Response, shown: Shown) => Promise<void>
      change: (form: Values, cycle: Cycle) => Promise<Partial<RoundDraft>>
    },
  ): void {
    router.get(`/rounds/:cycleId/${name}`, async (request, response) => {
      const cycle = await draft(request, response)
      if (cycle) await show(request, response, { cycle, values: saved(cycle, await readRound(database, cycle.id)) })
    })

    router.post(`/rounds/:cycleId/${name}`, formBody(), async (request, response) => {
      const form = formOf(request)
      const cycle = await draft(request, response)
      if (!cycle) return
      const round = await readRound(database, cycle.id)
      const values = typedIn(form)
      try {
        const done = await takeForm(
          async () => {
            const whole = { ...draftOf(cycle, round), ...(await change(values, cycle)) }
            return saveRound(house, actorOf(request), { cycleId: cycle.id, version: versionOf(form), round: whole })
          },
          errors => show(request, response, { cycle: { ...cycle, version: versionOf(form) }, values, errors }),
        )
        if (done)
          response.redirect(
            303,
            field(form, 'op') === 'stay' ? `${roundPath(cycle)}/${name}` : `${roundPath(cycle)}/${next}`,
          )
      } catch (fault) {
        if (!(fault instanceof RuleBroken && fault.code === 'draft-changed')) throw fault
        const [last, words] = [await readLastSave(database, cycle.id), wordsOf(request, response)]
        const theirs = saved(cycle, round)
        const named = Object.entries(await labels(words, cycle))
        const conflict = {
          person: last?.person ?? cycle.officer_name,
          at: last?.at ?? cycle.updated_at,
          theirs: named
            .filter(([key]) => (theirs[key] ?? '') !== (values[key] ?? ''))
            .map(([key, label]) => {
              const value = theirs[key] || words.t('pieces.nil')
              return typeof label === 'string'
                ? ([label, value] as const)
                : ([label.label, label.values[value] ?? value] as const)
            }),
        }
        await show(request, response, { cycle, values, conflict })
      }
    })
  }

  page('budget', 'rules', {
    saved: budgetOf,
    labels: budgetLabels,
    async show(request, response, { cycle, values, errors = [], conflict = null }) {
      const { facts, plan } = await draftView(request, response, cycle)
      const { t } = wordsOf(request, response)
      const about = [facts.scheme, facts.document, t('round.yearOf', { year: facts.year })].join(t('frame.separator'))
      const shown = {
        cycle: await roundCycle(cycle, plan),
        values: values as BudgetValues,
        about,
        conflict,
        errors,
      }
      sendPage(request, response, <RoundBudgetPage {...shown} />, statusOf(errors, conflict))
    },
    change: async values => {
      const fen = fenOf(values.appropriation ?? '')
      const { title = '', source = '', documentNumber = '' } = values
      if (fen === null || fen > 10n ** 15n)
        throw new FieldErrors([
          { field: 'appropriation', code: values.appropriation?.trim() ? 'not-yuan' : 'required' },
        ])
      const contact = { name: values['contact.name'] ?? '', phone: values['contact.phone'] ?? '' }
      return { title, source, documentNumber, appropriationFen: String(fen), contact }
    },
  })

  page('rules', 'timing', {
    saved: rulesOf,
    labels: async (words, cycle) => {
      const { scheme } = await schemeOfCycle(database, cycle)
      const named = ({ zh, en }: { zh: string; en: string }) => (words.language === 'en' ? en : zh)
      const readings = scheme.readings.map(({ name, question, options }) => {
        const values = Object.fromEntries(options.map(({ value, label }) => [value, named(label)]))
        return [`readings.${name}`, { label: named(question), values }] as const
      })
      return { ...Object.fromEntries(readings), noticeWorkingDays: words.t('round.rules.notice') }
    },
    async show(request, response, { cycle, values, errors = [], conflict = null }) {
      const { scheme, pack, facts, plan } = await draftView(request, response, cycle)
      const words = wordsOf(request, response)
      sendPage(
        request,
        response,
        <RoundRulesPage
          cycle={await roundCycle(cycle, plan)}
          readings={readingsOf(scheme, readingsIn(values), pack, words)}
          noticeDays={values.noticeWorkingDays ?? ''}
          notice={noticeOf(scheme, null, pack, words)}
          parameters={parametersOf(scheme, pack, words)}
          document={facts.document}
          conflict={conflict}
          errors={errors}
        />,
        statusOf(errors, conflict),
      )
    },
    change: async (values, cycle) => {
      const days = values.noticeWorkingDays?.trim() ?? ''
      if (days !== '' && !/^\d{1,4}$/.test(days))
        throw new FieldErrors([{ field: 'noticeWorkingDays', code: 'not-a-number' }])
      const { scheme } = await schemeOfCycle(database, cycle)
      return {
        readings: askedReadings(scheme, readingsIn(values)),
        noticeWorkingDays: days === '' ? null : Number(days),
      }
    },
  })

  page('timing', 'check', {
    saved: timingOf,
    labels: timingLabels,
    async show(request, response, { cycle, values, errors = [], conflict = null }) {
      const { course, plan } = await draftView(request, response, cycle)
      const shown = {
        cycle: await roundCycle(cycle, plan),
        values: values as TimingValues,
        course,
        conflict,
        errors,
      }
      sendPage(request, response, <RoundTimingPage {...shown} items={plan.items} />, statusOf(errors, conflict))
    },
    change: async ({ opensOn = '', closesOn = '', closeOfBusiness = '' }) => ({
      opensOn: opensOn.trim() || null,
      closesOn: closesOn.trim() || null,
      closeOfBusiness: closeOfBusiness.trim(),
    }),
  })

  // Check, signature, end of a draft ------------------------------------------------------------------------------

  router.get('/rounds/:cycleId/check', async (request, response) => {
    const cycle = await draft(request, response)
    if (!cycle) return
    const { plan, facts, course, scheme } = await draftView(request, response, cycle)
    const { signatureSeats } = scheme.course
    const { language } = request.frame(response)
    const seats =
      'unset' in signatureSeats
        ? []
        : signatureSeats.value.map(({ label }) => (language === 'en' ? label.en : label.zh))
    const shown = { cycle: await roundCycle(cycle, plan), items: plan.items, facts, course, seats }
    sendPage(request, response, <RoundCheckPage {...shown} />)
  })

  router.post('/rounds/:cycleId/submit', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycleId = pathPart(request, 'cycleId')
    await submitForSignature(house, actorOf(request), { cycleId, version: versionOf(form), once: onceKey(form) })
    response.redirect(303, `/rounds/${cycleId}`)
  })

  router.get('/rounds/:cycleId/discard', async (request, response) => {
    const cycle = await draft(request, response)
    if (!cycle) return
    const { t } = wordsOf(request, response)
    const path = roundPath(cycle)
    sendPage(
      request,
      response,
      <DiscardPage
        title={cycle.title}
        section="rounds"
        eyebrow={t('round.eyebrow')}
        lead={t('round.discard.lead')}
        path={path}
        back={`${path}/budget`}
      />,
    )
  })

  router.post('/rounds/:cycleId/discard', formBody(), async (request, response) => {
    await discardDraft(house, actorOf(request), { cycleId: pathPart(request, 'cycleId') })
    response.redirect(303, '/rounds')
  })

  return router
}

const statusOf = (errors: readonly FieldError[], conflict: RoundConflict | null): number =>
  errors.length > 0 ? 422 : conflict ? 409 : 200
