import type { ReactElement } from 'react'
import { roles } from '../../domain/actor.ts'
import { computeDue } from '../../domain/deadline.ts'
import { renderPart } from '../../web/frame.tsx'
import { navigation } from '../../web/navigation.ts'
import { DayStrip, SkippedDays } from '../../web/pieces/day-strip.tsx'
import { DeadlinePanel } from '../../web/pieces/deadline-panel.tsx'
import { ErrorSummary } from '../../web/pieces/error-summary.tsx'
import { Choices, TextField } from '../../web/pieces/field.tsx'
import { LedgerTable } from '../../web/pieces/ledger-table.tsx'
import { Phrase } from '../../web/pieces/phrase.tsx'
import { DueState } from '../../web/pieces/state.tsx'
import { StateBar } from '../../web/pieces/state-bar.tsx'
import { calendar, frame } from './gallery.tsx'

const friday = '2024-11-22T02:42:00.000Z'
const html = (part: ReactElement, over = {}) => renderPart(frame({ now: friday, ...over }), part)
const text = (part: ReactElement, over = {}) => html(part, over).replace(/<[^>]+>/g, '')

describe('A deadline', () => {
  const at = (day: number, time = '09:30') => `2024-11-${day}T${time}:00.000Z`

  it.each([
    ['calm above three working days', 4, at(28), 'deadline calm', '还剩 4 个工作日11月28日 星期四 17:30'],
    ['near at three', 3, at(27), 'deadline', '还剩 3 个工作日11月27日 星期三 17:30'],
    ['of today', 0, at(22), 'deadline', '今天到期11月22日 星期五 17:30'],
    ['on the rest day before the next working day', 0, at(23), 'deadline', '下一个工作日之前到期11月23日 星期六 17:30'],
    ['overdue', -1, at(21), 'deadline late', '已超期 1 个工作日应于 11月21日 星期四 17:30 前办结'],
  ])('%s says so', (_what, left, dueAt, className, words) => {
    const panel = <DeadlinePanel name="反馈期限" dueAt={dueAt} left={left} />
    expect(html(panel)).toContain(`class="${className}"`)
    expect(text(panel).trim()).toBe(words)
  })

  it('passed a moment ago is late, not due today', () => {
    const panel = <DeadlinePanel name="反馈期限" dueAt={at(22, '02:41')} left={0} passed />
    expect(html(panel)).toContain('class="deadline late"')
    expect(text(panel)).toContain('已超期，不足 1 个工作日')
  })

  it.each([
    [10, at(28), '还剩 10 个工作日'],
    [0, at(22), '今天 17:30'],
    [0, at(23), '11月23日 星期六 17:30'],
    [-6, at(14), '超期 6 个工作日'],
  ])('with %i working days left is one state of a row', (left, dueAt, words) => {
    expect(text(<DueState dueAt={dueAt} left={left} />)).toBe(words)
  })
})

describe('The days of a period', () => {
  // From Wednesday 15 January 2025, ten working days: spring festival lies between, Sunday the 26th is worked.
  const { days } = computeDue(
    { kind: 'working-days', from: '2025-01-15', count: 10, closeOfBusiness: '17:30' },
    calendar,
  )
  const in2025 = { now: '2025-01-15T01:00:00.000Z' }

  it('show each day, counted or not, and the last', () => {
    const strip = html(<DayStrip from="2025-01-15" days={days} name="印发期限" />, in2025)
    const cells = [...strip.matchAll(/<span(?: class="(\w+)")?><b>(\d+)<\/b>([^<]+)</g)].map(
      ([, kind = '', day, sign]) => `${day}${sign}${kind}`,
    )
    expect(cells).toEqual([
      '15起start',
      '161',
      '172',
      '18休rest',
      '19休rest',
      '203',
      '214',
      '225',
      '236',
      '247',
      '25休rest',
      '26班extra',
      '279',
      '28节rest',
      '29节rest',
      '30节rest',
      '31节rest',
      '1节rest',
      '2节rest',
      '3节rest',
      '4节rest',
      '510end',
    ])
    expect(strip).toContain('aria-label="印发期限：1月15日起，第10个工作日为2月5日 星期三"')
  })

  it('are told in words where they do not count', () => {
    expect(text(<SkippedDays days={days} />, in2025)).toBe(
      '不计 11 天：1月18日、1月19日、1月25日（周末）；1月28日至2月4日（春节）。1月26日 星期日调休上班，计入。',
    )
    expect(html(<SkippedDays days={days.slice(0, 2)} />, in2025)).toBe('')
  })
})

describe('A bar of states', () => {
  const parts = [
    { key: 'a', fill: 'opinion' as const, word: '有意见', count: 6, href: '?state=a' },
    { key: 'b', fill: 'none' as const, word: '无意见', count: 11, href: '?state=b' },
    { key: 'c', fill: 'failed' as const, word: '未送达', count: 0, href: '?state=c' },
  ]

  it('is as wide as its counts, leaves out what is none, and says all of them', () => {
    const bar = html(<StateBar parts={parts} />)
    expect(bar).toContain('aria-label="共17家：有意见6家，无意见11家，未送达0家"')
    expect(
      [...bar.matchAll(/<rect class="f-(\w+)" x="([\d.]+%)" width="([\d.]+%)" height="100%"/g)].map(found =>
        found.slice(1),
      ),
    ).toEqual([
      ['opinion', '0%', '35.29%'],
      ['none', '35.29%', '64.71%'],
    ])
  })

  it('of nobody is empty and not broken', () => {
    expect(html(<StateBar parts={parts.map(part => ({ ...part, count: 0 }))} />)).not.toContain('NaN')
  })
})

describe('A table', () => {
  it('labels its values for the phone, and marks those that say nothing', () => {
    const table = html(
      <LedgerTable
        caption="发送对象"
        rows={[{ name: '乙街道', at: null, urged: 0 }]}
        keyOf={row => row.name}
        columns={[
          { key: 'name', head: '单位', kind: 'name', cell: row => row.name },
          { key: 'at', head: '反馈', cell: row => row.at },
          { key: 'urged', head: '催办', kind: 'number', cell: row => row.urged },
        ]}
      />,
    )
    expect(table).toContain(
      '<th scope="row">乙街道</th><td data-label="反馈" class="nil">—</td><td data-label="催办" class="num">0</td>',
    )
  })
})

describe('A form that was not taken', () => {
  const errors = [{ field: 'opinions.0.text', code: 'too-long', params: { longest: 5, length: 9 } }]

  it('lists its errors, each leading to its field, which says the same and keeps what was typed', () => {
    const form = html(
      <>
        <ErrorSummary errors={errors} labels={{ 'opinions.0.text': '意见' }} />
        <TextField name="opinions.0.text" label="意见" errors={errors} value={'"><script>'} hint="逐条填写" />
      </>,
    )
    expect(form).toContain('<a href="#f-opinions.0.text">意见：最多 5 个字，现有 9 个。</a>')
    expect(form).toContain('id="f-opinions.0.text"')
    expect(form).toContain('aria-invalid="true" aria-describedby="f-opinions.0.text-h f-opinions.0.text-e"')
    expect(form).toContain('value="&quot;&gt;&lt;script&gt;"')
  })

  it('leads to the first of several choices', () => {
    const choices = [
      { value: 'adopted', label: '采纳' },
      { value: 'rejected', label: '不采纳' },
    ]
    const form = html(
      <Choices
        name="verdict"
        label="处理"
        choices={choices}
        value="rejected"
        errors={[{ field: 'verdict', code: 'required' }]}
      />,
    )
    expect(form.match(/id="f-verdict"/g)).toHaveLength(1)
    expect(form).toMatch(/value="rejected"[^>]*checked|checked[^>]*value="rejected"/)
  })

  it('shows no list where nothing is wrong', () => {
    expect(html(<ErrorSummary errors={[]} labels={{}} />)).toBe('')
  })
})

describe('A title', () => {
  it('breaks by phrase and loses nothing', () => {
    const title = '关于征求《培训方案（征求意见稿）》意见的函'
    const phrase = html(<Phrase>{title}</Phrase>)
    expect(phrase).toContain('关于征求<wbr/>《培训方案<wbr/>（征求意见稿）')
    expect(text(<Phrase>{title}</Phrase>)).toBe(title)
  })
})

describe('The main navigation', () => {
  it('has at most five entries whoever looks, and ends with messages', () => {
    for (const role of roles) expect(navigation([role]).at(-1)?.section).toBe('messages')
    expect(navigation(roles)).toHaveLength(5)
  })

  it('leads those who oversee to the rounds of their line, and nobody twice', () => {
    for (const role of ['supervisor', 'auditor'] as const)
      expect(navigation([role]).map(({ section }) => section)).toContain('rounds')
    const both = navigation(['finance', 'supervisor']).map(({ section }) => section)
    expect(new Set(both).size).toBe(both.length)
  })

  it.each([
    ['officer', '/'],
    ['leader', '/sign'],
    ['contact', '/answers'],
    ['supervisor', '/overdue'],
    ['system-admin', '/admin/units'],
    ['auditor', '/audit'],
    ['expert', '/messages'],
    ['applicant', '/claims'],
    ['finance', '/'],
  ] as const)('begins for the %s at %s', (role, start) => {
    expect(navigation([role])[0]?.href).toBe(start)
  })
})
