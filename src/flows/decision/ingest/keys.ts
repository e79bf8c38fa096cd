import { createHash } from 'node:crypto'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Key } from '#platform/identity/index.ts'

/** A revoked key stops working after this at the latest. */
const keptMs = 1_000
const mostKept = 10_000

/** Looks keys up, each at most once a second: reading the database for every request would cost more than the event. */
export function makeKeyFinder(keyOf: (secret: string) => Promise<Key | undefined>, clock: Clock) {
  const kept = new Map<string, { key: Promise<Key | undefined>; until: number }>()
  return (secret: string): Promise<Key | undefined> => {
    const name = createHash('sha256').update(secret).digest('base64')
    const now = clock.now()
    const known = kept.get(name)
    if (known && known.until > now && known.until <= now + keptMs) return known.key
    if (kept.size > mostKept) kept.clear()
    const key = keyOf(secret)
    kept.set(name, { key, until: now + keptMs })
    key.catch(() => kept.delete(name))
    return key
  }
}

/** The secret of a request: `Bearer SECRET`, or `Basic` with the secret as user name (Segment's way). */
export function secretOf(authorization: string | undefined): string | undefined {
  const [scheme, value] = authorization?.split(' ', 2) ?? []
  if (!value) return undefined
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() !== 'basic') return undefined
  const secret = Buffer.from(value, 'base64').toString().split(':')[0]
  return secret === '' ? undefined : secret
}
