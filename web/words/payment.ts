/** Why an act on a public notice, an account or a payment was not done, by the codes that rules and acts give. */
export const paymentWords = {
  zh: {
    refusals: {
      'account-not-confirmed': '收款账户未经复核：{{names}}。请先由另一人核对账户。',
      'already-answered': '这条异议已经答复。',
      'already-left-the-notice': '{{number}} 号已不在公示中，异议不能再改变它的公示结果。',
      'batch-changed': '批次 {{number}} 的收款人、账户或金额与制单时不一致，批次作废，请重新制单。',
      'confirmed-already': '您已登记过同样的情况，还须另一人登记。',
      'item-held': '{{numbers}} 号有未答复的实名异议，答复前不能付款。',
      'list-out-of-date': '名单已过时：{{names}} 的金额或状态有变，请重新制作名单。',
      'maker-cannot-confirm': '提出账户的人不能自己复核，请由另一人办理。',
      'maker-cannot-release': '制单人不能自己放行，请由另一人办理。',
      'not-by-file': '这个批次不是以文件交付的，没有可导出的文件。',
      'not-committed': '{{numbers}} 号没有落实预算，不能列入公示名单。',
      'not-payable': '{{numbers}} 号公示未满或已在付款中，不能列入批次。',
      'nothing-to-list': '没有可以公示的申报。',
      'nothing-to-pay': '没有可以付款的申报。',
      'notice-not-running': '公示现在不在期内，不能提出异议。',
      'pack-never-paid': '政策文件是征求意见稿，只能测算，不能付款。',
      'payments-open': '还有 {{count}} 笔没有结果，批次不能办结。',
      'statement-differs': '台账已付 {{paid}} 元，对账单为 {{statement}} 元，不一致，批次不能办结。请逐笔核对。',
      'too-many-objections': '短时间内收到的异议过多，请稍后再提。',
    },
    errors: {
      'column-missing': '文件缺少“{{column}}”一列。',
      'holder-is-another': '户名“{{holder}}”与登记名称“{{name}}”不一致，请改填单位全称。',
      'not-a-bank-code': '行号应为 12 位数字。',
      'not-a-working-day': '这一天不是工作日，请改选工作日。',
      'not-an-account-number': '账号应为 8 至 32 位数字。',
      'not-an-address': '网址应以 http:// 或 https:// 开头。',
      'not-csv': '不是可读的 CSV 文件。',
      'not-text': '不是文本文件，请另存为 UTF-8 的 CSV。',
    },
  },
  en: {
    refusals: {
      'account-not-confirmed':
        'Accounts that nobody else has confirmed: {{names}}. A second person must check them first.',
      'already-answered': 'This objection has been answered.',
      'already-left-the-notice':
        'Claim {{number}} has left the notice; the objection no longer changes what became of it.',
      'batch-changed':
        'Payees, accounts or amounts of batch {{number}} are not as they were made. The batch is void; please make it anew.',
      'confirmed-already': 'You have said the same before; a second person must say so, too.',
      'item-held': 'Named objections without an answer hold {{numbers}}. Nothing is paid before they are answered.',
      'list-out-of-date': 'The list is out of date: the amount or state of {{names}} has changed. Please make it anew.',
      'maker-cannot-confirm': 'Whoever gave an account cannot confirm it. Please leave that to somebody else.',
      'maker-cannot-release': 'Whoever made a batch cannot release it. Please leave that to somebody else.',
      'not-by-file': 'This batch does not go out as a file, so there is none to export.',
      'not-committed': 'No money is committed to {{numbers}}, so they cannot be listed.',
      'not-payable': 'The notice of {{numbers}} has not run, or a payment is under way.',
      'nothing-to-list': 'There is no claim to be listed.',
      'nothing-to-pay': 'There is no claim to be paid.',
      'notice-not-running': 'The public notice is not running, so objections cannot be made.',
      'pack-never-paid': 'The policy is a draft for comment: amounts can be worked out, and nothing is paid.',
      'payments-open': 'Payments without a result: {{count}}. The batch cannot be closed.',
      'statement-differs':
        'The ledger has {{paid}} yuan paid and the statement {{statement}}: the batch cannot be closed. Please check each payment.',
      'too-many-objections': 'Too many objections came within a short time. Please try again later.',
    },
    errors: {
      'column-missing': 'The file has no column “{{column}}”.',
      'holder-is-another':
        'The holder “{{holder}}” is not the registered name “{{name}}”. Please give the full name of the unit.',
      'not-a-bank-code': 'A bank code has 12 digits.',
      'not-a-working-day': 'This is not a working day. Please choose one.',
      'not-an-account-number': 'An account number has 8 to 32 digits.',
      'not-an-address': 'An address begins with http:// or https://.',
      'not-csv': 'This is not a CSV file that can be read.',
      'not-text': 'This is not a text file. Please save it as CSV in UTF-8.',
    },
  },
}
