import type { Evidence, ModelBody } from '#decision/intent/api.ts'
import { DAY } from '#kernel/time.ts'

/** What an edited model would make of an account, as far as its evidence tells. */
export interface Outlook {
  before: number
  /** Probability 0–1 under the edited model. */
  after: number
  /** Log-odds that the edit adds. */
  change: number
}

type EventTerm = ModelBody['events'][number]

/**
 * Recomputes an account's log-odds under an edited model from its evidence: prior, weights, half-lives and dwell of the
 * terms that took part. Terms that are new, or whose events and conditions changed, have no evidence here and keep their part.
 * An event adds weight × amount × 0.5^(age / half-life), where amount = 1 − 0.5^(seconds / half).
 */
export function outlook(evidence: Evidence, before: ModelBody, after: ModelBody): Outlook {
  const change =
    after.prior.logOdds -
    before.prior.logOdds +
    acts(evidence, before, after) +
    facts(evidence, before, after)
  const { logOdds, value } = evidence.total
  return { before: value, after: 1 / (1 + Math.exp(-(logOdds + change))), change }
}

function acts(evidence: Evidence, before: ModelBody, after: ModelBody): number {
  let change = 0
  for (const act of evidence.acts) {
    const age = Math.max(0, evidence.at - act.at) / DAY
    const parts = act.terms.flatMap(id => {
      const was = before.events.find(term => term.id === id)
      return was ? [{ was, is: after.events.find(term => term.id === id) }] : []
    })
    const sum = parts.reduce((total, { was }) => total + part(was, age, act.seconds), 0)
    const next = parts.reduce((total, { is }) => total + (is ? part(is, age, act.seconds) : 0), 0)
    // An amount that is not seconds is not in the evidence: what the act really weighed settles the scale.
    const scale = sum === 0 ? 1 : act.weight / sum
    change += (next - sum) * scale
  }
  return change
}

function part(term: EventTerm, age: number, seconds: number | null): number {
  const { amount } = term
  const share = amount?.of === 'props.seconds' && seconds !== null ? 1 - 0.5 ** (seconds / amount.half) : 1
  return term.weight * share * 0.5 ** (age / term.halfLifeDays)
}

function facts(evidence: Evidence, before: ModelBody, after: ModelBody): number {
  const profile = evidence.profile.reduce((sum, { term, weight }) => {
    if (!before.profile.some(one => one.id === term)) return sum
    const is = after.profile.find(one => one.id === term)
    return sum + (is?.weight ?? 0) - weight
  }, 0)
  const absences = evidence.absences.reduce((sum, { name, weight }) => {
    const was = name && before.absences.find(term => term.name['zh-CN'] === name['zh-CN'])
    if (!was || was.weight === 0) return sum
    const is = after.absences.find(term => term.id === was.id)
    return sum + weight * ((is?.weight ?? 0) / was.weight - 1)
  }, 0)
  return profile + absences
}
