import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { createActivities } from '../../activities/create-activities.ts'
import { setClock } from '../../acts/set-clock.ts'
import { projectRoot } from '../../config.ts'
import { createWaker } from '../../workers/courier/signal-wakes.ts'
import { drive, later, openWorld, rowsOf, type Solicitation } from '../builders/world.ts'
import { startTestTemporal } from '../setup/temporal.ts'

const patience = 40_000

/** Runs again and again until it answers something true. Fails after its patience with what it waited for. */
export async function until<T>(what: string, ask: () => Promise<T | false | null | undefined>): Promise<T> {
  for (const end = Date.now() + patience; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 15))) {
    const answer = await ask()
    if (answer) return answer
  }
  throw new Error(`waited in vain: ${what}`)
}

/** The workflows as the worker loads them, bundled from their source; the same for all files of a run. */
export async function testBundle(): Promise<{ code: string; modules: string[] }> {
  const hash = createHash('sha256')
  for (const folder of ['domain', 'workflows'])
    for (const name of readdirSync(path.join(projectRoot, folder)).sort())
      hash.update(readFileSync(path.join(projectRoot, folder, name)))
  const file = path.join(projectRoot, '.data', 'test', `bundle-${hash.digest('hex').slice(0, 16)}.js`)
  if (!existsSync(file)) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: path.join(projectRoot, 'workflows', 'all.ts'),
      logger: new DefaultLogger('ERROR'),
    })
    writeFileSync(`${file}.${process.pid}`, code)
    renameSync(`${file}.${process.pid}`, file)
  }
  const code = readFileSync(file, 'utf8')
  return { code, modules: modulesOf(code) }
}

// Webpack names each module by its path in the comment before it, and in the source map that the bundle carries.
function modulesOf(code: string): string[] {
  const [, encoded] =
    /sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)/.exec(code) ?? []
  if (!encoded) throw new Error('the bundle carries no source map')
  const { sources } = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as { sources: string[] }
  return sources
}

let quiet = false

/** A world whose cycles are told by real workflows on a real Temporal server, with a worker and the courier's wakes. */
export async function openStage({
  addressees = 3,
  taskQueue: named,
}: {
  addressees?: number
  taskQueue?: string
} = {}) {
  if (!quiet) {
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      shutdownSignals: [],
      telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    })
    quiet = true
  }
  const world = await openWorld({ addressees, connections: 10 })
  const { address, namespace, taskQueue: own } = await startTestTemporal()
  const taskQueue = named ?? own
  const connection = await Connection.connect({ address })
  const client = new Client({ connection, namespace, identity: 'test-client' })
  const native = await NativeConnection.connect({ address })
  const { code } = await testBundle()
  const createWorker = () =>
    Worker.create({
      connection: native,
      namespace,
      taskQueue,
      identity: 'test-worker',
      workflowBundle: { code },
      activities: createActivities(world.house),
      shutdownGraceTime: '1 second',
    })
  let worker = await createWorker()
  let running = worker.run()
  const signalWakes = createWaker({ database: world.database, client, taskQueue, failpoint: () => {} })
  let open = true
  const couriering = (async () => {
    while (open) if ((await signalWakes()) === 'done') await new Promise(resolve => setTimeout(resolve, 15))
  })()

  const settledAt = (scope: string, at: string) =>
    until(`${scope} has asked at ${at}`, async () => {
      const row = await world.database
        .selectFrom('scopes')
        .select(['asked_at', 'state'])
        .where('scope', '=', scope)
        .executeTakeFirstOrThrow()
      return row.asked_at === at || row.state === 'done'
    })

  const historyOf = async (cycle: Scoped): Promise<{ text: string; events: { eventType: string }[] }> => {
    const text = historyToJSON(await client.workflow.getHandle(cycle.scope).fetchHistory())
    return { text, events: JSON.parse(text).events }
  }

  return {
    ...world,
    client,
    /** Sets the clock, and waits until the cycle's workflow has asked at that time and acted on what was due. */
    reach: async (cycle: Scoped, at: string): Promise<void> => {
      await setClock(world.house, at)
      await settledAt(cycle.scope, at)
    },
    /** Waits until the cycle is in this state and, where one is named, has an open task of this step. */
    arrive: (cycle: Solicitation, state: string, step?: string): Promise<boolean> =>
      until(`the cycle is ${state}${step ? ` with ${step} open` : ''}`, async () => {
        if ((await cycle.state()) !== state) return false
        return (
          !step ||
          (await rowsOf(world, cycle.cycleId).tasks()).some(task => task.step === step && task.state === 'open')
        )
      }),
    /** Waits until every wake that was written has reached its workflow. */
    wakesReached: (): Promise<boolean> =>
      until('no wake is left', async () => !(await world.database.selectFrom('wakes').select('id').executeTakeFirst())),
    /** Waits until the cycle's workflow has answered every signal and waits for its next instant. */
    resting: (cycle: Scoped): Promise<boolean> =>
      until(
        'the workflow waits for its next instant',
        async () => (await historyOf(cycle)).events.at(-1)?.eventType === 'EVENT_TYPE_TIMER_STARTED',
      ),
    handle: (cycle: Scoped) => client.workflow.getHandle(cycle.scope),
    history: historyOf,
    /** The worker ends, as for an upgrade, and another begins. */
    restartWorker: async (): Promise<void> => {
      worker.shutdown()
      await running
      worker = await createWorker()
      running = worker.run()
    },
    async close(): Promise<void> {
      open = false
      await couriering
      const left = await world.database.selectFrom('scopes').select('scope').execute()
      for (const { scope } of left)
        await client.workflow
          .getHandle(scope)
          .terminate('the test is over')
          .catch(() => undefined)
      worker.shutdown()
      await running
      await native.close()
      await connection.close()
      await world.close()
    },
  }
}

/** Whatever has a course of its own: a cycle, a claim, a public notice, a payment. */
export type Scoped = Pick<Solicitation, 'scope'>

export type Stage = Awaited<ReturnType<typeof openStage>>

/** A cycle played from launch to feedback: `returned` adds a second round of signature and of the table. */
export async function playWhole(stage: Stage, { returned = false } = {}): Promise<Solicitation> {
  const { people, unit } = stage
  const cycle = await stage.solicit(stage.units, { until: 'draft' })
  const go = drive(stage, cycle, { walk: false })
  await go.submit()
  await stage.arrive(cycle, 'signing', 'signature')
  if (returned) {
    await go.returnText(people.sectionHead)
    await stage.arrive(cycle, 'revising', 'revision')
    await go.submit()
    await stage.arrive(cycle, 'signing', 'signature')
  }
  await go.sign(people.sectionHead)
  await until('the leader has the letter', async () =>
    (await rowsOf(stage, cycle.cycleId).tasks()).some(({ seat, state }) => seat === 'leader' && state === 'open'),
  )
  await go.sign(people.leader)
  await stage.arrive(cycle, 'open')
  await cycle.signFor(unit(1))
  await cycle.answer(unit(1), { text: '建议合并两款。' })
  for (const at of ['2026-11-18T02:00:00.001Z', '2026-11-19T01:00:00.001Z']) await stage.reach(cycle, at)
  await cycle.answer(unit(2))
  for (const at of ['2026-11-23T01:00:00.001Z', later('2026-11-23T09:30:00.000Z')]) await stage.reach(cycle, at)
  await stage.arrive(cycle, 'disposing', 'disposition')
  await go.disposeAll()
  await go.submitTable()
  await stage.arrive(cycle, 'approving', 'approval')
  if (returned) {
    await go.returnTable()
    await stage.arrive(cycle, 'disposing', 'disposition')
    await go.submitTable()
    await stage.arrive(cycle, 'approving', 'approval')
  }
  await go.approve()
  await stage.arrive(cycle, 'finished')
  await stage.handle(cycle).result()
  return cycle
}
