import { expect, test } from 'vitest'
import { fitLogistic, predictLogistic } from './logistic.ts'
import { fromColumns } from './matrix.ts'

/** Finney (1947), vasoconstriction in the skin of the digits: volume and rate of air, response. Pregibon (1981). */
const finney = {
  volume: [
    3.7, 3.5, 1.25, 0.75, 0.8, 0.7, 0.6, 1.1, 0.9, 0.9, 0.8, 0.55, 0.6, 1.4, 0.75, 2.3, 3.2, 0.85, 1.7, 1.8,
    0.4, 0.95, 1.35, 1.5, 1.6, 0.6, 1.8, 0.95, 1.9, 1.6, 2.7, 2.35, 1.1, 1.1, 1.2, 0.8, 0.95, 0.75, 1.3,
  ],
  rate: [
    0.825, 1.09, 2.5, 1.5, 3.2, 3.5, 0.75, 1.7, 0.75, 0.45, 0.57, 2.75, 3.0, 2.33, 3.75, 1.64, 1.6, 1.415,
    1.06, 1.8, 2.0, 1.36, 1.35, 1.36, 1.78, 1.5, 1.5, 1.9, 0.95, 0.4, 0.75, 0.03, 1.83, 2.2, 2.0, 3.33, 1.9,
    1.9, 1.625,
  ],
  response: [
    1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1,
    1, 0, 0, 1,
  ],
}

test('Finney’s vasoconstriction data as published by Pregibon (1981): −2.875, 5.179, 4.562, deviance 29.23', () => {
  const x = fromColumns([finney.volume.map(Math.log), finney.rate.map(Math.log)])
  const fit = fitLogistic(x, finney.response)
  expect(fit.intercept).toBeCloseTo(-2.875, 2)
  expect(fit.coefficients[0]).toBeCloseTo(5.179, 2)
  expect(fit.coefficients[1]).toBeCloseTo(4.562, 2)
  expect(-2 * fit.logLikelihood).toBeCloseTo(29.23, 1)
  expect(fit.separated).toBe(false)
  const mean = predictLogistic(fit, x).reduce((sum, p) => sum + p, 0)
  expect(mean).toBeCloseTo(20, 4)
})

test('one column of 0 and 1 gives the log odds ratio of the two by two table, weights count as rows', () => {
  const fit = fitLogistic(fromColumns([[0, 0, 1, 1]]), [0, 1, 0, 1], { weights: [30, 10, 12, 48] })
  expect(fit.intercept).toBeCloseTo(Math.log(10 / 30), 4)
  expect(fit.coefficients[0]).toBeCloseTo(Math.log(48 / 12) - Math.log(10 / 30), 4)
})

test('rows that a line separates still have finite weights, and it is said', () => {
  const x = fromColumns([
    [-3, -2, -1, 1, 2, 3],
    [1, 1, 1, 1, 1, 1],
  ])
  const fit = fitLogistic(x, [0, 0, 0, 1, 1, 1])
  expect(fit.separated).toBe(true)
  expect(fit.coefficients[0]).toBeGreaterThan(0.3)
  expect(fit.coefficients[0]).toBeLessThan(5)
  expect(fit.coefficients[1]).toBe(0)
})

test('a column given twice shares its weight, and the chances stay', () => {
  const once = fitLogistic(fromColumns([finney.rate]), finney.response)
  const twice = fitLogistic(fromColumns([finney.rate, finney.rate.map(v => 2 * v + 1)]), finney.response)
  expect(twice.coefficients[0]! + 2 * twice.coefficients[1]!).toBeCloseTo(once.coefficients[0]!, 4)
})

test('one class only is refused', () => {
  expect(() => fitLogistic(fromColumns([[1, 2, 3]]), [1, 1, 1])).toThrow(/one class only/)
})
