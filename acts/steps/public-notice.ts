import { sql } from 'kysely'
import { yuan } from '../../domain/yuan.ts'
import { recordAudit } from '../act.ts'
import { moveClaims } from '../money-matter.ts'
import { contacts, writeNotices } from '../notify.ts'
import { frameOf, instant } from '../wording.ts'
import type { Step, Turn } from './step.ts'

/** A notice begins at the instant that its approval fixed: whoever stands on it is told. */
export const beginning: Step = {
  async open(turn) {
    const list = await listOf(turn)
    const { now } = turn
    if (list?.state === 'approved' && list.starts_at && now >= list.starts_at) await begin(turn, list)
    return 'opened'
  },
  outcome: async turn => {
    const list = await listOf(turn)
    return list?.state === 'approved' ? null : 'begun'
  },
  nextAt: async turn => (await listOf(turn))?.starts_at ?? null,
}

/** It ends after its last instant: each item that no open named objection holds is payable. */
export const notice: Step = {
  async open(turn) {
    const list = await listOf(turn)
    if (list?.state === 'running' && list.ends_at && turn.now > list.ends_at) await end(turn, list)
    return 'opened'
  },
  outcome: async turn => ((await listOf(turn))?.state === 'running' ? null : 'over'),
  nextAt: async turn => (await listOf(turn))?.ends_at ?? null,
}

/** What was objected to is answered, each within its own period. */
export const objections: Step = {
  open: async () => 'opened',
  async outcome({ doing, subjectId }) {
    const open = await doing.tx
      .selectFrom('objections')
      .select('id')
      .where('list_id', '=', subjectId)
      .where('outcome', 'is', null)
      .limit(1)
      .executeTakeFirst()
    return open ? null : 'ended'
  },
  nextAt: async () => null,
}

type ListRow = NonNullable<Awaited<ReturnType<typeof listOf>>>

const listOf = ({ doing, subjectId }: Turn) =>
  doing.tx.selectFrom('notice_lists').selectAll().where('id', '=', subjectId).executeTakeFirst()

async function begin({ doing, cycle, now }: Turn, list: ListRow): Promise<void> {
  const { tx, house } = doing
  const items = await tx
    .selectFrom('notice_items')
    .innerJoin('cases', 'cases.id', 'notice_items.case_id')
    .select(['case_id', 'amount_fen', 'cases.unit_id', 'cases.unit_name'])
    .where('list_id', '=', list.id)
    .orderBy('notice_items.position')
    .execute()
  const people = await contacts(tx, [...new Set(items.map(({ unit_id }) => unit_id))], now)
  await writeNotices(
    tx,
    house,
    now,
    items.map(item => ({
      key: `public-notice:${list.id}:${item.case_id}`,
      cycleId: cycle.id,
      caseId: item.case_id,
      unitId: item.unit_id,
      path: `/claims/${item.case_id}`,
      recipients: people.get(item.unit_id) ?? [],
      notice: (language, link) => ({
        occasion: 'public-notice',
        data: {
          ...frameOf(cycle, language, now, item.unit_name, link),
          from: instant(list.starts_at ?? now, language, now),
          until: instant(list.ends_at ?? now, language, now),
          amount: yuan(item.amount_fen),
          phone: list.telephone ?? '—',
          place: list.address ?? '—',
        },
      }),
    })),
  )
  await tx.updateTable('notice_lists').set({ state: 'running' }).where('id', '=', list.id).execute()
  recordAudit(doing, {
    act: 'begin-notice',
    at: now,
    cycleId: cycle.id,
    detail: { listId: list.id, count: items.length },
  })
  house.reach('notice-begun-before-commit')
}

async function end({ doing, cycle, now }: Turn, list: ListRow): Promise<void> {
  const { tx, house } = doing
  const { rows } = await sql<{ case_id: string }>`
    update notice_items i set state = case when c.state = 'listed' then 'payable' else 'struck-out' end
    from claims c where c.case_id = i.case_id and i.list_id = ${list.id} and i.state = 'listed'
      and not exists (select from objections o where o.item_id = i.id and o.named and o.outcome is null)
    returning i.case_id, i.state`.execute(tx)
  const payable = await tx
    .selectFrom('claims')
    .select('case_id')
    .where('state', '=', 'listed')
    .where(
      'case_id',
      'in',
      rows.length > 0 ? rows.map(({ case_id }) => case_id) : ['00000000-0000-0000-0000-000000000000'],
    )
    .execute()
  const ids = payable.map(({ case_id }) => case_id)
  await moveClaims(tx, ids, 'payable', now)
  const statement = await statementOf(doing.tx, list, now)
  await tx.updateTable('notice_lists').set({ state: 'ended', statement }).where('id', '=', list.id).execute()
  recordAudit(doing, {
    act: 'end-notice',
    at: now,
    cycleId: cycle.id,
    detail: { listId: list.id, payable: ids.length },
  })
  house.reach('notice-ended-before-commit')
}

/** What happened during the notice (公示情况说明). */
async function statementOf(tx: Turn['doing']['tx'], list: ListRow, now: string): Promise<string> {
  const { rows } = await sql<{ items: number; named: number; anonymous: number; open: number }>`
    select (select count(*)::int from notice_items where list_id = ${list.id}) as items,
      count(*) filter (where named)::int as named, count(*) filter (where not named)::int as anonymous,
      count(*) filter (where named and outcome is null)::int as open
    from objections where list_id = ${list.id}`.execute(tx)
  const { items = 0, named = 0, anonymous = 0, open = 0 } = rows[0] ?? {}
  const from = instant(list.starts_at ?? now, 'zh-CN', now)
  const until = instant(list.ends_at ?? now, 'zh-CN', now)
  const held = open > 0 ? `，其中 ${open} 件实名异议尚在核查，所涉款项暂缓` : ''
  return named + anonymous === 0
    ? `本名单共 ${items} 项，自${from}至${until}公示，未收到异议。`
    : `本名单共 ${items} 项，自${from}至${until}公示，收到实名异议 ${named} 件、匿名异议 ${anonymous} 件${held}。`
}
