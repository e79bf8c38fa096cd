/// <reference path="./jstat.d.ts" />
// The one door to jstat: whoever takes this file in finds its types.
import jstat from 'jstat'

/** P(Z ≤ x) of a standard normal. */
export function normalCdf(x: number): number {
  const tail = normalTwoSidedP(x) / 2
  return x < 0 ? tail : 1 - tail
}

/** P(|Z| ≥ |z|) of a standard normal: the two-sided p-value of a z score, exact far into the tail. */
export function normalTwoSidedP(z: number): number {
  return z === 0 ? 1 : upperGamma(0.5, (z * z) / 2)
}

/** The x with P(Z ≤ x) = p. ±Infinity at 1 and 0. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity
  if (p >= 1) return Infinity
  return p < 0.5 ? -Math.SQRT2 * jstat.erfcinv(2 * p) : Math.SQRT2 * jstat.erfcinv(2 * (1 - p))
}

/** P(X ≥ x) of a χ² with `dof` degrees of freedom. */
export function chiSquareSurvival(x: number, dof: number): number {
  return x <= 0 ? 1 : upperGamma(dof / 2, x / 2)
}

/** The x with P(X ≤ x) = p of a Beta. */
export const betaQuantile = (p: number, alpha: number, beta: number): number => jstat.beta.inv(p, alpha, beta)

/** ln (n choose k): how many ways there are, as a logarithm. */
export const logChoose = (n: number, k: number): number =>
  jstat.gammaln(n + 1) - jstat.gammaln(k + 1) - jstat.gammaln(n - k + 1)

/** P(T ≤ x) of Student's t with `dof` degrees of freedom (need not be whole). */
export function tCdf(x: number, dof: number): number {
  const tail = tTail(x, dof)
  return x < 0 ? tail : 1 - tail
}

/** P(|T| ≥ |t|) of Student's t: the two-sided p-value. */
export function tTwoSidedP(t: number, dof: number): number {
  return 2 * tTail(t, dof)
}

/** The x with P(T ≤ x) = p of Student's t. ±Infinity at 1 and 0. */
export function tQuantile(p: number, dof: number): number {
  if (p <= 0) return -Infinity
  if (p >= 1) return Infinity
  return jstat.studentt.inv(p, dof)
}

/** P(T ≥ |x|), by the incomplete beta function, without the cancellation of 1 − cdf. */
function tTail(x: number, dof: number): number {
  return jstat.ibeta(dof / (dof + x * x), dof / 2, 0.5) / 2
}

/**
 * The regularised upper incomplete gamma function Q(a, x). In the tail by Lentz's continued fraction (Numerical Recipes
 * 6.2), because 1 − P(a, x) has no digits left there.
 */
function upperGamma(a: number, x: number): number {
  if (x < a + 1) return 1 - jstat.lowRegGamma(a, x)
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let n = 1; n < 500; n++) {
    const term = -n * (n - a)
    b += 2
    d = 1 / (term * d + b)
    c = b + term / c
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 1e-15) break
  }
  return Math.exp(-x + a * Math.log(x) - jstat.gammaln(a)) * h
}
