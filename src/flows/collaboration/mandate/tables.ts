import { date, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Limits, MandateRow, Scope, Subject } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const mandateMatrix = pgTable('mandate_matrix', {
  workspaceId: uuid('workspace_id').notNull(),
  version: integer('version').notNull(),
  rows: jsonb('rows').$type<MandateRow[]>().notNull(),
  splitDays: integer('split_days').notNull(),
  note: text('note').notNull().default(''),
  inForceAt: instant('in_force_at').notNull(),
  inForceBy: uuid('in_force_by'),
})

export const mandateDraft = pgTable('mandate_draft', {
  workspaceId: uuid('workspace_id').notNull(),
  rows: jsonb('rows').$type<MandateRow[]>().notNull(),
  splitDays: integer('split_days').notNull(),
  edit: integer('edit').notNull(),
  basedOn: integer('based_on').notNull(),
  changedBy: uuid('changed_by'),
  changedAt: instant('changed_at').notNull(),
})

export const mandateDelegation = pgTable('mandate_delegation', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  fromId: uuid('from_id').notNull(),
  toId: uuid('to_id').notNull(),
  fromDay: date('from_day').notNull(),
  toDay: date('to_day').notNull(),
  scope: jsonb('scope').$type<Scope>().notNull(),
  caps: jsonb('caps').$type<Limits>().notNull(),
  note: text('note').notNull().default(''),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
  endedBy: uuid('ended_by'),
  endedAt: instant('ended_at'),
})

export const clearanceTable = pgTable('clearance', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  subject: text('subject').$type<Subject>().notNull(),
  subjectId: uuid('subject_id').notNull(),
  hash: text('hash').notNull(),
  kind: text('kind').$type<'mandate' | 'approval'>().notNull(),
  by: uuid('given_by').array().notNull(),
  at: instant('at').notNull(),
  reason: jsonb('reason').$type<Record<string, unknown>>().notNull(),
  caseId: uuid('case_id'),
  voidedAt: instant('voided_at'),
  voidedReason: text('voided_reason'),
})
