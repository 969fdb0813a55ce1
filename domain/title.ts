/**
 * A document's title as it is kept: on one line, without the marks 《》 that pages and letters put around it. Titles named
 * within it stand between 〈〉, since 《》 does not stand within 《》 (GB/T 15834—2011).
 */
export const plainTitle = (title: string): string =>
  title
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/^《([^《》]*)》$/u, '$1')
    .replace(/《/gu, '〈')
    .replace(/》/gu, '〉')
