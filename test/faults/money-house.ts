import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { perform } from '../../acts/act.ts'
import { commitBudget } from '../../acts/commit-budget.ts'
import { askAgain } from '../../acts/confirm-never-received.ts'
import { makeList } from '../../acts/make-list.ts'
import { postLedger } from '../../acts/post-ledger.ts'
import { confirmAccount, proposeAccount } from '../../acts/propose-account.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { keyedHash, seal } from '../../acts/sealed-field.ts'
import { setClock } from '../../acts/set-clock.ts'
import { environmentWith, projectRoot } from '../../config.ts'
import type { Actor, Role } from '../../domain/actor.ts'
import { readPresence } from '../../records/actor.ts'
import { businessNow } from '../../records/database.ts'
import { readBankLedger } from '../../workers/bank/bank-ledger.ts'
import type { BankPlan } from '../../workers/bank/simulated-bank.ts'
import { openFaultHouse } from './fault-house.ts'
import { seeded } from './seeded.ts'
import { insist, until } from './until.ts'

export type MoneyHouse = Awaited<ReturnType<typeof openMoneyHouse>>
type Person = { readonly personId: string; readonly unitId: string }

/** A payee whose claim is approved. `paid`: it is to be paid; else an objection holds it, or its money waits in order. */
export interface Approved {
  readonly caseId: string
  readonly number: string
  readonly name: string
  readonly account: string
  readonly bankCode: string
  readonly fen: bigint
  readonly contact: Person
  readonly paid: boolean
}

/** What is broken while a wave of payments is made, and when. */
export interface Breaking {
  readonly before: 'notice' | 'payment'
  readonly what: string
  /** @returns to be awaited when the wave is over: fails where what was to be reached was not */
  readonly break: (money: MoneyHouse) => Promise<() => Promise<void>>
}

const bankCode = '104461000017'
const otherBankCode = '104461000025'
/** Whatever goes wrong with a bank, about as often as nothing does. */
const plans: readonly (BankPlan | undefined)[] = [
  undefined,
  undefined,
  undefined,
  undefined,
  { submit: 'dropped' },
  { submit: 'fault', settle: 'late' },
  { submit: 'garbled', ask: ['not-found', 'fault'] },
  { submit: 'forged', ask: ['forged', 'dropped'] },
  { submit: 'dropped', ask: ['not-found', 'not-found'] },
  { submit: 'other-amount', news: 'silent' },
  { submit: 'slow', news: 'twice' },
  { submit: 'lost' },
  { settle: 'returned', news: 'reversed' },
  { settle: 'paid-then-returned' },
  { news: 'forged', ask: ['other-amount', 'lost'] },
  { news: 'reversed', settle: 'late' },
]

/** A house with a bank, an office that approves and pays, and a round whose claims are paid in waves. */
export async function openMoneyHouse({ seed }: { seed: number }) {
  const house = await openFaultHouse({ bank: true })
  const { acts, database } = house
  const chance = seeded(seed)
  const ledgerFile = () => path.join(house.folder, 'bank-ledger.jsonl')
  const approved: Approved[] = []
  const names = new Set<string>()
  let mobiles = 0
  let deskFailpoint: { point: string; file: string } | undefined
  const deskDeaths: string[] = []

  const government = await addUnit('市', 'government', null)
  const authority = await addUnit('局', 'bureau', government)
  const treasury = await addUnit('财政', 'bureau', government)
  const people = {
    officer: await addPerson('经办', authority, 'officer'),
    leader: await addPerson('分管', authority, 'leader'),
    maker: await addPerson('制单', treasury, 'finance'),
    releaser: await addPerson('复核', treasury, 'finance'),
  }
  let day = Date.parse('2024-01-08T02:00:00.000Z')
  await setClock(acts, new Date(day).toISOString())
  const cycleId = await openRound()

  const money = {
    ...house,
    ...{ cycleId, people, approved, names, wave, actorOf, statementFen, bankLines, ledgerFile, armDesk },
  }
  return money

  /**
   * Claims are approved, published, put into a batch and paid; with them one that an objection holds, and one that waits
   * for money. Whatever comes back or was never received is paid again as the office does it.
   */
  async function wave(count: number, breakings: readonly Breaking[] = []): Promise<void> {
    const payees = await approve(count)
    const reached: (() => Promise<void>)[] = []
    const breakAt = async (before: Breaking['before']) => {
      for (const each of breakings.filter(each => each.before === before))
        reached.push(await each.break(money as MoneyHouse))
    }
    await breakAt('notice')
    await publish(payees)
    await tellBank(payees)
    await breakAt('payment')
    const toPay = payees.filter(({ paid }) => paid)
    for (let attempt = 1; ; attempt++) {
      if (attempt > 8) throw new Error('a wave is not paid after eight batches')
      const batchId = await payBatch()
      if (batchId) await untilEnded(batchId)
      await correctAccounts(toPay)
      const left = await unpaid(toPay)
      if (left === 0) break
    }
    for (const wasReached of reached) await wasReached()
    await untilPaidFor(toPay)
    await untilWorkflowsRest()
  }

  async function approve(count: number): Promise<Approved[]> {
    const payees: Approved[] = []
    for (let nth = 0; nth < count + 1; nth++) payees.push(await addPayee(nth < count))
    for (const payee of payees) await commit(payee)
    return payees
  }

  async function commit({ caseId, fen }: Approved): Promise<void> {
    await insist(async () => {
      const at = await businessNow(database)
      await perform(acts, { actor: null }, doing => commitBudget(doing, { cycleId, caseId, amountFen: fen, at }))
    })
  }

  /** The list is made and approved, an objection comes, and its notice runs to its end. */
  async function publish(payees: readonly Approved[]): Promise<void> {
    const caseIds = payees.map(({ caseId }) => caseId)
    const { listId } = await once(async key =>
      makeList(acts, await actorOf(people.officer), { cycleId, caseIds, once: key }),
    )
    const { startsAt, endsAt } = await atDesk<{ startsAt: string; endsAt: string }>('approveList', people.leader, {
      listId,
      minutes: { number: '纪要1号', on: '2024-01-05', fileId: null },
      telephone: '0537-0000000',
      address: '演示路1号',
      website: '',
      startsOn: null,
    })
    await advance(startsAt)
    await untilList(listId, 'running')
    for (const held of payees.filter(({ paid }) => !paid)) {
      const item = await insist(() =>
        database
          .selectFrom('notice_items')
          .select('id')
          .where('list_id', '=', listId)
          .where('case_id', '=', held.caseId)
          .executeTakeFirstOrThrow(),
      )
      const objection = { itemId: item.id, named: true, name: '实名', contact: '电话', text: '不实' }
      await once(key => raiseObjection(acts, null, { ...objection, once: key }))
    }
    await advance(endsAt)
    await untilList(listId, 'ended')
  }

  async function tellBank(payees: readonly Approved[]): Promise<void> {
    const told = payees.flatMap(({ number }) => {
      const plan = plans[Math.floor(chance() * plans.length)]
      return plan ? [[`${number}-1-1`, plan] as const] : []
    })
    const body = JSON.stringify(Object.fromEntries(told))
    await until('the bank was told', async () => {
      const { status } = await fetch(`${house.bankUrl}/tell`, { method: 'POST', body })
      return status === 204
    })
  }

  /** @returns null where what is payable came back a moment ago, and its account is to be corrected first */
  async function payBatch(): Promise<string | null> {
    const made = await atDesk<{ batchId: string; contentSha256: string }>('makeBatch', people.maker, {
      cycleId,
      caseIds: null,
      channel: 'bank',
    }).catch(fault => {
      if (/nothing-to-pay|account-not-confirmed/.test(String(fault))) return null
      throw fault
    })
    if (!made) return null
    const { batchId, contentSha256 } = made
    await atDesk('releaseBatch', people.releaser, { batchId, contentSha256 })
    return batchId
  }

  /** Until each payment has an end: asked about without waiting for the intervals, and looked at by people where it is frozen. */
  async function untilEnded(batchId: string): Promise<void> {
    await until(
      'every payment has an end',
      async () => {
        await askNow()
        const frozen = await database
          .selectFrom('payouts')
          .select('id')
          .where('batch_id', '=', batchId)
          .where('state', '=', 'frozen')
          .execute()
        for (const { id } of frozen) {
          const again = { payoutId: id, reason: '已电话核实', once: { key: randomUUID() } }
          await askAgain(acts, await actorOf(people.maker), again)
        }
        const { rows } = await sql<{ open: number }>`
          select count(*)::int as open from payouts where batch_id = ${batchId} and state not in ('paid', 'returned', 'never-received')`.execute(
          database,
        )
        return rows[0]?.open === 0
      },
      { withinMs: 240_000, tell: house.tell },
    )
  }

  async function askNow(): Promise<void> {
    await sql`update payouts set ask_at = clock_timestamp() where state in ('submitted', 'unknown') and ask_at > clock_timestamp() and ask_at < clock_timestamp() + interval '1 year'`.execute(
      database,
    )
    await sql`select pg_notify('courier', 'payouts')`.execute(database)
  }

  /** What the bank sends back is paid to another account of the same payee, which a second person has confirmed. */
  async function correctAccounts(payees: readonly Approved[]): Promise<void> {
    const { rows } = await insist(() =>
      sql<{ case_id: string; bank_code: string }>`
        select p.case_id, a.bank_code from payouts p join accounts a on a.id = p.account_id join claims c on c.case_id = p.case_id
        where p.cycle_id = ${cycleId} and p.state = 'returned' and c.state = 'payable' and a.state = 'confirmed'`.execute(
        database,
      ),
    )
    for (const { case_id, bank_code } of rows) {
      const payee = payees.find(({ caseId }) => caseId === case_id)
      if (!payee) continue
      const corrected = {
        holder: payee.name,
        number: payee.account,
        bank: '演示银行',
        bankCode: bank_code === bankCode ? otherBankCode : String(Number(bank_code) + 1).padStart(12, '0'),
      }
      const { accountId } = await once(async key =>
        proposeAccount(acts, await actorOf(payee.contact), { caseId: case_id, account: corrected, once: key }),
      )
      await once(async key =>
        confirmAccount(acts, await actorOf(people.maker), { caseId: case_id, accountId, once: key }),
      )
    }
  }

  async function unpaid(payees: readonly Approved[]): Promise<number> {
    return insist(async () => {
      const { rows } = await sql<{ left: number }>`
        select count(*)::int as left from claims where case_id = any(${payees.map(({ caseId }) => caseId)}::uuid[]) and state <> 'paid'`.execute(
        database,
      )
      return rows[0]?.left ?? payees.length
    })
  }

  // What comes back long after it was paid: the news have been read to their end, and everything is paid again.
  async function untilPaidFor(payees: readonly Approved[]): Promise<void> {
    for (let attempt = 1; attempt <= 8; attempt++) {
      await until(
        'the bank’s news are read',
        async () => {
          const lines = existsSync(ledgerFile()) ? readFileSync(ledgerFile(), 'utf8').split('\n').length - 1 : 0
          const { read_until } = await database.selectFrom('bank_news').select('read_until').executeTakeFirstOrThrow()
          return Number(read_until) >= lines
        },
        { tell: house.tell },
      )
      if ((await unpaid(payees)) === 0) return
      await correctAccounts(payees)
      const batchId = await payBatch()
      if (batchId) await untilEnded(batchId)
    }
    throw new Error('what came back late is not paid after eight batches')
  }

  async function untilWorkflowsRest(): Promise<void> {
    await until(
      'every workflow of a payment has ended or waits',
      async () => {
        const { rows } = await sql<{ left: number }>`
          select (select count(*) from wakes)::int + (select count(*) from scopes s join payouts p on s.scope = 'payout:' || p.id where p.state = 'paid' and s.state = 'open')::int as left`.execute(
          database,
        )
        return rows[0]?.left === 0
      },
      { tell: house.tell },
    )
  }

  async function advance(at: string): Promise<void> {
    const to = new Date(Date.parse(at) + 1).toISOString()
    day = Math.max(day, Date.parse(to))
    await insist(() => setClock(acts, to))
  }

  async function untilList(listId: string, state: string): Promise<void> {
    await until(
      `the notice is ${state}`,
      async () =>
        (await database.selectFrom('notice_lists').select('state').where('id', '=', listId).executeTakeFirstOrThrow())
          .state === state,
      { withinMs: 120_000, tell: house.tell },
    )
  }

  /** The desk dies once at this point. @returns a function that fails where it was not reached */
  async function armDesk(point: string): Promise<() => Promise<void>> {
    const before = deskDeaths.length
    deskFailpoint = { point, file: path.join(house.folder, `desk-${point}-${before}`) }
    return async () => {
      deskFailpoint = undefined
      if (deskDeaths.length === before) throw new Error(`the desk did not die at ${point}`)
    }
  }

  /** A person's act in a process of its own; one that dies is done once more, with the same form. */
  async function atDesk<Answer>(act: string, { personId, unitId }: Person, request: object): Promise<Answer> {
    const form = JSON.stringify({ ...request, once: { key: randomUUID() } })
    for (let attempt = 1; ; attempt++) {
      const { signal, code, said, wrong } = await runDesk([act, personId, unitId, form])
      if (code === 0) return JSON.parse(said)
      if (signal === 'SIGKILL') deskDeaths.push(act)
      else if (/RuleBroken/.test(wrong) || attempt > 20)
        throw new Error(`${act} ended with ${signal ?? code}: ${wrong}`)
    }
  }

  function runDesk(given: string[]) {
    const entry = path.join(projectRoot, 'dist', 'test', 'faults', 'desk.js')
    const failpoint = deskFailpoint ? { FAILPOINT: deskFailpoint.point, FAILPOINT_FILE: deskFailpoint.file } : {}
    const child = spawn(process.execPath, ['--enable-source-maps', entry, ...given], {
      env: environmentWith({ ...house.environment(), ...failpoint }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Buffer[] = []
    const wrong: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => wrong.push(chunk))
    return new Promise<{ signal: string | null; code: number | null; said: string; wrong: string }>(resolve =>
      child.once('close', (code, signal) =>
        resolve({
          code,
          signal,
          said: Buffer.concat(said).toString(),
          wrong: Buffer.concat(wrong).toString().slice(-800),
        }),
      ),
    )
  }

  async function addPayee(paid: boolean): Promise<Approved> {
    const nth = approved.length + 1
    const name = `第${nth}托育机构`
    const unitId = await addUnit(name, 'institution', null)
    const contact = await addPerson(`联系人${nth}`, unitId, 'contact')
    const now = await insist(() => businessNow(database))
    const number = `FA-${String(seed).padStart(3, '0')}-${String(nth).padStart(5, '0')}`
    const account = `62289${String(nth * 7919 + seed).padStart(11, '0')}`
    const fen = BigInt(3_000_00 + Math.floor(chance() * 200_000_00))
    const caseId = await insist(() =>
      database.transaction().execute(async tx => {
        const { id: filing_id } = await tx
          .insertInto('filings')
          .values({
            filing_number: `BA-${number}`,
            unit_id: unitId,
            county_id: authority,
            name,
            credit_code: `DEMO${nth}`,
            inclusive: true,
            kind: 'institution',
            places: 60,
            filed_on: '2023-01-01',
            ended_on: null,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        const { id } = await tx
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
        await tx
          .insertInto('claims')
          .values({
            case_id: id,
            cycle_id: cycleId,
            number,
            scheme: 'operation',
            filing_id,
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
        const assessment = await tx
          .insertInto('assessments')
          .values({
            case_id: id,
            made_for: 'approval',
            rule_version: '1',
            facts: JSON.stringify({ year: 2024, classes: [{ kind: 'infant', heads: 1 }] }),
            readings: JSON.stringify({ headcount: 'on-day', partYear: 'full-rate' }),
            answer: '{}',
            amount_fen: fen,
            at: now,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        await tx.updateTable('claims').set({ assessment_id: assessment.id }).where('case_id', '=', id).execute()
        await tx
          .insertInto('accounts')
          .values({
            unit_id: unitId,
            holder: name,
            number_sealed: seal(acts.fieldKey, account),
            number_hash: keyedHash(acts.fieldKey, account),
            number_last4: account.slice(-4),
            bank: '演示银行',
            bank_code: bankCode,
            state: 'confirmed',
            made_by: contact.personId,
            made_by_name: '联系人',
            made_at: now,
            confirmed_by: people.maker.personId,
            confirmed_by_name: '制单',
            confirmed_at: now,
          })
          .execute()
        return id
      }),
    )
    const payee = { caseId, number, name, account, bankCode, fen, contact, paid }
    approved.push(payee)
    names.add(name)
    return payee
  }

  async function openRound(): Promise<string> {
    const now = await businessNow(database)
    const policy = await database
      .selectFrom('policy_versions')
      .select('id')
      .where('status', '<>', 'draft')
      .executeTakeFirstOrThrow()
    const appropriatedFen = 1_000_000_000_00n
    const { id } = await database
      .insertInto('cycles')
      .values({
        number: `FA-${seed}`,
        kind: 'claim-round',
        policy_version_id: policy.id,
        procedure: 'operation',
        unit_id: authority,
        unit_name: '局',
        section_id: null,
        section_name: null,
        officer_id: people.officer.personId,
        officer_name: '经办',
        title: '2024年度运营补助',
        state: 'settling',
        parameters: '{}',
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
    const round = { cycle_id: id, scheme: 'operation', year: 2024 }
    await database
      .insertInto('rounds')
      .values({ ...round, opens_at: now, closes_at: now, notice_working_days: null, rules: null })
      .execute()
    await database
      .insertInto('budgets')
      .values({ ...round, appropriated_fen: appropriatedFen })
      .execute()
    await perform(acts, { actor: null }, ({ tx }) =>
      postLedger(tx, {
        cycleId: id,
        occasion: 'appropriated',
        at: now,
        movements: [{ from: 'appropriation', to: 'available', fen: appropriatedFen }],
      }),
    )
    return id
  }

  async function addUnit(name: string, kind: string, parentId: string | null): Promise<string> {
    const unit = { code: randomUUID(), kind, level: 'county', name, parent_id: parentId, superior_id: null }
    const row = { ...unit, close_of_business: null, closed_at: null }
    return insist(
      async () => (await database.insertInto('units').values(row).returning('id').executeTakeFirstOrThrow()).id,
    )
  }

  async function addPerson(name: string, unitId: string, role: Role): Promise<Person> {
    const mobile = `1550000${String(++mobiles).padStart(4, '0')}`
    const row = { name, mobile, email: `${mobile}@faults.example`, disabled_at: null }
    const { id: personId } = await insist(() =>
      database.insertInto('people').values(row).returning('id').executeTakeFirstOrThrow(),
    )
    await insist(() =>
      database
        .insertInto('memberships')
        .values({ person_id: personId, unit_id: unitId, role, until_on: null })
        .execute(),
    )
    return { personId, unitId }
  }

  async function actorOf({ personId, unitId }: Person): Promise<Actor> {
    const { actor } = await insist(() => readPresence(database, personId, unitId))
    if (!actor) throw new Error(`nobody is ${personId}`)
    return actor
  }

  function bankLines(): number {
    return readBankLedger(ledgerFile()).length
  }

  /** What the bank says it has paid and kept, in fen. */
  function statementFen(): bigint {
    const settled = new Map<string, bigint>()
    for (const { kind, key, amountFen } of readBankLedger(ledgerFile())) {
      if (kind === 'settled') settled.set(key, BigInt(amountFen ?? '0'))
      if (kind === 'returned') settled.delete(key)
    }
    return [...settled.values()].reduce((sum, fen) => sum + fen, 0n)
  }
}

/** A form that is sent again, as it is, until somebody has answered. */
function once<Answer>(act: (form: { key: string }) => Promise<Answer>): Promise<Answer> {
  const form = { key: randomUUID() }
  return insist(() => act(form))
}
