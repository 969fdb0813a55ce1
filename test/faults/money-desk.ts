import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { House } from '../../acts/act.ts'
import { environmentWith, projectRoot } from '../../config.ts'
import type { Actor } from '../../domain/actor.ts'
import type { FaultHouse } from './fault-house.ts'
import type { Person } from './money-office.ts'
import { insist } from './until.ts'

export type DeskAct = 'submitClaim' | 'approveClaim' | 'approveList' | 'makeBatch' | 'releaseBatch' | 'closeBatch'
type Act<Request, Answer> = (house: House, actor: Actor, request: Request) => Promise<Answer>

/**
 * Where people act. An act that is armed is done in a process of its own, dies at its failpoint, and is done once more
 * with the same form; every other act is done at once.
 */
export function createDesk(
  house: Pick<FaultHouse, 'acts' | 'folder' | 'environment'>,
  actorOf: (person: Person) => Promise<Actor>,
) {
  const deaths: string[] = []
  let armed: { act: DeskAct; point: string } | undefined
  return { arm, act }

  /** @returns a function that fails where the point was not reached */
  async function arm(act: DeskAct, point: string): Promise<() => Promise<void>> {
    const before = deaths.length
    armed = { act, point }
    return async () => {
      armed = undefined
      if (deaths.length === before) throw new Error(`nobody died at ${point}`)
    }
  }

  async function act<Request extends object, Answer>(
    name: DeskAct,
    work: Act<Request & { readonly once: { readonly key: string } }, Answer>,
    person: Person,
    request: Request,
  ): Promise<Answer> {
    const form = { ...request, once: { key: randomUUID() } }
    const failpoint = armed?.act === name ? armed.point : undefined
    if (!failpoint) {
      const actor = await actorOf(person)
      return insist(() => work(house.acts, actor, form))
    }
    armed = undefined // one of them dies
    const file = path.join(house.folder, `desk-${failpoint}-${deaths.length}`)
    for (let attempt = 1; ; attempt++) {
      const dying = attempt === 1 ? { FAILPOINT: failpoint, FAILPOINT_FILE: file } : {}
      const { signal, code, said, wrong } = await run([name, person.id, person.unitId, JSON.stringify(form)], dying)
      if (code === 0) return JSON.parse(said)
      if (signal === 'SIGKILL') deaths.push(failpoint)
      else if (attempt > 20) throw new Error(`${name} ended with ${signal ?? code}: ${wrong}`)
    }
  }

  function run(given: string[], dying: Record<string, string>) {
    const entry = path.join(projectRoot, 'dist', 'test', 'faults', 'desk.js')
    const child = spawn(process.execPath, ['--enable-source-maps', entry, ...given], {
      env: environmentWith({ ...house.environment(), ...dying }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Buffer[] = []
    const wrong: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => wrong.push(chunk))
    return new Promise<{ signal: string | null; code: number | null; said: string; wrong: string }>(resolve =>
      child.once('close', (code, signal) =>
        resolve({
          ...{ code, signal, said: Buffer.concat(said).toString() },
          wrong: Buffer.concat(wrong).toString().slice(-800),
        }),
      ),
    )
  }
}

export type Desk = ReturnType<typeof createDesk>
