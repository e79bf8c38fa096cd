import { call } from '../../../app/http.ts'
import { addPaletteSource } from '../../../shell/palette-sources.ts'

addPaletteSource(async (q, signal) => {
  const { quoteRoutes } = await import('#collaboration/quote/api.ts')
  const { items } = await call(quoteRoutes.list, { query: { q, size: 5 } }, { signal })
  return items.map(quote => ({
    to: `/quotes/${quote.id}`,
    title: quote.name,
    icon: 'tag' as const,
    detail: [quote.number, quote.accountName].filter(Boolean).join(' · '),
  }))
})
