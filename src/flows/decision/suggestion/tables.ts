import {
  bigint,
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import type { LocalText } from '#kernel/error.ts'
import type { State, SuggestionView } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const decision = pgTable('decision', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
  accountId: uuid('account_id'),
  strategyId: text('strategy_id'),
  version: integer('version'),
  origin: text('origin').$type<'strategy' | 'score'>().notNull(),
  decidedAt: instant('decided_at').notNull(),
  body: text('body').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
})

export const decisionPerson = pgTable('decision_person', {
  workspaceId: uuid('workspace_id').notNull(),
  decisionId: uuid('decision_id').notNull(),
  label: text('label').notNull(),
  personId: uuid('person_id').notNull(),
  name: text('name'),
  title: text('title'),
})

export const suggestion = pgTable('suggestion', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  accountId: uuid('account_id'),
  contactId: uuid('contact_id'),
  ownerId: uuid('owner_id').notNull(),
  departmentId: uuid('department_id'),
  decisionId: uuid('decision_id').notNull(),
  origin: text('origin').$type<'strategy' | 'score'>().notNull(),
  strategyId: text('strategy_id'),
  strategyVersion: integer('strategy_version'),
  arm: text('arm'),
  dedupe: text('dedupe').notNull(),
  priority: text('priority').$type<SuggestionView['priority']>().notNull(),
  title: jsonb('title').$type<LocalText>().notNull(),
  reason: jsonb('reason').$type<LocalText>().notNull(),
  amount: doublePrecision('amount'),
  toFallback: boolean('to_fallback').notNull().default(false),
  kitId: uuid('kit_id'),
  kitVersion: integer('kit_version'),
  value: doublePrecision('value').notNull(),
  probability: doublePrecision('probability').notNull(),
  low: doublePrecision('low').notNull(),
  high: doublePrecision('high').notNull(),
  state: text('state').$type<State>().notNull(),
  createdAt: instant('created_at').notNull(),
  surfacedAt: instant('surfaced_at'),
  openedAt: instant('opened_at'),
  snoozedUntil: instant('snoozed_until'),
  expiresAt: instant('expires_at').notNull(),
  answeredAt: instant('answered_at'),
})

export const suggestionResponse = pgTable('suggestion_response', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  suggestionId: uuid('suggestion_id').notNull(),
  userId: uuid('user_id').notNull(),
  act: text('act').$type<'adopt' | 'adapt' | 'reject' | 'snooze' | 'dismiss' | 'reassign'>().notNull(),
  reason: text('reason'),
  words: text('words'),
  until: instant('until'),
  beforeState: text('before_state').$type<State>().notNull(),
  beforeExpiresAt: instant('before_expires_at'),
  taskId: uuid('task_id'),
  at: instant('at').notNull(),
  undoneAt: instant('undone_at'),
})

export const suggestionView = pgTable('suggestion_view', {
  workspaceId: uuid('workspace_id').notNull(),
  suggestionId: uuid('suggestion_id').notNull(),
  userId: uuid('user_id').notNull(),
  kind: text('kind').notNull(),
  at: instant('at').notNull(),
})
