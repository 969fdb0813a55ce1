/**
 * Text as it may be printed anywhere: well-formed, line ends as `\n`, without control characters and without the
 * invisible marks that turn the direction of writing (they can make a notice read otherwise than it is stored).
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(unprintable, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** `cleanText` on a single line: every run of white space that holds a line end or a tab becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/[^\S\n\t]*[\n\t]\s*/g, ' ')
    .trim()
}

const unprintable = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]', // C0 but tab and line feed, DEL, C1
    '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]', // marks of direction
    '[\\ufeff\\ufffe\\uffff]', // byte order mark and what XML has no place for
  ].join('|'),
  'g',
)
