/** The officer's ledger of replies and what is done from it. */
export const ledgerWords = {
  zh: {
    ledger: {
      states: {
        opinions: '有意见',
        'no-opinion': '无意见',
        'deemed-no-objection': '视为无意见',
        silent: '已签收未反馈',
        unsigned: '未签收',
        undelivered: '未送达',
        overdue: '逾期未答复',
        withdrawn: '已撤回',
        copy: '抄送',
      },
    },
  },
  en: {
    ledger: {
      states: {
        opinions: 'Opinions',
        'no-opinion': 'No opinion',
        'deemed-no-objection': 'Deemed no objection',
        silent: 'Signed for, silent',
        unsigned: 'Not signed for',
        undelivered: 'Not delivered',
        overdue: 'Overdue',
        withdrawn: 'Withdrawn',
        copy: 'Copy',
      },
    },
  },
} as const
