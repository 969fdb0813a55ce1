import { answer } from '../../acts/answer.ts'
import { countLate } from '../../acts/count-late.ts'
import { extend } from '../../acts/extend.ts'
import { saveAnswerDraft } from '../../acts/save-answer-draft.ts'
import { urge } from '../../acts/urge.ts'
import {
  clearDesk,
  drive,
  later,
  once,
  openWorld,
  rowsOf,
  type Solicitation,
  snapshot,
  stopClockAt,
  type World,
} from '../builders/world.ts'

let world: World
let cycle: Solicitation
let due: string

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  await clearDesk(world)
  cycle = await world.solicit(world.units)
  due = (await rowsOf(world, cycle.cycleId).cycle()).due_at ?? ''
})

const rows = () => rowsOf(world, cycle.cycleId)
const broken = (code: string) => expect.objectContaining({ name: 'RuleBroken', code })
const officer = () => world.actorOf(world.people.officer)
const contact = (nth: number) => world.actorOf(world.unit(nth).contact)

describe('the deadline', () => {
  it('is five working days after the last signature at the close of business: Monday 16 to Monday 23 November 2026, 17:30', () => {
    expect(due).toBe('2026-11-23T09:30:00.000Z')
  })

  it('takes an answer at its very instant as in time, and the next millisecond as late', async () => {
    await stopClockAt(world, due)
    const inTime = await cycle.answer(world.unit(1))
    await stopClockAt(world, later(due))
    const late = await cycle.answer(world.unit(2))
    expect([inTime.late, late.late]).toEqual([false, true])
    expect((await rows().caseOf(world.unit(1))).outcome).toBe('no-opinion')
    expect(await rows().caseOf(world.unit(2))).toMatchObject({
      outcome: null,
      submission_id: null,
      late_submission_id: late.submissionId,
    })
  })

  it('is recorded as silence also where a late answer came before the clock did', async () => {
    await stopClockAt(world, later(due, 5))
    await cycle.answer(world.unit(2))
    await world.goOn()
    expect(await rows().caseOf(world.unit(2))).toMatchObject({ outcome: 'deemed-no-objection', outcome_by: 'silence' })
    expect(await cycle.state()).toBe('disposing')
    expect(await rows().decisions('silence')).toHaveLength(3)
  })

  it('keeps a late answer of one who must answer as overdue until the officer says that it counts', async () => {
    const asked = await world.solicit([{ ...world.unit(1), mandatory: true }, world.unit(2)])
    await stopClockAt(world, later(due))
    await asked.answer(world.unit(1), { text: '迟到。' })
    await world.goOn()
    const here = rowsOf(world, asked.cycleId)
    expect((await here.caseOf(world.unit(1))).outcome).toBe('overdue')
    expect((await here.rungs()).filter(rung => rung.state === 'waiting' && rung.step === 'answer')).toEqual([])
    await countLate(world.house, await officer(), {
      caseId: await asked.caseOf(world.unit(1)),
      counts: true,
      reason: '',
      once: once(),
    })
    expect(await here.caseOf(world.unit(1))).toMatchObject({
      outcome: 'opinions',
      opinion_count: 1,
      late_counted: true,
    })
  })

  it('is not moved by an extension once it has passed, also where the clock has not recorded it yet', async () => {
    await stopClockAt(world, later(due))
    const extended = extend(world.house, await officer(), {
      cycleId: cycle.cycleId,
      caseIds: null,
      on: '2026-11-27',
      closeOfBusiness: '17:30',
      reason: '材料多。',
      once: once(),
    })
    await expect(extended).rejects.toEqual(broken('nobody-to-extend'))
  })

  it('does not count what a colleague recorded after it, if it had reached the office before', async () => {
    await world.goOn(later(due))
    await cycle.record(world.unit(1), due)
    const [submission] = await rows().submissions(world.unit(1))
    expect(submission).toMatchObject({
      late: false,
      received_at: due,
      recorded_at: later(due),
      channel: 'paper',
      recorded_by_name: '许知言',
    })
    expect(await rows().caseOf(world.unit(1))).toMatchObject({
      outcome: 'deemed-no-objection',
      late_submission_id: submission?.id,
      late_counted: null,
    })
  })
})

describe('an answer', () => {
  it('can be replaced until the deadline, and the earlier one stays readable', async () => {
    const first = await cycle.answer(world.unit(1), { text: '先前的意见。' })
    const second = await cycle.answer(world.unit(1))
    const kept = await rows().submissions(world.unit(1))
    expect(kept.map(({ seq, receipt, kind }) => [seq, receipt, kind])).toEqual([
      [1, first.receipt, 'opinions'],
      [2, second.receipt, 'no-opinion'],
    ])
    expect(kept[0]?.body).toEqual({
      kind: 'opinions',
      opinions: [{ anchor: '一（一）', text: '先前的意见。', wording: '', reason: '', files: [] }],
    })
    expect(await rows().caseOf(world.unit(1))).toMatchObject({
      outcome: 'no-opinion',
      submission_id: second.submissionId,
      opinion_count: 0,
    })
    expect(await drive(world, cycle).opinions()).toEqual([])
  })

  it('gets a receipt, and the form as it was asked', async () => {
    const receipt = await cycle.answer(world.unit(1))
    expect(receipt.receipt).toMatch(/^FK2026-\d{6}$/)
    const [submission] = await rows().submissions(world.unit(1))
    expect(submission?.form_sha256).toBe((await rows().cycle()).text_sha256)
    expect(await rows().notices(world.unit(1).id)).toEqual(['released', 'received'])
  })

  it('ends the unit’s draft and its reminders', async () => {
    await saveAnswerDraft(world.house, await contact(1), {
      caseId: await cycle.caseOf(world.unit(1)),
      basis: { version: 0, form: 'a' },
      draft: { kind: 'no-opinion' },
    })
    await cycle.answer(world.unit(1))
    const caseId = await cycle.caseOf(world.unit(1))
    expect(await world.database.selectFrom('drafts').selectAll().where('case_id', '=', caseId).execute()).toEqual([])
    expect((await rows().rungs()).filter(rung => rung.case_id === caseId && rung.state === 'waiting')).toEqual([])
  })

  it('tells a second editor of the shared draft, and overwrites nothing', async () => {
    const caseId = await cycle.caseOf(world.unit(1))
    const save = async (form: string, version: number, text: string) =>
      saveAnswerDraft(world.house, await contact(1), {
        caseId,
        basis: { version, form },
        draft: { kind: 'opinions', opinions: [{ anchor: '一', text, wording: '', reason: '', files: [] }] },
      })
    await save('one', 0, '甲')
    await expect(save('other', 0, '乙')).rejects.toMatchObject({ code: 'draft-changed', details: { by: '联络1' } })
    await save('one', 0, '甲乙') // the same form, whose first save is still on its way back
    const draft = await world.database
      .selectFrom('drafts')
      .selectAll()
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow()
    expect(draft).toMatchObject({ version: 2, body: { opinions: [{ text: '甲乙' }] } })
  })

  it.each([
    ['adopted while no table is approved', true, { outcome: 'opinions', late_counted: true, opinion_count: 1 }],
    ['not counted, with a reason', false, { outcome: 'deemed-no-objection', late_counted: false, opinion_count: 0 }],
  ])('that came late is kept as late, and is %s', async (_how, counts, becomes) => {
    await world.goOn(later(due))
    const late = await cycle.answer(world.unit(1), { text: '迟到的意见。' })
    await expect(cycle.submitTable()).rejects.toEqual(broken('late-undecided'))
    const decide = async (reason: string) =>
      countLate(world.house, await officer(), {
        caseId: await cycle.caseOf(world.unit(1)),
        counts,
        reason,
        once: once(),
      })
    if (!counts) await expect(decide('')).rejects.toMatchObject({ errors: [{ field: 'reason', code: 'required' }] })
    await decide(counts ? '' : '意见已在会上研究。')
    expect(await rows().caseOf(world.unit(1))).toMatchObject(becomes)
    expect((await rows().submissions(world.unit(1)))[0]).toMatchObject({ late: true, receipt: late.receipt })
    await expect(decide('再议。')).rejects.toEqual(broken('late-already-decided'))
    expect(await rows().notices(world.unit(1).id)).toEqual(
      expect.arrayContaining(['deemed', 'late-received', 'late-decided']),
    )
  })
})

describe('one form posted again', () => {
  it('answers what it answered first, and changes nothing more', async () => {
    const request = { caseId: await cycle.caseOf(world.unit(1)), answer: { kind: 'no-opinion' } as const, once: once() }
    const first = await answer(world.house, await contact(1), request)
    const before = await snapshot(world.owner)
    expect(await answer(world.house, await contact(1), request)).toEqual(first)
    expect(await snapshot(world.owner)).toEqual(before)
  })

  it('with another body is refused, and changes nothing', async () => {
    const request = { caseId: await cycle.caseOf(world.unit(1)), answer: { kind: 'no-opinion' } as const, once: once() }
    await answer(world.house, await contact(1), request)
    const before = await snapshot(world.owner)
    const other = {
      ...request,
      answer: {
        kind: 'opinions',
        opinions: [{ anchor: '一', text: '另一份。', wording: '', reason: '', files: [] }],
      } as const,
    }
    await expect(answer(world.house, await contact(1), other)).rejects.toEqual(broken('form-already-used'))
    expect(await snapshot(world.owner)).toEqual(before)
  })

  it('thirty-four times at the same moment has one effect and one answer', async () => {
    const request = { caseId: await cycle.caseOf(world.unit(1)), answer: { kind: 'no-opinion' } as const, once: once() }
    const actor = await contact(1)
    const receipts = await Promise.all(Array.from({ length: 34 }, () => answer(world.house, actor, request)))
    expect(new Set(receipts.map(({ receipt }) => receipt)).size).toBe(1)
    expect(await rows().submissions(world.unit(1))).toHaveLength(1)
  })

  it('may be used again where it was refused: nothing had happened', async () => {
    const key = once()
    const send = async (anchor: string) =>
      answer(world.house, await contact(1), {
        caseId: await cycle.caseOf(world.unit(1)),
        answer: { kind: 'opinions', opinions: [{ anchor, text: '意见。', wording: '', reason: '', files: [] }] },
        once: key,
      })
    await expect(send('九')).rejects.toMatchObject({ errors: [{ field: 'opinions.0.anchor', code: 'not-a-clause' }] })
    expect((await send('一')).late).toBe(false)
  })
})

describe('urging', () => {
  const urgeAll = async () =>
    urge(world.house, await officer(), { cycleId: cycle.cycleId, taskIds: null, message: '请抓紧。', once: once() })

  it('reaches all the silent, and the same ones only once an hour', async () => {
    await cycle.answer(world.unit(1))
    expect(await urgeAll()).toEqual({ urged: 2 })
    await expect(urgeAll()).rejects.toEqual(broken('urged-just-now'))
    const { rows: clock } = { rows: await world.owner('select business_now() as now') }
    await stopClockAt(world, later(new Date(clock[0]?.now).toISOString(), 3_600_000))
    expect(await urgeAll()).toEqual({ urged: 2 })
    expect((await rows().caseOf(world.unit(2))).urged).toBe(2)
    expect(await rows().notices(world.unit(2).id)).toEqual(['released', 'urged', 'urged'])
    expect(await rows().notices(world.unit(1).id)).toEqual(['released', 'received'])
  })

  it('has nobody to reach where all have answered', async () => {
    for (const unit of world.units) await cycle.answer(unit)
    await expect(urgeAll()).rejects.toEqual(broken('nobody-to-urge'))
  })

  it('names tasks by their ids, and what is no id is not there', async () => {
    const some = urge(world.house, await officer(), {
      cycleId: cycle.cycleId,
      taskIds: ["'; drop table tasks; --"],
      message: '',
      once: once(),
    })
    await expect(some).rejects.toMatchObject({ name: 'NotFound' })
  })
})
