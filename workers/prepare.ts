import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { loadPolicies, VersionChanged } from '../acts/load-policies.ts'
import { takeCalendars } from '../acts/manage-calendar.ts'
import { type Config, readConfig } from '../config.ts'
import type { Role } from '../domain/actor.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import { readCalendars } from '../policies/calendar-file.ts'
import { type Demonstration, readDemonstration } from '../policies/read-demonstration.ts'
import { changedFiles, packFolders, readPacks } from '../policies/read-pack.ts'
import type { SourceError } from '../policies/yaml-source.ts'
import { migrate } from '../records/migrate.ts'
import { lineOfError, policiesFolder } from './commands/load-policies.ts'
import { checkPolicyText } from './commands/policy-check.ts'
import { demonstrationMark, makeDemonstration } from './demonstration.ts'
import { openHouse } from './house.ts'

/**
 * Before the service opens: tables, calendars and packs, and once the demonstration. Says on standard output what people
 * need to begin; a broken pack or an edited version is told with its file, and nothing starts.
 */
async function prepare(config: Config): Promise<number> {
  await migrate(config.ownerDatabaseUrl)
  const calendars = readCalendars(path.join(policiesFolder(), 'calendars'))
  if (!calendars.ok) return refuse(calendars.errors)
  const packs = readPacks(packFolders(policiesFolder()), { checkText: checkPolicyText })
  if (!packs.ok) return refuse(packs.errors)
  const { house, database } = openHouse(config, () => undefined, { connections: 2 })
  try {
    await loadPolicies(database, { packs: packs.packs, calendars: calendars.years, changedFiles })
    await takeCalendars(house, calendars.years)
    const shown = []
    for (const { folder, pack } of config.demonstration ? packs.packs : []) {
      if (!existsSync(path.join(folder, 'demonstration'))) continue
      const demonstration = readDemonstration(path.join(folder, 'demonstration'), pack)
      if (!demonstration.ok) return refuse(demonstration.errors)
      shown.push({ pack, demonstration: demonstration.value })
    }
    if (shown.length === 0) return 0
    const password = demonstrationPassword(config.dataFolder)
    const made = await database
      .selectFrom('idempotency')
      .select('key')
      .where('key', '=', demonstrationMark)
      .executeTakeFirst()
    if (!made) {
      await clearUnfinished(config.ownerDatabaseUrl)
      await makeQuickly(config, shown, password)
    }
    tellAccounts(shown, password)
    return 0
  } catch (fault) {
    if (!(fault instanceof VersionChanged)) throw fault
    process.stdout.write(
      `${fault.files.join('、')}：${fault.version} 已经发布过，不能改动；请恢复原样，或换一个版本号。 / ${fault.version} was published already and is never edited: restore it, or give it another version.\n`,
    )
    return 1
  } finally {
    await database.destroy()
  }
}

// Nothing waits for the disk: what a power cut takes of a demonstration is made anew, its mark being the last of it.
async function makeQuickly(config: Config, shown: readonly ShownPack[], password: string): Promise<void> {
  const { house, database, pool } = openHouse(config, () => undefined, { connections: 2 })
  pool.on('connect', client => void client.query('set synchronous_commit = off'))
  try {
    await makeDemonstration(house, shown, password)
  } finally {
    await database.destroy()
  }
}

// A first start that was cut off half-way: the service never opened, so nothing but a part of the demonstration is there.
async function clearUnfinished(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ begun: boolean }>(
      'select exists (select from people where demo) and not exists (select from people where not demo) as begun',
    )
    if (rows[0]?.begun) await client.query('truncate units, people, idempotency, audit, wakes restart identity cascade')
  } finally {
    await client.end()
  }
}

function refuse(errors: readonly SourceError[]): number {
  for (const error of errors) process.stdout.write(lineOfError(error))
  return 1
}

function demonstrationPassword(dataFolder: string): string {
  const file = path.join(dataFolder, 'demonstration-password')
  if (!existsSync(file)) writeFileSync(file, `yanshi-${randomBytes(4).toString('hex')}\n`, { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

const roleWords = {
  officer: '经办 officer',
  'section-head': '科室负责人 head of section',
  leader: '分管领导 leader',
  reviewer: '审核 reviewer',
  approver: '审批 approver',
  finance: '财政 finance',
  supervisor: '督查 supervisor',
  contact: '被征求单位联系人 contact of an addressee',
  head: '单位负责人 head of a unit',
  'system-admin': '系统管理员 system administrator',
  'security-admin': '安全管理员 security administrator',
  auditor: '审计员 auditor',
} satisfies Partial<Record<Role, string>>

type ShownPack = { readonly pack: PolicyPack; readonly demonstration: Demonstration }
type Shown = { readonly mobile: string; readonly name: string; readonly words: string }

function tellAccounts(shown: readonly ShownPack[], password: string): void {
  process.stdout.write(`演示账户（口令均为 ${password}） / demonstration accounts (one password: ${password})\n`)
  for (const { pack, demonstration } of shown) {
    process.stdout.write(` ${pack.title.zh} / ${pack.title.en}\n`)
    for (const { mobile, name, words } of accountsOf(demonstration))
      process.stdout.write(`  ${mobile}  ${name}  ${words}\n`)
  }
}

function accountsOf({ people, solicitations, claims }: Demonstration): Shown[] {
  // Of the many contacts, one whose unit has begun an answer and not sent it.
  const busy = solicitations?.running.drafts[0]?.unit
  const accounts = Object.entries(roleWords).flatMap(([role, words]): Shown[] => {
    const holders = people.filter(({ memberships }) => memberships.some(membership => membership.role === role))
    const person = holders.find(({ memberships }) => memberships.some(({ unit }) => unit === busy)) ?? holders[0]
    if (role === 'finance') return holders.slice(0, 2).map(({ mobile, name }) => ({ mobile, name, words }))
    return person ? [{ mobile: person.mobile, name: person.name, words }] : []
  })
  const applicants = (claims?.institutions ?? []).flatMap(({ mobile, applicant, toTry }): Shown[] =>
    toTry ? [{ mobile, name: applicant, words: `申报机构 institution: ${toTry.zh} ${toTry.en}` }] : [],
  )
  const all = [...accounts, ...applicants]
  return all.filter(({ mobile }, index) => all.findIndex(one => one.mobile === mobile) === index)
}

process.exitCode = await prepare(readConfig())
