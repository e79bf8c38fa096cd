import { boolean, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { ScoreModel } from '#lib/score/index.ts'
import type { ChallengerView, LearningQuestion, ModelCard } from './learning-api.ts'

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

export const scoreChallenger = pgTable('score_challenger', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  basedOn: integer('based_on').notNull(),
  question: jsonb('question').$type<LearningQuestion>().notNull(),
  state: text('state').$type<ChallengerView['state']>().notNull(),
  model: jsonb('model').$type<ScoreModel>(),
  card: jsonb('card').$type<ModelCard>(),
  /** The model learned without labels, where there are any. */
  plain: jsonb('plain').$type<ScoreModel>(),
  /** Once promoted: whether it was the one with the labels. */
  withLabels: boolean('with_labels'),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
  endedBy: uuid('ended_by'),
  endedAt: instant('ended_at'),
})
