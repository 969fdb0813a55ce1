import { open } from '../acts/sealed-field.ts'
import type { Language } from '../domain/actor.ts'
import type { Calendar } from '../domain/calendar.ts'
import { type ClaimStep, dueOfClaimStep } from '../domain/claim-rules.ts'
import type { Stop } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import type { Source, Words } from '../domain/procedure.ts'
import { remediesFrom } from '../domain/service.ts'
import type { Reader } from '../records/database.ts'
import { type readRoll, readService, type readSupplements, type Warning } from '../records/review.ts'
import type {
  AmountWorked,
  ChildView,
  ClockView,
  FindingView,
  ServiceView,
  WarningView,
} from '../web/pages/review-view.ts'
import { createWords } from '../web/words.ts'
import { say, sourceName } from './claim-at-hand.ts'
import { fieldView, rowViews } from './claim-fields.ts'
import { classKinds, maskedName, maskedNumber } from './claim-roll.ts'
import type { ReviewAtHand } from './review-access.ts'
import { type FindingTyped, factsToReview } from './review-finding.ts'

/** An assessment as it was kept: amounts as decimal texts. */
export type KeptAssessment = {
  readonly amountFen: string | null
  readonly working: readonly {
    readonly id: string
    readonly source: Source
    readonly amountFen: string
    readonly expression: Words
    readonly rounding: Words | null
  }[]
  readonly refusedBy: readonly { readonly words: Words; readonly source: Source }[]
  readonly readings: { readonly used: readonly { readonly name: string; readonly value: string }[] }
}

export function amountWorked(
  { scheme }: ReviewAtHand,
  assessment: KeptAssessment | null,
  ruleVersion: string | null,
  language: Language,
): AmountWorked {
  const used = assessment?.readings.used ?? []
  return {
    fen: assessment?.amountFen ?? null,
    lines: (assessment?.working ?? []).map(({ id, expression, source, rounding, amountFen }) => ({
      id,
      expression: say(expression, language),
      clause: sourceName(source),
      rounding: rounding && say(rounding, language),
      fen: amountFen,
    })),
    refusedBy: (assessment?.refusedBy ?? []).map(({ words, source }) => ({
      words: say(words, language),
      clause: sourceName(source),
    })),
    readings: used.flatMap(({ name, value }) => {
      const reading = scheme.readings.find(each => each.name === name)
      const option = reading?.options.find(each => each.value === value)
      return reading && option
        ? [{ question: say(reading.question, language), answer: say(option.label, language), clause: reading.clause }]
        : []
    }),
    ruleVersion,
  }
}

export function warningViews(
  { scheme }: ReviewAtHand,
  warnings: readonly Warning[],
  language: Language,
): WarningView[] {
  const { t } = createWords(language, '')
  return warnings.map(warning => {
    const { id, kind, detail, otherCaseId, otherNumber, otherName, otherUnit, otherOwn } = warning
    const rule = kind.startsWith('rule:') ? scheme.warnings.find(each => each.id === kind.slice(5)) : undefined
    const [, row] = /\[(\d+)\]/.exec(detail) ?? []
    const known = (['same-child', 'same-document', 'same-account'] as const).find(each => each === kind)
    const values = { words: rule ? say(rule.words, language) : kind, row: Number(row ?? 0) + 1, detail }
    return {
      id,
      words: t(`review.conflicts.${known ?? (row === undefined ? 'rule' : 'ruleAt')}`, values),
      clause: rule ? sourceName(rule.source) : null,
      other:
        otherCaseId === null
          ? null
          : {
              number: otherNumber ?? '',
              name: otherOwn ? (otherName ?? '') : '',
              unit: otherUnit ?? '',
              href: otherOwn ? `/review/${otherCaseId}` : null,
            },
      answer: warning.answer,
      answeredByName: warning.answeredByName,
      answeredAt: warning.answeredAt,
    }
  })
}

export function childViews(
  at: ReviewAtHand,
  rows: Awaited<ReturnType<typeof readRoll>>,
  warnings: readonly Warning[],
  fieldKey: string,
  language: Language,
): ChildView[] {
  const marked = new Set(warnings.flatMap(({ kind, detail }) => (kind === 'same-child' ? [Number(detail) - 1] : [])))
  const kinds = classKinds(at)
  return rows.map(row => {
    const kind = kinds.find(({ value }) => value === row.class_kind)
    return {
      position: row.position,
      name: maskedName(open(fieldKey, row.name_sealed)),
      number: maskedNumber(open(fieldKey, row.identity_sealed)),
      bornOn: row.born_on,
      classKind: kind ? say(kind.label, language) : row.class_kind,
      from: row.enrolled_from,
      until: row.enrolled_until,
      counted: row.counted,
      reason: row.cut_reason ?? '',
      marked: marked.has(row.position),
    }
  })
}

/** How the date of what is due was counted; null where it was changed otherwise. */
export function clockView(
  { task, rules }: ReviewAtHand,
  supplements: Awaited<ReturnType<typeof readSupplements>>,
  calendar: Calendar,
): ClockView | null {
  if (!task?.due_at) return null
  const stops = supplements.map(
    ({ opened_at, closed_at }): Stop => ({ from: localDateOf(opened_at), to: localDateOf(closed_at ?? opened_at) }),
  )
  const due = dueOfClaimStep(task.step as ClaimStep, rules, task.opened_at, calendar, stops)
  if (due.dueAt !== task.due_at || !('from' in due.rule)) return null
  return {
    from: due.rule.from,
    days: due.days,
    counted: due.rule.count,
    stopped: due.days.filter(({ why }) => why === 'stopped').length,
    provisional: due.provisional,
  }
}

/** The facts that can be found otherwise, as typed, each with what the applicant said. */
export function findingView(at: ReviewAtHand, typed: FindingTyped, language: Language): Omit<FindingView, 'gaps'> {
  const facts = factsToReview(at)
  const { answers } = at
  return {
    facts: facts.flatMap(fact =>
      fact.type === 'list'
        ? []
        : [{ ...fieldView(fact, `facts.${fact.name}`, typed.facts[fact.name], language), optional: true }],
    ),
    lists: facts.flatMap(fact => {
      if (fact.type !== 'list') return []
      const asked = rowViews(at, fact, answers.facts, language)
      return [
        {
          name: fact.name,
          label: say(fact.meaning, language),
          rows: rowViews(at, fact, typed.facts, language).map((fields, index) => ({
            label: rowLabel(fields, index, language),
            fields: fields.map((field, nth) => ({
              ...field,
              asked: asked[index]?.[nth]?.value ?? '',
              shown: field.kind === 'number' || field.kind === 'money',
            })),
          })),
        },
      ]
    }),
    reason: typed.reason,
    clause: typed.clause,
  }
}

// A row is called by what it is: the kind of a class, else its number.
function rowLabel(
  fields: readonly { readonly value: string; readonly options: readonly { value: string; label: string }[] }[],
  index: number,
  language: Language,
): string {
  const choice = fields.find(({ options }) => options.length > 0)
  const known = choice?.options.find(({ value }) => value === choice.value)?.label
  return known ?? createWords(language, '').t('review.defects.row', { row: index + 1 })
}

export async function serviceView(reader: Reader, caseId: string, calendar: Calendar): Promise<ServiceView | null> {
  const row = await readService(reader, caseId)
  if (!row) return null
  return {
    channel: row.channel,
    servedOn: row.served_on,
    proof: row.proof,
    file: row.file_id ? { id: row.file_id, name: row.file_name ?? '' } : null,
    recordedByName: row.recorded_by_name,
    recordedAt: row.recorded_at,
    ...remediesFrom(row.served_on, calendar),
  }
}
