import { type Request, type Response, Router } from 'express'
import { addAppropriation } from '../../acts/add-appropriation.ts'
import { permitted } from '../../acts/demand-any.ts'
import { demandMoney } from '../../acts/demand-money.ts'
import { demand } from '../../acts/relation.ts'
import { withdraw } from '../../acts/withdraw.ts'
import { canAdminister, worksOnRounds } from '../../domain/can.ts'
import { claimStates } from '../../domain/claim.ts'
import { type FieldError, FieldErrors, NotFound } from '../../domain/refusal.ts'
import { fenOf } from '../../domain/yuan.ts'
import { type Cycle, countAddressees } from '../../records/cycle.ts'
import { readAllRoundClaims, readRoundClaims } from '../../records/round-claims.ts'
import { nothing, readClaimCounts } from '../../records/round-figures.ts'
import { listRounds, readRound } from '../../records/rounds.ts'
import { RoundPage } from '../../web/pages/round.tsx'
import { AppropriationPage, WithdrawRoundPage } from '../../web/pages/round-acts.tsx'
import { RoundClaimsPage, type RoundClaimView } from '../../web/pages/round-claims.tsx'
import { RoundListPage } from '../../web/pages/round-list.tsx'
import { RoundPendingPage } from '../../web/pages/round-pending.tsx'
import { paths } from '../../web/paths.ts'
import { roundSheet } from '../../web/round-sheet.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { afterIn, listPages, wordIn } from '../list-pages.ts'
import { queryText } from '../query.ts'
import { roundAccess, roundPath } from '../round-access.ts'
import { pendingRoundView, roundView } from '../round-view.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** Rounds of a subsidy: the list, the page of one, its claims, its exports. */
export function roundRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const { named, seen } = roundAccess(database)
  const wordsOf = (request: Request, response: Response) => createWords(request.frame(response).language, request.now)

  router.get(paths.rounds, async (request, response) => {
    const actor = actorOf(request)
    if (!worksOnRounds(actor.roles)) throw new NotFound('rounds')
    const after = afterIn(request)
    const { rows, next } = await listRounds(database, actor, { after })
    const pages = listPages(paths.rounds, {}, after, next)
    const mayLaunch = canAdminister('launch-cycle', actor.roles)
    sendPage(request, response, <RoundListPage rows={rows} {...pages} mayLaunch={mayLaunch} />)
  })

  router.get('/rounds/:cycleId', async (request, response) => {
    const cycle = await seen(request)
    const actor = actorOf(request)
    const drafting = cycle.state === 'draft' || cycle.state === 'revising'
    if (drafting && (await permitted(database, ['draft-cycle'], actor, { cycle })).has('draft-cycle'))
      return response.redirect(303, `${roundPath(cycle)}/budget`)
    const words = wordsOf(request, response)
    if (cycle.opened_at === null || cycle.state === 'going-out') {
      const view = await pendingRoundView(database, actor, cycle, words)
      return sendPage(request, response, <RoundPendingPage {...view} />)
    }
    sendPage(request, response, <RoundPage {...(await roundView(database, actor, cycle, request.now, words))} />)
  })

  router.get('/rounds/:cycleId/claims', async (request, response) => {
    const cycle = await seen(request)
    const [after, q] = [afterIn(request), wordIn(request, 'q')]
    const state = claimStates.find(each => each === queryText(request, 'state')) ?? null
    const [may, counts, { rows, next }] = await Promise.all([
      permitted(database, ['see-cycle'], actorOf(request), { cycle }),
      readClaimCounts(database, cycle.id),
      readRoundClaims(database, cycle.id, { state, q, after }),
    ])
    const listed = claimStates.flatMap(each => {
      const { claims } = counts.byState.get(each) ?? nothing
      return claims > 0 ? [{ state: each, claims }] : []
    })
    const pages = listPages(`${roundPath(cycle)}/claims`, { state: state ?? '', q }, after, next)
    sendPage(
      request,
      response,
      <RoundClaimsPage
        cycle={cycle}
        rows={rows}
        counts={listed}
        state={state}
        q={q}
        {...pages}
        mayOpen={may.has('see-cycle')}
      />,
    )
  })

  router.get('/rounds/:cycleId/round.xlsx', async (request, response) => {
    const cycle = await seen(request)
    if (cycle.opened_at === null) throw new NotFound('round')
    const rows: RoundClaimView[] = []
    for await (const part of readAllRoundClaims(database, cycle.id)) rows.push(...part)
    const bytes = await roundSheet(rows, wordsOf(request, response))
    response.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    response.setHeader('Content-Disposition', attachment(`${cycle.title}.xlsx`))
    response.end(bytes)
  })

  const showAppropriation = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    typed: { amount: string; source: string; errors?: readonly FieldError[]; onceKey?: string },
  ) => {
    const [round, counts] = await Promise.all([readRound(database, cycle.id), readClaimCounts(database, cycle.id)])
    const { claims, grantedFen } = counts.byState.get('waiting') ?? nothing
    const leftFen = round.appropriated_fen - round.committed_fen
    const page = <AppropriationPage cycle={cycle} waiting={{ claims, fen: grantedFen }} leftFen={leftFen} {...typed} />
    sendPage(request, response, page, typed.errors ? 422 : 200)
  }

  const fundable = async (request: Request): Promise<Cycle> => {
    const cycle = await named(request)
    await demandMoney(database, 'add-appropriation', actorOf(request), { cycle, state: 'round' })
    return cycle
  }

  router.get('/rounds/:cycleId/appropriation', async (request, response) => {
    await showAppropriation(request, response, await fundable(request), { amount: '', source: '' })
  })

  router.post('/rounds/:cycleId/appropriation', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await fundable(request)
    const once = onceKey(form)
    const [amount, source] = [field(form, 'amountFen'), field(form, 'source')]
    const done = await takeForm(
      () => {
        const fen = fenOf(amount)
        if (fen === null)
          throw new FieldErrors([{ field: 'amountFen', code: amount.trim() === '' ? 'required' : 'not-yuan' }])
        return addAppropriation(house, actorOf(request), { cycleId: cycle.id, amountFen: String(fen), source, once })
      },
      errors => showAppropriation(request, response, cycle, { amount, source, errors, onceKey: once.key }),
    )
    if (done) response.redirect(303, roundPath(cycle))
  })

  const showWithdraw = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    typed: { reason: string; errors?: readonly FieldError[]; onceKey?: string },
  ) => {
    const told = cycle.opened_at === null ? 0 : (await countAddressees(database, cycle.id)).main
    sendPage(request, response, <WithdrawRoundPage cycle={cycle} told={told} {...typed} />, typed.errors ? 422 : 200)
  }

  const withdrawable = async (request: Request): Promise<Cycle> => {
    const cycle = await named(request)
    await demand(database, 'withdraw', actorOf(request), { cycle })
    return cycle
  }

  router.get('/rounds/:cycleId/withdraw', async (request, response) => {
    await showWithdraw(request, response, await withdrawable(request), { reason: '' })
  })

  router.post('/rounds/:cycleId/withdraw', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await withdrawable(request)
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const done = await takeForm(
      () => withdraw(house, actorOf(request), { cycleId: cycle.id, reason, once }),
      errors => showWithdraw(request, response, cycle, { reason, errors, onceKey: once.key }),
    )
    if (done) response.redirect(303, roundPath(cycle))
  })

  return router
}
