import { date, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { DeliveryState, UnpaidDecision } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const deliveryTeam = pgTable('delivery_team', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  leadId: uuid('lead_id'),
  opens: integer('opens').notNull(),
  closes: integer('closes').notNull(),
  version: integer('version').notNull().default(1),
  archivedAt: instant('archived_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const deliveryResource = pgTable('delivery_resource', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  teamId: uuid('team_id').notNull(),
  name: text('name').notNull(),
  userId: uuid('user_id'),
  skills: text('skills').array().notNull(),
  position: integer('position').notNull().default(0),
  endedAt: instant('ended_at'),
})

export const delivery = pgTable('delivery', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  quoteId: uuid('quote_id').notNull(),
  contractId: uuid('contract_id'),
  accountId: uuid('account_id').notNull(),
  title: text('title').notNull(),
  teamId: uuid('team_id').notNull(),
  skill: text('skill'),
  people: integer('people').notNull(),
  days: integer('days').notNull(),
  startsOn: date('starts_on').notNull(),
  endsOn: date('ends_on').notNull(),
  state: text('state').$type<DeliveryState>().notNull(),
  expiresAt: instant('expires_at'),
  since: instant('since').notNull(),
  unpaidSince: instant('unpaid_since'),
  unpaidDecision: text('unpaid_decision').$type<UnpaidDecision>(),
  reason: text('reason'),
  version: integer('version').notNull().default(1),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  createdAt: instant('created_at').notNull(),
  createdBy: uuid('created_by'),
})

export const deliveryLeave = pgTable('delivery_leave', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  resourceId: uuid('resource_id').notNull(),
  fromOn: date('from_on').notNull(),
  toOn: date('to_on').notNull(),
  reason: text('reason'),
})

export const deliveryDay = pgTable('delivery_day', {
  workspaceId: uuid('workspace_id').notNull(),
  resourceId: uuid('resource_id').notNull(),
  day: date('day').notNull(),
  deliveryId: uuid('delivery_id'),
  leaveId: uuid('leave_id'),
})

export const deliveryDeal = pgTable('delivery_deal', {
  workspaceId: uuid('workspace_id').notNull(),
  quoteId: uuid('quote_id').notNull(),
  contractId: uuid('contract_id'),
  acceptedAt: instant('accepted_at'),
  signedAt: instant('signed_at'),
  coveredAt: instant('covered_at'),
})
