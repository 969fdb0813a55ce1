import { randomUUID } from 'node:crypto'
import type { Express } from 'express'
import supertest from 'supertest'
import type { House } from '../../acts/act.ts'
import { hashPassword } from '../../acts/password.ts'
import { createServer } from '../../api/server.ts'
import type { WebSettings } from '../../api/settings.ts'
import type { Role } from '../../domain/actor.ts'
import { openDatabase, openPool } from '../../records/pool.ts'
import { createTestDatabase } from '../setup/database.ts'

export const password = 'correct horse battery'

/** The whole web over a database of its own, and people to use it. Close it when the file is done. */
export async function openWeb(settings: Partial<WebSettings> = {}) {
  const database = await createTestDatabase()
  const pool = openPool(database.url, { size: 4 })
  const house: House = {
    database: openDatabase(pool),
    auditKey: 'audit-key-of-the-tests-only-0123456789',
    fieldKey: 'field-key-of-the-tests-only-0123456789',
    publicUrl: 'http://127.0.0.1:8080',
    reach: () => {},
  }
  const logged: object[] = []
  const log = (fields: object) => void logged.push(fields)
  const createApp = (health = async () => {}): Express =>
    createServer({
      settings: {
        publicUrl: house.publicUrl,
        sessionSecret: 'session-secret-of-the-tests-0123456789',
        demonstration: true,
        ...settings,
      },
      house,
      pool,
      health: { postgresql: async () => pool.query('select 1'), temporal: health, mail: async () => {} },
      log: { info: () => {}, warn: log, error: log },
    })
  const app = createApp()
  const { addPerson, addUnit } = createPeople(house)
  return {
    app,
    house,
    pool,
    logged,
    createApp,
    addPerson,
    addUnit,
    visitor: () => createBrowser(app),
    async close() {
      await house.database.destroy()
      await database.drop()
    },
  }
}

export type Web = Awaited<ReturnType<typeof openWeb>>

function createPeople({ database }: House) {
  const addUnit = async (name: string, over: { kind?: string; parentId?: string } = {}): Promise<string> => {
    const { id } = await database
      .insertInto('units')
      .values({
        code: randomUUID(),
        kind: over.kind ?? 'bureau',
        level: 'city',
        name,
        parent_id: over.parentId ?? null,
        superior_id: null,
        close_of_business: null,
        closed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }
  const addPerson = async (name: string, memberships: readonly { unitId: string; role: Role; untilOn?: string }[]) => {
    const mobile = `139${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
    const email = `${randomUUID().slice(0, 8)}@example.com`
    const { id } = await database
      .insertInto('people')
      .values({ name, mobile, email, disabled_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const secret = await hashPassword(password)
    await database
      .insertInto('logins')
      .values({ kind: 'password', subject: mobile, person_id: id, secret, last_failed_at: null, disabled_at: null })
      .execute()
    for (const { unitId, role, untilOn } of memberships)
      await database
        .insertInto('memberships')
        .values({ person_id: id, unit_id: unitId, role, until_on: untilOn ?? null })
        .execute()
    return { id, name, mobile, email }
  }
  return { addUnit, addPerson }
}

/** A browser with cookies, that sends the token of the page it last looked at. */
export function createBrowser(app: Express) {
  const agent = supertest.agent(app)
  let token = ''
  const look = async (path: string) => {
    const response = await agent.get(path)
    token = tokenIn(response.text) ?? token
    return response
  }
  const send = async (path: string, body: Record<string, string>) => {
    if (token === '') await look('/sign-in')
    const response = await agent
      .post(path)
      .type('form')
      .send({ csrf: token, ...body })
    token = tokenIn(response.text) ?? token
    return response
  }
  const signIn = async (subject: string, typed = password, next = '') => {
    await look('/sign-in')
    return send('/sign-in', { subject, password: typed, next })
  }
  return { agent, look, send, signIn, token: () => token }
}

export const tokenIn = (html: string): string | undefined => /name="csrf" value="([^"]+)"/.exec(html)?.[1]
