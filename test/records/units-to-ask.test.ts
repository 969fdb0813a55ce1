import { findUnits } from '../../records/cycle.ts'
import { openWorld, type World } from '../builders/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld({ addressees: 1 })
})
afterAll(() => world?.close())

it('offers neither institutions nor the units of another government', async () => {
  const { addUnit, database, authority } = world
  await addUnit('春苗托育有限公司', { kind: 'institution', level: 'institution' })
  const other = await addUnit('另一市人民政府', { kind: 'government' })
  await addUnit('另一市财政局', { parentId: other })
  const cycle = { id: '00000000-0000-0000-0000-000000000000', unit_id: authority }
  const { rows } = await findUnits(database, cycle, { group: '', level: '', q: '' })
  expect(rows.map(({ name }) => name).sort()).toEqual(['交通运输局', '市人民政府', '第1街道'].sort())
})
