import { sql } from 'kysely'
import { closeBatch } from '../../acts/close-batch.ts'
import { askAgain, confirmNeverReceived } from '../../acts/confirm-never-received.ts'
import { exportBatch } from '../../acts/export-batch.ts'
import { makeBatch } from '../../acts/make-batch.ts'
import { confirmAccount, proposeAccount, rejectAccount } from '../../acts/propose-account.ts'
import { recordReceipts } from '../../acts/record-receipts.ts'
import { releaseBatch } from '../../acts/release-batch.ts'
import { open } from '../../acts/sealed-field.ts'
import { voidBatch } from '../../acts/void-batch.ts'
import { FieldErrors, NotFound } from '../../domain/refusal.ts'
import { account, openRound, type Payee, type Round } from '../builders/money.ts'
import { clearDesk, type Member, once, openWorld, type World } from '../builders/world.ts'

let world: World
let round: Round
beforeAll(async () => {
  world = await openWorld({ addressees: 0 })
})
beforeEach(async () => {
  await clearDesk(world)
  round = await openRound(world, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
})
afterAll(() => world.close())

const states = () => Promise.all(round.payees.map(async one => (await round.claimOf(one)).state))
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    fault =>
      fault instanceof FieldErrors
        ? fault.errors.map(({ field, code }) => `${field} ${code}`)
        : fault instanceof NotFound
          ? 'not-there'
          : fault.code,
  )
const propose = async (one: Payee, by: Member, over: object = {}) =>
  proposeAccount(world.house, await world.actorOf(by), {
    caseId: one.caseId,
    account: { holder: one.name, number: account(one), bank: '演示银行', bankCode: '104461000017', ...over },
    once: once(),
  })
const confirm = async (one: Payee, accountId: string, by: Member) =>
  confirmAccount(world.house, await world.actorOf(by), { caseId: one.caseId, accountId, once: once() })
const release = async (batch: { batchId: string; contentSha256: string }, by: Member) =>
  releaseBatch(world.house, await world.actorOf(by), { ...batch, once: once() })
const close = async (batchId: string, statementFen: string) =>
  closeBatch(world.house, await world.actorOf(round.finance.maker), { batchId, statementFen, once: once() })
const sharesOf = async () =>
  (
    await world.database
      .selectFrom('shares')
      .innerJoin('payouts', 'payouts.id', 'shares.payout_id')
      .select(['payouts.key', 'shares.amount_fen', 'shares.year', 'shares.reversed_at'])
      .where('payouts.cycle_id', '=', round.cycleId)
      .orderBy('payouts.key')
      .execute()
  ).map(({ reversed_at, ...row }) => ({ ...row, stands: reversed_at === null }))
const noticesOf = async (occasion: string) =>
  world.database
    .selectFrom('notices')
    .selectAll()
    .where('cycle_id', '=', round.cycleId)
    .where('occasion', '=', occasion)
    .execute()

describe('an account', () => {
  it('is not taken where its holder is not the applicant or its codes have another form', async () => {
    const one = round.payee(1)
    expect(
      await refusal(propose(one, one.contact, { holder: '宁馨托育', number: '６２２８', bankCode: '1044610000' })),
    ).toEqual(['holder holder-is-another', 'number not-an-account-number', 'bankCode not-a-bank-code'])
  })

  it('counts when a second person has confirmed it, and not before', async () => {
    const one = round.payee(1)
    const { accountId } = await propose(one, round.finance.maker)
    expect(await refusal(confirm(one, accountId, round.finance.maker))).toBe('maker-cannot-confirm')
    expect(await refusal(confirm(one, accountId, one.contact))).toBe('not-there')
    await confirm(one, accountId, round.finance.releaser)
    expect(await refusal(confirm(one, accountId, round.finance.third))).toBe('not-in-this-state')
  })

  it('is kept encrypted: its number stands nowhere but under its seal', async () => {
    const one = round.payee(1)
    const { accountId, last4 } = await propose(one, one.contact)
    expect(last4).toBe(account(one).slice(-4))
    const row = await world.database
      .selectFrom('accounts')
      .selectAll()
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    expect(open(world.house.fieldKey, row.number_sealed)).toBe(account(one))
    const [everything] = await world.owner(
      "select (select string_agg(t::text, '') from accounts t) || (select string_agg(t::text, '') from audit t) || (select string_agg(t::text, '') from idempotency t) as text",
    )
    expect(everything?.text).not.toContain(account(one))
  })

  it('of another applicant is nobody’s to propose', async () => {
    expect(await refusal(propose(round.payee(1), round.payee(2).contact))).toBe('not-there')
  })
})

describe('a batch', () => {
  it('takes nothing whose notice has not run', async () => {
    for (const one of round.payees) await round.bank(one)
    expect(await refusal(round.made())).toBe('nothing-to-pay')
    await round.listed()
    expect(await refusal(round.made([round.payee(1).caseId]))).toBe('not-payable')
  })

  it('takes nothing whose account nobody has confirmed', async () => {
    await round.bank(round.payee(1))
    await propose(round.payee(2), round.payee(2).contact)
    await round.noticed()
    expect(await refusal(round.made(round.payees.map(({ caseId }) => caseId)))).toBe('account-not-confirmed')
    expect(await round.made()).toMatchObject({ totalFen: '12600000', leftOut: [round.payee(2).name] })
    expect(await refusal(round.made())).toBe('account-not-confirmed')
  })

  it('is released by another person than its maker, with the fingerprint that was seen', async () => {
    for (const one of round.payees) await round.bank(one)
    await round.noticed()
    const batch = await round.made()
    expect(await refusal(release(batch, round.finance.maker))).toBe('maker-cannot-release')
    expect(await refusal(release(batch, world.people.officer))).toBe('not-there')
    expect(await refusal(release({ ...batch, contentSha256: 'x'.repeat(64) }, round.finance.releaser))).toBe(
      'batch-changed',
    )
    expect(await states()).toEqual(['payable', 'payable'])
    await release(batch, round.finance.releaser)
    expect(await states()).toEqual(['in-payment', 'in-payment'])
    expect(await refusal(release(batch, round.finance.releaser))).toBe('not-in-this-state')
  })

  it('is void when an account of it is changed before its release', async () => {
    for (const one of round.payees) await round.bank(one)
    await round.noticed()
    const batch = await round.made()
    const { accountId } = await propose(round.payee(2), round.payee(2).contact, { number: '6228000011112222' })
    expect(await confirm(round.payee(2), accountId, round.finance.maker)).toEqual({ voidedBatches: [batch.number] })
    expect(await refusal(release(batch, round.finance.releaser))).toBe('not-in-this-state')
    const again = await round.made()
    expect(again.contentSha256).not.toBe(batch.contentSha256)
    expect((await round.payoutOf(round.payee(2), 2)).account_id).toBe(accountId)
  })

  it('whose rows were changed past the acts is not released', async () => {
    for (const one of round.payees) await round.bank(one)
    await round.noticed()
    const batch = await round.made()
    await world.owner(`update payouts set amount_fen = amount_fen + 1 where batch_id = '${batch.batchId}'`)
    expect(await refusal(release(batch, round.finance.releaser))).toBe('batch-changed')
  })

  it('taken back sets its claims free for another, with keys that were never used', async () => {
    for (const one of round.payees) await round.bank(one)
    await round.noticed()
    const first = await round.made()
    expect(await refusal(round.made([round.payee(1).caseId]))).toBe('not-payable')
    const given = { batchId: first.batchId, reason: '金额待核', once: once() }
    await voidBatch(world.house, await world.actorOf(round.finance.maker), given)
    await round.made()
    const keys = await world.database
      .selectFrom('payouts')
      .select('key')
      .where('case_id', '=', round.payee(1).caseId)
      .orderBy('key')
      .execute()
    expect(keys.map(({ key }) => key)).toEqual([`${round.payee(1).number}-1-1`, `${round.payee(1).number}-1-2`])
  })

  it('of a document that is a draft is never made', async () => {
    const rehearsal = await openRound(world, { granted: [{ fen: 500_00n }], pack: 'ningguo', scheme: 'lecture' })
    await rehearsal.bank(rehearsal.payee(1))
    await rehearsal.noticed()
    expect(await refusal(rehearsal.made())).toBe('pack-never-paid')
  })

  it('made twice in the same instant pays nothing twice', async () => {
    for (const one of round.payees) await round.bank(one)
    await round.noticed()
    const maker = await world.actorOf(round.finance.maker)
    const make = () =>
      refusal(makeBatch(world.house, maker, { cycleId: round.cycleId, caseIds: null, channel: 'bank', once: once() }))
    expect((await Promise.all([make(), make(), make()])).sort()).toEqual(['done', 'nothing-to-pay', 'nothing-to-pay'])
  })

  it('past the acts, no payment is written whose notice has not run', async () => {
    await round.bank(round.payee(1))
    const { listId } = await round.noticed([round.payee(1).caseId])
    const { batchId } = await round.made([round.payee(1).caseId])
    const insert = `insert into payouts (batch_id, cycle_id, case_id, attempt, key, account_id, amount_fen, state)
      select '${batchId}', cycle_id, '${round.payee(1).caseId}', 9, gen_random_uuid()::text, account_id, amount_fen, 'void' from payouts where batch_id = '${batchId}'`
    await world.owner(insert)
    await world.owner(`update notice_lists set state = 'running' where id = '${listId}'`)
    await expect(world.owner(insert)).rejects.toMatchObject({ code: '23514' })
  })
})

describe('what the bank says', () => {
  beforeEach(async () => {
    await round.readyToPay()
    for (const one of round.payees) await round.handOver(one)
  })

  it('paid: claim, budget, ledger and payee follow', async () => {
    expect(await round.balances()).toMatchObject({ 'in-payment': 180_000_00n, committed: 0n })
    await round.hear(round.payee(1), { says: 'accepted' })
    await round.hear(round.payee(1), { says: 'paid' })
    expect(await states()).toEqual(['paid', 'in-payment'])
    expect(await round.budget()).toMatchObject({ paid_fen: 126_000_00n, committed_fen: 180_000_00n })
    expect(await round.balances()).toMatchObject({ paid: 126_000_00n, 'in-payment': 54_000_00n, committed: 0n })
    const [notice] = await noticesOf('paid')
    expect(notice?.text).toContain('126,000.00')
    expect(notice?.text).not.toContain(account(round.payee(1)))
  })

  it('twice, or an old word behind a newer one, changes nothing', async () => {
    await round.hear(round.payee(1), { says: 'paid' })
    await round.hear(round.payee(1), { says: 'paid' })
    await round.hear(round.payee(1), { says: 'accepted' })
    await round.hear(round.payee(1), { says: 'not-found' })
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
    expect((await round.payoutOf(round.payee(1))).state).toBe('paid')
    expect(await noticesOf('paid')).toHaveLength(1)
  })

  it('in the same instant from five sides counts once', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => round.hear(round.payee(1), { says: 'paid' })))
    expect(await round.budget()).toMatchObject({ paid_fen: 126_000_00n })
    expect(await round.balances()).toMatchObject({ paid: 126_000_00n })
  })

  it.each([
    ['another amount', { says: 'paid', amountFen: 126_000_01n }],
    ['another payee', { says: 'paid', payeeMatches: false }],
  ] as const)('%s freezes the payment, and nothing counts as paid', async (_what, word) => {
    await round.hear(round.payee(1), word)
    expect((await round.payoutOf(round.payee(1))).state).toBe('frozen')
    expect((await round.budget()).paid_fen).toBe(0n)
    expect(await states()).toEqual(['in-payment', 'in-payment'])
    const { id } = await round.payoutOf(round.payee(1))
    const alarms = await world.database.selectFrom('alarms').select('kind').where('subject', '=', id).execute()
    expect(alarms).toEqual([{ kind: 'payment-mismatch' }])
    await round.hear(round.payee(1), { says: 'paid' })
    expect((await round.payoutOf(round.payee(1))).state).toBe('frozen')
    const finance = await world.actorOf(round.finance.maker)
    expect(await refusal(askAgain(world.house, finance, { payoutId: id, reason: '', once: once() }))).toEqual([
      'reason required',
    ])
    await askAgain(world.house, finance, { payoutId: id, reason: '电话核实', once: once() })
    await round.hear(round.payee(1), { says: 'paid' })
    expect(await states()).toEqual(['paid', 'in-payment'])
  })

  it('nothing found is no promise: it is unknown, and in no other batch', async () => {
    await round.hear(round.payee(1), { says: 'not-found' })
    expect((await round.payoutOf(round.payee(1))).state).toBe('unknown')
    expect(await refusal(round.made([round.payee(1).caseId]))).toBe('not-payable')
  })

  it('never received, by two people: only then it may be paid again', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'not-found' })
    const { id } = await round.payoutOf(one)
    const say = async (by: Member) =>
      confirmNeverReceived(world.house, await world.actorOf(by), { payoutId: id, reason: '国库来电', once: once() })
    expect(await say(round.finance.maker)).toEqual({ confirmed: false })
    expect(await refusal(say(round.finance.maker))).toBe('confirmed-already')
    expect(await states()).toEqual(['in-payment', 'in-payment'])
    expect(await say(round.finance.releaser)).toEqual({ confirmed: true })
    expect(await states()).toEqual(['payable', 'in-payment'])
    expect(await round.balances()).toMatchObject({ committed: 126_000_00n, 'in-payment': 54_000_00n })
    await round.made([one.caseId])
    expect((await round.payoutOf(one, 2)).key).toBe(`${one.number}-1-2`)
  })

  it('that contradicts what was final raises an alarm and freezes the next attempt', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'never-received' })
    await round.made([one.caseId])
    await round.hear(one, { says: 'paid' })
    expect((await round.payoutOf(one, 2)).state).toBe('frozen')
    expect((await round.budget()).paid_fen).toBe(0n)
    const { id } = await round.payoutOf(one)
    const alarms = await world.database.selectFrom('alarms').select('kind').where('subject', '=', id).execute()
    expect(alarms).toEqual([{ kind: 'payment-contradicted' }])
  })

  it('returned: the payee corrects the account, a second person confirms it, and it is paid once', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'returned', reason: '行号有误' })
    await world.goOn()
    expect(await states()).toEqual(['payable', 'in-payment'])
    expect(await round.balances()).toMatchObject({ committed: 126_000_00n, returned: 0n, 'in-payment': 54_000_00n })
    const [notice] = await noticesOf('payment-returned')
    expect(notice?.text).toContain('行号有误')
    expect(await refusal(round.made([one.caseId]))).toBe('account-not-confirmed')
    const openSteps = async () =>
      (
        await world.database
          .selectFrom('tasks')
          .select('step')
          .where('cycle_id', '=', round.cycleId)
          .where('state', '=', 'open')
          .execute()
      ).map(({ step }) => step)
    expect(await openSteps()).toEqual(['account'])
    const wrong = await propose(one, one.contact, { bankCode: '104461000099' })
    await world.goOn()
    expect(await openSteps()).toEqual(['confirm-account'])
    const rejected = { caseId: one.caseId, accountId: wrong.accountId, reason: '仍不对', once: once() }
    await rejectAccount(world.house, await world.actorOf(round.finance.maker), rejected)
    await world.goOn()
    expect(await openSteps()).toEqual(['account'])
    const { accountId } = await propose(one, one.contact, { bankCode: '104461000025' })
    await confirm(one, accountId, round.finance.maker)
    await world.goOn()
    expect(await openSteps()).toEqual([])
    await round.released([one.caseId])
    await round.handOver(one, 2)
    await round.hear(one, { says: 'paid' }, 2)
    await round.hear(one, { says: 'paid' }, 1)
    expect(await states()).toEqual(['paid', 'in-payment'])
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
  })

  it('returned after it was paid: paid falls, committed stays', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'paid' })
    await world.goOn()
    await round.hear(one, { says: 'returned' })
    await world.goOn()
    expect(await round.budget()).toMatchObject({ paid_fen: 0n, committed_fen: 180_000_00n })
    expect(await round.balances()).toMatchObject({ paid: 0n, committed: 126_000_00n, returned: 0n })
    expect(await noticesOf('payment-returned')).toHaveLength(1)
  })

  it('nothing, for longer than the period: finance is told once, and reminded', async () => {
    await round.hear(round.payee(1), { says: 'paid' })
    await world.goOn()
    expect(await noticesOf('payment-unknown')).toEqual([])
    await world.goOn('2026-11-26T02:00:00.000Z')
    await world.goOn()
    const told = await noticesOf('payment-unknown')
    expect(told.map(({ unit_id }) => unit_id)).toEqual([round.treasury])
    await round.hear(round.payee(2), { says: 'paid' })
    await world.goOn()
    const left = await world.database
      .selectFrom('tasks')
      .select('step')
      .where('cycle_id', '=', round.cycleId)
      .where('state', '=', 'open')
      .execute()
    expect(left).toEqual([])
  })

  it('is written down as a story of the payment, without the account', async () => {
    await round.hear(round.payee(1), { says: 'not-found' })
    await round.hear(round.payee(1), { says: 'paid' })
    const { id } = await round.payoutOf(round.payee(1))
    const events = await world.database
      .selectFrom('payout_events')
      .select(['kind', 'source'])
      .where('payout_id', '=', id)
      .orderBy('id')
      .execute()
    expect(events).toEqual([
      { kind: 'handed-over', source: 'house' },
      { kind: 'not-found', source: 'bank' },
      { kind: 'paid', source: 'bank' },
    ])
  })
})

describe('a batch is closed', () => {
  it('when every payment has an end and the statement agrees to the fen, naming what came back', async () => {
    const { batchId } = await round.readyToPay()
    for (const one of round.payees) await round.handOver(one)
    expect(await refusal(close(batchId, '18000000'))).toBe('payments-open')
    await round.hear(round.payee(1), { says: 'paid' })
    await round.hear(round.payee(2), { says: 'returned' })
    expect(await refusal(close(batchId, '12600001'))).toBe('statement-differs')
    expect(await refusal(close(batchId, '1e5'))).toEqual(['statementFen not-an-amount'])
    expect(await close(batchId, '12600000')).toEqual({
      paidFen: '12600000',
      returned: [`${round.payee(2).number}-1-1`],
    })
  })
})

describe('by file', () => {
  const receipts = async (text: string, key = once()) =>
    recordReceipts(world.house, await world.actorOf(round.finance.maker), {
      cycleId: round.cycleId,
      bytes: Buffer.from(text),
      once: key,
    })
  const head = '凭证号,结果,金额（元）,回单号,原因\r\n'

  it('a released batch goes out with its keys, every time with the same bytes, and comes back as receipts', async () => {
    const { batchId } = await round.readyToPay('file')
    const finance = await world.actorOf(round.finance.maker)
    const file = await exportBatch(world.house, finance, { batchId })
    expect((await exportBatch(world.house, finance, { batchId })).bytes.equals(file.bytes)).toBe(true)
    const text = file.bytes.toString('utf8')
    expect(text).toContain(`${round.payee(1).number}-1-1`)
    expect(text).toContain(account(round.payee(1)))
    expect(text).toContain('126000.00')
    expect((await round.payoutOf(round.payee(1))).state).toBe('submitted')
    const [one, two] = round.payees.map(({ number }) => `${number}-1-1`)
    const answer = await receipts(
      `${head}${one},已付,"126,000.00",R1,\r\n${two},退汇,54000,R2,户名不符\r\nXX-1-1,已付,1.00,,\r\n`,
    )
    expect(answer.rows.map(({ row, state }) => [row, state])).toEqual([
      [2, 'paid'],
      [3, 'returned'],
      [4, null],
    ])
    expect(await states()).toEqual(['paid', 'payable'])
    await receipts(`${head}${one},已付,126000.00,R1,\r\n`)
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
  })

  it('a receipt with another amount freezes its payment; a file that cannot be read changes nothing', async () => {
    const { batchId } = await round.readyToPay('file')
    await exportBatch(world.house, await world.actorOf(round.finance.maker), { batchId })
    const [one, two] = round.payees.map(({ number }) => `${number}-1-1`)
    expect(await refusal(receipts(`${head}${one},已付,126000.00,,\n${two},也许,5e3,,\n${one},未收到,1,,\n`))).toEqual([
      'receipts.3.结果 not-a-result',
      'receipts.3.金额（元） not-an-amount',
      'receipts.4.凭证号 twice-in-file',
      'receipts.4.结果 needs-two-people',
    ])
    expect(await states()).toEqual(['in-payment', 'in-payment'])
    await receipts(`${head}${one},已付,126000.01,,\n`)
    expect((await round.payoutOf(round.payee(1))).state).toBe('frozen')
  })

  it('what goes to the bank’s service is not exported', async () => {
    const { batchId } = await round.readyToPay('bank')
    expect(await refusal(exportBatch(world.house, await world.actorOf(round.finance.maker), { batchId }))).toBe(
      'not-by-file',
    )
  })
})

describe('the city’s share', () => {
  const classes = (infants: number, others: number) => ({
    year: 2024,
    classes: [
      { kind: 'infant', heads: infants },
      { kind: 'senior', heads: others },
    ],
  })
  const readings = {
    headcount: 'on-day',
    partYear: 'full-rate',
    classChange: 'class-when-counted',
    age: 'turns-three-in-year',
  }

  beforeEach(async () => {
    // 12 × 3,000 + 45 × 2,000 = 126,000, share 12 × 900 + 45 × 600 = 37,800; 18 × 3,000 = 54,000, share 16,200.
    round = await openRound(world, {
      granted: [
        { fen: 126_000_00n, facts: classes(12, 45), readings },
        { fen: 54_000_00n, facts: classes(18, 0), readings },
      ],
    })
    await round.readyToPay()
    for (const one of round.payees) await round.handOver(one)
  })

  it('follows from each payment that was made, and from none that was not', async () => {
    await round.hear(round.payee(1), { says: 'paid' })
    expect(await sharesOf()).toEqual([
      { key: `${round.payee(1).number}-1-1`, amount_fen: 37_800_00n, year: 2024, stands: true },
    ])
    await round.hear(round.payee(2), { says: 'paid' })
    expect((await sharesOf()).map(({ amount_fen }) => amount_fen)).toEqual([37_800_00n, 16_200_00n])
  })

  it('falls by itself when a payment comes back, and follows the one that stands', async () => {
    const one = round.payee(1)
    await round.hear(one, { says: 'paid' })
    await round.hear(one, { says: 'returned' })
    expect((await sharesOf()).map(({ stands }) => stands)).toEqual([false])
    await round.bank(one, { bankCode: '104461000025' })
    await round.released([one.caseId])
    await round.handOver(one, 2)
    await round.hear(one, { says: 'paid' }, 2)
    expect(await sharesOf()).toEqual([
      { key: `${one.number}-1-1`, amount_fen: 37_800_00n, year: 2024, stands: false },
      { key: `${one.number}-1-2`, amount_fen: 37_800_00n, year: 2024, stands: true },
    ])
  })
})

it('the ledger balances at every prefix, and nobody changes what was posted', async () => {
  await round.readyToPay()
  for (const one of round.payees) await round.handOver(one)
  await round.hear(round.payee(1), { says: 'paid' })
  await round.hear(round.payee(1), { says: 'returned' })
  await round.hear(round.payee(2), { says: 'never-received' })
  const { rows } = await sql<{ uneven: number }>`
    select count(*)::int as uneven from (
      select sum(debit_fen) over w as debit, sum(credit_fen) over w as credit, lead(transaction_id) over (order by id) is distinct from transaction_id as last
      from ledger where cycle_id = ${round.cycleId} window w as (order by id)) prefix where last and debit <> credit`.execute(
    world.database,
  )
  expect(rows[0]?.uneven).toBe(0)
  await expect(world.database.updateTable('ledger').set({ occasion: 'x' }).execute()).rejects.toMatchObject({
    code: '42501',
  })
  await expect(world.database.deleteFrom('ledger').execute()).rejects.toMatchObject({ code: '42501' })
})
