import type { Scheme } from '../../domain/scheme.ts'
import { schemeSchema } from '../../policies/scheme-schema.ts'

const words = (text: string) => ({ zh: text, en: text })
const here = { setHere: true } as const

/** A scheme that is in order: so many yuan a head, with what a test changes. */
export const schemeText = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  id: 'heads',
  title: words('heads'),
  payer: { level: 'county', label: words('county'), source: here },
  paidTo: words('institution'),
  per: words('head'),
  facts: [
    { name: 'heads', type: 'int', origin: 'form', meaning: words('heads'), min: 0, max: 1000 },
    { name: 'inclusive', type: 'bool', origin: 'register', meaning: words('inclusive') },
  ],
  parameters: [
    { name: 'rate', type: 'int', unit: 'fen', meaning: words('rate'), set: { value: 300_000, source: here } },
  ],
  conditions: [{ id: 'inclusive', holds: 'inclusive', source: here, words: words('not inclusive') }],
  amount: [{ id: 'heads', label: words('heads'), fen: 'heads * rate', source: here }],
  onceKeys: [{ id: 'heads', meaning: words('heads'), key: 'string(heads)' }],
  reviewers: { unset: true },
  publicNotice: { unset: true },
  budgetOrder: { unset: true },
  ...changes,
})

export const schemeWith = (changes: Readonly<Record<string, unknown>> = {}): Scheme =>
  schemeSchema.parse(schemeText(changes))

/** A list of records with a whole number `n` each. */
export const listFact = (maxItems = 100) => ({
  name: 'rows',
  type: 'list',
  origin: 'form',
  meaning: words('rows'),
  minItems: 0,
  maxItems,
  fields: [
    { name: 'n', type: 'int', meaning: words('n'), min: 0, max: 1000 },
    {
      name: 'kind',
      type: 'string',
      meaning: words('kind'),
      options: ['a', 'b'].map(value => ({ value, label: words(value) })),
    },
    { name: 'on', type: 'date', meaning: words('on') },
  ],
})

export const bothLanguages = words
export const setHere = here
