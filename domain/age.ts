/**
 * Completed months from a day of birth to another day, both `YYYY-MM-DD`: a month is complete on the day of the same
 * number, or on the last day of a month that has no such day. Negative before the birth.
 */
export function completedMonths(bornOn: string, on: string): number {
  if (on < bornOn) return -completedMonths(on, bornOn)
  const [bornYear = 0, bornMonth = 0, bornDay = 0] = bornOn.split('-').map(Number)
  const [year = 0, month = 0, day = 0] = on.split('-').map(Number)
  const begun = (year - bornYear) * 12 + month - bornMonth
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return day >= Math.min(bornDay, lastDay) ? begun : begun - 1
}
