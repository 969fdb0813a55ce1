import { type ProcedureHolder, type ResolvedProcedure, resolveProcedure, type SolicitationRules } from '../domain/procedure.ts'
import { NotFound } from '../domain/refusal.ts'
import type { Reader } from '../records/database.ts'
import type { CycleRow } from './matter.ts'

/** What holds for a cycle: its pack version's values, and over them what was chosen at the launch. */
export async function procedureOfCycle(reader: Reader, cycle: Pick<CycleRow, 'policy_version_id' | 'procedure' | 'settings'>): Promise<ResolvedProcedure> {
  const { content } = await reader.selectFrom('policy_versions').select('content').where('id', '=', cycle.policy_version_id).executeTakeFirstOrThrow()
  const resolved = resolveProcedure(content as ProcedureHolder, cycle.procedure, cycle.settings)
  if (!resolved) throw new NotFound('procedure')
  return resolved
}

/** The rules that were frozen when the cycle was sent for signature. */
export function frozenRules(cycle: Pick<CycleRow, 'parameters'>): SolicitationRules {
  if (!cycle.parameters) throw new Error('a cycle that was never sent for signature has no frozen rules')
  return cycle.parameters as SolicitationRules
}
