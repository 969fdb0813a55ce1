import { sql } from 'kysely'
import { recordAudit } from '../act.ts'
import { contacts, type Message, writeNotices } from '../notify.ts'
import { frameOf } from '../wording.ts'
import type { Step } from './step.ts'

const chunk = 500
type Contribution = {
  id: string
  unit_id: string
  unit_name: string
  total: number
  adopted: number
  partly: number
  rejected: number
}

/** Feedback: every unit whose opinions counted is told what became of them; then the cycle is finished. */
export const feedback: Step = {
  async open({ doing, cycle, now }) {
    if (cycle.state !== 'feeding-back') return 'opened'
    const { tx, house } = doing
    const { rows } = await sql<Contribution>`
      select k.id, k.unit_id, k.unit_name, count(o.id)::int as total,
        (count(*) filter (where d.verdict = 'adopted'))::int as adopted,
        (count(*) filter (where d.verdict = 'partly'))::int as partly,
        (count(*) filter (where d.verdict = 'rejected'))::int as rejected
      from cases k join opinions o on o.submission_id = k.submission_id join dispositions d on d.opinion_id = o.id
      where k.cycle_id = ${cycle.id} and not exists (select from notices n where n.case_id = k.id and n.occasion = 'feedback')
      group by k.id order by k.id limit ${chunk}`.execute(tx)
    if (rows.length > 0) {
      const people = await contacts(
        tx,
        rows.map(({ unit_id }) => unit_id),
        now,
      )
      const messages = rows.map(
        ({ id, unit_id, unit_name, ...counts }): Message => ({
          key: `feedback:${id}`,
          cycleId: cycle.id,
          caseId: id,
          unitId: unit_id,
          path: `/answers/${id}`,
          recipients: people.get(unit_id) ?? [],
          notice: (language, link) => ({
            occasion: 'feedback',
            data: { ...frameOf(cycle, language, now, unit_name, link), ...counts },
          }),
        }),
      )
      await writeNotices(tx, house, now, messages)
      return 'more'
    }
    await tx
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
