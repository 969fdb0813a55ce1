import { useWords } from '../frame.tsx'

/** The texts of an opinion, each with its name. */
export function OpinionWords({
  opinion,
}: {
  opinion: { readonly text: string; readonly wording: string; readonly reason?: string }
}) {
  const { t } = useWords()
  return (
    <>
      <p>
        <b>{t('receipt.opinion')}</b>
        <span className="prewrap">{opinion.text}</span>
      </p>
      {opinion.wording !== '' && (
        <p>
          <b>{t('receipt.wording')}</b>
          <span className="prewrap">{opinion.wording}</span>
        </p>
      )}
      {opinion.reason && (
        <p>
          <b>{t('receipt.reason')}</b>
          <span className="prewrap">{opinion.reason}</span>
        </p>
      )}
    </>
  )
}
