import { z } from 'zod'
import { idParams, listQuery, pageOf } from '#crm/record/api.ts'
import { route } from '#kernel/route.ts'
import { askRed, redParams, redStatuses, redView } from './red-api.ts'

export * from './red-api.ts'

const id = z.uuid()
const text = (most: number) => z.string().trim().max(most)

/** 专票（纸质）· 普票（纸质）· 数电专票 · 数电普票 */
export const invoiceKinds = ['digital-special', 'digital-ordinary', 'special', 'ordinary'] as const
export const invoiceKind = z.enum(invoiceKinds)
export type InvoiceKind = z.infer<typeof invoiceKind>

/** 待开票 · 已开票 · 已交付客户 · 已作废 */
export const invoiceStatuses = ['asked', 'issued', 'handed', 'void'] as const
export const invoiceStatus = z.enum(invoiceStatuses)
export type InvoiceStatus = z.infer<typeof invoiceStatus>

/** What the tax office wants to know of the buyer. Address, phone, bank and account are needed for special invoices on paper. */
export const taxData = z.object({
  title: text(120).min(1),
  creditCode: text(40),
  address: text(200),
  phone: text(40),
  bank: text(80),
  bankNumber: text(40),
})
export type TaxData = z.infer<typeof taxData>

export const invoiceView = z.object({
  id,
  contractId: id,
  contractNumber: z.string(),
  dealName: z.string(),
  quoteId: id,
  accountId: id,
  accountName: z.string().nullable(),
  kind: invoiceKind,
  /** With tax. */
  amount: z.number(),
  /** In `amount`, as issued; null where it was never noted. */
  tax: z.number().nullable(),
  /** What the tax would be if it were that of the whole contract, in proportion; null where that isn't known. */
  usualTax: z.number().nullable(),
  currency: z.string(),
  buyer: taxData,
  note: z.string(),
  status: invoiceStatus,
  number: z.string().nullable(),
  issuedDay: z.string().nullable(),
  reason: z.string().nullable(),
  askedBy: id.nullable(),
  askedAt: z.number(),
  version: z.number(),
  /** What red invoices have taken back of it, with tax. */
  credited: z.number(),
  /** The newest first. */
  reds: z.array(redView),
  /** Whether it may be voided; what was issued and may not is taken back by a red invoice. */
  voidable: z.boolean(),
})
export type InvoiceView = z.infer<typeof invoiceView>

export const invoiceRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/invoices',
    summary: 'Invoices asked for and issued, the newest first',
    query: listQuery.extend({
      /** `red`: those with a red invoice that is wanted or issued. */
      status: z.enum([...invoiceStatuses, 'red']).optional(),
      contract: id.optional(),
    }),
    answer: pageOf(invoiceView),
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/invoices/:id',
    summary: 'One invoice with its red ones',
    params: idParams,
    answer: invoiceView,
  }),
  taxData: route({
    method: 'GET',
    path: '/api/v1/accounts/:id/tax-data',
    summary:
      'A customer’s tax data as last used, else from the account; with what is wrong with the credit code',
    params: idParams,
    answer: z.object({
      data: taxData,
      saved: z.boolean(),
      fault: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
    }),
  }),
  check: route({
    method: 'POST',
    path: '/api/v1/invoices/check-code',
    summary: 'Check a unified social credit code (GB 32100-2015)',
    body: z.object({ code: text(40) }),
    answer: z.object({
      code: z.string(),
      fault: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
    }),
  }),
  ask: route({
    method: 'POST',
    path: '/api/v1/invoices',
    summary: 'Ask for an invoice; sent again with the same `id` it answers the first',
    body: z.object({
      id,
      contractId: id,
      kind: invoiceKind,
      amount: z.number().int().min(1),
      buyer: taxData,
      note: text(200).default(''),
    }),
    answer: invoiceView,
  }),
  issue: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/issue',
    summary: 'Note that it has been issued, with its number and the tax in it',
    params: idParams,
    body: z.object({ number: text(20), day: z.iso.date(), tax: z.number().int().min(0).optional() }),
    answer: invoiceView,
  }),
  hand: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/hand',
    summary: 'Note that the customer has it',
    params: idParams,
    answer: invoiceView,
  }),
  void: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/void',
    summary:
      'Withdraw a request, or void a paper invoice in its month; others are taken back by a red invoice',
    params: idParams,
    body: z.object({ reason: text(200).min(1) }),
    answer: invoiceView,
  }),
  back: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/back',
    summary: 'Undo the last step that was noted: handed over, issued or void',
    params: idParams,
    body: z.object({ from: invoiceStatus }),
    answer: invoiceView,
  }),
  askRed: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/reds',
    summary:
      'Ask for a red invoice over all or a part; sent again with the same `id` it answers what is there',
    params: idParams,
    body: askRed,
    answer: invoiceView,
  }),
  sendRed: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/reds/:red/send',
    summary: 'Note that the confirmation form is with the buyer, who has 72 hours',
    params: redParams,
    body: z.object({ formNumber: text(30).min(1) }),
    answer: invoiceView,
  }),
  issueRed: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/reds/:red/issue',
    summary: 'Note that the red invoice has been issued, with its number',
    params: redParams,
    body: z.object({ number: text(20), day: z.iso.date() }),
    answer: invoiceView,
  }),
  withdrawRed: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/reds/:red/withdraw',
    summary: 'Withdraw a red invoice that isn’t issued: no longer wanted, or the buyer did not confirm',
    params: redParams,
    body: z.object({ why: text(200).min(1) }),
    answer: invoiceView,
  }),
  backRed: route({
    method: 'POST',
    path: '/api/v1/invoices/:id/reds/:red/back',
    summary: 'Undo the last step that was noted of a red invoice',
    params: redParams,
    body: z.object({ from: z.enum(redStatuses) }),
    answer: invoiceView,
  }),
} as const
