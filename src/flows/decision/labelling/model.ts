import type { Act } from '#decision/intent/api.ts'
import type { DecisionBody } from '#decision/suggestion/api.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type Labelled, type Share, shareReal, type Unit, uncertaintyOf } from '#lib/label/index.ts'
import { type Calibration, calibrate } from '#lib/score/index.ts'
import { cohenKappa, fleissKappa } from '#lib/stats/metrics.ts'
import type { Random } from '#lib/stats/random.ts'
import { type Kappa, type LabelReason, reasonsOf, type Standing, type Verdict, verdicts } from './api.ts'

/** A signal that may be drawn: an act that spoke for a decision. */
export interface Signal extends Unit {
  decisionId: Id
  accountId: Id | null
  type: string
  terms: string[]
  actAt: Instant
  weight: number
  probability: number
}

/**
 * The signals of a decision: its acts that speak for intent, if it was high-intent. A signal is covered as a kind by the
 * heaviest of its terms.
 * @param from chance at which a decision counts as high-intent, 0–1
 * @param weights of the model's terms
 */
export function signalsOf(body: DecisionBody, from: number, weights: ReadonlyMap<string, number>): Signal[] {
  const probability = body.evidence.total.value
  if (probability < from) return []
  return body.evidence.acts
    .filter(act => act.weight > 0 && act.terms.length > 0)
    .map(act => ({
      id: act.eventId,
      stratum: heaviest(act, weights),
      uncertainty: uncertaintyOf(probability),
      decisionId: body.id,
      accountId: body.accountId,
      type: act.type,
      terms: act.terms,
      actAt: act.at,
      weight: act.weight,
      probability,
    }))
}

function heaviest(act: Act, weights: ReadonlyMap<string, number>): string {
  return act.terms.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0))[0]!
}

/** How many to draw and how many of them twice, so that the readers' places are used and not exceeded. */
export function planSample(places: readonly number[], doubled: number): { sample: number; twice: number } {
  const all = places.reduce((sum, free) => sum + free, 0)
  const sample = Math.floor(all / (1 + (places.filter(free => free > 0).length > 1 ? doubled : 0)))
  return { sample, twice: Math.min(Math.round(sample * doubled), all - sample) }
}

export interface Reader {
  userId: Id
  free: number
}

/**
 * Hands out items: each to whoever has most places left, rather not to the account's owner, who has a stake in it. Some go to
 * a second reader, chosen evenly, so that agreement can be told of all.
 * @param owners the account's owner of each item
 * @returns readers of each item, as far as places go
 */
export function handOut(
  owners: readonly (Id | null)[],
  readers: readonly Reader[],
  twice: number,
  random: Random,
): Id[][] {
  const free = new Map(readers.map(reader => [reader.userId, reader.free]))
  const next = (owner: Id | null, not: readonly Id[]): Id | undefined => {
    const open = [...free].filter(([userId, left]) => left > 0 && !not.includes(userId))
    const others = open.filter(([userId]) => userId !== owner)
    const best = (others.length > 0 ? others : open).toSorted((a, b) => b[1] - a[1])[0]
    if (best) free.set(best[0], best[1] - 1)
    return best?.[0]
  }
  const given: Id[][] = owners.map(() => [])
  // Those that need two readers come first: at the end all places left may be one person's.
  const order = random.shuffle(owners.map((_, i) => i))
  for (const [turn, i] of order.entries()) {
    for (let wanted = turn < twice ? 2 : 1; wanted > 0; wanted--) {
      const reader = next(owners[i]!, given[i]!)
      if (reader) given[i]!.push(reader)
    }
  }
  return given
}

/** Whether a reason goes with a verdict. */
export function isReasonFor(verdict: Verdict, reason: LabelReason): boolean {
  return (reasonsOf[verdict] as readonly string[]).includes(reason)
}

/** One judged signal: what its readers said, and how likely it was drawn. */
export interface Judged {
  itemId: Id
  terms: string[]
  /** Chance of the decision that it spoke for, 0–1. */
  chance: number
  /** Likelihood of having been drawn, 0–1. */
  probability: number
  verdicts: Verdict[]
  /** When the last of them was given. */
  at: Instant
}

/** A signal as the estimate takes it: the mean of those who could tell; undefined where nobody could. */
function labelledOf({ verdicts: said, probability }: Judged): Labelled | undefined {
  const told = said.filter(verdict => verdict !== 'unsure')
  if (told.length === 0) return undefined
  return { real: told.filter(verdict => verdict === 'real').length / told.length, probability }
}

/** The share of signals that is real, weighted by how likely each was drawn; undefined without any that was told. */
export function shareOf(judged: readonly Judged[]): Share | undefined {
  return shareReal(judged.map(labelledOf).filter(unit => unit !== undefined))
}

/** Agreement between people: Fleiss' κ over signals with two or more judgements. */
export function agreementBetween(judged: readonly Judged[]): Kappa {
  const twice = judged.filter(one => one.verdicts.length >= 2)
  const counts = twice.map(one =>
    verdicts.map(verdict => one.verdicts.filter(said => said === verdict).length),
  )
  const agreed = twice.filter(one => new Set(one.verdicts).size === 1).length
  return kappaOf(twice.length, agreed, twice.length === 0 ? undefined : fleissKappa(counts))
}

/** Agreement of people with the model, which says yes at or above the chance `cut`: Cohen's κ. */
export function agreementWithModel(judged: readonly Judged[], cut: number): Kappa {
  const told = judged.flatMap(one => {
    const unit = labelledOf(one)
    return !unit || unit.real === 0.5 ? [] : [{ people: unit.real > 0.5, model: one.chance >= cut }]
  })
  const agreed = told.filter(({ people, model }) => people === model).length
  const found = cohenKappa(
    told.map(one => String(one.people)),
    told.map(one => String(one.model)),
  )
  return kappaOf(told.length, agreed, found)
}

/** Below this κ says more about chance than about people. */
const fewestForKappa = 5

function kappaOf(n: number, agreed: number, found?: { value: number; low: number; high: number }): Kappa {
  const share = n === 0 ? null : agreed / n
  // Where all agree the large-sample interval has no width: it would claim to know what six signals can't tell.
  if (!found || n < fewestForKappa || Number.isNaN(found.value) || found.low === found.high)
    return { n, agreed: share, value: null, low: null, high: null }
  return { n, agreed: share, value: found.value, low: found.low, high: found.high }
}

/** What to think of a term: by its labels if there are any, else by whether an experiment tests it. */
export function standingOf(share: Share | undefined, seen: number, tested: boolean): Standing {
  if (share) return share.low > 0.5 ? 'supported' : share.high < 0.5 ? 'weak' : 'open'
  if (tested) return 'tested'
  return seen > 0 ? 'unproven' : 'unseen'
}

/**
 * A decision's chance if its acts counted only for the share of their kind that is real. Acts that the record doesn't name
 * ("others") stay as they are.
 * @param shares by term; terms without labels count in full
 * @param calibration of the model that decides now; a decision whose model had none keeps the plain logistic function
 */
export function chanceWith(
  evidence: DecisionBody['evidence'],
  shares: ReadonlyMap<string, number>,
  calibration: Calibration | undefined,
): number {
  const lost = evidence.acts
    .filter(act => act.weight > 0 && act.terms.length > 0)
    .reduce((sum, act) => {
      const mean = act.terms.reduce((all, term) => all + (shares.get(term) ?? 1), 0) / act.terms.length
      return sum + act.weight * (1 - mean)
    }, 0)
  return calibrate(evidence.total.logOdds - lost, evidence.calibration && calibration)
}
