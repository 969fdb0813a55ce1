import { approveList } from '../../acts/approve-list.ts'
import { closeBatch } from '../../acts/close-batch.ts'
import { approveClaim } from '../../acts/decide-claim.ts'
import { makeBatch } from '../../acts/make-batch.ts'
import { releaseBatch } from '../../acts/release-batch.ts'
import { submitClaim } from '../../acts/submit-claim.ts'
import { readConfig } from '../../config.ts'
import { readPresence } from '../../records/actor.ts'
import { createFailpoint } from '../../workers/failpoint.ts'
import { openHouse } from '../../workers/house.ts'

/**
 * One person's act in a process of its own, as the pages do it: it may die at a failpoint, and whoever sat at the desk
 * does the same once more with the same form.
 *
 * argv: the act, the person's id and unit, what is asked; prints what the act answers.
 */
const acts = { submitClaim, approveClaim, approveList, makeBatch, releaseBatch, closeBatch }
const [name = '', personId = '', unitId = '', request = '{}'] = process.argv.slice(2)
if (!Object.hasOwn(acts, name)) throw new Error(`no act ${name}`)
const config = readConfig()
const { house, database } = openHouse(config, createFailpoint(config.failpoint), { connections: 2 })
const { actor } = await readPresence(database, personId, unitId)
if (!actor) throw new Error(`nobody is ${personId}`)
const act = acts[name as keyof typeof acts] as (...given: unknown[]) => Promise<unknown>
process.stdout.write(JSON.stringify(await act(house, actor, JSON.parse(request))))
await database.destroy()
