import i18next from 'i18next'
import type { Language } from '../domain/actor.ts'
import type { FieldError, RefusalDetails } from '../domain/refusal.ts'
import {
  type DateStyle,
  formatDate,
  formatInstant,
  formatWorkingDaysLeft,
  type InstantStyle,
} from '../templates/format.ts'
import { accountWords } from './words/accounts.ts'
import { administrationWords } from './words/administration.ts'
import { answerWords } from './words/answer.ts'
import { applyWords } from './words/apply.ts'
import { auditWords } from './words/audit.ts'
import { batchWords } from './words/batch.ts'
import { calendarWords } from './words/calendar.ts'
import { claimWords } from './words/claim.ts'
import { cycleWords } from './words/cycle.ts'
import { dispositionWords } from './words/disposition.ts'
import { frameWords } from './words/frame.ts'
import { healthWords } from './words/health.ts'
import { launchWords } from './words/launch.ts'
import { ledgerWords } from './words/ledger.ts'
import { messageWords } from './words/messages.ts'
import { moneyLedgerWords } from './words/money-ledger.ts'
import { noticeListWords } from './words/notice-list.ts'
import { objectionWords } from './words/objection.ts'
import { overdueWords } from './words/overdue.ts'
import { passwordWords } from './words/password.ts'
import { payeeWords } from './words/payee.ts'
import { paymentWords } from './words/payment.ts'
import { paymentStoryWords } from './words/payment-story.ts'
import { payoutWords } from './words/payout.ts'
import { peopleWords } from './words/people.ts'
import { pieceWords } from './words/pieces.ts'
import { policyWords } from './words/policies.ts'
import { problemWords } from './words/problem.ts'
import { publicNoticeWords } from './words/public-notice.ts'
import { refusalWords } from './words/refusals.ts'
import { reviewWords } from './words/review.ts'
import { roundWords } from './words/round.ts'
import { signWords } from './words/sign.ts'
import { signInWords } from './words/sign-in.ts'
import { unitWords } from './words/units.ts'
import { workbenchWords } from './words/workbench.ts'

/** Every area of words, one line each; keys of different areas may share a branch (`refusals`, `errors`). */
export const areas = [
  administrationWords,
  unitWords,
  peopleWords,
  accountWords,
  calendarWords,
  policyWords,
  auditWords,
  healthWords,
  overdueWords,
  answerWords,
  dispositionWords,
  frameWords,
  pieceWords,
  problemWords,
  refusalWords,
  signInWords,
  claimWords,
  paymentWords,
  cycleWords,
  workbenchWords,
  launchWords,
  ledgerWords,
  messageWords,
  passwordWords,
  signWords,
  roundWords,
  applyWords,
  reviewWords,
  noticeListWords,
  publicNoticeWords,
  objectionWords,
  payoutWords,
  batchWords,
  paymentStoryWords,
  payeeWords,
  moneyLedgerWords,
] as const

/** The words of one area: Chinese sets the keys, English has the same ones (or `…_one` and `…_other` for counts). */
export type Area = { readonly zh: WordTree; readonly en: WordTree }
type WordTree = { readonly [key: string]: string | WordTree }

/** Every key that Chinese words exist for, as `branch.key`. */
export type WordKey = KeysOf<(typeof areas)[number]['zh']>
type KeysOf<Tree> = Tree extends WordTree
  ? { [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${KeysOf<Tree[Key]>}` }[keyof Tree &
      string]
  : never

/** The words, dates and counts of one page, in one language at one moment. */
export type Words = {
  readonly language: Language
  readonly t: (key: WordKey, values?: RefusalDetails) => string
  /** The sentence for a rule that said no (`refusals.<code>`), or one that names no reason. */
  readonly refusal: (code: string, details?: RefusalDetails) => string
  /** The sentence for a field that cannot be taken (`errors.<code>`). */
  readonly wrong: (error: FieldError) => string
  /** The word for a code within a branch; the code itself where it has none. */
  readonly named: (branch: string, code: string, values?: RefusalDetails) => string
  /** An instant in the time of the office; `row` where no style is given. */
  readonly instant: (at: string, style?: InstantStyle) => string
  /** A date (`YYYY-MM-DD`); `row` where no style is given. */
  readonly date: (on: string, style?: DateStyle) => string
  readonly daysLeft: (left: number, passed?: boolean) => string
}

const library = i18next.createInstance()
void library.init({
  initAsync: false,
  lng: 'zh-CN',
  supportedLngs: ['zh-CN', 'en'],
  fallbackLng: false,
  interpolation: { escapeValue: false }, // React escapes
  resources: {},
})
for (const { zh, en } of areas) {
  library.addResourceBundle('zh-CN', 'translation', zh, true, false)
  library.addResourceBundle('en', 'translation', en, true, false)
}

// Most words of a page hold no values: each is looked up once for the life of the process.
const plainWords: Readonly<Record<Language, Map<string, string>>> = { 'zh-CN': new Map(), en: new Map() }

function plainWord(language: Language, key: string): string {
  const found = plainWords[language].get(key)
  if (found !== undefined) return found
  const word = library.t(key, { lng: language })
  plainWords[language].set(key, word)
  return word
}

/** Words in `language`, with dates written as seen at `now` (an instant). */
export function createWords(language: Language, now: string): Words {
  // Not a fixed `t`: it copies all settings of the library at each call.
  const translate = (key: string, values: RefusalDetails) => library.t(key, { ...values, lng: language })
  const known = (key: string) => library.exists(key, { lng: language })
  return {
    language,
    t: (key, values) => (values ? translate(key, values) : plainWord(language, key)),
    refusal: (code, details = {}) =>
      translate(known(`refusals.${code}`) ? `refusals.${code}` : 'refusals.other', details),
    wrong: ({ code, params = {} }) => translate(known(`errors.${code}`) ? `errors.${code}` : 'errors.other', params),
    named: (branch, code, values) => {
      const key = `${branch}.${code}`
      if (!values && plainWords[language].has(key)) return plainWord(language, key)
      if (!library.exists(key, { lng: language, ...values })) return code
      return values ? translate(key, values) : plainWord(language, key)
    },
    instant: (at, style = 'row') => formatInstant(at, language, { now, style }),
    date: (on, style = 'row') => formatDate(on, language, { now, style }),
    daysLeft: (left, passed = false) => formatWorkingDaysLeft(left, language, { passed }),
  }
}
