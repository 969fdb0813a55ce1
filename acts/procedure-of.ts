import type { Language } from '../domain/actor.ts'
import {
  type ProcedureHolder,
  type ResolvedProcedure,
  resolveProcedure,
  rulesOf,
  type SolicitationRules,
  type Words,
} from '../domain/procedure.ts'
import { NotFound } from '../domain/refusal.ts'
import { readPack } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import { renderAuthorText } from '../templates/author-text.ts'
import type { CycleRow } from './matter.ts'

/** What holds for a cycle: its pack version's values, and over them what was chosen at the launch. */
export async function procedureOfCycle(
  reader: Reader,
  cycle: Pick<CycleRow, 'policy_version_id' | 'procedure' | 'settings'>,
): Promise<ResolvedProcedure> {
  const resolved = resolveProcedure(await packOf(reader, cycle), cycle.procedure, cycle.settings)
  if (!resolved) throw new NotFound('procedure')
  return resolved
}

/** The rules of a cycle as they were when it was sent for signature, with the clause that its silence rule cites. */
export type FrozenRules = SolicitationRules & { readonly silenceClause: Words }

export function freezeRules(procedure: ResolvedProcedure, pack: CitedClauses): FrozenRules {
  const { source } = procedure.parameters.silenceRule
  const anchor = source && 'clause' in source ? source.clause : null
  const clause = pack.clauses.find(clause => clause.anchor === anchor)
  const silenceClause =
    clause?.cite ?? (anchor ? { zh: anchor, en: anchor } : { zh: '来函所定规则', en: 'the rule set in the letter' })
  return { ...rulesOf(procedure), silenceClause }
}

type CitedClauses = { readonly clauses: readonly { readonly anchor: string; readonly cite?: Words | undefined }[] }

/** The rules that were frozen when the cycle was sent for signature. */
export function frozenRules(cycle: Pick<CycleRow, 'parameters'>): FrozenRules {
  if (!cycle.parameters) throw new Error('a cycle that was never sent for signature has no frozen rules')
  return cycle.parameters as FrozenRules
}

/** What silence means, as letters and notices say it. */
export function silenceSentence(rules: FrozenRules, language: Language, dueAt: string): string {
  const clause = language === 'en' ? rules.silenceClause.en : rules.silenceClause.zh
  const words = language === 'en' ? rules.silenceRule.en : rules.silenceRule.zh
  return renderAuthorText(words, { dueAt: 'text', clause: 'text' }, { dueAt, clause })
}

/** The pack as it was when the cycle began. */
export const packOf = (
  reader: Reader,
  cycle: Pick<CycleRow, 'policy_version_id'>,
): Promise<ProcedureHolder & CitedClauses> => readPack(reader, cycle.policy_version_id)
