import { randomUUID } from 'node:crypto'
import { openWeb, type Web } from './web.ts'

let web: Web
let bureau: string
let street: string
let cycleId: string
beforeAll(async () => {
  web = await openWeb()
  bureau = await web.addUnit('甲市卫生健康委员会')
  street = await web.addUnit('乙街道')
  cycleId = await addCycle(bureau)
})
afterAll(() => web.close())

describe('Messages', () => {
  it('show what came for the unit and for oneself, newest first, and nothing of others or not yet released', async () => {
    const [me, colleague] = [await contact('叶闻溪'), await contact('同事')]
    await addNotice('给单位的来函', { unitId: street, minute: 1 })
    await addNotice('只给我的提醒', { unitId: street, personId: me.id, minute: 2 })
    await addNotice('只给同事的提醒', { unitId: street, personId: colleague.id, minute: 3 })
    await addNotice('别的单位的来函', { unitId: bureau, minute: 4 })
    await addNotice('还没有发出', { unitId: street, minute: 5, released: false })
    const { text } = await (await signedIn(me.mobile)).look('/messages')
    expect(text).toContain('有 2 条消息没有打开')
    expect(text.indexOf('只给我的提醒')).toBeGreaterThan(0)
    expect(text.indexOf('只给我的提醒')).toBeLessThan(text.indexOf('给单位的来函'))
    for (const hidden of ['只给同事的提醒', '别的单位的来函', '还没有发出']) expect(text).not.toContain(hidden)
  })

  it('are opened by a button, once, and then say so; looking at them does not', async () => {
    const unit = await web.addUnit('丙镇')
    const me = await web.addPerson('冉星', [{ unitId: unit, role: 'contact' }])
    const id = await addNotice('征求意见函 <b>', { unitId: unit, minute: 1, link: '/answers/1' })
    const browser = await signedIn(me.mobile)
    expect((await browser.look(`/messages/${id}`)).text).toContain('征求意见函 &lt;b&gt;')
    expect((await browser.look('/messages')).text).toContain('有 1 条消息没有打开')

    const opened = await browser.send(`/messages/${id}/open`, {})
    await browser.look('/messages')
    await browser.send(`/messages/${id}/open`, {})

    expect(opened.headers.location).toBe(`/messages/${id}`)
    expect((await browser.look(`/messages/${id}`)).text).toContain('href="/answers/1"')
    expect((await browser.look('/messages')).text).toContain('消息都已打开过')
  })

  it('of others look as if they were not there', async () => {
    const me = await contact('路人')
    const id = await addNotice('别的单位的来函', { unitId: bureau, minute: 1 })
    const browser = await signedIn(me.mobile)
    for (const path of [`/messages/${id}`, `/messages/${randomUUID()}`, '/messages/1'])
      expect((await browser.look(path)).status).toBe(404)
    expect((await browser.send(`/messages/${id}/open`, {})).status).toBe(404)
  })

  it('come in pages that neither lose nor repeat one, also where several were written at the same moment', async () => {
    const unit = await web.addUnit('丁乡')
    const me = await web.addPerson('汤沐', [{ unitId: unit, role: 'contact' }])
    for (let number = 1; number <= 45; number++)
      await addNotice(`通知第${number}号`, { unitId: unit, minute: Math.ceil(number / 30) })
    const browser = await signedIn(me.mobile)
    const found: string[] = []
    for (let path: string | undefined = '/messages'; path; ) {
      const { text }: { text: string } = await browser.look(path)
      found.push(...[...text.matchAll(/通知第\d+号/g)].map(String))
      path = /href="(\/messages\?after=[^"]+)" rel="next"/.exec(text)?.[1]
    }
    expect(found).toHaveLength(45)
    expect(new Set(found).size).toBe(45)
    expect((await browser.look('/messages?after=nonsense')).status).toBe(200)
  })
})

const contact = (name: string) => web.addPerson(name, [{ unitId: street, role: 'contact' }])

async function signedIn(mobile: string) {
  const browser = web.visitor()
  await browser.signIn(mobile)
  return browser
}

async function addCycle(unitId: string): Promise<string> {
  const { database } = web.house
  const officer = await web.addPerson('许知言', [{ unitId, role: 'officer' }])
  const { id: versionId } = await database
    .insertInto('policy_versions')
    .values({ pack: 'test', version: '1', sha256: 'x', status: 'in-force', content: '{}' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const at = '2026-01-05T01:00:00.000Z'
  const { id } = await database
    .insertInto('cycles')
    .values({
      number: randomUUID(),
      kind: 'solicitation',
      policy_version_id: versionId,
      procedure: 'solicitation',
      unit_id: unitId,
      unit_name: '甲市卫生健康委员会',
      officer_id: officer.id,
      officer_name: officer.name,
      title: '实施意见',
      state: 'open',
      created_at: at,
      updated_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

type NoticeTraits = { unitId: string; personId?: string; minute: number; released?: boolean; link?: string }

async function addNotice(
  subject: string,
  { unitId, personId, minute, released = true, link }: NoticeTraits,
): Promise<string> {
  const at = new Date(Date.UTC(2026, 0, 5, 1, minute)).toISOString()
  const { id } = await web.house.database
    .insertInto('notices')
    .values({
      key: randomUUID(),
      occasion: 'released',
      cycle_id: cycleId,
      unit_id: unitId,
      person_id: personId ?? null,
      language: 'zh-CN',
      subject,
      text: '请于期限前反馈。',
      html: '<p>请于期限前反馈。</p>',
      link: link ?? null,
      released_at: released ? at : null,
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
