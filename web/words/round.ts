/** A round of a subsidy: its launch and its page. */
export const roundWords = {
  zh: {},
  en: {},
}
