import { answerObjection } from '../../acts/answer-objection.ts'
import { approveList } from '../../acts/approve-list.ts'
import { refuseAcceptance, requestCorrection } from '../../acts/decide-acceptance.ts'
import { refuseClaim } from '../../acts/decide-claim.ts'
import { declareInterest } from '../../acts/declare-interest.ts'
import { makeList } from '../../acts/make-list.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { requestSupplement } from '../../acts/review-claim.ts'
import { type County, heads, type Institution, openCounty } from '../builders/claims.ts'
import { openRound } from '../builders/money.ts'
import { type Member, type Office, officePassword, openOffice } from '../builders/office.ts'
import { later, once, type World } from '../builders/world.ts'
import { errorsIn, formIn, headingIn } from './form-in.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, tokenIn, type Web } from './web.ts'

let web: Web
let office: Office
let world: World
let county: County

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  const government = await office.addUnit('区人民政府', { kind: 'government' })
  await web.house.database
    .updateTable('units')
    .set({ parent_id: government })
    .where('id', '=', office.authority)
    .execute()
  world = { ...office, house: web.house, database: web.house.database, government } as unknown as World
  county = await openCounty(world)
}, 60_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Member) {
  const browser = web.visitor()
  await browser.signIn(mobile, officePassword)
  return browser
}
type Browser = Awaited<ReturnType<typeof browserOf>>

async function send(browser: Browser, page: string, typed: Record<string, string>) {
  const { text } = await browser.look(page)
  return browser.send(page, { ...formIn(text, page), ...typed })
}

/** A claim handed in on the first day of a round of its own, with a browser of its applicant. */
async function handedIn(name: string, facts: Record<string, unknown> = heads(57)) {
  const institution = await county.addInstitution(name)
  const cycleId = await county.launch()
  const { caseId, number } = await county.submit(cycleId, institution, { facts })
  const browser = await browserOf(institution.contact)
  const claim = `/claims/${caseId}`
  return { institution, cycleId, caseId, number, browser, claim, see: () => browser.look(claim) }
}

const declare = async (caseId: string, by: Member) =>
  declareInterest(web.house, await office.actorOf(by), { caseId, conflicted: false, reason: '' })
const officer = () => office.actorOf(office.people.officer)

async function publish(cycleId: string) {
  const { listId } = await makeList(web.house, await officer(), { cycleId, caseIds: null, once: once() })
  const span = await approveList(web.house, await office.actorOf(office.people.leader), {
    listId,
    minutes: { number: '会议纪要〔2026〕17号', on: '2026-11-16', fileId: null },
    telephone: '0537-000 0226',
    address: '演示路1号305室',
    website: '',
    startsOn: null,
    once: once(),
  })
  return { listId, ...span }
}

describe('The progress of a claim', () => {
  it('is one sentence from its receipt to its public notice, with the whole course below', async () => {
    const { caseId, cycleId, number, see } = await handedIn('全程托育有限公司')
    const received = await see()
    expect(headingIn(received.text)).toBe(
      '您的申报已由卫生健康委员会收件，正在看是否受理，还剩 5 个工作日（11月25日 星期三 17:30）；受理后进入审核。',
    )
    expect(visibleText(received.text)).toContain('现在不用您做什么')
    expect(visibleText(received.text)).toContain(
      `已收件 11月18日 星期三 9:00，编号${number}，全程托育有限公司经办提交， 收件回执`,
    )
    await county.accept(caseId)
    const review = await see()
    expect(headingIn(review.text)).toBe(
      '您的申报正在卫生健康委员会审核，还剩 20 个工作日（12月16日 星期三 17:30）；通过后公示 5 个工作日。',
    )
    expect(visibleText(review.text)).toMatch(/已收件.*已受理.*审核中 （现在）.*审批.*公示 5 个工作日.*拨付/)
    expect(visibleText(review.text)).toContain('申报金额 114,000.00 元 怎么算的')
    await county.review(caseId)
    expect(headingIn((await see()).text)).toContain('您的申报已审核，正在卫生健康委员会审批')
    await county.approve(caseId)
    expect(headingIn((await see()).text)).toBe(
      '您的申报已批准 114,000.00 元，等卫生健康委员会列入公示名单；公示 5 个工作日。',
    )
    const { startsAt, endsAt } = await publish(cycleId)
    expect(headingIn((await see()).text)).toBe('您的申报已列入公示名单，11月19日（星期四）9:00起公示。')
    await office.goOn(startsAt)
    expect(headingIn((await see()).text)).toBe('您的申报正在公示，至11月25日（星期三）17:30；期满无异议即可拨付。')
    await office.goOn(later(endsAt))
    const payable = await see()
    expect(headingIn(payable.text)).toBe('公示已满，114,000.00 元可以拨付，但还没有收款账户，请现在填写。')
    expect(payable.text).toContain('href="/account"')
    expect(visibleText(payable.text)).toContain('已批准')
    expect(visibleText(payable.text)).toContain('已公示 11月19日 星期四 9:00 至 11月25日 星期三 17:30')
  })

  it('tells an applicant whose claim waits for money its place in the order', async () => {
    const first = await county.addInstitution('先到托育有限公司')
    const second = await county.addInstitution('后到托育有限公司')
    const cycleId = await county.launch({
      draft: { appropriationFen: '12000000', opensOn: '2026-11-26', closesOn: '2026-12-11' },
      until: 'going-out',
    })
    await office.goOn('2026-11-26T01:00:00.000Z')
    for (const one of [first, second]) {
      const { caseId } = await county.submit(cycleId, one, { facts: heads(57) })
      await county.accept(caseId)
      await county.review(caseId)
      await county.approve(caseId)
    }
    const browser = await browserOf(second.contact)
    const home = await browser.look('/claims')
    expect(headingIn(home.text)).toBe(
      '您的申报已批准 114,000.00 元，预算暂时不够，排在第 1 位等候，有了资金按顺序办理。',
    )
    expect(visibleText(home.text)).toContain('等候资金')
  })
})

/** A claim handed in to the round at the end of the year. */
async function lateRound(name: string): Promise<Awaited<ReturnType<typeof handedIn>>> {
  const institution = await county.addInstitution(name)
  const cycleId = await rounds.open()
  const { caseId, number } = await county.submit(cycleId, institution, { facts: heads(57) })
  const browser = await browserOf(institution.contact)
  const claim = `/claims/${caseId}`
  return { institution, cycleId, caseId, number, browser, claim, see: () => browser.look(claim) }
}
// One round for all of them, from Friday 27 November to the end of the year.
const rounds = {
  opened: null as Promise<string> | null,
  open(): Promise<string> {
    this.opened ??= (async () => {
      const draft = { opensOn: '2026-11-27', closesOn: '2026-12-31' }
      const cycleId = await county.launch({ draft, until: 'going-out' })
      await office.goOn('2026-11-27T01:00:00.000Z')
      return cycleId
    })()
    return this.opened
  },
}

describe('What is asked of an applicant', () => {
  it('is corrected on the pages that are named, and handed in again with a new receipt', async () => {
    const { caseId, number, browser, claim, see } = await lateRound('补正托育有限公司')
    await requestCorrection(web.house, await officer(), {
      caseId,
      defects: [
        { item: '收托花名册', text: '没有盖章', clause: '' },
        { item: '各班人数', text: '与花名册不一致', clause: '四（五）16②' },
      ],
      reason: '',
      once: once(),
    })
    const asked = await see()
    expect(headingIn(asked.text)).toBe(
      '您的申报有 2 项要补正，还剩 10 个工作日（12月11日 星期五 17:30）；逾期不补，本次申报终止。',
    )
    expect(asked.text).toContain(`<a href="${claim}/form/classes">各班人数</a>`)
    expect(headingIn((await browser.look('/claims')).text)).toContain('2 项要补正')
    const mend = await browser.look(`${claim}/mend`)
    expect(headingIn(mend.text)).toBe('请补正这 2 项')
    expect(visibleText(mend.text)).toContain('与花名册不一致（四（五）16②）')
    const group = await browser.look(`${claim}/form/classes`)
    expect(visibleText(group.text)).toContain('这里有 1 项要补正')
    expect(visibleText((await browser.look(`${claim}/form/facts`)).text)).not.toContain('要补正')
    expect(visibleText((await browser.look(`${claim}/check`)).text)).toContain('有 2 项要补正的还没有改动')
    await send(browser, `${claim}/form/classes`, { 'facts.classes.0.heads': '56', intent: 'next' })
    const check = visibleText((await browser.look(`${claim}/check`)).text)
    expect(check).toContain('有 1 项要补正的还没有改动')
    expect(check).toContain('照这样交回，可能不予受理')
    const handed = await send(browser, `${claim}/check`, { statement: 'yes' })
    expect(handed.headers.location).toBe(`${claim}/receipts/2`)
    expect(visibleText((await browser.look(`${claim}/receipts/2`)).text)).toContain(`已收件，编号${number}-2`)
    expect(visibleText((await browser.look(`${claim}/receipts/1`)).text)).toContain('计数日在托人数 57 人')
    expect(visibleText((await see()).text)).toContain(
      '已补正 11月27日 星期五 9:00 告知 2 项，您于 11月27日 星期五 9:00 补齐',
    )
    expect((await browser.look(`${claim}/mend`)).headers.location).toBe(claim)
  })

  it('is added with files and a few words, while the clock of the review stands still', async () => {
    const { caseId, browser, claim, see } = await lateRound('补充托育有限公司')
    await county.accept(caseId)
    await declare(caseId, county.reviewer)
    await requestSupplement(web.house, await office.actorOf(county.reviewer), {
      caseId,
      items: [{ item: '考勤记录', text: '请补 11 月的', clause: '' }],
      once: once(),
    })
    expect(headingIn((await see()).text)).toContain('卫生健康委员会请您补充 1 项材料，还剩 10 个工作日')
    const page = `${claim}/supplement`
    const { text } = await browser.look(page)
    expect(visibleText(text)).toContain('考勤记录：请补 11 月的')
    expect(visibleText(text)).toContain('逾期没有补充，按现有材料审核')
    const request = browser.agent
      .post(page)
      .field('csrf', tokenIn(text) ?? '')
      .field('submission', 'a'.repeat(32))
    const kept = await request.field('intent', 'upload').attach('file', Buffer.from('考勤'), '考勤.txt')
    expect(kept.status).toBe(303)
    expect(visibleText((await browser.look(page)).text)).toContain('考勤.txt（1 KB）')
    const empty = await send(browser, page, { note: '', intent: 'give', submission: 'c'.repeat(32) })
    expect(empty.status).toBe(422)
    expect(errorsIn(empty.text)).toEqual(['说明：请填写。'])
    const given = await send(browser, page, {
      note: '已补 11 月考勤。',
      intent: 'give',
      submission: 'd'.repeat(32),
    })
    expect(given.headers.location).toBe(claim)
    expect(visibleText((await see()).text)).toContain('已补充材料')
    expect(headingIn((await see()).text)).toContain('正在卫生健康委员会审核')
  })

  it('may be said against a cut, once, before it is decided', async () => {
    const { caseId, browser, claim, see } = await lateRound('核减托育有限公司')
    await county.accept(caseId)
    await county.review(caseId, { facts: { classes: heads(54).classes }, reason: '三名已离托', clause: '四（五）16②' })
    const text = visibleText((await see()).text)
    expect(text).toContain('申报 114,000.00 元，拟核定 108,000.00 元。 理由：三名已离托（四（五）16②）')
    expect(text).toContain('核定金额 108,000.00 元')
    const said = await send(browser, `${claim}/cut`, { text: '' })
    expect(said.status).toBe(422)
    expect((await send(browser, `${claim}/cut`, { text: '三名是 12 月 2 日离托的。' })).status).toBe(303)
    const after = await see()
    expect(visibleText(after.text)).toContain('已对核减提出说明')
    expect(after.text).not.toContain(`href="${claim}/cut"`)
  })
})

describe('A claim that is not supported', () => {
  it('says under which clause, why, and how to have it reviewed', async () => {
    const refused = await lateRound('不予托育有限公司')
    await county.accept(refused.caseId)
    await county.review(refused.caseId, { verdict: 'refuse', reason: '没有实际收托', clause: '四（五）16②' })
    await declare(refused.caseId, office.people.approver)
    await refuseClaim(web.house, await office.actorOf(office.people.approver), {
      caseId: refused.caseId,
      reason: '没有实际收托',
      clause: '四（五）16②',
      once: once(),
    })
    const page = await refused.see()
    expect(headingIn(page.text)).toBe('您的申报不予支持（四（五）16②）。')
    const text = visibleText(page.text)
    expect(text).toContain('没有实际收托')
    expect(text).toContain('60 日内申请行政复议，或六个月内提起行政诉讼')
    expect(text).toContain('这件申报已经办结')

    const turnedAway = await lateRound('不受托育有限公司')
    await refuseAcceptance(web.house, await officer(), {
      caseId: turnedAway.caseId,
      reason: '不在本县备案',
      clause: '四（五）16②',
      once: once(),
    })
    expect(headingIn((await turnedAway.see()).text)).toBe('您的申报不予受理（四（五）16②）。')
  })

  it('can be withdrawn on a page of its own, with what that means', async () => {
    const { browser, claim, see } = await lateRound('撤回托育有限公司')
    expect(visibleText((await see()).text)).toContain('撤回申报')
    const page = await browser.look(`${claim}/withdraw`)
    expect(visibleText(page.text)).toContain('本轮还没有截止，可以重新申报')
    const done = await send(browser, `${claim}/withdraw`, { reason: '填错了年度' })
    expect(done.headers.location).toBe(claim)
    expect(headingIn((await see()).text)).toBe('您已于11月27日（星期五）9:00撤回这次申报。')
    expect((await browser.look(`${claim}/withdraw`)).headers.location).toBe(claim)
  })
})

describe('An objection to a claim', () => {
  it('is told to its institution without a name, which gives a statement', async () => {
    const { caseId, cycleId, browser, see } = await lateRound('异议托育有限公司')
    await county.accept(caseId)
    await county.review(caseId)
    await county.approve(caseId)
    const { listId, startsAt } = await publish(cycleId)
    await office.goOn(startsAt)
    const item = await web.house.database
      .selectFrom('notice_items')
      .select('id')
      .where('list_id', '=', listId)
      .executeTakeFirstOrThrow()
    const objection = { itemId: item.id, named: true, name: '钱反映', contact: '13900000000', text: '人数不实' }
    const { number } = await raiseObjection(web.house, null, { ...objection, once: once() })
    const page = await see()
    expect(headingIn(page.text)).toMatch(/^公示期间有人对您的申报提出异议，请您说明情况，还剩 \d+ 个工作日/)
    expect(visibleText(page.text)).toContain('到期没有说明的，按已有材料核查答复')
    const home = visibleText((await browser.look('/claims')).text)
    expect(home).toContain('去说明情况')
    expect(page.text).not.toContain('钱反映')
    const [, href = ''] = /href="(\/objections\/[^"]+)"/.exec(page.text) ?? []
    const form = await browser.look(href)
    expect(form.text).not.toContain('人数不实') // words can tell whose they are
    const request = browser.agent.post(href).field('csrf', tokenIn(form.text) ?? '')
    const sent = await request
      .field('submission', 'b'.repeat(32))
      .field('text', '花名册附后。')
      .attach('file', Buffer.from('册'), '册.txt')
    expect(sent.headers.location).toBe(href)
    expect(headingIn((await see()).text)).toContain('公示期间有人对您的申报提出异议，卫生健康委员会正在核查')
    expect(visibleText((await see()).text)).not.toContain('请您说明情况')
    const { id: objectionId } = await web.house.database
      .selectFrom('objections')
      .select('id')
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    await answerObjection(web.house, await officer(), {
      objectionId,
      answer: { outcome: 'dismissed' },
      reason: '人数属实',
      clause: '',
      once: once(),
    })
    expect(visibleText((await see()).text)).toContain('异议不成立')
    expect((await (await browserOf(office.people.officer)).look(href)).status).toBe(404)
  })
})

describe('A draft', () => {
  it('is told to be too late once its round is closed, and can be discarded before', async () => {
    const institution: Institution = await county.addInstitution('迟到托育有限公司')
    const cycleId = await rounds.open()
    const browser = await browserOf(institution.contact)
    const { caseId } = await county.prepare(cycleId, institution)
    expect(headingIn((await browser.look('/claims')).text)).toMatch(/^您的申报还没有提交，还剩 \d+ 个工作日/)
    const page = await browser.look(`/claims/${caseId}/withdraw`)
    expect(headingIn(page.text)).toBe('放弃草稿')
    await office.goOn('2026-12-31T09:30:00.001Z')
    expect(headingIn((await browser.look('/claims')).text)).toBe('您的申报没有在截止前提交，本轮不再收件。')
    expect((await browser.look(`/claims/${caseId}`)).status).toBe(200)
  })
})

describe('The account of an institution', () => {
  it('is corrected when a payment came back, and says what was wrong', async () => {
    const round = await openRound(world, { granted: [{ fen: 12_600_000n }] })
    const payee = round.payee(1)
    const parameters = { readings: {}, publicNotice: { workingDays: 5 } }
    await web.house.database
      .updateTable('cycles')
      .set({ parameters: JSON.stringify(parameters) })
      .where('id', '=', round.cycleId)
      .execute()
    const browser = await browserOf(payee.contact)
    const claim = `/claims/${payee.caseId}`
    expect(headingIn((await browser.look('/account')).text)).toBe('还没有收款账户')
    await round.readyToPay()
    const confirmed = await browser.look('/account')
    expect(headingIn(confirmed.text)).toMatch(/^拨付到尾号 \d{4} 的账户$/)
    await round.handOver(payee)
    await round.hear(payee, { says: 'returned', reason: '行号不符' })
    await office.goOn()
    expect(headingIn((await browser.look(claim)).text)).toMatch(
      /^126,000\.00 元被银行退回，请更正收款账户，还剩 \d+ 个工作日/,
    )
    expect(visibleText((await browser.look(claim)).text)).toContain('等您更正收款账户')
    const page = await browser.look('/account')
    expect(headingIn(page.text)).toBe('拨付被退回，请更正收款账户')
    expect(visibleText(page.text)).toContain('银行的说明：行号不符。')
    const wrong = await browser.send('/account', {
      ...formIn(page.text, '/account'),
      'account.holder': '别人',
      'account.number': '12ab',
      'account.bank': '演示银行',
      'account.bankCode': '1044610000',
      intent: 'propose',
    })
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text)).toHaveLength(3)
    expect(formIn(wrong.text, '/account')['account.bankCode']).toBe('1044610000')
    const done = await browser.send('/account', {
      ...formIn(wrong.text, '/account'),
      'account.holder': payee.name,
      'account.number': '62220000123466 20',
      'account.bankCode': '104461000099',
      intent: 'propose',
    })
    expect(done.status).toBe(303)
    const waiting = await browser.look('/account')
    expect(headingIn(waiting.text)).toBe('尾号 6620 的账户等待另一人复核')
    expect(waiting.text).not.toContain('6222000012346620')
    const after = await browser.look(claim)
    expect(headingIn(after.text)).toBe('公示已满，126,000.00 元等尾号 6620 的账户经另一人复核后拨付。')
    expect(visibleText(after.text)).toContain('付款被退回')
    expect(visibleText(after.text)).toContain('等收款账户复核')
    expect((await (await browserOf(office.people.officer)).look('/account')).status).toBe(404)
  })
})
