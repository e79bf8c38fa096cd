import { z } from 'zod'
import { commaList, idParams, listQuery, ownerFilter, pageOf, versionBody } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const outcomes = ['open', 'won', 'lost'] as const
export const outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof outcome>

const stageKey = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)

/** One stage of the pipeline. `probability` (0–1) is what the team itself believes: a baseline that the forecast is measured against. */
export const stage = z.object({
  key: stageKey,
  name: z.object({ 'zh-CN': z.string().trim().min(1).max(20), en: z.string().trim().min(1).max(40) }),
  probability: z.number().min(0).max(1),
  outcome,
})
export type Stage = z.infer<typeof stage>

/** In order: the open stages, then exactly one that means won and one that means lost. */
export const stages = z.array(stage).min(3).max(14)

const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable()
const optionalText = (most: number) => z.string().trim().max(most).nullable()

export const opportunityFields = z.object({
  name: z.string().trim().min(1).max(120),
  accountId: z.uuid(),
  /** Product family. */
  product: optionalText(60),
  /** Minor units of the currency (分); null while nobody knows. */
  amount,
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** The day on which the owner expects it to be won, YYYY-MM-DD. */
  expectedCloseOn: z.iso.date().nullable(),
  lostReason: optionalText(200),
  ownerId: z.uuid().nullable(),
})
export type OpportunityFields = z.infer<typeof opportunityFields>

export const opportunityItem = opportunityFields.extend({
  id: z.uuid(),
  accountName: z.string().nullable(),
  stage: z.string(),
  outcome,
  openedAt: z.number(),
  /** Since when it has been in its stage. */
  stageSince: z.number(),
  closedAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  version: z.number(),
})
export type OpportunityItem = z.infer<typeof opportunityItem>

export const opportunityQuery = listQuery.extend({
  sort: z.enum(['name', 'amount', 'expected', 'opened', 'closed']).optional(),
  account: z.uuid().optional(),
  owner: ownerFilter.optional(),
  outcome: commaList(outcome).optional(),
  stage: commaList(stageKey).optional(),
  product: z.string().max(60).optional(),
})
export type OpportunityQuery = z.infer<typeof opportunityQuery>

/** The state after one change; `from` is null for the opening, equal to `to` where another field changed. */
export const opportunityChange = z.object({
  id: z.uuid(),
  at: z.number(),
  byId: z.uuid().nullable(),
  from: z.string().nullable(),
  to: z.string(),
  outcome,
  amount,
  currency: z.string(),
  expectedCloseOn: z.string().nullable(),
  lostReason: z.string().nullable(),
  ownerId: z.uuid().nullable(),
})
export type OpportunityChangeView = z.infer<typeof opportunityChange>

export const errors = errorCodes({
  'opportunity.missing': [
    'missing',
    '找不到这个商机，可能已删除，或不在你能看的范围内。',
    'This opportunity was not found. It may have been deleted, or lie outside what you may see.',
  ],
  'opportunity.stage-unknown': [
    'invalid',
    '没有「{stage}」这个阶段，请刷新后重选。',
    'There is no stage “{stage}”. Refresh and choose again.',
  ],
  'opportunity.closed': [
    'conflict',
    '这个商机已经结束。要改结果，请先移回一个进行中的阶段。',
    'This opportunity has ended. To change its result, move it back to an open stage first.',
  ],
  'opportunity.amount-needed': [
    'invalid',
    '赢单要有金额，请先填金额再移到赢单。',
    'A won deal needs its amount. Enter the amount, then mark it as won.',
  ],
  'opportunity.reason-needed': [
    'invalid',
    '丢单要写原因，一句话就够。',
    'Say in a few words why it was lost.',
  ],
  'opportunity.time': [
    'invalid',
    '时间要按先后排列，并且不晚于现在。',
    'Times must follow each other and may not lie in the future.',
  ],
  'opportunity.stages': [
    'invalid',
    '阶段要各不相同，至少一个进行中，赢单和丢单各一个并排在最后。',
    'Stages must differ: at least one open, then exactly one for won and one for lost at the end.',
  ],
  'opportunity.stage-used': [
    'conflict',
    '「{stage}」里还有商机或历史记录，不能删除；可以改名。',
    'The stage “{stage}” holds opportunities or history and can’t be removed. You may rename it.',
  ],
})

export const listOpportunities = route({
  method: 'GET',
  path: '/api/v1/opportunities',
  summary: 'Opportunities: search, filter, sort, page; open ones by expected date if not said otherwise',
  query: opportunityQuery,
  answer: pageOf(opportunityItem),
})

export const readOpportunity = route({
  method: 'GET',
  path: '/api/v1/opportunities/:id',
  summary: 'One opportunity',
  params: idParams,
  answer: opportunityItem,
})

export const readOpportunityHistory = route({
  method: 'GET',
  path: '/api/v1/opportunities/:id/history',
  summary: 'Everything that changed about an opportunity, newest first',
  params: idParams,
  answer: z.object({ items: z.array(opportunityChange) }),
})

export const createOpportunity = route({
  method: 'POST',
  path: '/api/v1/opportunities',
  summary: 'Open an opportunity in the first stage; it is yours unless said otherwise',
  body: opportunityFields.omit({ lostReason: true }).partial().extend({
    id: z.uuid().optional(),
    name: opportunityFields.shape.name,
    accountId: z.uuid(),
    stage: stageKey.optional(),
  }),
  answer: opportunityItem,
})

export const updateOpportunity = route({
  method: 'PATCH',
  path: '/api/v1/opportunities/:id',
  summary: 'Change fields of an opportunity, based on the version one has read',
  params: idParams,
  body: versionBody.extend({ changes: opportunityFields.partial() }),
  answer: opportunityItem,
})

export const moveOpportunity = route({
  method: 'POST',
  path: '/api/v1/opportunities/:id/stage',
  summary: 'Move an opportunity to another stage; won needs an amount, lost a reason',
  params: idParams,
  body: versionBody.extend({ stage: stageKey, lostReason: z.string().trim().max(200).optional() }),
  answer: opportunityItem,
})

export const deleteOpportunity = route({
  method: 'DELETE',
  path: '/api/v1/opportunities/:id',
  summary: 'Delete an opportunity; it can be restored',
  params: idParams,
})

export const restoreOpportunity = route({
  method: 'POST',
  path: '/api/v1/opportunities/:id/restore',
  summary: 'Undo a deletion',
  params: idParams,
  answer: opportunityItem,
})

export const readPipeline = route({
  method: 'GET',
  path: '/api/v1/pipeline',
  summary: 'The stages of the pipeline, in order, and the product families met so far',
  answer: z.object({ stages, products: z.array(z.string()) }),
})

export const writePipeline = route({
  method: 'PUT',
  path: '/api/v1/pipeline',
  summary: 'Change the stages of the pipeline',
  body: z.object({ stages }),
  answer: z.object({ stages }),
})

/** An opportunity with its past. Steps in order of time: the first one opens it. */
export const pastOpportunity = opportunityFields
  .pick({ name: true, accountId: true, product: true, currency: true, ownerId: true })
  .extend({
    id: z.uuid().optional(),
    steps: z
      .array(
        z.object({
          at: z.number().int(),
          stage: stageKey,
          amount,
          expectedCloseOn: z.iso.date().nullable(),
          lostReason: optionalText(200).optional(),
        }),
      )
      .min(1)
      .max(100),
  })
export type PastOpportunity = z.infer<typeof pastOpportunity>

export const importOpportunities = route({
  method: 'POST',
  path: '/api/v1/opportunities/import',
  summary:
    'Take over opportunities with their history from another system; they inform, they trigger nothing',
  body: z.object({ opportunities: z.array(pastOpportunity).min(1).max(1000) }),
  answer: z.object({ imported: z.number(), known: z.number() }),
})

/** Domain event `opportunity.changed`, for screens; `created` is among the fields of a new one. */
export const opportunityChanged = z.object({
  opportunityId: z.uuid(),
  accountId: z.uuid(),
  fields: z.array(z.string()),
})
export type OpportunityChanged = z.infer<typeof opportunityChanged>

/** What goes onto the event log of an opportunity's life. */
export const opportunityActTypes = [
  'opportunity.created',
  'opportunity.stage_changed',
  'opportunity.won',
  'opportunity.lost',
] as const

/**
 * Domain event `opportunity.acted`: acts for the event log, each at its own time. `imported`: history, it triggers
 * nothing. Amounts in props are in the currency's main unit, as people write conditions (yuan, not fen).
 */
export const opportunityActed = z.object({
  imported: z.boolean(),
  acts: z.array(
    z.object({
      id: z.string(),
      type: z.enum(opportunityActTypes),
      at: z.number(),
      customer: z.uuid(),
      opportunity: z.uuid(),
      props: z.record(z.string(), z.unknown()),
    }),
  ),
})
export type OpportunityActed = z.infer<typeof opportunityActed>
export type OpportunityAct = OpportunityActed['acts'][number]
