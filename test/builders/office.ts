import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { House } from '../../acts/act.ts'
import { answer, recordAnswer } from '../../acts/answer.ts'
import { createCycle, saveAddressees, saveTiming } from '../../acts/draft-cycle.ts'
import { loadPolicies } from '../../acts/load-policies.ts'
import { hashPassword } from '../../acts/password.ts'
import { setClock } from '../../acts/set-clock.ts'
import { sign } from '../../acts/sign.ts'
import { signFor } from '../../acts/sign-for.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { submitTable } from '../../acts/submit-table.ts'
import type { Actor, Role } from '../../domain/actor.ts'
import { type AnswerDeadline, cycleScope, type OpinionEntry } from '../../domain/cycle.ts'
import { readCalendars } from '../../policies/calendar-file.ts'
import { changedFiles, readPacks } from '../../policies/read-pack.ts'
import { readPresence } from '../../records/actor.ts'
import { walkScope } from '../../workers/walk-scope.ts'

/** The password of everybody in the office. */
export const officePassword = 'correct horse battery'

/** A person with the mobile number to sign in with. */
export type Member = { readonly id: string; readonly name: string; readonly mobile: string; readonly unitId: string }
export type Unit = { readonly id: string; readonly name: string; readonly contact: Member }

const draft = `一、总的要求
（一）各村（社区）每年举办两场讲座。
（二）每个街道建设一至两个示范站。
二、经费
（一）示范站每个补助5万元。
（二）讲座每场补助500元。`

/**
 * An authority with its section and everybody who takes part in a solicitation, under the pack of the demonstration.
 * Its clock is set; steps go on without Temporal whenever an act was done through here, or with `goOn`.
 */
export async function openOffice(house: House, { at = '2026-11-16T02:00:00.000Z' }: { at?: string } = {}) {
  const { database } = house
  const calendars = readCalendars('policies/calendars')
  const packs = readPacks(['policies/ningguo'])
  if (!calendars.ok || !packs.ok) throw new Error('packs and calendars are read')
  await loadPolicies(database, { packs: packs.packs, calendars: calendars.years, changedFiles })
  const secret = await hashPassword(officePassword)
  let mobiles = 13_900_000_000
  await setClock(house, at)

  const addUnit = async (
    name: string,
    over: { kind?: string; parentId?: string; level?: string } = {},
  ): Promise<string> => {
    const row = {
      code: `U${String(mobiles++).slice(-6)}`,
      kind: over.kind ?? 'department',
      level: over.level ?? 'county',
      name,
      parent_id: over.parentId ?? null,
    }
    const { id } = await database
      .insertInto('units')
      .values({ ...row, superior_id: null, close_of_business: null, closed_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }
  const addMember = async (name: string, unitId: string, ...held: Role[]): Promise<Member> => {
    mobiles += 1
    const mobile = String(mobiles)
    const { id } = await database
      .insertInto('people')
      .values({ name, mobile, email: `${mobile}@example.com`, disabled_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    await database
      .insertInto('logins')
      .values({ kind: 'password', subject: mobile, person_id: id, secret, last_failed_at: null, disabled_at: null })
      .execute()
    for (const role of held)
      await database
        .insertInto('memberships')
        .values({ person_id: id, unit_id: unitId, role, until_on: null })
        .execute()
    return { id, name, mobile, unitId }
  }
  const addAddressee = async (name: string, contactName: string): Promise<Unit> => {
    const id = await addUnit(name, { kind: 'sub-district', level: 'township' })
    return { id, name, contact: await addMember(contactName, id, 'contact') }
  }
  const actorOf = async (member: Member): Promise<Actor> => {
    const { actor } = await readPresence(database, member.id, member.unitId)
    if (!actor) throw new Error(`${member.name} belongs to no unit`)
    return actor
  }

  const authority = await addUnit('卫生健康委员会')
  const section = await addUnit('妇幼健康科', { kind: 'section', parentId: authority })
  const people = {
    officer: await addMember('许知言', section, 'officer'),
    sectionHead: await addMember('顾明远', section, 'section-head'),
    leader: await addMember('沈岚', authority, 'leader'),
    approver: await addMember('方致和', authority, 'approver'),
    supervisor: await addMember('程望', authority, 'supervisor'),
  }

  /** Sets the clock and lets every open cycle act on what became due; rungs act each at its own instant. */
  const goOn = async (to?: string): Promise<void> => {
    if (to) {
      for (;;) {
        const { rows } = await sql<{ at: string | null }>`
          select min(at) as at from (
            select at from rungs where state = 'waiting'
            union all select k.due_at from cases k join cycles c on c.id = k.cycle_id where c.state = 'open' and not k.copy and k.due_at >= business_now()
          ) due where at < ${to}`.execute(database)
        const next = rows[0]?.at
        if (!next) break
        await setClock(house, new Date(Date.parse(next) + 1).toISOString())
        await walkAll()
      }
      await setClock(house, to)
    }
    await walkAll()
  }
  const walkAll = async (): Promise<void> => {
    const open = await database
      .selectFrom('scopes')
      .select(['scope', 'workflow_type'])
      .where('state', '=', 'open')
      .execute()
    for (const { scope, workflow_type } of open) await walkScope(house, workflow_type, scope)
  }

  /** A draft of the officer's, sent for signature where `sent`, and signed by everybody where `open`. */
  const solicit = async (
    asked: readonly (Unit & { readonly mandatory?: boolean; readonly copy?: boolean })[],
    {
      title = '照护服务实施意见（征求意见稿）',
      text = draft,
      deadline = { kind: 'working-days', count: 5, closeOfBusiness: '17:30' },
      until = 'open',
    }: { title?: string; text?: string; deadline?: AnswerDeadline; until?: 'draft' | 'signing' | 'open' } = {},
  ) => {
    const officer = await actorOf(people.officer)
    const once = () => ({ key: randomUUID() })
    const { cycleId } = await createCycle(house, officer, {
      pack: 'ningguo',
      procedure: 'opinions',
      title,
      text,
      once: once(),
    })
    const addressees = asked.map(unit => ({
      unitId: unit.id,
      mandatory: unit.mandatory ?? false,
      copy: unit.copy ?? false,
    }))
    const contact = { name: '许知言', phone: '0563-000 0118' }
    await saveAddressees(house, officer, { cycleId, version: 1, addressees, contact })
    await saveTiming(house, officer, {
      cycleId,
      version: 2,
      timing: { deadline, restDay: 'keep', documentNumber: null, parameters: {} },
    })
    if (until !== 'draft') {
      await submitForSignature(house, officer, { cycleId, version: 3, once: once() })
      await goOn()
    }
    const taskOf = async (step: string): Promise<string> => {
      const open = database
        .selectFrom('tasks')
        .select('id')
        .where('cycle_id', '=', cycleId)
        .where('step', '=', step)
        .where('state', '=', 'open')
      return (await open.executeTakeFirstOrThrow()).id
    }
    if (until === 'open')
      for (const seat of [people.sectionHead, people.leader]) {
        await sign(house, await actorOf(seat), { taskId: await taskOf('signature'), once: once() })
        await goOn()
      }
    const caseOf = async (unit: Unit): Promise<string> => {
      const found = database
        .selectFrom('cases')
        .select('id')
        .where('cycle_id', '=', cycleId)
        .where('unit_id', '=', unit.id)
      return (await found.executeTakeFirstOrThrow()).id
    }
    return {
      cycleId,
      scope: cycleScope(cycleId),
      taskOf,
      caseOf,
      state: async () =>
        (await database.selectFrom('cycles').select('state').where('id', '=', cycleId).executeTakeFirstOrThrow()).state,
      signFor: async (unit: Unit) => signFor(house, await actorOf(unit.contact), { caseId: await caseOf(unit) }),
      /** Without opinions: no opinion. */
      answer: async (unit: Unit, ...opinions: readonly Partial<OpinionEntry>[]) => {
        const entries = opinions.map(each => ({
          anchor: '一（一）',
          text: '建议修改。',
          wording: '',
          reason: '',
          files: [],
          ...each,
        }))
        const given =
          entries.length > 0 ? ({ kind: 'opinions', opinions: entries } as const) : ({ kind: 'no-opinion' } as const)
        return answer(house, await actorOf(unit.contact), { caseId: await caseOf(unit), answer: given, once: once() })
      },
      record: async (unit: Unit, receivedAt: string) =>
        recordAnswer(house, officer, {
          caseId: await caseOf(unit),
          answer: { kind: 'no-opinion' },
          channel: 'paper',
          receivedAt,
          byName: unit.contact.name,
          once: once(),
        }),
      submitTable: async (note = '') => {
        await submitTable(house, officer, { cycleId, note, once: once() })
        await goOn()
      },
    }
  }

  return { house, people, authority, section, addUnit, addMember, addAddressee, actorOf, goOn, solicit }
}

export type Office = Awaited<ReturnType<typeof openOffice>>
export type Solicitation = Awaited<ReturnType<Office['solicit']>>
