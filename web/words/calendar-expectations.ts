import type { Language } from '../../domain/actor.ts'

/** What the reader of calendar files expects, as it says it, and the same in Chinese. */
const expectations: readonly (readonly [RegExp, string])[] = [
  [/^a date YYYY-MM-DD$/, '形如 2026-10-01 的日期'],
  [/^a date that exists, YYYY-MM-DD$/, '确有的日子，形如 2026-10-01'],
  [/^the name of the holiday$/, '节日名称'],
  [/^a day: \{ date, name \}$/, '一天：{ date, name }'],
  [/^date and name only$/, '只有 date 和 name'],
  [/^the number of (?:the|a) notice.*$/, '通知文号，如“国办发明电〔2025〕7号”'],
  [/^a list of dates$/, '日期的列表'],
  [/^a list of days$/, '日子的列表'],
  [/^a list of notices$/, '通知的列表'],
  [/^at least one notice$/, '至少一份通知'],
  [/^a notice$/, '一份通知'],
  [
    /^number, publishedOn, holidays.*only$|^number, publishedOn, .*$/,
    '只有 number、publishedOn、holidays、makeUpDays、takesBack',
  ],
  [/^a year from (\d+) to (\d+)$/, '$1 至 $2 之间的年份'],
  [/^year and notices$/, 'year 和 notices 两项'],
  [/^year and notices only$/, '只有 year 和 notices'],
  [/^well-formed YAML, each key once$/, '合乎 YAML 格式，每个键只写一次'],
  [/^each value written out$/, '每个值都写全，不用引用'],
  [/^at most (\d+) characters$/, '最多 $1 个字'],
  [/^each notice once$/, '每份通知只写一次'],
  [/^a date from (\S+) to (\S+), .*$/, '$1 至 $2 之间的日期，各份通知按日期先后'],
  [/^a notice that sets or takes back a day$/, '至少设定或收回一天的通知'],
  [/^a day that an earlier notice of this file sets$/, '本文件中前一份通知设定过的日子'],
  [/^each day once \(set by (.+?);.*$/, '每天只写一次（$1 已设定；后发通知更正时先在 takesBack 下收回）'],
  [/^a day of (\d+) or of the last week of (\d+)$/, '$1 年的日子，或 $2 年最后一周的日子'],
  [/^a Saturday or Sunday.*$/, '星期六或星期日：其他日子本来就上班'],
  [/^(\S+) among the holidays$/, '放假日中有 $1'],
]

/** What was expected in a calendar file, in the reader's language; as it was said where there are no words for it. */
export function calendarExpectation(expected: string, language: Language): string {
  if (language === 'en') return expected
  const found = expectations.find(([pattern]) => pattern.test(expected))
  return found ? expected.replace(found[0], found[1]) : expected
}
