import { useWords } from '../frame.tsx'
import { Phrase } from './phrase.tsx'

type LetterProps = {
  title: string
  number?: string | null
  /** The addressees, with the colon that letters end them with. */
  to: string
  paragraphs: readonly string[]
  issuer: string
  /** As written in a letter. */
  date: string
  /** Who gets a copy for information. */
  copies?: string | null
  /** What a screen reader calls it. */
  name: string
}

/** The letter as it goes out, on screen and on paper; the place of the seal stays blank. */
export function Letter({ title, number, to, paragraphs, issuer, date, copies, name }: LetterProps) {
  const { t } = useWords()
  return (
    <article className="letter" aria-label={name}>
      {number ? <p className="number">{number}</p> : null}
      <h2>
        <Phrase>{title}</Phrase>
      </h2>
      <p className="to">{to}</p>
      {paragraphs.map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of one letter, in their order
        <p key={index}>{paragraph}</p>
      ))}
      <p className="sign mt-4">
        <span className="seal">{t('pieces.sealHere')}</span>
      </p>
      <p className="sign">{issuer}</p>
      <p className="sign">{date}</p>
      {copies ? <p className="to">{copies}</p> : null}
    </article>
  )
}
