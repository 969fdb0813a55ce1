import { type Request, type Response, Router } from 'express'
import { createCycle, longestDraft, saveText } from '../../acts/draft-cycle.ts'
import { canAdminister } from '../../domain/can.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import { type Cycle, readCycleText, readProcedures } from '../../records/cycle.ts'
import { CycleNewPage } from '../../web/pages/cycle-new.tsx'
import { sendPage } from '../answer-page.ts'
import { draftsOf, versionOf } from '../drafts.ts'
import { type Form, field, formOf, onceKey, type UploadedFile } from '../form-body.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'
import { textOfFile } from '../text-file.ts'

const textLimits = { bytes: 12 * 1_048_576, files: { count: 1, bytes: 12 * 1_048_576 } }

/** The text of a draft: pasted or uploaded, and cut into clauses. */
export function draftTextRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const draft = draftsOf(database)

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
    const cycle = await draft(request, response)
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
        const cycle = await draft(request, response)
        if (cycle) showText(request, response, { ...cycle, version: versionOf(form) }, values, ofUpload(errors, form))
      },
    )
    if (saved) response.redirect(303, `/cycles/${cycleId}/clauses`)
  })

  return router
}

type TextValues = { readonly procedure: string; readonly title: string; readonly text: string }
type Wrong = { readonly errors: readonly FieldError[]; readonly onceKey: string }

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
