import type { Request } from 'express'
import type { House } from '../acts/act.ts'
import { answer } from '../acts/answer.ts'
import { type DraftBasis, saveAnswerDraft } from '../acts/save-answer-draft.ts'
import { storeFile } from '../acts/store-file.ts'
import type { Actor } from '../domain/actor.ts'
import { type Answer, mostOpinions, type OpinionEntry } from '../domain/cycle.ts'
import { type Letter, seqOfSubmission } from '../records/answers.ts'
import { isId } from '../records/cycle.ts'
import { paths } from '../web/paths.ts'
import { type Form, field } from './form-body.ts'
import { BadRequest } from './http-error.ts'
import { actorOf } from './session.ts'

type TypedOpinion = { anchor: string; text: string; wording: string; reason: string; files: readonly string[] }

/** What an answer form says: its button, opinions and files. */
export type TypedAnswer = {
  readonly intent: string
  readonly argument: string
  opinions: TypedOpinion[]
  readonly basis: DraftBasis
  readonly from: number
  readonly uploads: readonly { index: number; field: string; name: string; bytes: Buffer }[]
  uploadedTo?: string
}

/** @throws BadRequest where the form is not one of ours */
export function readTypedAnswer(form: Form): TypedAnswer {
  const count = wholeNumber(field(form, 'count'))
  if (count > mostOpinions || !form.once) throw new BadRequest()
  const [, intent = 'save', argument = ''] = /^([a-z-]+)(?::(.*))?$/su.exec(field(form, 'intent')) ?? []
  const opinions = Array.from({ length: count }, (_, index) => {
    const part = (name: string) => field(form, `opinions.${index}.${name}`)
    return {
      anchor: part('anchor').slice(0, 200),
      text: part('text'),
      wording: part('wording'),
      reason: part('reason'),
      files: part('files').split(' ').filter(isId),
    }
  })
  const uploads = form.files.flatMap(({ field, name, bytes }) => {
    const index = /^opinions\.(\d{1,3})\.upload$/.exec(field)?.[1]
    return index === undefined ? [] : [{ index: Number(index), field, name, bytes }]
  })
  const basis = { version: wholeNumber(field(form, 'version')), form: form.once.key }
  return { intent, argument, opinions, basis, from: wholeNumber(field(form, 'from')), uploads }
}

/** Does what the button says and answers where to go on. */
export async function carryOut(house: House, request: Request, letter: Letter, typed: TypedAnswer): Promise<string> {
  const actor = actorOf(request)
  const caseId = letter.theCase.id
  const here = `${paths.letters}/${caseId}`
  await storeUploads(house, actor, caseId, typed)
  const { intent, argument, opinions, basis } = typed
  const save = () => saveAnswerDraft(house, actor, { caseId, basis, draft: draftOf(typed.opinions) })
  const at = (from: number, fragment = '') => `${here}?from=${from}${fragment && `#${encodeURIComponent(fragment)}`}`
  if (intent === 'submit' || intent === 'no-opinion') {
    typed.opinions = opinions.filter(isWritten)
    if (intent === 'no-opinion' && typed.opinions.length > 0) {
      await save()
      return `${here}/no-opinion`
    }
    const given: Answer = intent === 'submit' ? { kind: 'opinions', opinions: typed.opinions } : { kind: 'no-opinion' }
    const { submissionId } = await answer(house, actor, {
      caseId,
      answer: given,
      basis,
      once: { key: basis.form },
      requestId: request.id,
    })
    return `${here}/receipts/${await seqOfSubmission(house.database, submissionId)}`
  }
  if (intent === 'add') {
    const after = opinions.findLastIndex(({ anchor }) => anchor === argument)
    const place = after < 0 ? opinions.length : after + 1
    opinions.splice(place, 0, { anchor: argument, text: '', wording: '', reason: '', files: [] })
    await save()
    return at(typed.from, `f-opinions.${place}.text`)
  }
  if (intent === 'drop') {
    const [dropped] = opinions.splice(Number(argument), 1)
    await save()
    return at(typed.from, dropped ? `c-${dropped.anchor}` : '')
  }
  if (intent === 'detach') {
    const [index = '', fileId = ''] = argument.split(':')
    const opinion = opinions[Number(index)]
    if (opinion) opinion.files = opinion.files.filter(id => id !== fileId)
    await save()
    return at(typed.from, `c-${opinion?.anchor ?? ''}`)
  }
  await save()
  if (intent === 'from') return at(Number(argument) || 0, 'h-draft')
  if (intent === 'attach')
    return at(typed.from, `c-${opinions.find(({ anchor }) => anchor === typed.uploadedTo)?.anchor ?? ''}`)
  return at(typed.from)
}

/** Files chosen since the page was shown are kept first, whatever the button was. */
async function storeUploads(house: House, actor: Actor, caseId: string, typed: TypedAnswer): Promise<void> {
  for (const upload of typed.uploads) {
    const opinion = typed.opinions[upload.index]
    if (!opinion) throw new BadRequest()
    const { fileId } = await storeFile(house, actor, {
      caseId,
      purpose: 'opinion',
      name: upload.name,
      bytes: upload.bytes,
      field: upload.field,
    })
    if (!opinion.files.includes(fileId)) opinion.files = [...opinion.files, fileId]
    typed.uploadedTo = opinion.anchor
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{0,7}$/.test(text)) throw new BadRequest()
  return Number(text)
}

export const draftOf = (opinions: readonly OpinionEntry[]): Answer => ({ kind: 'opinions', opinions })

const isWritten = ({ text, wording, reason, files }: TypedOpinion): boolean =>
  `${text}${wording}${reason}`.trim() !== '' || files.length > 0
