import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { DueState, State } from '../pieces/state.tsx'
import { type Task, TaskList } from '../pieces/task-list.tsx'
import { looksOf, type Standing, sentenceOf } from './claim-standing.ts'
import { claimPath } from './claim-view.ts'

export type OpenRound = {
  readonly cycleId: string
  readonly title: string
  readonly issuer: string
  readonly open: boolean
  readonly opensAt: string | null
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean }
}

type MyClaimsProps = {
  readonly unitName: string
  readonly standings: readonly Standing[]
  readonly rounds: readonly OpenRound[]
  readonly first: string | null
  readonly next: string | null
}

/** The home of an institution: what is asked of it next, what it can apply for, and how its claims stand. */
export function MyClaimsPage({ unitName, standings, rounds, first, next }: MyClaimsProps) {
  const words = useWords()
  const { t, instant } = words
  const asked = standings.filter(({ yours }) => yours)
  const rest = standings.filter(({ yours }) => !yours)
  const open = rounds.filter(round => round.open)
  const coming = rounds.filter(round => !round.open)
  const primary = asked.length > 0 ? 'asked' : 'round'
  return (
    <Page title={t('claimHome.title')} section="claims">
      <PageHead eyebrow={unitName} title={heading()} />
      {asked.length > 0 && (
        <Card id="h-asked" title={t('claimHome.asked')} flush>
          <TaskList lead tasks={asked.map((one, index) => askedTask(one, index === 0))} />
        </Card>
      )}
      {open.length > 0 && (
        <Card id="h-open" title={t('claimHome.open')} flush>
          <TaskList
            lead={primary === 'round'}
            tasks={open.map((one, index) => roundTask(one, index === 0 && primary === 'round'))}
          />
        </Card>
      )}
      {coming.map(({ cycleId, title, opensAt }) => (
        <p key={cycleId} className="soft mt-3">
          {opensAt === null
            ? t('claimHome.comingSoon', { title })
            : t('claimHome.coming', { title, at: instant(opensAt, 'sentence') })}{' '}
          <a href={`/rounds/${cycleId}/apply`}>{t('claimHome.see')}</a>
        </p>
      ))}
      {rest.length > 0 || next !== null || first !== null ? (
        <Card
          id="h-mine"
          title={t('claimHome.mine')}
          flush
          footer={<Pager shown={t('claimHome.shown', { count: rest.length })} previous={first} next={next} />}
        >
          <TaskList tasks={rest.map(mineTask)} />
        </Card>
      ) : (
        asked.length === 0 &&
        rounds.length === 0 && <EmptyState title={t('claimHome.empty')}>{t('claimHome.emptyText')}</EmptyState>
      )}
    </Page>
  )

  function heading(): string {
    const [one] = asked
    if (one && asked.length === 1) return sentenceOf(one, words)
    if (asked.length > 1) return t('claimHome.headingAsked', { count: asked.length })
    const running = standings.find(({ endedAt, key }) => endedAt === null && key !== 'draft-closed')
    const [round] = open
    if (running) return sentenceOf(running, words)
    if (round) return t('claimHome.headingOpen', { title: round.title, at: instant(round.due.at, 'sentence') })
    const [last] = standings
    return last ? sentenceOf(last, words) : t('claimHome.headingNothing')
  }

  function askedTask(one: Standing, isFirst: boolean): Task {
    return {
      key: one.caseId,
      title: asked.length === 1 ? nameOf(one) : sentenceOf(one, words),
      detail: (
        <>
          {asked.length === 1 ? one.institution : nameOf(one)}{' '}
          <a href={claimPath(one.caseId)}>{t('claimHome.progress')}</a>
        </>
      ),
      ...(one.due ? { state: <DueState dueAt={one.due.at} left={one.due.left} passed={one.due.passed} /> } : {}),
      act: (
        <a className={isFirst ? 'btn btn-primary' : 'btn'} href={one.href}>
          {t(`claimHome.acts.${actOf(one)}`)}
        </a>
      ),
    }
  }

  function roundTask(round: OpenRound, isFirst: boolean): Task {
    return {
      key: round.cycleId,
      title: round.title,
      detail: t('claimHome.closes', { issuer: round.issuer, at: instant(round.due.at) }),
      state: <DueState dueAt={round.due.at} left={round.due.left} passed={round.due.passed} />,
      act: (
        <a className={isFirst ? 'btn btn-primary' : 'btn'} href={`/rounds/${round.cycleId}/apply`}>
          {t('claimHome.apply')}
          <span className="visually-hidden">{round.title}</span>
        </a>
      ),
    }
  }

  function nameOf({ title, number }: Standing): string {
    return [title, number].filter(Boolean).join(t('frame.separator'))
  }

  function mineTask(one: Standing): Task {
    return {
      key: one.caseId,
      title: nameOf(one),
      detail: sentenceOf(one, words),
      state: <State {...looksOf(one)}>{t(`standing.short.${one.key}`)}</State>,
      act: (
        <a className="btn" href={claimPath(one.caseId)}>
          {t('claimHome.progress')}
          <span className="visually-hidden">{one.number ?? one.title}</span>
        </a>
      ),
    }
  }
}

export function actOf({ key }: Standing): 'fill' | 'mend' | 'supplement' | 'account' | 'correct' | 'state' {
  switch (key) {
    case 'correcting':
      return 'mend'
    case 'supplementing':
      return 'supplement'
    case 'draft':
      return 'fill'
    case 'held-asked':
      return 'state'
    case 'returned':
      return 'correct'
    default:
      return 'account'
  }
}
