import type { DeliveryView, NeedInput } from '#collaboration/delivery/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { addDays } from './data.ts'

/** How many people go out together if nothing else is said. */
const usualCrew = 2
/** Where the quote names no window: from in a week, for a month. */
const ahead = { from: 7, to: 37 }

/** What a quote asks of delivery: its days of service, the skill that its dearest goods need, its window. */
export function wishOf(
  quote: Pick<QuoteView, 'draft' | 'catalogue'>,
  skills: readonly string[],
  slot: DeliveryView | null,
  today: string,
): NeedInput {
  const { delivery } = quote.draft
  const from = delivery && delivery.from > today ? delivery.from : addDays(today, ahead.from)
  const to = delivery && delivery.to > from ? delivery.to : addDays(from, ahead.to - ahead.from)
  if (slot) return { skill: slot.skill, people: slot.people, days: slot.days, from, to }
  const manDays = serviceDays(quote)
  const people = Math.min(usualCrew, Math.max(1, manDays))
  const days = Math.min(60, Math.max(1, Math.ceil(manDays / people)))
  return { skill: skillOf(quote, skills), people, days, from, to }
}

/** Days of people that the lines name: services by the 人天 or 天. */
function serviceDays({ draft, catalogue }: Pick<QuoteView, 'draft' | 'catalogue'>): number {
  const days = draft.lines.map(line => {
    const { kind, unit } = catalogue.find(({ id }) => id === line.productId) ?? line
    return kind === 'service' && /天|day/i.test(unit) ? Number(line.quantity) : 0
  })
  return Math.round(days.reduce((sum, each) => sum + each, 0))
}

function skillOf({ draft, catalogue }: Pick<QuoteView, 'draft' | 'catalogue'>, skills: readonly string[]) {
  const worth = new Map<string, number>()
  for (const { productId, quantity } of draft.lines) {
    const product = catalogue.find(({ id }) => id === productId)
    if (!product?.family || !skills.includes(product.family)) continue
    const value = Number(quantity) * Number(product.offer?.price ?? 0)
    worth.set(product.family, (worth.get(product.family) ?? 0) + value)
  }
  return [...worth].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}
