import { z } from 'zod'
import { flag, idParams, listQuery, ownerFilter, pageOf } from '#crm/record/api.ts'
import { route } from '#kernel/route.ts'

export * from './errors-api.ts'
export * from './invoice-api.ts'
export * from './statement-api.ts'

const id = z.uuid()
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
/** Minor units of a currency, above 0. */
const amount = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** 未到期 · 部分到账 · 逾期 · 已收齐 */
export const receivableStates = ['due', 'part', 'overdue', 'paid'] as const
export const receivableState = z.enum(receivableStates)
export type ReceivableState = z.infer<typeof receivableState>

export const receivable = z.object({
  id,
  contractId: id,
  quoteId: id,
  /** Of the contract. */
  number: z.string(),
  name: z.string(),
  accountId: id,
  accountName: z.string().nullable(),
  /** Its place in the plan, from 0. */
  place: z.number(),
  kind: z.enum(['first', 'milestone', 'retention']),
  label: z.string(),
  percent: z.string(),
  amount: z.number(),
  received: z.number(),
  currency: z.string(),
  dueDay: day,
  /** Working days from the due day to today; 0 until it is over. */
  overdueDays: z.number(),
  state: receivableState,
  ownerId: id.nullable(),
})
export type Receivable = z.infer<typeof receivable>

/** One confirmation: a part of a bank line that pays a due item. Taken back ones stay. */
export const allocationView = z.object({
  id,
  lineId: id,
  receivableId: id,
  receivableLabel: z.string(),
  dealName: z.string(),
  /** In the debt's currency. */
  amount: z.number(),
  currency: z.string(),
  /** In the line's. */
  taken: z.number(),
  takenCurrency: z.string(),
  day,
  payer: z.string(),
  byRule: z.boolean(),
  confirmedBy: id.nullable(),
  confirmedAt: z.number(),
  reversedAt: z.number().nullable(),
  reversedBy: id.nullable(),
  reversalReason: z.string().nullable(),
})
export type AllocationView = z.infer<typeof allocationView>

export const planView = z.object({
  contractId: id,
  quoteId: id,
  number: z.string(),
  name: z.string(),
  accountId: id,
  accountName: z.string().nullable(),
  amount: z.number(),
  received: z.number(),
  currency: z.string(),
  /** So much of the first payment lets delivery start. */
  threshold: z.number(),
  covered: z.boolean(),
  signedDay: day,
  payments: z.array(receivable),
  confirmations: z.array(allocationView),
  /** With tax: of invoices asked for or issued, not void, less what red ones took back. */
  invoiced: z.number(),
  /** What red invoices took back. */
  credited: z.number(),
})
export type PlanView = z.infer<typeof planView>

export const reasonView = z.object({ kind: z.string(), points: z.number() })
export const shareView = z.object({ dueId: id, amount: z.number() })

/** 待确认 · 有余额 · 已确认 · 与应收无关 · 已冲正 */
export const lineStates = ['open', 'part', 'done', 'ignored', 'reversed'] as const
export const lineState = z.enum(lineStates)
export type LineState = z.infer<typeof lineState>

export const bankLine = z.object({
  id,
  day,
  amount: z.number(),
  currency: z.string(),
  payer: z.string(),
  /** The last four digits alone. */
  payerAccount: z.string(),
  remark: z.string(),
  reference: z.string(),
  reversal: z.boolean(),
  bankAccount: z.string(),
  state: lineState,
  /** What no due item has got. */
  rest: z.number(),
  version: z.number(),
  exact: z.boolean(),
  reason: z.string().nullable(),
  proposal: z
    .object({
      kind: z.enum(['full', 'several', 'part', 'over', 'currency', 'reversal', 'none']),
      score: z.number(),
      shares: z.array(shareView),
      reasons: z.array(reasonView),
      /** Of a reversal: the line it takes back. */
      reverses: id.nullable(),
      others: z.array(id),
    })
    .nullable(),
  /** The due items that the proposal speaks of, as they stand. */
  dues: z.array(receivable),
  confirmations: z.array(allocationView),
})
export type BankLineView = z.infer<typeof bankLine>

const sums = z.array(z.object({ currency: z.string(), amount: z.number() }))
const tabSums = z.object({ count: z.number(), sums })
export const paymentTabs = ['toConfirm', 'due', 'overdue', 'paid'] as const
export type PaymentTab = (typeof paymentTabs)[number]

export const confirmation = z.object({
  receivableId: id,
  amount,
  /** In the line's currency; left out where it is the same. */
  taken: amount.optional(),
})
export type Confirmation = z.infer<typeof confirmation>

export const paymentRules = z.object({
  /** How much of the first payment must be confirmed before delivery starts, percent. */
  coverPercent: z.number().min(1).max(100),
  /** Whether exact matches are confirmed by the rule itself. */
  exactByRule: z.boolean(),
})
export type PaymentRules = z.infer<typeof paymentRules>

export const paymentRoutes = {
  summary: route({
    method: 'GET',
    path: '/api/v1/payments/summary',
    summary: 'How many and how much is to be confirmed, due, overdue and paid',
    query: z.object({ owner: ownerFilter.optional() }),
    answer: z.object({
      /** Null for those who may not confirm. */
      toConfirm: tabSums.extend({ exact: z.number(), unmatched: z.number() }).nullable(),
      due: tabSums,
      overdue: tabSums,
      paid: tabSums,
      /** The day that counts, in China. */
      today: day,
    }),
  }),
  receivables: route({
    method: 'GET',
    path: '/api/v1/payments/receivables',
    summary: 'What customers owe and have paid, by tab; the oldest debt first',
    query: listQuery.extend({
      tab: z.enum(['due', 'overdue', 'paid']),
      owner: ownerFilter.optional(),
      account: id.optional(),
    }),
    answer: pageOf(receivable),
  }),
  plan: route({
    method: 'GET',
    path: '/api/v1/payments/plans',
    summary:
      'The payment plan of a quote’s signed contract: what is in, what is missing; null before it is signed',
    query: z.object({ quote: id }),
    answer: z.object({ plan: planView.nullable() }),
  }),
  lines: route({
    method: 'GET',
    path: '/api/v1/payments/lines',
    summary: 'Bank lines with what is proposed for each, surest first',
    query: listQuery.extend({
      state: z.enum(['waiting', 'done', 'ignored']).default('waiting'),
      exact: flag.optional(),
      /** Lines for which nothing was found are most of a bank file: they are asked for. */
      unmatched: flag.optional(),
    }),
    answer: pageOf(bankLine),
  }),
  line: route({
    method: 'GET',
    path: '/api/v1/payments/lines/:id',
    summary: 'One bank line with its proposal and history',
    params: idParams,
    answer: bankLine,
  }),
  openDues: route({
    method: 'GET',
    path: '/api/v1/payments/open',
    summary: 'Open due items by customer or number, to choose from when nothing fits',
    query: z.object({ q: z.string().trim().min(1).max(60) }),
    answer: z.object({ items: z.array(receivable) }),
  }),
  confirm: route({
    method: 'POST',
    path: '/api/v1/payments/lines/:id/confirm',
    summary: 'Confirm what a line pays; never by who sells the deal',
    params: idParams,
    body: z.object({ version: z.number().int().min(1), shares: z.array(confirmation).min(1).max(20) }),
    answer: bankLine,
  }),
  confirmExact: route({
    method: 'POST',
    path: '/api/v1/payments/confirm-exact',
    summary: 'Confirm all exact matches at once; deals one sells oneself are left out',
    answer: z.object({ confirmed: z.array(id), leftOut: z.number() }),
  }),
  undo: route({
    method: 'POST',
    path: '/api/v1/payments/undo',
    summary: 'Take confirmations of lines back; they stay in the history',
    body: z.object({ ids: z.array(id).min(1).max(500), reason: z.string().trim().min(1).max(200) }),
    answer: z.object({ undone: z.number() }),
  }),
  reverse: route({
    method: 'POST',
    path: '/api/v1/payments/lines/:id/reverse',
    summary: 'Confirm that a line takes an earlier one back: what that one paid is owed again',
    params: idParams,
    body: z.object({ version: z.number().int().min(1) }),
    answer: bankLine,
  }),
  ignore: route({
    method: 'POST',
    path: '/api/v1/payments/lines/:id/ignore',
    summary: 'Put a line aside: it has nothing to do with what customers owe',
    params: idParams,
    body: z.object({ version: z.number().int().min(1) }),
    answer: bankLine,
  }),
  restore: route({
    method: 'POST',
    path: '/api/v1/payments/lines/:id/restore',
    summary: 'Undo putting a line aside',
    params: idParams,
    answer: bankLine,
  }),
  rules: route({
    method: 'GET',
    path: '/api/v1/payments/rules',
    summary: 'When delivery may start, and whether exact matches are confirmed by rule',
    answer: paymentRules,
  }),
  changeRules: route({
    method: 'PUT',
    path: '/api/v1/payments/rules',
    summary: 'Change those rules; plans that are made already keep their threshold',
    body: paymentRules,
    answer: paymentRules,
  }),
} as const

/** Domain event `payment.planned`: a signed contract has its plan. */
export const planned = z.object({ contractId: id, quoteId: id })
export type Planned = z.infer<typeof planned>
/** `payment.received`: so much of a due item was confirmed (minor units of the contract's currency). */
export const received = z.object({ contractId: id, quoteId: id, receivableId: id, amount: z.number() })
export type Received = z.infer<typeof received>
/**
 * `payment.confirmed` after each confirmation, `payment.reversed` after each that was taken back. `first`: it concerns the first payment.
 * `covered`: as it now stands, enough of the first payment is in for delivery to start.
 */
export const confirmed = z.object({ contractId: id, quoteId: id, first: z.boolean(), covered: z.boolean() })
export type Confirmed = z.infer<typeof confirmed>
/** `payment.overdue`, once per due item. */
export const overdue = z.object({ contractId: id, quoteId: id, receivableId: id, dueDay: day })
export type Overdue = z.infer<typeof overdue>
/** `payment.changed {quoteId: null | id}`, for screens. */
export const paymentChanged = 'payment.changed'
