import { runScope } from './scope-workflow.ts'
import { tells } from './tells.ts'

/** Every workflow type by its name; its input is its scope. */
export const solicitation = (scope: string): Promise<string> => runScope(scope, tells.solicitation)
const publicNotice = (scope: string): Promise<string> => runScope(scope, tells['public-notice'])
export const payout = (scope: string): Promise<string> => runScope(scope, tells.payout)
export const claim = (scope: string): Promise<string> => runScope(scope, tells.claim)
const claimRound = (scope: string): Promise<string> => runScope(scope, tells['claim-round'])

// A type is called as its rows call it.
export { claimRound as 'claim-round', publicNotice as 'public-notice' }
