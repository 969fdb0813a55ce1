import { readFileSync } from 'node:fs'
import { sealAudit } from '../../acts/seal-audit.ts'
import { type Member, type Office, officePassword, openOffice, type Unit } from '../builders/office.ts'
import { visibleText } from './visible-text.ts'
import { openWeb, type Web } from './web.ts'

let web: Web
let office: Office
let river: Unit
let hill: Unit
let system: Member
let security: Member
let auditor: Member

beforeAll(async () => {
  web = await openWeb()
  office = await openOffice(web.house)
  river = await office.addAddressee('河沥溪街道办事处', '叶闻溪')
  hill = await office.addAddressee('南山街道办事处', '苏棠')
  const information = await office.addUnit('信息中心')
  system = await office.addMember('温如', information, 'system-admin')
  security = await office.addMember('石安', information, 'security-admin')
  auditor = await office.addMember('严核', information, 'auditor')
}, 60_000)
afterAll(() => web.close())

async function browserOf({ mobile }: Pick<Member, 'mobile'>, password = officePassword) {
  const browser = web.visitor()
  const signedIn = await browser.signIn(mobile, password)
  return Object.assign(browser, { signedIn })
}
const keyIn = (html: string): string => /name="submission" value="([^"]+)"/.exec(html)?.[1] ?? ''
let keys = 0
function newKey(): string {
  keys += 1
  return `key-of-the-tests-${keys}-${'0'.repeat(8)}`
}

const pages = [
  '/admin/units',
  '/admin/people',
  '/admin/accounts',
  '/admin/calendar',
  '/admin/policies',
  '/audit',
  '/audit/verify',
  '/health',
]

describe('The pages of administration', () => {
  it('are not there for those who work on matters', async () => {
    for (const member of [office.people.officer, office.people.leader, river.contact]) {
      const browser = await browserOf(member)
      for (const path of pages) expect([path, (await browser.look(path)).status]).toEqual([path, 404])
    }
  })

  it('are shared out between the administrators, the auditor and the supervisor', async () => {
    const seen = async (member: Member) => {
      const browser = await browserOf(member)
      const found: string[] = []
      for (const path of pages) if ((await browser.look(path)).status === 200) found.push(path)
      return found
    }
    expect(await seen(system)).toEqual([
      '/admin/units',
      '/admin/people',
      '/admin/accounts',
      '/admin/calendar',
      '/admin/policies',
      '/health',
    ])
    expect(await seen(security)).toEqual(['/admin/accounts', '/admin/policies', '/audit', '/audit/verify', '/health'])
    expect(await seen(auditor)).toEqual(['/audit', '/audit/verify'])
    expect(await seen(office.people.supervisor)).toEqual(['/admin/calendar', '/admin/policies', '/health'])
  })

  it('let nobody without the right change anything', async () => {
    const browser = await browserOf(office.people.supervisor)
    await browser.look('/health')
    for (const path of ['/admin/units', '/admin/people', '/admin/accounts', `/admin/units/${river.id}/close`])
      expect((await browser.send(path, { submission: newKey(), name: 'x', personId: river.contact.id })).status).toBe(
        404,
      )
  })
})

describe('Units', () => {
  it('with nobody to tell come first and are counted in the heading', async () => {
    const lonely = await office.addUnit('云梯畲族乡', { kind: 'township' })
    const browser = await browserOf(system)
    const page = await browser.look('/admin/units')
    const text = visibleText(page.text)
    expect(text).toMatch(/\d 家单位没有可通知的人/)
    expect(text.indexOf('云梯畲族乡')).toBeLessThan(text.indexOf('南山街道办事处'))
    expect(text).toContain('无人可通知')
    await web.house.database.deleteFrom('units').where('id', '=', lonely).execute()
  })

  it('are added below another, and found by name', async () => {
    const browser = await browserOf(system)
    const page = await browser.look('/admin/units')
    const added = await browser.send('/admin/units', {
      submission: keyIn(page.text),
      name: '应急管理局',
      code: 'NG-YJ',
      kind: 'department',
      level: 'county',
      parent: '卫生健康委员会',
      superior: '',
      groups: 'city-units',
      closeOfBusiness: '17:00',
    })
    expect(added.status).toBe(303)
    const unit = await browser.look(String(added.headers.location))
    expect(visibleText(unit.text)).toContain('已新增应急管理局')
    expect(visibleText(unit.text)).toContain('没有登记人员')
    const found = await browser.look(`/admin/units?q=${encodeURIComponent('应急')}`)
    expect(visibleText(found.text)).toContain('NG-YJ')
    expect(visibleText(found.text)).not.toContain('南山街道办事处')
  })

  it('keep what was typed when something is wrong, and name each field', async () => {
    const browser = await browserOf(system)
    const page = await browser.look('/admin/units')
    const wrong = await browser.send('/admin/units', {
      submission: keyIn(page.text),
      name: '新单位',
      code: '有 空格',
      kind: 'department',
      level: 'county',
      parent: '没有的单位',
      superior: '',
      groups: '',
      closeOfBusiness: '25:00',
    })
    expect(wrong.status).toBe(422)
    const text = visibleText(wrong.text)
    expect(text).toContain('3 处需要改')
    expect(text).toContain('只能用文字、数字、- 和 _')
    expect(text).toContain('没有这个单位，或已经撤销')
    expect(text).toContain('请按 17:30 的样子填写钟点')
    expect(wrong.text).toContain('value="新单位"')
    expect(wrong.text).toContain('value="没有的单位"')
  })

  it('have a code of their own', async () => {
    const browser = await browserOf(system)
    const page = await browser.look('/admin/units')
    const wrong = await browser.send('/admin/units', {
      submission: keyIn(page.text),
      name: '另一个应急管理局',
      code: 'NG-YJ',
      kind: 'department',
      level: 'county',
      parent: '',
      superior: '',
      groups: '',
      closeOfBusiness: '',
    })
    expect(wrong.status).toBe(422)
    expect(visibleText(wrong.text)).toContain('已经有人使用')
  })

  it('cannot have a superior from below themselves', async () => {
    const browser = await browserOf(system)
    await browser.look(`/admin/units/${office.authority}`)
    const wrong = await browser.send(`/admin/units/${office.authority}`, {
      name: '卫生健康委员会',
      superior: '妇幼健康科',
      groups: '',
      closeOfBusiness: '',
    })
    expect(wrong.status).toBe(422)
    expect(visibleText(wrong.text)).toContain('上级不能是自己或自己的下级')
  })

  it('keep their old name in what was decided before', async () => {
    const solicitation = await office.solicit([river])
    const browser = await browserOf(system)
    await browser.look(`/admin/units/${river.id}`)
    const renamed = await browser.send(`/admin/units/${river.id}`, {
      name: '河沥溪街道',
      superior: '',
      groups: '',
      closeOfBusiness: '',
    })
    expect(renamed.status).toBe(303)
    const row = await web.house.database
      .selectFrom('cases')
      .select('unit_name')
      .where('cycle_id', '=', solicitation.cycleId)
      .executeTakeFirstOrThrow()
    expect(row.unit_name).toBe('河沥溪街道办事处')
  })

  it('are not closed while something of theirs is open', async () => {
    const browser = await browserOf(system)
    await browser.look(`/admin/units/${river.id}`)
    const refused = await browser.send(`/admin/units/${river.id}/close`, {})
    expect(refused.status).toBe(409)
    expect(visibleText(refused.text)).toContain('没有办结，不能撤销')
    const above = await browser.send(`/admin/units/${office.authority}/close`, {})
    expect(visibleText(above.text)).toContain('个下级单位，不能撤销')
  })

  it('can be closed, and their people act for them no more', async () => {
    const old = await office.addAddressee('旧单位', '江晚')
    const own = await browserOf(old.contact)
    expect((await own.look('/answers')).status).toBe(200)
    const browser = await browserOf(system)
    await browser.look(`/admin/units/${old.id}`)
    expect((await browser.send(`/admin/units/${old.id}/close`, {})).status).toBe(303)
    expect((await own.look('/answers')).status).toBe(303)
  })
})

describe('People', () => {
  const add = async (name: string, mobile: string) => {
    const browser = await browserOf(system)
    const page = await browser.look('/admin/people')
    const added = await browser.send('/admin/people', {
      submission: keyIn(page.text),
      name,
      mobile,
      email: '',
      language: 'zh-CN',
    })
    return { browser, added, path: String(added.headers.location).replace(/\?.*/, '') }
  }

  it('get a role and an account whose password is shown once, and must choose their own', async () => {
    const { browser, path } = await add('宋远', '13700000001')
    await browser.look(path)
    const role = await browser.send(`${path}/roles`, {
      submission: newKey(),
      unitId: hill.name,
      role: 'contact',
      fromOn: '2026-11-16',
    })
    expect(role.status).toBe(303)
    const personId = path.split('/').at(-1) ?? ''
    const key = newKey()
    const made = await browser.send('/admin/accounts', { submission: key, personId, subject: '13700000001' })
    expect(made.status).toBe(200)
    const password = /<code[^>]*>([a-z0-9-]{19})<\/code>/.exec(made.text)?.[1] ?? ''
    expect(password).toMatch(/^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}$/)
    const again = await browser.send('/admin/accounts', { submission: key, personId, subject: '13700000001' })
    expect(again.text).not.toContain(password)
    expect(visibleText(again.text)).toContain('这张表单已经提交过')
    const stored = await web.house.database
      .selectFrom('idempotency')
      .select('result')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(stored.result)).not.toContain(password)
    const own = await browserOf({ mobile: '13700000001' }, password)
    expect(own.signedIn.status).toBe(303)
    const first = await own.look('/answers')
    expect(first.status).toBe(303)
    expect(first.headers.location).toContain('/password')
  })

  it('with a number that somebody has already are not added', async () => {
    const { added } = await add('另一人', '13700000001')
    expect(added.status).toBe(422)
    expect(visibleText(added.text)).toContain('已经有人使用')
    expect(added.text).toContain('value="另一人"')
  })

  it('cannot be administrator, auditor and anything else at the same time', async () => {
    const { browser, path } = await add('白鹭', '13700000002')
    await browser.look(path)
    const give = (role: string) =>
      browser.send(`${path}/roles`, { submission: newKey(), unitId: hill.name, role, fromOn: '2026-11-16' })
    expect((await give('supervisor')).status).toBe(303)
    const refused = await give('auditor')
    expect(refused.status).toBe(409)
    expect(visibleText(refused.text)).toContain('不能由同一人担任')
    expect((await give('head')).status).toBe(303)
    expect((await give('head')).status).toBe(409)
  })

  it('do not change their own roles or accounts', async () => {
    const browser = await browserOf(system)
    const page = await browser.look(`/admin/people/${system.id}`)
    expect(visibleText(page.text)).toContain('您的角色和账号须由另一位管理员办理')
    const refused = await browser.send(`/admin/people/${system.id}/roles`, {
      submission: newKey(),
      unitId: hill.name,
      role: 'supervisor',
      fromOn: '2026-11-16',
    })
    expect(refused.status).toBe(409)
    const held = await web.house.database
      .selectFrom('memberships')
      .select('role')
      .where('person_id', '=', system.id)
      .execute()
    expect(held).toEqual([{ role: 'system-admin' }])
  })

  it('lose a role at the end of the day that is named', async () => {
    const { browser, path } = await add('许由', '13700000003')
    const page = await browser.look(path)
    expect(page.status).toBe(200)
    await browser.send(`${path}/roles`, {
      submission: newKey(),
      unitId: hill.name,
      role: 'contact',
      fromOn: '2026-11-16',
    })
    const shown = await browser.look(path)
    const end = /action="([^"]*\/roles\/[^"]*\/end)"/.exec(shown.text)?.[1] ?? ''
    expect((await browser.send(end, { untilOn: '2026-11-16' })).status).toBe(303)
    const row = await web.house.database
      .selectFrom('memberships')
      .select('until_on')
      .where('person_id', '=', path.split('/').at(-1) ?? '')
      .executeTakeFirstOrThrow()
    expect(row.until_on).toBe('2026-11-16')
  })

  it('who leave are signed out at once and cannot come back', async () => {
    const leaving = await office.addMember('别离', hill.id, 'contact')
    const own = await browserOf(leaving)
    expect((await own.look('/answers')).status).toBe(200)
    const browser = await browserOf(system)
    await browser.look(`/admin/people/${leaving.id}`)
    expect((await browser.send(`/admin/people/${leaving.id}/leave`, {})).status).toBe(303)
    expect((await own.look('/answers')).status).toBe(303)
    const back = await browserOf(leaving)
    expect(back.signedIn.status).toBe(422)
  })
})

describe('Accounts', () => {
  it('that are disabled end their sessions at once, and work again when enabled', async () => {
    const member = await office.addMember('阮青', hill.id, 'contact')
    const own = await browserOf(member)
    const login = await web.house.database
      .selectFrom('logins')
      .select('id')
      .where('person_id', '=', member.id)
      .executeTakeFirstOrThrow()
    const browser = await browserOf(security)
    const page = await browser.look('/admin/accounts')
    expect(visibleText(page.text)).toContain('阮青')
    const disabled = await browser.send(`/admin/accounts/${login.id}/disable`, { back: '/admin/accounts' })
    expect(disabled.headers.location).toBe('/admin/accounts?done=disabled')
    expect((await own.look('/answers')).status).toBe(303)
    expect((await browserOf(member)).signedIn.status).toBe(422)
    await browser.send(`/admin/accounts/${login.id}/enable`, { back: '/admin/accounts' })
    expect((await browserOf(member)).signedIn.status).toBe(303)
  })

  it('with a new password let nobody in with the old one', async () => {
    const member = await office.addMember('闻笛', hill.id, 'contact')
    const own = await browserOf(member)
    const login = await web.house.database
      .selectFrom('logins')
      .select('id')
      .where('person_id', '=', member.id)
      .executeTakeFirstOrThrow()
    const browser = await browserOf(security)
    await browser.look('/admin/accounts')
    const reset = await browser.send(`/admin/accounts/${login.id}/reset`, { submission: newKey() })
    expect(visibleText(reset.text)).toContain('闻笛的一次性密码')
    expect((await own.look('/answers')).status).toBe(303)
    expect((await browserOf(member)).signedIn.status).toBe(422)
  })
})

describe('The calendar', () => {
  const calendar2026 = readFileSync('policies/calendars/2026.yaml', 'utf8')
  // 23 November 2026 becomes a day off: what was due on that Monday moves to Tuesday.
  const moved = `${calendar2026.trimEnd()}
  - number: 国办发明电〔2026〕99号
    publishedOn: 2026-11-10
    holidays:
      - { date: 2026-11-23, name: 临时放假 }
`

  it('shows what a revision would move, and moves nothing by that', async () => {
    const solicitation = await office.solicit([hill])
    const browser = await browserOf(system)
    const page = await browser.look('/admin/calendar')
    expect(visibleText(page.text)).toContain('2027 年的放假安排还没有录入')
    const effect = await browser.send('/admin/calendar/effect', { text: moved })
    expect(effect.status).toBe(200)
    const text = visibleText(effect.text)
    expect(text).toContain('启用 2026 年第 2 版的影响')
    expect(text).toContain('11月23日 星期一 改为休息 临时放假')
    expect(text).toContain('11月24日 星期二 17:30')
    const row = await web.house.database
      .selectFrom('cycles')
      .select('due_at')
      .where('id', '=', solicitation.cycleId)
      .executeTakeFirstOrThrow()
    expect(row.due_at).toBe('2026-11-23T09:30:00.000Z')
  })

  it('moves open dates when it is applied, with new reminders, and tells everyone concerned', async () => {
    const { database } = web.house
    const browser = await browserOf(system)
    await browser.look('/admin/calendar')
    const applied = await browser.send('/admin/calendar', { submission: newKey(), text: moved, revision: '2' })
    expect(applied.status).toBe(303)
    expect(visibleText((await browser.look(String(applied.headers.location))).text)).toContain('2026 年第 2 版已启用')
    const cases = await database
      .selectFrom('cases')
      .innerJoin('tasks', 'tasks.case_id', 'cases.id')
      .select(['cases.due_at', 'cases.due_revision', 'tasks.due_at as task_due_at', 'cases.id', 'tasks.id as task_id'])
      .where('tasks.state', '=', 'open')
      .execute()
    expect(cases.length).toBeGreaterThan(0)
    for (const row of cases) {
      expect(row.due_at).toBe('2026-11-24T09:30:00.000Z')
      expect(row.task_due_at).toBe('2026-11-24T09:30:00.000Z')
      expect(row.due_revision).toBe(2)
      const rungs = await database
        .selectFrom('rungs')
        .select(['rung', 'at', 'state', 'due_revision'])
        .where('task_id', '=', row.task_id)
        .execute()
      const silence = rungs.filter(({ rung }) => rung === 'silence')
      expect(silence.map(({ state, at }) => [state, at]).sort()).toEqual([
        ['void', '2026-11-23T09:30:00.000Z'],
        ['waiting', '2026-11-24T09:30:00.000Z'],
      ])
      // two working days before Tuesday the 24th, the 23rd being off: Thursday the 19th
      const reminder = rungs.find(({ rung, due_revision }) => rung === 'reminder' && due_revision === 2)
      expect(reminder?.at).toBe('2026-11-19T01:00:00.000Z')
    }
    const notices = await database
      .selectFrom('notices')
      .select(['text', 'unit_id'])
      .where('occasion', '=', 'due-corrected')
      .execute()
    expect(notices.filter(({ unit_id }) => unit_id === hill.id)).toHaveLength(1)
    expect(notices.filter(({ unit_id }) => unit_id === office.section).length).toBeGreaterThan(0)
    const told = notices.find(({ unit_id }) => unit_id === hill.id)?.text ?? ''
    expect(told).toContain('11月23日（星期一）17:30')
    expect(told).toContain('11月24日（星期二）17:30')
    expect(told).toContain('国办发明电〔2026〕99号')
  })

  it('is not applied twice, nor over a revision that nobody has looked at', async () => {
    const browser = await browserOf(system)
    await browser.look('/admin/calendar')
    const same = await browser.send('/admin/calendar/effect', { text: moved })
    expect(same.status).toBe(409)
    expect(visibleText(same.text)).toContain('完全相同')
    const stale = await browser.send('/admin/calendar', { submission: newKey(), text: calendar2026, revision: '2' })
    expect(stale.status).toBe(409)
    expect(visibleText(stale.text)).toContain('刚刚有了新的版本')
  })

  it('names line and field of whatever is wrong, and keeps the text', async () => {
    const browser = await browserOf(office.people.supervisor)
    await browser.look('/admin/calendar')
    const twice = calendar2026.replace(/(\n +- \{ date: (2026-10-01)[^\n]*)/, '$1$1')
    const wrong = await browser.send('/admin/calendar/effect', { text: twice })
    expect(wrong.status).toBe(422)
    expect(visibleText(wrong.text)).toMatch(/第 \d+ 行 notices\[0\]/)
    expect(visibleText(wrong.text)).toContain('每天只写一次（国办发明电〔2025〕7号 已设定')
    expect(visibleText(wrong.text)).not.toContain('each day once')
    const otherYear = await browser.send('/admin/calendar/effect', {
      text: calendar2026.replace('2026-05-01', '2025-05-01'),
    })
    expect(otherYear.status).toBe(422)
    expect((await browser.send('/admin/calendar/effect', { text: '' })).status).toBe(422)
    const { rows } = await web.pool.query('select max(revision) as revision from calendars where year = 2026')
    expect(rows[0].revision).toBe(2)
  })

  it('keeps a date whose new day has passed already', async () => {
    await office.goOn('2026-11-24T02:00:00.000Z')
    const browser = await browserOf(system)
    await browser.look('/admin/calendar')
    // The 23rd is a working day again: what is due today at 17:30 would have been due yesterday.
    const effect = await browser.send('/admin/calendar/effect', { text: calendar2026 })
    expect(visibleText(effect.text)).toContain('不变，新期限已过')
    expect(visibleText(effect.text)).toContain('没有进行中的期限会变动')
  })
})

describe('The policies', () => {
  it('show each parameter with its value and where that comes from', async () => {
    const browser = await browserOf(system)
    const list = await browser.look('/admin/policies')
    const path = /href="(\/admin\/policies\/[^"]+)"/.exec(list.text)?.[1] ?? ''
    const page = await browser.look(path)
    expect(page.status).toBe(200)
    const text = visibleText(page.text)
    expect(text).toContain('反馈期限 5 个工作日 本级设定')
    expect(text).toContain('未反馈的含义 视为无意见 来函第二段')
    expect(text).not.toContain('{"')
  })
})

describe('The audit', () => {
  it('finds what an administrator did, and tells whether it is sealed', async () => {
    const browser = await browserOf(auditor)
    const filter = { person: '', act: '', cycle: '', from: '', until: '' }
    await browser.look('/audit')
    const page = await browser.send('/audit', { ...filter, act: 'add-unit' })
    expect(page.status).toBe(200)
    expect(visibleText(page.text)).toContain('新增单位 温如 信息中心')
    expect(visibleText(page.text)).toContain('待封存')
    while ((await sealAudit(web.house.database, web.house.auditKey)).more);
    const sealed = await browser.send('/audit', { ...filter, act: 'add-unit' })
    expect(visibleText(sealed.text)).toContain('已封存')
    const nobody = await browser.send('/audit', { ...filter, person: '无此人' })
    expect(visibleText(nobody.text)).toContain('没有符合条件的记录')
  })

  it('is verified, with what was compared', async () => {
    const browser = await browserOf(auditor)
    while ((await sealAudit(web.house.database, web.house.auditKey)).more);
    const page = await browser.look('/audit/verify')
    expect(visibleText(page.text)).toMatch(/校验通过：\d+ 条记录没有被改动、删除或截断/)
    expect(visibleText(page.text)).toContain('没有保存在数据库之外的封存可以核对')
  })

  it('pages by entry, and keeps the conditions', async () => {
    const browser = await browserOf(auditor)
    await browser.look('/audit')
    const page = await browser.send('/audit', { from: '2020-01-01' })
    const before = /name="before" value="(\d+)"/.exec(page.text)?.[1] ?? ''
    expect(page.text).toContain('type="hidden" name="from" value="2020-01-01"')
    const older = await browser.send('/audit', { from: '2020-01-01', before })
    expect(older.status).toBe(200)
    expect(older.text).toContain('type="hidden" name="from" value="2020-01-01"')
    expect((await browser.send('/audit', { before: 'x' })).status).toBe(404)
  })
})

describe('The page on how the service runs', () => {
  it('shows alarms first, and clears them with their workflows woken', async () => {
    const { database } = web.house
    const solicitation = await office.solicit([hill])
    const failed = await database
      .updateTable('rungs')
      .set({ state: 'held-back', reason: 'fault' })
      .where('cycle_id', '=', solicitation.cycleId)
      .where('rung', '=', 'reminder')
      .where('step', '=', 'answer')
      .returning('id')
      .executeTakeFirstOrThrow()
    await database
      .insertInto('alarms')
      .values({
        kind: 'rung-failed',
        subject: failed.id,
        cycle_id: solicitation.cycleId,
        detail: 'reminder: TypeError',
        cleared_at: null,
        cleared_by: null,
      })
      .execute()
    const before = await database.selectFrom('wakes').select('id').where('scope', '=', solicitation.scope).execute()
    const browser = await browserOf(system)
    const page = await browser.look('/health')
    expect(visibleText(page.text)).toContain('1 条告警待处理')
    expect(visibleText(page.text)).toContain('到时处理失败，已搁置')
    const path = /action="(\/health\/alarms\/[^"]+)"/.exec(page.text)?.[1] ?? ''
    const cleared = await browser.send(path, {})
    expect(cleared.status).toBe(303)
    const after = await browser.look(String(cleared.headers.location))
    expect(visibleText(after.text)).toContain('已解除告警')
    expect(visibleText(after.text)).toContain('没有告警')
    expect(visibleText((await browser.look('/health?cleared=1')).text)).toContain('温如于')
    const wakes = await database.selectFrom('wakes').select('id').where('scope', '=', solicitation.scope).execute()
    expect(wakes.length).toBe(before.length + 1)
    const again = await database
      .selectFrom('rungs')
      .select('state')
      .where('id', '=', failed.id)
      .executeTakeFirstOrThrow()
    expect(again.state).toBe('waiting')
  })

  it('names the part that does not answer, and what goes on without it', async () => {
    const app = web.createApp(async () => {
      throw new Error('no answer')
    })
    const { createBrowser } = await import('./web.ts')
    const browser = createBrowser(app)
    await browser.signIn(system.mobile, officePassword)
    const page = await browser.look('/health')
    expect(visibleText(page.text)).toContain('流程引擎没有应答')
    expect(visibleText(page.text)).toContain('照常受理和答复，下一步等恢复后进行')
  })

  it('says when the clock of deadlines is set', async () => {
    const browser = await browserOf(system)
    expect(visibleText((await browser.look('/health')).text)).toContain('已设为2026年')
  })
})

describe('A search for a person', () => {
  it('never puts a name or a number into an address, on any of its pages', async () => {
    const { database } = web.house
    for (let nth = 10; nth < 45; nth += 1) {
      const mobile = `136000000${nth}`
      const { id } = await database
        .insertInto('people')
        .values({ name: `同名人${nth}`, mobile, email: null, disabled_at: null })
        .returning('id')
        .executeTakeFirstOrThrow()
      await database
        .insertInto('logins')
        .values({
          kind: 'password',
          subject: mobile,
          person_id: id,
          secret: 'x',
          last_failed_at: null,
          disabled_at: null,
        })
        .execute()
    }
    const browser = await browserOf(system)
    for (const [list, looked] of [
      ['/admin/people', '同名人'],
      ['/admin/accounts', '136000000'],
    ] as const) {
      const page = await browser.look(list)
      expect(page.text).toContain(`action="${list}/search" method="post"`)
      const found = await browser.send(`${list}/search`, { q: looked })
      expect(found.status).toBe(200)
      expect(found.text).toContain('同名人10')
      expect(found.text).not.toContain('同名人44')
      const after = /name="after" value="([^"]+)"/.exec(found.text)?.[1] ?? ''
      const rest = await browser.send(`${list}/search`, { q: looked, after })
      expect(rest.text).toContain('同名人44')
      expect(rest.text).not.toContain('同名人10')
      for (const { text } of [page, found, rest])
        for (const [, address = ''] of text.matchAll(/(?:href|action)="([^"]*)"/g)) {
          const told = [address, ...keysIn(address)].join(' ')
          expect(decodeURIComponent(told)).not.toMatch(/同名人|136000000/)
        }
      expect((await browser.look(`${list}/search`)).headers.location).toBe(list)
    }
  })

  it('in the audit is sent as a form too', async () => {
    const browser = await browserOf(auditor)
    const page = await browser.look('/audit')
    expect(page.text).toContain('action="/audit" method="post"')
    const found = await browser.send('/audit', { person: system.name, act: '', cycle: '', from: '', until: '' })
    expect(found.status).toBe(200)
    expect(visibleText(found.text)).toContain(system.name)
    expect(visibleText(found.text)).not.toContain(office.people.leader.name)
    expect(found.text).not.toMatch(/(?:href|action)="[^"]*person/)
  })
})

/** What the keys of an address hold, readable. */
const keysIn = (address: string): string[] =>
  [...address.matchAll(/after=([\w-]+)/g)].map(([, key = '']) => Buffer.from(key, 'base64url').toString('utf8'))
