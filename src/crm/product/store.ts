import {
  and,
  asc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from 'drizzle-orm'
import { byName, countUpTo, found, nameFirst, ordered, when } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { OptionRuleView, ProductQuery } from './api.ts'
import { optionRule, priceBook, priceEntry, product } from './tables.ts'

const { grams: _grams, searchText: _searchText, nameSort: _nameSort, ...shown } = getTableColumns(product)
export type ProductRow = Omit<typeof product.$inferSelect, 'grams' | 'searchText' | 'nameSort'>
export type EntryRow = typeof priceEntry.$inferSelect
export type BookRow = typeof priceBook.$inferSelect

/** One page of products, each with its entry in the book that was asked for. */
export async function selectProducts(tx: Tx, workspaceId: Id, query: ProductQuery) {
  const inBook = and(
    eq(priceEntry.workspaceId, product.workspaceId),
    eq(priceEntry.productId, product.id),
    query.book ? eq(priceEntry.bookId, query.book) : sql`false`,
  )
  const where = and(
    eq(product.workspaceId, workspaceId),
    query.archived ? isNotNull(product.archivedAt) : isNull(product.archivedAt),
    when(query.ids, ids => inArray(product.id, ids)),
    when(query.kind, kinds => inArray(product.kind, kinds)),
    when(query.family, family => eq(product.family, family)),
    query.priced ? isNotNull(priceEntry.price) : undefined,
    found(query.q, product.grams, product.searchText),
  )
  const rows = await tx
    .select({ product: shown, entry: priceEntry })
    .from(product)
    .leftJoin(priceEntry, inBook)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((query.page - 1) * query.size)
  const count = sql`select 1 from ${product} left join ${priceEntry} on ${inBook} where ${where}`
  return { rows, ...(await countUpTo(tx, count)) }
}

function order(query: ProductQuery): SQL[] {
  const down = query.descending ?? false
  if (query.sort === 'code') return ordered(product.code, product.id, down)
  if (query.sort === 'updated') return ordered(product.updatedAt, product.id, query.descending ?? true)
  const names = byName(product.nameSort, product.id, down)
  return query.q && !query.sort ? [nameFirst(query.q, product.searchText), ...names] : names
}

export async function selectByIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<ProductRow[]> {
  if (ids.length === 0) return []
  return tx
    .select(shown)
    .from(product)
    .where(and(eq(product.workspaceId, workspaceId), inArray(product.id, [...ids])))
}

export async function selectByCodes(
  tx: Tx,
  workspaceId: Id,
  codes: readonly string[],
): Promise<ProductRow[]> {
  if (codes.length === 0) return []
  return tx
    .select(shown)
    .from(product)
    .where(and(eq(product.workspaceId, workspaceId), inArray(product.code, [...codes])))
}

/** Products in use whose code or name is one of the texts, which are in small letters. */
export async function selectByTexts(
  tx: Tx,
  workspaceId: Id,
  texts: readonly string[],
): Promise<ProductRow[]> {
  if (texts.length === 0) return []
  const among = (column: SQLWrapper) => inArray(sql`lower(normalize(${column}, NFKC))`, [...texts])
  return tx
    .select(shown)
    .from(product)
    .where(
      and(
        eq(product.workspaceId, workspaceId),
        isNull(product.archivedAt),
        or(among(product.code), among(product.name)),
      ),
    )
}

/** @returns false if a product with this id is there already */
export async function insertProduct(tx: Tx, row: typeof product.$inferInsert): Promise<boolean> {
  const done = await tx
    .insert(product)
    .values(row)
    .onConflictDoNothing({ target: [product.workspaceId, product.id] })
  return done.rowCount === 1
}

export async function updateProduct(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof product.$inferInsert>,
): Promise<void> {
  await tx
    .update(product)
    .set({ ...set, version: sql`${product.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(product.workspaceId, workspaceId), eq(product.id, id)))
}

const entryCount = sql<number>`(select count(*)::int from price_entry e where e.workspace_id = ${priceBook.workspaceId} and e.book_id = ${priceBook.id})`

/** Every price book with the number of its entries; there are few. */
export async function selectBooks(tx: Tx, workspaceId: Id, id?: Id) {
  return tx
    .select({ ...getTableColumns(priceBook), entries: entryCount })
    .from(priceBook)
    .where(
      and(
        eq(priceBook.workspaceId, workspaceId),
        when(id, one => eq(priceBook.id, one)),
      ),
    )
    .orderBy(sql`${priceBook.archivedAt} is not null`, sql`${priceBook.validFrom} desc`, asc(priceBook.id))
}

export async function lockBook(tx: Tx, workspaceId: Id, id: Id): Promise<BookRow | undefined> {
  const where = and(eq(priceBook.workspaceId, workspaceId), eq(priceBook.id, id))
  return (await tx.select().from(priceBook).where(where).for('update'))[0]
}

/** @returns false if a book with this id is there already */
export async function insertBook(tx: Tx, row: typeof priceBook.$inferInsert): Promise<boolean> {
  return (await tx.insert(priceBook).values(row).onConflictDoNothing()).rowCount === 1
}

/** Writes fields and counts the version up: a quote says which version its prices are from. */
export async function updateBook(
  tx: Tx,
  workspaceId: Id,
  id: Id,
  set: Partial<typeof priceBook.$inferInsert>,
): Promise<void> {
  await tx
    .update(priceBook)
    .set({ ...set, version: sql`${priceBook.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(priceBook.workspaceId, workspaceId), eq(priceBook.id, id)))
}

export async function copyEntries(tx: Tx, workspaceId: Id, from: Id, to: Id): Promise<void> {
  await tx.execute(sql`
    insert into price_entry (workspace_id, book_id, product_id, price, tiers, floor, cost)
    select workspace_id, ${to}, product_id, price, tiers, floor, cost from price_entry
    where workspace_id = ${workspaceId} and book_id = ${from}`)
}

export async function selectEntries(
  tx: Tx,
  workspaceId: Id,
  bookId: Id,
  ids: readonly Id[],
): Promise<EntryRow[]> {
  if (ids.length === 0) return []
  return tx
    .select()
    .from(priceEntry)
    .where(
      and(
        eq(priceEntry.workspaceId, workspaceId),
        eq(priceEntry.bookId, bookId),
        inArray(priceEntry.productId, [...ids]),
      ),
    )
}

export async function upsertEntries(tx: Tx, rows: (typeof priceEntry.$inferInsert)[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insert(priceEntry)
    .values(rows)
    .onConflictDoUpdate({
      target: [priceEntry.workspaceId, priceEntry.bookId, priceEntry.productId],
      set: {
        price: sql`excluded.price`,
        tiers: sql`excluded.tiers`,
        floor: sql`excluded.floor`,
        cost: sql`excluded.cost`,
      },
    })
}

export async function deleteEntries(tx: Tx, workspaceId: Id, bookId: Id, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .delete(priceEntry)
    .where(
      and(
        eq(priceEntry.workspaceId, workspaceId),
        eq(priceEntry.bookId, bookId),
        inArray(priceEntry.productId, [...ids]),
      ),
    )
}

/** Rules of these products, whichever side they stand on, with the other product's name. */
export async function selectRules(
  tx: Tx,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<(OptionRuleView & { name: string })[]> {
  if (ids.length === 0) return []
  return tx
    .select({
      kind: optionRule.kind,
      productId: optionRule.productId,
      otherId: optionRule.otherId,
      name: product.name,
    })
    .from(optionRule)
    .innerJoin(
      product,
      and(eq(product.workspaceId, optionRule.workspaceId), eq(product.id, optionRule.otherId)),
    )
    .where(
      and(
        eq(optionRule.workspaceId, workspaceId),
        or(
          inArray(optionRule.productId, [...ids]),
          and(eq(optionRule.kind, 'excludes'), inArray(optionRule.otherId, [...ids])),
        ),
      ),
    )
}

export async function replaceRules(
  tx: Tx,
  workspaceId: Id,
  productId: Id,
  rules: readonly Pick<OptionRuleView, 'kind' | 'otherId'>[],
): Promise<void> {
  await tx
    .delete(optionRule)
    .where(and(eq(optionRule.workspaceId, workspaceId), eq(optionRule.productId, productId)))
  if (rules.length > 0)
    await tx.insert(optionRule).values(rules.map(rule => ({ ...rule, workspaceId, productId })))
}
