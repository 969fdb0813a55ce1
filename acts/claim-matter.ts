import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type ClaimPermission, type ClaimRelation, canClaim } from '../domain/can-claim.ts'
import { type ClaimState, canMove, claimStates, endedClaimStates } from '../domain/claim.ts'
import type { ClaimRules } from '../domain/claim-rules.ts'
import { cycleScope } from '../domain/cycle.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import { type Scheme, schemeOf } from '../domain/scheme.ts'
import { readPack } from '../records/cycle.ts'
import { clockStatement, type Reader, type Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { atEnd, type Doing, wake } from './act.ts'
import { moneyRelations } from './demand-money.ts'
import { type CycleRow, caseLock, caseRow, cycleLock, cycleOfCase, cycleRow } from './matter.ts'
import { caseScope } from './money-matter.ts'

export type LockedClaim = Awaited<ReturnType<typeof lockClaim>>
export type ClaimRow = LockedClaim['claim']
export type FilingRow = LockedClaim['filing']

/**
 * Locks a claim with its case, after its cycle, and reads the clock of deadlines once all of it is locked.
 *
 * @throws NotFound
 */
export async function lockClaim(tx: Tx, caseId: string) {
  const [cycles, cases, [claim], [filing], [clock]] = await together(
    tx,
    cycleLock(tx, cycleOfCase(caseId), 'share'),
    caseLock(tx, caseId),
    tx.selectFrom('claims').selectAll().where('case_id', '=', caseId).forUpdate(),
    tx
      .selectFrom('filings')
      .innerJoin('claims', 'claims.filing_id', 'filings.id')
      .selectAll('filings')
      .where('claims.case_id', '=', caseId),
    clockStatement,
  )
  if (!claim || !filing || !clock) throw new NotFound('claim')
  return { cycle: cycleRow(cycles), theCase: caseRow(cases), claim, filing, now: clock.now }
}

/** What of a claim its task of this step is: the newest one that is open. */
export const openTaskOf = (reader: Reader, caseId: string, step: string) =>
  reader
    .selectFrom('tasks')
    .selectAll()
    .where('scope', '=', caseScope(caseId))
    .where('step', '=', step)
    .where('state', '=', 'open')
    .orderBy('round', 'desc')
    .executeTakeFirst()

export interface ClaimMatter {
  readonly cycle: Pick<CycleRow, 'unit_id' | 'section_id'>
  readonly theCase: { readonly unit_id: string }
  readonly claim: { readonly state: ClaimState }
  readonly task?: { readonly unit_id: string; readonly role: string; readonly assignee_id: string | null } | undefined
}

/** How the actor stands to a claim. */
export async function claimRelations(
  reader: Reader,
  actor: Actor,
  { cycle, theCase, task }: Omit<ClaimMatter, 'claim'>,
): Promise<Set<ClaimRelation>> {
  const money = await moneyRelations(reader, actor, { cycle })
  const relations = new Set<ClaimRelation>()
  if (money.has('launching-unit')) relations.add('launching-unit')
  if (money.has('line')) relations.add('line')
  if (actor.unitId === theCase.unit_id) relations.add('applicant-unit')
  if (
    task &&
    (task.assignee_id
      ? task.assignee_id === actor.personId
      : actor.unitId === task.unit_id && (actor.roles as readonly string[]).includes(task.role))
  )
    relations.add('task-seat')
  return relations
}

/**
 * Goes on only where the table of `domain/can-claim.ts` allows it.
 *
 * @throws NotFound where the actor may not do this in any state: not allowed looks like not there
 * @throws RuleBroken `not-in-this-state` where it could be done at another time
 */
export async function demandClaim(
  reader: Reader,
  permission: ClaimPermission,
  actor: Actor,
  matter: ClaimMatter,
): Promise<void> {
  const relations = await claimRelations(reader, actor, matter)
  const { roles } = actor
  if (canClaim(permission, { roles, relations, state: matter.claim.state })) return
  if (canClaim(permission, { roles, relations, state: 'any' }))
    throw new RuleBroken('not-in-this-state', { state: matter.claim.state })
  throw new NotFound('claim')
}

/** The scheme of a round and its pack, as they were when the round began. */
export async function schemeOfCycle(
  reader: Reader,
  cycle: Pick<CycleRow, 'policy_version_id' | 'procedure'>,
): Promise<{ scheme: Scheme; pack: PolicyPack }> {
  const pack = await readPack(reader, cycle.policy_version_id)
  const scheme = schemeOf(pack, cycle.procedure)
  if (!scheme) throw new NotFound('scheme')
  return { scheme, pack }
}

/** The rules that were frozen when the round was sent for signature. */
export function claimRulesOf(cycle: Pick<CycleRow, 'parameters'>): ClaimRules {
  if (!cycle.parameters) throw new Error('a round that was never sent for signature has no frozen rules')
  return cycle.parameters as ClaimRules
}

const before = (to: ClaimState): ClaimState[] => claimStates.filter(from => canMove(from, to))

/** Moves a locked claim on. What the acts ask before makes it right; a move that is none is a fault. */
export async function moveClaim(
  tx: Tx,
  caseId: string,
  to: ClaimState,
  now: string,
  columns: {
    readonly number?: string
    readonly received_at?: string
    readonly asked_fen?: bigint | null
    readonly version?: number
    readonly submission_round?: number
    readonly review_round?: number
    readonly accepted_at?: string
    readonly granted_fen?: bigint | null
    readonly assessment_id?: string
  } = {},
): Promise<void> {
  const moved = await tx
    .updateTable('claims')
    .set({ ...columns, state: to, updated_at: now })
    .where('case_id', '=', caseId)
    .where('state', 'in', before(to))
    .executeTakeFirst()
  if (moved.numUpdatedRows !== 1n) throw new Error(`a claim cannot become ${to} from where it is`)
}

/**
 * Ends a claim: its open tasks and what waited on them are void, and what it might have had once is free for others. The
 * round is woken, because it may have been the last one.
 */
export async function endClaim(
  { tx }: Doing,
  { cycle, caseId, to, reason, now }: { cycle: CycleRow; caseId: string; to: ClaimState; reason: string; now: string },
): Promise<void> {
  await moveClaim(tx, caseId, to, now)
  await tx.updateTable('claims').set({ ended_at: now, ended_reason: reason }).where('case_id', '=', caseId).execute()
  await sql`
    with closed as (
      update tasks set state = 'void', closed_at = ${now} where scope = ${caseScope(caseId)} and state = 'open' returning id
    ) update rungs set state = 'void' where scope = ${caseScope(caseId)} and state in ('waiting', 'prepared')`.execute(
    tx,
  )
  await tx
    .updateTable('entitlements')
    .set({ released_at: now })
    .where('case_id', '=', caseId)
    .where('released_at', 'is', null)
    .execute()
  await wakeRound(tx, cycle)
}

/** Wakes a round that is being settled: the last of what it waits for may have ended. */
export async function wakeRound(tx: Tx, cycle: Pick<CycleRow, 'id' | 'kind' | 'state'>): Promise<void> {
  if (cycle.state === 'settling') await wake(tx, cycleScope(cycle.id), cycle.kind)
}

/**
 * Wakes the course of a claim where it has ended, or would sleep past what is due next: the acts open what comes next
 * themselves, and at its next instant the course finds it there. One that never rested yet has its first wake before it.
 */
export function wakeClaim(doing: Doing, caseId: string): void {
  atEnd(
    doing,
    sql`
    insert into wakes (scope, workflow_type)
    select s.scope, s.workflow_type from scopes s join claims c on c.case_id = ${caseId}
    where s.scope = ${caseScope(caseId)} and (c.state = any(${[...endedClaimStates]}::text[]) or (s.next_at is null and s.asked_at is not null)
      or exists (select from rungs r where r.scope = s.scope and r.state = 'waiting' and r.at < s.next_at))`,
  )
}
