import { bigint, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Question } from './api.ts'
import type { Stored } from './store.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const causeStudy = pgTable('cause_study', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  question: jsonb('question').$type<Question>().notNull(),
  logSeq: bigint('log_seq', { mode: 'number' }).notNull(),
  askedBy: uuid('asked_by'),
  askedAt: instant('asked_at').notNull(),
})

export const causeResult = pgTable('cause_result', {
  workspaceId: uuid('workspace_id').notNull(),
  studyId: uuid('study_id').notNull(),
  state: text('state').$type<'done' | 'cancelled' | 'failed'>().notNull(),
  body: jsonb('body').$type<Stored>(),
  finishedAt: instant('finished_at').notNull(),
})
