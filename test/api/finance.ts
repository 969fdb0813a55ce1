import type { Ground } from '../builders/money.ts'
import { type Member, officePassword, openOffice } from '../builders/office.ts'
import type { Web } from './web.ts'

/** An office over the web under a city's government, for rounds to be opened in, and browsers of its people. */
export async function openFinance(web: Web) {
  const office = await openOffice(web.house)
  const { database } = web.house
  const government = await office.addUnit('市人民政府', { kind: 'government', level: 'city' })
  await database.updateTable('units').set({ parent_id: government }).where('id', '=', office.authority).execute()
  const ground: Ground = { ...office, database, government }
  const browserOf = async ({ mobile }: Member) => {
    const browser = web.visitor()
    await browser.signIn(mobile, officePassword)
    await browser.look('/messages')
    return browser
  }
  return { ...office, ...ground, browserOf }
}
