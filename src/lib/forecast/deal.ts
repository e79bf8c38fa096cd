import type { Day } from './calendar.ts'

/** What was known of a deal from a day on. */
export interface Step {
  on: Day
  /** Place of its stage among the open stages, from 0. */
  stage: number
  /** Expected or agreed amount; null while unknown. */
  amount: number | null
  /** The owner’s own date then. */
  expected?: Day
  /** Log-odds of the account's intent then, where it is known. */
  intent?: number
}

/** A deal with its past, in order of time. */
export interface Deal {
  id: string
  opened: Day
  steps: Step[]
  ended?: { on: Day; won: boolean; amount: number }
  /** Whom and what its amount counts for: one label per dimension, such as owner, team, product. */
  labels: readonly string[]
  /** Families of deals with amounts of their own where amounts are unknown before the end; product, as a rule. */
  family: string
}

/** An open deal as it stood at the end of a day. */
export interface OpenDeal {
  deal: Deal
  age: number
  stage: number
  amount: number | null
  intent: number | undefined
}

/** The last thing known of a deal at the end of a day. @returns undefined before it was opened */
export function stepAt(deal: Deal, day: Day): Step | undefined {
  let found: Step | undefined
  for (const step of deal.steps) {
    if (step.on > day) break
    found = step
  }
  return found
}

/** Whether a deal was open at the end of a day. */
export const isOpen = (deal: Deal, day: Day): boolean =>
  deal.opened <= day && (deal.ended === undefined || deal.ended.on > day)

/** The deals that were open at the end of a day, as they were known then. */
export function openAt(deals: readonly Deal[], day: Day): OpenDeal[] {
  return deals
    .filter(deal => isOpen(deal, day))
    .map(deal => {
      const step = stepAt(deal, day)
      return {
        deal,
        age: day - deal.opened,
        stage: step?.stage ?? 0,
        amount: step?.amount ?? null,
        intent: step?.intent,
      }
    })
}

/** What was won from one day to before another. */
export function wonBetween(deals: readonly Deal[], from: Day, to: Day): Deal[] {
  return deals.filter(({ ended }) => ended?.won && ended.on >= from && ended.on < to)
}

/** Sum of what was won from one day to before another. */
export function revenueBetween(deals: readonly Deal[], from: Day, to: Day): number {
  return wonBetween(deals, from, to).reduce((sum, deal) => sum + deal.ended!.amount, 0)
}
