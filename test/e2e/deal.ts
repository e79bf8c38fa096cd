import { newId } from '#kernel/id.ts'
import type { Site } from './site.ts'

/** What quotes of a test are made of. */
export interface Deal {
  accountId: string
  /** In the order in which they were given. */
  productIds: string[]
}

interface Offered {
  code: string
  name: string
  spec?: string
  /** Yuan, with tax. */
  price: string
  floor?: string
  cost?: string
}

export const hospital = '云洲市第一人民医院'

/** A customer of the rep’s, and a price book in yuan, with tax, with these products. */
export async function beginDeals({ call }: Pick<Site, 'call'>, offered: Offered[]): Promise<Deal> {
  const accountId = (await call('rep', 'POST', '/accounts', { name: hospital })).id
  const book = await call('manager', 'POST', '/price-books', {
    ...{ name: '标准价', currency: 'CNY', taxMode: 'inclusive' },
    ...{ validFrom: '2026-01-01', validTo: null, segment: null },
  })
  const entries = []
  for (const { price, floor = null, cost = '1000', ...product } of offered) {
    const { id } = await call('manager', 'POST', '/products', product)
    entries.push({ productId: id, offer: { price, tiers: [], floor, cost } })
  }
  await call('manager', 'PUT', `/price-books/${book.id}/entries`, { entries })
  return { accountId, productIds: entries.map(({ productId }) => productId) }
}

/** A quote of the rep’s for one of each product at list price, issued. */
export async function issuedQuote(
  { call }: Pick<Site, 'call'>,
  { accountId, productIds }: Deal,
  change: object = {},
): Promise<{ id: string }> {
  const quote = await call('rep', 'POST', '/quotes', { accountId, name: '腹腔镜设备采购' })
  const lines = productIds.map(productId => ({
    ...{ id: newId(), productId, kind: 'goods', name: '', spec: '', unit: '', quantity: '1', periods: 1 },
    ...{ price: null, discount: null, taxRate: '13', free: false, bundleId: null },
  }))
  const saved = await call('rep', 'PUT', `/quotes/${quote.id}/draft`, {
    ...{ version: quote.draftVersion, name: quote.name },
    draft: { ...quote.draft, lines, ...change },
  })
  return call('rep', 'POST', `/quotes/${quote.id}/issue`, { version: saved.draftVersion })
}
