import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { wake } from '../acts/act.ts'
import { approveList } from '../acts/approve-list.ts'
import { beginClaim } from '../acts/begin-claim.ts'
import { acceptClaim } from '../acts/decide-acceptance.ts'
import { approveClaim } from '../acts/decide-claim.ts'
import { declareInterest } from '../acts/declare-interest.ts'
import { createRound, saveRound } from '../acts/draft-round.ts'
import { makeBatch } from '../acts/make-batch.ts'
import { makeList } from '../acts/make-list.ts'
import { listScope } from '../acts/money-matter.ts'
import { confirmAccount, proposeAccount } from '../acts/propose-account.ts'
import { releaseBatch } from '../acts/release-batch.ts'
import { reviewClaim } from '../acts/review-claim.ts'
import { type Child, saveChildren, saveClaim } from '../acts/save-claim.ts'
import { storeEvidence } from '../acts/store-evidence.ts'
import { submitClaim } from '../acts/submit-claim.ts'
import { submitForSignature } from '../acts/submit-for-signature.ts'
import type { Environment } from '../config.ts'
import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { localDateOf } from '../domain/local-time.ts'
import { freePort } from '../workers/embedded/free-port.ts'
import { walkScope } from '../workers/walk-scope.ts'
import { openTask, signTask } from './course.ts'
import { type Ground, until } from './ground.ts'
import { hire, type Population } from './population.ts'

const once = () => ({ key: randomUUID() })
const year = 2024

/** A county with an open round, and the institutions that filed with it: each unit of a population is one. */
export interface County extends Population {
  readonly cycleId: string
  readonly reviewer: Actor
  readonly maker: Actor
  readonly releaser: Actor
  /** The filing of each contact's unit, by unit. */
  readonly filings: ReadonlyMap<string, string>
}

/** A filled-in application that is not handed in yet. */
export interface Draft {
  readonly caseId: string
  readonly version: number
  readonly contact: Actor
}

/** Reviewers and finance, a filing of every unit, and a round that is open by the real clock. */
export async function openCounty(ground: Ground, population: Population): Promise<County> {
  const { house, database } = ground
  await sql`
    insert into units (code, kind, level, name, parent_id, superior_id)
    select 'C-F', 'department', 'county', '测量市财政局', id, id from units where code = 'C'`.execute(database)
  await sql`
    insert into filings (filing_number, unit_id, county_id, name, credit_code, inclusive, kind, places, filed_on)
    select 'JN-' || u.code, u.id, office.id, u.name, '91370800DEMO000001', true, 'institution', 500, '2022-05-01'
    from units u, units office where u.code like 'U%' and office.code = 'C-W'`.execute(database)
  const filings = await database.selectFrom('filings').select(['unit_id', 'id']).execute()
  const people = {
    reviewer: await hire(database, '苏审', 'C-W', 'reviewer'),
    maker: await hire(database, '秦照', 'C-F', 'finance'),
    releaser: await hire(database, '郑以恒', 'C-F', 'finance'),
  }
  const { officer, sectionHead, leader } = population
  const { cycleId } = await createRound(house, officer, {
    pack: 'jining',
    scheme: 'operation',
    year,
    title: '2024年度普惠托育机构运营补助',
    once: once(),
  })
  const day = (from: number) => localDateOf(new Date(Date.now() + from * 86_400_000).toISOString())
  const round = {
    title: '2024年度普惠托育机构运营补助',
    opensOn: day(-1),
    closesOn: day(20),
    closeOfBusiness: '17:30',
    appropriationFen: '900000000000000',
    source: '测量预算〔2026〕1号',
    readings: {
      headcount: 'on-day',
      partYear: 'full-rate',
      classChange: 'class-when-counted',
      age: 'under-three-when-counted',
    },
    noticeWorkingDays: null,
    contact: { name: officer.personName, phone: '0537-000 0118' },
    documentNumber: '',
  }
  await saveRound(house, officer, { cycleId, version: 1, round })
  await submitForSignature(house, officer, { cycleId, version: 2, once: once() })
  for (const signer of [sectionHead, leader, null]) {
    await walkScope(house, 'claim-round', cycleScope(cycleId))
    if (signer) await signTask(ground, signer, (await openTask(ground, cycleId, 'signature')) ?? '')
  }
  return { ...population, ...people, cycleId, filings: new Map(filings.map(({ unit_id, id }) => [unit_id, id])) }
}

/** Everything that a county's claims need beside it: a worker, a bank that only pretends, a courier that mails and pays. */
export async function startHouse(
  ground: Ground,
  smtpUrl: string,
): Promise<{ readonly pids: readonly number[]; readonly bankPid: number }> {
  const bank: Environment = {
    BANK_URL: `http://127.0.0.1:${await freePort()}`,
    BANK_KEY: randomUUID() + randomUUID(),
    SMTP_URL: smtpUrl,
  }
  const { pid: bankPid } = await ground.start('workers/bank-simulator', bank)
  const worker = await ground.start('workers/worker')
  const courier = await ground.start('workers/courier', bank)
  return { pids: [worker.pid, courier.pid], bankPid }
}

const evidence = ['registration', 'filing-receipt', 'roll', 'fees']

/** An application with its files, its roll where it has children, and its account confirmed. */
export async function fillIn(
  { house }: Ground,
  { cycleId, filings, maker }: County,
  contact: Actor,
  { children = 0, files = evidence.length }: { readonly children?: number; readonly files?: number } = {},
): Promise<Draft> {
  const { caseId, version } = await beginClaim(house, contact, {
    cycleId,
    filingId: filings.get(contact.unitId) ?? '',
  })
  const kept: Record<string, string[]> = {}
  for (let at = 0; at < files; at++) {
    const kind = evidence[at % evidence.length] ?? ''
    const bytes = new TextEncoder().encode(`${contact.unitName} ${kind} ${at}`)
    const { fileId } = await storeEvidence(house, contact, { caseId, name: `${kind}-${at}.txt`, bytes })
    kept[kind] = [...(kept[kind] ?? []), fileId]
  }
  const facts = { countedOn: '2024-12-01', classes: [{ kind: 'senior', heads: children || 57 }] }
  let saved = await saveClaim(house, contact, { caseId, version, answers: { facts, evidence: kept } })
  if (children > 0)
    saved = await saveChildren(house, contact, {
      caseId,
      version: saved.version,
      children: Array.from({ length: children }, (_, at) => childOf(contact, at)),
    })
  const account = { holder: contact.unitName, number: numberOf(contact), bank: '演示银行', bankCode: '104461000017' }
  const { accountId } = await proposeAccount(house, contact, { caseId, account, once: once() })
  await confirmAccount(house, maker, { caseId, accountId, once: once() })
  return { caseId, version: saved.version, contact }
}

/** The account number of an institution. */
export const numberOf = ({ unitName }: Actor): string =>
  `6228${unitName.replace(/\D/g, '').padStart(8, '0')}`.padEnd(16, '7')

/** One child of an institution's roll. */
export const childOf = (contact: Actor, at: number): Child => ({
  name: `幼儿${at}`,
  identity: `B${String(100_000_000 + Number(contact.unitName.replace(/\D/g, '')) * 3000 + at)}`,
  bornOn: '2023-03-01',
  classKind: 'senior',
  enrolledFrom: null,
  enrolledUntil: null,
})

/** What is done with one claim, one after the other, each by another person. */
export function claimActs({ house }: Ground, { officer, reviewer, leader }: County) {
  const declared = async (actor: Actor, caseId: string) =>
    declareInterest(house, actor, { caseId, conflicted: false, reason: '' })
  return [
    ({ contact, caseId, version }: Draft) =>
      submitClaim(house, contact, { caseId, version, statement: true, once: once() }),
    ({ caseId }: Draft) => acceptClaim(house, officer, { caseId, once: once() }),
    async ({ caseId }: Draft) => {
      await declared(reviewer, caseId)
      const finding = { facts: {}, cutChildren: [], verdict: 'support', reason: '', clause: '' } as const
      return reviewClaim(house, reviewer, { caseId, finding, once: once() })
    },
    async ({ caseId }: Draft) => {
      await declared(leader, caseId)
      return approveClaim(house, leader, { caseId, once: once() })
    },
  ] as const
}

/** A list of these claims and its public notice, shortened to a second in its row: by the clock it takes working days. */
export async function publish({ house, database }: Ground, { officer, leader, cycleId }: County, caseIds: string[]) {
  const { listId } = await makeList(house, officer, { cycleId, caseIds, once: once() })
  await approveList(house, leader, {
    listId,
    minutes: { number: '会议纪要〔2026〕1号', on: localDateOf(new Date().toISOString()), fileId: null },
    telephone: '0537-000 0226',
    address: '测量路1号305室',
    website: '',
    startsOn: null,
    once: once(),
  })
  await database.transaction().execute(async tx => {
    await sql`
      update notice_lists set starts_at = business_now(), ends_at = business_now() + interval '1 second' where id = ${listId}`.execute(
      tx,
    )
    await wake(tx, listScope(listId), 'public-notice')
  })
  await until(async () => {
    const list = await database.selectFrom('notice_lists').select('state').where('id', '=', listId).executeTakeFirst()
    return list?.state === 'ended'
  })
  return listId
}

/**
 * A batch of these claims, released, and everything that follows until each is paid and told to its end.
 *
 * @param released done once the batch is released
 */
export async function pay(
  { house, database }: Ground,
  { maker, releaser, cycleId }: County,
  caseIds: string[],
  released: (batchId: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const { batchId, contentSha256 } = await makeBatch(house, maker, { cycleId, caseIds, channel: 'bank', once: once() })
  await releaseBatch(house, releaser, { batchId, contentSha256, once: once() })
  await released(batchId)
  await until(async () => {
    const { rows } = await sql<{ over: boolean }>`
      select not exists (select from scopes where state = 'open' and scope = any(${caseIds.map(id => `case:${id}`)}::text[]))
        and not exists (select from payouts p join scopes s on s.scope = 'payout:' || p.id where p.batch_id = ${batchId} and s.state = 'open') as over`.execute(
      database,
    )
    return rows[0]?.over
  })
}
