import type { z } from 'zod'
import type { Language } from '../domain/actor.ts'
import { createNoticeTemplates } from './notice-template.ts'
import { claimAccepted } from './notices/claim-accepted.ts'
import { claimApproved } from './notices/claim-approved.ts'
import { claimCut } from './notices/claim-cut.ts'
import { claimDueSoon } from './notices/claim-due-soon.ts'
import { claimLapsed } from './notices/claim-lapsed.ts'
import { claimNotAccepted } from './notices/claim-not-accepted.ts'
import { claimReceived } from './notices/claim-received.ts'
import { claimRefused } from './notices/claim-refused.ts'
import { claimTask } from './notices/claim-task.ts'
import { copied } from './notices/copied.ts'
import { correctionRequested } from './notices/correction-requested.ts'
import { deemed } from './notices/deemed.ts'
import { dispositionDueSoon } from './notices/disposition-due-soon.ts'
import { dispositionOverdue } from './notices/disposition-overdue.ts'
import { draftClosing } from './notices/draft-closing.ts'
import { dueCorrected } from './notices/due-corrected.ts'
import { dueSoon } from './notices/due-soon.ts'
import { extended } from './notices/extended.ts'
import { feedback } from './notices/feedback.ts'
import { interestDeclared } from './notices/interest-declared.ts'
import { lateDecided } from './notices/late-decided.ts'
import { lateReceived } from './notices/late-received.ts'
import { notSignedFor } from './notices/not-signed-for.ts'
import { objectionConcluded } from './notices/objection-concluded.ts'
import { objectionInquiry } from './notices/objection-inquiry.ts'
import { objectionRaised } from './notices/objection-raised.ts'
import { overdue } from './notices/overdue.ts'
import { paid } from './notices/paid.ts'
import { paymentReturned } from './notices/payment-returned.ts'
import { paymentUnknown } from './notices/payment-unknown.ts'
import { publicNotice } from './notices/public-notice.ts'
import { reassigned } from './notices/reassigned.ts'
import { received } from './notices/received.ts'
import { released } from './notices/released.ts'
import { returned } from './notices/returned.ts'
import { roundOpened } from './notices/round-opened.ts'
import { signatureDueSoon } from './notices/signature-due-soon.ts'
import { signatureOverdue } from './notices/signature-overdue.ts'
import { signatureRequested } from './notices/signature-requested.ts'
import { supervisionOrder } from './notices/supervision-order.ts'
import { supervisionOrderPrepared } from './notices/supervision-order-prepared.ts'
import { supplementRequested } from './notices/supplement-requested.ts'
import { tableReturned } from './notices/table-returned.ts'
import { tableSubmitted } from './notices/table-submitted.ts'
import { urged } from './notices/urged.ts'
import { withdrawn } from './notices/withdrawn.ts'

const contracts = {
  'claim-accepted': claimAccepted,
  'claim-approved': claimApproved,
  'claim-cut': claimCut,
  'claim-due-soon': claimDueSoon,
  'claim-lapsed': claimLapsed,
  'claim-not-accepted': claimNotAccepted,
  'claim-received': claimReceived,
  'claim-refused': claimRefused,
  'claim-task': claimTask,
  copied: copied,
  'correction-requested': correctionRequested,
  deemed: deemed,
  'disposition-due-soon': dispositionDueSoon,
  'disposition-overdue': dispositionOverdue,
  'draft-closing': draftClosing,
  'due-corrected': dueCorrected,
  'due-soon': dueSoon,
  extended: extended,
  feedback: feedback,
  'interest-declared': interestDeclared,
  'late-decided': lateDecided,
  'late-received': lateReceived,
  'not-signed-for': notSignedFor,
  'objection-concluded': objectionConcluded,
  'objection-inquiry': objectionInquiry,
  'objection-raised': objectionRaised,
  overdue: overdue,
  paid: paid,
  'payment-returned': paymentReturned,
  'payment-unknown': paymentUnknown,
  'public-notice': publicNotice,
  reassigned: reassigned,
  received: received,
  released: released,
  returned: returned,
  'round-opened': roundOpened,
  'signature-due-soon': signatureDueSoon,
  'signature-overdue': signatureOverdue,
  'signature-requested': signatureRequested,
  'supervision-order': supervisionOrder,
  'supervision-order-prepared': supervisionOrderPrepared,
  'supplement-requested': supplementRequested,
  'table-returned': tableReturned,
  'table-submitted': tableSubmitted,
  urged: urged,
  withdrawn: withdrawn,
}

/** On which occasion a notice goes out. */
export type NoticeOccasion = keyof typeof contracts

/** The words that a notice of this occasion needs, printed as they are: dates, numbers of documents and names in the language of the notice. */
export type NoticeData<O extends NoticeOccasion> = z.input<(typeof contracts)[O]>

/** A notice before it is put into words. */
export type Notice = { [O in NoticeOccasion]: { occasion: O; data: NoticeData<O> } }[NoticeOccasion]

/** A notice in words: `text` with empty lines between paragraphs, `html` a fragment of `<p>` with every value escaped. */
export interface RenderedNotice {
  subject: string
  text: string
  html: string
}

/** All occasions, in the order of their codes. */
export const noticeOccasions = Object.keys(contracts) as NoticeOccasion[]

/**
 * Puts a notice into words. Throws a `ZodError` that names the field when data are missing, of the wrong kind or not
 * foreseen. What stands in the data is printed, never interpreted: neither as HTML nor as a template.
 */
export function renderNotice(notice: Notice, language: Language): RenderedNotice {
  const data = contracts[notice.occasion].parse(notice.data)
  return templates.render(notice.occasion, language, data)
}

/** The HTML page of a notice as it is mailed. `html` and `subject` are those of `renderNotice`. */
export function noticePage(rendered: Pick<RenderedNotice, 'subject' | 'html'>, language: Language): string {
  return templates.page(rendered, language)
}

const templates = createNoticeTemplates()
