import type { ASTNode } from '@marcbachmann/cel-js'
import type { Words } from '../domain/procedure.ts'
import type { FactUnit } from '../domain/scheme.ts'

/** What a name stands for in a working: its meaning, its unit and its value. */
export type NamedQuantity = { readonly meaning: Words; readonly unit: FactUnit | null; readonly value: bigint }

export type WorkingScope = {
  readonly quantity: (name: string) => NamedQuantity | undefined
  /** The value of a part of the expression. */
  readonly valueOf: (text: string) => bigint | boolean
}

/** Fen as yuan with thousands apart, and jiao and fen only where there are some: `126,000`, `0.05`. */
export function yuanOf(fen: bigint): string {
  const size = fen < 0n ? -fen : fen
  const yuan = grouped(size / 100n)
  const rest = size % 100n
  return `${fen < 0n ? '−' : ''}${yuan}${rest === 0n ? '' : `.${String(rest).padStart(2, '0')}`}`
}

const grouped = (number: bigint): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

/** 乳儿班人数12人; 12 (children in infant classes). */
function quantityInWords({ meaning, unit, value }: NamedQuantity): Words {
  if (unit === 'fen') {
    return { zh: `${meaning.zh}${yuanOf(value)}元`, en: `${yuanOf(value)} yuan (${meaning.en})` }
  }
  const number = `${value < 0n ? '−' : ''}${grouped(value < 0n ? -value : value)}`
  return { zh: `${meaning.zh}${number}${unit?.zh ?? ''}`, en: `${number} (${meaning.en})` }
}

const signs: Readonly<Record<string, string>> = { '+': '+', '-': '−', '*': '×', '/': '÷', '%': 'mod' }
const strength: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2 }

/**
 * An expression of an amount with its names in words and their values, and what it comes to:
 * 乳儿班人数12人 × 乳儿班标准3,000元 = 36,000元. Of a choice only the branch that was taken is said.
 */
export function workingInWords(tree: ASTNode, fen: bigint, scope: WorkingScope): Words {
  const { zh, en } = inWords(tree, scope)
  return { zh: `${zh} = ${yuanOf(fen)}元`, en: `${en} = ${yuanOf(fen)} yuan` }
}

function inWords(node: ASTNode, scope: WorkingScope): Words {
  switch (node.op) {
    case 'id': {
      const quantity = scope.quantity(node.args)
      return quantity ? quantityInWords(quantity) : { zh: node.args, en: node.args }
    }
    case 'value':
      return { zh: String(node.args), en: String(node.args) }
    case '?:': {
      const [condition, one, other] = node.args
      return inWords(scope.valueOf(printed(condition)) === true ? one : other, scope)
    }
    case '-_':
      return joined(['−', ''], [inWords(node.args, scope)])
    case 'call': {
      const [called, parameters] = node.args
      const parts = parameters.map(parameter => inWords(parameter, scope))
      const name = called === 'min' ? { zh: '较小者', en: 'the smaller of ' } : { zh: '较大者', en: 'the larger of ' }
      return {
        zh: `${name.zh}（${parts.map(({ zh }) => zh).join('，')}）`,
        en: `${name.en}(${parts.map(({ en }) => en).join(', ')})`,
      }
    }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': {
      const { op, args } = node
      const [one, other] = args
      const right = bracketed(other, op, scope, true)
      const sign = signs[op] ?? op
      const left = bracketed(one, op, scope, false)
      return { zh: `${left.zh} ${sign} ${right.zh}`, en: `${left.en} ${sign} ${right.en}` }
    }
    default:
      return { zh: printed(node), en: printed(node) }
  }
}

/** In brackets where the outer sign binds more strongly, or stands before what it would not reach. */
function bracketed(node: ASTNode, outer: string, scope: WorkingScope, onTheRight: boolean): Words {
  const taken = branchOf(node, scope)
  const words = inWords(taken, scope)
  const inner = strength[taken.op]
  const own = strength[outer] ?? 0
  if (inner === undefined || inner > own || (inner === own && !(onTheRight && outer !== '+'))) return words
  return { zh: `（${words.zh}）`, en: `(${words.en})` }
}

function branchOf(node: ASTNode, scope: WorkingScope): ASTNode {
  if (node.op !== '?:') return node
  const [condition, one, other] = node.args
  return branchOf(scope.valueOf(printed(condition)) === true ? one : other, scope)
}

const joined = ([before, after]: readonly [string, string], [words]: readonly [Words]): Words => ({
  zh: `${before}${words.zh}${after}`,
  en: `${before}${words.en}${after}`,
})

/** The expression again, every part in brackets. */
function printed(node: ASTNode): string {
  switch (node.op) {
    case 'id':
      return node.args
    case 'value':
      return typeof node.args === 'string' ? JSON.stringify(node.args) : String(node.args)
    case '?:':
      return `(${printed(node.args[0])} ? ${printed(node.args[1])} : ${printed(node.args[2])})`
    case '!_':
      return `(!${printed(node.args)})`
    case '-_':
      return `(-${printed(node.args)})`
    case 'call':
      return `${node.args[0]}(${node.args[1].map(printed).join(', ')})`
    case 'list':
      return `[${node.args.map(printed).join(', ')}]`
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '&&':
    case '||':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case 'in':
      return `(${printed(node.args[0])} ${node.op} ${printed(node.args[1])})`
    default:
      throw new Error(`no arithmetic: ${node.op}`)
  }
}
