import { DAY, type Instant } from '#kernel/time.ts'
import { type LocalDate, wallClock } from '#lib/calendar/index.ts'
import { addDays } from '#lib/slot/index.ts'
import type { DeliveryState } from './api.ts'

/** Days of deliveries are days on the wall in Shanghai. */
const zone = 'Asia/Shanghai'

export const today = (now: Instant): LocalDate => wallClock(now, zone).date

/** The first day on which a team can still begin: today until its hours have begun, then tomorrow. */
export function firstDay(now: Instant, opens: number): LocalDate {
  const { date, minute } = wallClock(now, zone)
  return minute < opens ? date : addDays(date, 1)
}

/** States in which days are taken. */
export const standing: readonly DeliveryState[] = ['held', 'planned', 'started', 'done']

export interface DealFacts {
  acceptedAt: Date | null
  signedAt: Date | null
  coveredAt: Date | null
}

/** Where a slot stands by what has been heard of its deal: paid for, signed for, or held. */
export function stateBy(deal: DealFacts | undefined): 'held' | 'planned' | 'started' {
  if (!deal?.signedAt) return 'held'
  return deal.coveredAt ? 'started' : 'planned'
}

/** How long a slot is held for a quote that isn't out yet. */
export const draftHold = 3 * DAY

/** When a hold ends by itself: with its quote, but not once the customer has accepted that; soon while the quote is a draft. */
export function expiryOf(
  deal: DealFacts | undefined,
  quote: { state: string; validUntil: Instant | null },
  now: Instant,
): Date | null {
  if (deal?.signedAt || deal?.acceptedAt || quote.state === 'accepted') return null
  return new Date(quote.validUntil ?? now + draftHold)
}
