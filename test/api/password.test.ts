import { openWeb, password, type Web } from './web.ts'

let web: Web
let unitId: string
beforeAll(async () => {
  web = await openWeb()
  unitId = await web.addUnit('甲市卫生健康委员会')
})
afterAll(() => web.close())

const wanted = '每天早上先看台账再喝茶水'
const officer = () => web.addPerson('许知言', [{ unitId, role: 'officer' }])

async function signedIn(mobile: string, typed = password) {
  const browser = web.visitor()
  await browser.signIn(mobile, typed)
  await browser.look('/password')
  return browser
}

describe('Choosing a password', () => {
  it('lets in with the new one only, and signs out everywhere else', async () => {
    const person = await officer()
    const [here, elsewhere] = [await signedIn(person.mobile), await signedIn(person.mobile)]
    const changed = await here.send('/password', { current: password, wanted, repeated: wanted })
    expect(changed.headers.location).toBe('/')
    expect((await here.look('/nowhere')).status).toBe(404)
    expect((await elsewhere.look('/nowhere')).status).toBe(303)
    expect((await web.visitor().signIn(person.mobile)).status).toBe(422)
    expect((await web.visitor().signIn(person.mobile, wanted)).status).toBe(303)
    const acts = await web.house.database
      .selectFrom('audit')
      .select('act')
      .where('person_id', '=', person.id)
      .orderBy('id')
      .execute()
    expect(acts.map(({ act }) => act)).toEqual(['sign-in', 'sign-in', 'set-password', 'sign-in'])
  })

  it.each([
    ['a wrong present password', { current: 'wrong', wanted, repeated: wanted }, '现在的密码不对'],
    [
      'one of eleven characters',
      { current: password, wanted: '一二三四五六七八九十甲', repeated: '一二三四五六七八九十甲' },
      '至少 12 个字',
    ],
    [
      'one of 201 characters',
      { current: password, wanted: 'ab cde'.repeat(34), repeated: 'ab cde'.repeat(34) },
      '最多 200 个字',
    ],
    ['the present one', { current: password, wanted: password, repeated: password }, '与现在的密码相同'],
    [
      'one letter again and again',
      { current: password, wanted: 'aaaaaaaaaaaaaa', repeated: 'aaaaaaaaaaaaaa' },
      '太容易猜到',
    ],
    ['two that differ', { current: password, wanted, repeated: `${wanted}。` }, '两次输入的新密码不一样'],
  ])('refuses %s, names the field and shows nothing that was typed', async (_what, typed, words) => {
    const person = await officer()
    const browser = await signedIn(person.mobile)
    const response = await browser.send('/password', typed)
    expect(response.status).toBe(422)
    expect(response.text).toContain(words)
    expect(response.text).not.toContain(typed.wanted)
    expect((await web.visitor().signIn(person.mobile)).status).toBe(303)
  })

  it('refuses the mobile number within it', async () => {
    const person = await officer()
    const browser = await signedIn(person.mobile)
    const typed = `我的号码${person.mobile}`
    expect((await browser.send('/password', { current: password, wanted: typed, repeated: typed })).text).toContain(
      '太容易猜到',
    )
  })

  it('is slowed down like signing in, so that a session left open does not give the password away', async () => {
    const person = await officer()
    const browser = await signedIn(person.mobile)
    for (let attempt = 1; attempt <= 5; attempt++)
      await browser.send('/password', { current: 'wrong', wanted, repeated: wanted })
    const response = await browser.send('/password', { current: password, wanted, repeated: wanted })
    expect(response.status).toBe(409)
    expect(response.text).toMatch(/请在 \d+ 秒后再试/)
  })

  it('comes first after signing in with a one-time password', async () => {
    const person = await officer()
    await web.house.database.updateTable('logins').set({ one_time: true }).where('person_id', '=', person.id).execute()
    const browser = await signedIn(person.mobile)
    expect((await browser.look('/messages')).headers.location).toBe('/password')
    expect((await browser.send('/acting', { unit: unitId })).text).toContain('请先设一个自己的密码')
    expect((await browser.look('/password')).text).toContain('您是用一次性密码登录的')

    await browser.send('/password', { current: password, wanted, repeated: wanted })

    expect((await browser.look('/messages')).status).toBe(200)
    const { one_time } = await web.house.database
      .selectFrom('logins')
      .select('one_time')
      .where('person_id', '=', person.id)
      .executeTakeFirstOrThrow()
    expect(one_time).toBe(false)
  })
})
