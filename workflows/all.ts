import { tellPayout } from './payout.ts'
import { tellPublicNotice } from './public-notice.ts'
import { runScope } from './scope-workflow.ts'
import { tellSolicitation } from './solicitation.ts'

/** Every workflow type by its name; its input is its scope. */
export const solicitation = (scope: string): Promise<string> => runScope(scope, tellSolicitation)
const publicNotice = (scope: string): Promise<string> => runScope(scope, tellPublicNotice)
export const payout = (scope: string): Promise<string> => runScope(scope, tellPayout)
// A type is called as its rows call it.
export { publicNotice as 'public-notice' }
