export { solicitation } from './solicitation.ts'
