import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import { compileCondition, type JsonObject } from '#lib/expr/index.ts'
import {
  type CompiledModel,
  type Contribution,
  calibrate,
  compileModel,
  type Explanation,
  logistic,
  type ScoreModel,
} from '#lib/score/index.ts'
import type { Absence, Act, Evidence } from './api.ts'
import { sayAbsence, sayAct } from './words.ts'

/** A score that moved, as the engine worker reports it. */
export interface MovedScore {
  accountId: string
  logOdds: number
  value: number
  low: number
  high: number
  at: Instant
  /** The place in the log up to which it was computed. */
  seq: number
  /** Moved by imported history, a profile, a new model or time alone: nobody is told because of it. */
  quiet: boolean
}

/** Prepares a model for scoring. @throws Error for a condition that doesn't parse, naming what is wrong */
export function prepareModel(model: ScoreModel): CompiledModel {
  return compileModel(model, cel => {
    const holds = compileCondition(cel)
    return scope =>
      holds({
        ...(scope.e && { e: { ...scope.e, props: scope.e.props as JsonObject } }),
        ...(scope.customer && { customer: scope.customer as JsonObject }),
      })
  })
}

/** What is copied out of an event into evidence: named facts of the act, never whatever else a sender put in. */
export function factsOf(event: LoggedEvent) {
  const { props } = event
  return {
    device: textOf(props.device),
    object:
      textOf(props.title) ?? textOf(props.documentTitle) ?? textOf(props.document) ?? textOf(props.name),
    section: textOf(props.sectionTitle) ?? textOf(props.section) ?? textOf(props.topic),
    page: numberOf(props.page),
    seconds: numberOf(props.seconds),
    count: numberOf(props.recipients) ?? numberOf(props.count) ?? numberOf(props.visit),
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** What a pattern adds to the evidence of a score. */
export interface Pattern {
  /** Ids of the events that completed its steps. */
  completing: ReadonlySet<string>
  absences: readonly { types: string[]; from: Instant; to: Instant }[]
}

export const noPattern: Pattern = { completing: new Set(), absences: [] }

/**
 * Up to `most` raw acts (those that completed the pattern first, then by weight), every absence on a line of its own, and
 * one line for all the others, so that prior + acts + absences + others + profile is the log-odds.
 * @param events every event known of the account, oldest first
 * @param total how many there are in all: older ones than `events` are among the others
 * @param exact the log-odds as kept incrementally; what `explanation` can't see of older acts goes to the others
 */
export function evidenceOf(
  events: readonly LoggedEvent[],
  explanation: Explanation,
  compiled: CompiledModel,
  pattern: Pattern,
  most: number,
  total: number,
  exact?: { logOdds: number; low: number; high: number },
): Evidence {
  const lines = explanation.contributions
  const acts = actsOf(events, lines, pattern.completing)
  const shown = pickActs(acts, most)
  const absences = absencesOf(lines, compiled, pattern)
  const profile = lines.filter(line => line.kind === 'profile').map(line => profileLine(line, compiled))
  const logOdds = exact?.logOdds ?? explanation.score.logOdds
  const prior = compiled.model.prior.logOdds
  const named = prior + sum(shown) + sum(absences) + sum(profile)
  return {
    at: lines[0]!.at,
    target: compiled.model.target,
    modelVersion: compiled.model.version,
    prior: { logOdds: prior, value: calibrate(prior, compiled.model.calibration) },
    acts: shown.toSorted((a, b) => b.at - a.at || (a.eventId < b.eventId ? 1 : -1)),
    absences,
    others: { count: total - shown.length, weight: total === shown.length ? 0 : logOdds - named },
    profile,
    total: {
      logOdds,
      value: calibrate(logOdds, compiled.model.calibration),
      low: exact?.low ?? explanation.score.low,
      high: exact?.high ?? explanation.score.high,
    },
    count: total,
    ...(compiled.model.calibration && { calibration: { uncalibrated: logistic(logOdds) } }),
  }
}

/** One act per event: its contributions to several terms are added up. Acts without any weigh nothing. */
function actsOf(
  events: readonly LoggedEvent[],
  lines: readonly Contribution[],
  completing: ReadonlySet<string>,
): Act[] {
  const byEvent = new Map<string, Contribution[]>()
  for (const line of lines) {
    if (line.kind !== 'event') continue
    const of = byEvent.get(line.event!)
    if (of) of.push(line)
    else byEvent.set(line.event!, [line])
  }
  return events.map(event => {
    const own = byEvent.get(event.id) ?? []
    const facts = factsOf(event)
    return {
      eventId: event.id,
      type: event.type,
      title: sayAct({ type: event.type, ...facts }),
      at: event.at,
      person: event.person ? { id: event.person, name: null, title: null, withheld: false } : null,
      ...facts,
      weight: own.reduce((all, line) => all + line.amount, 0),
      terms: own.map(line => line.term),
      completing: completing.has(event.id),
    }
  })
}

/** An act that says nothing to the model and completed nothing is only counted. */
function pickActs(acts: readonly Act[], most: number): Act[] {
  return acts
    .filter(act => act.completing || act.terms.length > 0)
    .sort(
      (a, b) =>
        Number(b.completing) - Number(a.completing) || Math.abs(b.weight) - Math.abs(a.weight) || b.at - a.at,
    )
    .slice(0, most)
}

function absencesOf(lines: readonly Contribution[], compiled: CompiledModel, pattern: Pattern): Absence[] {
  const scored = lines
    .filter(line => line.kind === 'absence')
    .map(line => {
      const { term, wait } = compiled.absences.find(item => item.term.id === line.term)!
      const from = line.at - wait
      const title = sayAbsence(term.without, from, line.at)
      return { types: term.without, from, to: line.at, weight: line.amount, title, name: term.name }
    })
  const waited = pattern.absences.map(absence => ({
    ...absence,
    weight: 0,
    title: sayAbsence(absence.types, absence.from, absence.to),
    name: null,
  }))
  return [...waited, ...scored]
}

function profileLine(line: Contribution, compiled: CompiledModel) {
  const { term } = compiled.profile.find(item => item.term.id === line.term)!
  return { term: term.id, name: term.name, weight: line.amount }
}

function sum(lines: readonly { weight: number }[]): number {
  return lines.reduce((all, line) => all + line.weight, 0)
}
