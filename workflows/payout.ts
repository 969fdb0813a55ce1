import type { StepFunction } from './contract.ts'

/** One attempt at a payment: until bank or treasury say what became of it; what came back waits for another account. */
export async function tellPayout(step: StepFunction): Promise<string> {
  const end = await step('payment', 1)
  return end === 'returned' ? step('account', 1) : end
}
