import { sql } from 'kysely'
import { createRound, saveRound } from '../acts/draft-round.ts'
import { setClock } from '../acts/set-clock.ts'
import { sign } from '../acts/sign.ts'
import { submitForSignature } from '../acts/submit-for-signature.ts'
import { cycleScope } from '../domain/cycle.ts'
import { addWorkingDays, subtractWorkingDays } from '../domain/deadline.ts'
import { instantOf, localDateOf } from '../domain/local-time.ts'
import type { Back, ClaimsDemonstration, DemonstrationRound } from '../policies/read-claims-demonstration.ts'
import { demonstrationClaims, type PlayedRound } from './claims-demonstration-steps.ts'
import type { DemonstrationStage } from './demonstration-stage.ts'
import { demonstrationMoney } from './money-demonstration-steps.ts'
import { walkScope } from './walk-scope.ts'

type Moment = { readonly at: string; readonly act: () => Promise<unknown> }

/** Rounds of claims with everything that happens in them, all on one line of time that ends at the first start. */
export async function playClaims(
  stage: DemonstrationStage,
  { institutions, rounds }: ClaimsDemonstration,
): Promise<void> {
  const { house, pack, calendar, startedAt, actorOf } = stage
  const { database } = house
  const today = localDateOf(startedAt)
  const dayOf = (back: number): string =>
    back > 0 ? subtractWorkingDays(today, back, calendar) : addWorkingDays(today, -back, calendar)
  const at = ({ back, time }: Back): string => instantOf(dayOf(back), time)
  const claims = await demonstrationClaims(stage, institutions)
  const doTogether = demonstrationMoney(stage, claims)
  const moments = rounds.flatMap(momentsOf).sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const begun: string[] = []
  let reached = moments[0]?.at ?? startedAt
  for (const moment of moments) {
    await advance(moment.at)
    await moment.act()
  }
  await advance(startedAt)
  await setClock(house, null)
  for (const { scope, workflow_type } of await openScopes()) await walkScope(house, workflow_type, scope)
  await settleMail()

  function momentsOf(round: DemonstrationRound): Moment[] {
    const played: PlayedRound = {
      round,
      dayOf,
      cycleId: '',
      once: name => ({ key: `demonstration:${round.title}:${name}` }),
    }
    const scope = () => cycleScope(played.cycleId)
    return [
      { at: at(round.created), act: () => launch(played) },
      ...round.signed.map(
        ({ by, at: signedAt }): Moment => ({
          at: at(signedAt),
          act: async () => {
            const { id } = await database
              .selectFrom('tasks')
              .select('id')
              .where('scope', '=', scope())
              .where('step', '=', 'signature')
              .where('state', '=', 'open')
              .executeTakeFirstOrThrow()
            await sign(house, await actorOf(by), { taskId: id, once: played.once(`sign:${by}`) })
            await walkScope(house, 'claim-round', scope())
          },
        }),
      ),
      ...round.claims.flatMap(claim =>
        claim.steps.map((step): Moment => ({ at: at(step.at), act: () => claims.doStep(played, claim, step) })),
      ),
      ...round.steps.map((step): Moment => ({ at: at(step.at), act: () => doTogether(played, step) })),
    ]
  }

  async function launch(played: PlayedRound): Promise<void> {
    const { round, once } = played
    const officer = await actorOf(round.officer)
    const { title, scheme, year, contact, source, readings } = round
    const { cycleId } = await createRound(house, officer, { pack: pack.id, scheme, year, title, once: once('create') })
    played.cycleId = cycleId
    begun.push(cycleId)
    await saveRound(house, officer, {
      cycleId,
      version: 1,
      round: {
        ...{ title, contact, source, readings },
        opensOn: dayOf(round.opens),
        closesOn: dayOf(round.closes),
        closeOfBusiness: '17:30',
        appropriationFen: String(round.appropriation),
        noticeWorkingDays: null,
        documentNumber: '',
      },
    })
    await submitForSignature(house, officer, { cycleId, version: 2, once: once('submit') })
    await walkScope(house, 'claim-round', cycleScope(cycleId))
  }

  // From instant to instant, so that what is due acts at its own time; only the scopes that something is due in are walked.
  async function advance(to: string): Promise<void> {
    for (;;) {
      const due = (await dueScopes()).filter(({ at }) => at < to)
      const [next] = due
      if (!next) break
      reached = new Date(Date.parse(next.at) + 1).toISOString()
      await setClock(house, reached)
      for (const { scope, workflow_type } of due.filter(({ at }) => at === next.at))
        await walkScope(house, workflow_type, scope)
    }
    reached = to
    await setClock(house, to)
  }

  async function dueScopes(): Promise<{ at: string; scope: string; workflow_type: string }[]> {
    if (begun.length === 0) return []
    const { rows } = await sql<{ at: string; scope: string; workflow_type: string }>`
      select due.at, due.scope, s.workflow_type from (
        select scope, min(at) as at from rungs where cycle_id = any(${begun}::uuid[]) and state = 'waiting' and at >= ${reached} group by scope
        union all select 'cycle:' || r.cycle_id, opens_at from rounds r join cycles c on c.id = r.cycle_id where c.state = 'going-out' and c.id = any(${begun}::uuid[])
        union all select 'cycle:' || id, due_at from cycles where state = 'open' and id = any(${begun}::uuid[])
        union all select 'list:' || id, case state when 'approved' then starts_at else ends_at end from notice_lists where state in ('approved', 'running') and cycle_id = any(${begun}::uuid[])
      ) due join scopes s on s.scope = due.scope and s.state = 'open'
      where due.at >= ${reached} order by due.at, due.scope`.execute(database)
    return rows
  }

  function openScopes() {
    return database
      .selectFrom('scopes')
      .select(['scope', 'workflow_type'])
      .where('cycle_id', 'in', begun)
      .where('state', '=', 'open')
      .orderBy(({ fn, ref }) => fn('left', [ref('scope'), sql.lit(5)]))
      .execute()
  }

  // What would have been mailed then is recorded as sent then; nothing of it goes out now.
  async function settleMail(): Promise<void> {
    await sql`
      update deliveries d set state = 'sent', answer = '250 2.0.0 Ok', attempts = 1, sent_at = n.created_at + interval '2 seconds', created_at = n.created_at
      from notices n where n.id = d.notice_id and d.cycle_id = any(${begun}::uuid[]) and d.state = 'queued'`.execute(
      database,
    )
  }
}
