import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

/** One key each for sealing and for finding again, so that neither tells anything of the other. */
function keyFor(fieldKey: string, use: 'seal' | 'find'): Buffer {
  return Buffer.from(hkdfSync('sha256', fieldKey, 'chengban', `field-${use}`, 32))
}

/** Encrypts what only a few may read (an identity number, an account): AES-256-GCM, its nonce before it and its tag behind. */
export function seal(fieldKey: string, text: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(fieldKey, 'seal'), nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Reads what was sealed. Throws where the key is another one or a byte was changed. */
export function open(fieldKey: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', keyFor(fieldKey, 'seal'), bytes.subarray(0, nonceBytes))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8')
}

/** The same text gives the same hash, and nobody without the key finds the text by trying: to find the same child or account again. */
export const keyedHash = (fieldKey: string, text: string): string =>
  createHmac('sha256', keyFor(fieldKey, 'find')).update(text).digest('hex')
