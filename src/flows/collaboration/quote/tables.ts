import { bigint, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { QuoteDraft, QuoteState, RevisionContent, RevisionInternal } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const quote = pgTable('quote', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  number: text('number').notNull(),
  name: text('name').notNull(),
  accountId: uuid('account_id').notNull(),
  opportunityId: uuid('opportunity_id'),
  status: text('status').$type<Exclude<QuoteState, 'expired'>>().notNull().default('draft'),
  draft: jsonb('draft').$type<QuoteDraft>().notNull(),
  draftVersion: integer('draft_version').notNull().default(1),
  draftBy: uuid('draft_by'),
  draftAt: instant('draft_at').notNull(),
  revision: integer('revision'),
  hash: text('hash'),
  validUntil: instant('valid_until'),
  amount: bigint('amount', { mode: 'number' }).notNull().default(0),
  currency: text('currency').notNull().default('CNY'),
  closedAt: instant('closed_at'),
  reason: text('reason'),
  documentId: uuid('document_id'),
  sharedRevision: integer('shared_revision'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  nameSort: text('name_sort').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  createdBy: uuid('created_by'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
})

export const quoteRevision = pgTable('quote_revision', {
  workspaceId: uuid('workspace_id').notNull(),
  hash: text('hash').notNull(),
  quoteId: uuid('quote_id').notNull(),
  number: integer('number').notNull(),
  draftVersion: integer('draft_version').notNull(),
  content: jsonb('content').$type<RevisionContent>().notNull(),
  internal: jsonb('internal').$type<RevisionInternal>().notNull(),
  issuedBy: uuid('issued_by'),
  issuedAt: instant('issued_at').notNull(),
  validUntil: instant('valid_until').notNull(),
})
