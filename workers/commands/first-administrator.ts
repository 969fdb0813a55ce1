import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { perform, recordAudit } from '../../acts/act.ts'
import { hashPassword } from '../../acts/password.ts'
import { readConfig } from '../../config.ts'
import { businessNow } from '../../records/database.ts'
import { openHouse } from '../house.ts'
import type { CommandStreams } from './deadline.ts'

const usage = `chengban administrator --name 姓名 --mobile 手机号 --unit 单位名称
没有系统管理员时建立第一位；一次性口令只显示一次。 / Makes the first system administrator; the password is shown once.
`

/** `chengban administrator`: the first system administrator of an empty installation. Refused where there is one already. */
export async function firstAdministratorCommand(args: string[], io: CommandStreams): Promise<number> {
  const options = {
    name: { type: 'string' },
    mobile: { type: 'string' },
    unit: { type: 'string' },
    help: { type: 'boolean' },
  } as const
  const { values } = parseArgs({ args, options, strict: false })
  const { name, mobile, unit } = values
  if (typeof name !== 'string' || typeof unit !== 'string' || typeof mobile !== 'string' || !/^1\d{10}$/.test(mobile)) {
    io.err.write(
      `${typeof mobile === 'string' && !/^1\d{10}$/.test(mobile) ? `--mobile ${mobile}: 应为 11 位手机号 / expected 11 digits\n` : ''}${usage}`,
    )
    return values.help ? 0 : 1
  }
  const { house, database } = openHouse(readConfig(), () => undefined, { connections: 1 })
  try {
    const there = await database
      .selectFrom('memberships')
      .select('id')
      .where('role', '=', 'system-admin')
      .limit(1)
      .executeTakeFirst()
    if (there) {
      io.err.write(
        '已有系统管理员，请由其建立账户。 / There is a system administrator already; accounts are made there.\n',
      )
      return 1
    }
    const password = randomBytes(12).toString('base64url')
    const secret = await hashPassword(password)
    await perform(house, { actor: null }, async doing => {
      const { tx } = doing
      const now = await businessNow(tx)
      const place = await tx
        .insertInto('units')
        .values({ code: 'ROOT', kind: 'government', level: 'county', name: unit })
        .onConflict(conflict => conflict.column('code').doUpdateSet({ name: unit }))
        .returning('id')
        .executeTakeFirstOrThrow()
      const person = await tx.insertInto('people').values({ name, mobile }).returning('id').executeTakeFirstOrThrow()
      await tx
        .insertInto('logins')
        .values({ kind: 'password', subject: mobile, person_id: person.id, secret })
        .execute()
      await tx
        .insertInto('memberships')
        .values({ person_id: person.id, unit_id: place.id, role: 'system-admin', until_on: null })
        .execute()
      recordAudit(doing, { act: 'first-administrator', at: now, detail: { personId: person.id } })
    })
    io.out.write(`${mobile}  ${password}\n`)
    return 0
  } finally {
    await database.destroy()
  }
}
