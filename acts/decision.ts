import { atEnd, type Doing } from './act.ts'

/** A decision names who, for which unit, when, why and under which clause. */
export interface DecisionEntry {
  readonly cycleId: string
  readonly caseId?: string | null
  readonly taskId?: string | null
  readonly step?: string
  readonly round?: number
  readonly act: string
  readonly verdict?: string | null
  readonly reason?: string | null
  readonly clause?: string | null
  readonly detail?: Record<string, unknown>
  readonly at: string
}

export function recordDecision(doing: Doing, entry: DecisionEntry): void {
  atEnd(
    doing,
    doing.tx.insertInto('decisions').values({
      cycle_id: entry.cycleId,
      case_id: entry.caseId ?? null,
      task_id: entry.taskId ?? null,
      step: entry.step ?? null,
      round: entry.round ?? null,
      act: entry.act,
      verdict: entry.verdict ?? null,
      reason: entry.reason?.trim() || null,
      clause: entry.clause ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
      person_id: doing.actor?.personId ?? null,
      person_name: doing.actor?.personName ?? 'clock',
      unit_id: doing.actor?.unitId ?? null,
      unit_name: doing.actor?.unitName ?? '',
      at: entry.at,
    }),
  )
}
