import { z } from 'zod'
import { commaList, flag, idParams, listQuery, ownerFilter, pageOf } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

const id = z.uuid()

/** 报价 · 授权与审批 · 合同 · 排期 · 首付款 · 交付: the way of a deal, in its order. */
export const loopSteps = ['quote', 'approval', 'contract', 'slot', 'payment', 'delivery'] as const
export const loopStep = z.enum(loopSteps)
export type LoopStep = z.infer<typeof loopStep>

/** 进行中 · 已完成 (delivered) · 已终止 */
export const loopStates = ['open', 'closed', 'ended'] as const
export const loopState = z.enum(loopStates)
export type LoopState = z.infer<typeof loopState>

export const errors = errorCodes({
  'loop.missing': [
    'missing',
    '找不到这单，可能已删除，或不在你能看的范围内。',
    'This deal was not found. It may have been deleted, or lie outside what you may see.',
  ],
})

/** What a deal waits for, in the order of the way; each names its next act. */
export const whys = [
  'write',
  'renew',
  'ask',
  'approve',
  'blocked',
  'returned',
  'prepare',
  'send',
  'contract-approve',
  'customer-sign',
  'we-sign',
  'contract-again',
  'slot',
  'pay',
  'overdue',
  'start',
  'deliver',
  'done',
  'ended',
] as const
export const why = z.enum(whys)
export type Why = z.infer<typeof why>

export const stepView = z.object({
  step: loopStep,
  /** done · now: it waits here · open: could be done now beside it · later · ended */
  state: z.enum(['done', 'now', 'open', 'later', 'ended']),
  begun: z.number().nullable(),
  done: z.number().nullable(),
})
export type StepView = z.infer<typeof stepView>

export const line = z.object({
  quoteId: id,
  number: z.string(),
  name: z.string(),
  accountId: id,
  accountName: z.string().nullable(),
  ownerId: id.nullable(),
  amount: z.number(),
  currency: z.string(),
  state: loopState,
  step: loopStep,
  waits: z.enum(['people', 'customer', 'nobody']),
  waitsFor: z.array(id),
  why,
  since: z.number(),
  steps: z.array(stepView),
  /** Whether a mandate let it through without asking anybody; null before it is cleared. */
  inside: z.boolean().nullable(),
  contractId: id.nullable(),
  deliveryId: id.nullable(),
  caseId: id.nullable(),
})
export type LoopLine = z.infer<typeof line>

export const loopQuery = listQuery.extend({
  owner: ownerFilter.optional(),
  department: id.optional(),
  step: loopStep.optional(),
  state: commaList(loopState).optional(),
  /** Only what waits for the one who asks. */
  mine: flag.optional(),
})
export type LoopQuery = z.infer<typeof loopQuery>

const stretch = z.object({
  /** The past so many days. */
  days: z.coerce.number().int().min(7).max(730).default(90),
  owner: ownerFilter.optional(),
  department: id.optional(),
})
export type Stretch = z.infer<typeof stretch>

export const figures = z.object({
  from: z.number(),
  to: z.number(),
  /** Of steps that ended in the period: half took less time than this, in ms. */
  medians: z.array(z.object({ step: loopStep, n: z.number(), median: z.number().nullable() })),
  /** From the beginning of the quote to the first payment. */
  whole: z.object({ n: z.number(), median: z.number().nullable() }),
  /** Of deals whose first payment came in the period: how many no one had to approve. */
  inside: z.object({ n: z.number(), inside: z.number() }),
  /**
   * Of the same deals: how many people beside the seller were asked (approvers; finance where it confirmed by hand), against the four whom the
   * classic chain of head, legal, finance and delivery asks.
   */
  handOffs: z.object({ n: z.number(), classic: z.number(), asked: z.number() }),
})
export type LoopFigures = z.infer<typeof figures>

/** How many people beside the seller the classic chain asks: head, legal, finance, delivery. */
export const classicChain = 4

export const loopRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/loop',
    summary: 'Deals with the step each is at, whom it waits for and since when; the longest waiting first',
    query: loopQuery,
    answer: pageOf(line).extend({
      /** How many open deals are at each step, under the same filters but for the step. */
      steps: z.array(z.object({ step: loopStep, n: z.number(), mine: z.number() })),
    }),
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/loop/quotes/:id',
    summary: 'The way of one deal',
    params: idParams,
    answer: line,
  }),
  figures: route({
    method: 'GET',
    path: '/api/v1/loop/figures',
    summary:
      'Median time per step, share closed inside mandates, hand-offs saved; each with its number of deals',
    query: stretch,
    answer: figures,
  }),
  export: route({
    method: 'GET',
    path: '/api/v1/loop/export',
    summary: 'The list as a CSV file',
    query: loopQuery.extend({ lang: z.enum(['zh-CN', 'en']).default('zh-CN') }),
  }),
  rebuild: route({
    method: 'POST',
    path: '/api/v1/loop/rebuild',
    summary: 'Read every deal again from the modules that own its parts',
    answer: z.object({ lines: z.number() }),
  }),
} as const

/** `loop.changed {quoteId}`, for screens. */
export const loopChanged = 'loop.changed'
