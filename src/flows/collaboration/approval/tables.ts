import { bigint, boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Subject, Verdict } from '#collaboration/mandate/api.ts'
import type { CaseState } from '#lib/approval/index.ts'
import type { CaseItem, CaseStatus, StepRule } from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const approvalFlow = pgTable('approval_flow', {
  workspaceId: uuid('workspace_id').notNull(),
  subject: text('subject').$type<Subject>().notNull(),
  version: integer('version').notNull(),
  steps: jsonb('steps').$type<StepRule[]>().notNull(),
  note: text('note').notNull().default(''),
  savedBy: uuid('saved_by'),
  savedAt: instant('saved_at').notNull(),
})

export const approvalCase = pgTable('approval_case', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  subject: text('subject').$type<Subject>().notNull(),
  subjectId: uuid('subject_id').notNull(),
  hash: text('hash').notNull(),
  flowVersion: integer('flow_version').notNull(),
  status: text('status').$type<CaseStatus>().notNull(),
  state: jsonb('state').$type<CaseState>().notNull(),
  /** The verdict on the revision that is asked for, whole. */
  facts: jsonb('facts').$type<Verdict>().notNull(),
  title: text('title').notNull(),
  number: text('number').notNull(),
  accountId: uuid('account_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  authorId: uuid('author_id'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  note: text('note').notNull().default(''),
  askedBy: uuid('asked_by').notNull(),
  askedAt: instant('asked_at').notNull(),
  since: instant('since').notNull(),
  dueAt: instant('due_at'),
  remindedAt: instant('reminded_at'),
  endedAt: instant('ended_at'),
  acts: integer('acts').notNull().default(0),
  lastHash: text('last_hash').notNull(),
  waitsFor: jsonb('waits_for').$type<CaseItem['waitsFor']>().notNull().default([]),
})

export const approvalAct = pgTable('approval_act', {
  workspaceId: uuid('workspace_id').notNull(),
  caseId: uuid('case_id').notNull(),
  position: integer('position').notNull(),
  id: text('id').notNull(),
  actorId: uuid('actor_id'),
  at: instant('at').notNull(),
  body: text('body').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
})

export const approvalPerson = pgTable('approval_person', {
  workspaceId: uuid('workspace_id').notNull(),
  caseId: uuid('case_id').notNull(),
  personId: uuid('person_id').notNull(),
  waiting: boolean('waiting').notNull(),
  since: instant('since').notNull(),
})
