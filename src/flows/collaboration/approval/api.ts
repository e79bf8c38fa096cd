import { z } from 'zod'
import { measures, subject, verdict } from '#collaboration/mandate/api.ts'
import { route } from '#kernel/route.ts'
import { flowCheck, flowVersion, stepRule } from './flow-api.ts'

export * from './errors-api.ts'
export * from './flow-api.ts'

const id = z.uuid()
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const comment = z.string().trim().max(500)

/** 待审批 · 找不到审批人 · 已退回 · 已同意 · 已拒绝 · 已撤回 · 已失效 */
export const caseStatuses = [
  'open',
  'blocked',
  'returned',
  'approved',
  'rejected',
  'withdrawn',
  'voided',
] as const
export const caseStatus = z.enum(caseStatuses)
export type CaseStatus = z.infer<typeof caseStatus>

export const waiting = z.object({ personId: id, signers: z.array(id) })

export const caseItem = z.object({
  id,
  subject,
  subjectId: id,
  hash,
  status: caseStatus,
  title: z.string(),
  number: z.string(),
  accountId: id,
  accountName: z.string().nullable(),
  /** With tax, minor units. */
  amount: z.number(),
  currency: z.string(),
  askedBy: id,
  askedAt: z.number(),
  /** In whose name it waits, and who may sign for them; empty when it waits for nobody. */
  waitsFor: z.array(waiting),
  /** Since when it stands as it stands. */
  since: z.number(),
  due: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** What lies outside the mandate. */
  outside: z.array(z.enum(measures)),
  /** It waits for the reader. */
  mine: z.boolean(),
})
export type CaseItem = z.infer<typeof caseItem>

const seat = z.object({
  id: z.string(),
  personId: id,
  state: z.enum(['waiting', 'approved', 'left', 'vacant']),
  by: id.nullable(),
  at: z.number().nullable(),
  from: z.object({ why: z.enum(['transfer', 'escalated', 'up', 'added']), personId: id }).nullable(),
})

export const caseStep = stepRule.extend({
  source: z.enum(['flow', 'added', 'mandate']),
  state: z.enum(['later', 'open', 'done', 'skipped']),
  seats: z.array(seat),
  since: z.number().nullable(),
  due: z.number().nullable(),
  lates: z.number(),
  /** It was late, and nobody is left above: whoever is asked last may still sign. */
  stuck: z.boolean().optional(),
})
export type CaseStep = z.infer<typeof caseStep>

export const actKinds = [
  'ask',
  'approve',
  'reject',
  'add',
  'transfer',
  'return',
  'withdraw',
  'ask-again',
  'undo',
  'remind',
  'late',
  'escalated',
  'moved',
  'carried',
  'voided',
] as const

/** One act as it is recorded. `by` null: Loam itself. `for`: in whose name a stand-in acted. */
export const caseAct = z.object({
  position: z.number(),
  at: z.number(),
  by: id.nullable(),
  for: id.nullable(),
  kind: z.enum(actKinds),
  step: z.string().nullable(),
  personId: id.nullable(),
  where: z.enum(['before', 'after', 'with']).nullable(),
  comment: z.string(),
  /** Of a void or carry-over: why, and the measures that got worse. */
  reason: z.string().nullable(),
  measures: z.array(z.string()),
  hash: z.string(),
})
export type CaseAct = z.infer<typeof caseAct>

/** A line of what is asked about; of a contract, a clause. Money with tax in minor units; ratios 0–1, margin null for who may not see costs. */
export const caseLine = z.object({
  id: z.string(),
  name: z.string(),
  spec: z.string(),
  quantity: z.string(),
  unit: z.string(),
  list: z.number(),
  /** Null: not a line of prices but a clause, whose text is in `spec`. */
  gross: z.number().nullable(),
  discount: z.number().nullable(),
  margin: z.number().nullable(),
  /** It lies below its floor, or carries the deepest discount; of a clause, it departs from the library. */
  marked: z.boolean(),
  /** Of a clause: what was taken out of the library's wording and put in; empty where nothing departs. */
  redline: z.array(z.object({ change: z.enum(['same', 'added', 'removed']), text: z.string() })).optional(),
})
export type CaseLine = z.infer<typeof caseLine>

export const caseView = caseItem.extend({
  /** By whose mandate it is judged; null: no person wrote it. */
  authorId: id.nullable(),
  note: z.string(),
  flowVersion: z.number(),
  /** Whether what is asked about is still the newest revision. */
  newest: z.boolean(),
  steps: z.array(caseStep),
  facts: verdict,
  /** Null: for who may not see costs, or not known. */
  margin: z.number().nullable(),
  seesCosts: z.boolean(),
  opportunityId: id.nullable(),
  payment: z.array(z.object({ label: z.string(), percent: z.string(), days: z.number() })),
  lines: z.array(caseLine),
  acts: z.array(caseAct),
  /** Whether the chain of acts is whole. */
  intact: z.boolean(),
  may: z.object({
    decide: z.boolean(),
    /** In whose name the reader would sign; null: their own. */
    signsFor: id.nullable(),
    withdraw: z.boolean(),
    askAgain: z.boolean(),
    remind: z.boolean(),
    /** Until when the reader's last act can be taken back. */
    undoUntil: z.number().nullable(),
    /** Who can be added or handed it. */
    people: z.array(id),
  }),
})
export type CaseView = z.infer<typeof caseView>

/** How approval stands for a quote or contract. */
export const standing = z.object({
  hash: hash.nullable(),
  /** What let its newest revision out already. */
  cleared: z.enum(['mandate', 'approval']).nullable(),
  /** It can be asked for now. */
  mayAsk: z.boolean(),
  /** What lies outside and whom it would go to; null where nothing has to be asked. */
  verdict: verdict.nullable(),
  /** The newest case of it. */
  case: caseView.nullable(),
})
export type Standing = z.infer<typeof standing>

const params = z.object({ id })
const doing = z.object({
  /** Made by the client: sent again with the same id, it is done once. */
  id,
  /** The revision that the person has looked at. */
  hash,
  comment: comment.default(''),
})

export const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approve') }),
  z.object({ kind: z.literal('reject') }),
  z.object({ kind: z.literal('add'), personId: id, where: z.enum(['before', 'after', 'with']) }),
  z.object({ kind: z.literal('transfer'), personId: id }),
  z.object({ kind: z.literal('return'), stepId: z.string().max(60).nullable() }),
  z.object({ kind: z.literal('undo') }),
])
export type Decision = z.infer<typeof decision>

export const approvalRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/approvals',
    summary: 'Approvals: waiting for me, asked by me, or all I may see; newest first',
    query: z.object({
      box: z.enum(['waiting', 'asked', 'all']).default('waiting'),
      page: z.coerce.number().int().min(1).default(1),
    }),
    answer: z.object({ items: z.array(caseItem), total: z.number(), waiting: z.number() }),
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/approvals/:id',
    summary: 'One approval: what differs from the norm, its lines, steps and acts',
    params,
    answer: caseView,
  }),
  standing: route({
    method: 'GET',
    path: '/api/v1/approvals/of/:subject/:id',
    summary: 'How approval stands for a quote or contract',
    params: z.object({ subject, id }),
    answer: standing,
  }),
  ask: route({
    method: 'POST',
    path: '/api/v1/approvals',
    summary: 'Ask for approval of one revision. Asked again while one is open, it answers that one',
    body: z.object({ id, subject, subjectId: id, hash, note: comment.default('') }),
    answer: caseView,
  }),
  decide: route({
    method: 'POST',
    path: '/api/v1/approvals/:id/decisions',
    summary: 'Approve, reject, add a signer, hand over, return, or take one’s last act back',
    params,
    body: doing.extend({ act: decision }),
    answer: caseView,
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/v1/approvals/:id/withdraw',
    summary: 'Withdraw what one has asked',
    params,
    body: doing,
    answer: caseView,
  }),
  askAgain: route({
    method: 'POST',
    path: '/api/v1/approvals/:id/ask-again',
    summary: 'Ask again after it was returned, for the same revision',
    params,
    body: doing,
    answer: caseView,
  }),
  remind: route({
    method: 'POST',
    path: '/api/v1/approvals/:id/remind',
    summary: 'Remind those it waits for; once an hour',
    params,
    body: z.object({ id }),
    answer: caseView,
  }),
  flow: route({
    method: 'GET',
    path: '/api/v1/approval-flows/:subject',
    summary: 'The flow in force and its versions',
    params: z.object({ subject }),
    answer: z.object({ current: flowVersion, versions: z.array(flowVersion.omit({ steps: true })) }),
  }),
  flowVersion: route({
    method: 'GET',
    path: '/api/v1/approval-flows/:subject/versions/:version',
    summary: 'One version of a flow',
    params: z.object({ subject, version: z.coerce.number().int().min(0) }),
    answer: flowVersion,
  }),
  checkFlow: route({
    method: 'POST',
    path: '/api/v1/approval-flows/:subject/check',
    summary: 'What is wrong with a flow, before it is saved',
    params: z.object({ subject }),
    body: z.object({ steps: z.array(stepRule).max(30) }),
    answer: flowCheck,
  }),
  saveFlow: route({
    method: 'PUT',
    path: '/api/v1/approval-flows/:subject',
    summary: 'Put a new version of a flow in force; running cases stay on theirs',
    params: z.object({ subject }),
    body: z.object({
      /** The version it was made from. */
      base: z.number().int().min(0),
      steps: z.array(stepRule).max(30),
      note: z.string().trim().max(200).default(''),
    }),
    answer: flowVersion,
  }),
} as const

/** Domain events of a case. `decision` of `approval.decided`: approved, rejected, returned or withdrawn. */
export const approvalEvents = {
  asked: 'approval.asked',
  decided: 'approval.decided',
  voided: 'approval.voided',
  blocked: 'approval.blocked',
  overdue: 'approval.overdue',
} as const
export const approvalEvent = z.object({
  caseId: id,
  subject,
  subjectId: id,
  hash,
  decision: z.enum(['approved', 'rejected', 'returned', 'withdrawn']).optional(),
})
export type ApprovalEvent = z.infer<typeof approvalEvent>
/** `approval.changed {caseId, subject, subjectId}`, for screens. */
export const approvalChanged = 'approval.changed'
