import type { ClaimState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'

export type StateFigure = { readonly claims: number; readonly askedFen: bigint; readonly grantedFen: bigint }
export type StateFigures = ReadonlyMap<ClaimState, StateFigure>

/** How far claims have come: each stage holds all that are there or further on. */
const stages = [
  ['accepted', ['accepted', 'supplementing']],
  ['reviewed', ['reviewed', 'waiting']],
  ['committed', ['committed']],
  ['listed', ['listed', 'payable', 'in-payment']],
  ['paid', ['paid']],
] as const satisfies readonly (readonly [string, readonly ClaimState[]])[]

/** What stands beside the way, or has left it. */
const besideStates = [
  'correcting',
  'supplementing',
  'waiting',
  'not-accepted',
  'refused',
  'lapsed',
  'struck-out',
  'withdrawn',
] as const satisfies readonly ClaimState[]

export const sumOf = (figures: StateFigures, states: readonly ClaimState[]): StateFigure =>
  states.reduce<StateFigure>(
    (sum, state) => {
      const { claims = 0, askedFen = 0n, grantedFen = 0n } = figures.get(state) ?? {}
      return { claims: sum.claims + claims, askedFen: sum.askedFen + askedFen, grantedFen: sum.grantedFen + grantedFen }
    },
    { claims: 0, askedFen: 0n, grantedFen: 0n },
  )

/** The way of the claims of a round, from handed in to paid, in counts and money. */
export function Funnel({ figures, path }: { figures: StateFigures; path: string }) {
  const { t } = useWords()
  const all = sumOf(figures, [...figures.keys()])
  const rows = [
    { key: 'applied', claims: all.claims, fen: all.askedFen },
    ...stages.map(([key], index) => {
      const there = sumOf(
        figures,
        stages.slice(index).flatMap(([, states]) => [...states]),
      )
      return { key, claims: there.claims, fen: index === 0 ? there.askedFen : there.grantedFen }
    }),
  ] as const
  const beside = besideStates.filter(state => (figures.get(state)?.claims ?? 0) > 0)
  return (
    <>
      <table className="ledger funnel">
        <caption className="visually-hidden">{t('round.funnel.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('round.funnel.stage')}</th>
            <th scope="col" className="num">
              {t('round.funnel.claims')}
            </th>
            <th scope="col" className="num">
              {t('round.funnel.money')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('round.funnel.share')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, claims, fen }) => (
            <tr key={key}>
              <th scope="row">{t(`round.funnel.${key}`)}</th>
              <td className="num" data-label={t('round.funnel.claims')}>
                {claims}
              </td>
              <td className="num" data-label={t('round.funnel.money')}>
                {yuan(fen)}
              </td>
              <td className="statebar nil">
                <svg aria-hidden="true">
                  {claims > 0 && (
                    <rect
                      className="f-opinion"
                      width={`${Math.round((claims / all.claims) * 1000) / 10}%`}
                      height="100%"
                    />
                  )}
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {beside.length > 0 && (
        <div className="card-footer acts small">
          <span className="quiet">{t('round.funnel.beside')}</span>
          {beside.map(state => (
            <a key={state} className="tap" href={`${path}/claims?state=${state}`}>
              {t('round.funnel.of', { state: t(`round.claimStates.${state}`), count: figures.get(state)?.claims ?? 0 })}
            </a>
          ))}
        </div>
      )}
    </>
  )
}
