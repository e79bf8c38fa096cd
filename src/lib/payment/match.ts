import { createHash } from 'node:crypto'
import {
  amountKey,
  amountReason,
  type DueIndex,
  type Evidence,
  evidenceFor,
  indexDues,
  leastScore,
  nameKeys,
  referenced,
  samePayer,
  scoreOf,
  sumReason,
} from './evidence.ts'
import { reversalsOf } from './reversal.ts'
import { subsetsOf } from './subset.ts'
import type { BankLine, DueItem, Minor, Proposal, ProposalKind, Reason, Share } from './types.ts'

/** So many items of one amount are looked at when nothing else speaks for one of them. */
const mostOfAmount = 8
const mostOthers = 5

interface Option {
  kind: ProposalKind
  shares: Share[]
  reasons: Reason[]
  score: number
  /** Of the first item; see `DueIndex.rank`. */
  rank: number
}

/** One line on its way to a proposal. */
interface Case {
  line: BankLine
  key: string
  found: Evidence[]
  option: Option | undefined
}

/**
 * Proposes for each line which due items it pays, with the reasons. No cent is given twice: shares of a line never exceed it, shares of
 * an item never exceed what is owed. The order of lines and items doesn't matter: the case with most points is settled first, equals by
 * their content.
 *
 * Exact (`exact: true`), so that it may be confirmed without anybody looking: same currency; pays one item to the cent; the payer
 * is the customer by name (or has paid for it before); the deal is named in the remark, or no other item of this customer has
 * that amount; it is the oldest debt of its contract; no other line would pay the same item as well; and no later line takes it back.
 *
 * @param earlier lines of before that a reversal may take back; those in `lines` count as well
 */
export function matchLines(
  lines: readonly BankLine[],
  dues: readonly DueItem[],
  earlier: readonly BankLine[] = [],
): Proposal[] {
  const index = indexDues(dues)
  const reverses = reversalsOf(lines, [...lines, ...earlier])
  const undone = new Set(reverses.values())
  const open = new Map(dues.map(due => [due.id, due.open]))
  const cases = lines.filter(({ amount }) => amount > 0).map(line => begun(line, index, open))
  const claims = claimsOf(cases)
  settle(cases, index, open)
  const done = new Map(cases.map(one => [one.line.id, proposalOf(one, index, claims, undone)]))
  return lines.map(line => done.get(line.id) ?? moneyOut(line, reverses.get(line.id)))
}

function begun(line: BankLine, index: DueIndex, open: ReadonlyMap<string, Minor>): Case {
  const found = candidates(line, index)
  return { line, key: keyOf(line), found, option: bestOption(line, found, index, open) }
}

/** By content, so that the order of a file means nothing; lines alike in everything are told apart by id, and are alike. */
const keyOf = ({ id, day, amount, currency, payer, remark, reference }: BankLine): string =>
  createHash('sha1').update([day, amount, currency, payer, remark, reference].join('\n')).digest('hex') + id

function candidates(line: BankLine, index: DueIndex): Evidence[] {
  const named = new Set(referenced(line, index))
  const byName = nameKeys(line.payer).flatMap(key => index.byName.get(key) ?? [])
  const byAmount = (index.byAmount.get(amountKey(line.amount, line.currency)) ?? []).slice(0, mostOfAmount)
  return [...new Set([...named, ...byName, ...byAmount])]
    .map(due => evidenceFor(line, due, index, named.has(due)))
    .sort(byRank(index))
}

const byRank = (index: DueIndex) => (a: Evidence, b: Evidence) =>
  index.rank.get(a.due)! - index.rank.get(b.due)!
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Settles the cases, most points first; who comes too late for an item looks for the next best. */
function settle(cases: Case[], index: DueIndex, open: Map<string, Minor>): void {
  let waiting = cases.filter(({ option }) => option)
  while (waiting.length > 0) {
    waiting.sort(
      (a, b) => b.option!.score - a.option!.score || a.option!.rank - b.option!.rank || compare(a.key, b.key),
    )
    const late: Case[] = []
    for (const one of waiting) {
      const { shares } = one.option!
      if (shares.every(({ dueId, amount }) => (open.get(dueId) ?? 0) >= amount))
        for (const { dueId, amount } of shares) open.set(dueId, open.get(dueId)! - amount)
      else late.push(one)
    }
    for (const one of late) one.option = bestOption(one.line, one.found, index, open)
    waiting = late.filter(({ option }) => option)
  }
}

function bestOption(
  line: BankLine,
  found: readonly Evidence[],
  index: DueIndex,
  open: ReadonlyMap<string, Minor>,
): Option | undefined {
  const live = found.filter(({ due }) => (open.get(due.id) ?? 0) > 0)
  const same = live.filter(({ due }) => due.currency === line.currency)
  const options = [
    ...single(line, same, index, open),
    ...several(line, same, index, open),
    ...foreign(live, same, index),
  ]
  options.sort((a, b) => b.score - a.score || a.rank - b.rank)
  return options[0] && options[0].score >= leastScore ? options[0] : undefined
}

/** An instalment before those that come first: more likely a part of the first that happens to be as much. */
const outOfTurn: Reason = { kind: 'out-of-turn', points: -20 }

/** One item each: whole at any place of the plan, in part or over at the oldest debt of its contract alone. */
function single(
  line: BankLine,
  same: readonly Evidence[],
  index: DueIndex,
  open: ReadonlyMap<string, Minor>,
): Option[] {
  const oldest = new Map<string, number>()
  for (const { due } of same)
    oldest.set(due.contractId, Math.min(due.place, oldest.get(due.contractId) ?? due.place))
  return same.flatMap(({ due, reasons: others }) => {
    const owed = open.get(due.id)!
    const amount = amountReason(line.amount, owed)
    const inTurn = oldest.get(due.contractId) === due.place
    if (amount.kind !== 'amount-equal' && !inTurn) return []
    const reasons = inTurn ? [amount, ...others] : [amount, outOfTurn, ...others]
    const kind = amount.kind === 'amount-equal' ? 'full' : amount.kind === 'amount-over' ? 'over' : 'part'
    const shares = [{ dueId: due.id, amount: Math.min(line.amount, owed) }]
    return [{ kind, shares, reasons, score: scoreOf(reasons), rank: index.rank.get(due)! }]
  })
}

/** Items of the same payer, or named together, that add up to the line: one transfer for two deals, or for two payments of one. */
function several(
  line: BankLine,
  same: readonly Evidence[],
  index: DueIndex,
  open: ReadonlyMap<string, Minor>,
): Option[] {
  const strong = same.filter(({ named, likeness }) => named || samePayer(likeness) || likeness >= 0.8)
  if (strong.length === 0) return []
  const accounts = new Set(strong.map(({ due }) => due.accountId))
  const known = new Map(same.map(evidence => [evidence.due, evidence]))
  const pool = [...accounts]
    .flatMap(account => index.byAccount.get(account) ?? [])
    .filter(due => due.currency === line.currency && (open.get(due.id) ?? 0) > 0)
    .map(due => known.get(due) ?? evidenceFor(line, due, index, false))
    // Deals that are named come first: with two ways to the sum, theirs is meant.
    .sort((a, b) => Number(b.named) - Number(a.named) || byRank(index)(a, b))
  const sets = subsetsOf(
    pool.map(({ due }) => open.get(due.id)!),
    line.amount,
  )
  const [chosen] = sets
  if (!chosen) return []
  const parts = chosen.map(i => pool[i]!)
  const best = parts.reduce((a, b) => (scoreOf(b.reasons) > scoreOf(a.reasons) ? b : a))
  const doubt: Reason[] = sets.length > 1 ? [{ kind: 'several-ways', points: -5 }] : []
  const reasons = [sumReason, ...best.reasons, ...doubt]
  const shares = parts.map(({ due }) => ({ dueId: due.id, amount: open.get(due.id)! }))
  return [{ kind: 'several', shares, reasons, score: scoreOf(reasons), rank: index.rank.get(parts[0]!.due)! }]
}

/** The deal is known but owed in another currency: somebody has to say what was credited. */
function foreign(live: readonly Evidence[], same: readonly Evidence[], index: DueIndex): Option[] {
  if (same.some(({ named }) => named)) return []
  return live
    .filter(each => !same.includes(each) && (each.named || samePayer(each.likeness)))
    .map(({ due, reasons: others }) => {
      const reasons: Reason[] = [{ kind: 'other-currency', points: 0 }, ...others]
      return { kind: 'currency', shares: [], reasons, score: scoreOf(reasons), rank: index.rank.get(due)! }
    })
}

/** How many lines would pay an item to the cent. */
function claimsOf(cases: readonly Case[]): ReadonlyMap<string, number> {
  const claims = new Map<string, number>()
  for (const one of cases)
    for (const { due } of claimed(one)) claims.set(due.id, (claims.get(due.id) ?? 0) + 1)
  return claims
}

const claimed = ({ line, found }: Case): Evidence[] =>
  found.filter(
    ({ due, named, likeness }) =>
      due.open === line.amount && due.currency === line.currency && (named || samePayer(likeness)),
  )

function proposalOf(
  one: Case,
  index: DueIndex,
  claims: ReadonlyMap<string, number>,
  undone: ReadonlySet<string>,
): Proposal {
  const { line, found, option } = one
  const shares = option?.shares ?? []
  const chosen = new Set(shares.map(({ dueId }) => dueId))
  const reasons = [...(option?.reasons ?? [])]
  // Also said of the one that came too late: it is perhaps a payment made twice.
  const wanted =
    option?.kind === 'full' ? [shares[0]!.dueId] : option ? [] : claimed(one).map(({ due }) => due.id)
  if (wanted.some(id => (claims.get(id) ?? 0) > 1)) reasons.push({ kind: 'claimed-twice', points: 0 })
  if (undone.has(line.id)) reasons.push({ kind: 'taken-back', points: 0 })
  const others = [...found]
    .filter(({ due }) => !chosen.has(due.id))
    .sort((a, b) => scoreOf(b.reasons) - scoreOf(a.reasons) || byRank(index)(a, b))
    .slice(0, mostOthers)
    .map(({ due }) => due.id)
  return {
    ...{ lineId: line.id, kind: option?.kind ?? 'none', score: option?.score ?? 0, shares, reasons, others },
    exact: isExact(line, option, reasons, found, index),
    rest: line.amount - shares.reduce((sum, { amount }) => sum + amount, 0),
    reverses: null,
  }
}

function isExact(
  line: BankLine,
  option: Option | undefined,
  reasons: readonly Reason[],
  found: readonly Evidence[],
  index: DueIndex,
): boolean {
  const has = (kind: Reason['kind']) => reasons.some(reason => reason.kind === kind)
  const doubts = ['claimed-twice', 'taken-back', 'out-of-turn'] as const
  if (option?.kind !== 'full' || !has('payer-same') || doubts.some(has)) return false
  const own = found.find(({ due }) => due.id === option.shares[0]!.dueId)!
  if (own.due.open !== line.amount) return false
  const alike = (index.byAccount.get(own.due.accountId) ?? []).filter(
    ({ open, currency }) => open === line.amount && currency === line.currency,
  )
  // Another deal is named: the amount fits this one by chance.
  if (!own.named && found.some(({ named }) => named)) return false
  const sameNamed = alike.filter(due => found.some(each => each.named && each.due === due))
  return own.named ? sameNamed.length === 1 : alike.length === 1
}

function moneyOut(line: BankLine, reverses: string | undefined): Proposal {
  const reasons: Reason[] = reverses ? [{ kind: 'takes-back', points: 80 }] : []
  return {
    ...{ lineId: line.id, kind: reverses ? 'reversal' : 'none', score: scoreOf(reasons), exact: false },
    ...{ shares: [], rest: 0, reasons, reverses: reverses ?? null, others: [] },
  }
}
