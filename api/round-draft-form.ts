import type { RoundDraft } from '../acts/draft-round.ts'
import { claimCourseSetHere } from '../domain/claim-rules.ts'
import { clockTimeOf, localDateOf } from '../domain/local-time.ts'
import { yuan } from '../domain/yuan.ts'
import type { Cycle } from '../records/cycle.ts'
import type { Round } from '../records/rounds.ts'
import type { BudgetValues } from '../web/pages/round-budget.tsx'
import type { TimingValues } from '../web/pages/round-timing.tsx'
import { type Form, field } from './form-body.ts'

/** What the fields of a page hold, by their names. */
export type Values = Readonly<Record<string, string>>
export type Labels = Readonly<Record<string, string | { readonly label: string; readonly values: Values }>>
export const typedIn = (form: Form): Values =>
  Object.fromEntries(Object.keys(form.body).map(name => [name, field(form, name)]))

export const budgetOf = ({ title, settings }: Cycle, { appropriated_fen, source }: Round): BudgetValues => ({
  title,
  appropriation: appropriated_fen > 0n ? yuan(appropriated_fen) : '',
  source,
  'contact.name': settings.contact?.name ?? '',
  'contact.phone': settings.contact?.phone ?? '',
  documentNumber: settings.documentNumber ?? '',
})

export const rulesOf = (_cycle: Cycle, { readings, notice_working_days: days }: Round): Values => ({
  ...Object.fromEntries(Object.entries(readings).map(([name, value]) => [`readings.${name}`, value])),
  noticeWorkingDays: days === null ? '' : String(days),
})

export const readingsIn = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith('readings.') ? [[name.slice('readings.'.length), value] as const] : [],
    ),
  )

export const timingOf = (_cycle: Cycle, { opens_at, closes_at }: Round): TimingValues => ({
  opensOn: opens_at ? localDateOf(opens_at) : '',
  closesOn: closes_at ? localDateOf(closes_at) : '',
  closeOfBusiness: closes_at ? clockTimeOf(closes_at) : claimCourseSetHere.closeOfBusiness,
})

/** The whole draft as it is saved; each page changes its part of it. */
export const draftOf = (cycle: Cycle, round: Round): RoundDraft => ({
  title: cycle.title,
  opensOn: round.opens_at && localDateOf(round.opens_at),
  closesOn: round.closes_at && localDateOf(round.closes_at),
  closeOfBusiness: round.closes_at ? clockTimeOf(round.closes_at) : claimCourseSetHere.closeOfBusiness,
  appropriationFen: String(round.appropriated_fen),
  source: round.source,
  readings: round.readings,
  noticeWorkingDays: round.notice_working_days,
  contact: cycle.settings.contact ?? { name: '', phone: '' },
  documentNumber: cycle.settings.documentNumber ?? '',
})
