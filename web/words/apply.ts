/** An institution’s application, its progress and its account. */
export const applyWords = {
  zh: {},
  en: {},
}
