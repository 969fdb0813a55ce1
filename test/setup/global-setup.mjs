import { register } from './run-registry.mjs'

// The servers themselves start when the first test asks for one: tests of rules need none.
export default function setUp() {
  register()
}
