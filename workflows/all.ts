import { tellClaim } from './claim.ts'
import { tellClaimRound } from './claim-round.ts'
import { tellPayout } from './payout.ts'
import { tellPublicNotice } from './public-notice.ts'
import { runScope } from './scope-workflow.ts'
import { tellSolicitation } from './solicitation.ts'

/** Every workflow type by its name; its input is its scope. */
export const solicitation = (scope: string): Promise<string> => runScope(scope, tellSolicitation)
const publicNotice = (scope: string): Promise<string> => runScope(scope, tellPublicNotice)
export const payout = (scope: string): Promise<string> => runScope(scope, tellPayout)
export const claim = (scope: string): Promise<string> => runScope(scope, tellClaim)
const claimRound = (scope: string): Promise<string> => runScope(scope, tellClaimRound)

// A type is called as its rows call it.
export { claimRound as 'claim-round', publicNotice as 'public-notice' }
