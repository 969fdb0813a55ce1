import { type Request, type Response, Router } from 'express'
import { saveClauses } from '../../acts/draft-cycle.ts'
import { removeFile, storeFile } from '../../acts/store-file.ts'
import type { Clause } from '../../domain/clauses.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import { type Cycle, readAllClauses, readAttachments, readClausePage, readCycle } from '../../records/cycle.ts'
import { LaunchClausesPage } from '../../web/pages/launch-clauses.tsx'
import { sendPage } from '../answer-page.ts'
import { editClauses } from '../clause-edit.ts'
import { draftsOf, positionOf, versionOf } from '../drafts.ts'
import { field, formOf } from '../form-body.ts'
import { launchCycle } from '../launch-view.ts'
import { pageAddress, pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const clausesPerPage = 60

/** Where each clause of a draft begins and ends, and what is attached to it. */
export function draftClauseRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const draft = draftsOf(database)

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
    const cycle = await draft(request, response)
    if (cycle)
      await showClauses(request, response, cycle, {
        from: positionOf(queryText(request, 'from')),
        edit: queryText(request, 'edit'),
      })
  })

  router.post('/cycles/:id/clauses', formBody({ bytes: 4 * 1_048_576 }), async (request, response) => {
    const form = formOf(request)
    const cycle = await draft(request, response)
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
      const cycle = await draft(request, response)
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

  return router
}

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

const levelOf = (text: string): Clause['level'] =>
  ['0', '1', '2', '3'].includes(text) ? (Number(text) as Clause['level']) : 0
