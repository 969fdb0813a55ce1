import { tellClaim } from './claim.ts'
import { tellClaimRound } from './claim-round.ts'
import type { Tell } from './contract.ts'
import { tellPayout } from './payout.ts'
import { tellPublicNotice } from './public-notice.ts'
import { tellSolicitation } from './solicitation.ts'

/** Every procedure by the name of its workflow type, as rows call it. */
export const tells = {
  solicitation: tellSolicitation,
  'claim-round': tellClaimRound,
  claim: tellClaim,
  'public-notice': tellPublicNotice,
  payout: tellPayout,
} satisfies Record<string, Tell>

/** The procedure of a workflow type; undefined where there is none. */
export const tellOf = (type: string): Tell | undefined => (tells as Readonly<Record<string, Tell>>)[type]
