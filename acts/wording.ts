import type { Language } from '../domain/actor.ts'
import { localDateOf } from '../domain/local-time.ts'
import { formatDate, formatInstant } from '../templates/format.ts'

/** What every notice of a cycle says: to whom, about what, by whom, on which day, and where to go on. */
export const frameOf = (
  cycle: { title: string; unit_name: string },
  language: Language,
  now: string,
  to: string,
  link: string,
) => ({
  to,
  title: cycle.title.replace(/^《(.*)》$/u, '$1'),
  issuer: cycle.unit_name,
  date: formatDate(localDateOf(now), language, { now, style: 'letter' }),
  link,
})

/** An instant as a part of a sentence: 11月26日（星期二）17:30. */
export const instant = (at: string, language: Language, now: string): string =>
  formatInstant(at, language, { now, style: 'sentence' })

/** Whom to ask: the contact named at launch, else the officer. */
export const contactOf = (cycle: {
  settings: { contact: { name: string; phone: string } | null }
  officer_name: string
}) => ({
  contact: cycle.settings.contact?.name ?? cycle.officer_name,
  phone: cycle.settings.contact?.phone ?? '—',
})

const matters = {
  'zh-CN': {
    signature: '签发',
    revision: '修改文稿',
    answer: '反馈意见',
    disposition: '意见处理',
    approval: '审定意见汇总表',
    acceptance: '受理审查',
    correction: '补正材料',
    review: '审核',
    supplement: '补充材料',
    'claim-approval': '审批',
    objection: '答复异议',
    payment: '查清付款结果',
    account: '更正收款账户',
    'confirm-account': '复核收款账户',
  },
  en: {
    signature: 'signature',
    revision: 'revision of the draft',
    answer: 'answer',
    disposition: 'disposition of opinions',
    approval: 'approval of the table',
    acceptance: 'acceptance',
    correction: 'correction',
    review: 'review',
    supplement: 'supplement',
    'claim-approval': 'approval',
    objection: 'answer to an objection',
    payment: 'what became of a payment',
    account: 'correction of the account',
    'confirm-account': 'confirmation of the account',
  },
} as const satisfies Record<Language, Record<string, string>>

/** What a step asks for, as a notice names it. */
export const matterOf = (step: string, language: Language): string =>
  (matters[language] as Record<string, string>)[step] ?? step
