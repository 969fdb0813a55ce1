import { sql } from 'kysely'
import { perform } from '../../acts/act.ts'
import { approveList } from '../../acts/approve-list.ts'
import { commitBudget } from '../../acts/commit-budget.ts'
import { loadPolicies } from '../../acts/load-policies.ts'
import { makeBatch } from '../../acts/make-batch.ts'
import { makeList } from '../../acts/make-list.ts'
import { postLedger } from '../../acts/post-ledger.ts'
import { confirmAccount, proposeAccount } from '../../acts/propose-account.ts'
import { recordBankWord, recordEvent } from '../../acts/record-bank-word.ts'
import { releaseBatch } from '../../acts/release-batch.ts'
import { setClock } from '../../acts/set-clock.ts'
import type { BankWord } from '../../domain/bank-word.ts'
import { changedFiles, readPacks } from '../../policies/read-pack.ts'
import { once, type World } from './world.ts'

export type Payee = {
  readonly caseId: string
  readonly number: string
  readonly name: string
  readonly unitId: string
  readonly contact: { readonly id: string; readonly name: string; readonly mobile: string; readonly unitId: string }
  readonly fen: bigint
}

/** What a county really granted, as an assessment keeps it. */
export type Granted = {
  readonly fen: bigint
  readonly facts?: Record<string, unknown>
  readonly readings?: Record<string, string>
}

/** What of a world a round is opened in: an office under a government. */
export type Ground = Pick<
  World,
  'house' | 'database' | 'addUnit' | 'addMember' | 'actorOf' | 'authority' | 'section' | 'government' | 'goOn'
> & { readonly people: Pick<World['people'], 'officer' | 'leader'> }

/**
 * A round of a scheme whose claims are approved and committed in this order, as far as the appropriation reaches, with
 * finance beside the office: one who makes batches and one who releases them.
 */
export async function openRound(
  world: Ground,
  {
    granted,
    appropriatedFen = 100_000_000_00n,
    scheme = 'operation',
    pack = 'jining',
    year = 2024,
  }: {
    granted: readonly Granted[]
    appropriatedFen?: bigint
    scheme?: string
    pack?: string
    year?: number
  },
) {
  const { house, database, addUnit, addMember, actorOf, people, authority, section } = world
  const { treasury, finance } = await purses.take(world)
  const now = (await sql<{ now: string }>`select business_now() as now`.execute(database)).rows[0]?.now as string
  const read = readPacks([`policies/${pack}`])
  if (!read.ok) throw new Error(`the pack ${pack} cannot be read`)
  await loadPolicies(database, { packs: read.packs, calendars: [], changedFiles })
  const policy = await database
    .selectFrom('policy_versions')
    .select('id')
    .where('pack', '=', pack)
    .executeTakeFirstOrThrow()
  const { id: cycleId } = await database
    .insertInto('cycles')
    .values({
      number: `SB-${Math.random().toString(36).slice(2, 10)}`,
      kind: 'claim-round',
      policy_version_id: policy.id,
      procedure: scheme,
      unit_id: authority,
      unit_name: '卫生健康委员会',
      section_id: section,
      section_name: '妇幼健康科',
      officer_id: people.officer.id,
      officer_name: people.officer.name,
      title: `${year}年度运营补助`,
      state: 'open',
      parameters: JSON.stringify({}),
      document_number: null,
      signed_by: null,
      signed_by_name: null,
      signed_at: now,
      text_sha256: null,
      opened_at: now,
      due_at: now,
      closed_at: null,
      finished_at: null,
      withdrawn_at: null,
      withdrawn_reason: null,
      previous_id: null,
      created_at: now,
      updated_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await database
    .insertInto('rounds')
    .values({
      cycle_id: cycleId,
      scheme,
      year,
      opens_at: now,
      closes_at: now,
      notice_working_days: null,
      rules: null,
    })
    .execute()
  await database
    .insertInto('budgets')
    .values({ cycle_id: cycleId, scheme, year, appropriated_fen: appropriatedFen })
    .execute()
  await perform(house, { actor: null }, async doing =>
    postLedger(doing, {
      cycleId,
      occasion: 'appropriated',
      at: now,
      movements: [{ from: 'appropriation', to: 'available', fen: appropriatedFen }],
    }),
  )

  const payees: Payee[] = []
  for (const [index, one] of granted.entries()) payees.push(await addPayee(one, index + 1))

  async function addPayee({ fen, facts = {}, readings = {} }: Granted, nth: number): Promise<Payee> {
    const name = `第${nth}托育有限公司`
    const unitId = await addUnit(name, { kind: 'institution', level: 'institution' })
    const contact = await addMember(`经办人${nth}`, unitId, 'contact')
    const number = `${cycleId.slice(0, 6)}-${String(nth).padStart(4, '0')}`
    const { id: filingId } = await database
      .insertInto('filings')
      .values({
        filing_number: `BA-${number}`,
        unit_id: unitId,
        county_id: authority,
        name,
        credit_code: `DEMO${number.toUpperCase()}`,
        inclusive: true,
        kind: 'institution',
        places: 60,
        filed_on: '2023-01-01',
        ended_on: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: caseId } = await database
      .insertInto('cases')
      .values({
        cycle_id: cycleId,
        position: nth,
        unit_id: unitId,
        unit_name: name,
        contact_name: null,
        contact_phone: null,
        due_at: now,
        sent_at: null,
        signed_for_at: null,
        signed_for_by: null,
        signed_for_by_name: null,
        outcome: null,
        outcome_at: null,
        outcome_by: null,
        submission_id: null,
        late_submission_id: null,
        late_counted: null,
        channel: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await database
      .insertInto('claims')
      .values({
        case_id: caseId,
        cycle_id: cycleId,
        number,
        scheme,
        filing_id: filingId,
        state: 'reviewed',
        received_at: now,
        accepted_at: now,
        asked_fen: fen,
        granted_fen: fen,
        assessment_id: null,
        approved_order: null,
        account_id: null,
        ended_at: null,
        ended_reason: null,
        created_at: now,
        updated_at: now,
      })
      .execute()
    const { id: assessmentId } = await database
      .insertInto('assessments')
      .values({
        case_id: caseId,
        made_for: 'approval',
        rule_version: '1',
        facts: JSON.stringify(facts),
        readings: JSON.stringify(readings),
        answer: '{}',
        amount_fen: fen,
        at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await database.updateTable('claims').set({ assessment_id: assessmentId }).where('case_id', '=', caseId).execute()
    await database
      .insertInto('entitlements')
      .values({ scheme, key: `BA-${number}/${year}`, case_id: caseId, held_at: now, released_at: null })
      .execute()
    await perform(house, { actor: null }, doing => commitBudget(doing, { cycleId, caseId, amountFen: fen, at: now }))
    return { caseId, number, name, unitId, contact, fen }
  }

  const payee = (nth: number): Payee => {
    const found = payees[nth - 1]
    if (!found) throw new Error(`there is no ${nth}th payee`)
    return found
  }

  /** A list of all committed claims, approved by the leader; nothing has begun. */
  const listed = async (caseIds: readonly string[] | null = null) => {
    const made = await makeList(house, await actorOf(people.officer), { cycleId, caseIds, once: once() })
    const span = await approveList(house, await actorOf(people.leader), {
      listId: made.listId,
      minutes: { number: '会议纪要〔2024〕17号', on: '2024-11-01', fileId: null },
      telephone: '0537-000 0226',
      address: '演示路1号305室',
      website: '',
      startsOn: null,
      once: once(),
    })
    return { ...made, ...span }
  }
  /** The same, and its notice has run. */
  const noticed = async (caseIds: readonly string[] | null = null) => {
    const list = await listed(caseIds)
    await world.goOn(list.startsAt)
    await setClock(house, new Date(Date.parse(list.startsAt) + 1).toISOString())
    await world.goOn()
    await setClock(house, new Date(Date.parse(list.endsAt) + 1).toISOString())
    await world.goOn()
    return list
  }
  /** The payee proposes an account and finance confirms it. */
  const bank = async (one: Payee, { number = account(one), bankCode = '104461000017' } = {}) => {
    const { accountId } = await proposeAccount(house, await actorOf(one.contact), {
      caseId: one.caseId,
      account: { holder: one.name, number, bank: '演示银行任城支行', bankCode },
      once: once(),
    })
    await confirmAccount(house, await actorOf(finance.maker), { caseId: one.caseId, accountId, once: once() })
    return accountId
  }
  const made = async (caseIds: readonly string[] | null = null, channel: 'file' | 'bank' = 'bank') =>
    makeBatch(house, await actorOf(finance.maker), { cycleId, caseIds, channel, once: once() })
  /** A batch of these claims, released by the second person. */
  const released = async (caseIds: readonly string[] | null = null, channel: 'file' | 'bank' = 'bank') => {
    const batch = await made(caseIds, channel)
    const { batchId, contentSha256 } = batch
    await releaseBatch(house, await actorOf(finance.releaser), { batchId, contentSha256, once: once() })
    return batch
  }
  /** Everything up to a released batch of all claims. */
  const readyToPay = async (channel: 'file' | 'bank' = 'bank') => {
    for (const one of payees) await bank(one)
    await noticed()
    return released(null, channel)
  }

  const payoutOf = (one: Payee, attempt = 1) =>
    database
      .selectFrom('payouts')
      .selectAll()
      .where('case_id', '=', one.caseId)
      .where('attempt', '=', attempt)
      .executeTakeFirstOrThrow()
  const hear = async (one: Payee, word: Partial<BankWord> & Pick<BankWord, 'says'>, attempt = 1) =>
    recordBankWord(house, {
      payoutId: (await payoutOf(one, attempt)).id,
      word: { amountFen: one.fen, payeeMatches: true, reference: `R-${one.number}`, reason: null, ...word },
    })
  /** As the courier hands it over: from then on nobody knows, until the bank has said something. */
  const handOver = async (one: Payee, attempt = 1) => {
    const { id } = await payoutOf(one, attempt)
    await sql`update payouts set state = 'submitting', submitted_at = business_now(), lease_token = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 minute' where id = ${id} and state = 'prepared'`.execute(
      database,
    )
    await perform(house, { actor: null }, async doing =>
      recordEvent(doing, id, { kind: 'handed-over', source: 'house' }),
    )
  }
  const claimOf = (one: Payee) =>
    database.selectFrom('claims').selectAll().where('case_id', '=', one.caseId).executeTakeFirstOrThrow()
  const budget = () =>
    database.selectFrom('budgets').selectAll().where('cycle_id', '=', cycleId).executeTakeFirstOrThrow()
  const itemOf = (one: Payee) =>
    database
      .selectFrom('notice_items')
      .innerJoin('notice_lists', 'notice_lists.id', 'notice_items.list_id')
      .selectAll('notice_items')
      .where('case_id', '=', one.caseId)
      .orderBy('notice_lists.number', 'desc')
      .executeTakeFirstOrThrow()
  /** What stands on each account of the ledger. */
  const balances = async (): Promise<Record<string, bigint>> => {
    const { rows } = await sql<{ account: string; fen: bigint }>`
      select account, sum(debit_fen - credit_fen)::bigint as fen from ledger where cycle_id = ${cycleId} group by account`.execute(
      database,
    )
    return Object.fromEntries(rows.map(({ account, fen }) => [account, BigInt(fen)]))
  }

  return {
    cycleId,
    finance,
    treasury,
    payees,
    payee,
    ...{ listed, noticed, bank, made, released, readyToPay },
    ...{ payoutOf, hear, handOver, claimOf, budget, itemOf, balances },
  }
}

export type Round = Awaited<ReturnType<typeof openRound>>

/** An account number of a payee's own. */
export const account = ({ number }: Pick<Payee, 'number'>): string =>
  `6228${Number.parseInt(number.slice(0, 6), 16) % 100000}${number.slice(-4)}`.padEnd(16, '7')

/** A world has one finance bureau, however many rounds are opened in it. */
const purses = {
  known: new WeakMap<Ground, ReturnType<typeof openPurse>>(),
  take(world: Ground) {
    const found = this.known.get(world) ?? openPurse(world)
    this.known.set(world, found)
    return found
  },
}

async function openPurse({ addUnit, addMember, government }: Ground) {
  const treasury = await addUnit('财政局', { kind: 'department', parentId: government })
  return {
    treasury,
    finance: {
      maker: await addMember('秦照', treasury, 'finance'),
      releaser: await addMember('郑以恒', treasury, 'finance'),
      third: await addMember('贺清', treasury, 'finance'),
    },
  }
}
