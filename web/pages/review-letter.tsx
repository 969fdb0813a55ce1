import { localDateOf } from '../../domain/local-time.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Letter } from '../pieces/letter.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { PrintButton } from '../pieces/print-button.tsx'
import { Served } from './review-act.tsx'
import { reviewSection, type ServiceView } from './review-view.ts'

type RefusalLetterProps = {
  readonly kind: 'refused' | 'not-accepted'
  readonly back: string
  readonly number: string
  readonly name: string
  readonly title: string
  readonly issuer: string
  readonly decidedAt: string
  readonly receivedAt: string | null
  readonly reason: string
  readonly clause: string
  readonly contact: { readonly name: string; readonly phone: string } | null
  readonly service: ServiceView | null
  /** Read by the applicant. */
  readonly own: boolean
}

/** The refusal as it is printed and served, and until when it can be reviewed. */
export function RefusalLetterPage(props: RefusalLetterProps) {
  const { kind, back, number, name, title, issuer, decidedAt, receivedAt, reason, clause, contact, service, own } =
    props
  const { t, date } = useWords()
  const { actor } = useFrame()
  const heading = t(`review.letter.${kind}`, { title })
  const full = /[。．.]$/u.test(reason.trim()) ? reason.trim().slice(0, -1) : reason.trim()
  return (
    <Page title={heading} section={own ? 'claims' : reviewSection(actor)}>
      <div className="noprint">
        <PageHead
          eyebrow={<a href={back}>{number}</a>}
          title={service ? t('review.letter.served', { date: date(service.servedOn) }) : t('review.letter.notServed')}
          lead={service ? t('review.letter.runs') : t('review.letter.notServedText')}
        >
          <PrintButton>{t('review.letter.print')}</PrintButton>
        </PageHead>
      </div>
      <Letter
        name={heading}
        title={heading}
        to={t('review.letter.to', { name })}
        paragraphs={[
          t('review.letter.asked', {
            title,
            number,
            date: receivedAt ? date(localDateOf(receivedAt), 'letter') : t('pieces.nil'),
          }),
          t(`review.letter.decided.${kind}`, { clause, reason: full }),
          t('review.letter.remedies'),
          ...(contact ? [t('review.letter.contact', contact)] : []),
        ]}
        issuer={issuer}
        date={date(localDateOf(decidedAt), 'letter')}
      />
      {service && (
        <section className="card mt-4 noprint" aria-label={t('review.service.served')}>
          <div className="card-body">
            <Served service={service} />
          </div>
        </section>
      )}
    </Page>
  )
}
