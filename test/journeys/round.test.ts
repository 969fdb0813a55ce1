import { opensAt } from '../builders/claims.ts'
import { type Journey, openJourney } from './journey.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney()
}, 120_000)
afterAll(() => journey?.close())

it('a county prepares a round, two seats sign it, and the institutions are told on its first day', async () => {
  const { office, county, signIn, checkPage } = journey
  const institution = await county.addInstitution('晨光托育有限公司')
  const page = await signIn(office.people.officer)
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '奖补' }).click()
  await checkPage(page)
  await page.getByRole('link', { name: '新建一轮' }).click()
  await page.getByRole('radio', { name: /^普惠托育机构运营补助/ }).check()
  await page.getByLabel('年度').fill('2024')
  await page.getByLabel('名称').fill('2024年度普惠托育机构运营补助')
  await checkPage(page)
  await page.getByRole('button', { name: '建立草稿' }).click()

  await page.getByLabel('预算安排（元）').fill('50万')
  await page.getByLabel('资金来源').fill('演示预算〔2026〕1号')
  await page.getByLabel('联系人').fill('许知言')
  await page.getByLabel('联系电话').fill('0537-000 0118')
  await page.getByRole('button', { name: '下一步：规则' }).click()
  await page.getByRole('link', { name: /^预算安排（元）：/ }).waitFor()
  await checkPage(page)
  await page.getByLabel('预算安排（元）').fill('500,000.00')
  await page.getByRole('button', { name: '下一步：规则' }).click()

  for (const answer of ['以某一天的在托人数为准', '按全年标准', '以计数时所在的班为准', '计数时未满三周岁的才算'])
    await page.getByRole('radio', { name: answer }).check()
  await checkPage(page)
  await page.getByRole('button', { name: '下一步：时间' }).click()
  await page.getByLabel('开始日期').fill('2026-11-18')
  await page.getByLabel('截止日期').fill('2026-12-04')
  await page.getByRole('button', { name: '重新计算' }).click()
  await page.getByText('开始申报，通知 1 家机构').first().waitFor()
  await checkPage(page)
  await page.getByRole('button', { name: '下一步：核对并送签' }).click()
  await checkPage(page)
  await page.getByRole('button', { name: '送科室负责人签发' }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await office.goOn()

  for (const [member, button] of [
    [office.people.sectionHead, '签署'],
    [office.people.leader, '签发'],
  ] as const) {
    const seat = await signIn(member, { width: 390 })
    await seat.getByRole('link', { name: '打开' }).click()
    if (button === '签发') await checkPage(seat)
    await seat.getByRole('button', { name: button, exact: true }).click()
    await seat.getByText('您已').first().waitFor()
    await office.goOn()
  }
  await page.reload()
  await checkPage(page)
  await office.goOn(opensAt)
  await page.reload()
  await checkPage(page)

  const phone = await signIn(institution.contact, { width: 390 })
  await phone.goto(`${journey.origin}/claims`)
  await phone.getByRole('heading', { level: 1, name: /^2024年度普惠托育机构运营补助正在受理申报/ }).waitFor()
  await checkPage(phone)
  await phone.goto(`${journey.origin}/messages`)
  await phone.getByText('申报开始：2024年度普惠托育机构运营补助').first().waitFor()
}, 300_000)
