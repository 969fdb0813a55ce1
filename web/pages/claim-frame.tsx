import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Stepper } from '../pieces/stepper.tsx'
import { ClaimAmount } from './claim-amount.tsx'
import type { ClaimFrame, DraftConflictView, NamedItem } from './claim-view.ts'

type ClaimPageProps = {
  readonly frame: ClaimFrame
  readonly labels?: Readonly<Record<string, string>>
  /** Before the form: what is not part of it. */
  readonly children: ReactNode
}

/** One page of an application: where one is, what can be claimed so far, what is missing. */
export function ClaimPage({ frame, labels = {}, children }: ClaimPageProps) {
  const { t, instant } = useWords()
  const place = frame.groups.findIndex(({ key }) => key === frame.current)
  const title = frame.groups[place]?.title ?? ''
  const closes = frame.correcting ? 'claimForm.mendUntil' : frame.passed ? 'claimForm.closed' : 'claimForm.closes'
  return (
    <Page title={title} section="claims" reading>
      <PageHead
        eyebrow={[frame.title, frame.issuer, t(closes, { at: instant(frame.dueAt) })].join(t('frame.separator'))}
        title={title}
      />
      <Stepper current={place} steps={frame.groups.map(group => ({ title: group.title, href: group.href }))} />
      {frame.conflict && <Conflict conflict={frame.conflict} />}
      <ErrorSummary errors={frame.errors} labels={labels}>
        {t(['account', 'children', 'files'].includes(frame.current) ? 'pieces.restKept' : 'claimForm.restSaved')}
      </ErrorSummary>
      <NamedHere frame={frame} />
      {frame.current !== 'check' && <ClaimAmount amount={frame.amount} open={frame.current !== 'institution'} />}
      {children}
    </Page>
  )
}

/** What was named to be corrected, where it concerns this page. */
function NamedHere({ frame }: { frame: ClaimFrame }) {
  const { t } = useWords()
  const here = frame.groups.find(({ key }) => key === frame.current)?.href
  const named = frame.named.filter(({ href }) => href === here || frame.current === 'check')
  if (named.length === 0) return null
  return (
    <Notice tone="due" title={t('claimForm.named', { count: named.length })}>
      <NamedList items={named} />
    </Notice>
  )
}

export function NamedList({ items, links = false }: { items: readonly NamedItem[]; links?: boolean }) {
  const { t } = useWords()
  return (
    <ul>
      {items.map(({ id, item, text, clause, href }) => (
        <li key={id}>
          <b>{links && href !== null ? <a href={href}>{item}</a> : item}</b>
          {t('pieces.colon')}
          {text}
          {clause !== null && t('claimForm.byClause', { clause })}
        </li>
      ))}
    </ul>
  )
}

function Conflict({ conflict: { by, at, theirs } }: { conflict: DraftConflictView }) {
  const { t, instant } = useWords()
  return (
    <>
      <Notice tone="due" role="alert" title={t('claimForm.conflict', { name: by, at: instant(at, 'short') })}>
        {t(theirs ? 'claimForm.conflictText' : 'claimForm.conflictSee')}
      </Notice>
      {theirs && (
        <Card id="theirs" title={t('claimForm.theirs', { name: by })}>
          {theirs.length > 0 ? <Facts rows={theirs} /> : <p>{t('claimForm.theirsEmpty')}</p>}
        </Card>
      )}
    </>
  )
}

/** What is missing or wrong, with the page where it is mended. Replaced while the form saves itself. */
export function ClaimGaps({ frame, stopped = false }: { frame: ClaimFrame; stopped?: boolean }) {
  const { t } = useWords()
  const gaps = stopped ? frame.gaps.filter(({ optional }) => !optional) : frame.gaps
  const count = gaps.length
  const title =
    frame.current === 'check'
      ? t(stopped ? 'claimForm.stopped' : 'claimForm.gapsLeft', { count })
      : t('claimForm.gaps', { count })
  return (
    <div id="gaps" className="my-4">
      {count > 0 && (
        <Notice tone={stopped ? 'late' : 'due'} title={title} {...(stopped ? { role: 'alert' as const } : {})}>
          <ul className="ways">
            {gaps.map(({ key, words, href }) => (
              <li key={key}>
                <a href={href}>{words}</a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  )
}

/** What is saved, with the version that the page is based on; replaced when the form saves itself. */
export function ClaimSaved({
  frame,
  problem = null,
}: {
  frame: Pick<ClaimFrame, 'version' | 'was' | 'savedAt' | 'conflict'>
  problem?: string | null
}) {
  const { t, instant } = useWords()
  const { version, was, savedAt, conflict } = frame
  const said = conflict
    ? t('claimForm.conflict', { name: conflict.by, at: instant(conflict.at, 'short') })
    : (problem ?? t('claimForm.savedAt', { at: instant(savedAt, 'short') }))
  return (
    <span id="draft-state" role={conflict || problem ? 'alert' : undefined}>
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="was" value={was} />
      <Icon name="device-floppy" /> {said}
    </span>
  )
}

type ClaimFootProps = {
  readonly frame: ClaimFrame
  /** The foot stands within the form of the page. */
  readonly form: boolean
  /** A form of the page that is sent on the way to the next, so that nothing typed is lost. */
  readonly sends?: string
  readonly children?: ReactNode
}

/** The foot of a page of an application: back, and on to the next. */
export function ClaimFoot({ frame, form, sends, children }: ClaimFootProps) {
  const { t } = useWords()
  const place = frame.groups.findIndex(({ key }) => key === frame.current)
  const before = frame.groups[place - 1]
  const next = frame.groups[place + 1]
  return (
    <FootBar context={<ClaimSaved frame={frame} />}>
      {before && (
        <a className="btn" href={before.href}>
          {t('claimForm.back')}
        </a>
      )}
      {form && (
        <button className="btn" type="submit" name="intent" value="save">
          {t('claimForm.save')}
        </button>
      )}
      {children}
      {next &&
        (form || sends !== undefined ? (
          <button className="btn btn-primary" type="submit" name="intent" value="next" form={sends}>
            {t('claimForm.next', { title: next.title })}
          </button>
        ) : (
          <a className="btn btn-primary" href={next.href}>
            {t('claimForm.next', { title: next.title })}
          </a>
        ))}
    </FootBar>
  )
}

/** Makes a form save itself by htmx while it is filled in; without it the buttons do. */
export const savesItself = (action: string) => ({
  'hx-post': `${action}/draft`,
  'hx-trigger': 'input delay:2s from:#claim-form',
  'hx-include': '#claim-form',
  'hx-target': '#draft-state',
  'hx-select': '#draft-state',
  'hx-select-oob': '#amount,#gaps',
  'hx-swap': 'outerHTML',
  'hx-status:409': 'swap:outerHTML',
  'hx-status:422': 'swap:outerHTML',
})
