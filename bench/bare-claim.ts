import { condition, defineUpdate, proxyActivities, proxyLocalActivities, setHandler, sleep } from '@temporalio/workflow'

// The twin of a claim's course: what somebody writes with Temporal alone. Two updates (handed in, reviewed), the public
// notice as a timer, four activities. No audit, no notices, no rules, no records but the payment.

interface Activities {
  check(id: string): Promise<string>
  pay(id: string): Promise<string>
  tell(id: string): Promise<string>
  close(id: string): Promise<string>
}

const ordinary = proxyActivities<Activities>({ startToCloseTimeout: '30 seconds' })
const local = proxyLocalActivities<Activities>({ startToCloseTimeout: '30 seconds' })

export const submit = defineUpdate<string, [object]>('submit')
export const review = defineUpdate<string, [string]>('review')

/** @param tuned all activities but the payment are local */
export async function bareClaim(id: string, tuned: boolean): Promise<string> {
  const { check, tell, close } = tuned ? local : ordinary
  let submitted = false
  let reviewed = false
  setHandler(submit, async () => {
    const said = await check(id)
    submitted = true
    return said
  })
  setHandler(review, async by => {
    reviewed = true
    return by
  })
  await condition(() => submitted && reviewed)
  await sleep('1 second')
  await ordinary.pay(id)
  await tell(id)
  await close(id)
  return 'paid'
}
