// `npm run build`: packages and compiled program, nothing started.
import { compile, install, requireNode } from './set-up.mjs'

requireNode()
install()
compile()
