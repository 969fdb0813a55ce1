import { type Request, type Response, Router } from 'express'
import { mendClaim, submitClaim } from '../../acts/submit-claim.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { type FieldError, NotFound, RuleBroken } from '../../domain/refusal.ts'
import { lastSaver, listUnitAccounts, readClaimState } from '../../records/my-claims.ts'
import { renderPart } from '../../web/frame.tsx'
import { ClaimAccountPage } from '../../web/pages/claim-account.tsx'
import { ClaimAmount } from '../../web/pages/claim-amount.tsx'
import { ClaimCheckPage } from '../../web/pages/claim-check.tsx'
import { ClaimFilesPage } from '../../web/pages/claim-files.tsx'
import { ClaimGaps, ClaimSaved } from '../../web/pages/claim-frame.tsx'
import { ClaimGroupPage, type GroupBody } from '../../web/pages/claim-group.tsx'
import { claimPath } from '../../web/pages/claim-view.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { accountTyped, accountView, blankAccount, proposeTyped } from '../claim-account.ts'
import { type ClaimAtHand, readClaimFor, say } from '../claim-at-hand.ts'
import { addBeginRoutes } from '../claim-begin.tsx'
import { checkSections, factRows, registerRows, unchangedItems } from '../claim-check.ts'
import { addChildrenRoutes } from '../claim-children.tsx'
import { dropEvidence, evidenceViews, keepEvidence } from '../claim-evidence.ts'
import { factsTyped, faultsOf, fieldView, rowsWritten, rowViews } from '../claim-fields.ts'
import { claimFrame, factsOfGroup, groupsOf, labelOfField, pageOfField } from '../claim-groups.ts'
import { claimMovedOn } from '../claim-moved-on.ts'
import { saveGroup } from '../claim-save.ts'
import { type Form, field, fields, formOf, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

// Larger than what is taken, so that a file that is a little too large is refused by name.
const uploads = { count: 30, bytes: 32 * 1_048_576, most: largestFile }

/** An institution’s application, one group of questions a page. */
export function applyRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  addBeginRoutes(router, { house, formBody })
  addChildrenRoutes(router, { house, formBody })

  router.get('/claims/:caseId/form/:group', async (request, response) => {
    const at = await open(request)
    if (groupOf(request) === 'account') await showAccount(request, response, at)
    else await showGroup(request, response, at)
  })

  router.post('/claims/:caseId/form/account', formBody(), async (request, response) => {
    const at = await open(request)
    const form = formOf(request)
    if (field(form, 'intent') === 'registered') return showAccount(request, response, at, { fill: true })
    const { number, bank, bankCode } = accountTyped(form)
    const passedOver = field(form, 'intent') === 'next' && [number, bank, bankCode].every(each => each.trim() === '')
    if (passedOver) return response.redirect(303, claimPath(at.claim.case_id, 'check'))
    const done = await takeForm(
      async () => {
        await proposeTyped(house, actorOf(request), at.claim.case_id, form)
        return true
      },
      errors => showAccount(request, response, at, { errors }),
    )
    if (done) response.redirect(303, claimPath(at.claim.case_id, 'check'))
  })

  router.post('/claims/:caseId/form/:group', formBody(), async (request, response) => {
    const before = await open(request)
    const key = groupOf(request)
    const form = formOf(request)
    const [, intent = 'save', argument = ''] = /^(save|next|add|drop)(?::(\d{1,3}))?$/.exec(field(form, 'intent')) ?? []
    const part = typedPart(before, key, form, intent, Number(argument))
    const { at, conflict } = await saveGroup(house, actorOf(request), before.claim.case_id, {
      key,
      was: field(form, 'was'),
      part,
    })
    if (conflict) return showGroup(request, response, at, { part, conflict: true }, 409)
    const here = claimPath(at.claim.case_id, `form/${key}`)
    const list = factsOfGroup(at, key).find(({ type }) => type === 'list')
    if (list && (intent === 'add' || intent === 'drop')) {
      const rows = at.answers.facts[list.name]
      const last = Array.isArray(rows) ? Math.max(0, rows.length - 1) : 0
      const first = list.type === 'list' ? (list.fields[0]?.name ?? '') : ''
      const place = intent === 'add' ? `f-facts.${list.name}.${last}.${first}` : `f-facts.${list.name}`
      return response.redirect(303, `${here}#${encodeURIComponent(place)}`)
    }
    if (faultsOf(at, languageOf(request)).some(({ field: name }) => pageOfField(at, name) === here))
      return showGroup(request, response, at, {}, 422)
    const groups = groupsOf(at, languageOf(request))
    const next = groups[groups.findIndex(group => group.key === key) + 1]
    response.redirect(303, intent === 'next' && next ? next.href : here)
  })

  router.post('/claims/:caseId/form/:group/draft', formBody(), async (request, response) => {
    const before = await open(request)
    const key = groupOf(request)
    const form = formOf(request)
    const language = languageOf(request)
    const was = field(form, 'was')
    const part = typedPart(before, key, form, 'autosave', 0)
    const { at, conflict } = await saveGroup(house, actorOf(request), before.claim.case_id, { key, was, part })
    const frame = await claimFrame(house, at, key, { language, now: request.now }, conflict ? { was } : {})
    const saved = conflict ? { ...frame, conflict: await conflictOf(at, key, language) } : frame
    const parts = (
      <>
        <ClaimSaved frame={saved} />
        <ClaimAmount amount={frame.amount} />
        <ClaimGaps frame={frame} />
      </>
    )
    response
      .status(conflict ? 409 : 200)
      .type('html')
      .send(renderPart(request.frame(response), parts))
  })

  router.get('/claims/:caseId/files', async (request, response) => showFiles(request, response))

  router.post('/claims/:caseId/files', formBody({ files: uploads }), async (request, response) => {
    const { case_id: caseId } = (await open(request)).claim
    const form = formOf(request)
    const dropped = /^drop:(.*)$/.exec(field(form, 'intent'))?.[1]
    const done = await takeForm(
      async () => {
        if (dropped !== undefined) await dropEvidence(house, actorOf(request), caseId, dropped)
        else await keepEvidence(house, actorOf(request), caseId, form.files)
        return true
      },
      errors => showFiles(request, response, errors),
    )
    if (done) response.redirect(303, claimPath(caseId, 'files'))
  })

  router.get('/claims/:caseId/check', async (request, response) => showCheck(request, response))

  router.post('/claims/:caseId/check', formBody(), async (request, response) => {
    const caseId = pathPart(request, 'caseId')
    const form = formOf(request)
    const handing = {
      caseId,
      version: Number(field(form, 'version')) || 0,
      statement: fields(form, 'statement').includes('yes'),
      once: onceKey(form),
    }
    const hand = (await readClaimState(database, caseId)) === 'correcting' ? mendClaim : submitClaim
    const receipt = await takeForm(
      () => hand(house, actorOf(request), handing),
      errors => showCheck(request, response, errors),
    ).catch(async error => {
      if (!(error instanceof RuleBroken)) throw error
      await showCheck(request, response, undefined, error)
      return null
    })
    if (!receipt) return
    response.redirect(303, claimPath(caseId, `receipts/${receipt.round}`))
  })

  router.use('/claims/:caseId', claimMovedOn)
  return router

  function open(request: Request): Promise<ClaimAtHand> {
    return readClaimFor(house, actorOf(request), 'save-claim', pathPart(request, 'caseId'))
  }

  function typedPart(at: ClaimAtHand, key: string, form: Form, intent: string, row: number) {
    const facts = factsOfGroup(at, key)
    if (facts.length === 0) throw new NotFound('page')
    const typed = factsTyped(at, facts, form)
    for (const { name, type } of facts) {
      if (type !== 'list') continue
      const rows = typed[name] as Record<string, unknown>[]
      const kept = intent === 'drop' ? rows.filter((_, index) => index !== row) : rows
      const written = intent === 'autosave' ? kept : rowsWritten(kept)
      if (intent === 'add') written.push({})
      if (written.length > 0) typed[name] = written
      else delete typed[name]
    }
    return typed
  }

  async function conflictOf(at: ClaimAtHand, key: string, language: ReturnType<typeof languageOf>) {
    const by = await lastSaver(database, at.cycle.id, at.claim.case_id)
    return { by, at: at.claim.updated_at, theirs: factRows(at, factsOfGroup(at, key), at.answers.facts, language) }
  }

  async function showGroup(
    request: Request,
    response: Response,
    at: ClaimAtHand,
    again: { readonly part?: Readonly<Record<string, unknown>>; readonly conflict?: boolean } = {},
    status = 200,
  ): Promise<void> {
    const language = languageOf(request)
    const key = groupOf(request)
    const facts = factsOfGroup(at, key)
    if (facts.length === 0 && key !== 'institution') throw new NotFound('page')
    const conflict = again.conflict ? await conflictOf(at, key, language) : null
    const shown = again.part ?? at.answers.facts
    const typed = { ...at, answers: { ...at.answers, facts: { ...at.answers.facts, ...again.part } } }
    const errors = conflict
      ? faultsOf(typed, language).filter(
          each => pageOfField(at, each.field) === claimPath(at.claim.case_id, `form/${key}`),
        )
      : undefined
    const frame = await claimFrame(
      house,
      at,
      key,
      { language, now: request.now },
      { conflict, ...(errors ? { errors } : {}) },
    )
    const labels = Object.fromEntries([
      ...frame.errors.map(error => [error.field, labelOfField(at, error.field, language)]),
      ...facts.map(({ name, meaning }) => [`facts.${name}`, say(meaning, language)]),
    ])
    const [list] = facts
    const body: GroupBody =
      key === 'institution'
        ? {
            kind: 'institution',
            rows: registerRows(at, language),
            source: createWords(language, request.now).t('register.source', { number: at.filing.filing_number }),
            phone: at.cycle.settings.contact,
          }
        : list?.type === 'list'
          ? {
              kind: 'list',
              name: list.name,
              reviewed: list.origin === 'reviewed',
              rows: rowViews(at, list, shown, language),
            }
          : {
              kind: 'facts',
              fields: facts.flatMap(each =>
                each.type === 'list' ? [] : [fieldView(each, `facts.${each.name}`, shown[each.name], language)],
              ),
            }
    sendPage(request, response, <ClaimGroupPage frame={frame} body={body} labels={labels} />, status)
  }

  async function showAccount(
    request: Request,
    response: Response,
    at: ClaimAtHand,
    again: { readonly errors?: readonly FieldError[]; readonly fill?: boolean } = {},
  ): Promise<void> {
    const typedBefore = again.errors || again.fill ? accountTyped(formOf(request)) : null
    const accounts = await listUnitAccounts(database, at.theCase.unit_id)
    const frame = await claimFrame(
      house,
      at,
      'account',
      { language: languageOf(request), now: request.now },
      {
        errors: again.errors ?? [],
      },
    )
    const typed = typedBefore ?? blankAccount(at.filing.name)
    const props = {
      frame,
      accounts: accounts.filter(({ state }) => state !== 'replaced').map(accountView),
      registered: at.filing.name,
      typed: again.fill ? { ...typed, holder: at.filing.name } : typed,
    }
    sendPage(request, response, <ClaimAccountPage {...props} />, again.errors ? 422 : 200)
  }

  async function showFiles(request: Request, response: Response, errors?: readonly FieldError[]): Promise<void> {
    const at = await open(request)
    const language = languageOf(request)
    const [frame, evidence] = await Promise.all([
      claimFrame(house, at, 'files', { language, now: request.now }, { errors: errors ?? [] }),
      evidenceViews(house, at, language),
    ])
    sendPage(request, response, <ClaimFilesPage frame={frame} evidence={evidence} />, errors ? 422 : 200)
  }

  async function showCheck(
    request: Request,
    response: Response,
    errors?: readonly FieldError[],
    refused: RuleBroken | null = null,
  ): Promise<void> {
    const at = await open(request)
    const language = languageOf(request)
    const changed = refused?.code === 'draft-changed'
    const by = changed ? await lastSaver(database, at.cycle.id, at.claim.case_id) : ''
    const [frame, sections] = await Promise.all([
      claimFrame(
        house,
        at,
        'check',
        { language, now: request.now },
        {
          errors: (errors ?? []).flatMap(({ field: of }) =>
            of === 'statement' ? [{ field: of, code: 'not-stated' }] : [],
          ),
          conflict: changed ? { by, at: at.claim.updated_at, theirs: null } : null,
        },
      ),
      checkSections(house, at, language),
    ])
    const stopped = errors?.some(each => each.field !== 'statement') ?? false
    const page = (
      <ClaimCheckPage
        frame={frame}
        sections={sections}
        unchanged={await unchangedItems(house, at, frame.named)}
        stopped={stopped}
        refused={changed ? null : refused}
      />
    )
    sendPage(request, response, page, errors ? 422 : refused ? 409 : 200)
  }
}

const groupOf = (request: Request): string => pathPart(request, 'group')
