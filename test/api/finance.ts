import { setClock } from '../../acts/set-clock.ts'
import type { Ground } from '../builders/money.ts'
import { type Member, officePassword, openOffice } from '../builders/office.ts'
import type { Web } from './web.ts'

const openedAt = '2026-11-16T02:00:00.000Z'

/** An office over the web under a city's government, for rounds to be opened in, and browsers of its people. */
export async function openFinance(web: Web) {
  const office = await openOffice(web.house, { at: openedAt })
  const { database } = web.house
  const government = await office.addUnit('市人民政府', { kind: 'government', level: 'city' })
  await database.updateTable('units').set({ parent_id: government }).where('id', '=', office.authority).execute()
  const ground: Ground = { ...office, database, government }
  /** Puts away what earlier tests left under way, and sets the clock back. */
  const clear = async (): Promise<void> => {
    for (const statement of [
      "update scopes set state = 'done'",
      "update rungs set state = 'void' where state in ('waiting', 'prepared')",
      "update cycles set state = 'withdrawn' where state <> 'finished'",
      "update claims set state = 'withdrawn'",
      "update payouts set state = 'void'",
      "update batches set state = 'void' where state in ('made', 'released')",
      "update accounts set state = 'replaced' where state = 'proposed'",
    ])
      await web.pool.query(statement)
    await setClock(web.house, openedAt)
  }
  const browserOf = async ({ mobile }: Member) => {
    const browser = web.visitor()
    await browser.signIn(mobile, officePassword)
    await browser.look('/messages')
    return browser
  }
  return { ...ground, ...office, clear, browserOf }
}
