import type { Instant } from '#kernel/time.ts'

export type PersonId = string

/**
 * Who is asked: a person; the nearest holders of a role, upwards from the owner's department; the head of the department `up` levels
 * above it (0: its own); whoever's mandate covers what lies outside.
 */
export type Who =
  | { by: 'person'; personId: PersonId }
  | { by: 'role'; role: string }
  | { by: 'head'; up: number }
  | { by: 'mandate' }

/** 会签 everybody, 或签 anybody, 依次 one after the other. */
export type Mode = 'all' | 'any' | 'turn'

/** A step is taken only while a measure lies above or below a value; an unknown measure counts as if it did. */
export interface Condition {
  measure: string
  is: 'above' | 'below'
  value: number
}

/** One step of a flow, as it is written down. */
export interface StepRule {
  id: string
  name: string
  who: Who[]
  mode: Mode
  when: Condition | null
  /** 抄送: told, not asked. */
  copy: Who[]
  /** Working hours until it is late; null never is. */
  hours: number | null
  late: 'remind' | 'escalate'
}

/** Why somebody sits where another was named. */
export type SeatOrigin = { why: 'transfer' | 'escalated' | 'up' | 'added'; personId: PersonId }

/** A place for one signature. `left`: no longer asked, since another sits there. `vacant`: nobody can be asked; the step can't end. */
export interface Seat {
  id: string
  /** In whose name is signed. */
  personId: PersonId
  state: 'waiting' | 'approved' | 'left' | 'vacant'
  /** Who signed: the person or their stand-in. */
  by: PersonId | null
  at: Instant | null
  from: SeatOrigin | null
}

export interface Step extends StepRule {
  /** `flow`: written in it; `added` 加签; `mandate`: added because nobody before covered all that lies outside. */
  source: 'flow' | 'added' | 'mandate'
  state: 'later' | 'open' | 'done' | 'skipped'
  seats: Seat[]
  since: Instant | null
  due: Instant | null
  /** How often it was late. */
  lates: number
  /** It was late, and nobody is left above. */
  stuck?: boolean
}

/** `returned`: waiting for the author to ask again. The last four are ends. */
export type CaseStatus = 'open' | 'blocked' | 'returned' | 'approved' | 'rejected' | 'withdrawn' | 'voided'

export interface CaseState {
  status: CaseStatus
  /** The one revision that is asked for. */
  hash: string
  authorId: PersonId
  ownerId: PersonId
  /** Who asked, where it was neither: may take it back as they may. */
  askerId?: PersonId
  /** Where roles and heads are looked for from. */
  departmentId: string | null
  /** The measures as they stood when it was asked; conditions read them. */
  measures: Record<string, number | null>
  steps: Step[]
  /** Client ids of the acts that were done. */
  acts: string[]
  /** The state before the last act, for the one who did it. */
  undo: { by: PersonId; at: Instant; state: Omit<CaseState, 'undo'> } | null
}

/** Acts on a seat take the person's own first, else one they stand in for. */
export type Act =
  | { kind: 'approve' }
  | { kind: 'reject' }
  /** 加签: `before` me, `after` me (which approves at once), or `with` me in this step. */
  | { kind: 'add'; personId: PersonId; where: 'before' | 'after' | 'with' }
  | { kind: 'transfer'; personId: PersonId }
  /** 退回: to an earlier step, or to the author (null). */
  | { kind: 'return'; stepId: string | null }
  | { kind: 'withdraw' }
  /** The author asks again after a return. */
  | { kind: 'ask-again' }
  | { kind: 'undo' }

export interface Doing {
  /** Made by the client: the same id is done once. */
  id: string
  by: PersonId
  at: Instant
  /** The revision that the person has seen. */
  hash: string
  act: Act
}

/** What lies outside the author's mandate, and whose mandate covers it. */
export interface Need {
  measure: string
  /** Everybody who covers it. */
  covering: readonly PersonId[]
  /** Whom it goes to: the nearest of them. */
  nearest: readonly PersonId[]
}

interface DirectoryPerson {
  /** Here, and may decide. */
  active: boolean
  /** Here, and may be told. */
  reads: boolean
  departmentId: string | null
  roles: readonly string[]
}

/** The organisation at one instant, as far as a case needs it. */
export interface Directory {
  people: ReadonlyMap<PersonId, DirectoryPerson>
  departments: ReadonlyMap<string, { parentId: string | null; leaders: readonly PersonId[] }>
  /** Who is away now → who may sign for them here. Never followed twice: a delegation isn't passed on. */
  standIns: ReadonlyMap<PersonId, readonly PersonId[]>
  /** The same for every delegation that runs, whatever it is limited to: who stands in for a party is bound to it. */
  deputies: ReadonlyMap<PersonId, readonly PersonId[]>
  needs: readonly Need[]
}

export type RefusalKind =
  | 'ended'
  | 'not-yours'
  | 'changed'
  | 'barred'
  | 'gone'
  | 'already-asked'
  | 'no-such-step'
  | 'nothing-to-undo'

/** An act that may not be done; nothing has changed. */
export class Refusal extends Error {
  readonly kind: RefusalKind
  constructor(kind: RefusalKind) {
    super(kind)
    this.kind = kind
  }
}
