import { splitClauses } from '../../domain/clauses.ts'
import { type Demonstration, readDemonstration } from '../../policies/read-demonstration.ts'
import { readPack } from '../../policies/read-pack.ts'

const reading = readPack('policies/ningguo')
if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
const { pack } = reading
const demonstration = (): Demonstration => {
  const read = readDemonstration('policies/ningguo/demonstration', pack)
  if (!read.ok) throw new Error(JSON.stringify(read.errors, null, 1))
  return read.value
}
const shown = () => {
  const { solicitations } = demonstration()
  if (!solicitations) throw new Error('there are solicitations')
  return solicitations
}

describe("Ningguo's demonstration", () => {
  test('addresses 6 sub-districts, 8 towns, 5 townships and 15 city units', () => {
    const { running } = shown()
    const sizes = running.groups.map(group => pack.units.filter(unit => unit.groups.includes(group)).length)
    expect(sizes).toEqual([6, 8, 5, 15])
    expect(running.addressees).toHaveLength(34)
  })

  test('has a contact and a head for each of them, and somebody in every seat', () => {
    const { people } = demonstration()
    const { running } = shown()
    const roles = people.flatMap(({ memberships }) => memberships.map(({ unit, role }) => `${unit} ${role}`))
    for (const unit of running.addressees) {
      expect(roles).toContain(`${unit} contact`)
      expect(roles).toContain(`${unit} head`)
    }
    expect(roles).toEqual(
      expect.arrayContaining([
        'NG-WJW-FY officer',
        'NG-WJW-FY section-head',
        'NG-WJW leader',
        'NG-WJW approver',
        'NG-WJW head',
        'NG-DC supervisor',
        'NG system-admin',
        'NG security-admin',
        'NG auditor',
      ]),
    )
  })

  test('runs with 31 signed for, 17 answers of which 2 were recorded for others, 6 units with 14 opinions', () => {
    const { answers, signedFor, mandatory } = shown().running
    expect(new Set(signedFor.map(({ unit }) => unit)).size).toBe(31)
    expect(signedFor.map(({ unit }) => unit)).not.toContain('NG-QL')
    expect(new Set(answers.map(({ unit }) => unit)).size).toBe(17)
    expect(answers.filter(({ kind }) => kind === 'no-opinion')).toHaveLength(11)
    expect(answers.filter(({ kind }) => kind === 'opinions')).toHaveLength(6)
    expect(answers.flatMap(({ opinions }) => opinions)).toHaveLength(14)
    expect(answers.filter(({ recorded }) => recorded)).toHaveLength(2)
    expect(mandatory).toEqual(['NG-CZ'])
    expect(answers.map(({ unit }) => unit)).not.toContain('NG-CZ')
    const signed = new Map(signedFor.map(({ unit, at }) => [unit, at.day * 10_000 + Number(at.time.replace(':', ''))]))
    for (const { unit, at } of answers) {
      expect(signed.get(unit)).toBeLessThan(at.day * 10_000 + Number(at.time.replace(':', '')))
    }
  })

  test('has one address that is refused for good, that of 青龙乡', () => {
    const refused = demonstration().people.filter(({ email }) => email.endsWith('@bounce.example'))
    expect(refused.map(({ memberships }) => memberships)).toEqual([[{ unit: 'NG-QL', role: 'contact' }]])
  })

  test('finished a cycle in November 2019 in which every opinion was disposed of', () => {
    const { answers, dispositions, signatures, deadline, addressees } = shown().finished
    expect(signatures.at(-1)?.at).toBe('2019-11-20T03:51:00.000Z')
    expect(deadline).toEqual({ on: '2019-11-26' })
    const late = answers.filter(({ at }) => at > '2019-11-26T09:30:00.000Z')
    expect(late.map(({ unit }) => unit)).toEqual(['NG-JL'])
    expect(addressees.length - (answers.length - late.length)).toBe(5)
    const opinions = answers.flatMap(({ unit, opinions }) => opinions.map((_, index) => `${unit} ${index + 1}`))
    expect(dispositions.map(({ unit, opinion }) => `${unit} ${opinion}`).sort()).toEqual(opinions.sort())
    const verdicts = (['adopted', 'partly', 'rejected'] as const).map(
      verdict => dispositions.filter(disposition => disposition.verdict === verdict).length,
    )
    expect(verdicts).toEqual([4, 2, 2])
  })
})

describe("the demonstration's draft", () => {
  const clauses = () => splitClauses(shown().running.text)
  const textOf = (anchor: string): string => {
    const clause = clauses().find(clause => clause.anchor === anchor)
    return `${clause?.heading}${clause?.text}`
  }

  test('has a preamble, five parts of 0, 5, 6, 4 and 5 points, and an annex of 16 kinds of units', () => {
    const parts = ['一', '二', '三', '四', '五'].map(
      part => clauses().filter(({ anchor }) => anchor.startsWith(`${part}（`)).length,
    )
    expect(parts).toEqual([0, 5, 6, 4, 5])
    expect(clauses().map(({ anchor }) => anchor)).toEqual(expect.arrayContaining(['序', '附件']))
    expect(clauses()).toHaveLength(27)
    expect(clauses().at(-1)?.text.split('\n')).toHaveLength(16)
  })

  test('contradicts itself where the published one does', () => {
    expect(textOf('二（一）')).toContain('每年至少办2场')
    expect(textOf('四（二）')).toContain('每年举办1场以上')
    expect(textOf('二（二）')).toContain('1至2个')
    expect(textOf('三（一）')).toContain('3至5个示范站')
    expect(textOf('四（一）')).toMatch(/亲子园建设补助。.*亲子活动室每个补助1万元至2万元/u)
  })

  test('is cited by the pack: every clause has a label', () => {
    const labelled = pack.clauses.map(({ anchor }) => anchor)
    for (const { anchor } of clauses()) expect(labelled).toContain(anchor)
  })
})

test('a demonstration with names that are nowhere is refused with file, line and field', () => {
  const withoutUnits = { ...pack, units: pack.units.filter(({ code }) => code !== 'NG-QL') }
  const read = readDemonstration('policies/ningguo/demonstration', withoutUnits)
  expect(read).toMatchObject({ ok: false })
  if (read.ok) return
  expect(read.errors.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['phoneNotes[0].unit', expect.stringMatching(/^people\[\d+\]\.memberships\[0\]\.unit$/)]),
  )
  expect(read.errors.every(({ line }) => line > 1)).toBe(true)
})
