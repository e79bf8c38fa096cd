import { DAY, type Instant } from '#kernel/time.ts'
import type { AbsenceTerm, EventTerm, ProfileTerm, ScoreModel } from './model.ts'

/** What a score needs of an event. */
export interface ScoredEvent {
  id: string
  type: string
  /** Event time. */
  at: Instant
  props: Readonly<Record<string, unknown>>
}

/** The attributes of the key that is scored, by name. */
export type ScoreProfile = Readonly<Record<string, unknown>>

/** What a condition sees: `e` in event terms, `customer` in profile terms. */
export interface ConditionScope {
  e?: ScoredEvent
  customer?: ScoreProfile
}

/** Turns a CEL expression into a test. An expression in error, or not `true`, doesn't match; one that doesn't parse throws. */
export type CompileCondition = (cel: string) => (scope: ConditionScope) => boolean

/** An event term made ready: `value` is the occurrence in [0, 1]; 0 where the term doesn't want the event. */
export interface CompiledEventTerm {
  slot: number
  term: EventTerm
  halfLife: number
  value(event: ScoredEvent): number
}

export interface CompiledAbsenceTerm {
  slot: number
  term: AbsenceTerm
  wait: number
  halfLife: number
}

/** A model made ready to score with. Slots number event terms first, then absence terms. */
export interface CompiledModel {
  model: ScoreModel
  events: CompiledEventTerm[]
  absences: CompiledAbsenceTerm[]
  profile: { term: ProfileTerm; holds(customer: ScoreProfile): boolean }[]
  byType: Map<string, CompiledEventTerm[]>
  anchors: Map<string, CompiledAbsenceTerm[]>
  enders: Map<string, CompiledAbsenceTerm[]>
}

/** Prepares a model; throws what `condition` throws for an expression that doesn't parse. */
export function compileModel(model: ScoreModel, condition: CompileCondition): CompiledModel {
  const events = model.events.map((term, slot) => compileEventTerm(term, slot, condition))
  const absences = model.absences.map((term, index) => ({
    slot: events.length + index,
    term,
    wait: term.forDays * DAY,
    halfLife: term.halfLifeDays * DAY,
  }))
  return {
    model,
    events,
    absences,
    profile: model.profile.map(term => {
      const test = condition(term.when)
      return { term, holds: (customer: ScoreProfile) => test({ customer }) }
    }),
    byType: indexBy(events, item => item.term.event),
    anchors: indexBy(absences, item => item.term.after),
    enders: indexBy(absences, item => item.term.without),
  }
}

function compileEventTerm(term: EventTerm, slot: number, condition: CompileCondition): CompiledEventTerm {
  const test = term.where === undefined ? undefined : condition(term.where)
  const amount = term.amount
  const path = amount?.of.split('.').slice(1) ?? []
  return {
    slot,
    term,
    halfLife: term.halfLifeDays * DAY,
    value(event) {
      if (test && !test({ e: event })) return 0
      return amount ? saturate(read(event.props, path), amount.half) : 1
    },
  }
}

/** `1 − 0.5^(amount / half)`: 0 for nothing, a half at `half`, never above 1. Not a number or below 0 counts as nothing. */
export function saturate(amount: unknown, half: number): number {
  return typeof amount === 'number' && amount > 0 ? 1 - 2 ** (-amount / half) : 0
}

function read(props: Readonly<Record<string, unknown>>, path: string[]): unknown {
  let value: unknown = props
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

function indexBy<T>(items: T[], typesOf: (item: T) => string[]): Map<string, T[]> {
  const index = new Map<string, T[]>()
  for (const item of items) {
    for (const type of new Set(typesOf(item))) {
      const list = index.get(type)
      if (list) list.push(item)
      else index.set(type, [item])
    }
  }
  return index
}

/**
 * What a term counts for, given the sum of its decayed occurrences: the sum itself up to half of `most`, from there
 * `most − (most / 2)² / sum`, which goes on with the same slope and never reaches `most`. The tenth opening of a document says
 * less than the first; and since it depends on the sum alone, it is the same in any order and in every recovery.
 */
export function levelOf(sum: number, most: number | undefined): number {
  if (most === undefined || sum <= most / 2) return sum
  return most - (most / 2) ** 2 / sum
}

/** How much of an occurrence is left after `age` ms: `0.5^(age / halfLife)`. */
export function decay(age: number, halfLife: number): number {
  return 2 ** (-age / halfLife)
}
