import { bigint, date, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Scope } from '#platform/org/index.ts'

const money = (name: string) => bigint(name, { mode: 'number' }).notNull()

/** What was issued: sums by owner and department, and what each open deal counted for. */
export interface IssueBody {
  month: { from: string; mean: number; p10: number; p90: number }
  quarter: { from: string; mean: number; p10: number; p90: number }
  parts: { ownerId: string; departmentId: string; month: number; quarter: number }[]
  deals: {
    id: string
    chance: number
    inMonth: number
    inQuarter: number
    amount: number
    intent: number | null
  }[]
}

/** Written once a week, never changed. */
export const forecastIssue = pgTable('forecast_issue', {
  workspaceId: uuid('workspace_id').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  issuedAt: timestamp('issued_at', { withTimezone: true }).notNull(),
  body: jsonb('body').$type<IssueBody>().notNull(),
})

/** What somebody said instead, and what the model said at that moment. Written once. */
export const forecastOverride = pgTable('forecast_override', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  byId: uuid('by_id'),
  departmentId: uuid('department_id'),
  /** Whose deals the figure is about: the author’s scope then. */
  scope: jsonb('scope').$type<Scope>().notNull(),
  periodFrom: date('period_from', { mode: 'string' }).notNull(),
  periodTo: date('period_to', { mode: 'string' }).notNull(),
  amount: money('amount'),
  currency: text('currency').notNull(),
  why: text('why').notNull(),
  modelMean: money('model_mean'),
  modelP10: money('model_p10'),
  modelP90: money('model_p90'),
  at: timestamp('at', { withTimezone: true }).notNull(),
})
