import type { Share, Weight } from '#lib/label/index.ts'
import type { ScoreModel } from '#lib/score/index.ts'
import type { Figures } from './card.ts'

/** What people's labels do to one term: weights in log-odds, the share 0–1. */
export interface LabelledTerm {
  term: string
  /** Signals that were judged. */
  n: number
  /** Of them real, with its 95 % interval. */
  real: number
  low: number
  high: number
  /** What is believed before the data, without the labels and with them. */
  prior: { without: Weight; with: Weight }
  /** What came of it. */
  learned: { without: Weight; with: Weight }
}

/** The labels' part in a learned model: beside it stands one learned from the same rows without them. */
export interface LabelCard {
  /** The model without labels on the same held-out rows; undefined where there is not enough. */
  without: Figures | undefined
  terms: LabelledTerm[]
}

/**
 * Labels as a prior. A signal that counts only when it is real has the weight w·R, with w what was believed and R the Beta of the
 * share that people found real: its mean is w·E[R] (Goodman 1960, as in `weightIfReal`). Its doubt is not made smaller, though:
 * people say whether an act meant something, not how much it counts, so that σ² of the belief stays and w²·Var(R), what
 * few labels leave open, is added. Outcomes therefore outweigh labels as soon as there are enough of them.
 */
export function withLabels(model: ScoreModel, labels: ReadonlyMap<string, Share>): ScoreModel {
  return {
    ...model,
    events: model.events.map(term => {
      const share = labels.get(term.id)
      return share ? { ...term, ...beliefWith(term, share) } : term
    }),
  }
}

function beliefWith({ weight, sd }: Weight, { alpha, beta, value }: Share): Weight {
  const variance = (alpha * beta) / ((alpha + beta) ** 2 * (alpha + beta + 1))
  return { weight: weight * value, sd: Math.sqrt(sd ** 2 + weight ** 2 * variance) }
}

/** Each labelled term before and after, those that the labels moved most first. */
export function labelledTerms(
  labels: ReadonlyMap<string, Share>,
  prior: { without: ScoreModel; with: ScoreModel },
  learned: { without: ScoreModel; with: ScoreModel },
): LabelledTerm[] {
  const figure = (model: ScoreModel, id: string): Weight => {
    const { weight, sd } = model.events.find(term => term.id === id)!
    return { weight, sd }
  }
  const both = (pair: { without: ScoreModel; with: ScoreModel }, id: string) => ({
    without: figure(pair.without, id),
    with: figure(pair.with, id),
  })
  const shift = ({ learned: { without, with: labelled } }: LabelledTerm) =>
    Math.abs(labelled.weight - without.weight)
  return prior.without.events
    .flatMap(({ id }): LabelledTerm[] => {
      const share = labels.get(id)
      if (!share) return []
      const { n, value: real, low, high } = share
      return [{ term: id, n, real, low, high, prior: both(prior, id), learned: both(learned, id) }]
    })
    .toSorted((a, b) => shift(b) - shift(a))
}
