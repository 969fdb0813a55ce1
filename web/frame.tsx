import { createContext, type ReactElement, type ReactNode, useContext } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Actor, Language } from '../domain/actor.ts'
import { createWords, type Words } from './words.ts'

/** What every page needs to know of the request it answers. */
export type Frame = {
  readonly language: Language
  /** The clock of deadlines when the page was asked for (an instant): what is left is counted from here. */
  readonly now: string
  readonly actor: Actor | null
  /** For `<CsrfField/>`. */
  readonly csrfToken: string
  /** Makes a key for `<OnceField/>`, another one at each call. */
  readonly newKey: () => string
  /** Path and query of the page itself. */
  readonly address: string
  /** Where the style sheets and the script lie. */
  readonly assets: { readonly tabler: string; readonly look: string; readonly htmx: string }
  /** The service shows invented data. */
  readonly demo: boolean
}

const FrameContext = createContext<{ frame: Frame; words: Words } | null>(null)

/** The request's frame, anywhere within a page. */
export const useFrame = (): Frame => useInFrame().frame

/** Words, dates and counts in the reader's language, anywhere within a page. */
export const useWords = (): Words => useInFrame().words

function useInFrame() {
  const context = useContext(FrameContext)
  if (!context) throw new Error('A page is rendered by renderPage')
  return context
}

/** Puts a part of a page into its frame. */
function Framed({ frame, children }: { frame: Frame; children: ReactNode }) {
  return <FrameContext value={{ frame, words: createWords(frame.language, frame.now) }}>{children}</FrameContext>
}

/** A whole page as an HTML document. */
export const renderPage = (frame: Frame, page: ReactElement): string => `<!doctype html>${renderPart(frame, page)}`

/** A part of a page, for live refresh. */
export const renderPart = (frame: Frame, part: ReactElement): string =>
  renderToStaticMarkup(<Framed frame={frame}>{part}</Framed>)
