import { type Request, Router } from 'express'
import { noteConsultation } from '../../acts/note-consultation.ts'
import { recordRuling, requestRuling } from '../../acts/request-ruling.ts'
import { anchorInWords } from '../../domain/clauses.ts'
import { consultationResults, rulingFindings } from '../../domain/consultation.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { FieldErrors } from '../../domain/refusal.ts'
import { readDisputed, readRuling } from '../../records/consultation.ts'
import { AskRulingPage, ConsultationPage, RulingPage } from '../../web/pages/consultation-forms.tsx'
import { sendPage } from '../answer-page.ts'
import { cycleAccess } from '../cycle-access.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** Where a rejected opinion is on its unit's own duties: consultations with that unit, and rulings of a superior. */
export function consultationRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const { allowed } = cycleAccess(database)

  const clauseAddress = (cycleId: string, anchor: string): string =>
    `/cycles/${cycleId}/disposition?${new URLSearchParams({ clause: anchor })}`

  const between = (request: Request, cycleId: string, { unitName, anchor }: { unitName: string; anchor: string }) => ({
    action: request.path,
    back: clauseAddress(cycleId, anchor),
    unitName,
    clause: anchorInWords(anchor, languageOf(request)),
  })

  const disputedFor = async (request: Request, permission: 'note-consultation' | 'request-ruling') => {
    const cycle = await allowed(request, permission)
    const opinionId = pathPart(request, 'opinionId')
    const { contactName, ...disputed } = await readDisputed(database, cycle.id, opinionId)
    return { cycleId: cycle.id, opinionId, contactName, shown: between(request, cycle.id, disputed) }
  }

  router.get('/cycles/:id/opinions/:opinionId/consultation', async (request, response) => {
    const { contactName, shown } = await disputedFor(request, 'note-consultation')
    const values = { heldOn: localDateOf(request.now), spokeWith: contactName ?? '', text: '', result: '' }
    sendPage(request, response, <ConsultationPage {...shown} values={values} />)
  })

  router.post('/cycles/:id/opinions/:opinionId/consultation', formBody(), async (request, response) => {
    const { cycleId, opinionId, shown } = await disputedFor(request, 'note-consultation')
    const form = formOf(request)
    const once = onceKey(form)
    const values = {
      heldOn: field(form, 'heldOn'),
      spokeWith: field(form, 'spokeWith'),
      text: field(form, 'text'),
      result: field(form, 'result'),
    }
    const done = await takeForm(
      () => {
        const result = chosen(consultationResults, values.result, 'result')
        return noteConsultation(house, actorOf(request), { cycleId, opinionId, ...values, result, once })
      },
      errors => {
        const page = <ConsultationPage {...shown} values={values} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, clauseAddress(cycleId, done.anchor))
  })

  router.get('/cycles/:id/opinions/:opinionId/ruling', async (request, response) => {
    const { shown } = await disputedFor(request, 'request-ruling')
    sendPage(request, response, <AskRulingPage {...shown} values={{ askedOf: '', about: '' }} />)
  })

  router.post('/cycles/:id/opinions/:opinionId/ruling', formBody(), async (request, response) => {
    const { cycleId, opinionId, shown } = await disputedFor(request, 'request-ruling')
    const form = formOf(request)
    const once = onceKey(form)
    const values = { askedOf: field(form, 'askedOf'), about: field(form, 'about') }
    const done = await takeForm(
      () => requestRuling(house, actorOf(request), { cycleId, opinionId, ...values, once }),
      errors => {
        const page = <AskRulingPage {...shown} values={values} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, clauseAddress(cycleId, done.anchor))
  })

  const rulingFor = async (request: Request) => {
    const cycle = await allowed(request, 'record-ruling')
    const rulingId = pathPart(request, 'rulingId')
    const { askedOf, about, ...disputed } = await readRuling(database, cycle.id, rulingId)
    return { cycleId: cycle.id, rulingId, shown: { ...between(request, cycle.id, disputed), askedOf, about } }
  }

  router.get('/cycles/:id/rulings/:rulingId', async (request, response) => {
    const { shown } = await rulingFor(request)
    const values = { ruledOn: localDateOf(request.now), finding: '', text: '' }
    sendPage(request, response, <RulingPage {...shown} values={values} />)
  })

  router.post('/cycles/:id/rulings/:rulingId', formBody(), async (request, response) => {
    const { cycleId, rulingId, shown } = await rulingFor(request)
    const form = formOf(request)
    const once = onceKey(form)
    const values = { ruledOn: field(form, 'ruledOn'), finding: field(form, 'finding'), text: field(form, 'text') }
    const done = await takeForm(
      () => {
        const finding = chosen(rulingFindings, values.finding, 'finding')
        return recordRuling(house, actorOf(request), { cycleId, rulingId, ...values, finding, once })
      },
      errors => {
        const page = <RulingPage {...shown} values={values} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, clauseAddress(cycleId, done.anchor))
  })

  return router
}

function chosen<Value extends string>(values: readonly Value[], typed: string, name: string): Value {
  const value = values.find(each => each === typed)
  if (value === undefined) throw new FieldErrors([{ field: name, code: 'not-a-choice' }])
  return value
}
