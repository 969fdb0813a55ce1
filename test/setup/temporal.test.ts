import { Connection } from '@temporalio/client'
import { startTestTemporal } from './temporal.ts'

test('a Temporal server serves, and keeps finished workflows for a month', async () => {
  const { address, namespace } = await startTestTemporal()
  const connection = await Connection.connect({ address })
  try {
    const told = await connection.workflowService.describeNamespace({ namespace })
    expect(Number(told.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400)
  } finally {
    await connection.close()
  }
})

test('a second one who asks gets the same server and another task queue', async () => {
  const first = await startTestTemporal()
  const second = await startTestTemporal()
  expect(second.address).toBe(first.address)
  expect(second.taskQueue).not.toBe(first.taskQueue)
})
