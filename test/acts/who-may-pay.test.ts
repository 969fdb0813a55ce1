import type { House } from '../../acts/act.ts'
import { answerObjection } from '../../acts/answer-objection.ts'
import { approveList } from '../../acts/approve-list.ts'
import { closeBatch } from '../../acts/close-batch.ts'
import { askAgain, confirmNeverReceived } from '../../acts/confirm-never-received.ts'
import { confirmResult } from '../../acts/confirm-result.ts'
import { exportBatch } from '../../acts/export-batch.ts'
import { makeBatch } from '../../acts/make-batch.ts'
import { discardList, makeList } from '../../acts/make-list.ts'
import { openObjector } from '../../acts/open-objector.ts'
import { confirmAccount, proposeAccount, rejectAccount } from '../../acts/propose-account.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { recordReceipts } from '../../acts/record-receipts.ts'
import { recordWebsite } from '../../acts/record-website.ts'
import { releaseBatch } from '../../acts/release-batch.ts'
import { setClock } from '../../acts/set-clock.ts'
import { settleFrozen } from '../../acts/settle-frozen.ts'
import { stateOnObjection } from '../../acts/state-on-objection.ts'
import { storeNoticeFile } from '../../acts/store-notice-file.ts'
import { voidBatch } from '../../acts/void-batch.ts'
import type { Actor } from '../../domain/actor.ts'
import { NotFound } from '../../domain/refusal.ts'
import { openRound, type Round } from '../builders/money.ts'
import { later, type Member, once, openWorld, snapshot, tryAct, type World } from '../builders/world.ts'

let world: World
let everybody: Record<string, Member>
let draft: Round
let running: Round
let proposed: Round
let payable: Round
let made: Round
let released: Round
const ids: Record<string, string> = {}

// Each round stands at another point of the way, all of them at the same time.
beforeAll(async () => {
  world = await openWorld({ addressees: 0 })
  const { house, people, actorOf } = world
  const open = () => openRound(world, { granted: [{ fen: 100_00n }, { fen: 200_00n }] })
  const officer = await actorOf(people.officer)
  payable = await open()
  made = await open()
  released = await open()
  const byFile = await open()
  for (const round of [payable, made, released, byFile]) {
    for (const one of round.payees) await round.bank(one)
    await round.listed()
  }
  await setClock(house, '2026-11-17T01:00:00.001Z')
  await world.goOn()
  await setClock(house, '2026-11-23T09:30:00.001Z')
  await world.goOn()
  const batch = await made.made()
  Object.assign(ids, { batch: batch.batchId, content: batch.contentSha256 })
  ids.released = (await released.released()).batchId
  await released.handOver(released.payee(1))
  await released.hear(released.payee(1), { says: 'not-found' })
  ids.payout = (await released.payoutOf(released.payee(1))).id
  await released.handOver(released.payee(2))
  await released.hear(released.payee(2), { says: 'paid', amountFen: 1n })
  ids.frozen = (await released.payoutOf(released.payee(2))).id
  ids.byFile = (await byFile.released(null, 'file')).batchId

  draft = await open()
  ids.list = (await makeList(house, officer, { cycleId: draft.cycleId, caseIds: null, once: once() })).listId
  running = await open()
  const { startsAt, listId } = await running.listed()
  ids.runningList = listId
  await setClock(house, later(startsAt))
  await world.goOn()
  ids.item = (await running.itemOf(running.payee(1))).id
  const objection = { itemId: ids.item, named: true, name: '甲', contact: '乙', text: '丙', once: once() }
  await raiseObjection(house, null, objection)
  const { id } = await world.database
    .selectFrom('objections')
    .select('id')
    .where('item_id', '=', ids.item)
    .executeTakeFirstOrThrow()
  ids.objection = id
  proposed = await open()
  const account = { holder: proposed.payee(1).name, number: '6228000011112222', bank: '银行', bankCode: '104461000017' }
  const { caseId } = proposed.payee(1)
  ids.account = (
    await proposeAccount(house, await actorOf(proposed.payee(1).contact), { caseId, account, once: once() })
  ).accountId
  everybody = {
    ...people,
    maker: released.finance.maker,
    releaser: released.finance.releaser,
    payee: proposed.payee(1).contact as Member,
    otherPayee: proposed.payee(2).contact as Member,
    objectedTo: running.payee(1).contact as Member,
  }
}, 120_000)
afterAll(() => world?.close())

const minutes = { number: '1号', on: '2026-11-13', fileId: null }
const printed = { telephone: '1', address: '2', website: '', startsOn: null }
const id = (name: string): string => ids[name] ?? ''
const acts: Record<string, { may: string[]; act: (house: House, actor: Actor) => Promise<unknown> }> = {
  makeList: {
    may: ['officer', 'secondOfficer'],
    act: (house, actor) => makeList(house, actor, { cycleId: proposed.cycleId, caseIds: null, once: once() }),
  },
  discardList: {
    may: ['officer', 'secondOfficer'],
    act: (house, actor) => discardList(house, actor, { listId: id('list'), once: once() }),
  },
  approveList: {
    may: ['leader', 'approver', 'secondApprover'],
    act: (house, actor) => approveList(house, actor, { listId: id('list'), minutes, ...printed, once: once() }),
  },
  recordObjection: {
    may: ['officer', 'secondOfficer'],
    act: (house, actor) =>
      raiseObjection(house, actor, {
        itemId: id('item'),
        named: false,
        name: '',
        contact: '',
        text: '来信',
        once: once(),
      }),
  },
  recordWebsite: {
    may: ['officer', 'secondOfficer'],
    act: (house, actor) =>
      recordWebsite(house, actor, {
        listId: id('runningList'),
        website: 'https://example.gov.cn/1',
        fileId: null,
        once: once(),
      }),
  },
  storeMinutes: {
    may: ['leader', 'approver', 'secondApprover'],
    act: (house, actor) =>
      storeNoticeFile(house, actor, {
        listId: id('list'),
        purpose: 'minutes',
        field: 'minutes',
        name: '纪要.txt',
        bytes: Buffer.from('纪要'),
      }),
  },
  openObjector: {
    may: ['officer', 'secondOfficer', 'sectionHead', 'approver', 'secondApprover'],
    act: (house, actor) => openObjector(house, actor, { objectionId: id('objection') }),
  },
  stateOnObjection: {
    may: ['objectedTo'],
    act: (house, actor) =>
      stateOnObjection(house, actor, { objectionId: id('objection'), text: '情况属实', once: once() }),
  },
  answerObjection: {
    may: ['officer', 'secondOfficer', 'sectionHead', 'approver', 'secondApprover'],
    act: (house, actor) =>
      answerObjection(house, actor, {
        objectionId: id('objection'),
        answer: { outcome: 'dismissed' },
        reason: '不实',
        clause: '',
        once: once(),
      }),
  },
  proposeAccount: {
    may: ['payee', 'maker', 'releaser'],
    act: (house, actor) =>
      proposeAccount(house, actor, {
        caseId: proposed.payee(1).caseId,
        account: { holder: proposed.payee(1).name, number: '6228000033334444', bank: '银行', bankCode: '104461000017' },
        once: once(),
      }),
  },
  confirmAccount: {
    may: ['maker', 'releaser'],
    act: (house, actor) =>
      confirmAccount(house, actor, { caseId: proposed.payee(1).caseId, accountId: id('account'), once: once() }),
  },
  rejectAccount: {
    may: ['maker', 'releaser'],
    act: (house, actor) =>
      rejectAccount(house, actor, {
        caseId: proposed.payee(1).caseId,
        accountId: id('account'),
        reason: '有误',
        once: once(),
      }),
  },
  makeBatch: {
    may: ['maker', 'releaser'],
    act: (house, actor) =>
      makeBatch(house, actor, { cycleId: payable.cycleId, caseIds: null, channel: 'bank', once: once() }),
  },
  releaseBatch: {
    may: ['releaser', 'leader', 'approver', 'secondApprover'],
    act: (house, actor) =>
      releaseBatch(house, actor, { batchId: id('batch'), contentSha256: id('content'), once: once() }),
  },
  voidBatch: {
    may: ['maker', 'releaser'],
    act: (house, actor) => voidBatch(house, actor, { batchId: id('batch'), reason: '有误', once: once() }),
  },
  exportBatch: {
    may: ['maker', 'releaser'],
    act: (house, actor) => exportBatch(house, actor, { batchId: id('byFile') }),
  },
  recordReceipts: {
    may: ['maker', 'releaser'],
    act: (house, actor) =>
      recordReceipts(house, actor, {
        cycleId: released.cycleId,
        bytes: Buffer.from('凭证号,结果,金额（元）\n'),
        once: once(),
      }),
  },
  confirmNeverReceived: {
    may: ['maker', 'releaser', 'leader', 'approver', 'secondApprover'],
    act: (house, actor) => confirmNeverReceived(house, actor, { payoutId: id('payout'), reason: '来电', once: once() }),
  },
  askAgain: {
    may: ['maker', 'releaser'],
    act: (house, actor) => askAgain(house, actor, { payoutId: id('payout'), reason: '再问', once: once() }),
  },
  settleFrozen: {
    may: ['maker', 'releaser'],
    act: (house, actor) =>
      settleFrozen(house, actor, {
        payoutId: id('frozen'),
        finding: 'paid',
        statementFen: '20000',
        reason: '对账单',
        once: once(),
      }),
  },
  confirmResult: {
    may: ['maker', 'releaser'],
    act: (house, actor) => confirmResult(house, actor, { payoutId: id('frozen'), reason: '已核实', once: once() }),
  },
  closeBatch: {
    may: ['maker', 'releaser'],
    act: (house, actor) => closeBatch(house, actor, { batchId: id('released'), statementFen: '0', once: once() }),
  },
}

test.each(Object.keys(acts))('%s is done by those who may, and to everybody else it is not there', async name => {
  const { may, act } = acts[name] ?? { may: [], act: async () => undefined }
  const before = await snapshot(world.owner)
  const found: string[] = []
  for (const [who, member] of Object.entries(everybody)) {
    const actor = await world.actorOf(member)
    try {
      await tryAct(world.house, house => act(house, actor))
      found.push(who)
    } catch (fault) {
      // Whoever may do it at another time, or another part of it, hears why not; everybody else hears nothing.
      if (!(fault instanceof NotFound)) found.push(who)
    }
  }
  // A batch with payments that are open is not closed, and its maker does not release it: both hear the reason.
  expect(found.sort()).toEqual([...may, ...(name === 'releaseBatch' ? ['maker'] : [])].sort())
  expect(await snapshot(world.owner)).toEqual(before)
})
