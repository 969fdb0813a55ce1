const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Whether a text is a unified social credit code (统一社会信用代码) with a right check character: GB 32100-2015. */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false
  let sum = 0
  for (let index = 0; index < 17; index += 1) sum += characters.indexOf(text.charAt(index)) * (3 ** index % 31)
  return characters.indexOf(text.charAt(17)) === (31 - (sum % 31)) % 31
}
