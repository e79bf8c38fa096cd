import { createHmac, randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'

const scrypt = promisify(scryptCallback) as (text: string, salt: Buffer, bytes: number) => Promise<Buffer>

/** Signs tokens that say "this caller may do that until then". One per purpose, so that none serves for another. */
export interface Signer {
  /** A token that names a workspace and ends at an instant. */
  sign(purpose: 'view' | 'pass' | 'file', subject: string, workspaceId: Id, until: Instant): string
  /** The workspace of a token that is genuine, meant for this and not over; else undefined. */
  verify(purpose: 'view' | 'pass' | 'file', subject: string, token: string, now: Instant): Id | undefined
  /** A keyed hash: for ids of visitors and networks, which are then useless elsewhere. */
  hash(text: string): string
}

export function makeSigner(secret: string): Signer {
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest('base64url')
  return {
    sign: (purpose, subject, workspaceId, until) => {
      const claim = `${workspaceId}.${Math.floor(until)}`
      return `${claim}.${mac(`${purpose} ${subject} ${claim}`)}`
    },
    verify: (purpose, subject, token, now) => {
      const [workspaceId = '', until = '', signature = ''] = token.split('.')
      const wanted = mac(`${purpose} ${subject} ${workspaceId}.${until}`)
      const genuine =
        signature.length === wanted.length && timingSafeEqual(Buffer.from(signature), Buffer.from(wanted))
      return genuine && Number(until) > now ? workspaceId : undefined
    },
    hash: text => mac(`hash ${text}`),
  }
}

/** A password as it may be kept: scrypt with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await scrypt(password, salt, 32)
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`
}

/** Whether a password is the one that was hashed. */
export async function checkPassword(password: string, kept: string): Promise<boolean> {
  const [salt = '', hash = ''] = kept.split('.')
  const wanted = Buffer.from(hash, 'base64url')
  const given = await scrypt(password, Buffer.from(salt, 'base64url'), 32)
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}
