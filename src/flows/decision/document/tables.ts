import { bigint, boolean, integer, jsonb, pgTable, real, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { PageSize } from '#kernel/ports/page-reader.ts'
import type { ViewKind } from '#lib/reading/classify.ts'
import type { Told } from '#lib/reading/episode.ts'
import type { ReadingTotals } from '#lib/reading/merge.ts'
import type { SectionSource } from '#lib/reading/section.ts'
import type { ActKind, Device, DocumentKind, OutlineEntry, StoredFile } from './model.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })
const workspace = () => uuid('workspace_id').notNull()

export const upload = pgTable('document_upload', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  key: text('key').notNull(),
  type: text('type').notNull(),
  name: text('name').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  width: integer('width'),
  height: integer('height'),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const document = pgTable('document', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  title: text('title').notNull(),
  kind: text('kind').$type<DocumentKind>().notNull(),
  accountId: uuid('account_id'),
  opportunity: text('opportunity'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  version: integer('version').notNull().default(0),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  archivedAt: instant('archived_at'),
})

export const documentVersion = pgTable('document_version', {
  workspaceId: workspace(),
  documentId: uuid('document_id').notNull(),
  number: integer('number').notNull(),
  format: text('format').$type<'pdf' | 'pictures'>().notNull(),
  status: text('status').$type<'processing' | 'ready' | 'failed'>().notNull(),
  fault: text('fault'),
  files: jsonb('files').$type<StoredFile[]>().notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  pages: jsonb('pages').$type<PageSize[]>().notNull().default([]),
  outline: jsonb('outline').$type<OutlineEntry[]>().notNull().default([]),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const section = pgTable('document_section', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  documentId: uuid('document_id').notNull(),
  version: integer('version').notNull(),
  page: integer('page').notNull(),
  x0: real('x0').notNull(),
  y0: real('y0').notNull(),
  x1: real('x1').notNull(),
  y1: real('y1').notNull(),
  title: text('title').notNull(),
  key: text('key').notNull(),
  source: text('source').$type<SectionSource>().notNull(),
  removedAt: instant('removed_at'),
})

export const shareLink = pgTable('share_link', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  token: text('token').notNull(),
  documentId: uuid('document_id').notNull(),
  accountId: uuid('account_id'),
  contactId: uuid('contact_id'),
  recipient: text('recipient'),
  parentId: uuid('parent_id'),
  parentReaderId: uuid('parent_reader_id'),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
  channel: text('channel'),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  passwordHash: text('password_hash'),
  passwordTries: integer('password_tries').notNull().default(0),
  lockedUntil: instant('locked_until'),
  emailCheck: boolean('email_check').notNull().default(false),
  email: text('email'),
  download: boolean('download').notNull().default(false),
  watermark: boolean('watermark').notNull().default(false),
})

export const shareCode = pgTable('share_code', {
  workspaceId: workspace(),
  linkId: uuid('link_id').notNull(),
  email: text('email').notNull(),
  codeHash: text('code_hash').notNull(),
  sentAt: instant('sent_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  tries: integer('tries').notNull().default(0),
})

export const reader = pgTable('reader', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  linkId: uuid('link_id').notNull(),
  documentId: uuid('document_id').notNull(),
  visitorHash: text('visitor_hash').notNull(),
  contactId: uuid('contact_id'),
  name: text('name'),
  email: text('email'),
  edge: text('edge').$type<'root' | 'certain' | 'inferred'>(),
  parentId: uuid('parent_id'),
  confidence: real('confidence'),
  reasons: jsonb('reasons').$type<string[]>(),
  network: text('network'),
  device: text('device').$type<Device['kind']>(),
  firstAt: instant('first_at'),
  lastAt: instant('last_at'),
  opens: integer('opens').notNull().default(0),
  consent: text('consent').$type<'granted' | 'denied'>(),
})

export const readingView = pgTable('reading_view', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  readerId: uuid('reader_id').notNull(),
  linkId: uuid('link_id').notNull(),
  documentId: uuid('document_id').notNull(),
  version: integer('version').notNull(),
  kind: text('kind').$type<ViewKind>().notNull(),
  reasons: text('reasons').array().notNull().default([]),
  device: jsonb('device').$type<Device>().notNull(),
  userAgent: text('user_agent'),
  startedAt: instant('started_at').notNull(),
  lastAt: instant('last_at').notNull(),
  endedAt: instant('ended_at'),
  gestures: integer('gestures').notNull().default(0),
  inputs: integer('inputs').notNull().default(0),
  visibleMs: bigint('visible_ms', { mode: 'number' }).notNull().default(0),
  totals: jsonb('totals').$type<ReadingTotals>().notNull(),
  told: jsonb('told').$type<Record<string, Told & { since?: number }>>().notNull().default({}),
  restartsTold: integer('restarts_told').notNull().default(0),
  clamped: boolean('clamped').notNull().default(false),
})

export const readingAct = pgTable('reading_act', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  documentId: uuid('document_id').notNull(),
  readerId: uuid('reader_id').notNull(),
  viewId: uuid('view_id').notNull(),
  kind: text('kind').$type<ActKind>().notNull(),
  at: instant('at').notNull(),
  startedAt: instant('started_at').notNull(),
  sectionId: uuid('section_id'),
  page: integer('page'),
  ms: bigint('ms', { mode: 'number' }).notNull().default(0),
  details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
})

export type DocumentRow = typeof document.$inferSelect
export type VersionRow = typeof documentVersion.$inferSelect
export type SectionRow = typeof section.$inferSelect
export type LinkRow = typeof shareLink.$inferSelect
export type ReaderRow = typeof reader.$inferSelect
export type ViewRow = typeof readingView.$inferSelect
export type ActRow = typeof readingAct.$inferSelect
export type UploadRow = typeof upload.$inferSelect
