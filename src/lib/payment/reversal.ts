import { DAY } from '#kernel/time.ts'
import { normaliseName } from '#lib/match/company-name.ts'
import type { BankLine } from './types.ts'

/** A bank takes back within this time. */
const withinDays = 90

/**
 * Which earlier line each money-out line takes back: the same amount and currency the other way round, from the same payer or with the
 * same bank number, not later than it; the nearest in time. No line is taken back twice. A line out that the bank doesn't mark
 * as a reversal counts only if payer and amount are the same.
 * @returns by the reversing line's id, the reversed one's
 */
export function reversalsOf(lines: readonly BankLine[], earlier: readonly BankLine[]): Map<string, string> {
  const byAmount = Map.groupBy(
    earlier.filter(({ amount }) => amount > 0),
    ({ amount, currency }) => `${currency} ${amount}`,
  )
  const taken = new Set<string>()
  const found = new Map<string, string>()
  const out = lines.filter(({ amount }) => amount < 0).sort((a, b) => order(a, b))
  for (const line of out) {
    const [best] = (byAmount.get(`${line.currency} ${-line.amount}`) ?? [])
      .filter(other => !taken.has(other.id) && belongs(line, other))
      .sort((a, b) => order(b, a))
    if (!best) continue
    taken.add(best.id)
    found.set(line.id, best.id)
  }
  return found
}

const order = (a: BankLine, b: BankLine) =>
  a.day === b.day ? (a.id < b.id ? -1 : 1) : a.day < b.day ? -1 : 1

function belongs(line: BankLine, other: BankLine): boolean {
  const apart = Date.parse(line.day) - Date.parse(other.day)
  if (apart < 0 || apart > withinDays * DAY) return false
  const sameNumber = other.reference !== '' && `${line.reference} ${line.remark}`.includes(other.reference)
  const samePayer = line.payer !== '' && normaliseName(line.payer) === normaliseName(other.payer)
  return sameNumber || samePayer || (line.reversal && line.payer === '')
}
