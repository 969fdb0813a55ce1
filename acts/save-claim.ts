import type { Actor } from '../domain/actor.ts'
import { identityFault } from '../domain/identity-number.ts'
import { isLocalDate, localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import type { Scheme } from '../domain/scheme.ts'
import type { Tx } from '../records/database.ts'
import { canonical, type House, perform, recordAudit } from './act.ts'
import { askedFacts, type ClaimAnswers } from './claim-facts.ts'
import { demandClaim, type LockedClaim, lockClaim, schemeOfCycle } from './claim-matter.ts'
import { checkPlainText } from './plain-text.ts'
import { keyedHash, seal } from './sealed-field.ts'

const longestAnswers = 200_000
/** An application has at most so many children. */
export const mostChildren = 2000
const mostFilesOfEvidence = 30
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Keeps what was filled in so far, also where it is not right yet: that is said by the assessment beside it, and refused
 * when it is handed in.
 *
 * @throws FieldErrors where a fact is none of the scheme's, or a file none of this application's
 * @throws RuleBroken `draft-changed`: somebody else saved it meanwhile, and nothing is overwritten
 */
export function saveClaim(
  house: House,
  actor: Actor,
  { caseId, version, answers }: { caseId: string; version: number; answers: ClaimAnswers },
): Promise<{ version: number; savedAt: string }> {
  return edit(house, actor, caseId, version, async (tx, { cycle }) => {
    const { scheme } = await schemeOfCycle(tx, cycle)
    const errors = [...wrongFacts(scheme, answers), ...(await wrongEvidence(tx, caseId, scheme, answers))]
    if (errors.length > 0) throw new FieldErrors(errors)
    return { answers: canonical(answers) }
  })
}

function wrongFacts(scheme: Scheme, { facts }: ClaimAnswers): FieldError[] {
  const asked = askedFacts(scheme)
  const errors = Object.keys(facts)
    .filter(name => !asked.includes(name))
    .map(name => ({ field: `facts.${name.slice(0, 60)}`, code: 'unknown' }))
  if (canonical(facts).length > longestAnswers) errors.push({ field: 'facts', code: 'too-long' })
  return errors
}

async function wrongEvidence(
  tx: Tx,
  caseId: string,
  scheme: Scheme,
  { evidence }: ClaimAnswers,
): Promise<FieldError[]> {
  const own = new Set(
    (
      await tx
        .selectFrom('files')
        .select('id')
        .where('case_id', '=', caseId)
        .where('purpose', '=', 'evidence')
        .execute()
    ).map(({ id }) => id),
  )
  return Object.entries(evidence).flatMap(([name, files]): FieldError[] => {
    const field = `evidence.${name.slice(0, 60)}`
    if (!scheme.evidence.some(({ id }) => id === name)) return [{ field, code: 'unknown' }]
    if (!Array.isArray(files) || files.length > mostFilesOfEvidence) return [{ field, code: 'too-many' }]
    return files.every(id => uuid.test(id) && own.has(id)) ? [] : [{ field, code: 'not-a-file' }]
  })
}

/** One child of an application, as the institution knows it. */
export interface Child {
  readonly name: string
  /** Resident identity number, or number of the birth certificate. */
  readonly identity: string
  readonly bornOn: string
  readonly classKind: string
  readonly enrolledFrom: string | null
  readonly enrolledUntil: string | null
}

/**
 * Takes the roll of children, in place of the one before. Names and numbers are kept encrypted.
 *
 * @throws FieldErrors naming row and column (`children.3.identity`): all of them at once, up to a hundred
 */
export function saveChildren(
  house: House,
  actor: Actor,
  { caseId, version, children }: { caseId: string; version: number; children: readonly Child[] },
): Promise<{ version: number; savedAt: string }> {
  return edit(house, actor, caseId, version, async (tx, _claim, now) => {
    const errors = wrongChildren(children, now)
    if (errors.length > 0) throw new FieldErrors(errors.slice(0, 100))
    await tx.deleteFrom('claim_children').where('case_id', '=', caseId).execute()
    const rows = children.map((child, position) => ({
      case_id: caseId,
      position,
      name_sealed: seal(house.fieldKey, child.name.trim()),
      identity_sealed: seal(house.fieldKey, child.identity),
      identity_hash: keyedHash(house.fieldKey, child.identity),
      born_on: child.bornOn,
      class_kind: child.classKind,
      enrolled_from: child.enrolledFrom,
      enrolled_until: child.enrolledUntil,
      cut_reason: null,
    }))
    for (let from = 0; from < rows.length; from += 500)
      await tx
        .insertInto('claim_children')
        .values(rows.slice(from, from + 500))
        .execute()
    return {}
  })
}

/** What is wrong with a roll, by row and column. */
export function wrongChildren(children: readonly Child[], now: string): FieldError[] {
  if (children.length > mostChildren)
    return [{ field: 'children', code: 'too-many', params: { most: mostChildren, found: children.length } }]
  const today = localDateOf(now)
  const rowOf = new Map<string, number>()
  return children.flatMap((child, index) => {
    const errors: FieldError[] = [
      ...checkPlainText(`children.${index}.name`, child.name, { required: true, longest: 50 }),
      ...checkPlainText(`children.${index}.classKind`, child.classKind, { required: true, longest: 40 }),
    ]
    const say = (column: keyof Child, code: string, params: Record<string, string | number> = {}) =>
      errors.push({ field: `children.${index}.${column}`, code, params })
    if (!isLocalDate(child.bornOn)) say('bornOn', 'not-a-date')
    else if (child.bornOn > today) say('bornOn', 'in-the-future')
    const fault = identityFault(child.identity, child.bornOn)
    if (fault) say('identity', fault)
    const before = rowOf.get(child.identity)
    if (before !== undefined) say('identity', 'twice', { row: before + 1 })
    else rowOf.set(child.identity, index)
    for (const column of ['enrolledFrom', 'enrolledUntil'] as const)
      if (child[column] !== null && !isLocalDate(child[column])) say(column, 'not-a-date')
    if (child.enrolledFrom && child.enrolledUntil && child.enrolledUntil < child.enrolledFrom)
      say('enrolledUntil', 'ends-before-it-begins')
    return errors
  })
}

// Every change of an application goes through here: the version on the page must be the one in the row.
function edit(
  house: House,
  actor: Actor,
  caseId: string,
  version: number,
  change: (tx: Tx, locked: LockedClaim, now: string) => Promise<{ answers?: string }>,
): Promise<{ version: number; savedAt: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { now } = locked
    await demandClaim(tx, 'save-claim', actor, locked)
    if (locked.claim.version !== version) throw new RuleBroken('draft-changed')
    const columns = await change(tx, locked, now)
    await tx
      .updateTable('claims')
      .set({ ...columns, version: version + 1, updated_at: now })
      .where('case_id', '=', caseId)
      .execute()
    recordAudit(doing, {
      act: 'save-claim',
      at: now,
      cycleId: locked.cycle.id,
      caseId,
      detail: { version: version + 1 },
    })
    return { version: version + 1, savedAt: now }
  })
}
