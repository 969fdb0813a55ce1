import { openStage, playWhole, type Stage } from './stage.ts'

const lengths = new Map<number, number>()

/** A cycle as most are: two signatures, opening, three reminders, deadline, disposition, approval, feedback. */
async function measure(addressees: number): Promise<number> {
  const stage: Stage = await openStage({ addressees })
  try {
    const cycle = await playWhole(stage)
    return (await stage.history(cycle)).events.length
  } finally {
    await stage.close()
  }
}

it.each([5, 50])(
  'a whole cycle with %i addressees has at most 80 events in its history',
  async addressees => {
    const length = await measure(addressees)
    lengths.set(addressees, length)
    expect(length).toBeLessThanOrEqual(80)
  },
  120_000,
)

it('the length is the same whatever the number of addressees', () => {
  expect(lengths.size).toBe(2)
  expect(new Set(lengths.values()).size).toBe(1)
})
