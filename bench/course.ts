import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { answer } from '../acts/answer.ts'
import { createCycle, saveAddressees, saveTiming } from '../acts/draft-cycle.ts'
import { sign } from '../acts/sign.ts'
import { submitForSignature } from '../acts/submit-for-signature.ts'
import type { Actor } from '../domain/actor.ts'
import { type Answer, cycleScope, emptySettings } from '../domain/cycle.ts'
import { walkScope } from '../workers/walk-scope.ts'
import type { Ground } from './ground.ts'
import { draftText, type Population, pack, procedure } from './population.ts'

const once = () => ({ key: randomUUID() })

/** A draft to these units, sent for signature. */
export async function submitCycle({ house }: Ground, { officer }: Population, to: readonly Actor[]): Promise<string> {
  const draft = { pack, procedure, title: '关于测量的通知（征求意见稿）', text: draftText(), once: once() }
  const { cycleId } = await createCycle(house, officer, draft)
  await saveAddressees(house, officer, {
    cycleId,
    version: 1,
    addressees: to.map(({ unitId }) => ({ unitId, mandatory: false, copy: false })),
    contact: { name: officer.personName, phone: '0563-4000000' },
  })
  const timing = {
    deadline: { kind: 'working-days', count: 5, closeOfBusiness: '17:30' },
    restDay: 'keep',
    documentNumber: '测函〔2026〕1号',
    parameters: emptySettings.parameters,
  } as const
  await saveTiming(house, officer, { cycleId, version: 2, timing })
  await submitForSignature(house, officer, { cycleId, version: 3, once: once() })
  return cycleId
}

/** The open task of a step that belongs to no addressee; undefined while it is not there. */
export async function openTask({ database }: Ground, cycleId: string, step: string): Promise<string | undefined> {
  const task = await database
    .selectFrom('tasks')
    .select('id')
    .where('cycle_id', '=', cycleId)
    .where('step', '=', step)
    .where('case_id', 'is', null)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return task?.id
}

export const signTask = ({ house }: Ground, signer: Actor, taskId: string) =>
  sign(house, signer, { taskId, once: once() })

/** An open cycle to these units, walked there without Temporal. */
export async function openCycle(ground: Ground, population: Population, to: readonly Actor[]): Promise<string> {
  const cycleId = await submitCycle(ground, population, to)
  const walk = () => walkScope(ground.house, 'solicitation', cycleScope(cycleId))
  for (const signer of [population.sectionHead, population.leader]) {
    await walk()
    await signTask(ground, signer, (await openTask(ground, cycleId, 'signature')) ?? '')
  }
  await walk()
  return cycleId
}

/** The case of each unit, by unit. */
export async function casesOf({ database }: Ground, cycleId: string): Promise<Map<string, string>> {
  const rows = await database.selectFrom('cases').select(['id', 'unit_id']).where('cycle_id', '=', cycleId).execute()
  return new Map(rows.map(({ id, unit_id }) => [unit_id, id]))
}

/** The same opinion of everybody who has one, on the draft's first clause. */
export async function sampleOpinion({ database }: Ground, cycleId: string): Promise<Answer> {
  const { anchor } = await database
    .selectFrom('clauses')
    .select('anchor')
    .where('cycle_id', '=', cycleId)
    .orderBy('position')
    .executeTakeFirstOrThrow()
  const text = '建议明确牵头单位和完成时限，并与现行补助办法衔接，避免重复申报。'
  const wording = '由市卫生健康委员会牵头，于每年六月底前完成。'
  return { kind: 'opinions', opinions: [{ anchor, text, wording, reason: '便于落实。', files: [] }] }
}

/** Everybody answers, eight at a time: each tenth with an opinion. */
export async function everybodyAnswers(ground: Ground, cycleId: string, contacts: readonly Actor[]): Promise<void> {
  const cases = await casesOf(ground, cycleId)
  const opinion = await sampleOpinion(ground, cycleId)
  await eightAtATime(contacts, (contact, at) =>
    answer(ground.house, contact, {
      caseId: cases.get(contact.unitId) ?? '',
      answer: at % 10 === 0 ? opinion : { kind: 'no-opinion' },
      once: once(),
    }),
  )
}

/** Works through a list with eight in flight. */
export const eightAtATime = <Item>(items: readonly Item[], work: (item: Item, at: number) => Promise<unknown>) =>
  inLanes(8, items, work)

/** Works through a list with so many in flight. */
export async function inLanes<Item>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) await work(items[at] as Item, at)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** When the clock acts next in a cycle; null when nothing waits. */
export async function nextMoment({ database }: Ground, cycleId: string): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`
    select min(at) as at from rungs where cycle_id = ${cycleId} and state = 'waiting'`.execute(database)
  return rows[0]?.at ?? null
}
