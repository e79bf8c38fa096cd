import type { LocalDate } from '#lib/calendar/index.ts'

/** A whole number of the currency's smallest unit (分). */
export type Minor = number

/** One line of a bank statement. */
export interface BankLine {
  id: string
  day: LocalDate
  /** Money in is above 0, money out below. */
  amount: Minor
  currency: string
  /** Who sent it, as the bank writes it. */
  payer: string
  remark: string
  /** The bank's own number of the act; empty where it gives none. */
  reference: string
  /** Whether the bank marks it as taking back an earlier line. */
  reversal: boolean
}

/** A payment that is still owed, wholly or in part. */
export interface DueItem {
  id: string
  contractId: string
  accountId: string
  /** Its place in the contract's plan, from 0: the oldest debt is paid first. */
  place: number
  dueDay: LocalDate
  /** What is still owed; above 0. */
  open: Minor
  currency: string
  /** Numbers by which people name the deal: of the contract, of the quote. */
  references: readonly string[]
  /** Names of the customer; those of others who have paid for it before count as its own. */
  payers: readonly string[]
}

/** Why a line was taken for a due item, or not; the interface words them. `points` add up to the score. */
const reasonKinds = [
  'amount-equal',
  'amount-sum',
  'amount-fee',
  'amount-part',
  'amount-over',
  'payer-same',
  'payer-alike',
  'payer-other',
  'reference',
  'date-near',
  'out-of-turn',
  'other-currency',
  'claimed-twice',
  'several-ways',
  'taken-back',
  'takes-back',
] as const
export type ReasonKind = (typeof reasonKinds)[number]

export interface Reason {
  kind: ReasonKind
  points: number
}

/**
 * `full`: pays one item exactly. `several`: pays more than one, to the cent. `part`: less than is owed. `over`: more; the rest stays
 * on the line. `currency`: another currency than the debt's. `reversal`: takes an earlier line back. `none`: nothing fits.
 */
const proposalKinds = ['full', 'several', 'part', 'over', 'currency', 'reversal', 'none'] as const
export type ProposalKind = (typeof proposalKinds)[number]

/** How much of a line pays a due item. */
export interface Share {
  dueId: string
  amount: Minor
}

/** What is proposed for a line. `Σ shares + rest = amount` for money in. */
export interface Proposal {
  lineId: string
  kind: ProposalKind
  /** Points of the reasons, 0–100: an order of how much speaks for it, no probability. */
  score: number
  /** Whether it meets the exact rule ({@link matchLines}), so that nobody need look. */
  exact: boolean
  shares: Share[]
  rest: Minor
  reasons: Reason[]
  /** Of a reversal: the line that it takes back. */
  reverses: string | null
  /** Other due items that it could be meant for, best first. */
  others: string[]
}
