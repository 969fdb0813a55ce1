import type { Calendar } from '../domain/calendar.ts'
import { computeDue, type DueWorking } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import { type Period, type ProcedureHolder, type ResolvedProcedure, resolveProcedure, type SolicitationRules } from '../domain/procedure.ts'
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

/** The due date of a step that begins now. */
export function dueFrom(period: Period, now: string, { closeOfBusiness, restDay }: Pick<SolicitationRules, 'closeOfBusiness' | 'restDay'>, calendar: Calendar): DueWorking {
  const from = localDateOf(now)
  return 'workingDays' in period
    ? computeDue({ kind: 'working-days', from, count: period.workingDays, closeOfBusiness }, calendar)
    : computeDue({ kind: 'calendar-days', from, count: period.calendarDays, restDay, closeOfBusiness }, calendar)
}
