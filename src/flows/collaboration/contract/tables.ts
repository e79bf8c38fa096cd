import { bigint, boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { LocalText } from '#kernel/error.ts'
import type { ChainPerson, ClauseCondition } from '#lib/contract/index.ts'
import type {
  ContractContent,
  ContractDraft,
  ContractLanguage,
  ContractState,
  LetterState,
  Risk,
  SignatureMark,
} from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })
const workspace = () => uuid('workspace_id').notNull()

export const clause = pgTable('contract_clause', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  key: text('key').notNull(),
  position: integer('position').notNull(),
  risk: text('risk').$type<Risk>().notNull(),
  condition: text('condition').$type<ClauseCondition>().notNull(),
  aboveAmount: bigint('above_amount', { mode: 'number' }),
  mandatory: boolean('mandatory').notNull(),
  revision: integer('revision').notNull().default(1),
  archivedAt: instant('archived_at'),
})

export const clauseVersion = pgTable('contract_clause_version', {
  workspaceId: workspace(),
  clauseId: uuid('clause_id').notNull(),
  language: text('language').$type<ContractLanguage>().notNull(),
  version: integer('version').notNull(),
  title: text('title').notNull(),
  body: text('body').notNull(),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
})

export const contractTemplate = pgTable('contract_template', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  clauseIds: uuid('clause_ids').array().notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  archivedAt: instant('archived_at'),
})

export const templateVersion = pgTable('contract_template_version', {
  workspaceId: workspace(),
  templateId: uuid('template_id').notNull(),
  version: integer('version').notNull(),
  name: text('name').notNull(),
  clauseIds: uuid('clause_ids').array().notNull(),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
})

export const contract = pgTable('contract', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  number: text('number').notNull(),
  name: text('name').notNull(),
  quoteId: uuid('quote_id').notNull(),
  quoteHash: text('quote_hash').notNull(),
  accountId: uuid('account_id').notNull(),
  opportunityId: uuid('opportunity_id'),
  status: text('status').$type<ContractState>().notNull().default('draft'),
  draft: jsonb('draft').$type<ContractDraft>().notNull(),
  draftVersion: integer('draft_version').notNull().default(1),
  draftBy: uuid('draft_by'),
  draftAt: instant('draft_at').notNull(),
  version: integer('version'),
  hash: text('hash'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  expiresAt: instant('expires_at'),
  sentAt: instant('sent_at'),
  signedByUsAt: instant('signed_by_us_at'),
  signedByCustomerAt: instant('signed_by_customer_at'),
  closedAt: instant('closed_at'),
  reason: text('reason'),
  fileKey: text('file_key'),
  fileHash: text('file_hash'),
  envelope: text('envelope'),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  nameSort: text('name_sort').notNull(),
  grams: text('grams').array().notNull(),
  searchText: text('search_text').notNull(),
  createdAt: instant('created_at').notNull(),
  createdBy: uuid('created_by'),
  updatedAt: instant('updated_at').notNull(),
})

export const contractVersion = pgTable('contract_version', {
  workspaceId: workspace(),
  hash: text('hash').notNull(),
  contractId: uuid('contract_id').notNull(),
  number: integer('number').notNull(),
  draftVersion: integer('draft_version').notNull(),
  content: jsonb('content').$type<ContractContent>().notNull(),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
})

export const contractEventRow = pgTable('contract_event', {
  workspaceId: workspace(),
  contractId: uuid('contract_id').notNull(),
  seq: integer('seq').notNull(),
  type: text('type').notNull(),
  at: instant('at').notNull(),
  previous: text('previous'),
  body: jsonb('body').$type<Record<string, unknown>>().notNull(),
  personHash: text('person_hash'),
  hash: text('hash').notNull(),
})

export const contractPerson = pgTable('contract_person', {
  workspaceId: workspace(),
  contractId: uuid('contract_id').notNull(),
  seq: integer('seq').notNull(),
  person: jsonb('person').$type<ChainPerson>().notNull(),
})

export const contractMark = pgTable('contract_mark', {
  workspaceId: workspace(),
  contractId: uuid('contract_id').notNull(),
  hash: text('hash').notNull(),
  side: text('side').$type<'us' | 'customer'>().notNull(),
  mark: jsonb('mark').$type<SignatureMark>().notNull(),
  at: instant('at').notNull(),
})

export const contractLink = pgTable('contract_link', {
  workspaceId: workspace(),
  id: uuid('id').notNull(),
  contractId: uuid('contract_id').notNull(),
  hash: text('hash').notNull(),
  tokenHash: text('token_hash').notNull(),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  openedAt: instant('opened_at'),
  createdAt: instant('created_at').notNull(),
  codeHash: text('code_hash'),
  codeSentAt: instant('code_sent_at'),
  codeTries: integer('code_tries').notNull().default(0),
  codesSent: integer('codes_sent').notNull().default(0),
  codesSince: instant('codes_since'),
  letter: text('letter').$type<LetterState>(),
  letterAt: instant('letter_at'),
  letterTries: integer('letter_tries').notNull().default(0),
  letterFault: jsonb('letter_fault').$type<LocalText>(),
})

export type ContractRow = typeof contract.$inferSelect
export type VersionRow = typeof contractVersion.$inferSelect
export type LinkRow = typeof contractLink.$inferSelect
