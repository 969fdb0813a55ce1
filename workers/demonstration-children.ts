import type { Child } from '../acts/save-claim.ts'

const surnames = '白蓝青苗云江林桑柏松梅竹'
const givenNames = ['小禾', '朵朵', '豆豆', '安安', '乐乐', '果果', '星星', '米粒', '团团', '元宝', '糖糖']

/** Age in months on the day of counting, by class: infants from six to eleven, then from twelve, then from twenty-four. */
const youngest: Readonly<Record<string, number>> = { infant: 6, junior: 12, senior: 24, mixed: 12 }
const spread: Readonly<Record<string, number>> = { infant: 6, junior: 12, senior: 11, mixed: 20 }

/**
 * Invented children of an institution, so many of each class. They have numbers of birth certificates that no authority
 * gives: the digits after the letter begin with no province.
 */
export function inventChildren(
  institution: number,
  heads: Readonly<Record<string, number>>,
  countedOn: string,
): Child[] {
  const [year = 0, month = 0] = countedOn.split('-').map(Number)
  return Object.entries(heads)
    .flatMap(([classKind, count]) => Array.from({ length: count }, (_, nth) => ({ classKind, nth })))
    .map(({ classKind, nth }, index) => {
      const months = year * 12 + month - 1 - ((youngest[classKind] ?? 12) + (nth % (spread[classKind] ?? 1)))
      const born = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
      return {
        name: `${surnames[(institution + index) % surnames.length]}${givenNames[index % givenNames.length]}`,
        identity: `Y00${String(institution).padStart(4, '0')}${String(index + 1).padStart(3, '0')}`,
        bornOn: `${born}-${String((index % 28) + 1).padStart(2, '0')}`,
        classKind,
        enrolledFrom: null,
        enrolledUntil: null,
      }
    })
}
