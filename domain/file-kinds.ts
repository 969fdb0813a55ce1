/** What a file is for, and so who may add, read and remove it. */
export const filePurposes = ['attachment', 'opinion', 'scan', 'minutes'] as const
export type FilePurpose = (typeof filePurposes)[number]

/** The kinds of files that are taken, by the ending of their name, and how they are sent again. */
export const mediaTypes = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ofd: 'application/ofd',
  wps: 'application/vnd.ms-works',
  et: 'application/vnd.ms-excel',
  jpg: 'image/jpeg',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
} as const
export type FileKind = keyof typeof mediaTypes

/** 20 MB */
export const largestFile = 20 * 1_048_576
export const longestFileName = 120

/** The kind that a file's name claims; null where it is none that is taken. */
export function kindByName(name: string): FileKind | null {
  const ending = /\.([a-z]+)$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
  if (ending === 'jpeg') return 'jpg'
  return Object.hasOwn(mediaTypes, ending) ? (ending as FileKind) : null
}
