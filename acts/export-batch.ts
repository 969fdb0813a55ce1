import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit, sha256 } from './act.ts'
import { demandMoney } from './demand-money.ts'
import { lockBatch } from './money-matter.ts'
import { paymentFile } from './payment-file.ts'
import { open } from './sealed-field.ts'

/**
 * The payment file of a released batch, for the treasury: every payment with its key in the purpose. The first time its
 * payments count as handed over; every further time gives the same bytes. It holds account numbers: it is made for whoever
 * asks and kept nowhere, and each time is in the audit.
 *
 * @throws RuleBroken `not-by-file` where the batch goes to the bank's service
 */
export function exportBatch(
  house: House,
  actor: Actor,
  { batchId }: { batchId: string },
): Promise<{ name: string; bytes: Buffer; sha256: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const { cycle, batch } = await lockBatch(tx, batchId)
    const now = await businessNow(tx)
    await demandMoney(tx, 'export-batch', actor, { cycle, state: `batch-${batch.state}` })
    if (batch.channel !== 'file') throw new RuleBroken('not-by-file')
    const payments = await tx
      .selectFrom('payouts')
      .innerJoin('accounts', 'accounts.id', 'payouts.account_id')
      .select(['key', 'holder', 'number_sealed', 'bank', 'bank_code', 'amount_fen'])
      .where('batch_id', '=', batchId)
      .orderBy('key')
      .execute()
    const title = cycle.title.replace(/^《(.*)》$/u, '$1')
    const bytes = paymentFile(
      payments.map(payment => ({
        key: payment.key,
        holder: payment.holder,
        accountNumber: open(house.fieldKey, payment.number_sealed),
        bank: payment.bank,
        bankCode: payment.bank_code,
        amountFen: payment.amount_fen,
        purpose: `${title} ${payment.key}`,
      })),
    )
    const hash = sha256(bytes)
    if (batch.exported_at === null) {
      await tx.updateTable('batches').set({ exported_at: now, export_sha256: hash }).where('id', '=', batchId).execute()
      await sql`
        with handed as (
          update payouts set state = 'submitted', submitted_at = ${now} where batch_id = ${batchId} and state = 'prepared' returning id
        ) insert into payout_events (payout_id, kind, source, person_name) select id, 'handed-over', 'house', ${actor.personName} from handed`.execute(
        tx,
      )
    }
    recordAudit(doing, { act: 'export-batch', at: now, cycleId: cycle.id, detail: { batchId, sha256: hash } })
    return { name: `${batch.number}.csv`, bytes, sha256: hash }
  })
}
