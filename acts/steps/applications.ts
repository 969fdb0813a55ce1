import { sql } from 'kysely'
import { endedClaimStates } from '../../domain/claim.ts'
import { subtractWorkingDays } from '../../domain/deadline.ts'
import { instantOf, localDateOf } from '../../domain/local-time.ts'
import { recordAudit } from '../act.ts'
import { claimRulesOf } from '../claim-matter.ts'
import { contacts, type Message, writeNotices } from '../notify.ts'
import { frameOf, instant } from '../wording.ts'
import type { Step, Turn } from './step.ts'

const chunk = 500

/**
 * Applications (申报): from the first day on claims are taken and the institutions are told; those whose draft lies there
 * are reminded; after the closing instant no more is taken.
 */
export const applications: Step = {
  async open(turn) {
    const { cycle, now } = turn
    const { opens_at, year } = await roundOf(turn)
    if (cycle.state === 'going-out' && opens_at && now >= opens_at) return begin(turn, year)
    if (cycle.state === 'open' && now >= reminderAt(turn)) await remind(turn)
    if (cycle.state === 'open' && cycle.due_at && now > cycle.due_at) await close(turn)
    return 'opened'
  },
  async outcome({ doing, cycle }) {
    const { state } = await doing.tx
      .selectFrom('cycles')
      .select('state')
      .where('id', '=', cycle.id)
      .executeTakeFirstOrThrow()
    return state === 'settling' || state === 'finished' ? 'closed' : null
  },
  async nextAt(turn) {
    const { cycle, now } = turn
    const { opens_at } = await roundOf(turn)
    const moments = [opens_at, reminderAt(turn), cycle.due_at]
    return moments.find(moment => moment !== null && moment >= now) ?? null
  },
}

/** Settling: claims that are under way are decided and paid. It is over when every claim has ended and every batch is closed. */
export const settling: Step = {
  async open({ doing, cycle, now }) {
    if (cycle.state !== 'settling') return 'opened'
    const { rows } = await sql<{ open: boolean }>`
      select exists (select from claims where cycle_id = ${cycle.id} and state <> 'draft' and state <> all(${[...endedClaimStates]}::text[]))
        or exists (select from batches where cycle_id = ${cycle.id} and state in ('made', 'released'))
        or exists (select from notice_lists where cycle_id = ${cycle.id} and state in ('approved', 'running')) as open`.execute(
      doing.tx,
    )
    if (rows[0]?.open ?? true) return 'opened'
    await doing.tx
      .updateTable('cycles')
      .set({ state: 'finished', finished_at: now, updated_at: now })
      .where('id', '=', cycle.id)
      .execute()
    recordAudit(doing, { act: 'finish', at: now, cycleId: cycle.id })
    return 'opened'
  },
  async outcome({ doing, cycle }) {
    const { state } = await doing.tx
      .selectFrom('cycles')
      .select('state')
      .where('id', '=', cycle.id)
      .executeTakeFirstOrThrow()
    return state === 'finished' ? 'finished' : null
  },
  nextAt: async () => null,
}

const roundOf = ({ doing, cycle }: Turn) =>
  doing.tx.selectFrom('rounds').select(['opens_at', 'year']).where('cycle_id', '=', cycle.id).executeTakeFirstOrThrow()

function reminderAt({ cycle, calendar }: Turn): string {
  const closesOn = localDateOf(cycle.due_at as string)
  return instantOf(subtractWorkingDays(closesOn, claimRulesOf(cycle).draftReminder, calendar), '09:00')
}

type Institution = { unit_id: string; unit_name: string }

async function begin(turn: Turn, year: number): Promise<'more' | 'opened'> {
  const { doing, cycle, now } = turn
  const { rows } = await sql<Institution>`
    select a.unit_id, u.name as unit_name from addressees a join units u on u.id = a.unit_id
    where a.cycle_id = ${cycle.id} and not exists (select from notices n where n.key = 'round-opened:' || ${cycle.id} || ':' || a.unit_id)
    order by a.position limit ${chunk}`.execute(doing.tx)
  if (rows.length > 0) {
    const people = await contacts(
      doing.tx,
      rows.map(({ unit_id }) => unit_id),
      now,
    )
    await writeNotices(
      doing.tx,
      doing.house,
      now,
      rows.map(
        ({ unit_id, unit_name }): Message => ({
          key: `round-opened:${cycle.id}:${unit_id}`,
          cycleId: cycle.id,
          unitId: unit_id,
          path: `/rounds/${cycle.id}/apply`,
          recipients: people.get(unit_id) ?? [],
          notice: (language, link) => ({
            occasion: 'round-opened',
            data: {
              ...frameOf(cycle, language, now, unit_name, link),
              year: cycle.title.includes(String(year)) ? null : year,
              from: instant(now, language, now),
              until: instant(cycle.due_at as string, language, now),
            },
          }),
        }),
      ),
    )
    return 'more'
  }
  await doing.tx
    .updateTable('cycles')
    .set({ state: 'open', opened_at: now, updated_at: now })
    .where('id', '=', cycle.id)
    .execute()
  recordAudit(doing, { act: 'open-round', at: now, cycleId: cycle.id })
  return 'opened'
}

async function remind({ doing, cycle, now }: Turn): Promise<void> {
  const { rows } = await sql<Institution & { id: string }>`
    select k.id, k.unit_id, k.unit_name from claims c join cases k on k.id = c.case_id
    where c.cycle_id = ${cycle.id} and c.state = 'draft' and not exists (select from notices n where n.key = 'draft-closing:' || k.id)`.execute(
    doing.tx,
  )
  const people = await contacts(
    doing.tx,
    rows.map(({ unit_id }) => unit_id),
    now,
  )
  await writeNotices(
    doing.tx,
    doing.house,
    now,
    rows.map(
      ({ id, unit_id, unit_name }): Message => ({
        key: `draft-closing:${id}`,
        cycleId: cycle.id,
        caseId: id,
        unitId: unit_id,
        path: `/claims/${id}`,
        recipients: people.get(unit_id) ?? [],
        notice: (language, link) => ({
          occasion: 'draft-closing',
          data: {
            ...frameOf(cycle, language, now, unit_name, link),
            dueAt: instant(cycle.due_at as string, language, now),
          },
        }),
      }),
    ),
  )
}

async function close({ doing, cycle, now }: Turn): Promise<void> {
  await doing.tx
    .updateTable('cycles')
    .set({ state: 'settling', closed_at: cycle.due_at, updated_at: now })
    .where('id', '=', cycle.id)
    .execute()
  recordAudit(doing, { act: 'close-round', at: now, cycleId: cycle.id })
  doing.house.reach('round-closed-before-commit')
}
