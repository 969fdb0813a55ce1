import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { environmentWith, projectRoot } from '../config.ts'
import { freePort } from '../workers/embedded/free-port.ts'
import { median } from './abba.ts'
import { startChild } from './children.ts'
import { benchFolder, openGround } from './ground.ts'
import { type Context, type Finding, figure } from './measure.ts'

type Start = { readonly parts: ReadonlyMap<string, number>; readonly firstPage: number }

/** `npm start` with everything installed until the first page: on an empty folder, and again on the same. */
export async function measureFirstPage({ servers, sizes, say }: Context): Promise<Finding> {
  const first: Start[] = []
  const again: Start[] = []
  const bare: number[] = []
  const ground = await openGround(servers, 'first_page')
  try {
    for (let round = 0; round < sizes.starts; round++) {
      const folder = path.join(benchFolder, 'start')
      rmSync(folder, { recursive: true, force: true })
      first.push(await start(folder))
      again.push(await start(folder))
      bare.push(await startBare(ground.environment))
      say(`  first ${figure(first.at(-1)?.firstPage ?? 0)} s, again ${figure(again.at(-1)?.firstPage ?? 0)} s`)
    }
  } finally {
    await ground.close()
  }
  const parts = [...new Set([...first, ...again].flatMap(({ parts }) => [...parts.keys()]))]
  const seconds = (starts: readonly Start[], part: string) =>
    figure(median(starts.flatMap(one => one.parts.get(part) ?? [])))
  return {
    title: '`npm start`, everything installed, to the first page',
    reach: 'measured, each part',
    reached: null,
    header: ['seconds since the command', 'first start', 'started again'],
    rows: [
      ...parts.map(part => [part, seconds(first, part), seconds(again, part)]),
      [
        '**sign-in page answered**',
        `**${figure(median(first.map(one => one.firstPage)))}**`,
        `**${figure(median(again.map(one => one.firstPage)))}**`,
      ],
      ['bare Express on a PostgreSQL that runs already', figure(median(bare)), figure(median(bare))],
    ],
    notes: [
      `Medians of ${sizes.starts}. The first start makes the database cluster, the tables and the demonstration (two cycles walked through all their acts); compiling is incremental and everything was compiled before.`,
      'PostgreSQL and Temporal start side by side; preparing the data follows PostgreSQL; api, worker and courier start together after it.',
    ],
  }
}

async function start(folder: string): Promise<Start> {
  const port = await freePort()
  const begun = performance.now()
  const elapsed = () => (performance.now() - begun) / 1000
  const house = spawn(process.execPath, [path.join(projectRoot, 'scripts', 'start.mjs')], {
    cwd: projectRoot,
    env: environmentWith({
      DATA_FOLDER: folder,
      PORT: String(port),
      DEMONSTRATION: '1',
      npm_lifecycle_event: undefined,
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const parts = new Map<string, number>()
    house.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) {
        const said = /^(.*?)（[\d.]+ s）|^(承办已启动).*$/u.exec(line)
        const part = said?.[1] ?? said?.[2]
        if (part) parts.set(part, elapsed())
      }
    })
    for (;;) {
      const page = await fetch(`http://127.0.0.1:${port}/sign-in`).catch(() => undefined)
      if (page?.status === 200) break
      if (house.exitCode !== null || elapsed() > 180) throw new Error('npm start did not come to its first page')
      await pause(20)
    }
    const firstPage = elapsed()
    while (!parts.has('承办已启动')) await pause(20)
    return { parts, firstPage }
  } finally {
    if (house.exitCode === null) {
      const ended = once(house, 'exit')
      house.kill('SIGTERM')
      await ended
    }
  }
}

async function startBare(environment: Parameters<typeof startChild>[1]): Promise<number> {
  const begun = performance.now()
  const child = await startChild('bench/bare-web', environment, benchFolder)
  await fetch(`http://127.0.0.1:${String(child.ready.port)}/cycles/00000000-0000-0000-0000-000000000000`)
  const seconds = (performance.now() - begun) / 1000
  await child.stop()
  return seconds
}
