import { boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { LocalText } from '#kernel/error.ts'
import type { RobotKind } from '#kernel/ports/channel.ts'
import type { NotificationKind, OutChannel } from './api.ts'
import type { BucketState } from './bucket.ts'
import type { StoredCall, StoredMessage } from './model.ts'

const time = (name: string) => timestamp(name, { withTimezone: true })

export const notification = pgTable('notification', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  userId: uuid('user_id').notNull(),
  kind: text('kind').$type<NotificationKind>().notNull(),
  title: text('title').notNull(),
  text: text('text').notNull(),
  link: text('link'),
  createdAt: time('created_at').notNull(),
  readAt: time('read_at'),
})

export const robot = pgTable('notify_robot', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  kind: text('kind').$type<RobotKind>().notNull(),
  name: text('name').notNull(),
  token: text('token').notNull(),
  secret: text('secret'),
  format: text('format').$type<'markdown' | 'text'>().notNull(),
  departmentId: uuid('department_id'),
  enabled: boolean('enabled').notNull(),
  bucket: jsonb('bucket').$type<BucketState>(),
  blockedUntil: time('blocked_until'),
  wakeAt: time('wake_at'),
  createdAt: time('created_at').notNull(),
})

export const endpoint = pgTable('webhook_endpoint', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  secret: text('secret').notNull(),
  enabled: boolean('enabled').notNull(),
  createdAt: time('created_at').notNull(),
})

export const delivery = pgTable('notify_delivery', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  channel: text('channel').$type<OutChannel>().notNull(),
  targetId: uuid('target_id').notNull(),
  kind: text('kind').notNull(),
  message: jsonb('message').$type<StoredMessage | StoredCall>().notNull(),
  recipients: uuid('recipients').array().notNull(),
  status: text('status').$type<'waiting' | 'sending' | 'sent' | 'failed'>().notNull(),
  attempts: integer('attempts').notNull(),
  dueAt: time('due_at').notNull(),
  claimedAt: time('claimed_at'),
  sentAt: time('sent_at'),
  lastCode: text('last_code'),
  lastReason: jsonb('last_reason').$type<LocalText>(),
  createdAt: time('created_at').notNull(),
})
