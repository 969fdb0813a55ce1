import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

// argon2id (the library's default algorithm) with OWASP's second recommended setting: 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const shortestPassword = 12
export const longestPassword = 200

/** The secret of a login, as stored: argon2id in its encoded form. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), cost)

let standIn: Promise<string> | undefined

/** Whether the password fits; takes as long where there is no secret to compare with. */
export async function passwordFits(secret: string | null, password: string): Promise<boolean> {
  const tried = password.length > longestPassword ? '' : password.normalize('NFC')
  if (secret !== null) return verify(secret, tried)
  standIn ??= hashPassword(randomBytes(24).toString('base64url'))
  await verify(await standIn, tried)
  return false
}
