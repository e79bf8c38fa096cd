import {
  aucInterval,
  brier,
  ece,
  type Interval,
  logLoss,
  type ReliabilityBin,
  reliability,
} from '#lib/stats/metrics.ts'

/** How good probabilities were on rows they weren't learned from. */
export interface Figures {
  n: number
  positives: number
  /** With its 95 % interval. */
  auc: Interval
  brier: number
  ece: number
  /** Nats per look. */
  logLoss: number
  reliability: ReliabilityBin[]
}

/** @param p probabilities 0–1 @param y 0/1 */
export function figuresOf(p: ArrayLike<number>, y: ArrayLike<number>): Figures {
  const positives = Array.from(y).reduce((a, b) => a + b, 0)
  return {
    n: y.length,
    positives,
    auc: aucInterval(p, y),
    brier: brier(p, y),
    ece: ece(p, y),
    logLoss: logLoss(p, y),
    reliability: reliability(p, y),
  }
}
