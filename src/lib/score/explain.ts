import type { Instant } from '#kernel/time.ts'
import type { CompiledAbsenceTerm, CompiledModel, ScoredEvent, ScoreProfile } from './compile.ts'
import { decay, levelOf } from './compile.ts'
import { type Score, toScore } from './confidence.ts'
import { absenceValue } from './state.ts'

/** One line of the sum that is the score. */
export interface Contribution {
  kind: 'prior' | 'event' | 'absence' | 'profile'
  /** The term of the model; `prior` for the prior. */
  term: string
  /** The raw event, for `event`; for `absence` the one that started the wait. */
  event?: string
  /** When it happened (event), fell due (absence), or the instant of the score. */
  at: Instant
  /** What it adds to the log-odds now. */
  amount: number
  /** How much of the term's weight that is, in [0, 1]: occurrence × decay, less where the term saturates. */
  value: number
}

/** A score with the lines it is made of: `Σ amount = score.logOdds`. */
export interface Explanation {
  score: Score
  contributions: Contribution[]
}

/**
 * Takes a score apart over raw events, by the definition: prior + Σ weight × level(Σ occurrence × 0.5^(age / half-life)) +
 * absences + profile terms. What a saturated term counts for is shared out among its events by what is left of each, so
 * that the lines add up exactly. An event that speaks to two terms has two lines.
 * @param events every event of the key up to `at`, once each, in any order
 */
export function explain(
  events: readonly ScoredEvent[],
  compiled: CompiledModel,
  at: Instant,
  profile: ScoreProfile,
): Explanation {
  const now = events.reduce((latest, event) => Math.max(latest, event.at), at)
  const contributions: Contribution[] = [
    { kind: 'prior', term: 'prior', at: now, amount: compiled.model.prior.logOdds, value: 1 },
  ]
  for (const event of events) explainEvent(event, compiled, now, contributions)
  saturate(contributions, compiled)
  for (const absence of compiled.absences) explainAbsence(events, absence, now, contributions)
  for (const { term, holds } of compiled.profile) {
    if (holds(profile))
      contributions.push({ kind: 'profile', term: term.id, at: now, amount: term.weight, value: 1 })
  }
  return { score: sumUp(contributions, compiled), contributions }
}

function explainEvent(event: ScoredEvent, compiled: CompiledModel, now: Instant, into: Contribution[]): void {
  for (const item of compiled.byType.get(event.type) ?? []) {
    const occurrence = item.value(event)
    if (occurrence === 0) continue
    const value = occurrence * decay(now - event.at, item.halfLife)
    into.push({
      kind: 'event',
      term: item.term.id,
      event: event.id,
      at: event.at,
      amount: item.term.weight * value,
      value,
    })
  }
}

/** Takes from the lines of each term what its repetition doesn't count for, from each in the same proportion. */
function saturate(contributions: Contribution[], compiled: CompiledModel): void {
  const sums = new Map<string, number>()
  for (const { kind, term, value } of contributions)
    if (kind === 'event') sums.set(term, (sums.get(term) ?? 0) + value)
  const parts = new Map(
    compiled.model.events.map(({ id, most }) => {
      const sum = sums.get(id) ?? 0
      return [id, sum === 0 ? 1 : levelOf(sum, most) / sum]
    }),
  )
  for (const line of contributions) {
    const part = line.kind === 'event' ? parts.get(line.term)! : 1
    line.amount *= part
    line.value *= part
  }
}

function explainAbsence(
  events: readonly ScoredEvent[],
  absence: CompiledAbsenceTerm,
  now: Instant,
  into: Contribution[],
): void {
  const start = latestOf(events, absence.term.after)
  if (!start) return
  const end = latestOf(events, absence.term.without)?.at ?? -1
  const value = absenceValue(absence, start.at, end, now)
  if (value === 0) return
  into.push({
    kind: 'absence',
    term: absence.term.id,
    event: start.id,
    at: start.at + absence.wait,
    amount: absence.term.weight * value,
    value,
  })
}

function latestOf(events: readonly ScoredEvent[], types: string[]): ScoredEvent | undefined {
  let latest: ScoredEvent | undefined
  for (const event of events) {
    if (!types.includes(event.type)) continue
    if (!latest || event.at > latest.at || (event.at === latest.at && event.id > latest.id)) latest = event
  }
  return latest
}

function sumUp(contributions: Contribution[], compiled: CompiledModel): Score {
  const { model } = compiled
  const values = new Map<string, number>()
  for (const line of contributions) values.set(line.term, (values.get(line.term) ?? 0) + line.value)
  let logOdds = model.prior.logOdds
  let variance = model.prior.sd ** 2
  for (const term of [...model.events, ...model.absences, ...model.profile]) {
    const x = values.get(term.id) ?? 0
    logOdds += term.weight * x
    variance += (term.sd * x) ** 2
  }
  return toScore(logOdds, variance, compiled.model.calibration)
}

/** What is shown of an explanation: some lines, and one for all the others, so that the sum closes. */
export interface Shown {
  lines: Contribution[]
  others: { count: number; amount: number }
}

/**
 * Up to `most` lines of acts and absences: first those of the events named in `first` (the acts that completed a pattern),
 * then by absolute amount. Prior and profile lines always stay apart from `others`.
 */
export function showContributions(
  contributions: readonly Contribution[],
  most: number,
  first: ReadonlySet<string>,
): Shown {
  const acts = contributions.filter(line => line.kind === 'event' || line.kind === 'absence')
  const rank = (line: Contribution): number => (line.kind === 'event' && first.has(line.event ?? '') ? 0 : 1)
  const ordered = acts.toSorted(
    (a, b) => rank(a) - rank(b) || Math.abs(b.amount) - Math.abs(a.amount) || a.at - b.at,
  )
  const rest = ordered.slice(most)
  return {
    lines: ordered.slice(0, most),
    others: { count: rest.length, amount: rest.reduce((sum, line) => sum + line.amount, 0) },
  }
}
