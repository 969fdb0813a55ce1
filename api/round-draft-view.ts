import { schemeOfCycle } from '../acts/claim-matter.ts'
import { planRound, type RoundPlan } from '../acts/launch-round.ts'
import { readCalendar } from '../acts/matter.ts'
import { previewRound } from '../acts/preview-round.ts'
import { DeadlineError } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import { paymentRulesOf } from '../domain/payment-rules.ts'
import { planRoundCourse, type RoundCourse } from '../domain/round-course.ts'
import type { Cycle } from '../records/cycle.ts'
import type { Database } from '../records/database.ts'
import { type Round, readRound } from '../records/rounds.ts'
import type { RoundCourseView } from '../web/pages/round-course.tsx'
import type { Words } from '../web/words.ts'
import { roundFacts } from './round-facts.ts'

/** A round in preparation as its pages show it: what it is, what stands in the way, and how it would run from now. */
export async function readRoundDraft(database: Database, cycle: Cycle, now: string, words: Words, publicUrl: string) {
  const [round, found, plan] = await Promise.all([
    readRound(database, cycle.id),
    schemeOfCycle(database, cycle),
    planRound(database, cycle, now),
  ])
  const facts = await roundFacts(database, cycle, round, found, words)
  const drawn = await drawCourse(database, round, plan, now)
  const course: RoundCourseView | null = drawn && {
    ...drawn,
    today: localDateOf(now),
    institutions: facts.institutions,
    overdue: round.opens_at !== null && round.opens_at <= now,
    silence: plan.rules?.acceptanceSilence ?? 'climbs',
    draftReminder: plan.rules?.draftReminder ?? 0,
    notices: previewRound({ cycle, course: drawn, year: round.year, publicUrl }, words.language),
  }
  return { round, ...found, plan, facts, course }
}

export type RoundDraftView = Awaited<ReturnType<typeof readRoundDraft>>

async function drawCourse(
  database: Database,
  round: Round,
  { rules }: Pick<RoundPlan, 'rules'>,
  now: string,
): Promise<RoundCourse | null> {
  const { opens_at: opensAt, closes_at: closesAt } = round
  if (!rules || !opensAt || !closesAt || closesAt <= opensAt) return null
  const calendar = await readCalendar(database)
  try {
    return planRoundCourse(
      rules,
      paymentRulesOf(rules, round.notice_working_days),
      { opensAt, closesAt, now },
      calendar,
    )
  } catch (fault) {
    if (fault instanceof DeadlineError) return null
    throw fault
  }
}
