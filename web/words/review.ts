/** Acceptance, review and approval of a claim. */
export const reviewWords = {
  zh: {},
  en: {},
}
