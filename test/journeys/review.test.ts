import { later } from '../builders/world.ts'
import { type Journey, openJourney } from './journey.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney()
}, 120_000)
afterAll(() => journey?.close())

it('a claim is corrected, accepted, cut from 57 to 54 and approved by another', async () => {
  const { office, county, signIn, checkPage, origin } = journey
  const institution = await county.addInstitution('晨光托育有限公司')
  const cycleId = await county.launch()
  const { caseId } = await county.submit(cycleId, institution)
  await office.goOn()
  const review = `${origin}/review/${caseId}`

  const officer = await signIn(office.people.officer)
  await officer.goto(review)
  await checkPage(officer)
  await officer.getByRole('link', { name: '一次性告知补正' }).click()
  await officer.getByLabel('事项').selectOption('登记证书')
  await officer.getByLabel('缺什么、怎么改').fill('请上传副本页。')
  await checkPage(officer)
  await officer.getByRole('button', { name: '发出补正通知' }).click()
  await officer.getByText('补正通知已发出').first().waitFor()
  await office.goOn()

  const phone = await signIn(institution.contact, { width: 390 })
  await phone.goto(`${origin}/claims/${caseId}`)
  await phone.getByRole('heading', { level: 1, name: /^您的申报有 1 项要补正，还剩 10 个工作日/ }).waitFor()
  await phone.getByRole('link', { name: '去补正' }).click()
  await checkPage(phone)
  await phone.goto(`${origin}/claims/${caseId}/files`)
  await phone.getByLabel('选文件：登记证书').setInputFiles({
    name: '登记证书副本.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('副本页，演示', 'utf8'),
  })
  await phone.getByRole('link', { name: '登记证书副本.txt' }).waitFor()
  await phone.goto(`${origin}/claims/${caseId}/check`)
  await phone.getByRole('checkbox', { name: /以上内容真实、完整/ }).check()
  await phone.getByRole('button', { name: '交回补正' }).click()
  await phone
    .getByText(/^已收件/)
    .first()
    .waitFor()
  await office.goOn()

  await officer.goto(review)
  await officer.getByRole('button', { name: '受理', exact: true }).click()
  await officer.getByText('已受理').first().waitFor()
  await office.goOn()

  const reviewer = await signIn(county.reviewer)
  await reviewer.goto(review)
  await checkPage(reviewer)
  await reviewer.getByRole('button', { name: '没有，继续办理' }).click()
  await reviewer.getByLabel(/^托大班计数日在托人数.*核定/).fill('42')
  await reviewer.getByLabel('核减理由').fill('三名儿童计数日已离托。')
  await reviewer.getByLabel('依据', { exact: true }).fill('四（五）16②')
  await reviewer.getByRole('button', { name: '重新核算' }).click()
  const cut = reviewer.getByRole('button', { name: '核减后提交：核定 120,000.00 元' })
  await cut.waitFor()
  await checkPage(reviewer)
  await cut.click()
  await reviewer.getByText('审核意见已提交').first().waitFor()
  await office.goOn()

  const approver = await signIn(office.people.approver)
  await approver.goto(review)
  await approver.getByRole('button', { name: '没有，继续办理' }).click()
  await checkPage(approver)
  await approver.getByRole('button', { name: '核定 120,000.00 元' }).click()
  await approver.getByText('金额已列入预算').first().waitFor()
  await phone.goto(`${origin}/claims/${caseId}`)
  await phone.getByRole('heading', { level: 1, name: /^您的申报已批准 120,000.00 元/ }).waitFor()
  await checkPage(phone)
}, 300_000)

it('a meeting approves its list, a visitor objects without an account, and it is payable when that is dismissed', async () => {
  const { office, county, database, signIn, visit, checkPage, origin } = journey
  const institution = await county.addInstitution('向阳托育有限公司')
  const cycleId = await county.launch({ draft: { title: '2024年度运营补助（补报）' } })
  const { caseId } = await county.submit(cycleId, institution)
  await county.accept(caseId)
  await county.review(caseId)
  await county.approve(caseId)

  const officer = await signIn(office.people.officer)
  await officer.goto(`${origin}/rounds/${cycleId}/lists/new`)
  await checkPage(officer)
  await officer.getByRole('button', { name: /^做名单/ }).click()
  await officer.getByRole('heading', { level: 1, name: /^名单草稿：1 项，合计 126,000.00 元/ }).waitFor()

  const leader = await signIn(office.people.leader)
  await leader.goto(officer.url())
  await leader.getByRole('link', { name: '录入审定，1 项' }).click()
  await leader.getByLabel('纪要文号').fill('会议纪要〔2026〕17号')
  await leader.getByLabel('会议日期').fill('2026-11-18')
  await leader.getByLabel('纪要扫描件').setInputFiles({
    name: '会议纪要.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
  })
  await leader.getByLabel('电话').fill('0537-000 0226')
  await leader.getByLabel('地址').fill('演示路1号305室')
  await checkPage(leader)
  await leader.getByRole('button', { name: '审定，公示 1 项' }).click()
  await leader.getByRole('heading', { level: 1, name: /起公示$/ }).waitFor()
  const { starts_at, ends_at } = await database
    .selectFrom('notice_lists')
    .select(['starts_at', 'ends_at'])
    .where('cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
  await office.goOn(later(starts_at ?? ''))

  const visitor = await visit('/notices', { width: 390 })
  await checkPage(visitor)
  await visitor
    .getByRole('link', { name: /^看名单/ })
    .first()
    .click()
  await checkPage(visitor)
  await visitor
    .getByRole('link', { name: /^对向阳托育有限公司提出异议|^提出异议/ })
    .first()
    .click()
  await visitor.getByLabel('反映的事实').fill('计数日乳儿班只有五名孩子。')
  await visitor.getByRole('radio', { name: /^实名/ }).check()
  await visitor.getByLabel('姓名或单位名称').fill('过路人')
  await visitor.getByLabel('联系方式').fill('139 0000 0000')
  await checkPage(visitor)
  await visitor.getByRole('button', { name: '提交异议' }).click()
  await visitor
    .getByText(/已收到，编号 YY2026-\d{6}/)
    .first()
    .waitFor()
  await checkPage(visitor)
  await office.goOn()

  await officer.goto(`${origin}/rounds/${cycleId}/objections`)
  await checkPage(officer)
  await officer.getByRole('link', { name: '向阳托育有限公司' }).first().click()
  expect(await officer.content()).not.toContain('过路人')
  await checkPage(officer)
  await officer.getByRole('link', { name: '答复', exact: true }).first().click()
  await officer.getByRole('radio', { name: /^不成立/ }).check()
  await officer.getByLabel('理由').fill('经查缴费和考勤记录，计数日有十二名。')
  await officer.getByRole('button', { name: '答复', exact: true }).click()
  await officer.getByRole('heading', { level: 1, name: /异议不成立，已答复/ }).waitFor()
  await office.goOn(later(ends_at ?? ''))
  expect((await county.claim(caseId)).state).toBe('payable')
  await visitor.reload()
  await visitor.getByText('异议不成立').first().waitFor()
}, 300_000)
