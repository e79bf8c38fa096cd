import { call } from '../app/http.ts'
import { addPaletteSource } from '../shell/palette-sources.ts'

// The routes are fetched with the first search: the first page stays small.
addPaletteSource(async (q, signal) => {
  const { listAccounts } = await import('#crm/account/api.ts')
  const { items } = await call(listAccounts, { query: { q, size: 5, kind: 'all' } }, { signal })
  return items.map(account => ({
    to: `/accounts/${account.id}`,
    title: account.name,
    icon: 'building' as const,
    ...(account.tier ? { detail: account.tier } : {}),
  }))
})

addPaletteSource(async (q, signal) => {
  const { listContacts } = await import('#crm/contact/api.ts')
  const { items } = await call(listContacts, { query: { q, size: 5 } }, { signal })
  return items.map(contact => ({
    to: `/contacts/${contact.id}`,
    title: contact.name,
    icon: 'person' as const,
    ...(contact.accountName ? { detail: contact.accountName } : {}),
  }))
})

addPaletteSource(async (q, signal) => {
  const { listOpportunities } = await import('#crm/opportunity/api.ts')
  const { items } = await call(listOpportunities, { query: { q, size: 5 } }, { signal })
  return items.map(opportunity => ({
    to: `/opportunities/${opportunity.id}`,
    title: opportunity.name,
    icon: 'briefcase' as const,
    ...(opportunity.accountName ? { detail: opportunity.accountName } : {}),
  }))
})
