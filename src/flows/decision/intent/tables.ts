import { boolean, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { ScoreModel } from '#lib/score/index.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const scoreModelTable = pgTable('score_model', {
  workspaceId: uuid('workspace_id').notNull(),
  version: integer('version').notNull(),
  model: jsonb('model').$type<ScoreModel>().notNull(),
  note: text('note').notNull().default(''),
  logId: uuid('log_id').notNull(),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
})

export const scorePoint = pgTable('score_point', {
  workspaceId: uuid('workspace_id').notNull(),
  accountId: uuid('account_id').notNull(),
  at: instant('at').notNull(),
  logOdds: doublePrecision('log_odds').notNull(),
  value: doublePrecision('value').notNull(),
  low: doublePrecision('low').notNull(),
  high: doublePrecision('high').notNull(),
  quiet: boolean('quiet').notNull(),
})
