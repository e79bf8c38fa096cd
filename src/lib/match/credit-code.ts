const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Registering authorities that may stand first: 机构编制 … 工商 (digits), 军委 A, 农业 N, 其他 Y. */
const authorities = '123456789ANY'

export type CreditCodeFault =
  | { fault: 'length'; length: number }
  | { fault: 'character'; position: number; character: string }
  | { fault: 'authority'; character: string }
  | { fault: 'division'; position: number; character: string }
  | { fault: 'check'; expected: string; found: string }

/** A code as people type it, made comparable: half width, upper case, no spaces or hyphens. */
export function normaliseCreditCode(input: string): string {
  return input
    .normalize('NFKC')
    .replace(/[\s\-‐-―]/g, '')
    .toUpperCase()
}

/**
 * The check character (18th) of a unified social credit code: 31 − Σ cᵢ·3^(i−1) mod 31, 31 counting as 0.
 * Source: GB 32100-2015, 5 and annex A. `body` is the first 17 characters.
 */
export function creditCodeCheck(body: string): string {
  let sum = 0
  let weight = 1
  for (const character of body.slice(0, 17)) {
    sum += alphabet.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return alphabet[(31 - (sum % 31)) % 31]!
}

/**
 * The first fault of a unified social credit code (统一社会信用代码, GB 32100-2015), or null if it is sound.
 * Positions count from 1. Lower case, full width and spaces are no faults.
 */
export function creditCodeFault(input: string): CreditCodeFault | null {
  const code = normaliseCreditCode(input)
  const characters = [...code]
  if (characters.length !== 18) return { fault: 'length', length: characters.length }
  const bad = characters.findIndex(character => !alphabet.includes(character))
  if (bad >= 0) return { fault: 'character', position: bad + 1, character: characters[bad]! }
  if (!authorities.includes(code[0]!)) return { fault: 'authority', character: code[0]! }
  const letter = characters.findIndex((character, i) => i >= 2 && i < 8 && !/\d/.test(character))
  if (letter >= 0) return { fault: 'division', position: letter + 1, character: characters[letter]! }
  const expected = creditCodeCheck(code)
  return expected === code[17] ? null : { fault: 'check', expected, found: code[17]! }
}
