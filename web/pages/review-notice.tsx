import { useWords } from '../frame.tsx'
import type { NoticeText } from './review-view.ts'

/** What the applicant will read, before it is decided. */
export function NoticePreview({
  notice: { subject, text },
  title,
  heading: Heading = 'h2',
}: {
  notice: NoticeText
  title: string
  /** `h3` within a section that has a heading. */
  heading?: 'h2' | 'h3'
}) {
  const { t } = useWords()
  return (
    <section className="mt-3" aria-labelledby="h-notice">
      <Heading id="h-notice" className={Heading === 'h2' ? 'minor' : undefined}>
        {title}
      </Heading>
      <p className="hint">{t('review.notice.hint')}</p>
      <div className="opinion">
        <p>
          <b>{subject}</b>
        </p>
        <p className="prewrap mb-0">{text}</p>
      </div>
    </section>
  )
}
