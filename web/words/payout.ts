/** Accounts, batches, payments, the ledger of money and the city’s shares. */
export const payoutWords = {
  zh: {},
  en: {},
}
