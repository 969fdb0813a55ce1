import { type Request, type Response, Router } from 'express'
import { type Seal, verifyAudit } from '../../acts/seal-audit.ts'
import { canAdminister } from '../../domain/can.ts'
import { isLocalDate } from '../../domain/local-time.ts'
import { NotFound } from '../../domain/refusal.ts'
import { type AuditFilter, readAudit, readSealState } from '../../records/audit.ts'
import { AuditPage, VerifyPage } from '../../web/pages/audit.tsx'
import { paths } from '../../web/paths.ts'
import { auditActs } from '../../web/words/audit.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { type Form, field, formOf } from '../form-body.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

export type AuditDeps = Pick<RouteDeps, 'house' | 'formBody'> & {
  /** The newest seal as it is kept outside the database; null where this process cannot read it. */
  readonly keptSeal: () => Promise<Seal | null>
}

/** Search in the audit, and its verification. */
export function auditRoutes({ house, formBody, keptSeal }: AuditDeps): Router {
  const router = Router()
  const { database } = house

  router.get(paths.audit, (request, response) => showAudit(request, response, everything, null))

  // What is looked for may be a person's name, which does not belong into an address.
  router.post(paths.audit, formBody(), async (request, response) => {
    const form = formOf(request)
    await showAudit(request, response, filterOf(form), textIn(form, 'before') || null)
  })

  async function showAudit(request: Request, response: Response, filter: AuditFilter, before: string | null) {
    demandAudit(request)
    const [{ rows, next }, state] = await Promise.all([readAudit(database, filter, before), readSealState(database)])
    sendPage(
      request,
      response,
      <AuditPage
        tabs={adminTabs(request)}
        filter={filter}
        acts={auditActs}
        rows={rows.map(({ detail, ...row }) => ({ ...row, detail: inShort(detail) }))}
        next={next === null ? null : { action: paths.audit, values: { ...filter, before: next } }}
        first={before === null ? null : { action: paths.audit, values: filter }}
        entries={state.entries}
        sealed={state.sealed}
        lastSealAt={state.lastAt}
        oldestUnsealedAt={state.oldestUnsealedAt}
      />,
    )
  }

  router.get(`${paths.audit}/verify`, async (request, response) => {
    demandAudit(request)
    const kept = await keptSeal()
    const { entries, faults } = await verifyAudit(database, house.auditKey, kept)
    sendPage(
      request,
      response,
      <VerifyPage tabs={adminTabs(request)} entries={entries} faults={faults} outside={kept?.seq ?? null} />,
    )
  })

  return router
}

function demandAudit(request: Request): void {
  if (!canAdminister('see-audit', actorOf(request).roles)) throw new NotFound()
}

const everything: AuditFilter = { person: '', act: '', cycle: '', from: '', until: '' }

function filterOf(form: Form): AuditFilter {
  const date = (name: string) => {
    const text = textIn(form, name)
    return isLocalDate(text) ? text : ''
  }
  return {
    person: textIn(form, 'person'),
    act: textIn(form, 'act'),
    cycle: textIn(form, 'cycle'),
    from: date('from'),
    until: date('until'),
  }
}

const textIn = (form: Form, name: string): string => field(form, name).trim().slice(0, 100)

/** What an entry holds beside who and when, on a few lines. */
function inShort(detail: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(detail).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const text = parts.join(', ')
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
