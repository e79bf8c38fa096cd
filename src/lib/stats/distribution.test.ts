import { expect, test } from 'vitest'
import {
  chiSquareSurvival,
  normalCdf,
  normalQuantile,
  normalTwoSidedP,
  tCdf,
  tQuantile,
  tTwoSidedP,
} from './distribution.ts'

const close = (value: number, expected: number, relative = 1e-9) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * relative)

// Expected values are those of R 4.2: pnorm, qnorm, pchisq(…, lower.tail = FALSE), pt, qt.
test('normal: distribution, quantile, two-sided p into the far tail', () => {
  close(normalCdf(0), 0.5)
  close(normalCdf(1.96), 0.9750021048517795)
  close(normalCdf(-8), 6.220960574271785e-16, 1e-6)
  close(normalQuantile(0.975), 1.959963984540054)
  close(normalQuantile(0.995), 2.5758293035489)
  close(normalQuantile(0.001), -3.090232306167813)
  close(normalTwoSidedP(1.959963984540054), 0.05)
  close(normalTwoSidedP(-10), 1.523970604832105e-23, 1e-6)
})

test('χ²: survival, also where it is tiny', () => {
  close(chiSquareSurvival(3.841458820694124, 1), 0.05)
  close(chiSquareSurvival(5.991464547107979, 2), 0.05)
  close(chiSquareSurvival(0.2, 2), 0.9048374180359595)
  close(chiSquareSurvival(100, 2), 1.928749847963918e-22, 1e-8)
  expect(chiSquareSurvival(0, 3)).toBe(1)
})

test("Student's t: distribution, quantile, two-sided p", () => {
  close(tCdf(2.228138851964939, 10), 0.975, 1e-8)
  close(tCdf(-1, 5), 0.1816087338, 1e-6)
  close(tQuantile(0.975, 10), 2.228138851964939, 1e-7)
  close(tQuantile(0.975, 61_000), 1.960003, 1e-5)
  close(tTwoSidedP(2.228138851964939, 10), 0.05, 1e-7)
})
