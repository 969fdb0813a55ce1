import { answerObjection } from '../../acts/answer-objection.ts'
import { openObjector } from '../../acts/open-objector.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { recordWebsite } from '../../acts/record-website.ts'
import { setClock } from '../../acts/set-clock.ts'
import { stateOnObjection } from '../../acts/state-on-objection.ts'
import { storeNoticeFile } from '../../acts/store-notice-file.ts'
import { FieldErrors } from '../../domain/refusal.ts'
import { openRound, type Round } from '../builders/money.ts'
import { clearDesk, later, once, openWorld, type World } from '../builders/world.ts'

let world: World
let round: Round
let listId: string

beforeAll(async () => {
  world = await openWorld({ addressees: 0 })
})
beforeEach(async () => {
  await clearDesk(world)
  round = await openRound(world, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
  const list = await round.listed()
  listId = list.listId
  await setClock(world.house, later(list.startsAt))
  await world.goOn()
})
afterAll(() => world.close())

const pdf = { name: '说明.pdf', bytes: Buffer.from('%PDF-1.4\n') }
const object = async (over: object = {}, by: Parameters<typeof raiseObjection>[1] = null) => {
  const itemId = (await round.itemOf(round.payee(1))).id
  const objection = {
    itemId,
    named: true,
    name: '举报人甲',
    contact: '139 0000 0001',
    text: '人数不实。',
    once: once(),
  }
  await raiseObjection(world.house, by, { ...objection, ...over })
  return world.database
    .selectFrom('objections')
    .selectAll()
    .where('item_id', '=', itemId)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
}
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    fault => (fault instanceof FieldErrors ? fault.errors.map(({ field, code }) => `${field} ${code}`) : fault.code),
  )
const bytesOf = (id: string | null) =>
  world.database.selectFrom('files').select(['bytes', 'purpose']).where('id', '=', id).executeTakeFirstOrThrow()

it('keeps the sealed paper of a unit that objects by name, and no file of who stays anonymous', async () => {
  const { seal_file_id } = await object({ seal: pdf })
  expect(await bytesOf(seal_file_id)).toEqual({ purpose: 'objection', bytes: pdf.bytes })
  const anonymous = await object({ named: false, name: '', contact: '', seal: pdf })
  expect([anonymous.seal_file_id, anonymous.inquiry_due_at]).toEqual([null, null])
  expect(await refusal(object({ seal: { name: '章.exe', bytes: Buffer.from('MZ') } }))).toEqual([
    'seal file-kind-not-taken',
  ])
})

it('says how an objection came and who recorded it', async () => {
  const online = await object({ channel: 'phone' })
  expect([online.channel, online.recorded_by_name]).toEqual(['online', null])
  const officer = await world.actorOf(world.people.officer)
  const recorded = await object({ channel: 'phone' }, officer)
  expect([recorded.channel, recorded.recorded_by_name]).toEqual(['phone', officer.personName])
})

it('opens who objected to those who examine it, and keeps that it was opened without the name', async () => {
  const { id } = await object()
  const opened = await openObjector(world.house, await world.actorOf(world.people.officer), { objectionId: id })
  expect(opened).toEqual({ name: '举报人甲', contact: '139 0000 0001' })
  const audited = await world.owner("select t::text as text from audit t where act = 'open-objector'")
  expect(audited).toHaveLength(1)
  expect(audited[0]?.text).toContain(id)
  expect(audited[0]?.text).not.toContain('举报人甲')
})

describe('the other side', () => {
  const contact = () => world.actorOf(round.payee(1).contact)
  const state = async (objectionId: string, over: object = {}) =>
    stateOnObjection(world.house, await contact(), { objectionId, text: '名册附后。', once: once(), ...over })

  it('says what it has to say within five working days, with a file, and again until it is answered', async () => {
    const { id, inquiry_due_at } = await object()
    expect(inquiry_due_at).toBe('2026-11-24T09:30:00.000Z') // five working days after Tuesday the 17th
    await state(id, { file: pdf })
    await state(id, { text: '补充：11月已更正。' })
    const row = await world.database.selectFrom('objections').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect([row.statement, row.stated_by_name]).toEqual(['补充：11月已更正。', round.payee(1).contact.name])
    expect((await bytesOf(row.statement_file_id)).bytes).toEqual(pdf.bytes)
    await answerObjection(world.house, await world.actorOf(world.people.officer), {
      objectionId: id,
      answer: { outcome: 'dismissed' },
      reason: '不实',
      clause: '',
      once: once(),
    })
    expect(await refusal(state(id))).toBe('not-in-this-state')
  })

  it('is asked nothing about an anonymous objection', async () => {
    const { id } = await object({ named: false, name: '', contact: '' })
    await expect(state(id)).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('must say something', async () => {
    const { id } = await object()
    expect(await refusal(state(id, { text: ' ' }))).toEqual(['text required'])
  })

  it('is led to where it says so', async () => {
    const { id } = await object()
    const { link } = await world.database
      .selectFrom('notices')
      .select('link')
      .where('key', '=', `objection-inquiry:${id}`)
      .executeTakeFirstOrThrow()
    expect(link).toBe(`/objections/${id}/statement`)
  })
})

it('records where the notice stands on the website, with a picture of it', async () => {
  const officer = await world.actorOf(world.people.officer)
  const picture = { name: '截图.pdf', bytes: pdf.bytes }
  const { fileId } = await storeNoticeFile(world.house, officer, {
    listId,
    purpose: 'website',
    field: 'screenshot',
    ...picture,
  })
  const record = (website: string, file: string | null = null) =>
    recordWebsite(world.house, officer, { listId, website, fileId: file, once: once() })
  expect(await refusal(record(' '))).toEqual(['website required'])
  expect(await refusal(record('ftp:x', listId))).toEqual(['website not-an-address', 'screenshot not-a-file'])
  await record('https://example.gov.cn/9', fileId)
  await record('https://example.gov.cn/10')
  const list = await world.database.selectFrom('notice_lists').selectAll().where('id', '=', listId).executeTakeFirst()
  expect([list?.website, list?.website_file_id]).toEqual(['https://example.gov.cn/10', fileId])
})
