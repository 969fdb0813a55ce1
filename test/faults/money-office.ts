import type { Actor } from '../../domain/actor.ts'
import { readPresence } from '../../records/actor.ts'
import { openCounty } from '../builders/claims.ts'
import { openOffice } from '../builders/office.ts'
import type { FaultHouse } from './fault-house.ts'
import { insist } from './until.ts'

/** Somebody who acts for a unit. */
export interface Person {
  readonly id: string
  readonly unitId: string
}

const opensOn = '2025-01-07'

/** An office with finance beside it and a round that takes claims for almost two years, launched as an officer does it. */
export async function openMoneyOffice({ acts, database }: Pick<FaultHouse, 'acts' | 'database'>) {
  const office = await openOffice(acts, { at: '2025-01-06T02:00:00.000Z' })
  const { addUnit, addMember } = office
  const government = await addUnit('市人民政府', { kind: 'government' })
  await database
    .updateTable('units')
    .set({ parent_id: government, superior_id: government })
    .where('id', '=', office.authority)
    .execute()
  const county = await openCounty({ ...office, database })
  const treasury = await addUnit('财政局', { kind: 'bureau', parentId: government })
  const people = {
    ...office.people,
    reviewer: county.reviewer,
    maker: await addMember('制单', treasury, 'finance'),
    releaser: await addMember('复核', treasury, 'finance'),
  }
  await county.addInstitution('先行托育机构')
  const cycleId = await county.launch({ until: 'going-out', draft: { opensOn, closesOn: '2026-11-20' } })
  await office.goOn(`${opensOn}T02:00:00.000Z`)
  return { ...county, people, cycleId, actorOf }

  /** Whoever acts, as they are now; asked again while the database is away. */
  async function actorOf({ id, unitId }: Person): Promise<Actor> {
    const { actor } = await insist(() => readPresence(database, id, unitId))
    if (!actor) throw new Error(`nobody is ${id}`)
    return actor
  }
}

export type MoneyOffice = Awaited<ReturnType<typeof openMoneyOffice>>
