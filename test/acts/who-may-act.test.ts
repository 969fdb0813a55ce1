import { randomUUID } from 'node:crypto'
import type { House } from '../../acts/act.ts'
import { answer, recordAnswer } from '../../acts/answer.ts'
import { approveTable, returnTable } from '../../acts/approve-table.ts'
import { closeEarly } from '../../acts/close-early.ts'
import { correctAddress } from '../../acts/correct-address.ts'
import { countLate } from '../../acts/count-late.ts'
import { dispose } from '../../acts/dispose.ts'
import { copyCycle, discardDraft, saveAddressees, saveText } from '../../acts/draft-cycle.ts'
import { extend } from '../../acts/extend.ts'
import { noteConsultation } from '../../acts/note-consultation.ts'
import { notePhoneCall } from '../../acts/note-phone-call.ts'
import { reassign } from '../../acts/reassign.ts'
import { holdBack, releasePrepared } from '../../acts/release-prepared.ts'
import { recordRuling, requestRuling } from '../../acts/request-ruling.ts'
import { saveAnswerDraft } from '../../acts/save-answer-draft.ts'
import { returnForRevision, sign } from '../../acts/sign.ts'
import { signFor } from '../../acts/sign-for.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { submitTable } from '../../acts/submit-table.ts'
import { urge } from '../../acts/urge.ts'
import { withdraw } from '../../acts/withdraw.ts'
import type { Actor } from '../../domain/actor.ts'
import { type CycleState, cycleStates } from '../../domain/cycle.ts'
import { FieldErrors, NotFound, RuleBroken } from '../../domain/refusal.ts'
import {
  cyclesInEveryState,
  once,
  openWorld,
  type Solicitation,
  snapshot,
  tryAct,
  type World,
} from '../builders/world.ts'

// What happens where the right person does it: `done`; a rule's own word; `state`: at another time; `-`: nothing there to act on.
const table = `
                      draft  signing          revising  going-out        open              disposing       approving        feeding-back  finished  withdrawn
save-text             done   state            done      state            state             state           state            state         state     state
save-addressees       done   state            done      state            state             state           state            state         state     state
discard-draft         done   state            state     state            state             state           state            state         state     state
copy-cycle            done   done             done      done             done              done            done             done          done      done
submit-for-signature  done   state            done      state            state             state           state            state         state     state
sign                  -      done             state     state            state             state           state            state         state     state
return-for-revision   -      done             state     state            state             state           state            state         state     state
withdraw              state  done             done      done             done              done            state            state         state     state
extend                state  state            state     state            done              state           state            state         state     state
close-early           state  state            state     state            not-all-answered  state           state            state         state     state
urge                  state  done             done      nobody-to-urge   done              done            done             state         state     state
sign-for              -      -                -         -                done              done            done             state         state     state
save-answer-draft     -      -                -         -                done              done            done             state         state     state
answer                -      -                -         -                done              done            done             state         state     state
record-answer         -      -                -         -                done              done            done             state         state     state
note-phone-call       -      -                -         -                done              done            done             state         state     state
correct-address       -      -                -         -                done              done            done             state         state     state
count-late            -      -                -         -                no-late-answer    done            state            state         state     state
dispose               state  state            state     state            state             done            state            state         state     state
note-consultation     state  state            state     state            state             done            state            state         state     state
request-ruling        state  state            state     state            state             done            state            state         state     state
record-ruling         state  state            state     state            state             done            state            state         state     state
submit-table          state  state            state     state            state             opinions-open   state            state         state     state
approve-table         -      state            state     state            state             state           done             state         state     state
return-table          -      state            state     state            state             state           done             state         state     state
release               -      done             done      done             done              done            done             state         state     state
hold-back             -      done             done      done             done              done            done             state         state     state
reassign              -      done             done      already-decided  done              done            done             state         state     state
`

type Target = {
  cycle: Solicitation
  version: number
  taskId: string
  seatId: string
  caseId: string
  opinionId: string
  rulingId: string
  rungId: string
  colleagueId: string
}
type Act = {
  by: 'officer' | 'seat' | 'contact' | 'supervisor'
  run: (house: House, actor: Actor, target: Target) => Promise<unknown>
}

const entry = { anchor: '一（一）', text: '意见。', wording: '', reason: '', files: [] }
const acts: Record<string, Act> = {
  'save-text': {
    by: 'officer',
    run: (house, actor, { cycle, version }) =>
      saveText(house, actor, { cycleId: cycle.cycleId, version, title: '题', text: '一、目的' }),
  },
  'save-addressees': {
    by: 'officer',
    run: (house, actor, { cycle, version }) =>
      saveAddressees(house, actor, {
        cycleId: cycle.cycleId,
        version,
        addressees: [],
        contact: { name: '', phone: '' },
      }),
  },
  'discard-draft': {
    by: 'officer',
    run: (house, actor, { cycle }) => discardDraft(house, actor, { cycleId: cycle.cycleId }),
  },
  'copy-cycle': {
    by: 'officer',
    run: (house, actor, { cycle }) => copyCycle(house, actor, { cycleId: cycle.cycleId, once: once() }),
  },
  'submit-for-signature': {
    by: 'officer',
    run: (house, actor, { cycle, version }) =>
      submitForSignature(house, actor, { cycleId: cycle.cycleId, version, once: once() }),
  },
  sign: { by: 'seat', run: (house, actor, { seatId }) => sign(house, actor, { taskId: seatId, once: once() }) },
  'return-for-revision': {
    by: 'seat',
    run: (house, actor, { seatId }) =>
      returnForRevision(house, actor, { taskId: seatId, reason: '请改。', once: once() }),
  },
  withdraw: {
    by: 'officer',
    run: (house, actor, { cycle }) =>
      withdraw(house, actor, { cycleId: cycle.cycleId, reason: '调整。', once: once() }),
  },
  extend: {
    by: 'officer',
    run: (house, actor, { cycle }) =>
      extend(house, actor, {
        cycleId: cycle.cycleId,
        caseIds: null,
        on: '2026-12-18',
        closeOfBusiness: '17:30',
        reason: '材料多。',
        once: once(),
      }),
  },
  'close-early': {
    by: 'officer',
    run: (house, actor, { cycle }) => closeEarly(house, actor, { cycleId: cycle.cycleId, once: once() }),
  },
  urge: {
    by: 'supervisor',
    run: (house, actor, { cycle, taskId }) =>
      urge(house, actor, {
        cycleId: cycle.cycleId,
        taskIds: taskId === '' ? null : [taskId],
        message: '',
        once: once(),
      }),
  },
  'sign-for': { by: 'contact', run: (house, actor, { caseId }) => signFor(house, actor, { caseId }) },
  'save-answer-draft': {
    by: 'contact',
    run: (house, actor, { caseId }) =>
      saveAnswerDraft(house, actor, {
        caseId,
        basis: { version: 0, form: 'f' },
        draft: { kind: 'opinions', opinions: [entry] },
      }),
  },
  answer: {
    by: 'contact',
    run: (house, actor, { caseId }) =>
      answer(house, actor, { caseId, answer: { kind: 'opinions', opinions: [entry] }, once: once() }),
  },
  'record-answer': {
    by: 'officer',
    run: (house, actor, { caseId }) =>
      recordAnswer(house, actor, {
        caseId,
        answer: { kind: 'no-opinion' },
        channel: 'paper',
        receivedAt: '2026-11-16T02:00:00.000Z',
        byName: '某',
        once: once(),
      }),
  },
  'note-phone-call': {
    by: 'officer',
    run: (house, actor, { caseId }) =>
      notePhoneCall(house, actor, { caseId, spokeWith: '某', text: '已提醒。', once: once() }),
  },
  'correct-address': {
    by: 'officer',
    run: (house, actor, { caseId }) => correctAddress(house, actor, { caseId, address: 'new@example.com' }),
  },
  'count-late': {
    by: 'officer',
    run: (house, actor, { caseId }) => countLate(house, actor, { caseId, counts: true, reason: '', once: once() }),
  },
  dispose: {
    by: 'officer',
    run: (house, actor, { cycle, opinionId }) =>
      dispose(house, actor, {
        cycleId: cycle.cycleId,
        opinions: [{ id: opinionId, version: 0 }],
        verdict: 'adopted',
        reason: '',
      }),
  },
  'note-consultation': {
    by: 'officer',
    run: (house, actor, { cycle, opinionId }) =>
      noteConsultation(house, actor, {
        cycleId: cycle.cycleId,
        opinionId,
        heldOn: '2026-11-16',
        spokeWith: '某',
        text: '已协商。',
        result: 'agreed',
        once: once(),
      }),
  },
  'request-ruling': {
    by: 'officer',
    run: (house, actor, { cycle, opinionId }) =>
      requestRuling(house, actor, {
        cycleId: cycle.cycleId,
        opinionId,
        askedOf: '市人民政府',
        about: '标准。',
        once: once(),
      }),
  },
  'record-ruling': {
    by: 'officer',
    run: (house, actor, { cycle, rulingId }) =>
      recordRuling(house, actor, {
        cycleId: cycle.cycleId,
        rulingId,
        finding: 'upheld',
        text: '维持。',
        ruledOn: '2026-11-16',
        once: once(),
      }),
  },
  'submit-table': {
    by: 'officer',
    run: (house, actor, { cycle }) => submitTable(house, actor, { cycleId: cycle.cycleId, note: '', once: once() }),
  },
  'approve-table': {
    by: 'seat',
    run: (house, actor, { seatId }) => approveTable(house, actor, { taskId: seatId, reason: '', once: once() }),
  },
  'return-table': {
    by: 'seat',
    run: (house, actor, { seatId }) => returnTable(house, actor, { taskId: seatId, reason: '请核。', once: once() }),
  },
  release: {
    by: 'supervisor',
    run: (house, actor, { rungId }) => releasePrepared(house, actor, { rungId, once: once() }),
  },
  'hold-back': {
    by: 'supervisor',
    run: (house, actor, { rungId }) => holdBack(house, actor, { rungId, reason: '已沟通。', once: once() }),
  },
  reassign: {
    by: 'supervisor',
    run: (house, actor, { taskId, colleagueId, seatId }) =>
      reassign(house, actor, { taskId: taskId || seatId, personId: colleagueId, reason: '外出。', once: once() }),
  },
}

const [head = '', ...lines] = table.trim().split('\n')
const columns = head.trim().split(/\s+/) as CycleState[]
const expected = Object.fromEntries(
  lines.map(line => {
    const [act = '', ...cells] = line.trim().split(/\s+/)
    return [act, Object.fromEntries(columns.map((state, index) => [state, cells[index]]))]
  }),
)

let world: World
const targets = new Map<CycleState, Target>()

beforeAll(async () => {
  world = await openWorld()
  const cycles = await cyclesInEveryState(world)
  const disposing = cycles.get('disposing')
  if (disposing) await disposing.answer(world.unit(2), { text: '迟到的意见。' })
  for (const [state, cycle] of cycles) targets.set(state, await targetIn(cycle))
}, 60_000)
afterAll(() => world?.close())

// What there is to act on in a cycle; an id that nothing has where there is nothing.
async function targetIn(cycle: Solicitation): Promise<Target> {
  const { database, people } = world
  const { cycleId } = cycle
  const row = await database.selectFrom('cycles').select('version').where('id', '=', cycleId).executeTakeFirstOrThrow()
  const tasks = await database
    .selectFrom('tasks')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .where('round', '=', 1)
    .orderBy('opened_at')
    .execute()
  const open = tasks.find(({ state }) => state === 'open')
  const seat =
    open?.step === 'signature' || open?.step === 'approval'
      ? open
      : (tasks.find(({ step }) => step === 'signature') ?? undefined)
  const theCase = await database
    .selectFrom('cases')
    .select('id')
    .where('cycle_id', '=', cycleId)
    .where('unit_id', '=', world.unit(2).id)
    .executeTakeFirst()
  const opinion = await database
    .selectFrom('opinions')
    .innerJoin('cases', 'cases.submission_id', 'opinions.submission_id')
    .select('opinions.id')
    .where('opinions.cycle_id', '=', cycleId)
    .executeTakeFirst()
  const colleague = {
    signature: people.sectionHead,
    revision: people.secondOfficer,
    answer: world.unit(3).contact,
    disposition: people.secondOfficer,
    approval: people.secondApprover,
  }[(open ?? seat)?.step ?? '']
  const held = open ?? seat
  const { id: rungId } = held
    ? await database
        .insertInto('rungs')
        .values({
          scope: cycle.scope,
          cycle_id: cycleId,
          case_id: held.case_id,
          task_id: held.id,
          step: held.step,
          round: held.round,
          due_revision: held.due_revision,
          rung: 'order',
          kind: 'supervision-order',
          occasion: 'supervision-order',
          addressed_to: 'head',
          only_when: null,
          release_by: 'supervisor',
          at: '2026-11-16T01:00:00.000Z',
          state: 'prepared',
          acted_at: null,
          released_by: null,
          released_by_name: null,
          released_at: null,
          reason: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    : { id: randomUUID() }
  const { id: rulingId } =
    opinion && theCase
      ? await database
          .insertInto('rulings')
          .values({
            cycle_id: cycleId,
            case_id: theCase.id,
            anchor: '二（一）', // another clause than that of the opinion, about which another one can be asked for
            asked_of: '市人民政府',
            about: '标准。',
            requested_by: people.officer.id,
            requested_by_name: people.officer.name,
            requested_at: '2026-11-16T02:00:00.000Z',
            finding: null,
            text: null,
            ruled_on: null,
            place: null,
            recorded_by: null,
            recorded_by_name: null,
            recorded_at: null,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      : { id: randomUUID() }
  return {
    cycle,
    version: row.version,
    taskId: open?.id ?? '',
    seatId: seat?.id ?? randomUUID(),
    caseId: theCase?.id ?? randomUUID(),
    opinionId: opinion?.id ?? randomUUID(),
    rulingId,
    rungId,
    colleagueId: colleague?.id ?? randomUUID(),
  }
}

// The right one, one of the same unit in a wrong role, and one who has no part in it but the same role elsewhere.
async function actorsFor(by: Act['by'], state: CycleState): Promise<Record<'right' | 'wrong' | 'stranger', Actor>> {
  const { people, actorOf, elsewhere } = world
  const seated = state === 'approving' ? people.approver : people.sectionHead
  const right = {
    officer: people.officer,
    seat: seated,
    contact: world.unit(2).contact,
    supervisor: people.governmentSupervisor,
  }[by]
  const wrong = {
    officer: people.sectionHead,
    seat: people.officer,
    contact: world.unit(2).contact,
    supervisor: people.sectionHead,
  }[by]
  const stranger = by === 'contact' ? people.strangerContact : people.strangerOfficer
  const inWrongRole = await actorOf(wrong)
  const role = {
    officer: 'officer',
    seat: seated === people.approver ? 'approver' : 'section-head',
    contact: 'contact',
    supervisor: 'supervisor',
  } as const
  return {
    right: await actorOf(right),
    wrong: by === 'contact' ? { ...inWrongRole, roles: ['officer'] } : inWrongRole,
    stranger: { ...(await actorOf(stranger)), unitId: elsewhere, roles: [role[by]] },
  }
}

const said = async (doing: () => Promise<unknown>): Promise<string> => {
  try {
    await doing()
    return 'done'
  } catch (refusal) {
    if (refusal instanceof NotFound) return '-'
    if (refusal instanceof RuleBroken) return refusal.code === 'not-in-this-state' ? 'state' : refusal.code
    if (refusal instanceof FieldErrors)
      return `fields: ${refusal.errors.map(({ field, code }) => `${field} ${code}`).join(', ')}`
    throw refusal
  }
}

it('has a line for every act', () => {
  expect(Object.keys(expected).sort()).toEqual(Object.keys(acts).sort())
  expect(columns).toEqual([...cycleStates])
})

const unaudited = ['save-answer-draft'] // a draft is nobody's decision yet

describe.each(Object.entries(acts))('%s', (name, { by, run }) => {
  it('is done by the right person at the right time, with an audit entry, and is refused at others', async () => {
    const found: Record<string, string> = {}
    for (const [state, target] of targets) {
      const { right } = await actorsFor(by, state)
      let audited = 0
      found[state] = await said(async () => {
        audited = (await tryAct(world.house, house => run(house, right, target))).audited
      })
      if (found[state] === 'done' && !unaudited.includes(name) && !(name === 'sign-for' && audited === 0))
        expect(audited).toBeGreaterThanOrEqual(1)
    }
    expect(found).toEqual(expected[name])
  })

  it('looks like not there to a wrong role and to a stranger, in every state', async () => {
    const found: Record<string, string> = {}
    for (const [state, target] of targets) {
      const { wrong, stranger } = await actorsFor(by, state)
      for (const [which, actor] of [
        ['wrong role', wrong],
        ['stranger', stranger],
      ] as const) {
        const answer = await said(() => tryAct(world.house, house => run(house, actor, target)))
        if (answer !== '-') found[`${which} while ${state}`] = answer
      }
    }
    expect(found).toEqual({})
  })

  it('changes nothing where it is refused', async () => {
    const before = await snapshot(world.owner)
    for (const [state, target] of targets) {
      const { right, wrong, stranger } = await actorsFor(by, state)
      for (const actor of expected[name]?.[state] === 'done' ? [wrong, stranger] : [right, wrong, stranger])
        expect(await said(() => run(world.house, actor, target))).not.toBe('done')
    }
    expect(await snapshot(world.owner)).toEqual(before)
  })
})
