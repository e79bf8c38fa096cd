import type { Instant } from '#kernel/time.ts'
import type { Share, Weight } from '#lib/label/index.ts'
import { type Calibration, type CompiledModel, calibrate, type ScoreModel } from '#lib/score/index.ts'
import { fitIsotonic, fitPlatt } from '#lib/stats/isotonic.ts'
import { psi } from '#lib/stats/metrics.ts'
import { fitMode, fitPosterior, type Posterior, type Prior } from '../posterior.ts'
import { pickSparse, type Sparse, timesSparse } from '../sparse.ts'
import { type Figures, figuresOf } from './card.ts'
import { betterHalfLives, matrixOf } from './half-life.ts'
import { type LabelCard, labelledTerms, withLabels } from './labels.ts'
import { findTermLeaks, type TermLeak } from './leaks.ts'
import { type AccountHistory, type Landmarks, landmarksOf, type Outcome } from './rows.ts'

/** Below so many outcomes nothing is measured, no half-life chosen and nothing calibrated: the judgement is kept, carefully. */
export const ENOUGH = 50

export interface TermCard {
  term: string
  /** Prior mean and sd, and the posterior's, in log-odds. */
  before: { weight: number; sd: number; halfLifeDays: number | null }
  after: { weight: number; sd: number; halfLifeDays: number | null }
  /** Looks at which it wasn't zero. */
  seen: number
  /** Population stability index between the rows learned from and the last fifth. */
  drift: number
}

/** What a learned model rests on and how good it is. Shares and probabilities 0–1, instants in ms. */
export interface ModelCard {
  from: Instant
  to: Instant
  accounts: number
  /** Looks at accounts, and after how many of them the outcome came. */
  looks: number
  positives: number
  /** Deals that ended, either way. */
  closed: number
  isEnough: boolean
  /** On the last fifth of the time, which neither model was learned from; undefined where there is not enough. */
  champion: Figures | undefined
  challenger: Figures | undefined
  terms: TermCard[]
  leaks: (TermLeak & { kept: boolean })[]
  /** Undefined where no label speaks of a term of the model. */
  labels: LabelCard | undefined
}

export interface Learned {
  /** With the labels where there are any. */
  model: ScoreModel
  /** Learned from the same rows without the labels; undefined where there are none. */
  plain: ScoreModel | undefined
  card: ModelCard
}

export interface LearnInput {
  /** The model in force: what is learned is compared with it. */
  champion: CompiledModel
  /**
   * What was believed of terms before any of these histories were learned from, by id; others are believed as the model in force
   * has them. So that what was learned once doesn't count again as a belief.
   */
  beliefs?: ReadonlyMap<string, Weight>
  /** Shares of terms' signals that people found real, by id; only labels that the beliefs don't contain. */
  labels?: ReadonlyMap<string, Share>
  histories: readonly AccountHistory[]
  outcome: Outcome
  target: ScoreModel['target']
  now: Instant
  /** Ids of leaking terms that are to be learned from all the same. */
  keep: ReadonlySet<string>
  prepare(model: ScoreModel): CompiledModel
}

/**
 * Learns the weights of the additive score from what came of accounts: Bayesian logistic regression with what was believed as
 * the prior (Laplace), people's labels in it and, beside that, without them; half-lives by held-out likelihood, and a calibration on held-out time. Rows are split by time:
 * three fifths to learn, one to choose half-lives and calibrate, one to measure; at last everything is learned from.
 */
export function learnScore(input: LearnInput): Learned {
  const { champion, histories, outcome, now } = input
  const leaks = findTermLeaks(histories, champion, outcome, now).map(leak => ({
    ...leak,
    kept: input.keep.has(leak.term),
  }))
  const out = new Set(leaks.filter(leak => !leak.kept).map(leak => leak.term))
  const before = withoutTerms(champion.model, out)
  const start = withBeliefs(before, input.beliefs)
  let compiled = input.prepare(start)
  let landmarks = landmarksOf(histories, compiled, outcome, now)
  const facts = factsOf(histories, landmarks, outcome)
  if (facts.isEnough) {
    const some = sampleOf(histories, landmarks.at.length)
    const chosenOn = some === histories ? landmarks : landmarksOf(some, compiled, outcome, now)
    const days = betterHalfLives(chosenOn, compiled, priorOf(start), parts(chosenOn.at.length))
    compiled = input.prepare(withHalfLives(start, days))
    landmarks = landmarksOf(histories, compiled, outcome, now)
  }
  const material = { landmarks, isEnough: facts.isEnough, target: input.target }
  const plain = learnFrom(compiled.model, material)
  const labelled = labelledFit(compiled.model, input.labels, plain, material)
  const { model, held } = labelled?.fitted ?? plain
  const card: ModelCard = {
    ...facts,
    champion: held && championFigures(input, held),
    challenger: held?.figures,
    terms: termCards(before, model, landmarks),
    leaks,
    labels: labelled?.card,
  }
  return { model, plain: labelled && plain.model, card }
}

interface Material {
  landmarks: Landmarks
  isEnough: boolean
  target: ScoreModel['target']
}

interface Fitted {
  model: ScoreModel
  held: Held | undefined
}

/** Measures on held-out time where there is enough, then learns from everything. @param near weights to begin the search at */
function learnFrom(
  start: ScoreModel,
  { landmarks, isEnough, target }: Material,
  near?: Float64Array,
): Fitted {
  const prior = priorOf(start)
  const held = isEnough ? heldOut(landmarks, prior, near) : undefined
  const x = matrixOf(landmarks.columns, landmarks.at.length)
  const posterior = fitPosterior(x, landmarks.outcome, prior, held ? { start: held.weights } : {})
  return { model: learnedModel(start, posterior, target, held?.calibration), held }
}

/** The same with the labels in the prior; the rows and half-lives are those of the fit without, so that only the labels differ. Weights that don't speak for the outcome are never put to people. */
function labelledFit(
  start: ScoreModel,
  labels: ReadonlyMap<string, Share> | undefined,
  plain: Fitted,
  material: Material,
): { fitted: Fitted; card: LabelCard } | undefined {
  const terms = new Map(
    start.events.flatMap(({ id, weight }) => {
      const share = weight > 0 ? labels?.get(id) : undefined
      return share ? [[id, share] as const] : []
    }),
  )
  if (terms.size === 0) return undefined
  const believed = withLabels(start, terms)
  const fitted = learnFrom(believed, material, plain.held?.weights)
  const prior = { without: start, with: believed }
  const learned = { without: plain.model, with: fitted.model }
  return { fitted, card: { without: plain.held?.figures, terms: labelledTerms(terms, prior, learned) } }
}

/** Half-lives are chosen on so many looks at most: a tenth of a million tells them apart as well as more. */
const mostChoosing = 100_000

/** Every k-th account, so that there are at most so many looks; the very list where there are fewer. */
function sampleOf(histories: readonly AccountHistory[], looks: number): readonly AccountHistory[] {
  const every = Math.ceil(looks / mostChoosing)
  return every <= 1 ? histories : histories.filter((_, i) => i % every === 0)
}

function withoutTerms(model: ScoreModel, out: ReadonlySet<string>): ScoreModel {
  const { calibration: _, ...rest } = model
  return { ...rest, events: model.events.filter(term => !out.has(term.id)) }
}

function withBeliefs(model: ScoreModel, beliefs: LearnInput['beliefs']): ScoreModel {
  const believed = <T extends { id: string }>(term: T): T => ({ ...term, ...beliefs?.get(term.id) })
  return {
    ...model,
    events: model.events.map(believed),
    absences: model.absences.map(believed),
    profile: model.profile.map(believed),
  }
}

function withHalfLives(model: ScoreModel, days: ReadonlyMap<string, number>): ScoreModel {
  return {
    ...model,
    events: model.events.map(term => ({ ...term, halfLifeDays: days.get(term.id) ?? term.halfLifeDays })),
  }
}

/**
 * A model as a prior. The intercept is hardly known: the outcome that is learned may be another than the one that
 * the first weights were meant for.
 */
function priorOf(model: ScoreModel): Prior {
  const terms = [...model.events, ...model.absences, ...model.profile]
  return {
    mean: Float64Array.from([model.prior.logOdds, ...terms.map(term => term.weight)]),
    sd: Float64Array.from([Math.max(2, model.prior.sd), ...terms.map(term => Math.max(0.02, term.sd))]),
  }
}

function factsOf(
  histories: readonly AccountHistory[],
  { at, outcome: y, columns }: Landmarks,
  outcome: Outcome,
) {
  let closed = 0
  for (const { events } of histories)
    for (const { type } of events) if (outcome.positive.has(type) || outcome.negative.has(type)) closed++
  const positives = y.reduce((a, b) => a + b, 0)
  // Outcomes before which no act was recorded teach nothing either.
  const isSeen = columns.some(column => column.row.length >= ENOUGH / 2)
  const isEnough = isSeen && closed >= ENOUGH && positives >= ENOUGH / 2 && positives <= y.length - ENOUGH / 2
  return {
    from: at[0] ?? 0,
    to: (at.at(-1) ?? 0) + outcome.horizon,
    accounts: histories.length,
    looks: at.length,
    positives,
    closed,
    isEnough,
  }
}

/** Where the parts of the time end: learn, choose, measure. */
function parts(rows: number): { learn: number; choose: number } {
  return { learn: Math.floor(rows * 0.6), choose: Math.floor(rows * 0.8) }
}

interface Held {
  figures: Figures
  calibration: Calibration
  /** The first row of the part measured. */
  from: number
  /** By the rows before `from`: near those of all rows. */
  weights: Float64Array
}

function heldOut(landmarks: Landmarks, prior: Prior, near?: Float64Array): Held {
  const rows = landmarks.at.length
  const { learn, choose } = parts(rows)
  const x = matrixOf(landmarks.columns, rows)
  const y = landmarks.outcome
  const first = oddsFrom(x, y, prior, learn, choose, near)
  const second = oddsFrom(x, y, prior, choose, rows, first.weights)
  const chosen = calibrationOf(first.odds, y.subarray(learn, choose))
  const p = second.odds.map(odds => calibrate(odds, chosen))
  const both = Float64Array.from([...first.odds, ...second.odds])
  return {
    figures: figuresOf(p, y.subarray(choose)),
    calibration: calibrationOf(both, y.subarray(learn)),
    from: choose,
    weights: second.weights,
  }
}

/** The log-odds of the rows from `from` to `to`, by weights learned from every earlier row. */
function oddsFrom(x: Sparse, y: Uint8Array, prior: Prior, from: number, to: number, start?: Float64Array) {
  const before = Int32Array.from({ length: from }, (_, i) => i)
  const after = Int32Array.from({ length: to - from }, (_, i) => from + i)
  const { mean } = fitMode(pickSparse(x, before), y.subarray(0, from), prior, start ? { start } : {})
  return { weights: mean, odds: timesSparse(pickSparse(x, after), mean.subarray(1), mean[0]) }
}

/** Isotonic regression needs about a thousand cases, with fewer Platt's map does better (Niculescu-Mizil & Caruana 2005). */
function calibrationOf(odds: Float64Array, y: Uint8Array): Calibration {
  const positives = y.reduce((a, b) => a + b, 0)
  if (y.length < 1_000 || positives < 200) return { kind: 'platt', ...fitPlatt(odds, y) }
  return { kind: 'isotonic', ...fitIsotonic(odds, y) }
}

/** The model in force on the same rows, by its own half-lives and calibration. */
function championFigures({ champion, histories, outcome, now }: LearnInput, { from }: Held): Figures {
  const { columns, at, outcome: y } = landmarksOf(histories, champion, outcome, now)
  const { mean } = priorOf(champion.model)
  const odds = timesSparse(matrixOf(columns, at.length), Float64Array.from(mean).subarray(1), mean[0])
  const p = odds.subarray(from).map(value => calibrate(value, champion.model.calibration))
  return figuresOf(p, y.subarray(from))
}

function learnedModel(
  model: ScoreModel,
  { mean, covariance }: Posterior,
  target: ScoreModel['target'],
  calibration: Calibration | undefined,
): ScoreModel {
  const size = mean.length
  let place = 0
  const next = () => {
    place++
    return { weight: bounded(mean[place]!), sd: Math.sqrt(covariance.values[place * size + place]!) }
  }
  return {
    ...model,
    version: model.version + 1,
    target,
    prior: { ...model.prior, logOdds: bounded(mean[0]!), sd: Math.sqrt(covariance.values[0]!) },
    events: model.events.map(term => ({ ...term, ...next() })),
    absences: model.absences.map(term => ({ ...term, ...next() })),
    profile: model.profile.map(term => ({ ...term, ...next() })),
    ...(calibration && { calibration }),
  }
}

const bounded = (weight: number) => Math.max(-20, Math.min(20, weight))

function termCards(before: ScoreModel, after: ScoreModel, { columns, at }: Landmarks): TermCard[] {
  const all = (model: ScoreModel) => [...model.events, ...model.absences, ...model.profile]
  const { choose } = parts(at.length)
  return all(before).map((term, j) => {
    const dense = new Float64Array(at.length)
    columns[j]!.row.forEach((row, k) => {
      dense[row] = columns[j]!.value[k]!
    })
    return {
      term: term.id,
      before: figureOf(term),
      after: figureOf(all(after)[j]!),
      seen: columns[j]!.row.length,
      drift: choose === 0 ? 0 : psi(dense.subarray(0, choose), dense.subarray(choose)),
    }
  })
}

function figureOf(term: { weight: number; sd: number } & ({ halfLifeDays: number } | object)) {
  return { weight: term.weight, sd: term.sd, halfLifeDays: 'halfLifeDays' in term ? term.halfLifeDays : null }
}
