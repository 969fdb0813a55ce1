import type { Language } from '../domain/actor.ts'
import { localDateOf } from '../domain/local-time.ts'
import { yuan } from '../domain/yuan.ts'
import type { Reader } from '../records/database.ts'
import { countItems, type List } from '../records/notice-list.ts'
import { countObjections } from '../records/objection.ts'
import { formatDate } from '../templates/format.ts'
import { type NoticeStatement, noticeStatementDocx, statementLetter } from '../templates/notice-statement.ts'
import { instant } from './wording.ts'

type Of = {
  readonly list: List
  readonly cycle: { readonly title: string; readonly unit_name: string }
  /** How many days of the notice counted. */
  readonly days: number
  readonly now: string
  readonly language: Language
}

/** What happened during a notice (公示情况说明), as it stands now, with how many objections are still open. */
export async function noticeStatement(reader: Reader, of: Of) {
  const { data, open } = await dataOf(reader, of)
  return { letter: statementLetter(data, of.language), open }
}

/** The same as a .docx file. */
export async function noticeStatementFile(reader: Reader, of: Of): Promise<Uint8Array> {
  return noticeStatementDocx((await dataOf(reader, of)).data, of.language)
}

async function dataOf(reader: Reader, { list, cycle, days, now, language }: Of) {
  const [items, objections] = await Promise.all([
    countItems(reader, list.id),
    countObjections(reader, { listId: list.id }),
  ])
  const data: NoticeStatement = {
    title: cycle.title,
    number: list.number,
    minutes: list.minutes_number ?? '—',
    from: instant(list.starts_at ?? now, language, now),
    until: instant(list.ends_at ?? now, language, now),
    days,
    website: list.website,
    items: items.count + items.left,
    ...objections,
    payable: items.payable,
    held: items.held,
    left: items.left,
    amount: yuan(items.payableFen),
    issuer: cycle.unit_name,
    date: formatDate(localDateOf(now), language, { now, style: 'letter' }),
  }
  return { data, open: objections.open }
}
