const claimSteps = ['acceptance', 'review', 'approval']

/** Where a notice about a task leads: to the page on which it is done. */
export function pathOfTask(task: {
  readonly id: string
  readonly cycle_id: string
  readonly case_id: string | null
  readonly step: string
}): string {
  if (task.step === 'objection') return `/rounds/${task.cycle_id}/objections`
  if (task.step === 'payment') return `/rounds/${task.cycle_id}/payments`
  if (task.step === 'confirm-account') return '/payees'
  if (task.step === 'account') return `/claims/${task.case_id}`
  if (task.step === 'correction' || task.step === 'supplement') return `/claims/${task.case_id}`
  if (task.case_id && claimSteps.includes(task.step)) return `/review/${task.case_id}`
  if (task.case_id) return `/answers/${task.case_id}`
  if (task.step === 'signature') return `/sign/${task.id}`
  if (task.step === 'approval') return `/approve/${task.id}`
  return task.step === 'disposition' ? `/cycles/${task.cycle_id}/disposition` : `/cycles/${task.cycle_id}`
}
