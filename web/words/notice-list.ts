/** Public notices and objections. */
export const noticeListWords = {
  zh: {
    refusals: {
      'nothing-cut': '核定金额没有少于申报金额，无须提出异议。',
      'said-already': '本次审核已提出过异议，审批人会看到。',
    },
  },
  en: {
    refusals: {
      'nothing-cut': 'No less is granted than was asked for, so there is nothing to object to.',
      'said-already': 'An objection to this review was made already; whoever approves will see it.',
    },
  },
}
