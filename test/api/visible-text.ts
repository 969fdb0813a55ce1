/** What a person reads on a page: its text without markup, one space between parts. */
export const visibleText = (html: string): string =>
  html
    .replace(/<(head|script|svg)\b.*?<\/\1>/gsu, '')
    .replace(/<wbr\/?>|<\/?b>/gu, '')
    .replace(/<[^>]*>/gu, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/gu, ' ')
    .trim()
