import type { SolicitationProcedure, Words } from './procedure.ts'
import type { Scheme } from './scheme.ts'

/** 征求意见稿, 现行, 失效: only what is in force is paid; a draft can be asked about and rehearsed. */
export type PackStatus = 'draft' | 'in-force' | 'ended'

/** A clause of the document that parameters and decisions cite: its anchor, how it is cited, and a label in our words. */
export type PackClause = {
  readonly anchor: string
  readonly cite: Words
  readonly label: Words
}

/** A unit that the pack offers for import; afterwards units are rows. `parent` and `superior` are codes. */
export type PackUnit = {
  readonly code: string
  readonly name: Words
  /** As on letters: 青龙乡人民政府 where the name is 青龙乡. */
  readonly fullName: Words
  readonly kind: UnitKind
  readonly level: UnitLevel
  readonly parent: string | null
  /** Whom a matter goes up to; beside the tree, never guessed from it. */
  readonly superior: string | null
  readonly groups: readonly string[]
}
export const unitKinds = [
  'government',
  'department',
  'section',
  'sub-district',
  'town',
  'township',
  'public-organisation',
] as const
export type UnitKind = (typeof unitKinds)[number]
export const unitLevels = ['province', 'city', 'county', 'township', 'institution'] as const
export type UnitLevel = (typeof unitLevels)[number]

/** Units that are chosen together: 街道, 镇, 乡, 市直. */
export type UnitGroup = { readonly code: string; readonly name: Words }

/** A form as JSON Schema with its layout; titles are `Words`. */
export type PackForm = {
  readonly id: string
  readonly title: Words
  readonly schema: Readonly<Record<string, unknown>>
  readonly uiSchema: Readonly<Record<string, unknown>>
}

/** One published document as data, whole: what a cycle keeps of it at its launch. */
export type PolicyPack = {
  readonly id: string
  readonly version: string
  readonly title: Words
  readonly issuer: Words
  /** Document number as printed, null where it has none. */
  readonly number: string | null
  readonly status: PackStatus
  /** Null where the copy at hand does not say. */
  readonly publishedOn: string | null
  /** First and last day on which the document holds; null where it is open. */
  readonly validity: { readonly fromOn: string | null; readonly untilOn: string | null }
  readonly timeZone: 'Asia/Shanghai'
  readonly clauses: readonly PackClause[]
  readonly groups: readonly UnitGroup[]
  readonly units: readonly PackUnit[]
  readonly procedures: readonly SolicitationProcedure[]
  readonly schemes: readonly Scheme[]
  readonly forms: readonly PackForm[]
  /** Of every file that the version consists of, so that a change can be named. */
  readonly files: readonly PackFile[]
}

/** A file of a pack by its path in the folder, with the hash of its text. */
export type PackFile = { readonly path: string; readonly sha256: string }

/** How a clause of the pack is cited (来函第二段); the anchor itself where the pack does not list it. */
export function citeClause(pack: Pick<PolicyPack, 'clauses'>, anchor: string, language: 'zh-CN' | 'en'): string {
  const clause = pack.clauses.find(clause => clause.anchor === anchor)
  if (!clause) return anchor
  return language === 'zh-CN' ? clause.cite.zh : clause.cite.en
}
