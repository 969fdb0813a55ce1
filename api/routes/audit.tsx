import { type Request, Router } from 'express'
import { type Seal, verifyAudit } from '../../acts/seal-audit.ts'
import { canAdminister } from '../../domain/can.ts'
import { isLocalDate } from '../../domain/local-time.ts'
import { NotFound } from '../../domain/refusal.ts'
import { type AuditFilter, readAudit, readSealState } from '../../records/audit.ts'
import { AuditPage, VerifyPage } from '../../web/pages/audit.tsx'
import { paths } from '../../web/paths.ts'
import { auditActs } from '../../web/words/administration.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

export type AuditDeps = Pick<RouteDeps, 'house'> & {
  /** The newest seal as it is kept outside the database; null where this process cannot read it. */
  readonly keptSeal: () => Promise<Seal | null>
}

/** Search in the audit, and its verification. */
export function auditRoutes({ house, keptSeal }: AuditDeps): Router {
  const router = Router()
  const { database } = house

  router.get(paths.audit, async (request, response) => {
    demandAudit(request)
    const filter = filterOf(request)
    const before = textIn(request, 'before') || null
    const [{ rows, next }, state] = await Promise.all([readAudit(database, filter, before), readSealState(database)])
    const link = (more: Record<string, string>) => {
      const query = new URLSearchParams(Object.entries({ ...filter, ...more }).filter(([, value]) => value !== ''))
      return query.size > 0 ? `${paths.audit}?${query}` : paths.audit
    }
    sendPage(
      request,
      response,
      <AuditPage
        tabs={adminTabs(request)}
        filter={filter}
        acts={auditActs}
        rows={rows.map(({ detail, ...row }) => ({ ...row, detail: inShort(detail) }))}
        next={next === null ? null : link({ before: next })}
        first={before === null ? null : link({})}
        entries={state.entries}
        sealed={state.sealed}
        lastSealAt={state.lastAt}
        oldestUnsealedAt={state.oldestUnsealedAt}
      />,
    )
  })

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

function filterOf(request: Request): AuditFilter {
  const date = (name: string) => {
    const text = textIn(request, name)
    return isLocalDate(text) ? text : ''
  }
  return {
    person: textIn(request, 'person'),
    act: textIn(request, 'act'),
    cycle: textIn(request, 'cycle'),
    from: date('from'),
    until: date('until'),
  }
}

const textIn = (request: Request, name: string): string => {
  const value = request.query[name]
  return typeof value === 'string' ? value.trim().slice(0, 100) : ''
}

/** What an entry holds beside who and when, on a few lines. */
function inShort(detail: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(detail).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const text = parts.join(', ')
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
