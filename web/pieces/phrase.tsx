import { Fragment } from 'react'

const breaks = /(?<=[》”，。；：、）])(?=[^》”，。；：、）])|(?<=[^《“（])(?=[《（])/u

/** A title that breaks by phrase, never within one: before （ and 《, after 》, ） and commas. */
export function Phrase({ children }: { children: string }) {
  const phrases = children.split(breaks)
  return (
    <span className="phrase">
      {phrases.map((phrase, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in their order
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {phrase}
        </Fragment>
      ))}
    </span>
  )
}
