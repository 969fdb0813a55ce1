import type { Actor, Language } from '../domain/actor.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import { formatDate } from '../templates/format.ts'
import { supervisionOrderDocx } from '../templates/supervision-order-docx.ts'
import { type House, perform, recordAudit } from './act.ts'
import { readCalendar } from './matter.ts'
import { storyOf } from './story.ts'
import { instant, matterOf } from './wording.ts'

/** What the file says of one overdue step; all are of one unit. */
export interface MatterOfOrder {
  readonly taskId: string
  readonly unitName: string
  readonly title: string
  readonly step: string
  readonly dueAt: string
  readonly openedAt: string
  /** By people and by the ladder. */
  readonly urged: number
}

/**
 * A supervision order over several steps of one unit, as a .docx that can be edited. Nothing is sent: the file is what
 * the supervisor takes on through other channels, and that it was made is recorded.
 */
export function supervisionOrderFile(
  house: House,
  actor: Actor,
  { matters, now, language }: { matters: readonly MatterOfOrder[]; now: string; language: Language },
): Promise<{ name: string; bytes: Uint8Array }> {
  return perform(house, { actor }, async doing => {
    const calendar = await readCalendar(doing.tx)
    const person = await doing.tx
      .selectFrom('people')
      .select('mobile')
      .where('id', '=', actor.personId)
      .executeTakeFirst()
    const to = matters[0]?.unitName ?? ''
    const bytes = await supervisionOrderDocx(
      {
        number: null,
        to,
        matters: matters.map(matter => ({
          title: matter.title,
          matter: matterOf(matter.step, language),
          dueAt: instant(matter.dueAt, language, now),
          days: Math.max(0, -workingDaysLeft(now, matter.dueAt, calendar)),
          history: [storyOf({ ...matter, whom: matter.unitName }, language, now)],
        })),
        replyBy: null,
        contact: actor.personName,
        phone: person?.mobile ?? '—',
        issuer: actor.unitName,
        date: null,
      },
      language,
    )
    recordAudit(doing, { act: 'write-order', at: now, detail: { tasks: matters.map(({ taskId }) => taskId) } })
    const on = formatDate(localDateOf(now), language, { now, style: 'short' })
    return { name: language === 'en' ? `Supervision order ${to} ${on}.docx` : `督办单 ${to} ${on}.docx`, bytes }
  })
}
