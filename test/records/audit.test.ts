import { sql } from 'kysely'
import { type Seal, sealAudit, verifyAudit } from '../../acts/seal-audit.ts'
import { auditKey, clearDesk, cycleIn, openWorld, type World } from '../builders/world.ts'

let world: World
let kept: Seal

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  await clearDesk(world)
  await cycleIn(world, 'disposing')
  kept = await sealAll()
})

async function sealAll(): Promise<Seal> {
  let newest: Seal | null = null
  for (let more = true; more; ) {
    const sealed = await sealAudit(world.database, auditKey)
    newest = sealed.newest ?? newest
    more = sealed.more
  }
  if (!newest) throw new Error('something was sealed')
  return newest
}
const faults = async () => (await verifyAudit(world.database, auditKey, kept)).faults.map(({ kind }) => kind)
// As somebody who owns the database and knows its ways; what was done is undone afterwards.
const tamper = async (statements: string, undo: () => Promise<unknown> = async () => {}) => {
  await world.owner(`set session_replication_role = replica; ${statements}`)
  try {
    return new Set(await faults())
  } finally {
    await undo()
  }
}
const copy = async (table: string) => {
  await world.owner(`drop table if exists kept_${table}; create table kept_${table} as select * from ${table}`)
  return () =>
    world.owner(
      `set session_replication_role = replica; truncate ${table} cascade; insert into ${table} overriding system value select * from kept_${table}`,
    )
}
const newestEntry = `(select audit_id from seals where seq = (select max(seq) from seals))`
const middleEntry = `(select audit_id from seals where seq = (select max(seq) / 2 from seals))`

it('is whole where nobody touched it: every entry with its seal', async () => {
  const { entries, faults: found } = await verifyAudit(world.database, auditKey, kept)
  expect(found).toEqual([])
  expect(entries).toBeGreaterThan(10)
  expect(String(entries)).toBe(kept.seq)
})

it.each([
  ['who', `person_name = '别人'`],
  ['when', `at = at + interval '1 second'`],
  ['the clock of deadlines', `business_at = business_at + interval '1 millisecond'`],
  ['what', `act = 'other'`],
  ['the details', `detail = detail || '{"late": false}'`],
  ['the case', `case_id = gen_random_uuid()`],
  ['the request', `request_id = 'x'`],
])('finds that %s of an entry was changed', async (_what, change) => {
  const undoAudit = await copy('audit')
  const undoSeals = await copy('seals')
  const restore = async () => {
    await undoAudit()
    await undoSeals()
  }
  expect(await tamper(`update audit set ${change} where id = ${middleEntry}`, restore)).toContain('changed')
  expect(await faults()).toEqual([])
})

it.each([
  ['an entry removed', `delete from audit where id = ${middleEntry}`, 'removed'],
  [
    'an entry removed with its seal',
    `create temporary table gone as select ${middleEntry} as id; delete from seals where audit_id in (select id from gone); delete from audit where id in (select id from gone)`,
    'chain-broken',
  ],
  ['a seal rewritten', `update seals set hash = repeat('0', 64) where seq = 4`, 'chain-broken'],
  [
    'the end cut off',
    `create temporary table gone as select ${newestEntry} as id; delete from seals where audit_id in (select id from gone); delete from audit where id in (select id from gone)`,
    'cut-off',
  ],
  ['everything removed', 'truncate seals, audit', 'cut-off'],
])('finds %s', async (_what, statements, kind) => {
  const undoAudit = await copy('audit')
  const undoSeals = await copy('seals')
  const restore = async () => {
    await undoAudit()
    await undoSeals()
  }
  expect(await tamper(statements, restore)).toContain(kind)
  expect(await faults()).toEqual([])
})

it('is not verified by another key, nor rewritten by one who has not got it', async () => {
  expect(new Set((await verifyAudit(world.database, 'another key', kept)).faults.map(({ kind }) => kind))).toEqual(
    new Set(['changed', 'chain-broken']),
  )
})

it('names an entry that nobody has sealed for a minute', async () => {
  await world.owner(
    `insert into audit (at, act, detail, hmac) values (clock_timestamp() - interval '2 minutes', 'slipped-in', '{}', 'none')`,
  )
  expect(await faults()).toEqual(['unsealed'])
  await sealAll().then(seal => {
    kept = seal
  })
  expect(new Set(await faults())).toEqual(new Set(['changed']))
  await world.owner(
    `set session_replication_role = replica; delete from seals where audit_id in (select id from audit where act = 'slipped-in'); delete from audit where act = 'slipped-in'`,
  )
})

it('is sealed once, also by several at the same time', async () => {
  await cycleIn(world, 'open')
  await Promise.all(Array.from({ length: 5 }, () => sealAudit(world.database, auditKey)))
  await sealAudit(world.database, auditKey)
  const { rows } = await sql<{
    audit: bigint
    seals: bigint
    last: bigint
  }>`select (select count(*) from audit) as audit, (select count(*) from seals) as seals, (select max(seq) from seals) as last`.execute(
    world.database,
  )
  expect(rows[0]?.seals).toBe(rows[0]?.audit)
  expect(rows[0]?.last).toBe(rows[0]?.seals)
})

it('is written with the act or not at all', async () => {
  await world.owner(
    `create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'no audit today'; end $$; create trigger refuse before insert on audit for each row execute function refuse()`,
  )
  try {
    await expect(cycleIn(world, 'draft')).rejects.toThrow('no audit today')
    const { count } = await world.database
      .selectFrom('cycles')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('state', '=', 'draft')
      .executeTakeFirstOrThrow()
    expect(count).toBe(0n)
  } finally {
    await world.owner('drop trigger refuse on audit')
  }
})
