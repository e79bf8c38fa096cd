import { boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { DealRole } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** `owner` and `department` follow the account's, by triggers: who sees the account sees its people. */
export const contact = pgTable('contact', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  title: text('title'),
  accountId: uuid('account_id'),
  role: text('role').$type<DealRole>(),
  phones: text('phones').array().notNull(),
  email: text('email'),
  wechat: text('wechat'),
  tags: text('tags').array().notNull(),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  placeholder: boolean('placeholder').notNull().default(false),
  lastActivityAt: instant('last_activity_at'),
  nameSort: text('name_sort').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  createdBy: uuid('created_by'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
  mergedInto: uuid('merged_into'),
})
