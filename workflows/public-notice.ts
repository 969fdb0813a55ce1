import type { StepFunction } from './contract.ts'

/** A public notice (公示): it begins, it runs, it ends; what was objected to is answered, also afterwards. */
export async function tellPublicNotice(step: StepFunction): Promise<string> {
  await step('beginning', 1)
  await step('notice', 1)
  return step('objections', 1)
}
