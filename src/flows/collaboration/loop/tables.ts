import { bigint, boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { LoopState, LoopStep, StepView, Why } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const loopLine = pgTable('loop_line', {
  workspaceId: uuid('workspace_id').notNull(),
  quoteId: uuid('quote_id').notNull(),
  number: text('number').notNull(),
  name: text('name').notNull(),
  accountId: uuid('account_id').notNull(),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  state: text('state').$type<LoopState>().notNull(),
  step: text('step').$type<LoopStep>().notNull(),
  waits: text('waits').$type<'people' | 'customer' | 'nobody'>().notNull(),
  waitsFor: uuid('waits_for').array().notNull(),
  why: text('why').$type<Why>().notNull(),
  since: instant('since').notNull(),
  steps: jsonb('steps').$type<StepView[]>().notNull(),
  createdAt: instant('created_at').notNull(),
  issuedAt: instant('issued_at'),
  clearedAt: instant('cleared_at'),
  signedAt: instant('signed_at'),
  slotAt: instant('slot_at'),
  coveredAt: instant('covered_at'),
  doneAt: instant('done_at'),
  inside: boolean('inside'),
  asked: integer('asked').notNull(),
  contractId: uuid('contract_id'),
  deliveryId: uuid('delivery_id'),
  caseId: uuid('case_id'),
  validUntil: instant('valid_until'),
  refreshedAt: instant('refreshed_at').notNull(),
})
