import { cycleScope } from '../../domain/cycle.ts'
import { openTasks } from '../open-tasks.ts'
import type { Step } from './step.ts'

/** Revision: the text is back with its officer, who changes it and sends it for signature again. It has no date of its own. */
export const revision: Step = {
  async open({ doing, cycle, round, now }) {
    if (cycle.state === 'revising' && cycle.round === round) {
      await openTasks(
        doing.tx,
        {
          scope: cycleScope(cycle.id),
          cycleId: cycle.id,
          step: 'revision',
          round,
          openedAt: now,
          due: null,
          rungs: [],
        },
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
    }
    return 'opened'
  },
  // The officer may have sent it again before this task was opened.
  outcome: async ({ cycle, round }) => (cycle.round > round ? 'resubmitted' : null),
  nextAt: async () => null,
}
