import { sql } from 'kysely'
import type { Language } from '../domain/actor.ts'
import { localDateOf } from '../domain/local-time.ts'
import type { UnitGroup } from '../domain/policy-pack.ts'
import { readPack } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { formatDate, formatInstant } from '../templates/format.ts'
import { type LetterBlock, type LetterData, letterBlocks } from '../templates/letter.ts'
import { letterDocx } from '../templates/letter-docx.ts'
import type { CycleRow } from './matter.ts'
import {
  type FrozenRules,
  freezeRules,
  frozenRules,
  packOf,
  procedureOfCycle,
  silenceSentence,
} from './procedure-of.ts'
import { contactOf } from './wording.ts'

/** The letter of a cycle, block by block: as it went out, or as it would go out with this due date while it is not signed. */
export async function letterOf(
  reader: Reader,
  cycle: CycleRow,
  language: Language,
  now: string,
  dueAt: string | null,
): Promise<LetterBlock[]> {
  return letterBlocks(await letterData(reader, cycle, language, now, dueAt), language)
}

/** The same letter as a Word document. */
export async function letterFile(
  reader: Reader,
  cycle: CycleRow,
  language: Language,
  now: string,
  dueAt: string | null,
): Promise<Uint8Array> {
  return letterDocx(await letterData(reader, cycle, language, now, dueAt), language)
}

async function letterData(
  reader: Reader,
  cycle: CycleRow,
  language: Language,
  now: string,
  planned: string | null,
): Promise<LetterData> {
  const rules = await rulesFor(reader, cycle)
  const dueAt = cycle.due_at ?? planned
  const due = dueAt ? formatInstant(dueAt, language, { now, style: 'letter' }) : '—'
  const { deadline } = cycle.settings
  const names = await namesOf(reader, cycle, language)
  const files = await reader
    .selectFrom('files')
    .select('name')
    .where('cycle_id', '=', cycle.id)
    .where('purpose', '=', 'attachment')
    .orderBy('uploaded_at')
    .execute()
  return {
    number: cycle.document_number ?? cycle.settings.documentNumber,
    title: cycle.title,
    addressees: names.main,
    body: [],
    dueAt: due,
    period: deadline?.kind === 'working-days' ? periodInWords(deadline.count, language) : null,
    silenceRule: rules ? silenceSentence(rules, language, due) : '—',
    mandatory: names.mandatory,
    ...contactOf(cycle),
    attachments: [cycle.title, ...files.map(({ name }) => name)],
    issuer: cycle.unit_name,
    date: cycle.signed_at ? formatDate(localDateOf(cycle.signed_at), language, { now, style: 'letter' }) : null,
    copies: names.copies,
  }
}

/** The rules frozen with the signature, or those that a draft would be launched with; null while some are not set. */
export async function rulesFor(reader: Reader, cycle: CycleRow): Promise<FrozenRules | null> {
  if (cycle.parameters && cycle.state !== 'draft' && cycle.state !== 'revising') return frozenRules(cycle)
  const procedure = await procedureOfCycle(reader, cycle)
  if (procedure.unset.length > 0 || procedure.wrong.length > 0) return null
  return freezeRules(procedure, await packOf(reader, cycle))
}

const periodInWords = (count: number, language: Language): string =>
  language === 'en' ? `${count} working days from the day after it is sent` : `发出次日起 ${count} 个工作日`

type Asked = { name: string; mandatory: boolean; copy: boolean; group: string | null; asked: number; all: number }

const fewEnough = 6

// A few units are named one by one, many by the groups that the policy chooses them in.
async function namesOf(reader: Reader, cycle: CycleRow, language: Language) {
  const { rows } = await sql<Asked>`
    select u.name, a.mandatory, a.copy, u.groups[1] as group,
      count(*) filter (where not a.copy) over (partition by u.groups[1])::int as asked,
      (select count(*)::int from units x where u.groups[1] = any(x.groups) and x.closed_at is null and x.id <> ${cycle.unit_id}) as all
    from addressees a join units u on u.id = a.unit_id
    where a.cycle_id = ${cycle.id} order by a.position`.execute(reader)
  const main = rows.filter(({ copy }) => !copy)
  const { groups } = await readPack(reader, cycle.policy_version_id)
  return {
    main:
      main.length === 0
        ? ['—']
        : main.length <= fewEnough
          ? main.map(({ name }) => name)
          : inGroups(main, groups, language),
    mandatory: main.filter(({ mandatory }) => mandatory).map(({ name }) => name),
    copies: rows.filter(({ copy }) => copy).map(({ name }) => name),
  }
}

function inGroups(main: readonly Asked[], groups: readonly UnitGroup[], language: Language): string[] {
  const names = new Set<string>()
  let others = 0
  for (const { name, group, asked, all } of main) {
    const known = groups.find(({ code }) => code === group)
    if (known) names.add(groupInWords(known, asked === all, language))
    else if (others++ < 20) names.add(name)
  }
  if (others > 20) names.add(language === 'en' ? `${others - 20} other units` : `其他 ${others - 20} 家单位`)
  return [...names]
}

function groupInWords({ name }: UnitGroup, whole: boolean, language: Language): string {
  if (language === 'en') return `${whole ? 'all' : 'the'} ${name.en.toLowerCase()}${whole ? '' : ' concerned'}`
  return `${whole ? '各' : '有关'}${name.zh}`
}
