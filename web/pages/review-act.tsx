import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { type ReviewProps, reviewPath, type ServiceView } from './review-view.ts'

/** Accepting, naming everything that is missing at once, or not accepting. */
export function AcceptanceAct({ caseId, silence, due, onceKey }: ReviewProps) {
  const { t, instant } = useWords()
  const when = due ? instant(due.at, 'sentence') : ''
  return (
    <form method="post" action={reviewPath(caseId, 'accept')} className="mt-4">
      <CsrfField />
      <OnceField value={onceKey} />
      <Card id="h-act" title={t('review.accept.title')}>
        <p>{t('review.accept.text')}</p>
        <p className="mb-0">{t(silence === 'accepted' ? 'review.accept.deemed' : 'review.accept.climbs', { when })}</p>
      </Card>
      <FootBar context={t('review.accept.context')}>
        <a className="btn btn-quiet" href={reviewPath(caseId, 'not-accept')}>
          {t('review.accept.refuse')}
        </a>
        <a className="btn" href={reviewPath(caseId, 'correction')}>
          {t('review.accept.correction')}
        </a>
        <button className="btn btn-primary" type="submit">
          {t('review.accept.act')}
        </button>
      </FootBar>
    </form>
  )
}

/** Approving with what it commits, returning, or refusing. */
export function ApprovalAct(props: ReviewProps) {
  const { t } = useWords()
  const { caseId, granted, budget, proposesRefusal, saidAgainst, onceKey } = props
  if (proposesRefusal || granted?.fen == null || budget === null)
    return (
      <div className="mt-4">
        <Card id="h-act" title={t('review.approve.refusalTitle')}>
          <p>{proposesRefusal?.reason}</p>
          <p className="soft mb-0">{proposesRefusal?.clause}</p>
        </Card>
        <FootBar context={t('review.approve.refusalText')}>
          <a className="btn" href={reviewPath(caseId, 'return')}>
            {t('review.approve.return')}
          </a>
          <a className="btn btn-primary" href={reviewPath(caseId, 'refuse')}>
            {t('review.approve.goRefuse')}
          </a>
        </FootBar>
      </div>
    )
  const amount = yuan(BigInt(granted.fen))
  const left = BigInt(budget.leftFen)
  return (
    <form method="post" action={reviewPath(caseId, 'approve')} className="mt-4">
      <CsrfField />
      <OnceField value={onceKey} />
      <Card id="h-act" title={t('review.approve.title', { amount })}>
        {saidAgainst !== null && (
          <Notice tone="due" heading="h3" title={t('review.approve.saidAgainst')}>
            {saidAgainst}
          </Notice>
        )}
        <p className="mb-0">
          {budget.fits
            ? t('review.approve.commits', { left: yuan(left), after: yuan(left - BigInt(granted.fen)) })
            : t('review.approve.waits', { left: yuan(left), place: budget.waiting + 1 })}
        </p>
      </Card>
      <FootBar context={t('review.approve.context')}>
        <a className="btn btn-quiet" href={reviewPath(caseId, 'refuse')}>
          {t('review.approve.refuse')}
        </a>
        <a className="btn" href={reviewPath(caseId, 'return')}>
          {t('review.approve.return')}
        </a>
        <button className="btn btn-primary" type="submit">
          {t('review.approve.act', { amount })}
        </button>
      </FootBar>
    </form>
  )
}

/** How and when the refusal was served, and until when the applicant can have it reviewed. */
export function ServedCard({ caseId, service, mayServe }: ReviewProps) {
  const { t } = useWords()
  return (
    <div className="mt-4">
      <Card
        id="h-served"
        title={t(service ? 'review.service.served' : 'review.service.notServed')}
        beside={<a href={reviewPath(caseId, 'letter')}>{t('review.service.letter')}</a>}
      >
        {service ? <Served service={service} /> : <p>{t('review.service.notServedText')}</p>}
        {mayServe && (
          <p className="mt-3 mb-0">
            <a className={service ? 'btn btn-quiet' : 'btn btn-primary'} href={reviewPath(caseId, 'service')}>
              {t(service ? 'review.service.again' : 'review.service.record')}
            </a>
          </p>
        )}
      </Card>
    </div>
  )
}

/** The same for both sides. */
export function Served({ service }: { service: ServiceView }) {
  const { t, date, instant } = useWords()
  return (
    <Facts
      rows={[
        [t('review.service.on'), date(service.servedOn)],
        [t('review.service.how'), t(`review.service.channels.${service.channel}`)],
        [t('review.service.proof'), service.proof],
        ...(service.file
          ? ([
              [
                t('review.service.scan'),
                <a key="scan" href={`/files/${service.file.id}`}>
                  {service.file.name}
                </a>,
              ],
            ] as const)
          : []),
        [t('review.service.reviewUntil'), date(service.reviewUntil)],
        [t('review.service.suitUntil'), date(service.suitUntil)],
        [
          t('review.service.recorded'),
          t('review.service.recordedBy', {
            person: service.recordedByName,
            when: instant(service.recordedAt, 'short'),
          }),
        ],
      ]}
    />
  )
}
