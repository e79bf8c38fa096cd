import type { DraftLine, QuoteDraft, QuoteMeasures, QuoteView } from '#collaboration/quote/api.ts'
import type { ProductItem } from '#crm/product/api.ts'
import {
  measuresOf,
  type PricedLine,
  type PricedQuote,
  PriceFault,
  type PriceFaultKind,
  type PriceLine,
  priceQuote,
} from '#lib/price/index.ts'

import { digitsOf, percent } from '../../../../ui/format.ts'

export type Catalogue = ReadonlyMap<string, ProductItem>

/** What a draft comes to while one types: the server's own arithmetic, on the prices it gave. */
export type Live =
  | {
      priced: PricedQuote
      measures: QuoteMeasures
      lines: ReadonlyMap<string, PricedLine>
      fault?: undefined
    }
  | { fault: PriceFaultKind; lineId: string | undefined; priced?: undefined }

export const catalogueOf = (items: readonly ProductItem[]): Catalogue =>
  new Map(items.map(item => [item.id, item]))

/** A line with master data and list price. */
export function lineOf(line: DraftLine, catalogue: Catalogue): PriceLine & { name: string; unit: string } {
  const product = line.productId ? catalogue.get(line.productId) : undefined
  const kind = product?.kind ?? line.kind
  const listPrice = product?.offer?.price ?? null
  return {
    ...line,
    kind,
    name: product?.name ?? line.name,
    unit: product?.unit ?? line.unit,
    periods: kind === 'subscription' ? line.periods : 1,
    listPrice,
    price: listPrice === null ? line.price : null,
    tiers: product?.offer?.tiers ?? [],
  }
}

/** What a line is called. */
export const nameOf = (line: DraftLine, catalogue: Catalogue): string =>
  (line.productId && catalogue.get(line.productId)?.name) || line.name

/** Sums and measures of a draft. */
export function liveOf(draft: QuoteDraft, catalogue: Catalogue, capitalRate: QuoteView['capitalRate']): Live {
  const lines = draft.lines.map(line => lineOf(line, catalogue))
  const sound = isWhole(draft) ? draft.payment : []
  const terms = {
    ...{
      currency: draft.currency,
      taxMode: draft.taxMode,
      rounding: draft.rounding,
      discount: draft.discount,
    },
    ...{ minorDigits: digitsOf(draft.currency), payment: sound, capitalRate },
    base: draft.base && { ...draft.base, minorDigits: digitsOf(draft.base.currency) },
  }
  const bundles = draft.bundles.map(bundle => {
    const price = bundle.productId ? catalogue.get(bundle.productId)?.offer?.price : undefined
    return price === undefined ? bundle : { ...bundle, price }
  })
  const costs = draft.lines.map(({ id, productId }) => {
    const offer = productId ? catalogue.get(productId)?.offer : undefined
    return { id, cost: offer?.cost ?? null, floor: offer?.floor ?? null }
  })
  try {
    const priced = priceQuote({ terms, lines, bundles })
    const measures = measuresOf({ terms, lines, priced, costs })
    return { priced, measures, lines: new Map(priced.lines.map(line => [line.id, line])) }
  } catch (error) {
    if (error instanceof PriceFault) return { fault: error.kind, lineId: error.lineId }
    throw error
  }
}

/** Shares that don't add up yet must not hide the total while one types them. */
export function isWhole({ payment }: Pick<QuoteDraft, 'payment'>): boolean {
  const tenThousandths = payment.reduce((sum, { percent }) => sum + Math.round(Number(percent) * 1e6), 0)
  return payment.length === 0 || tenThousandths === 100e6
}

/** What is left of a line's net amount after its cost; a dash where the cost isn't known. */
export function lineMargin(
  line: DraftLine,
  { live, catalogue, draft }: { live: Live; catalogue: Catalogue; draft: QuoteDraft },
): string {
  const priced = live.priced ? live.lines.get(line.id) : undefined
  const cost = line.productId ? catalogue.get(line.productId)?.offer?.cost : undefined
  if (!priced || cost === undefined || cost === null || priced.net <= 0) return '—'
  const minor = 10 ** digitsOf(draft.currency)
  return percent(1 - (Number(cost) * Number(priced.quantity) * line.periods * minor) / priced.net, 1)
}

/** The unit price of the tier that applies, for reading; undefined where it is the list price. */
export function tierPrice(
  { list, adjustments, quantity }: PricedLine,
  periods: number,
  currency: string,
): string | undefined {
  const off = adjustments.find(({ source }) => source === 'tier')?.amount
  if (off === undefined) return undefined
  const minor = 10 ** digitsOf(currency)
  return String(Math.round((list + off) / Number(quantity) / periods) / minor)
}
