/** Accounts, batches, payments, the ledger of money and the city’s shares. */
export const payoutWords = {
  zh: {
    refusals: {
      'another-amount':
        '本笔应为 {{amount}} 元，对账单为 {{statement}} 元。金额不同不能了结，须由银行更正或全额退回后再登记。',
      'earlier-payment-contradicted':
        '银行对此前的 {{key}} 前后说法矛盾，这件申报是否已付尚不清楚。查清之前不能再付款、查询或了结。',
    },
  },
  en: {
    refusals: {
      'another-amount':
        'This payment is {{amount}} yuan and the statement has {{statement}}. Another amount settles nothing: the bank must mend it or return it in full first.',
      'earlier-payment-contradicted':
        'What the bank has said of the earlier payment {{key}} contradicts itself, so nobody knows whether the claim is paid. Until that is cleared up nothing goes on.',
    },
  },
}
