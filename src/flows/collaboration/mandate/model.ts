import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import { type Deal, type MandateRow, tighter, wholeDeal } from '#lib/mandate/index.ts'
import type { ContractFacts, DealFacts, Limits, Measure, Verdict } from './api.ts'

/** Days of mandates begin and end here, wherever the reader is. */
const zone = 'Asia/Shanghai'

export const dayOf = (now: Instant): string => wallClock(now, zone).date

const everywhere = { departmentId: null, regionId: null, family: null, tier: null }

/** How long quotes of one customer count together, until somebody decides otherwise. */
export const usualSplitDays = 30

const all: Limits = {
  ...{
    worstLineDiscount: null,
    blendedDiscount: null,
    effectiveDiscount: null,
    margin: null,
    belowFloor: null,
  },
  ...{ amount: null, paymentDays: null, nonStandardClause: null, liability: null, seal: null },
}
const listPrice: Limits = {
  ...{ worstLineDiscount: 0, blendedDiscount: 0, effectiveDiscount: null, margin: null },
  ...{ amount: null, paymentDays: 120, seal: null },
}

/** What a workspace begins with: administrators may do all, whoever sells may sell at list price. */
export function beginningRows(roles: readonly { id: Id; builtIn: string | null }[]): MandateRow[] {
  const row = (builtIn: string, limits: Limits, reach: 'line' | 'workspace') =>
    roles
      .filter(role => role.builtIn === builtIn)
      .map(({ id }): MandateRow => {
        const holder = { kind: 'role' as const, id, reach }
        return { id: `begin-${builtIn}`, holder, scope: everywhere, limits, from: null, to: null }
      })
  return [
    ...row('admin', all, 'workspace'),
    ...['director', 'manager', 'rep'].flatMap(role => row(role, listPrice, 'line')),
  ]
}

/** A quote as the engine takes it, its amount together with what it may have been split from. */
export function dealOf(facts: DealFacts, splitDays: number): { deal: Deal; split: Verdict['split'] } {
  const { subjectId: quoteId, opportunityId, issuedAt } = facts
  const own = { quoteId, opportunityId, amount: facts.amount, issuedAt }
  const { amount, others } = wholeDeal(own, facts.near, splitDays)
  const { departmentId, regionId, tier, authorId, ownerId, families } = facts
  const { blendedDiscount, effectiveDiscount, margin, paymentDays } = facts
  return {
    deal: {
      ...{ departmentId, regionId, tier, authorId, ownerId },
      families: families.length > 0 ? families : [{ family: null, discount: 0, lineId: null }],
      values: {
        ...{ blendedDiscount, effectiveDiscount, margin, belowFloor: facts.belowFloor ? 1 : 0 },
        ...{ amount, paymentDays },
      },
    },
    split: others.length > 0 ? { days: splitDays, others: others.map(shownNear) } : null,
  }
}

const shownNear = ({
  quoteId,
  amount,
  issuedAt,
}: {
  quoteId: Id
  amount: number | null
  issuedAt: number
}) => ({
  ...{ quoteId, amount, issuedAt },
})

/** A contract as the engine takes it: only what it adds to its quote. */
export function contractOf(facts: ContractFacts): Deal {
  const { departmentId, regionId, tier, authorId, ownerId, nonStandardClause, liability, sealAmount } = facts
  const families = facts.families.length > 0 ? facts.families : [null]
  return {
    ...{ departmentId, regionId, tier, authorId, ownerId },
    families: families.map(family => ({ family, discount: 0, lineId: null })),
    values: {
      nonStandardClause: nonStandardClause ? 1 : 0,
      liability: liability === null ? 0 : liability === 'unlimited' ? null : liability,
      seal: sealAmount,
    },
  }
}

/** Whether a cap allows more than a limit does; a limit that isn't there allows nothing. */
export function isAbove(measure: Measure, cap: number | null, limit: number | null | undefined): boolean {
  if (limit === undefined) return true
  return tighter(measure, cap, limit) !== cap
}
