/** An opaque identifier: a UUID version 7, so that new rows land side by side in an index. */
export type Id = string

/**
 * A new UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.
 * @param now milliseconds since 1970; the wall clock if left out
 */
export function newId(now: number = Date.now()): Id {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a string is one of our ids (lower-case UUID). */
export function isId(value: string): value is Id {
  return uuid.test(value)
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** An unguessable token for links and keys: `length` base-62 characters (22 are 131 bits). */
export function newToken(length = 22): string {
  let token = ''
  while (token.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // 248 is the largest multiple of 62 below 256: above it the remainder would favour the first letters.
      if (byte < 248 && token.length < length) token += alphabet[byte % 62]
    }
  }
  return token
}
