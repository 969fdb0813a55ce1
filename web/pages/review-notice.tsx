import { useWords } from '../frame.tsx'
import type { NoticeText } from './review-view.ts'

/** What the applicant will read, before it is decided. */
export function NoticePreview({ notice: { subject, text }, title }: { notice: NoticeText; title: string }) {
  const { t } = useWords()
  return (
    <section className="mt-3" aria-labelledby="h-notice">
      <h3 id="h-notice">{title}</h3>
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
