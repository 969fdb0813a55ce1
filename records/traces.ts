import type { Trace } from '../domain/trace.ts'
import type { Reader } from './database.ts'
import type { LedgerRow } from './ledger.ts'

const mostTraces = 100

/** What was sent to an addressee when and what came back, oldest first; of each kind at most the newest hundred. */
export async function readTraces(reader: Reader, row: LedgerRow): Promise<Trace[]> {
  const caseId = row.id
  const [notices, deliveries, notes, submissions, decisions, scans] = await Promise.all([
    reader
      .selectFrom('notices')
      .leftJoin('notice_reads', 'notice_reads.notice_id', 'notices.id')
      .select(['notices.id', 'occasion', 'released_at', 'created_at'])
      .select(({ fn }) => fn.min('read_at').as('read_at'))
      .where('case_id', '=', caseId)
      .groupBy('notices.id')
      .orderBy('created_at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('deliveries')
      .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
      .select([
        'deliveries.id',
        'deliveries.state',
        'deliveries.channel',
        'deliveries.address',
        'deliveries.answer',
        'deliveries.ambiguous',
        'deliveries.attempts',
        'deliveries.sent_at',
        'deliveries.created_at',
        'notices.occasion',
        'notices.released_at',
        'notices.created_at as written_at',
      ])
      .where('deliveries.case_id', '=', caseId)
      .orderBy('deliveries.created_at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('phone_notes')
      .selectAll()
      .where('case_id', '=', caseId)
      .orderBy('called_at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('submissions')
      .select([
        'id',
        'seq',
        'receipt',
        'kind',
        'late',
        'channel',
        'by_name',
        'recorded_by_name',
        'received_at',
        'recorded_at',
      ])
      .where('case_id', '=', caseId)
      .orderBy('seq', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('decisions')
      .select(['id', 'act', 'verdict', 'person_name', 'reason', 'at'])
      .where('case_id', '=', caseId)
      .where('act', '<>', 'urge')
      .orderBy('at', 'desc')
      .limit(mostTraces)
      .execute(),
    reader
      .selectFrom('files')
      .select(['id', 'name', 'size', 'uploaded_at'])
      .where('case_id', '=', caseId)
      .where('purpose', '=', 'scan')
      .orderBy('uploaded_at', 'desc')
      .limit(mostTraces)
      .execute(),
  ])
  const traces: Trace[] = [
    ...notices.map(
      (notice): Trace => ({
        kind: 'notice',
        key: notice.id,
        at: notice.released_at ?? notice.created_at,
        occasion: notice.occasion,
        released: notice.released_at !== null,
        readAt: notice.read_at,
      }),
    ),
    ...deliveries.map(
      (delivery): Trace => ({
        kind: 'delivery',
        key: delivery.id,
        at: delivery.sent_at ?? delivery.released_at ?? delivery.written_at,
        occasion: delivery.occasion,
        state: delivery.state,
        channel: delivery.channel,
        address: delivery.address,
        answer: delivery.answer,
        ambiguous: delivery.ambiguous,
        attempts: delivery.attempts,
      }),
    ),
    ...notes.map(
      (note): Trace => ({
        kind: 'phone',
        key: note.id,
        at: note.called_at,
        by: note.person_name,
        with: note.spoke_with,
        text: note.text,
      }),
    ),
    ...submissions.map(
      (submission): Trace => ({
        kind: 'submission',
        key: submission.id,
        at: submission.recorded_at,
        seq: submission.seq,
        receipt: submission.receipt,
        answer: submission.kind,
        late: submission.late,
        channel: submission.channel,
        by: submission.by_name,
        recordedBy: submission.recorded_by_name,
        receivedAt: submission.received_at,
      }),
    ),
    ...decisions.map((decision): Trace => {
      const { id: key, at, act, verdict, person_name: by, reason } = decision
      return act === 'silence'
        ? { kind: 'silence', key, at, overdue: verdict === 'overdue', unsigned: row.unsigned_silence }
        : { kind: 'decision', key, at, act, verdict, by, reason }
    }),
    ...scans.map(({ id, name, size, uploaded_at }): Trace => ({ kind: 'file', key: id, at: uploaded_at, name, size })),
    ...(row.signed_for_at
      ? [{ kind: 'signed-for' as const, key: 'signed-for', at: row.signed_for_at, by: row.signed_for_by_name ?? '' }]
      : []),
  ]
  const order = ['notice', 'delivery', 'signed-for', 'file', 'submission', 'phone', 'decision', 'silence']
  return traces.sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || order.indexOf(one.kind) - order.indexOf(other.kind),
  )
}
