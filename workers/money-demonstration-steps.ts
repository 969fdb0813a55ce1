import { answerObjection } from '../acts/answer-objection.ts'
import { approveList } from '../acts/approve-list.ts'
import { closeBatch } from '../acts/close-batch.ts'
import { exportBatch } from '../acts/export-batch.ts'
import { makeBatch } from '../acts/make-batch.ts'
import { makeList } from '../acts/make-list.ts'
import { raiseObjection } from '../acts/raise-objection.ts'
import { recordReceipts } from '../acts/record-receipts.ts'
import { releaseBatch } from '../acts/release-batch.ts'
import type { RoundStep } from '../policies/read-claims-demonstration.ts'
import type { DemonstrationClaims, PlayedRound } from './claims-demonstration-steps.ts'
import { type DemonstrationStage, missing } from './demonstration-stage.ts'
import { walkScope } from './walk-scope.ts'

type Together<Act extends string> = Extract<RoundStep, { readonly act: Act }>

/** Everything that can happen to several claims of a round at once: lists, objections, batches, receipts. */
export function demonstrationMoney({ house, actorOf }: DemonstrationStage, { caseOf }: DemonstrationClaims) {
  const { database } = house
  const named = new Map<string, string>()
  const idOf = ({ cycleId }: PlayedRound, name: string): string =>
    named.get(`${cycleId}/${name}`) ?? missing(`list or batch ${name}`)

  async function itemOf(played: PlayedRound, institution: string): Promise<string> {
    const item = await database
      .selectFrom('notice_items')
      .select('id')
      .where('case_id', '=', caseOf(played, institution))
      .executeTakeFirstOrThrow()
    return item.id
  }

  async function answer(played: PlayedRound, step: Together<'answer-objection'>): Promise<void> {
    const { outcome, reason, clause, claim } = step
    const { id: objectionId } = await database
      .selectFrom('objections')
      .select('id')
      .where('item_id', '=', await itemOf(played, claim))
      .executeTakeFirstOrThrow()
    const given = outcome === 'dismissed' ? { outcome } : ({ outcome: 'upheld', effect: outcome } as const)
    const request = { objectionId, answer: given, reason, clause, once: played.once(`answer:${claim}`) }
    await answerObjection(house, await actorOf(played.round.officer), request)
  }

  // The treasury's file of receipts for a batch, and what follows from it: a payee whose money came back is told.
  async function receive(played: PlayedRound, { batch, by, returned }: Together<'record-receipts'>): Promise<void> {
    const { cycleId } = played
    const payouts = await database
      .selectFrom('payouts')
      .select(['id', 'key', 'case_id', 'amount_fen'])
      .where('batch_id', '=', idOf(played, batch))
      .orderBy('key')
      .execute()
    const reasons = new Map(Object.entries(returned).map(([key, why]) => [caseOf(played, key), why]))
    const lines = payouts.map(({ key, case_id, amount_fen }, nth) => {
      const why = reasons.get(case_id)
      const yuan = `${amount_fen / 100n}.${String(amount_fen % 100n).padStart(2, '0')}`
      return `${key},${why ? '退汇' : '已付'},${yuan},YSHD${batch}${nth + 1},${why ?? ''}`
    })
    const bytes = Buffer.from(`凭证号,结果,金额（元）,回单号,原因\n${lines.join('\n')}\n`, 'utf8')
    await recordReceipts(house, await actorOf(by), { cycleId, bytes, once: played.once(`receipts:${batch}`) })
    for (const { id } of payouts) await walkScope(house, 'payout', `payout:${id}`)
  }

  async function doTogether(played: PlayedRound, step: RoundStep): Promise<unknown> {
    const { round, cycleId } = played
    const cases = (keys: readonly string[]) => keys.map(key => caseOf(played, key))
    switch (step.act) {
      case 'make-list': {
        const request = { cycleId, caseIds: cases(step.claims), once: played.once(`list:${step.list}`) }
        const { listId } = await makeList(house, await actorOf(round.officer), request)
        return named.set(`${cycleId}/${step.list}`, listId)
      }
      case 'approve-list': {
        const { minutes, telephone, address } = step
        return approveList(house, await actorOf(round.leader), {
          listId: idOf(played, step.list),
          minutes: { number: minutes, on: played.dayOf(step.metOn), fileId: null },
          ...{ telephone, address, website: '', startsOn: null },
          once: played.once(`approve:${step.list}`),
        })
      }
      case 'object': {
        const { name, contact, text, claim } = step
        const itemId = await itemOf(played, claim)
        const once = played.once(`object:${claim}`)
        return raiseObjection(house, null, { itemId, named: name !== '', name, contact, text, once })
      }
      case 'answer-objection':
        return answer(played, step)
      case 'make-batch': {
        const caseIds = cases(step.claims)
        const request = { cycleId, caseIds, channel: 'file' as const, once: played.once(`batch:${step.batch}`) }
        const made = await makeBatch(house, await actorOf(step.by), request)
        return named.set(`${cycleId}/${step.batch}`, made.batchId)
      }
      case 'release-batch': {
        const batchId = idOf(played, step.batch)
        const { content_sha256 } = await database
          .selectFrom('batches')
          .select('content_sha256')
          .where('id', '=', batchId)
          .executeTakeFirstOrThrow()
        const once = played.once(`release:${step.batch}`)
        return releaseBatch(house, await actorOf(step.by), { batchId, contentSha256: content_sha256, once })
      }
      case 'export-batch':
        return exportBatch(house, await actorOf(step.by), { batchId: idOf(played, step.batch) })
      case 'record-receipts':
        return receive(played, step)
      case 'close-batch': {
        const batchId = idOf(played, step.batch)
        const once = played.once(`close:${step.batch}`)
        return closeBatch(house, await actorOf(step.by), { batchId, statementFen: String(step.statement), once })
      }
    }
  }
  return doTogether
}
