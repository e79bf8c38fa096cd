import { date, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { NoteKind, Outcome } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const note = pgTable('note', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  accountId: uuid('account_id'),
  leadId: uuid('lead_id'),
  contactIds: uuid('contact_ids').array().notNull(),
  kind: text('kind').$type<NoteKind>().notNull(),
  body: text('body').notNull(),
  outcome: text('outcome').$type<Outcome>(),
  nextOn: date('next_on', { mode: 'string' }),
  at: instant('at').notNull(),
  authorId: uuid('author_id'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
})

/** `department` is the assignee's: a manager sees the tasks of the department's people. */
export const task = pgTable('task', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  title: text('title').notNull(),
  accountId: uuid('account_id'),
  contactId: uuid('contact_id'),
  dueAt: instant('due_at'),
  assigneeId: uuid('assignee_id').notNull(),
  departmentId: uuid('department_id'),
  createdBy: uuid('created_by'),
  origin: text('origin'),
  doneAt: instant('done_at'),
  doneBy: uuid('done_by'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
})
