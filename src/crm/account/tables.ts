import { boolean, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Priority } from '#crm/record/api.ts'
import type { Fact } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const account = pgTable('account', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  shortName: text('short_name'),
  creditCode: text('credit_code'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  regionId: uuid('region_id'),
  parentId: uuid('parent_id'),
  industry: text('industry'),
  tier: text('tier'),
  priority: text('priority').$type<Priority>(),
  tags: text('tags').array().notNull(),
  address: text('address'),
  website: text('website'),
  facts: jsonb('facts').$type<Fact[]>().notNull(),
  placeholder: boolean('placeholder').notNull().default(false),
  scoreLogOdds: doublePrecision('score_log_odds'),
  score: doublePrecision('score'),
  scoreLow: doublePrecision('score_low'),
  scoreHigh: doublePrecision('score_high'),
  scoredAt: instant('scored_at'),
  lastActivityAt: instant('last_activity_at'),
  nameSort: text('name_sort').notNull(),
  nameKey: text('name_key').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  createdBy: uuid('created_by'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
  mergedInto: uuid('merged_into'),
})
