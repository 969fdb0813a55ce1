import type { Actor } from '../domain/actor.ts'
import { isLocalDate, localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors } from '../domain/refusal.ts'
import { type Remedies, remediesFrom, type ServiceChannel, serviceChannels } from '../domain/service.ts'
import { type House, perform, recordAudit, sha256 } from './act.ts'
import { demandClaim, lockClaim } from './claim-matter.ts'
import { recordDecision } from './decision.ts'
import { readFileContent } from './file-content.ts'
import { readCalendar } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { keepFile } from './store-file.ts'

export interface Service {
  readonly channel: string
  readonly servedOn: string
  /** Who signed for it, the number of the registered letter, who witnessed it, or where the consent is kept. */
  readonly proof: string
  readonly scan: { readonly name: string; readonly bytes: Uint8Array } | null
}

/**
 * Records how and when a refusal was served (送达). The periods of review and of suit run from that day; recorded again, the
 * newest counts and the earlier one stays on record.
 *
 * @throws FieldErrors `channel`, `servedOn` (before the decision, or still to come), `proof`, `scan`
 */
export async function recordService(
  house: House,
  actor: Actor,
  { caseId, service, once }: { caseId: string; service: Service; once: { readonly key: string } },
): Promise<Remedies> {
  const { channel, servedOn, proof, scan } = service
  const looked = scan && (await readFileContent('scan', scan))
  const request = ['record-service', caseId, channel, servedOn, proof, scan && sha256(scan.bytes)]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { cycle, claim, now } = locked
    await demandClaim(tx, 'record-service', actor, locked)
    const errors: FieldError[] = [
      ...(isChannel(channel) ? [] : [{ field: 'channel', code: 'not-a-choice' }]),
      ...wrongDay(servedOn, claim.ended_at ?? now, now),
      ...checkPlainText('proof', proof, { required: true, longest: 300 }),
      ...(looked && 'error' in looked ? [looked.error] : []),
    ]
    if (errors.length > 0 || !isChannel(channel)) throw new FieldErrors(errors)
    const content = looked && 'content' in looked ? looked.content : null
    const owner = { caseId }
    const kept = { owner, unitId: actor.unitId, purpose: 'service', field: 'scan', most: null, at: now }
    const file = content && (await keepFile(doing, { ...kept, content }))
    await tx
      .insertInto('services')
      .values({
        case_id: caseId,
        channel,
        served_on: servedOn,
        proof: proof.trim(),
        file_id: file?.fileId ?? null,
        recorded_by: actor.personId,
        recorded_by_name: actor.personName,
        recorded_at: now,
      })
      .execute()
    const detail = { channel, servedOn, fileId: file?.fileId ?? null }
    recordDecision(doing, { cycleId: cycle.id, caseId, act: 'record-service', verdict: channel, at: now, detail })
    recordAudit(doing, { act: 'record-service', at: now, cycleId: cycle.id, caseId, detail })
    return remediesFrom(servedOn, await readCalendar(tx))
  })
}

const isChannel = (text: string): text is ServiceChannel => (serviceChannels as readonly string[]).includes(text)

function wrongDay(servedOn: string, decidedAt: string, now: string): FieldError[] {
  if (!isLocalDate(servedOn)) return [{ field: 'servedOn', code: 'not-a-date' }]
  if (servedOn < localDateOf(decidedAt)) return [{ field: 'servedOn', code: 'before-the-decision' }]
  return servedOn > localDateOf(now) ? [{ field: 'servedOn', code: 'in-the-future' }] : []
}
