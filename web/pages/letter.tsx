import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { Letter } from '../pieces/letter.tsx'
import { PageHead } from '../pieces/page-head.tsx'

/** A letter as its template laid it out, block by block. */
export type LetterBlockView = { readonly kind: string; readonly text: string }

/** Blocks of a letter as the piece shows them. */
export function LetterView({ blocks, name }: { blocks: readonly LetterBlockView[]; name: string }) {
  const one = (kind: string): string => blocks.find(block => block.kind === kind)?.text ?? ''
  const paragraphs = blocks.filter(({ kind }) => kind === 'paragraph' || kind === 'attachment').map(({ text }) => text)
  return (
    <Letter
      title={one('title')}
      number={one('number') || null}
      to={one('to')}
      paragraphs={paragraphs}
      issuer={one('issuer')}
      date={one('date')}
      copies={one('copies') || null}
      name={name}
    />
  )
}

type LetterPageProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly signed: boolean
  readonly blocks: readonly LetterBlockView[]
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly size: number }[]
}

/** The letter of a solicitation, to be read and printed. */
export function LetterPage({ cycle, signed, blocks, attachments }: LetterPageProps) {
  const { t } = useWords()
  return (
    <Page title={t('sign.letter')} section="solicitations">
      <PageHead
        eyebrow={t(signed ? 'sign.letterSigned' : 'sign.letterDraft')}
        title={t('sign.title', { title: cycle.title })}
      >
        <a className="btn btn-quiet" href={`/cycles/${cycle.id}`}>
          {t('sign.backToCycle')}
        </a>
        <a className="btn" href={`/cycles/${cycle.id}/letter.docx`}>
          <Icon name="download" />
          {t('sign.docx')}
        </a>
      </PageHead>
      <LetterView blocks={blocks} name={t('sign.letter')} />
      {attachments.map(file => (
        <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`} />
      ))}
    </Page>
  )
}
