import { date, doublePrecision, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { LabelReason, Verdict } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const labelFrame = pgTable('label_frame', {
  workspaceId: uuid('workspace_id').notNull(),
  eventId: text('event_id').notNull(),
  week: date('week', { mode: 'string' }).notNull(),
  decisionId: uuid('decision_id').notNull(),
  accountId: uuid('account_id'),
  type: text('type').notNull(),
  term: text('term').notNull(),
  terms: text('terms').array().notNull(),
  actAt: instant('act_at').notNull(),
  weight: doublePrecision('weight').notNull(),
  probability: doublePrecision('probability').notNull(),
  lookedAt: doublePrecision('looked_at').notNull(),
})

export const labelBatch = pgTable('label_batch', {
  workspaceId: uuid('workspace_id').notNull(),
  week: date('week', { mode: 'string' }).notNull(),
  drawnAt: instant('drawn_at').notNull(),
  fromAt: instant('from_at').notNull(),
  toAt: instant('to_at').notNull(),
  population: integer('population').notNull(),
  sample: integer('sample').notNull(),
  doubled: integer('doubled').notNull(),
  seed: integer('seed').notNull(),
})

export const labelItem = pgTable('label_item', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  week: date('week', { mode: 'string' }).notNull(),
  eventId: text('event_id').notNull(),
  probability: doublePrecision('probability').notNull(),
})

export const labelTask = pgTable('label_task', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  itemId: uuid('item_id').notNull(),
  userId: uuid('user_id').notNull(),
  position: integer('position').notNull(),
  givenAt: instant('given_at').notNull(),
})

export const label = pgTable('label', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  taskId: uuid('task_id').notNull(),
  verdict: text('verdict').$type<Verdict>().notNull(),
  reason: text('reason').$type<LabelReason>(),
  words: text('words'),
  at: instant('at').notNull(),
  undoneAt: instant('undone_at'),
})
