import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { BoardSettings } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const journeyBoard = pgTable('journey_board', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  settings: jsonb('settings').$type<BoardSettings>().notNull(),
  version: integer('version').notNull().default(1),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

export const journeyShare = pgTable('journey_share', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  boardId: uuid('board_id'),
  tokenHash: text('token_hash').notNull(),
  name: text('name').notNull(),
  settings: jsonb('settings').$type<BoardSettings>().notNull(),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
})
