import { DAY } from '#kernel/time.ts'
import { nameVariants, normaliseName, parseCompanyName } from '#lib/match/company-name.ts'
import { compareNames, LIKELY_DUPLICATE } from '#lib/match/similar-name.ts'
import type { BankLine, DueItem, Minor, Reason } from './types.ts'

/** What each kind of evidence counts. A reference is what the payer wrote down on purpose; the date alone says little. */
const points = { reference: 45, payer: 30, amount: 25, sum: 20, fee: 15, part: 5, over: 5, near: 5 } as const

/** Below this nothing is proposed. */
export const leastScore = 30

const nearDays = 15

/** Numbers people give to deals, as they stand in remarks: letters and digits with a digit among them. */
const numberLike = /[A-Z0-9][A-Z0-9_-]{4,40}/g

const bare = (text: string) => text.replace(/[^A-Z0-9]/g, '')

/** What the open items can be found by. */
export interface DueIndex {
  byReference: ReadonlyMap<string, readonly DueItem[]>
  byName: ReadonlyMap<string, readonly DueItem[]>
  byAmount: ReadonlyMap<string, readonly DueItem[]>
  byAccount: ReadonlyMap<string, readonly DueItem[]>
  /** Place in the order by due day, then place in the plan, then id: equals are always taken in the same order. */
  rank: ReadonlyMap<DueItem, number>
  /** Comparing names is dear: each pair is compared once. */
  likeness(payer: string, item: DueItem): number
}

export const amountKey = (amount: Minor, currency: string) => `${currency} ${amount}`

export function indexDues(dues: readonly DueItem[]): DueIndex {
  const index = {
    byReference: new Map<string, DueItem[]>(),
    byName: new Map<string, DueItem[]>(),
    byAmount: new Map<string, DueItem[]>(),
    byAccount: new Map<string, DueItem[]>(),
  }
  const keys = new Map<string, string[]>()
  const add = (map: Map<string, DueItem[]>, key: string, due: DueItem) => {
    const list = map.get(key)
    if (!list) map.set(key, [due])
    else if (!list.includes(due)) list.push(due)
  }
  for (const due of dues) {
    add(index.byAccount, due.accountId, due)
    add(index.byAmount, amountKey(due.open, due.currency), due)
    for (const reference of due.references) add(index.byReference, bare(plain(reference)), due)
    for (const name of due.payers) {
      if (!keys.has(name)) keys.set(name, nameKeys(name))
      for (const key of keys.get(name)!) add(index.byName, key, due)
    }
  }
  const compared = new Map<string, number>()
  return {
    ...index,
    rank: ranksOf(dues),
    likeness: (payer, { payers }) => bestLikeness(compared, payer, payers),
  }
}

function ranksOf(dues: readonly DueItem[]): Map<DueItem, number> {
  const key = ({ dueDay, place, id }: DueItem) => `${dueDay} ${String(place).padStart(3, '0')} ${id}`
  const keyed = dues.map(due => ({ due, key: key(due) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  return new Map(keyed.map(({ due }, i) => [due, i]))
}

function bestLikeness(known: Map<string, number>, payer: string, payers: readonly string[]): number {
  let best = 0
  for (const name of payers) {
    const key = `${payer}\n${name}`
    const score = known.get(key) ?? compareNames(payer, name).score
    known.set(key, score)
    best = Math.max(best, score)
  }
  return best
}

/** Everything a name may be looked up by. */
export const nameKeys = (name: string): string[] =>
  normaliseName(name) === ''
    ? []
    : [...new Set([normaliseName(name), parseCompanyName(name).core, ...nameVariants(name)])]

const plain = (text: string) => text.normalize('NFKC').toUpperCase()

/** Items whose deal is named in the line's remark or reference. */
export function referenced(line: BankLine, index: DueIndex): DueItem[] {
  const text = plain(`${line.remark} | ${line.reference}`)
  const found = [...text.matchAll(numberLike), ...text.replace(/\s+/g, '').matchAll(numberLike)]
  const keys = new Set(found.map(([token]) => bare(token)).filter(key => /\d/.test(key)))
  return [...new Set([...keys].flatMap(key => index.byReference.get(key) ?? []))]
}

export interface Evidence {
  due: DueItem
  named: boolean
  /** 0–1. */
  likeness: number
  /** Reasons but the amount's. */
  reasons: Reason[]
}

/** What, apart from the amount, speaks for a line paying an item. */
export function evidenceFor(line: BankLine, due: DueItem, index: DueIndex, named: boolean): Evidence {
  const likeness = line.payer === '' ? 0 : index.likeness(line.payer, due)
  const reasons: Reason[] = []
  if (named) reasons.push({ kind: 'reference', points: points.reference })
  if (samePayer(likeness)) reasons.push({ kind: 'payer-same', points: points.payer })
  else if (likeness >= LIKELY_DUPLICATE)
    reasons.push({ kind: 'payer-alike', points: Math.round(points.payer * likeness) - 4 })
  else reasons.push({ kind: 'payer-other', points: 0 })
  if (Math.abs(Date.parse(line.day) - Date.parse(due.dueDay)) <= nearDays * DAY)
    reasons.push({ kind: 'date-near', points: points.near })
  return { due, named, likeness, reasons }
}

/** The same text, or the same but for the legal form. */
export const samePayer = (likeness: number) => likeness >= 0.97

/** What the amount says about one item of which `open` is owed. */
export function amountReason(amount: Minor, open: Minor): Reason {
  if (amount === open) return { kind: 'amount-equal', points: points.amount }
  if (amount > open) return { kind: 'amount-over', points: points.over }
  return isFee(open - amount, open)
    ? { kind: 'amount-fee', points: points.fee }
    : { kind: 'amount-part', points: points.part }
}

/** A difference small enough to be what banks on the way took: up to 0.2 % (at least 50, at most 400 in main units), never a twentieth. */
const isFee = (missing: Minor, open: Minor) =>
  missing <= Math.min(40_000, Math.max(5_000, open / 500)) && missing * 20 <= open

export const sumReason: Reason = { kind: 'amount-sum', points: points.sum }

export const scoreOf = (reasons: readonly Reason[]): number =>
  Math.min(
    100,
    reasons.reduce((sum, reason) => sum + reason.points, 0),
  )
