import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { KitContent } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const playKit = pgTable('play_kit', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  version: integer('version').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  retiredAt: instant('retired_at'),
})

export const playKitVersion = pgTable('play_kit_version', {
  workspaceId: uuid('workspace_id').notNull(),
  kitId: uuid('kit_id').notNull(),
  version: integer('version').notNull(),
  content: jsonb('content').$type<KitContent>().notNull(),
  note: text('note').notNull().default(''),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
})
