/**
 * What a mandate limits. Discounts and margin are ratios 0–1; `amount` and `seal` (what a contract that is sealed is worth) are minor
 * units of the books' currency; `paymentDays` are days; `liability` is how many times the contract's amount we answer for;
 * `belowFloor` and `nonStandardClause` are 1 where there is one.
 */
export type Measure =
  | 'worstLineDiscount'
  | 'blendedDiscount'
  | 'effectiveDiscount'
  | 'margin'
  | 'belowFloor'
  | 'amount'
  | 'paymentDays'
  | 'nonStandardClause'
  | 'liability'
  | 'seal'

/** A limit per measure; null: without limit. A measure that isn't there isn't allowed at all. */
export type Limits = Partial<Record<Measure, number | null>>

/** YYYY-MM-DD. */
type Day = string

/** Where a mandate holds; null: everywhere. A department stands for itself and all below it. */
export interface Scope {
  departmentId: string | null
  regionId: string | null
  family: string | null
  tier: string | null
}

/**
 * A person, or whoever holds a role: `line` – in the deal's department or one above it, so that a manager decides about their own
 * people's deals –, `workspace` – wherever they sit.
 */
export type Holder =
  | { kind: 'person'; id: string }
  | { kind: 'role'; id: string; reach: 'line' | 'workspace' }

/** One row of the matrix; from and to are the first and last day, null: open. */
export interface MandateRow {
  id: string
  holder: Holder
  scope: Scope
  limits: Limits
  from: Day | null
  to: Day | null
}

/** `toId` stands in for `fromId` from the first to the last day, in a scope, up to caps; a measure without cap is as the delegator’s. */
export interface Delegation {
  id: string
  fromId: string
  toId: string
  from: Day
  to: Day
  scope: Scope
  caps: Limits
}

export interface Person {
  id: string
  departmentId: string | null
  roleId: string
  /** Left or locked people hold nothing. */
  active: boolean
  /** Leads the department they sit in, where that names no head. */
  leads: boolean
}

export interface Department {
  id: string
  parentId: string | null
  headId: string | null
}

/** What is asked about. */
export interface Deal {
  departmentId: string | null
  regionId: string | null
  tier: string | null
  /** The product families in it, each with its deepest discount on one line (null: can't be known). At least one; null: no family. */
  families: readonly { family: string | null; discount: number | null; lineId: string | null }[]
  /** Of the deal as a whole. A measure that isn't there doesn't apply; null: can't be known, or has no bound. */
  values: Partial<Record<Exclude<Measure, 'worstLineDiscount'>, number | null>>
  authorId: string | null
  ownerId: string | null
}

/** Somebody who may say yes; `forId`: whom they stand in for, by which delegation. `away`: somebody stands in for them now. */
export interface Approver {
  id: string
  forId: string | null
  delegationId: string | null
  away: boolean
}

/** One yes that is needed, from any one of these people, and for what. */
export interface Step {
  measures: Measure[]
  people: Approver[]
}

export interface MeasureVerdict {
  measure: Measure
  value: number | null
  inside: boolean
  /** The person’s own limit; null: without limit; undefined: no row of theirs allows it, or none is needed. */
  limit: number | null | undefined
  /** How far outside, in the measure’s own unit; null where inside, or where there is no figure. */
  by: number | null
  /** The row whose limit that is. */
  rowId: string | null
  /** The line that the deepest discount is on. */
  lineId: string | null
}

export interface Verdict {
  inside: boolean
  measures: MeasureVerdict[]
  /** Whom it would go to, all steps needed; empty if inside. */
  steps: Step[]
  /** What nobody may allow: then nothing may go on. */
  blocked: Measure[]
}
