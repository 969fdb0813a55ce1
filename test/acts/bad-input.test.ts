import { answer, recordAnswer } from '../../acts/answer.ts'
import { correctAddress } from '../../acts/correct-address.ts'
import { countLate } from '../../acts/count-late.ts'
import { dispose } from '../../acts/dispose.ts'
import { createCycle, saveAddressees, saveClauses, saveText, saveTiming } from '../../acts/draft-cycle.ts'
import { extend } from '../../acts/extend.ts'
import { noteConsultation } from '../../acts/note-consultation.ts'
import { notePhoneCall } from '../../acts/note-phone-call.ts'
import { recordRuling, requestRuling } from '../../acts/request-ruling.ts'
import { saveAnswerDraft } from '../../acts/save-answer-draft.ts'
import { submitTable } from '../../acts/submit-table.ts'
import { urge } from '../../acts/urge.ts'
import { withdraw } from '../../acts/withdraw.ts'
import type { Actor } from '../../domain/actor.ts'
import { FieldErrors } from '../../domain/refusal.ts'
import {
  at1,
  cycleIn,
  drive,
  once,
  openWorld,
  rowsOf,
  type Solicitation,
  snapshot,
  stopClockAt,
  type World,
} from '../builders/world.ts'

let world: World
let officer: Actor
let contact: Actor
let ids: { draft: string; open: string; disposing: string; openCase: string; lateCase: string; opinion: string }
let cycles: { open: Solicitation; disposing: Solicitation }

beforeAll(async () => {
  world = await openWorld()
  officer = await world.actorOf(world.people.officer)
  contact = await world.actorOf(world.unit(1).contact)
  const draft = await cycleIn(world, 'draft')
  const open = await cycleIn(world, 'open')
  const disposing = await cycleIn(world, 'disposing')
  await disposing.answer(world.unit(2), { text: '迟到。' })
  cycles = { open, disposing }
  ids = {
    draft: draft.cycleId,
    open: open.cycleId,
    disposing: disposing.cycleId,
    openCase: await open.caseOf(world.unit(1)),
    lateCase: await disposing.caseOf(world.unit(2)),
    opinion: at1(await drive(world, disposing).opinions(), 1).id,
  }
}, 60_000)
afterAll(() => world?.close())

const opinion = (over: Partial<Record<'anchor' | 'text' | 'wording' | 'reason', string>>) => ({
  anchor: '一',
  text: '意见。',
  wording: '',
  reason: '',
  files: [],
  ...over,
})
const opinions = (over: Parameters<typeof opinion>[0]) => ({ kind: 'opinions', opinions: [opinion(over)] }) as const
const version = async () => (await rowsOf(world, ids.draft).cycle()).version
const disputed = () => ({ cycleId: ids.disposing, opinionId: ids.opinion, once: once() })
const consultation = () =>
  ({ ...disputed(), heldOn: '2026-11-16', spokeWith: '某', text: '已协商。', result: 'agreed' }) as const

/** Every field into which somebody types words, by the name that an error gives it. */
const fields: Record<string, { field: string; send: (text: string) => Promise<unknown> }> = {
  'the title of a new draft': {
    field: 'title',
    send: text =>
      createCycle(world.house, officer, {
        pack: 'ningguo',
        procedure: 'opinions',
        title: text,
        text: '一、目的',
        once: once(),
      }),
  },
  'the text of a new draft': {
    field: 'text',
    send: text =>
      createCycle(world.house, officer, { pack: 'ningguo', procedure: 'opinions', title: '题', text, once: once() }),
  },
  'the title of a draft': {
    field: 'title',
    send: async title =>
      saveText(world.house, officer, { cycleId: ids.draft, version: await version(), title, text: '一、目的' }),
  },
  'the text of a draft': {
    field: 'text',
    send: async text =>
      saveText(world.house, officer, { cycleId: ids.draft, version: await version(), title: '题', text }),
  },
  'a clause’s number': {
    field: 'clauses.0.number',
    send: async number =>
      saveClauses(world.house, officer, {
        cycleId: ids.draft,
        version: await version(),
        clauses: [{ number, level: 1, heading: '目的', text: '' }],
      }),
  },
  'a clause’s heading': {
    field: 'clauses.0.heading',
    send: async heading =>
      saveClauses(world.house, officer, {
        cycleId: ids.draft,
        version: await version(),
        clauses: [{ number: '一', level: 1, heading, text: '' }],
      }),
  },
  'a clause’s text': {
    field: 'clauses.0.text',
    send: async text =>
      saveClauses(world.house, officer, {
        cycleId: ids.draft,
        version: await version(),
        clauses: [{ number: '一', level: 1, heading: '目的', text }],
      }),
  },
  'the contact’s name': {
    field: 'contact.name',
    send: async name =>
      saveAddressees(world.house, officer, {
        cycleId: ids.draft,
        version: await version(),
        addressees: [],
        contact: { name, phone: '0563-000 0118' },
      }),
  },
  'the document number': {
    field: 'documentNumber',
    send: async documentNumber =>
      saveTiming(world.house, officer, {
        cycleId: ids.draft,
        version: await version(),
        timing: { deadline: null, restDay: 'keep', documentNumber, parameters: {} },
      }),
  },
  'an opinion’s text': {
    field: 'opinions.0.text',
    send: text => answer(world.house, contact, { caseId: ids.openCase, answer: opinions({ text }), once: once() }),
  },
  'an opinion’s wording': {
    field: 'opinions.0.wording',
    send: wording =>
      answer(world.house, contact, { caseId: ids.openCase, answer: opinions({ wording }), once: once() }),
  },
  'an opinion’s reason': {
    field: 'opinions.0.reason',
    send: reason => answer(world.house, contact, { caseId: ids.openCase, answer: opinions({ reason }), once: once() }),
  },
  'a draft opinion': {
    field: 'opinions.0.text',
    send: text =>
      saveAnswerDraft(world.house, contact, {
        caseId: ids.openCase,
        basis: { version: 0, form: 'form' },
        draft: opinions({ text }),
      }),
  },
  'who gave a recorded answer': {
    field: 'byName',
    send: byName =>
      recordAnswer(world.house, officer, {
        caseId: ids.openCase,
        answer: { kind: 'no-opinion' },
        channel: 'paper',
        receivedAt: world.openedAt,
        byName,
        once: once(),
      }),
  },
  'whom one spoke with': {
    field: 'spokeWith',
    send: spokeWith =>
      notePhoneCall(world.house, officer, { caseId: ids.openCase, spokeWith, text: '已提醒。', once: once() }),
  },
  'what was said on the telephone': {
    field: 'text',
    send: text => notePhoneCall(world.house, officer, { caseId: ids.openCase, spokeWith: '某', text, once: once() }),
  },
  'the words of an urging': {
    field: 'message',
    send: message => urge(world.house, officer, { cycleId: ids.open, taskIds: null, message, once: once() }),
  },
  'the reason of an extension': {
    field: 'reason',
    send: reason =>
      extend(world.house, officer, {
        cycleId: ids.open,
        caseIds: null,
        on: '2026-12-18',
        closeOfBusiness: '17:30',
        reason,
        once: once(),
      }),
  },
  'the reason of a withdrawal': {
    field: 'reason',
    send: reason => withdraw(world.house, officer, { cycleId: ids.open, reason, once: once() }),
  },
  'the reason for a late answer': {
    field: 'reason',
    send: reason => countLate(world.house, officer, { caseId: ids.lateCase, counts: false, reason, once: once() }),
  },
  'the reason of a disposition': {
    field: 'reason',
    send: reason =>
      dispose(world.house, officer, {
        cycleId: ids.disposing,
        opinions: [{ id: ids.opinion, version: 0 }],
        verdict: 'partly',
        reason,
      }),
  },
  'whom one agreed with': {
    field: 'spokeWith',
    send: spokeWith => noteConsultation(world.house, officer, { ...consultation(), spokeWith }),
  },
  'what was said in a consultation': {
    field: 'text',
    send: text => noteConsultation(world.house, officer, { ...consultation(), text }),
  },
  'who is to rule': {
    field: 'askedOf',
    send: askedOf => requestRuling(world.house, officer, { ...disputed(), askedOf, about: '标准。' }),
  },
  'what is to be ruled on': {
    field: 'about',
    send: about => requestRuling(world.house, officer, { ...disputed(), askedOf: '市人民政府', about }),
  },
  'the note of a table': {
    field: 'note',
    send: note => submitTable(world.house, officer, { cycleId: ids.disposing, note, once: once() }),
  },
}

const hidden = {
  'a NUL': 'a\u0000b',
  'a bell': 'a\u0007b',
  'a delete': 'a\u007fb',
  'an override of direction': 'a\u202eb',
  'an isolate of direction': 'a\u2066b',
  'half of a character': 'a\ud800b',
  'ten megabytes': '长'.repeat(3_500_000),
}

describe.each(Object.entries(fields))('%s', (_name, { field, send }) => {
  it('is refused with what hides, reorders or overflows, naming the field, and nothing is changed', async () => {
    const before = await snapshot(world.owner)
    for (const [what, text] of Object.entries(hidden)) {
      const refusal = await send(text).then(
        () => 'taken',
        fault => fault,
      )
      expect([what, refusal]).toEqual([what, expect.any(FieldErrors)])
      expect([what, (refusal as FieldErrors).errors.map(error => error.field)]).toEqual([
        what,
        expect.arrayContaining([field]),
      ])
    }
    expect(await snapshot(world.owner)).toEqual(before)
  })
})

describe('what is unusual but text', () => {
  const unusual = {
    emoji: '赞成👍🏽，一家👨‍👩‍👧‍👦',
    'rare characters': '村民𠀋、𪚥、𮯠和㐂',
    HTML: '<script>alert(1)</script><b>黑体</b> & "引号"',
    'a template': '{{contact}} {{#each addressees}}{{/each}} #{phone} <%= title %>',
    SQL: "'; drop table submissions; --",
    'a formula': '=HYPERLINK("http://example.com")',
    'several lines': '一行\r\n二行\n\t三行',
  }

  it.each(Object.entries(unusual))('%s in an opinion is kept as it was typed', async (_what, text) => {
    await answer(world.house, contact, {
      caseId: ids.openCase,
      answer: opinions({ text, wording: text, reason: text }),
      once: once(),
    })
    const given = (await rowsOf(world, ids.open).submissions(world.unit(1))).at(-1)
    expect(given?.body).toEqual({
      kind: 'opinions',
      opinions: [{ anchor: '一', text, wording: text, reason: text, files: [] }],
    })
    const rows = await world.database
      .selectFrom('opinions')
      .selectAll()
      .where('submission_id', '=', given?.id ?? '')
      .execute()
    expect(rows).toMatchObject([{ text, wording: text, reason: text }])
  })

  it.each(Object.entries(unusual).filter(([what]) => what !== 'several lines'))(
    '%s in the reason of an extension reaches everyone as text, and does nothing',
    async (what, reason) => {
      const on = `2026-12-${21 + Object.keys(unusual).indexOf(what)}`
      await extend(world.house, officer, {
        cycleId: ids.open,
        caseIds: [await cycles.open.caseOf(world.unit(3))],
        on,
        closeOfBusiness: '17:30',
        reason,
        once: once(),
      })
      const notice = await world.database
        .selectFrom('notices')
        .select(['text', 'html'])
        .where('cycle_id', '=', ids.open)
        .where('occasion', '=', 'extended')
        .where('text', 'like', `%${reason.replaceAll(/[\\%_]/g, sign => `\\${sign}`)}%`)
        .execute()
      expect(notice).toHaveLength(1)
      expect(notice[0]?.html).not.toContain('<script>')
    },
  )

  it('a title with rare characters and marks stays itself on letter, notice and record', async () => {
    const title = '关于𠀋村<b>{{title}}</b>的意见'
    const cycle = await world.solicit(world.units, { title })
    expect((await rowsOf(world, cycle.cycleId).cycle()).title).toBe(title)
    const notice = await world.database
      .selectFrom('notices')
      .select(['subject', 'text', 'html'])
      .where('cycle_id', '=', cycle.cycleId)
      .where('occasion', '=', 'released')
      .executeTakeFirstOrThrow()
    expect(notice.text).toContain(title)
    expect(notice.html).not.toContain('<b>{{')
  })
})

describe('what is no such thing', () => {
  const nothing = { name: 'NotFound' }
  it.each([
    ['an empty id', ''],
    ['another’s form of id', '12345'],
    ['an id with a quote', "' or 1=1"],
    ['dashes', '-'.repeat(36)],
    ['an id that nobody has', '00000000-0000-4000-8000-000000000000'],
  ])('%s is not there, for whatever asks for one', async (_what, id) => {
    await expect(
      answer(world.house, contact, { caseId: id, answer: { kind: 'no-opinion' }, once: once() }),
    ).rejects.toMatchObject(nothing)
    await expect(withdraw(world.house, officer, { cycleId: id, reason: '因故。', once: once() })).rejects.toMatchObject(
      nothing,
    )
    await expect(
      dispose(world.house, officer, {
        cycleId: ids.disposing,
        opinions: [{ id, version: 0 }],
        verdict: 'adopted',
        reason: '',
      }),
    ).rejects.toMatchObject(nothing)
    await expect(noteConsultation(world.house, officer, { ...consultation(), opinionId: id })).rejects.toMatchObject(
      nothing,
    )
    const ruled = { finding: 'upheld', text: '维持。', ruledOn: '2026-11-16' } as const
    await expect(
      recordRuling(world.house, officer, { cycleId: ids.disposing, rulingId: id, ...ruled, once: once() }),
    ).rejects.toMatchObject(nothing)
    await expect(
      urge(world.house, officer, { cycleId: ids.open, taskIds: [id], message: '', once: once() }),
    ).rejects.toMatchObject(nothing)
    const addressees = [{ unitId: id, mandatory: false, copy: false }]
    await expect(
      saveAddressees(world.house, officer, {
        cycleId: ids.draft,
        version: await version(),
        addressees,
        contact: { name: '', phone: '' },
      }),
    ).rejects.toMatchObject({
      errors: [{ field: 'addressees', code: 'not-a-unit' }],
    })
    const withFile = { kind: 'opinions', opinions: [{ ...opinion({}), files: [id] }] } as const
    await expect(
      answer(world.house, contact, { caseId: ids.openCase, answer: withFile, once: once() }),
    ).rejects.toMatchObject({ errors: [{ field: 'opinions.0.files', code: 'not-your-file' }] })
  })

  it.each([
    ['no instant', 'gestern', 'not-an-instant'],
    ['an instant to come', '2026-11-16T02:00:00.001Z', 'in-the-future'],
    ['an instant before the letter', '2026-11-16T01:59:59.999Z', 'before-it-was-sent'],
  ])('a recorded answer that came at %s is refused', async (_what, receivedAt, code) => {
    await stopClockAt(world, world.openedAt)
    const recorded = recordAnswer(world.house, officer, {
      caseId: ids.openCase,
      answer: { kind: 'no-opinion' },
      channel: 'paper',
      receivedAt,
      byName: '某',
      once: once(),
    })
    await expect(recorded).rejects.toMatchObject({ errors: [{ field: 'receivedAt', code }] })
  })

  it.each([
    '',
    'kein',
    'a@b',
    'a b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    `${'a'.repeat(300)}@example.com`,
  ])('%j is no mail address', async address => {
    await expect(correctAddress(world.house, officer, { caseId: ids.openCase, address })).rejects.toMatchObject({
      errors: [{ field: 'address', code: 'not-a-mail-address' }],
    })
  })

  it('an opinion on no clause, and none at all, are named', async () => {
    const none = answer(world.house, contact, {
      caseId: ids.openCase,
      answer: { kind: 'opinions', opinions: [] },
      once: once(),
    })
    await expect(none).rejects.toMatchObject({ errors: [{ field: 'opinions', code: 'none-given' }] })
    const many = { kind: 'opinions', opinions: Array.from({ length: 201 }, () => opinion({})) } as const
    await expect(
      answer(world.house, contact, { caseId: ids.openCase, answer: many, once: once() }),
    ).rejects.toMatchObject({ errors: [{ field: 'opinions', code: 'too-many' }] })
    const several = { kind: 'opinions', opinions: [opinion({ anchor: '百' }), opinion({ text: ' ' })] } as const
    await expect(
      answer(world.house, contact, { caseId: ids.openCase, answer: several, once: once() }),
    ).rejects.toMatchObject({
      errors: [
        { field: 'opinions.0.anchor', code: 'not-a-clause' },
        { field: 'opinions.1.text', code: 'required' },
      ],
    })
  })
})
