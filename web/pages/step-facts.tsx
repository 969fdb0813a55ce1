import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Must } from '../pieces/state.tsx'
import { CycleStateMark } from './cycle-state.tsx'
import { titleInWords } from './overdue.tsx'
import type { StepProps } from './step-view.ts'

/** What is on record of a step. */
export function StepFacts({ cycle, task, theCase }: StepProps) {
  const words = useWords()
  const { t, named, instant } = words
  const rows: (readonly [string, ReactNode])[] = [
    [
      t('step.fact.matter'),
      <>
        {titleInWords(cycle, words)} <CycleStateMark state={cycle.state} />
      </>,
    ],
    [t('step.fact.number'), cycle.number],
    [t('step.fact.by'), cycle.unitName],
    [t('step.fact.officer'), cycle.officerName],
    [
      t('step.fact.unit'),
      <>
        {task.unitName}
        {task.mandatory && task.step === 'answer' && <Must />}
      </>,
    ],
    [t('step.fact.person'), task.person ?? t('step.fact.anyone', { role: named('roles', task.role) })],
    ...(task.phone === null
      ? []
      : ([
          [
            t('step.fact.phone'),
            <a key="phone" href={`tel:${task.phone}`}>
              {task.phone}
            </a>,
          ],
        ] as const)),
    [t('step.fact.opened'), instant(task.openedAt)],
    ...(task.round > 1 ? ([[t('step.fact.round'), t('step.fact.roundOf', { round: task.round })]] as const) : []),
    ...(theCase
      ? ([
          [
            t('step.fact.signedFor'),
            theCase.signedForAt
              ? `${instant(theCase.signedForAt)} ${theCase.signedForByName ?? ''}`
              : t('step.fact.notSignedFor'),
          ],
        ] as const)
      : []),
    [t('step.fact.urged'), task.urged === 0 ? t('pieces.nil') : t('step.fact.times', { count: task.urged })],
  ]
  return <Facts rows={rows} />
}
