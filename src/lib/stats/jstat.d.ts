/** The part of jstat that this folder uses; the package has no types of its own. */
declare module 'jstat' {
  interface Jstat {
    erfcinv(p: number): number
    lowRegGamma(a: number, x: number): number
    gammaln(x: number): number
    ibeta(x: number, a: number, b: number): number
    beta: { inv(p: number, alpha: number, beta: number): number }
    studentt: { cdf(x: number, dof: number): number; inv(p: number, dof: number): number }
  }
  const jstat: Jstat
  export default jstat
}
