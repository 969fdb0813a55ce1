import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
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
}

/** The frame of the four pages of a launch: where one is, and why the draft came back. */
export function LaunchFrame({ cycle, step, children }: { cycle: LaunchCycle; step: LaunchStep; children: ReactNode }) {
  const { t, instant } = useWords()
  return (
    <Page title={t(`launch.steps.${step}`)} section="solicitations">
      {cycle.returned && (
        <Notice
          tone="due"
          title={t('launch.returned.title', { person: cycle.returned.person, reason: cycle.returned.reason })}
        >
          {t('launch.returned.text', { when: instant(cycle.returned.at) })}
        </Notice>
      )}
      <PageHead
        eyebrow={t(cycle.returned ? 'launch.returnedEyebrow' : 'launch.eyebrow')}
        title={t('cycle.quoted', { title: cycle.title })}
      />
      <Stepper
        current={launchSteps.indexOf(step)}
        steps={launchSteps.map(each => ({ title: t(`launch.steps.${each}`), href: `/cycles/${cycle.id}/${each}` }))}
      />
      {children}
    </Page>
  )
}

/** Carries the version that the page was made from: a draft that somebody else changed meanwhile is not overwritten. */
export const VersionField = ({ version }: { version: number }) => <input type="hidden" name="version" value={version} />

/** When the draft was saved last. */
export function SavedAt({ at }: { at: string }) {
  const { t, instant } = useWords()
  return t('launch.saved', { when: instant(at, 'short') })
}
