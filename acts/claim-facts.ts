import type { LocalDate } from '../domain/local-time.ts'
import type { Scheme } from '../domain/scheme.ts'
import { type Assessment, type AssessmentAnswer, assess } from '../policies/assess.ts'
import type { Reader } from '../records/database.ts'
import type { FilingRow } from './claim-matter.ts'

/** What an applicant has filled in of a claim. */
export interface ClaimAnswers {
  /** Facts by name, as JSON has them: whole numbers, texts, dates, true and false, lists of records. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Files by the evidence that they are. */
  readonly evidence: Readonly<Record<string, readonly string[]>>
}

export const noAnswers: ClaimAnswers = { facts: {}, evidence: {} }

/** A fact that the house itself fills in: the year of the round and the roll of children. */
const ownFacts = ['year', 'children']

/** The facts that are asked of the applicant; what a reviewer finds is first said by the applicant. */
export const askedFacts = (scheme: Scheme): readonly string[] =>
  scheme.facts.filter(({ name, origin }) => origin !== 'register' && !ownFacts.includes(name)).map(({ name }) => name)

/** The facts that a reviewer may find otherwise, and those of a register that we do not keep. */
export const reviewedFacts = (scheme: Scheme, filing: FilingRow, year: number): readonly string[] => {
  const known = registerFacts(filing, year)
  return scheme.facts
    .filter(({ name, origin }) => origin === 'reviewed' || (origin === 'register' && !Object.hasOwn(known, name)))
    .map(({ name }) => name)
}

/** What the filing says, for the year of the round. */
function registerFacts(filing: FilingRow, year: number): Readonly<Record<string, unknown>> {
  const { filed_on, ended_on } = filing
  const until = ended_on ?? `${year}-12-31`
  return {
    filingNo: filing.filing_number,
    institution: filing.filing_number,
    kind: filing.kind,
    registered: true,
    filed: filed_on <= `${year}-12-31` && (ended_on === null || ended_on >= `${year}-01-01`),
    inclusive: filing.inclusive,
    places: filing.places,
    creditCode: filing.credit_code,
    monthsOpen: monthsWithin(year, filed_on, until),
  }
}

// Months of the year in which it was open at least a day.
function monthsWithin(year: number, from: LocalDate, until: LocalDate): number {
  const first = from.slice(0, 4) < String(year) ? 1 : from.slice(0, 4) > String(year) ? 13 : Number(from.slice(5, 7))
  const last = until.slice(0, 4) > String(year) ? 12 : until.slice(0, 4) < String(year) ? 0 : Number(until.slice(5, 7))
  return Math.max(0, last - first + 1)
}

/** One child of a claim as rules see it: a key that the same child has everywhere, never a name or number. */
export interface ChildFact {
  readonly key: string
  readonly bornOn: string
  readonly classKind: string
}

/** The children of a claim that are counted; or, where it is said who is not to be counted, all the others. */
export async function childFacts(
  reader: Reader,
  caseId: string,
  cut: readonly number[] | null = null,
): Promise<ChildFact[]> {
  return childrenOf(await childRows(reader, caseId).execute(), cut)
}

/** The statement that reads a claim's children, to be asked for together with others. */
export const childRows = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('claim_children')
    .select(['position', 'counted', 'identity_hash', 'born_on', 'class_kind'])
    .where('case_id', '=', caseId)
    .orderBy('position')

type ChildRow = Awaited<ReturnType<ReturnType<typeof childRows>['execute']>>[number]

/** What `childRows` found, as `childFacts` answers it. */
export const childrenOf = (rows: readonly ChildRow[], cut: readonly number[] | null = null): ChildFact[] =>
  rows
    .filter(({ position, counted }) => (cut ? !cut.includes(position) : counted))
    .map(row => ({ key: row.identity_hash, bornOn: row.born_on, classKind: row.class_kind }))

export interface AssessmentGround {
  readonly scheme: Scheme
  readonly filing: FilingRow
  readonly year: number
  readonly readings: Readonly<Record<string, string>>
  readonly facts: Readonly<Record<string, unknown>>
  readonly children: readonly ChildFact[]
}

/** Everything that a claim is assessed by: what was filled in, the register, the year and the children. */
export function factsOfClaim({
  scheme,
  filing,
  year,
  readings,
  facts,
  children,
}: AssessmentGround): Record<string, unknown> {
  const all: Record<string, unknown> = { ...facts }
  const register = registerFacts(filing, year)
  for (const fact of scheme.facts) {
    // The register says more than a reading may ask for: what is not asked is left out.
    if (fact.only && !fact.only.is.includes(readings[fact.only.reading] ?? '')) continue
    if (fact.origin === 'register' && Object.hasOwn(register, fact.name)) all[fact.name] = register[fact.name]
    if (fact.name === 'year') all.year = year
    if (fact.name === 'children' && fact.type === 'list' && children.length > 0)
      all.children = children.map(child =>
        Object.fromEntries(Object.entries(child).filter(([name]) => fact.fields.some(field => field.name === name))),
      )
  }
  return all
}

export function assessClaim(ground: AssessmentGround): AssessmentAnswer {
  return assess(ground.scheme, { facts: factsOfClaim(ground), readings: ground.readings })
}

/** An assessment as rows and pages keep it: amounts in fen as decimal texts. */
export const assessmentAsJson = (assessment: Assessment): string =>
  JSON.stringify(assessment, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
