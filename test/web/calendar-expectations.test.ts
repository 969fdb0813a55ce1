import { readCalendarText } from '../../policies/calendar-file.ts'
import { calendarExpectation } from '../../web/words/calendar-expectations.ts'

const whole = (notice: string) => `year: 2026\nnotices:\n${notice}`
const rest = ['01-01', '05-01', '10-01'].map(day => `      - { date: 2026-${day}, name: 节 }`).join('\n')
const notice = (more: string) =>
  whole(`  - number: 国办发明电〔2025〕7号\n    publishedOn: 2025-11-04\n    holidays:\n${rest}\n${more}`)

// One file for each thing that can be wrong in one.
const wrong: Record<string, string> = {
  'no YAML': 'year: [',
  'a key twice': 'year: 2026\nyear: 2026\nnotices: []',
  'an alias': 'year: 2026\nnotices: [&a { number: x }, *a]',
  'a list for a map': '- 1',
  'another key': 'year: 2026\nnotices: []\nholidays: []',
  'a year out of range': 'year: 1066\nnotices: []',
  'no notices': 'year: 2026\nnotices: []',
  'notices that are none': 'year: 2026\nnotices: 7',
  'a notice that is none': whole('  - 7'),
  'a number that is none': whole('  - number: 7号\n    publishedOn: 2025-11-04'),
  'no number': whole('  - publishedOn: 2025-11-04'),
  'another key in a notice': notice('    days: []'),
  'a date that is none': notice('    makeUpDays:\n      - { date: 2026-02-30, name: 节 }'),
  'a number for a date': notice('    makeUpDays:\n      - { date: 7, name: 节 }'),
  'no name': notice('    makeUpDays:\n      - { date: 2026-01-04 }'),
  'an empty name': notice('    makeUpDays:\n      - { date: 2026-01-04, name: "" }'),
  'another key in a day': notice('    makeUpDays:\n      - { date: 2026-01-04, name: 节, why: 班 }'),
  'a day that is none': notice('    makeUpDays:\n      - 2026-01-04'),
  'days that are none': notice('    makeUpDays: 4'),
  'dates that are none': notice('    takesBack: 4'),
  'a day taken back that nobody set': notice('    takesBack:\n      - 2026-02-01'),
  'a day twice': notice('      - { date: 2026-10-01, name: 节 }'),
  'a day of another year': notice('      - { date: 2024-10-02, name: 节 }'),
  'a make-up day on a Monday': notice('    makeUpDays:\n      - { date: 2026-01-05, name: 节 }'),
  'a notice twice': `${notice('')}  - number: 国办发明电〔2025〕7号\n    publishedOn: 2025-11-05\n    holidays:\n      - { date: 2026-10-02, name: 节 }\n`,
  'notices out of order': `${notice('')}  - number: 国办发明电〔2025〕8号\n    publishedOn: 2025-11-03\n    holidays:\n      - { date: 2026-10-02, name: 节 }\n`,
  'a notice without a day': `${notice('')}  - number: 国办发明电〔2025〕8号\n    publishedOn: 2025-11-05\n`,
  'no New Year’s Day': whole(
    '  - number: 国办发明电〔2025〕7号\n    publishedOn: 2025-11-04\n    holidays:\n      - { date: 2026-05-01, name: 节 }',
  ),
  'far too much': 'x'.repeat(200_001),
}

test.each(Object.keys(wrong))('Chinese readers are told in Chinese what was expected instead of %s', kind => {
  const reading = readCalendarText('calendar', wrong[kind] ?? '')
  expect(reading.ok).toBe(false)
  if (reading.ok) return
  for (const { expected } of reading.errors) {
    expect(calendarExpectation(expected, 'zh-CN')).toMatch(/\p{Script=Han}/u)
    expect(calendarExpectation(expected, 'zh-CN')).not.toMatch(/\$\d|\b(the|that|only|date that)\b/)
    expect(calendarExpectation(expected, 'en')).toBe(expected)
  }
})
