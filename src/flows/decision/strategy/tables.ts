import { bigint, boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true })
/** What came of a firing: a version in shadow only records. */
export type Outcome = 'acted' | 'holdout' | 'withheld' | 'shadow'

type Definition = Record<string, unknown>

export const strategy = pgTable('strategy', {
  workspaceId: uuid('workspace_id').notNull(),
  id: text('id').notNull(),
  name: text('name').notNull(),
  draft: jsonb('draft').$type<Definition>(),
  draftBy: uuid('draft_by'),
  draftAt: instant('draft_at'),
  liveVersion: integer('live_version'),
  retiredAt: instant('retired_at'),
  version: integer('version').notNull().default(1),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
})

export const strategyVersion = pgTable('strategy_version', {
  workspaceId: uuid('workspace_id').notNull(),
  strategyId: text('strategy_id').notNull(),
  version: integer('version').notNull(),
  definition: jsonb('definition').$type<Definition>().notNull(),
  note: text('note').notNull().default(''),
  logId: uuid('log_id').notNull(),
  publishedBy: uuid('published_by'),
  publishedAt: instant('published_at').notNull(),
  endedAt: instant('ended_at'),
  shadow: boolean('shadow').notNull().default(false),
  actsFrom: instant('acts_from'),
})

export const firing = pgTable('firing', {
  workspaceId: uuid('workspace_id').notNull(),
  id: text('id').notNull(),
  strategyId: text('strategy_id').notNull(),
  version: integer('version').notNull(),
  keyKind: text('key_kind').notNull(),
  key: text('key').notNull(),
  at: bigint('at', { mode: 'number' }).notNull(),
  actedAt: instant('acted_at').notNull(),
  outcome: text('outcome').$type<Outcome>().notNull(),
  arm: text('arm').notNull(),
  unit: text('unit'),
  decisionId: uuid('decision_id'),
})
