const units: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

const pattern = /^(\d{1,16})(?:\.(\d{1,16}))?(ms|s|m|h|d|w)$/

/**
 * Milliseconds of a duration `<decimal><unit>` (`7d`, `1.5h`); undefined unless it is greater than zero and
 * whole in milliseconds.
 */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = '', unit = ''] = match
  // In integers, because 0.1s has no exact double.
  const scaled = BigInt(whole + fraction) * BigInt(units[unit]!)
  const scale = 10n ** BigInt(fraction.length)
  const ms = Number(scaled / scale)
  return scaled % scale === 0n && ms > 0 && Number.isSafeInteger(ms) ? ms : undefined
}
