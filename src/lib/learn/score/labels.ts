import { type Share, type Weight, weightIfReal } from '#lib/label/index.ts'
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

/** Labels as a prior (`weightIfReal`): since they don't make the doubt smaller, outcomes outweigh them once there are enough. */
export function withLabels(model: ScoreModel, labels: ReadonlyMap<string, Share>): ScoreModel {
  return {
    ...model,
    events: model.events.map(term => {
      const share = labels.get(term.id)
      return share ? { ...term, ...weightIfReal(term, share) } : term
    }),
  }
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
