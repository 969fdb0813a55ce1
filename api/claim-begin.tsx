import type { Request, Router } from 'express'
import { beginClaim } from '../acts/begin-claim.ts'
import { claimRulesOf, schemeOfCycle } from '../acts/claim-matter.ts'
import { readCalendar } from '../acts/matter.ts'
import { canClaim } from '../domain/can-claim.ts'
import { NotFound } from '../domain/refusal.ts'
import type { Scheme } from '../domain/scheme.ts'
import { yuan } from '../domain/yuan.ts'
import { readCycle } from '../records/cycle.ts'
import { listFilingsFor } from '../records/my-claims.ts'
import { ApplyPage, type SchemeView } from '../web/pages/apply.tsx'
import { claimPath } from '../web/pages/claim-view.ts'
import { sendPage } from './answer-page.ts'
import { say, sourceName } from './claim-at-hand.ts'
import { dueView } from './days-left.ts'
import { field, formOf } from './form-body.ts'
import { languageOf } from './language.ts'
import { pathPart } from './query.ts'
import type { RouteDeps } from './route-deps.ts'
import { actorOf } from './session.ts'

/** What a round is about, for an institution that may apply; and the beginning of its application. */
export function addBeginRoutes(router: Router, { house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): void {
  const { database } = house

  router.get('/rounds/:cycleId/apply', async (request, response) => {
    const language = languageOf(request)
    const { cycle, filings } = await open(request)
    const [{ scheme, pack }, calendar] = await Promise.all([schemeOfCycle(database, cycle), readCalendar(database)])
    const props = {
      cycleId: cycle.id,
      title: cycle.title,
      issuer: cycle.unit_name,
      contact: cycle.settings.contact,
      state: cycle.state,
      due: cycle.due_at === null ? null : dueView(cycle.due_at, request.now, calendar),
      filings,
      draft: pack.status === 'draft',
      scheme: schemeView(scheme, claimRulesOf(cycle).readings, language),
    }
    sendPage(request, response, <ApplyPage {...props} />)
  })

  router.post('/rounds/:cycleId/apply', formBody(), async (request, response) => {
    const { cycle } = await open(request)
    const filingId = field(formOf(request), 'filingId')
    const { caseId } = await beginClaim(house, actorOf(request), { cycleId: cycle.id, filingId })
    response.redirect(303, claimPath(caseId, 'form/institution'))
  })

  async function open(request: Request) {
    const { roles, unitId } = actorOf(request)
    if (!canClaim('save-claim', { roles, relations: new Set(['applicant-unit']), state: 'any' }))
      throw new NotFound('round')
    const cycle = await readCycle(database, pathPart(request, 'cycleId'))
    if (cycle.kind !== 'claim-round' || !['going-out', 'open', 'settling', 'finished'].includes(cycle.state))
      throw new NotFound('round')
    const filings = await listFilingsFor(database, unitId, cycle.id)
    if (filings.length === 0) throw new NotFound('round')
    return { cycle, filings }
  }
}

function schemeView(
  scheme: Scheme,
  chosen: Readonly<Record<string, string>>,
  language: Parameters<typeof say>[1],
): SchemeView {
  return {
    title: say(scheme.title, language),
    paidTo: scheme.paidTo && say(scheme.paidTo, language),
    per: say(scheme.per, language),
    conditions: scheme.conditions.map(({ id, words, source }) => ({
      id,
      words: say(words, language),
      clause: sourceName(source),
    })),
    evidence: scheme.evidence.map(({ id, label, required, source }) => ({
      id,
      words: say(label, language),
      clause: sourceName(source),
      required,
    })),
    rates: ratesOf(scheme).flatMap(({ name, meaning, unit, set }) =>
      'unset' in set || unit !== 'fen' || typeof set.value !== 'number'
        ? []
        : [
            {
              id: name,
              words: say(meaning, language),
              amount: yuan(BigInt(set.value)),
              clause: sourceName(set.source),
            },
          ],
    ),
    readings: scheme.readings.flatMap(({ name, question, options, clause }) => {
      const used = options.find(({ value }) => value === chosen[name])
      return used ? [{ id: name, question: say(question, language), answer: say(used.label, language), clause }] : []
    }),
  }
}

/** The figures by which the amount is worked out; others are for warnings and conditions. */
function ratesOf({ parameters, amount, limits, derived }: Scheme): Scheme['parameters'] {
  const rules = [...amount.map(({ fen }) => fen), ...limits.map(({ atMost }) => atMost), ...derived.map(({ is }) => is)]
  return parameters.filter(({ name }) => rules.some(rule => new RegExp(`\\b${name}\\b`).test(rule)))
}
