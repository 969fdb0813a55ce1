import type { Reader } from '../records/database.ts'
import { holders, type Recipient } from './notify.ts'

/** Where the money of a unit is looked after: its own finance officers, or those of the unit beside it (the finance bureau). */
export async function purseOf(
  reader: Reader,
  unitId: string,
  now: string,
): Promise<{ unitId: string; unitName: string; people: Recipient[] } | null> {
  const units = await reader
    .selectFrom('units')
    .innerJoin('units as own', join => join.on('own.id', '=', unitId))
    .select(['units.id', 'units.name', 'units.parent_id'])
    .where(({ or, eb, ref }) =>
      or([
        eb('units.id', '=', ref('own.id')),
        eb('units.parent_id', '=', ref('own.id')),
        eb('units.parent_id', '=', ref('own.parent_id')),
      ]),
    )
    .orderBy('units.code')
    .execute()
  const found = await holders(
    reader,
    units.map(({ id }) => id),
    ['finance'],
    now,
  )
  const near = [...units].sort((one, other) => rank(one, unitId) - rank(other, unitId))
  const place = near.find(({ id }) => found.has(id))
  return place ? { unitId: place.id, unitName: place.name, people: found.get(place.id) ?? [] } : null
}

const rank = ({ id, parent_id }: { id: string; parent_id: string | null }, unitId: string): number =>
  id === unitId ? 0 : parent_id === unitId ? 1 : 2
