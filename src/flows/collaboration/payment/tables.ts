import { bigint, boolean, date, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Proposal, RedReason } from '#lib/payment/index.ts'
import type {
  InvoiceKind,
  InvoiceStatus,
  LineState,
  Receivable,
  RedStatus,
  StatementColumns,
  StatementView,
  TaxData,
} from './api.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })
const minor = (name: string) => bigint(name, { mode: 'number' })

export const paymentPlan = pgTable('payment_plan', {
  workspaceId: uuid('workspace_id').notNull(),
  contractId: uuid('contract_id').notNull(),
  quoteId: uuid('quote_id').notNull(),
  accountId: uuid('account_id').notNull(),
  opportunityId: uuid('opportunity_id'),
  number: text('number').notNull(),
  name: text('name').notNull(),
  amount: minor('amount').notNull(),
  currency: text('currency').notNull(),
  referenceNumbers: text('reference_numbers').array().notNull(),
  threshold: minor('threshold').notNull(),
  sellers: uuid('sellers').array().notNull(),
  ownerId: uuid('owner_id'),
  departmentId: uuid('department_id'),
  signedDay: date('signed_day').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const receivable = pgTable('receivable', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  contractId: uuid('contract_id').notNull(),
  place: integer('place').notNull(),
  kind: text('kind').$type<Receivable['kind']>().notNull(),
  label: text('label').notNull(),
  percent: text('percent').notNull(),
  amount: minor('amount').notNull(),
  dueDay: date('due_day').notNull(),
  received: minor('received').notNull().default(0),
  settledDay: date('settled_day'),
})

export const bankAccount = pgTable('bank_account', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  number: text('number').notNull(),
  currency: text('currency').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  archivedAt: instant('archived_at'),
})

export const statementForm = pgTable('statement_form', {
  workspaceId: uuid('workspace_id').notNull(),
  headerHash: text('header_hash').notNull(),
  header: text('header').array().notNull(),
  mapping: jsonb('mapping').$type<StatementColumns>().notNull(),
  bankAccountId: uuid('bank_account_id'),
  usedAt: instant('used_at').notNull(),
})

export const bankStatement = pgTable('bank_statement', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  bankAccountId: uuid('bank_account_id').notNull(),
  name: text('name').notNull(),
  hash: text('hash').notNull(),
  kind: text('kind').$type<StatementView['kind']>().notNull(),
  status: text('status').$type<StatementView['status']>().notNull().default('reading'),
  total: integer('total').notNull().default(0),
  done: integer('done').notNull().default(0),
  fresh: integer('fresh').notNull().default(0),
  known: integer('known').notNull().default(0),
  outgoing: integer('outgoing').notNull().default(0),
  result: jsonb('result').$type<StatementView['result']>(),
  faults: jsonb('faults').$type<StatementView['faults']>().notNull(),
  faultCount: integer('fault_count').notNull().default(0),
  createdBy: uuid('created_by'),
  createdAt: instant('created_at').notNull(),
  finishedAt: instant('finished_at'),
})

export const bankLine = pgTable('bank_line', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  statementId: uuid('statement_id').notNull(),
  bankAccountId: uuid('bank_account_id').notNull(),
  fingerprint: text('fingerprint').notNull(),
  day: date('day').notNull(),
  amount: minor('amount').notNull(),
  currency: text('currency').notNull(),
  payer: text('payer').notNull(),
  payerAccount: text('payer_account').notNull(),
  remark: text('remark').notNull(),
  reference: text('reference').notNull(),
  reversal: boolean('reversal').notNull(),
  state: text('state').$type<LineState>().notNull().default('open'),
  rest: minor('rest').notNull(),
  proposal: jsonb('proposal').$type<Proposal>(),
  score: integer('score').notNull().default(0),
  exact: boolean('exact').notNull().default(false),
  reason: text('reason'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
})

export const allocation = pgTable('allocation', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  lineId: uuid('line_id').notNull(),
  receivableId: uuid('receivable_id').notNull(),
  amount: minor('amount').notNull(),
  taken: minor('taken').notNull(),
  byRule: boolean('by_rule').notNull(),
  confirmedBy: uuid('confirmed_by'),
  confirmedAt: instant('confirmed_at').notNull(),
  reasons: jsonb('reasons').$type<Proposal['reasons']>().notNull(),
  reversedAt: instant('reversed_at'),
  reversedBy: uuid('reversed_by'),
  reversalReason: text('reversal_reason'),
  reversalLineId: uuid('reversal_line_id'),
})

export const invoice = pgTable('invoice', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  contractId: uuid('contract_id').notNull(),
  accountId: uuid('account_id').notNull(),
  kind: text('kind').$type<InvoiceKind>().notNull(),
  amount: minor('amount').notNull(),
  tax: minor('tax'),
  currency: text('currency').notNull(),
  buyer: jsonb('buyer').$type<TaxData>().notNull(),
  note: text('note').notNull().default(''),
  status: text('status').$type<InvoiceStatus>().notNull().default('asked'),
  number: text('number'),
  issuedDay: date('issued_day'),
  reason: text('reason'),
  askedBy: uuid('asked_by'),
  askedAt: instant('asked_at').notNull(),
  handledBy: uuid('handled_by'),
  updatedAt: instant('updated_at').notNull(),
  version: integer('version').notNull().default(1),
})

export const redInvoice = pgTable('red_invoice', {
  workspaceId: uuid('workspace_id').notNull(),
  id: uuid('id').notNull(),
  invoiceId: uuid('invoice_id').notNull(),
  reason: text('reason').$type<RedReason>().notNull(),
  amount: minor('amount').notNull(),
  tax: minor('tax'),
  booked: boolean('booked').notNull(),
  note: text('note').notNull().default(''),
  status: text('status').$type<RedStatus>().notNull().default('asked'),
  formNumber: text('form_number'),
  sentAt: instant('sent_at'),
  number: text('number'),
  issuedDay: date('issued_day'),
  why: text('why'),
  askedBy: uuid('asked_by'),
  askedAt: instant('asked_at').notNull(),
  handledBy: uuid('handled_by'),
  updatedAt: instant('updated_at').notNull(),
})
