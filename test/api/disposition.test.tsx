import { dispose } from '../../acts/dispose.ts'
import { type Office, officePassword, openOffice, type Solicitation, type Unit } from '../builders/office.ts'
import { readParagraphs } from '../templates/word-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let solicitation: Solicitation
let river: Unit
let hill: Unit
let port: Unit
let treasury: Unit
let page: string

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道', '叶闻溪')
  hill = await office.addAddressee('南山街道', '苏棠')
  port = await office.addAddressee('港口镇', '林岸')
  treasury = await office.addAddressee('财政局', '郑棠')
  solicitation = await office.solicit([river, hill, port, { ...treasury, mandatory: true }])
  page = `/cycles/${solicitation.cycleId}/disposition`
  const same = { anchor: '一（一）', text: '与四（二）不一致，建议统一。', wording: '举办一至两场讲座。' }
  await solicitation.answer(river, same, { anchor: '二（一）', text: '补助偏低。' })
  await solicitation.answer(hill, same, { anchor: '一（一）', text: '讲座太多。' })
}, 60_000)
afterAll(() => web.close())

async function browserOf(mobile: string) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  await browser.look('/messages')
  return browser
}
const heading = ({ text }: { text: string }): string =>
  (/<h1>(.*?)<\/h1>/su.exec(text)?.[1] ?? '').replace(/<[^>]+>/gu, '')
/** The checkboxes of the form, and which are ticked. */
const picks = (html: string) =>
  [
    ...html.matchAll(
      /<input type="checkbox" name="(pick\.[^"]+)"( checked="")? value="(\d+)"|<input type="checkbox" name="(pick\.[^"]+)" value="(\d+)"( checked="")?/g,
    ),
  ].map(match => ({
    name: match[1] ?? match[4] ?? '',
    value: match[3] ?? match[5] ?? '',
    ticked: Boolean(match[2] ?? match[6]),
  }))
const ticked = (html: string) =>
  Object.fromEntries(picks(html).flatMap(({ name, value, ticked }) => (ticked ? [[name, value]] : [])))
const onceIn = (html: string, action: string): string =>
  new RegExp(`action="${action}".*?name="submission" value="([^"]+)"`, 'su').exec(html)?.[1] ?? ''

describe('Disposition', () => {
  it('only shows the opinions while answers are taken', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const open = await officer.look(page)
    expect(open.status).toBe(200)
    expect(open.text).toContain('还在征求意见，截止后开始处理')
    expect(picks(open.text)).toEqual([])
    expect(
      (await officer.send(page, { verdict: 'adopted', reason: '', 'pick.aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa': '0' }))
        .status,
    ).toBe(409)
  })

  it('shows each clause beside its opinions, names who must answer and has not, and counts as the ledger does', async () => {
    await office.goOn('2026-11-23T10:00:00.000Z')
    const officer = await browserOf(office.people.officer.mobile)
    const all = await officer.look(page)
    expect(all.text).toContain('4 家：有意见 2、无意见 0、视为无意见 1、逾期未答 1')
    expect(heading(all)).toContain('：4 条意见，还有 4 条未处理')
    expect(all.text).toContain('财政局必须答复，已逾期')
    expect(all.text).toContain('采纳 0、部分采纳 0、不采纳 0、未处理 4，合计 4，与台账一致')
    expect(all.text).toContain('还剩 20 个工作日')
    expect(all.text).toContain('每年举办两场讲座')
    expect(picks(all.text)).toHaveLength(3)
    expect(Object.keys(ticked(all.text))).toHaveLength(2) // the two that are equal
    expect(all.text).not.toContain('>送审<')
  })

  it('wants a verdict and, for all but adopted, a reason; keeps what was chosen and typed', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const first = await officer.look(page)
    const none = await officer.send(`${page}?clause=${encodeURIComponent('一（一）')}`, {
      reason: '先写好的理由',
    })
    expect(none.status).toBe(422)
    expect(none.text).toContain('请选择采纳、部分采纳或不采纳')
    expect(none.text).toContain('先写好的理由')
    const bare = await officer.send(page, { ...ticked(first.text), verdict: 'rejected', reason: ' ' })
    expect(bare.status).toBe(422)
    expect(bare.text).toContain('理由')
    expect(Object.keys(ticked(bare.text))).toHaveLength(2)
    expect(bare.text).toMatch(/value="rejected"[^>]*checked|checked=""[^>]*value="rejected"/)
  })

  it('decides equal opinions together, goes on to the next, and takes the same form sent twice as one', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const first = await officer.look(page)
    const form = { ...ticked(first.text), verdict: 'partly', reason: '改为一至两场。' }
    const saved = await officer.send(`${page}?clause=${encodeURIComponent('一（一）')}`, form)
    expect(saved.status).toBe(303)
    expect((await officer.send(page, form)).status).toBe(303)
    const next = await officer.look(saved.headers.location ?? '')
    expect(next.text).toContain('河沥溪街道、南山街道（2 条合并处理）')
    expect(next.text).toContain('部分采纳')
    expect(next.text).toContain('还有 2 条未处理')
    expect(Object.keys(ticked(next.text))).toHaveLength(1)
    const { rows } = await web.pool.query('select count(*)::int as n from decisions where act = $1', ['dispose'])
    expect(rows[0].n).toBe(1)
  })

  it('tells a second person that the first was quicker, and overwrites nothing', async () => {
    const colleague = await office.addMember('周砚', office.section, 'officer')
    const [mine, theirs] = [await browserOf(office.people.officer.mobile), await browserOf(colleague.mobile)]
    const first = ticked((await mine.look(page)).text)
    const second = ticked((await theirs.look(page)).text)
    expect((await mine.send(page, { ...first, verdict: 'rejected', reason: '讲座次数由市里定。' })).status).toBe(303)
    const refused = await theirs.send(page, { ...second, verdict: 'adopted', reason: '我的理由' })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('许知言已先处理了其中的意见')
    const { rows } = await web.pool.query('select verdict from dispositions where reason = $1', ['讲座次数由市里定。'])
    expect(rows).toEqual([{ verdict: 'rejected' }])
  })

  it('can be changed, with the decision shown as it was', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const clause = `${page}?clause=${encodeURIComponent('一（一）')}`
    const link = /href="([^"]*change=[^"]*)"/.exec((await officer.look(clause)).text)?.[1]?.replace(/&amp;/g, '&') ?? ''
    const editing = await officer.look(link)
    expect(editing.text).toContain('保存修改')
    const changed = await officer.send(clause, { ...ticked(editing.text), verdict: 'adopted', reason: '' })
    expect(changed.status).toBe(303)
    expect((await officer.look(clause)).text).toContain('采纳')
  })

  it('offers to send the table only when nothing is open, and says what is missing until then', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const early = await officer.send(`${page}/submit`, { submission: 'a'.repeat(20), note: '' })
    expect(early.status).toBe(409)
    expect(early.text).toContain('还有 1 条意见未处理')
    const last = await officer.look(page)
    await officer.send(page, { ...ticked(last.text), verdict: 'adopted', reason: '' })
    const done = await officer.look(page)
    expect(heading(done)).toContain('：4 条意见，已全部处理')
    expect(done.text).toContain('送审')
    const submitted = await officer.send(`${page}/submit`, {
      submission: onceIn(done.text, `${page}/submit`),
      note: '财政局尚未答复，已电话催办。',
    })
    expect(submitted.status).toBe(303)
    await office.goOn()
    expect((await officer.look(page)).text).toContain('汇总表已送审，等待审定')
  })

  it('is nobody’s who has no part in it', async () => {
    const stranger = await browserOf(river.contact.mobile)
    for (const path of [
      page,
      `/cycles/${solicitation.cycleId}/result`,
      `/cycles/${solicitation.cycleId}/table.docx`,
      '/cycles/nothing/disposition',
    ])
      expect((await stranger.look(path)).status).toBe(404)
    expect((await stranger.send(page, { verdict: 'adopted', reason: '' })).status).toBe(404)
    const supervisor = await browserOf(office.people.supervisor.mobile)
    expect((await supervisor.look(page)).status).toBe(200)
  })
})

describe('Approval', () => {
  let approval: string
  beforeAll(async () => {
    approval = `/approve/${await solicitation.taskOf('approval')}`
  })

  it('shows the table with its counts and the note, and wants a reason when a unit that must answer has not', async () => {
    const approver = await browserOf(office.people.approver.mobile)
    const shown = await approver.look(approval)
    expect(heading(shown)).toContain('意见汇总表，4 条意见待审定')
    expect(shown.text).toContain('财政局尚未答复，已电话催办。')
    expect(shown.text).toContain('1 家必须答复的单位没有答复')
    expect(shown.text).toContain('河沥溪街道、南山街道（2 条合并）')
    const bare = await approver.send(approval, {
      submission: onceIn(shown.text, approval),
      decision: 'approve',
      reason: '',
    })
    expect(bare.status).toBe(422)
    expect(bare.text).toContain('请填写')
  })

  it('is not for whoever decided a row, nor for a unit that was asked', async () => {
    await office.addMember('许知言', office.authority, 'approver')
    const maker = office.people.officer
    await web.house.database
      .insertInto('memberships')
      .values({ person_id: maker.id, unit_id: office.authority, role: 'approver', until_on: null })
      .execute()
    const browser = await browserOf(maker.mobile)
    await browser.look(page)
    await browser.send('/acting', { unit: office.authority })
    const shown = await browser.look(approval)
    expect(shown.text).toContain('您处理过其中的意见，不能由您审定')
    const refused = await browser.send(approval, {
      submission: onceIn(shown.text, approval),
      decision: 'approve',
      reason: '因为',
    })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('须由另一人审定')
    expect((await (await browserOf(river.contact.mobile)).look(approval)).status).toBe(404)
  })

  it('returns the table with a reason, which the officer reads, and approves the next one', async () => {
    const approver = await browserOf(office.people.approver.mobile)
    const officer = await browserOf(office.people.officer.mobile)
    const shown = await approver.look(approval)
    const returned = await approver.send(approval, {
      submission: onceIn(shown.text, approval),
      decision: 'return',
      reason: '讲座一条请再议。',
    })
    expect(returned.status).toBe(303)
    await office.goOn()
    expect((await approver.look(approval)).text).toContain('汇总表已退回')
    const again = await officer.look(page)
    expect(again.text).toContain('方致和 11月23日 18:00退回：讲座一条请再议。')
    await officer.send(`${page}/submit`, { submission: onceIn(again.text, `${page}/submit`), note: '' })
    await office.goOn()
    const second = `/approve/${await solicitation.taskOf('approval')}`
    const table = await approver.look(second)
    const approved = await approver.send(second, {
      submission: onceIn(table.text, second),
      decision: 'approve',
      reason: '财政局意见另行会签。',
    })
    expect(approved.status).toBe(303)
    expect((await approver.look(second)).text).toContain('汇总表已审定')
    await office.goOn()
    expect(await solicitation.state()).toBe('finished')
  })
})

describe('The result', () => {
  it('has the counts of the ledger, the table, and the way to solicit again', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const result = await officer.look(`/cycles/${solicitation.cycleId}/result`)
    expect(heading(result)).toContain('：4 条意见，采纳 3、部分采纳 0、不采纳 1')
    expect(result.text).toContain('已把采纳情况和理由告知 2 家提出意见的单位')
    expect(result.text).toContain('再次征求意见')
  })

  it('is a Word document whose counts are those of the page', async () => {
    const officer = await browserOf(office.people.officer.mobile)
    const document = await officer.agent
      .get(`/cycles/${solicitation.cycleId}/table.docx`)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = []
        response.on('data', part => parts.push(part as Buffer))
        response.on('end', () => done(null, Buffer.concat(parts)))
      })
    expect(document.headers['content-disposition']).toContain('attachment')
    const words = readParagraphs(document.body).join('\n')
    expect(words).toContain('征求意见 4 家：有意见 2 家、无意见 0 家、视为无意见 1 家、逾期未答 1 家')
    expect(words).toContain('意见 4 条：采纳 3 条、部分采纳 0 条、不采纳 1 条')
  })

  it('is told to each contributor with the reason', async () => {
    const contributor = await browserOf(hill.contact.mobile)
    const letter = await contributor.look(`/answers/${await solicitation.caseOf(hill)}`)
    expect(letter.text).toContain('贵单位所提 2 条意见：采纳 1 条、部分采纳 0 条、不采纳 1 条')
    expect(letter.text).toContain('讲座次数由市里定。')
  })
})

it('disposes of nothing of another cycle', async () => {
  const other = await office.solicit([port])
  await other.answer(port, { text: '另一件' })
  const { id } = await web.house.database
    .selectFrom('opinions')
    .select('id')
    .where('cycle_id', '=', other.cycleId)
    .executeTakeFirstOrThrow()
  const officer = await office.actorOf(office.people.officer)
  await expect(
    dispose(web.house, officer, {
      cycleId: solicitation.cycleId,
      opinions: [{ id, version: 0 }],
      verdict: 'adopted',
      reason: '',
    }),
  ).rejects.toThrow()
})
