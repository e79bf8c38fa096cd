/**
 * What one arm is known by: sums alone, so that parts (days, segments, machines) add up and nobody is read twice.
 * y is the outcome, x the covariate from before the exposure.
 */
export interface Sums {
  /** Units. */
  n: number
  y: number
  yy: number
  x: number
  xx: number
  xy: number
}

export const emptySums = (): Sums => ({ n: 0, y: 0, yy: 0, x: 0, xx: 0, xy: 0 })

/** Adds one unit in place. */
export function addUnit(sums: Sums, y: number, x = 0): void {
  sums.n += 1
  sums.y += y
  sums.yy += y * y
  sums.x += x
  sums.xx += x * x
  sums.xy += x * y
}

/** The sums of both parts together. */
export function merge(a: Sums, b: Sums): Sums {
  return {
    n: a.n + b.n,
    y: a.y + b.y,
    yy: a.yy + b.yy,
    x: a.x + b.x,
    xx: a.xx + b.xx,
    xy: a.xy + b.xy,
  }
}

/** What the sums say about one arm. */
export interface Moments {
  n: number
  mean: number
  /** Of one unit's outcome, with n − 1; 0 below two units. */
  variance: number
  covariateMean: number
  covariateVariance: number
  covariance: number
}

/** Means, variances and covariance (with n − 1) of an arm. */
export function momentsOf({ n, y, yy, x, xx, xy }: Sums): Moments {
  const spread = (square: number, a: number, b: number) => (n < 2 ? 0 : (square - (a * b) / n) / (n - 1))
  return {
    n,
    mean: n === 0 ? 0 : y / n,
    variance: Math.max(0, spread(yy, y, y)),
    covariateMean: n === 0 ? 0 : x / n,
    covariateVariance: Math.max(0, spread(xx, x, x)),
    covariance: spread(xy, x, y),
  }
}
