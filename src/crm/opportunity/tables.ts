import { bigint, date, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true })
const money = (name: string) => bigint(name, { mode: 'number' })

export const opportunity = pgTable('opportunity', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  accountId: uuid('account_id').notNull(),
  product: text('product'),
  amount: money('amount'),
  currency: text('currency').notNull().default('CNY'),
  stage: text('stage').notNull(),
  outcome: text('outcome').$type<'won' | 'lost'>(),
  expectedCloseOn: date('expected_close_on', { mode: 'string' }),
  lostReason: text('lost_reason'),
  openedAt: instant('opened_at').notNull(),
  stageSince: instant('stage_since').notNull(),
  closedAt: instant('closed_at'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  nameSort: text('name_sort').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  createdBy: uuid('created_by'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
})

/** Written once, never changed. */
export const opportunityChange = pgTable('opportunity_change', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  opportunityId: uuid('opportunity_id').notNull(),
  /** Order within one instant. */
  seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity(),
  at: instant('at').notNull(),
  byId: uuid('by_id'),
  fromStage: text('from_stage'),
  toStage: text('to_stage').notNull(),
  outcome: text('outcome').$type<'won' | 'lost'>(),
  amount: money('amount'),
  currency: text('currency').notNull(),
  expectedCloseOn: date('expected_close_on', { mode: 'string' }),
  lostReason: text('lost_reason'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
})
