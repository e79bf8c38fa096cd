import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const keptLetter = pgTable('kept_letter', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  sealed: text('sealed').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
})
