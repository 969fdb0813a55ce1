import { type Request, type Response, Router } from 'express'
import { unansweredMandatory } from '../../acts/approve-table.ts'
import { demandAny } from '../../acts/demand-any.ts'
import { dispose } from '../../acts/dispose.ts'
import { readCalendar } from '../../acts/matter.ts'
import { opinionTableFile, readCounts } from '../../acts/opinion-table-file.ts'
import { submitTable } from '../../acts/submit-table.ts'
import type { Language } from '../../domain/actor.ts'
import { canAdminister } from '../../domain/can.ts'
import { anchorInWords } from '../../domain/clauses.ts'
import type { CycleState, Verdict } from '../../domain/cycle.ts'
import { workingDaysLeft } from '../../domain/deadline.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../../domain/refusal.ts'
import { readFileEntries, readNamedClauses } from '../../records/answers.ts'
import { readDisputes, readUnsettled } from '../../records/consultation.ts'
import { type Cycle, isId, ownTask, readCycle, readLastDecision } from '../../records/cycle.ts'
import {
  type ClauseLoad,
  countFeedback,
  listClauseLoads,
  readOpinionsOn,
  readStepTask,
} from '../../records/disposition.ts'
import { DispositionPage } from '../../web/pages/disposition.tsx'
import type { ClauseView, DisposalForm, DispositionView } from '../../web/pages/disposition-view.ts'
import { ResultPage } from '../../web/pages/result.tsx'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { wrongFields } from '../errors.ts'
import { type Form, field, formOf } from '../form-body.ts'
import { BadRequest } from '../http-error.ts'
import { languageOf } from '../language.ts'
import { opinionTablePage } from '../opinion-table.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const opinionsShown = 20

/** What becomes of opinions: their disposition by clause, the table, and the result. */
export function dispositionRoutes({ house, formBody }: RouteDeps): Router {
  const router = Router()
  const { database } = house

  router.get('/cycles/:id/disposition', async (request, response) => {
    await show(request, response, await see(request, phases), null)
  })

  router.post('/cycles/:id/disposition', formBody(), async (request, response) => {
    const seen = await see(request, phases)
    const form = formOf(request)
    const picked = pickedIn(form)
    const [verdict, reason] = [field(form, 'verdict'), field(form, 'reason')]
    const ownDuties = field(form, 'ownDuties') === 'yes'
    const anchor = text(request.query.clause)
    try {
      if (!isVerdict(verdict))
        throw new FieldErrors([{ field: 'verdict', code: 'not-a-verdict' }, ...(picked.length > 0 ? [] : [nonePicked])])
      await dispose(house, actorOf(request), { cycleId: seen.cycle.id, opinions: picked, verdict, reason, ownDuties })
      response.redirect(303, await nextClause(seen.cycle.id, anchor))
    } catch (error) {
      const errors = wrongFields(error)
      const conflictBy =
        error instanceof RuleBroken && error.code === 'disposed-meanwhile' ? String(error.details.by ?? '') : null
      if (!errors && conflictBy === null) throw error
      const typed = {
        picked: new Set(picked.map(({ id }) => id)),
        verdict,
        reason,
        ownDuties,
        errors: errors ?? [],
        conflictBy,
      }
      await show(request, response, seen, typed, {}, errors ? 422 : 409)
    }
  })

  router.post('/cycles/:id/disposition/submit', formBody(), async (request, response) => {
    const seen = await see(request, phases)
    const form = formOf(request)
    const note = field(form, 'note')
    if (!form.once) throw new BadRequest()
    try {
      await submitTable(house, actorOf(request), { cycleId: seen.cycle.id, note, once: { key: form.once.key } })
      response.redirect(303, `/cycles/${seen.cycle.id}/disposition`)
    } catch (error) {
      const noteErrors = wrongFields(error)
      if (!noteErrors) throw error
      await show(request, response, seen, null, { note, noteErrors }, 422)
    }
  })

  router.get('/cycles/:id/result', async (request, response) => {
    const { cycle } = await see(request, withTable)
    const actor = actorOf(request)
    const after = text(request.query.after) || null
    const [{ answers, counts }, approved, feedback, table] = await Promise.all([
      readCounts(database, cycle.id),
      readLastDecision(database, cycle.id, 'approve-table'),
      countFeedback(database, cycle.id),
      opinionTablePage(database, cycle.id, {
        after,
        address: `/cycles/${cycle.id}/result`,
        language: languageOf(request),
      }),
    ])
    const view = {
      cycleId: cycle.id,
      title: cycle.title,
      counts,
      answers,
      approved: approved && { by: approved.person_name, at: approved.at, reason: approved.reason ?? '' },
      feedback,
      finished: cycle.state === 'finished',
      mayRepeat:
        approved !== null &&
        canAdminister('launch-cycle', actor.roles) &&
        [cycle.unit_id, cycle.section_id].includes(actor.unitId),
      table,
    }
    sendPage(request, response, <ResultPage view={view} />)
  })

  router.get('/cycles/:id/table.docx', async (request, response) => {
    const { cycle } = await see(request, withTable)
    const { name, bytes } = await opinionTableFile(database, cycle, languageOf(request), request.now)
    response.setHeader('Content-Type', docx)
    response.setHeader('Content-Disposition', attachment(name))
    response.end(Buffer.from(bytes))
  })

  return router

  async function see(request: Request, states: Partial<Record<CycleState, DispositionView['phase']>>) {
    const actor = actorOf(request)
    const cycle = await readCycle(database, String(request.params.id))
    const task = await ownTask(database, actor, cycle.id)
    const may = await demandAny(database, ['see-cycle', 'dispose'], actor, { cycle, task })
    const phase = states[cycle.state]
    if (!phase) throw new RuleBroken('not-in-this-state', { state: cycle.state })
    return { cycle, phase, editable: may.has('dispose') }
  }

  async function show(
    request: Request,
    response: Response,
    { cycle, phase, editable }: Awaited<ReturnType<typeof see>>,
    form: DisposalForm | null,
    submission: { note?: string; noteErrors?: readonly FieldError[] } = {},
    status = 200,
  ): Promise<void> {
    const language = languageOf(request)
    const [{ answers, counts, balance }, loads, unsettled, task, mandatory, returned, approved, calendar] =
      await Promise.all([
        readCounts(database, cycle.id),
        listClauseLoads(database, cycle.id),
        readUnsettled(database, cycle.id),
        readStepTask(database, cycle.id, 'disposition'),
        unansweredMandatory(database, cycle.id),
        readLastDecision(database, cycle.id, 'return-table'),
        readLastDecision(database, cycle.id, 'approve-table'),
        readCalendar(database),
      ])
    const view: DispositionView = {
      cycleId: cycle.id,
      title: cycle.title,
      counts,
      answers,
      ledgerOpinions: balance.opinions,
      due: task?.due_at
        ? {
            at: task.due_at,
            left: workingDaysLeft(request.now, task.due_at, calendar),
            passed: request.now > task.due_at,
          }
        : null,
      phase,
      answersDueAt: cycle.due_at,
      editable,
      lateUndecided: balance.lateUndecided.map(({ caseId, unitName }) => ({
        unitName,
        href: `/cycles/${cycle.id}/cases/${caseId}/late`,
      })),
      unsettled:
        phase === 'disposing'
          ? [...new Set(unsettled.map(({ anchor }) => anchor))].map(anchor => ({
              clause: anchorInWords(anchor, language),
              href: `${clauseAddress(cycle.id, anchor)}#consultation`,
              units: unsettled.filter(each => each.anchor === anchor).map(({ unitName }) => unitName),
            }))
          : [],
      mandatoryMissing: phase === 'disposing' ? mandatory : [],
      returned:
        returned && phase === 'disposing'
          ? { by: returned.person_name, at: returned.at, reason: returned.reason ?? '' }
          : null,
      approved: approved && { by: approved.person_name, at: approved.at },
      clauses: loads.map(({ anchor, ...load }) => ({
        ...load,
        anchor,
        label: anchorInWords(anchor, language),
      })),
    }
    const wanted = text(request.query.clause)
    const chosen = loads.find(({ anchor }) => anchor === wanted) ?? firstWithWork(loads) ?? loads[0]
    const clause = chosen ? await clauseView(cycle, chosen.anchor, request, language) : null
    sendPage(request, response, <DispositionPage view={view} clause={clause} form={form} {...submission} />, status)
  }

  async function clauseView(cycle: Cycle, anchor: string, request: Request, language: Language): Promise<ClauseView> {
    const after = text(request.query.after) || null
    const [{ named }, { rows, next }, disputes] = await Promise.all([
      readNamedClauses(database, cycle.id, [anchor]),
      readOpinionsOn(database, cycle.id, anchor, { after, limit: opinionsShown }),
      readDisputes(database, cycle.id, { anchor }),
    ])
    const files = await readFileEntries(
      database,
      rows.flatMap(({ files }) => files),
    )
    const words = named.get(anchor)
    return {
      anchor,
      label: anchorInWords(anchor, language),
      heading: words?.heading ?? '',
      text: words?.text ?? '',
      opinions: rows.map(({ caseId, seq, files: ids, ...opinion }) => ({
        ...opinion,
        receiptHref: `/answers/${caseId}/receipts/${seq}`,
        files: ids.flatMap(id => files.get(id) ?? []),
      })),
      next,
      later: after !== null,
      changing: text(request.query.change) || null,
      disputes,
    }
  }

  /** Where the work goes on: the same clause while anything of it is open, else the next one with work. */
  async function nextClause(cycleId: string, anchor: string): Promise<string> {
    const loads = await listClauseLoads(database, cycleId)
    const at = loads.findIndex(load => load.anchor === anchor)
    const order = [...loads.slice(Math.max(at, 0)), ...loads.slice(0, Math.max(at, 0))]
    return clauseAddress(cycleId, firstWithWork(order)?.anchor ?? anchor)
  }
}

const clauseAddress = (cycleId: string, anchor: string): string =>
  `/cycles/${cycleId}/disposition?${new URLSearchParams({ clause: anchor })}`

/** Opinions that nobody decided come before those that are not settled with their unit. */
const firstWithWork = (loads: readonly ClauseLoad[]): ClauseLoad | undefined =>
  loads.find(({ open }) => open > 0) ?? loads.find(({ unsettled }) => unsettled > 0)

const withTable: Partial<Record<CycleState, DispositionView['phase']>> = {
  disposing: 'disposing',
  approving: 'approving',
  'feeding-back': 'finished',
  finished: 'finished',
}
const phases: typeof withTable = { open: 'soliciting', ...withTable }

const nonePicked: FieldError = { field: 'opinions', code: 'none-given' }
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '')
const isVerdict = (value: string): value is Verdict => value === 'adopted' || value === 'partly' || value === 'rejected'

/** The opinions chosen, each with the version that its page showed. */
function pickedIn(form: Form): { id: string; version: number }[] {
  return Object.keys(form.body)
    .filter(name => name.startsWith('pick.'))
    .map(name => {
      const [id, version] = [name.slice('pick.'.length), field(form, name)]
      if (!isId(id) || !/^\d{1,7}$/.test(version)) throw new BadRequest()
      return { id, version: Number(version) }
    })
}
