/** Public notices and objections. */
export const noticeListWords = {
  zh: {},
  en: {},
}
