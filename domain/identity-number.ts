const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/**
 * What is wrong with the number of a child: a resident identity number of 18 characters (GB 11643) with its check
 * character and the day of birth that it carries, or the number of a birth certificate (a letter and nine digits), which
 * is all that a newborn may have. Null where nothing is.
 */
export function identityFault(
  text: string,
  bornOn: string,
): 'not-a-number' | 'wrong-check-digit' | 'other-birthday' | null {
  if (/^[A-Z][0-9]{9}$/.test(text)) return null
  if (!/^[0-9]{17}[0-9X]$/.test(text)) return 'not-a-number'
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0)
  if (checkCharacters[sum % 11] !== text[17]) return 'wrong-check-digit'
  const born = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`
  return born === bornOn ? null : 'other-birthday'
}
