import { type Company, openCompany } from './company.ts'
import { liveThrough, type Part } from './life.ts'

const patience = 120_000
let company: Company

beforeAll(async () => {
  company = await openCompany()
}, patience)
afterAll(async () => {
  await company?.close()
}, patience)

test(
  'a solicitation whom nothing befalls goes from its launch to the feedback, and the judge has nothing to say',
  async () => {
    await liveThrough(company)
    expect(await company.verdict()).toEqual([])
  },
  patience,
)

// Each process, killed the hard way at each boundary of what it does: an answer, an opening, what is due, a close, a
// wake, a notice, a seal. `part` is the part of the cycle's life before which the failpoint is set.
const boundaries: readonly [program: 'api' | 'worker' | 'courier', point: string, nth: number, part: Part][] = [
  ['api', 'answer-locked', 1, 'answers'],
  ['api', 'answer-before-commit', 1, 'answers'],
  ['api', 'answer-committed', 1, 'answers'],
  ['courier', 'wakes-read', 1, 'signature'],
  ['courier', 'wake-signalled', 1, 'opening'],
  ['courier', 'wakes-deleted', 1, 'deadline'],
  ['courier', 'courier-claimed', 1, 'opening'],
  ['courier', 'delivery-accepted', 3, 'opening'],
  ['courier', 'courier-sent', 1, 'deadline'],
  ['courier', 'courier-recorded', 1, 'deadline'],
  ['courier', 'seals-committed', 1, 'answers'],
  ['worker', 'ask-before-commit', 1, 'signature'],
  ['worker', 'open-chunk-written', 1, 'opening'],
  ['worker', 'open-before-commit', 1, 'opening'],
  ['worker', 'due-before', 1, 'reminders'],
  ['worker', 'due-before-commit', 1, 'deadline'],
  ['worker', 'close-before-commit', 1, 'deadline'],
  ['worker', 'ask-committed', 2, 'deadline'],
]

test.each(boundaries)(
  '%s, killed at %s (passing %d, before the %s), leaves nothing lost, missed, doubled or unmarked',
  async (name, point, nth, part) => {
    let reached = (): Promise<void> => Promise.reject(new Error('the failpoint was not set'))
    await liveThrough(company, {
      [part]: async () => {
        reached = await company.house[name].arm(point, nth)
      },
    })
    await reached()
    expect(await company.verdict()).toEqual([])
    expect(company.unmeantDeaths()).toEqual([])
  },
  patience,
)
