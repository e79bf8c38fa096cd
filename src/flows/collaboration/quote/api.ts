import { z } from 'zod'
import { optionRule, productItem } from '#crm/product/api.ts'
import { commaList, idParams, listQuery, ownerFilter, pageOf } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { clearance, verdict } from '../mandate/api.ts'
import { quoteDraft } from './draft-api.ts'
import { comparison, measures, revisionContent } from './revision-api.ts'

export * from './draft-api.ts'
export * from './revision-api.ts'

const id = z.uuid()
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** 草稿 · 已发出 · 客户已接受 · 客户已谢绝 · 已撤回 · 已过期 (issued, and its last day is over) */
export const quoteStates = ['draft', 'issued', 'accepted', 'declined', 'withdrawn', 'expired'] as const
export const quoteState = z.enum(quoteStates)
export type QuoteState = z.infer<typeof quoteState>

export const errors = errorCodes({
  'quote.missing': [
    'missing',
    '找不到这份报价，可能已删除，或不在你能看的范围内。',
    'This quote was not found. It may have been deleted, or lie outside what you may see.',
  ],
  'quote.revision-missing': [
    'missing',
    '找不到这个版本，请刷新后重选。',
    'This revision was not found. Refresh and choose again.',
  ],
  'quote.stale': [
    'conflict',
    '{by} 刚改过这份报价。请看两边的差别，选用哪一边再保存；你填的内容还在。',
    '{by} has just changed this quote. Look at what differs, choose a side and save again; what you typed is kept.',
  ],
  'quote.closed': [
    'conflict',
    '客户已接受这份报价，不能再改。要变更，请另建一份。',
    'The customer has accepted this quote, so it can’t change. Make a new one.',
  ],
  'quote.not-issued': [
    'conflict',
    '这份报价还没有发出。请先发出一个版本。',
    'This quote has not been issued. Issue a revision first.',
  ],
  'quote.expired': [
    'conflict',
    '这份报价在 {day} 已过期，不能接受。请改有效期，发出新版本。',
    'This quote expired on {day} and can’t be accepted. Change its validity and issue a new revision.',
  ],
  'quote.superseded': [
    'conflict',
    '这已不是最新版本。请打开最新版本再操作。',
    'This is no longer the newest revision. Open the newest one.',
  ],
  'quote.ended': [
    'conflict',
    '这份报价已结束，请刷新看最新状态。',
    'This quote has ended. Refresh to see where it stands.',
  ],
  'quote.not-cleared': [
    'conflict',
    '这份报价超出授权，还不能发给客户，也不能成交。先请{to}批准。',
    'This quote lies outside the mandate, so it can’t go out or be accepted yet. It needs the approval of {to}.',
  ],
  'quote.no-approver': [
    'conflict',
    '这份报价超出授权，而现在没有人能批准。请改低优惠，或请管理员调整授权表。',
    'This quote lies outside the mandate, and nobody may approve it now. Lower the discount, or ask an administrator to change the matrix.',
  ],
  'quote.valid-past': [
    'invalid',
    '有效期已过，请选今天或以后的日子。',
    'The last day is over. Choose today or later.',
  ],
  'quote.valid-far': [
    'invalid',
    '有效期最长一年，请选近一些的日子。',
    'A quote holds for a year at most. Choose an earlier day.',
  ],
  'quote.empty': ['invalid', '报价里还没有产品，请先加一行。', 'The quote is empty. Add a line first.'],
  'quote.name-needed': ['invalid', '第 {row} 行没有名称，请填写。', 'Line {row} has no name. Enter one.'],
  'quote.requires': [
    'invalid',
    '「{product}」必须和「{other}」一起卖，请加上。',
    '“{product}” needs “{other}”. Add it.',
  ],
  'quote.excludes': [
    'invalid',
    '「{product}」不能和「{other}」一起卖，请去掉一个。',
    '“{product}” and “{other}” exclude each other. Remove one.',
  ],
  'quote.delivery': [
    'invalid',
    '交付时间的结束日早于开始日，请改。',
    'The delivery window ends before it begins.',
  ],
  'quote.fault-number': [
    'invalid',
    '有一处数字写得不对，请改成普通数字，如 1200 或 12.5。',
    'A number is not plain. Write it like 1200 or 12.5.',
  ],
  'quote.fault-quantity': [
    'invalid',
    '数量要大于 0；期数是 1 到 1200 的整数。',
    'Quantities must be above 0; periods are whole numbers from 1 to 1200.',
  ],
  'quote.fault-negative': [
    'invalid',
    '价格不能是负数。要抵扣，请加一行「抵扣」。',
    'Prices can’t be negative. To lower the total, add a credit.',
  ],
  'quote.fault-discount': ['invalid', '折扣要在 0 到 100% 之间。', 'A discount lies between 0 and 100%.'],
  'quote.fault-discount-too-large': [
    'invalid',
    '优惠金额超过了价格，请改小。',
    'The amount off is more than the price. Make it smaller.',
  ],
  'quote.fault-bundle': [
    'invalid',
    '有套装是空的或已删除，请去掉它或补上产品。',
    'A bundle is empty or gone. Remove it, or add its products.',
  ],
  'quote.fault-bundle-line': [
    'invalid',
    '套装里的单项不能单独打折或赠送，请对整套优惠。',
    'A part of a bundle has no discount of its own. Discount the bundle.',
  ],
  'quote.fault-payment-sum': [
    'invalid',
    '各期付款比例加起来要正好 100%。',
    'The payments must add up to exactly 100%.',
  ],
  'quote.fault-tiers': [
    'invalid',
    '价格表里的阶梯价顺序不对，请管理员修正。',
    'The tiers in the price book are out of order. Ask whoever maintains it.',
  ],
  'quote.fault-scale': [
    'invalid',
    '取整位数超过了币种的最小单位，请改小。',
    'Rounding is finer than the currency. Choose fewer places.',
  ],
  'quote.fault-below-zero': [
    'invalid',
    '抵扣超过了总价，请改小。',
    'The credits are more than the total. Make them smaller.',
  ],
  'quote.fault-too-large': [
    'invalid',
    '金额太大，算不准。请检查数量和单价。',
    'The amount is too large to be exact. Check quantities and prices.',
  ],
})

export const quoteItem = z.object({
  id,
  number: z.string(),
  name: z.string(),
  accountId: id,
  accountName: z.string().nullable(),
  opportunityId: id.nullable(),
  opportunityName: z.string().nullable(),
  state: quoteState,
  /** The newest revision; null before the first. */
  revision: z.number().nullable(),
  hash: hash.nullable(),
  validUntil: z.number().nullable(),
  /** With tax, minor units; of the newest revision, before that of the draft. */
  amount: z.number(),
  currency: z.string(),
  /** Whether the draft says something that no revision says. */
  changed: z.boolean(),
  reason: z.string().nullable(),
  documentId: id.nullable(),
  sharedRevision: z.number().nullable(),
  ownerId: id.nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type QuoteItem = z.infer<typeof quoteItem>

export const revisionItem = z.object({
  number: z.number(),
  hash,
  issuedAt: z.number(),
  issuedBy: id.nullable(),
  validUntil: z.number(),
  gross: z.number(),
  currency: z.string(),
})
export type RevisionItem = z.infer<typeof revisionItem>

export const quoteView = quoteItem.extend({
  draft: quoteDraft,
  draftVersion: z.number(),
  draftBy: id.nullable(),
  draftAt: z.number(),
  /** Master data and prices of everything in the draft, and the rules among it. */
  catalogue: z.array(productItem),
  rules: z.array(optionRule.extend({ name: z.string() })),
  revisions: z.array(revisionItem),
  /** Percent a year, for the cost of waiting. */
  capitalRate: z.string(),
  /** What lets the newest revision out; null: it has to stay in. */
  clearance: clearance.pick({ kind: true, at: true, by: true, caseId: true }).nullable(),
})
export type QuoteView = z.infer<typeof quoteView>

export const quoteQuery = listQuery.extend({
  sort: z.enum(['updated', 'amount', 'name']).optional(),
  account: id.optional(),
  opportunity: id.optional(),
  owner: ownerFilter.optional(),
  state: commaList(quoteState).optional(),
})
export type QuoteQuery = z.infer<typeof quoteQuery>

const revisionParams = z.object({ id, number: z.coerce.number().int().min(1) })
const language = z.object({ lang: z.enum(['zh-CN', 'en']).default('zh-CN') })
const paper = language.extend({ format: z.enum(['pdf', 'svg']).default('pdf') })

export const quoteRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/quotes',
    summary: 'Quotes: search, filter, sort, page; the last changed first if not said otherwise',
    query: quoteQuery,
    answer: pageOf(quoteItem),
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/quotes',
    summary: 'Begin a quote for an account, or for an opportunity; or a copy of another quote',
    body: z
      .object({ id, accountId: id, opportunityId: id, name: z.string().trim().min(1).max(120), copyOf: id })
      .partial(),
    answer: quoteView,
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/quotes/:id',
    summary: 'A quote with its draft, the products in it and its revisions',
    params: idParams,
    answer: quoteView,
  }),
  save: route({
    method: 'PUT',
    path: '/api/v1/quotes/:id/draft',
    summary: 'Save the draft, based on the version one has read',
    params: idParams,
    body: z.object({
      version: z.number().int().min(1),
      name: z.string().trim().min(1).max(120),
      draft: quoteDraft,
    }),
    answer: quoteView,
  }),
  issue: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/issue',
    summary:
      'Make an immutable revision of the draft; asked again for the same draft it answers the same revision',
    params: idParams,
    body: z.object({ version: z.number().int().min(1) }),
    answer: quoteView,
  }),
  accept: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/accept',
    summary: 'The customer accepts exactly this revision',
    params: idParams,
    body: z.object({ hash }),
    answer: quoteView,
  }),
  decline: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/decline',
    summary: 'The customer declines',
    params: idParams,
    body: z.object({ hash, reason: z.string().trim().max(200).optional() }),
    answer: quoteView,
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/withdraw',
    summary: 'Take an issued quote back',
    params: idParams,
    body: z.object({ hash, reason: z.string().trim().max(200).optional() }),
    answer: quoteView,
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/v1/quotes/:id',
    summary: 'Delete a quote that was never issued; it can be restored',
    params: idParams,
  }),
  restore: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/restore',
    summary: 'Undo a deletion',
    params: idParams,
    answer: quoteView,
  }),
  revision: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/revisions/:number',
    summary: 'One revision, whole, with its measures; margin and cost for those who may see them',
    params: revisionParams,
    answer: z.object({ hash, content: revisionContent, measures }),
  }),
  compare: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/compare',
    summary: 'What differs between two revisions',
    params: idParams,
    query: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
    answer: comparison,
  }),
  pdf: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/revisions/:number/pdf',
    summary: 'A revision as PDF, or as a picture of its pages (SVG)',
    params: revisionParams,
    query: paper,
  }),
  preview: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/draft/pdf',
    summary: 'The draft as PDF or SVG, marked as such',
    params: idParams,
    query: paper,
  }),
  sheet: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/revisions/:number/xlsx',
    summary: 'A revision as an Excel file',
    params: revisionParams,
    query: language,
  }),
  mayI: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/may-i',
    summary: 'Whether the reader may issue this draft alone, as it is typed, and whom it would go to',
    params: idParams,
    body: z.object({ draft: quoteDraft }),
    answer: verdict,
  }),
  mandate: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/mandate',
    summary: 'The newest revision under its author’s mandate as it is now, and what lets it out',
    params: idParams,
    answer: z.object({ verdict, clearance: clearance.nullable() }),
  }),
  share: route({
    method: 'POST',
    path: '/api/v1/quotes/:id/share',
    summary: 'Put the newest revision behind a tracked link for one recipient',
    params: idParams,
    body: z
      .object({
        /** Of the link: sent again with the same one, it answers the first. */
        id,
        contactId: id.nullable(),
        recipient: z.string().trim().max(60).nullable(),
        channel: z.string().max(30).nullable(),
        download: z.boolean(),
      })
      .partial(),
    answer: z.object({ documentId: id, linkId: id, url: z.string() }),
  }),
} as const

/**
 * Domain events `quote.issued` (the first revision), `quote.revised` (a later one; `previous` is the one it replaces),
 * `quote.accepted`, `quote.declined`, `quote.withdrawn`. Amounts with tax, minor units.
 */
export const quoteEvent = z.object({
  quoteId: id,
  hash,
  revision: z.number(),
  previous: hash.nullable(),
  accountId: id,
  opportunityId: id.nullable(),
  ownerId: id.nullable(),
  amount: z.number(),
  currency: z.string(),
})
export type QuoteEvent = z.infer<typeof quoteEvent>
/** Domain event `quote.changed {quoteId}`, for screens: anything about it may have changed. */
export const quoteChanged = 'quote.changed'
