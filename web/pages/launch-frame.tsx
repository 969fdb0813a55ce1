import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import type { Section } from '../navigation.ts'
import { Page } from '../page.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Stepper } from '../pieces/stepper.tsx'

export const launchSteps = ['clauses', 'addressees', 'timing', 'check'] as const
export type LaunchStep = (typeof launchSteps)[number]

export type LaunchCycle = {
  readonly id: string
  readonly title: string
  readonly version: number
  readonly updatedAt: string
  /** Why and by whom it was returned; null for a new draft. */
  readonly returned: { readonly person: string; readonly reason: string; readonly at: string } | null
  /** The steps that leave out what the signature needs. */
  readonly unfinished?: readonly string[]
}

type DraftFrameProps = {
  readonly cycle: LaunchCycle
  readonly section: Section
  /** What is launched, while it is new. */
  readonly eyebrow: string
  readonly steps: readonly { readonly title: string; readonly href: string; readonly unfinished?: boolean }[]
  readonly current: number
  /** Rare acts on the whole draft. */
  readonly acts?: ReactNode
  readonly children: ReactNode
}

/** The frame of the pages on which something is prepared for signature: where one is, and why the draft came back. */
export function DraftFrame({ cycle, section, eyebrow, steps, current, acts, children }: DraftFrameProps) {
  const { t, instant } = useWords()
  return (
    <Page title={steps[current]?.title ?? eyebrow} section={section}>
      {cycle.returned && (
        <Notice
          tone="due"
          title={t('launch.returned.title', { person: cycle.returned.person, reason: cycle.returned.reason })}
        >
          {t('launch.returned.text', { when: instant(cycle.returned.at) })}
        </Notice>
      )}
      <PageHead
        eyebrow={cycle.returned ? t('launch.returnedEyebrow') : eyebrow}
        title={section === 'rounds' ? cycle.title : t('cycle.quoted', { title: cycle.title })}
      >
        {cycle.returned ? undefined : acts}
      </PageHead>
      <Stepper current={current} steps={steps} />
      {children}
    </Page>
  )
}

/** The frame of the four pages of a solicitation's launch. */
export function LaunchFrame({ cycle, step, children }: { cycle: LaunchCycle; step: LaunchStep; children: ReactNode }) {
  const { t } = useWords()
  return (
    <DraftFrame
      cycle={cycle}
      section="solicitations"
      eyebrow={t('launch.eyebrow')}
      steps={launchSteps.map(each => ({ title: t(`launch.steps.${each}`), href: `/cycles/${cycle.id}/${each}` }))}
      current={launchSteps.indexOf(step)}
    >
      {children}
    </DraftFrame>
  )
}

/** Carries the version that the page was made from: a draft that somebody else changed meanwhile is not overwritten. */
export const VersionField = ({ version }: { version: number }) => <input type="hidden" name="version" value={version} />

/** When the draft was saved last. */
export function SavedAt({ at }: { at: string }) {
  const { t, instant } = useWords()
  return t('launch.saved', { when: instant(at, 'short') })
}
