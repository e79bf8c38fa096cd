import { z } from 'zod'
import { commaList, idParams, listQuery, ownerFilter, pageOf } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { contractContent, contractDraft, contractLanguage, snapshot } from './content-api.ts'
import { libraryClause, template } from './library-api.ts'

export * from './content-api.ts'
export * from './customer-api.ts'
export * from './library-api.ts'

const id = z.uuid()
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** 草稿 · 待发送 · 已发送 · 我方已签 · 客户已签 · 已生效 · 客户已谢绝 · 已过期 · 已撤回 */
export const contractStates = [
  'draft',
  'ready',
  'sent',
  'signed-by-us',
  'signed-by-customer',
  'effective',
  'declined',
  'expired',
  'withdrawn',
] as const
export const contractState = z.enum(contractStates)
export type ContractState = z.infer<typeof contractState>

export const errors = errorCodes({
  'contract.missing': [
    'missing',
    '找不到这份合同，可能不在你能看的范围内。',
    'This contract was not found, or lies outside what you may see.',
  ],
  'contract.version-missing': [
    'missing',
    '找不到这个版本，请刷新后重选。',
    'This version was not found. Refresh and choose again.',
  ],
  'contract.template-missing': [
    'missing',
    '找不到这个合同模板，请刷新后重选。',
    'This template was not found. Refresh and choose again.',
  ],
  'contract.quote-not-issued': [
    'conflict',
    '报价还没有发出，或已结束。请先发出一个有效的报价版本。',
    'The quote has not been issued, or has ended. Issue a revision first.',
  ],
  'contract.stale': [
    'conflict',
    '{by} 刚改过这份合同。请刷新后再改；你填的内容可以先复制下来。',
    '{by} has just changed this contract. Copy what you typed, refresh, and change it again.',
  ],
  'contract.wrong-state': [
    'conflict',
    '合同现在的状态不能这样做，请刷新看最新状态。',
    'The contract’s state doesn’t allow this. Refresh to see where it stands.',
  ],
  'contract.superseded': [
    'conflict',
    '这已不是最新版本。请打开最新版本再操作。',
    'This is no longer the newest version. Open the newest one.',
  ],
  'contract.clause-needed': [
    'invalid',
    '缺少必备条款「{clause}」，请加上。',
    'The mandatory clause “{clause}” is missing. Add it.',
  ],
  'contract.value-needed': [
    'invalid',
    '「{clause}」里的「{name}」还没有填。',
    '“{name}” in “{clause}” has no value yet.',
  ],
  'contract.signer-needed': [
    'invalid',
    '请填写客户方签署人的姓名和邮箱。',
    'Enter the name and e-mail address of who signs for the customer.',
  ],
  'contract.party-needed': ['invalid', '请填写双方的名称。', 'Enter the names of both sides.'],
  'contract.text-differs': [
    'conflict',
    '「{clause}」写的是「{found}」，和报价不一致（报价：{expected}）。请改回，或先改报价。',
    '“{clause}” says “{found}”, which is not what the quote says ({expected}). Change it back, or change the quote first.',
  ],
  'contract.quote-changed': [
    'conflict',
    '报价已变：合同按第 {bound} 版，报价现在是第 {current} 版（{difference}）。请按新报价更新合同后再签。',
    'The quote has changed: the contract rests on revision {bound}, the quote is at revision {current} ({difference}). Update the contract before it is signed.',
  ],
  'contract.broken': [
    'conflict',
    '合同内容与它的指纹不符，已停止签署。请联系管理员。',
    'The text doesn’t match its fingerprint, so signing was stopped. Contact your administrator.',
  ],
  'contract.quote-not-cleared': [
    'conflict',
    '还不能发送或签署：报价超出了授权，请先申请审批。',
    'It can’t be sent or signed yet: the quote lies outside the mandate. Ask for approval first.',
  ],
  'contract.text-not-cleared': [
    'conflict',
    '还不能发送或签署：合同有非标准条款或更高的责任上限，请先申请审批。',
    'It can’t be sent or signed yet: clauses depart from the library, or liability is raised. Ask for approval first.',
  ],
  'contract.no-seal': [
    'forbidden',
    '这份合同超出了你用章的授权，请找授权更高的同事签署。',
    'Your mandate doesn’t cover the company’s seal on this contract. Ask a colleague whose mandate does.',
  ],
  'contract.letter-wait': [
    'limited',
    '信刚发出。请在 {seconds} 秒后再发。',
    'A letter has just been sent. Send again in {seconds} seconds.',
  ],
  'contract.no-mail': [
    'unavailable',
    '还没有设置邮件服务，客户收不到验证码。请管理员设置 SMTP_URL 后再发送。',
    'No mail server is set up, so the customer could not get a code. Ask your administrator to set SMTP_URL.',
  ],
})

export const contractItem = z.object({
  id,
  number: z.string(),
  name: z.string(),
  quoteId: id,
  accountId: id,
  accountName: z.string().nullable(),
  opportunityId: id.nullable(),
  state: contractState,
  version: z.number().nullable(),
  hash: hash.nullable(),
  /** With tax, minor units, from the quote's snapshot. */
  amount: z.number(),
  currency: z.string(),
  expiresAt: z.number().nullable(),
  sentAt: z.number().nullable(),
  signedByUsAt: z.number().nullable(),
  signedByCustomerAt: z.number().nullable(),
  reason: z.string().nullable(),
  ownerId: id.nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type ContractItem = z.infer<typeof contractItem>

const localText = z.object({ 'zh-CN': z.string(), en: z.string() })

/** Why a contract can't be made ready or signed as it stands. */
export const contractFault = z.object({
  code: z.string(),
  /** In both languages: what is wrong and what to do. */
  text: localText,
  /** The clause it is about, by its place from 0; null for the whole. */
  clause: z.number().nullable(),
})
export type ContractFault = z.infer<typeof contractFault>

/** What leaves for the signer: 待发出 · 已发出 · 发不出去 */
export const letterState = z.enum(['due', 'sent', 'failed'])
export type LetterState = z.infer<typeof letterState>

const piece = z.object({ change: z.enum(['same', 'added', 'removed']), text: z.string() })

export const clauseState = z.object({
  /** `standard`: the library's wording; `changed`; `own`: written for this contract alone. */
  wording: z.enum(['standard', 'changed', 'own']),
  risk: z.enum(['low', 'medium', 'high']),
  mandatory: z.boolean(),
  /** Its place in the library, ascending; null for one's own. */
  position: z.number().nullable(),
  /** Title and body against the library's wording; empty where nothing differs. */
  redline: z.array(piece),
  /** With values put in; `{{name}}` where one is missing. */
  text: z.string(),
})

export const evidenceEvent = z.object({
  seq: z.number(),
  type: z.string(),
  at: z.number(),
  who: z.string().nullable(),
  /** How they were identified: session, email-code, shown-code, link, system, provider; played: nobody was. */
  how: z.string().nullable(),
  hash,
  body: z.record(z.string(), z.unknown()),
})

export const contractView = contractItem.extend({
  draft: contractDraft,
  draftVersion: z.number(),
  draftAt: z.number(),
  /** Where each clause of the draft stands against the library. */
  clauses: z.array(clauseState),
  faults: z.array(contractFault),
  snapshot,
  /** The quote's newest revision, if it isn't the contract's: the contract must be renewed before it can be signed. */
  newerRevision: z.number().nullable(),
  versions: z.array(z.object({ number: z.number(), hash, createdAt: z.number() })),
  events: z.array(evidenceEvent),
  /** Mandatory clauses and those of the template that could be put in. */
  offered: z.array(libraryClause),
  /** Whether the text departs from the library, so that it needs a clearance of its own. */
  nonStandard: z.boolean(),
  cleared: z.object({ quote: z.boolean(), text: z.boolean() }),
  /** May the one who asks use the company's seal on it? */
  seal: z.object({ may: z.boolean(), reason: localText }),
  /** Where letters go: by a mail server, onto this server alone (a demo), or nowhere. */
  mail: z.enum(['smtp', 'kept', 'none']),
  /** What left for the signer with the newest sending; null: nothing was sent, or the link is closed. */
  letter: z
    .object({
      state: letterState,
      /** When it was sent, or tried last. */
      at: z.number().nullable(),
      /** Why the last try failed. */
      fault: localText.nullable(),
    })
    .nullable(),
  provider: z.string().nullable(),
})
export type ContractView = z.infer<typeof contractView>

export const contractQuery = listQuery.extend({
  sort: z.enum(['updated', 'amount', 'name']).optional(),
  account: id.optional(),
  quote: id.optional(),
  owner: ownerFilter.optional(),
  state: commaList(contractState).optional(),
})
export type ContractQuery = z.infer<typeof contractQuery>

const exact = z.object({ hash })
const withReason = z.object({ reason: z.string().trim().max(300).optional() })
const fileQuery = z.object({ format: z.enum(['pdf', 'svg']).default('pdf') })

export const contractRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/contracts',
    summary: 'Contracts: search, filter, sort, page; the last changed first if not said otherwise',
    query: contractQuery,
    answer: pageOf(contractItem),
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/contracts',
    summary:
      'Begin the contract of a quote from its newest revision; there is one: asked again it answers that one',
    body: z.object({ quoteId: id, templateId: id.optional(), language: contractLanguage.optional() }),
    answer: contractView,
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/contracts/:id',
    summary:
      'A contract with its draft, how its clauses depart from the library, what is missing, its history',
    params: idParams,
    answer: contractView,
  }),
  ofQuote: route({
    method: 'GET',
    path: '/api/v1/quotes/:id/contract',
    summary: 'The contract of a quote, or null',
    params: idParams,
    answer: z.object({ contract: contractItem.nullable() }),
  }),
  save: route({
    method: 'PUT',
    path: '/api/v1/contracts/:id/draft',
    summary: 'Save the draft, based on the version one has read',
    params: idParams,
    body: z.object({ version: z.number().int().min(1), draft: contractDraft }),
    answer: contractView,
  }),
  prepare: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/prepare',
    summary: 'Freeze the draft into an immutable version; asked again for the same draft it answers the same',
    params: idParams,
    body: z.object({ version: z.number().int().min(1) }),
    answer: contractView,
  }),
  renew: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/renew',
    summary:
      'Back to a draft on the quote’s newest revision; what was sent or signed before no longer counts',
    params: idParams,
    body: z.object({ version: z.number().int().min(1) }),
    answer: contractView,
  }),
  send: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/send',
    summary: 'Send exactly this version to the customer’s signer',
    params: idParams,
    body: exact,
    answer: contractView,
  }),
  letter: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/letter',
    summary: 'Send the letter with the signing link again; refused within a minute of the last',
    params: idParams,
    answer: contractView,
  }),
  sign: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/sign',
    summary: 'Sign exactly this version for the company',
    params: idParams,
    body: exact,
    answer: contractView,
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/withdraw',
    summary: 'Take a contract back before it takes effect',
    params: idParams,
    body: withReason,
    answer: contractView,
  }),
  link: route({
    method: 'POST',
    path: '/api/v1/contracts/:id/link',
    summary: 'The address of the signing page, to pass on by chat',
    params: idParams,
    answer: z.object({ url: z.string() }),
  }),
  pdf: route({
    method: 'GET',
    path: '/api/v1/contracts/:id/pdf',
    summary:
      'The sealed file once in effect, before that the newest version, before that the draft marked as such',
    params: idParams,
    query: fileQuery,
  }),
  docx: route({
    method: 'GET',
    path: '/api/v1/contracts/:id/docx',
    summary: 'The text as a Word file, for working on it elsewhere; never the signed form',
    params: idParams,
  }),
  evidence: route({
    method: 'GET',
    path: '/api/v1/contracts/:id/evidence',
    summary:
      'The evidence pack: every version, event and hash, and the sealed file; checked offline by loam verify',
    params: idParams,
  }),
  version: route({
    method: 'GET',
    path: '/api/v1/contracts/:id/versions/:number',
    summary: 'One version, whole',
    params: z.object({ id, number: z.coerce.number().int().min(1) }),
    answer: z.object({ hash, content: contractContent }),
  }),
  templates: route({
    method: 'GET',
    path: '/api/v1/contract-templates',
    summary: 'Templates of contracts, archived ones included',
    answer: z.object({ items: z.array(template) }),
  }),
} as const

/**
 * Domain events `contract.prepared`, `contract.sent`, `contract.signed-by-us`, `contract.signed` (both sides: in effect), `contract.declined`,
 * `contract.expired`, `contract.withdrawn`. Amounts with tax, minor units.
 */
export const contractEvent = z.object({
  contractId: id,
  quoteId: id,
  quoteHash: hash,
  accountId: id,
  opportunityId: id.nullable(),
  ownerId: id.nullable(),
  amount: z.number(),
  currency: z.string(),
  textHash: hash.nullable(),
  payments: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['first', 'milestone', 'retention']),
      label: z.string(),
      percent: z.string(),
      amount: z.number(),
      /** Expected days from signing. */
      days: z.number(),
    }),
  ),
  deliveryHoldId: id.nullable(),
})
export type ContractEvent = z.infer<typeof contractEvent>
/** Domain event `contract.changed {contractId, quoteId}`, for screens. */
export const contractChanged = 'contract.changed'
