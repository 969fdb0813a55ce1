import { cycleScope } from '../../domain/cycle.ts'
import { dueOfStep, rungsOfStep } from '../../domain/timeline.ts'
import { openTasks } from '../open-tasks.ts'
import { frozenRules } from '../procedure-of.ts'
import type { Step } from './step.ts'

/** Disposition (意见处理): the officer decides every opinion and sends the table for approval. */
export const disposition: Step = {
  async open({ doing, cycle, round, now, calendar }) {
    if (cycle.state !== 'disposing' || cycle.table_round !== round - 1) return 'opened'
    const rules = frozenRules(cycle)
    const due = dueOfStep('disposition', rules, round === 1 ? (cycle.closed_at ?? now) : now, calendar)
    const rungs = rungsOfStep('disposition', rules, now, due.dueAt as string, calendar)
    await openTasks(
      doing.tx,
      { scope: cycleScope(cycle.id), cycleId: cycle.id, step: 'disposition', round, openedAt: now, due, rungs },
      [
        {
          caseId: null,
          seat: 'officer',
          role: 'officer',
          unitId: cycle.section_id ?? cycle.unit_id,
          unitName: cycle.section_name ?? cycle.unit_name,
          assignee: { id: cycle.officer_id, name: cycle.officer_name },
          mandatory: true,
        },
      ],
    )
    return 'opened'
  },
  outcome: async ({ cycle, round }) => (cycle.table_round >= round ? 'submitted' : null),
  nextAt: async () => null,
}
