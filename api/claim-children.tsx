import type { Request, Response, Router } from 'express'
import { mostRollBytes } from '../acts/read-roll.ts'
import { type Child, saveChildren } from '../acts/save-claim.ts'
import { keyedHash } from '../acts/sealed-field.ts'
import type { Language } from '../domain/actor.ts'
import { type FieldError, RuleBroken } from '../domain/refusal.ts'
import { lastSaver } from '../records/my-claims.ts'
import { ClaimChildrenPage } from '../web/pages/claim-children.tsx'
import { claimPath } from '../web/pages/claim-view.ts'
import { rollCsv, rollSheet } from '../web/roll-sheet.ts'
import { createWords, type Words } from '../web/words.ts'
import { sendPage } from './answer-page.ts'
import { attachment } from './attachment.ts'
import { type ClaimAtHand, readClaimFor, say } from './claim-at-hand.ts'
import { claimFrame, groupsOf, labelOfField, markOf } from './claim-groups.ts'
import {
  classKinds,
  demandRoll,
  maskedName,
  maskedNumber,
  readChildren,
  rollFrom,
  totals,
  withKind,
} from './claim-roll.ts'
import { type Form, field, formOf } from './form-body.ts'
import { languageOf } from './language.ts'
import { pageAddress, pathPart, queryText } from './query.ts'
import type { RouteDeps } from './route-deps.ts'
import { actorOf } from './session.ts'
import { takeForm } from './take-form.ts'

const shownAtOnce = 50
const columns = ['name', 'identity', 'bornOn', 'classKind', 'enrolledFrom', 'enrolledUntil'] as const

// Larger than what is taken, so that a file that is too large is refused by name.
const uploads = { count: 1, bytes: 32 * 1_048_576, most: mostRollBytes }

type Wrong = { readonly roll?: readonly FieldError[]; readonly one?: readonly FieldError[]; readonly changed?: boolean }

/** The roll of children of an application: one by one, or from a spreadsheet. */
export function addChildrenRoutes(router: Router, { house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): void {
  const { fieldKey, database } = house

  router.get('/claims/:caseId/children', async (request, response) => {
    const at = await open(request)
    await show(request, response, at, {})
  })

  router.get('/claims/:caseId/children/roll.xlsx', async (request, response) => {
    const at = await open(request)
    const words = createWords(languageOf(request), request.now)
    send(response, words.t('roll.fileName'), 'xlsx', await rollSheet(words, kindsOf(at, languageOf(request))))
  })

  router.get('/claims/:caseId/children/roll.csv', async (request, response) => {
    await open(request)
    const words = createWords(languageOf(request), request.now)
    send(response, words.t('roll.fileName'), 'csv', rollCsv(words))
  })

  router.post('/claims/:caseId/children', formBody({ files: uploads }), async (request, response) => {
    const at = await open(request)
    const form = formOf(request)
    const [, intent = '', argument = ''] = /^(upload|add|next|drop)(?::(.*))?$/.exec(field(form, 'intent')) ?? []
    const adds = intent === 'add' || intent === 'next'
    const groups = groupsOf(at, languageOf(request))
    const next = groups[groups.findIndex(({ key }) => key === 'children') + 1]?.href ?? ''
    if (intent === 'next' && columns.every(name => field(form, `child.${name}`).trim() === ''))
      return response.redirect(303, next)
    const children = await readChildren(house, at.claim.case_id)
    const mark = (child: Child) => keyedHash(fieldKey, child.identity).slice(0, 16)
    const keep = async (roll: readonly Child[], check: boolean) => {
      if (check) demandRoll(house, at, roll, languageOf(request), request.now)
      const { case_id: caseId, version } = at.claim
      await saveChildren(house, actorOf(request), { caseId, version, children: roll })
    }
    const done = await takeForm(
      async () => {
        if (intent === 'drop')
          await keep(
            children.filter(child => mark(child) !== argument),
            false,
          )
        if (adds) await keep([...children, typedChild(at, form)], true)
        if (intent !== 'upload') return true
        if (field(form, 'was') !== rollMark(children)) throw new RuleBroken('draft-changed')
        const file = form.files.find(each => each.field === 'roll')
        await keep(rollFrom(at, file?.bytes ?? new Uint8Array()), true)
        return true
      },
      errors => {
        const last = `children.${children.length}.`
        const one = adds ? errors.filter(each => each.field.startsWith(last)) : []
        const roll = errors.filter(each => !one.includes(each))
        return show(request, response, at, { one, roll }, 422)
      },
    ).catch(async error => {
      if (!(error instanceof RuleBroken) || error.code !== 'draft-changed') throw error
      await show(request, response, await open(request), { changed: true }, 409)
      return null
    })
    const here = `${claimPath(at.claim.case_id, 'children')}${intent === 'add' ? '#h-add' : ''}`
    if (done) response.redirect(303, intent === 'next' ? next : here)
  })

  function open(request: Request): Promise<ClaimAtHand> {
    return readClaimFor(house, actorOf(request), 'save-claim', pathPart(request, 'caseId'))
  }

  async function show(
    request: Request,
    response: Response,
    at: ClaimAtHand,
    wrong: Wrong,
    status = 200,
  ): Promise<void> {
    const language = languageOf(request)
    const words = createWords(language, request.now)
    const { case_id: caseId } = at.claim
    const children = await readChildren(house, caseId)
    const from = Math.min(
      Math.max(0, Math.trunc(Number(queryText(request, 'from')) || 0)),
      Math.max(0, children.length - 1),
    )
    const place = (start: number) =>
      pageAddress(claimPath(caseId, 'children'), { from: start > 0 ? String(start) : null })
    const changed = wrong.changed
      ? {
          by: await lastSaver(database, at.cycle.id, caseId),
          at: at.claim.updated_at,
          theirs: totalsOf(at, children, language),
        }
      : null
    const chosen = kindsOf(at, language).length > 0
    const one = (wrong.one ?? []).map(error => ({
      ...(chosen && error.code === 'required' && error.field.endsWith('.classKind')
        ? { ...error, code: 'not-chosen' }
        : inRoll(error)),
      field: `child.${error.field.split('.')[2] ?? ''}`,
    }))
    const typed =
      one.length > 0 ? Object.fromEntries(columns.map(name => [name, field(formOf(request), `child.${name}`)])) : {}
    const frame = await claimFrame(
      house,
      at,
      'children',
      { language, now: request.now },
      {
        errors: one,
        conflict: changed,
        was: rollMark(children),
      },
    )
    const props = {
      frame,
      children: children.slice(from, from + shownAtOnce).map((child, index) => ({
        position: from + index,
        mark: keyedHash(fieldKey, child.identity).slice(0, 16),
        name: maskedName(child.name),
        identity: maskedNumber(child.identity),
        bornOn: child.bornOn,
        classKind: kindsOf(at, language).find(({ value }) => value === child.classKind)?.label ?? child.classKind,
        enrolled: enrolled(child, words),
      })),
      total: children.length,
      from,
      previous: from > 0 ? place(Math.max(0, from - shownAtOnce)) : null,
      next: from + shownAtOnce < children.length ? place(from + shownAtOnce) : null,
      totals: totals(at, children, language),
      kinds: kindsOf(at, language),
      typed,
      errors: one,
      rollErrors: (wrong.roll ?? []).map(error => ({
        where: labelOfField(at, error.field, language),
        words: words.wrong(inRoll(error)),
      })),
    }
    sendPage(request, response, <ClaimChildrenPage {...props} />, status)
  }

  const rollMark = (children: readonly Child[]): string =>
    markOf(children.map(({ identity }) => keyedHash(fieldKey, identity)))
}

const kindsOf = (at: ClaimAtHand, language: Language) =>
  classKinds(at).map(({ value, label }) => ({ value, label: say(label, language) }))

const totalsOf = (at: ClaimAtHand, children: readonly Child[], language: Language) =>
  totals(at, children, language).map(({ label, count }) => [label, String(count)] as const)

function typedChild(at: ClaimAtHand, form: Form): Child {
  const typed = (name: (typeof columns)[number]) => field(form, `child.${name}`).trim()
  return withKind(at, {
    name: typed('name'),
    identity: typed('identity').toUpperCase(),
    bornOn: typed('bornOn'),
    classKind: typed('classKind'),
    enrolledFrom: typed('enrolledFrom') || null,
    enrolledUntil: typed('enrolledUntil') || null,
  })
}

function enrolled({ enrolledFrom: from, enrolledUntil: until }: Child, { t }: Words): string {
  if (from && until) return t('pieces.span', { from, until })
  return from ? t('roll.since', { from }) : until ? t('roll.until', { until }) : ''
}

// Some codes mean something else of a roll than of other forms.
const ofRolls: Readonly<Record<string, string>> = {
  'too-many': 'roll-too-long',
  'too-large': 'roll-too-large',
  'not-a-number': 'not-an-identity',
  twice: 'child-twice',
  empty: 'no-roll',
}
const inRoll = (error: FieldError): FieldError => {
  const code = ofRolls[error.code] ?? error.code
  if (code !== 'roll-too-long') return { ...error, code }
  const { most, found } = error.params ?? {}
  return { ...error, code, params: { most: thousands(most), found: thousands(found) } }
}
const thousands = (count: unknown): string => Number(count).toLocaleString('en')

function send(response: Response, name: string, kind: 'xlsx' | 'csv', content: Buffer): void {
  const types = {
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    csv: 'text/csv; charset=utf-8',
  }
  response.setHeader('Content-Disposition', attachment(`${name}.${kind}`))
  response.type(types[kind]).end(content)
}
