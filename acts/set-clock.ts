import { type House, perform, recordAudit, wakeAll } from './act.ts'

/** Sets the clock of deadlines to an instant, or lets it run again (null); every open scope is woken. For tests, rehearsals and demonstration data. */
export function setClock(house: House, to: string | null): Promise<void> {
  return perform(house, { actor: null }, async doing => {
    await doing.tx.updateTable('clock').set({ set_to: to }).execute()
    await wakeAll(doing.tx)
    recordAudit(doing, { act: 'set-clock', at: to })
  })
}
