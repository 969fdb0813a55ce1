import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Chart } from '../pieces/chart.tsx'
import { Details } from '../pieces/details.tsx'

export type RoundMoney = {
  readonly appropriatedFen: bigint
  readonly committedFen: bigint
  readonly inPaymentFen: bigint
  readonly paidFen: bigint
  readonly returnedFen: bigint
}

export const leftOf = ({ appropriatedFen, committedFen }: RoundMoney): bigint => appropriatedFen - committedFen

/** Where the money of a round is: one bar, and each figure. */
export function MoneyBar({ money }: { money: RoundMoney }) {
  const { t } = useWords()
  const { appropriatedFen, committedFen, inPaymentFen, paidFen, returnedFen } = money
  const parts = [
    { key: 'paid', fill: 'opinion', fen: paidFen },
    { key: 'inPayment', fill: 'none', fen: inPaymentFen },
    { key: 'toPay', fill: 'unsigned', fen: committedFen - paidFen - inPaymentFen },
    { key: 'left', fill: 'silent', fen: leftOf(money) },
  ] as const
  const inWords = parts.map(({ key, fen }) =>
    t('round.money.part', { what: t(`round.money.${key}`), amount: yuan(fen) }),
  )
  let before = 0n
  return (
    <>
      <div className="statebar">
        <svg role="img" aria-label={inWords.join(t('pieces.comma'))}>
          {parts.map(({ key, fill, fen }) => {
            const from = before
            before += fen
            return fen > 0n ? (
              <rect
                key={key}
                className={`f-${fill}`}
                x={percent(from, appropriatedFen)}
                width={percent(fen, appropriatedFen)}
                height="100%"
              />
            ) : null
          })}
        </svg>
      </div>
      <table className="workings mt-3">
        <caption className="visually-hidden">{t('round.money.caption')}</caption>
        <tbody>
          <Row name={t('round.money.appropriated')} fen={appropriatedFen} />
          <Row name={t('round.money.committed')} fen={committedFen} note={t('round.money.committedNote')} />
          {parts
            .filter(({ key }) => key !== 'left')
            .map(({ key, fill, fen }) => (
              <Row key={key} name={t(`round.money.${key}`)} fen={fen} fill={fill} />
            ))}
          {returnedFen > 0n && (
            <Row name={t('round.money.returned')} fen={returnedFen} note={t('round.money.returnedNote')} />
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('round.money.left')}</th>
            <td className="num">{yuan(leftOf(money))}</td>
          </tr>
        </tfoot>
      </table>
    </>
  )
}

function Row({ name, fen, note, fill }: { name: string; fen: bigint; note?: string; fill?: string }) {
  return (
    <tr>
      <th scope="row">
        {fill && (
          <span className="statebar swatch">
            <svg viewBox="0 0 14 14" aria-hidden="true">
              <rect className={`f-${fill}`} width="14" height="14" />
            </svg>
          </span>
        )}
        {name}
        {note && <small>{note}</small>}
      </th>
      <td className="num">{yuan(fen)}</td>
    </tr>
  )
}

const percent = (part: bigint, whole: bigint): string =>
  whole === 0n ? '0%' : `${Number((part * 10_000n) / whole) / 100}%`

export type MoneyDayView = { readonly on: string; readonly committedFen: bigint; readonly paidFen: bigint }

/** How committed and paid money grew, as a chart and as a table. */
export function MoneyChart({ days, today }: { days: readonly MoneyDayView[]; today: string }) {
  const { t, date, language } = useWords()
  const last = days.at(-1)
  if (!last || !days.some(({ committedFen }) => committedFen > 0n))
    return <p className="soft">{t('round.chart.empty')}</p>
  const through = last.on < today ? [...days, { ...last, on: today }] : days
  const line = (name: string, dashed: boolean, fen: (day: MoneyDayView) => bigint) => ({
    name,
    dashed,
    points: through.map(each => [each.on, Number(fen(each) / 100n)] as const),
  })
  return (
    <>
      <Chart
        label={t('round.chart.label', {
          when: date(last.on),
          committed: yuan(last.committedFen),
          paid: yuan(last.paidFen),
        })}
        lines={[
          line(t('round.money.committed'), true, each => each.committedFen),
          line(t('round.money.paid'), false, each => each.paidFen),
        ]}
        day={on => date(on, 'short').replace(/^\d+年/u, '')}
        value={value =>
          language !== 'en' && value >= 10_000
            ? t('round.chart.tenThousand', { amount: value / 10_000 })
            : String(value).replace(/\B(?=(\d{3})+$)/gu, ',')
        }
      />
      <p className="small soft">{t('round.chart.legend')}</p>
      <Details summary={<span className="small">{t('round.chart.table')}</span>}>
        <table className="ledger">
          <caption className="visually-hidden">{t('round.chart.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('round.chart.day')}</th>
              <th scope="col" className="num">
                {t('round.money.committed')}
              </th>
              <th scope="col" className="num">
                {t('round.money.paid')}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.slice(-60).map(each => (
              <tr key={each.on}>
                <th scope="row">{date(each.on)}</th>
                <td className="num" data-label={t('round.money.committed')}>
                  {yuan(each.committedFen)}
                </td>
                <td className="num" data-label={t('round.money.paid')}>
                  {yuan(each.paidFen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Details>
    </>
  )
}
