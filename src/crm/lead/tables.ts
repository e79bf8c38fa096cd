import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Priority } from '#crm/record/api.ts'
import type { LeadStatus } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const lead = pgTable('lead', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  accountId: uuid('account_id'),
  contactId: uuid('contact_id'),
  source: text('source'),
  remark: text('remark'),
  status: text('status').$type<LeadStatus>().notNull().default('open'),
  priority: text('priority').$type<Priority>().notNull().default('C'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  tags: text('tags').array().notNull(),
  nameSort: text('name_sort').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  createdBy: uuid('created_by'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
})
