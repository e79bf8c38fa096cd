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
 * Recomputes an account's log-odds under an edited model from its evidence: prior, weights, half-lives, dwell and repetition
 * of the terms that took part. Terms that are new, or whose events and conditions changed, have no evidence here and keep
 * their part. A term adds weight × level(Σ amount × 0.5^(age / half-life)), where amount = 1 − 0.5^(seconds / half), and
 * level is the sum up to half of `most`, then `most − (most / 2)² / sum`.
 */
export function outlook(evidence: Evidence, before: ModelBody, after: ModelBody): Outlook {
  const change =
    after.prior.logOdds -
    before.prior.logOdds +
    acts(evidence, before, after) +
    facts(evidence, before, after)
  const { logOdds, value } = evidence.total
  return { before: value, after: chance(logOdds + change, after), change }
}

/** The probability that a model shows for log-odds: by its calibration where it has one. */
export function chance(logOdds: number, { calibration }: Pick<ModelBody, 'calibration'>): number {
  if (calibration?.kind !== 'isotonic') {
    const { intercept, slope } = calibration ?? { intercept: 0, slope: 1 }
    return 1 / (1 + Math.exp(-(intercept + slope * logOdds)))
  }
  const { at, value } = calibration
  const next = at.findIndex(corner => corner >= logOdds)
  if (next <= 0) return next === 0 ? value[0]! : value.at(-1)!
  const share = (logOdds - at[next - 1]!) / (at[next]! - at[next - 1]!)
  return value[next - 1]! + share * (value[next]! - value[next - 1]!)
}

type Act = Evidence['acts'][number]

function acts(evidence: Evidence, before: ModelBody, after: ModelBody): number {
  const plain = levels(evidence, before, () => 1)
  // An amount that is not seconds is not in the evidence: what the act really weighed settles the scale.
  const scale = (act: Act) => {
    const said = act.terms.reduce((sum, id) => {
      const term = before.events.find(one => one.id === id)
      const of = plain.get(id)
      return term && of && of.sum > 0
        ? sum + (term.weight * occurrence(term, act, evidence.at) * of.level) / of.sum
        : sum
    }, 0)
    return said === 0 ? 1 : act.weight / said
  }
  const [was, is] = [levels(evidence, before, scale), levels(evidence, after, scale)]
  return before.events.reduce((change, { id, weight }) => {
    const next = after.events.find(term => term.id === id)
    return change + (next?.weight ?? 0) * (is.get(id)?.level ?? 0) - weight * (was.get(id)?.level ?? 0)
  }, 0)
}

/** Per event term of the model: its decayed occurrences, and what they count for. */
function levels(evidence: Evidence, model: ModelBody, scale: (act: Act) => number) {
  return new Map(
    model.events.map(term => {
      const own = evidence.acts.filter(act => act.terms.includes(term.id))
      const sum = own.reduce((all, act) => all + scale(act) * occurrence(term, act, evidence.at), 0)
      return [term.id, { sum, level: levelOf(sum, term.most) }] as const
    }),
  )
}

function levelOf(sum: number, most: number | undefined): number {
  return most === undefined || sum <= most / 2 ? sum : most - (most / 2) ** 2 / sum
}

function occurrence({ amount, halfLifeDays }: EventTerm, { at, seconds }: Act, now: number): number {
  const share = amount?.of === 'props.seconds' && seconds !== null ? 1 - 0.5 ** (seconds / amount.half) : 1
  return share * 0.5 ** (Math.max(0, now - at) / DAY / halfLifeDays)
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
