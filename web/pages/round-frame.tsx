import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Notice } from '../pieces/notice.tsx'
import { DraftFrame, type LaunchCycle } from './launch-frame.tsx'

export const roundSteps = ['budget', 'rules', 'timing', 'check'] as const
export type RoundStep = (typeof roundSteps)[number]

/** Somebody else saved the draft after this page was opened; what they saved of it, and when. */
export type RoundConflict = {
  readonly person: string
  readonly at: string
  readonly theirs: readonly (readonly [name: string, value: string])[]
}

type RoundFrameProps = {
  readonly cycle: LaunchCycle
  readonly step: RoundStep
  readonly conflict?: RoundConflict | null
  readonly children: ReactNode
}

/** The frame of the four pages of a round in preparation. */
export function RoundFrame({ cycle, step, conflict = null, children }: RoundFrameProps) {
  const { t, instant } = useWords()
  return (
    <DraftFrame
      cycle={cycle}
      section="rounds"
      eyebrow={t('round.eyebrow')}
      steps={roundSteps.map(each => ({
        title: t(`round.steps.${each}`),
        href: `/rounds/${cycle.id}/${each}`,
        unfinished: cycle.unfinished?.includes(each) ?? false,
      }))}
      current={roundSteps.indexOf(step)}
      acts={
        <a className="btn btn-quiet" href={`/rounds/${cycle.id}/discard`}>
          {t('round.discard.link')}
        </a>
      }
    >
      {conflict && (
        <Notice
          tone="due"
          role="alert"
          title={t('round.conflict.title', { person: conflict.person, when: instant(conflict.at, 'short') })}
        >
          <p>{t('round.conflict.text')}</p>
          <Facts rows={conflict.theirs} />
        </Notice>
      )}
      {children}
    </DraftFrame>
  )
}
