import type { CourseStep } from '../pieces/course.tsx'
import type { Words } from '../words.ts'
import type { DecisionView, LadderView, StepProps } from './step-view.ts'

/** What happened, in order, and the date to come. */
export function stepCourse({ task, theCase, decisions, due }: StepProps, words: Words): CourseStep[] {
  const { t, named, instant, daysLeft } = words
  const opened: CourseStep = {
    key: 'opened',
    state: 'done',
    when: when(task.openedAt, words),
    title: t('step.decisions.opened'),
    who: task.unitName,
  }
  const happened = [
    ...decisions.map(decision => ({ at: decision.at, step: decisionStep(decision, words) })),
    ...(theCase?.signedForAt
      ? [
          {
            at: theCase.signedForAt,
            step: {
              key: 'signed-for',
              state: 'done' as const,
              when: when(theCase.signedForAt, words),
              title: t('step.decisions.signedFor'),
              who: theCase.signedForByName ?? undefined,
            },
          },
        ]
      : []),
    ...(task.closedAt && task.state === 'done'
      ? [
          {
            at: task.closedAt,
            step: {
              key: 'closed',
              state: 'done' as const,
              when: when(task.closedAt, words),
              title: t('step.decisions.closed', { outcome: named('step.outcome', task.outcome ?? '') }),
              who: task.closedByName ?? t('step.decisions.clock'),
            },
          },
        ]
      : []),
  ].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const steps = [opened, ...happened.map(({ step }) => step)].map(withoutUndefined)
  if (task.state !== 'open' || !due) return steps
  const late = due.left < 0 || due.passed
  return [
    ...steps,
    {
      key: 'due',
      state: late ? 'late' : 'next',
      when: when(due.at, words),
      title: t('step.decisions.due'),
      who: t('step.decisions.dueOpen', { when: instant(due.at), days: daysLeft(due.left, due.passed) }),
    },
  ]
}

function withoutUndefined(step: CourseStep): CourseStep {
  const { who, ...rest } = step
  return who === undefined ? rest : step
}

export function decisionStep(decision: DecisionView, words: Words): CourseStep {
  const { t, named } = words
  const who =
    decision.personName === 'clock'
      ? t('step.decisions.clock')
      : [decision.unitName, decision.personName].filter(Boolean).join(' ')
  const details = [decision.reason, decision.clause].filter(part => part !== null)
  return {
    key: decision.id,
    state: 'done',
    when: when(decision.at, words),
    title: named('step.decisions', decisionKey(decision), { to: decision.to ?? '' }),
    who,
    ...(details.length > 0 ? { detail: <p className="soft small">{details.join(t('pieces.semicolon'))}</p> } : {}),
  }
}

const decisionKey = ({ act, verdict }: DecisionView): string => {
  if (act === 'silence' && verdict === 'accepted') return 'deemed-accepted'
  return act === 'declare-interest' && verdict === 'conflicted' ? 'declare-conflict' : act
}

const ladderStates = { done: 'done', prepared: 'now', waiting: 'next' } as const

/** The ladder of a step, rung by rung. */
export const stepLadder = ({ rungs, mayRelease }: StepProps, words: Words): CourseStep[] =>
  ladderOf(rungs, mayRelease, words)

export function ladderOf(rungs: readonly LadderView[], mayRelease: boolean, words: Words): CourseStep[] {
  const { t, named } = words
  return rungs.map(rung => ({
    key: rung.id,
    state: (ladderStates as Record<string, CourseStep['state']>)[rung.state] ?? 'next',
    when: when(rung.at, words),
    title: named('step.rungs', rung.kind),
    who: [...(rung.kind === 'silence' ? [] : [named('step.rungTo', rung.to)]), stateOfRung(rung, words)].join(
      t('pieces.comma'),
    ),
    ...(rung.state === 'prepared' && mayRelease
      ? {
          detail: (
            <p className="mt-1">
              <a className="btn btn-sm" href={`/overdue/release/${rung.id}`}>
                {t('overdue.release.read')}
              </a>
            </p>
          ),
        }
      : {}),
  }))
}

function stateOfRung(rung: LadderView, { t, named }: Words): string {
  if (rung.state === 'done' && rung.releasedByName !== null)
    return t('step.rungStates.released', { person: rung.releasedByName })
  if (rung.state === 'held-back' && rung.releasedByName !== null)
    return t('step.rungStates.heldBy', { person: rung.releasedByName, reason: rung.reason ?? '' })
  if (rung.state === 'done' && rung.kind === 'silence') return t('step.rungStates.silenceDone')
  return named('step.rungStates', rung.state)
}

function when(at: string, { instant }: Words): { date: string; time: string } {
  const parts = instant(at, 'short').split(' ')
  const time = parts.at(-1) ?? ''
  return { date: parts.slice(0, -1).join(' ').replace(/,$/, ''), time }
}
