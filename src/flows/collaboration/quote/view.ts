import { decimalText } from '#crm/product/api.ts'
import { trimmed } from '#crm/product/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { readSetting, type Setting } from '#platform/setting/index.ts'
import { errors, type QuoteDraft, type QuoteItem, type QuoteView } from './api.ts'
import { type Catalogue, stateOf } from './model.ts'
import type { QuotePorts } from './ports.ts'
import * as store from './store.ts'

/** Percent a year that waiting for money costs the company. */
export const capitalRate: Setting<string> = { name: 'quote.capital-rate', schema: decimalText, fallback: '6' }

/** The products of a draft, with their prices in its book. */
export async function catalogueOf(
  { products, books }: Pick<QuotePorts, 'products' | 'books'>,
  tx: Tx,
  workspaceId: Id,
  draft: QuoteDraft,
): Promise<Catalogue> {
  const named = [...draft.lines, ...draft.bundles].flatMap(({ productId }) => (productId ? [productId] : []))
  const ids = [...new Set(named)]
  const rows = await products.byIds(tx, workspaceId, ids)
  const entries = draft.priceBookId ? await books.entries(tx, workspaceId, draft.priceBookId, ids) : []
  return {
    products: new Map(rows.map(row => [row.id, row])),
    entries: new Map(entries.map(entry => [entry.productId, entry])),
    trim: trimmed,
  }
}

/** The quote if the actor may see it. @throws quote.missing */
export async function need(tx: Tx, actor: Actor, id: Id): Promise<store.QuoteRow> {
  const row = await store.selectQuote(tx, actor, id)
  if (!row) throw new AppError(errors['quote.missing'])
  return row
}

/**
 * The same, locked for a change. Read once more after the lock: a statement that waited for it sees the quote as it is now, but
 * everything beside it (its revision) as it was before.
 */
export async function needLocked(tx: Tx, actor: Actor, id: Id): Promise<store.QuoteRow> {
  if (!(await store.lockQuote(tx, actor, id))) throw new AppError(errors['quote.missing'])
  return need(tx, actor, id)
}

export function itemOf(row: store.QuoteRow, now: Instant): QuoteItem {
  const { id, number, name, accountId, accountName, opportunityId, opportunityName, revision, hash } = row
  const { amount, currency, reason, documentId, sharedRevision, ownerId } = row
  return {
    ...{ id, number, name, accountId, accountName, opportunityId, opportunityName, revision, hash },
    ...{ amount, currency, reason, documentId, sharedRevision, ownerId },
    state: stateOf(row, now),
    validUntil: row.validUntil?.getTime() ?? null,
    changed: row.revision !== null && row.issuedDraft !== row.draftVersion,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  }
}

/** A quote as its page needs it. Floors and costs only for who may see them. */
export async function viewOf(
  ports: Pick<QuotePorts, 'products' | 'books' | 'clock' | 'gate'>,
  tx: Tx,
  actor: Actor,
  row: store.QuoteRow,
): Promise<QuoteView> {
  const { workspaceId } = actor
  const { products, entries } = await catalogueOf(ports, tx, workspaceId, row.draft)
  const sees = actor.permissions.has('price.cost')
  const secret = (value: string | null) => (sees && value !== null ? trimmed(value) : null)
  const catalogue = [...products.values()].map(product => {
    const entry = entries.get(product.id)
    const { workspaceId: _w, createdAt: _c, archivedAt, updatedAt, taxRate, ...rest } = product
    return {
      ...rest,
      taxRate: trimmed(taxRate) as QuoteView['catalogue'][number]['taxRate'],
      archived: archivedAt !== null,
      updatedAt: updatedAt.getTime(),
      offer: entry
        ? {
            price: trimmed(entry.price),
            tiers: entry.tiers,
            floor: secret(entry.floor),
            cost: secret(entry.cost),
          }
        : null,
    }
  })
  const revisions = await store.selectRevisions(tx, workspaceId, row.id)
  const clearance = row.hash === null ? null : await ports.gate.cleared(tx, workspaceId, row.hash)
  return {
    ...itemOf(row, ports.clock.now()),
    draft: row.draft,
    draftVersion: row.draftVersion,
    draftBy: row.draftBy,
    draftAt: row.draftAt.getTime(),
    catalogue,
    rules: await ports.products.rules(tx, workspaceId, [...products.keys()]),
    revisions: revisions.map(({ draftVersion: _d, issuedAt, validUntil, ...rest }) => ({
      ...rest,
      issuedAt: issuedAt.getTime(),
      validUntil: validUntil.getTime(),
    })),
    capitalRate: await readSetting(tx, workspaceId, capitalRate),
    clearance,
  }
}
