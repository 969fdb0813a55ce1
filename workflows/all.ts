import { runScope } from './scope-workflow.ts'
import { tellSolicitation } from './solicitation.ts'

/** Every workflow type by its name; its input is its scope. */
export const solicitation = (scope: string): Promise<string> => runScope(scope, tellSolicitation)
