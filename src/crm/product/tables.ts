import { date, integer, jsonb, numeric, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Offer, OptionRuleView, ProductItem, ProductKind } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })
const price = (name: string) => numeric(name, { precision: 20, scale: 6 })

export const product = pgTable('product', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  family: text('family'),
  kind: text('kind').$type<ProductKind>().notNull().default('goods'),
  unit: text('unit').notNull(),
  taxRate: numeric('tax_rate', { precision: 5, scale: 2 }).notNull(),
  spec: text('spec'),
  components: jsonb('components').$type<ProductItem['components']>().notNull().default([]),
  nameSort: text('name_sort').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  archivedAt: instant('archived_at'),
})

export const priceBook = pgTable('price_book', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  currency: text('currency').notNull().default('CNY'),
  taxMode: text('tax_mode').$type<'inclusive' | 'exclusive'>().notNull(),
  validFrom: date('valid_from').notNull(),
  validTo: date('valid_to'),
  segment: text('segment'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  archivedAt: instant('archived_at'),
})

export const priceEntry = pgTable('price_entry', {
  workspaceId: uuid('workspace_id').notNull(),
  bookId: uuid('book_id').notNull(),
  productId: uuid('product_id').notNull(),
  price: price('price').notNull(),
  tiers: jsonb('tiers').$type<Offer['tiers']>().notNull().default([]),
  floor: price('floor'),
  cost: price('cost'),
})

export const optionRule = pgTable('option_rule', {
  workspaceId: uuid('workspace_id').notNull(),
  productId: uuid('product_id').notNull(),
  otherId: uuid('other_id').notNull(),
  kind: text('kind').$type<OptionRuleView['kind']>().notNull(),
})
