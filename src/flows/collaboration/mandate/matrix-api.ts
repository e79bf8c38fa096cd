import { z } from 'zod'
import { measure } from './verdict-api.ts'

const id = z.uuid()
const day = z.iso.date()
const localId = z.string().regex(/^[\w-]{1,40}$/)

/** A limit per measure; null: without limit; absent: not allowed. */
export const limits = z.partialRecord(measure, z.number().min(-10).max(1e15).nullable())
export type Limits = z.infer<typeof limits>

/** Null: everywhere. A department stands for itself and all below it. */
export const scope = z.object({
  departmentId: id.nullable(),
  regionId: id.nullable(),
  family: z.string().trim().min(1).max(60).nullable(),
  tier: z.string().trim().min(1).max(40).nullable(),
})
export type Scope = z.infer<typeof scope>

export const holder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), id }),
  /** `line`: who holds the role in the deal’s department or above it; `workspace`: wherever they sit. */
  z.object({ kind: z.literal('role'), id, reach: z.enum(['line', 'workspace']) }),
])
export type Holder = z.infer<typeof holder>

export const mandateRow = z.object({
  id: localId,
  holder,
  scope,
  limits,
  /** First and last day; null: open. */
  from: day.nullable(),
  to: day.nullable(),
})
export type MandateRow = z.infer<typeof mandateRow>

const splitDays = z.number().int().min(1).max(365)
const rows = z.array(mandateRow).max(500)

export const matrixVersion = z.object({
  /** 0: the one that a new workspace begins with. */
  version: z.number(),
  rows,
  /** Quotes of one customer and opportunity within so many days count together. */
  splitDays,
  note: z.string(),
  inForceAt: z.number().nullable(),
  inForceBy: id.nullable(),
})
export type MatrixVersion = z.infer<typeof matrixVersion>

export const matrixDraft = z.object({
  rows,
  splitDays,
  /** Counts the saves; a save on an older one is refused. */
  edit: z.number().int().min(0),
  basedOn: z.number(),
  changedBy: id.nullable(),
  changedAt: z.number(),
})
export type MatrixDraft = z.infer<typeof matrixDraft>

export const delegationInput = z.object({
  id: id.optional(),
  /** Oneself if left out; for somebody else the right to write mandates is needed. */
  fromId: id.optional(),
  toId: id,
  from: day,
  to: day,
  scope: scope.default({ departmentId: null, regionId: null, family: null, tier: null }),
  /** At most so much; a measure that isn’t named is as the delegator’s own. */
  caps: limits.default({}),
  note: z.string().trim().max(200).default(''),
})

export const delegationView = z.object({
  id,
  fromId: id,
  toId: id,
  from: day,
  to: day,
  scope,
  caps: limits,
  note: z.string(),
  createdBy: id.nullable(),
  createdAt: z.number(),
  endedAt: z.number().nullable(),
})
export type DelegationView = z.infer<typeof delegationView>

const outcome = z.object({
  inside: z.boolean(),
  /** Whom it goes to: one group of names per yes that is needed. */
  people: z.array(z.array(z.string())),
  blocked: z.boolean(),
})
const totals = z.object({ inside: z.number(), handOffs: z.number(), blocked: z.number() })

export const simulation = z.object({
  from: z.number(),
  to: z.number(),
  revisions: z.number(),
  before: totals,
  after: totals,
  /** Approvals per person that they would have been asked for. */
  people: z.array(z.object({ id, name: z.string(), before: z.number(), after: z.number() })),
  /** Revisions that go another way; the newest 200. */
  differing: z.array(
    z.object({
      quoteId: id,
      number: z.string(),
      name: z.string(),
      revision: z.number(),
      issuedAt: z.number(),
      /** Minor units of CNY; null: no rate. */
      amount: z.number().nullable(),
      before: outcome,
      after: outcome,
      /** What is outside under the draft. */
      outside: z.array(measure),
    }),
  ),
  differingCount: z.number(),
})
export type Simulation = z.infer<typeof simulation>
