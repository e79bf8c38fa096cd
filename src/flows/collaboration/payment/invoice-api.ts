import { z } from 'zod'
import { idParams, listQuery, pageOf } from '#crm/record/api.ts'
import { route } from '#kernel/route.ts'

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
  amount: z.number(),
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
})
export type InvoiceView = z.infer<typeof invoiceView>

export const invoiceRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/invoices',
    summary: 'Invoices asked for and issued, the newest first',
    query: listQuery.extend({ status: invoiceStatus.optional(), contract: id.optional() }),
    answer: pageOf(invoiceView),
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
    summary: 'Note that it has been issued, with its number',
    params: idParams,
    body: z.object({ number: text(20), day: z.iso.date() }),
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
    summary: 'Void it (asked for in error, or credited by a red invoice)',
    params: idParams,
    body: z.object({ reason: text(200).min(1) }),
    answer: invoiceView,
  }),
} as const
