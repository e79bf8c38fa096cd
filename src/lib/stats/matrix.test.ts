import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cross,
  type Dense,
  fromColumns,
  fromRows,
  gram,
  independentColumns,
  invertPositive,
  leastSquares,
  solvePositive,
  solveSemidefinite,
  times,
} from './matrix.ts'

const row = (x: Dense, i: number) => Array.from(x.values.subarray(i * x.columns, (i + 1) * x.columns))

test('Longley’s employment on six collinear columns: the certified values of NIST to eight digits', () => {
  const y = [
    60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331,
    70551,
  ]
  const x = fromRows([
    [1, 83.0, 234289, 2356, 1590, 107608, 1947],
    [1, 88.5, 259426, 2325, 1456, 108632, 1948],
    [1, 88.2, 258054, 3682, 1616, 109773, 1949],
    [1, 89.5, 284599, 3351, 1650, 110929, 1950],
    [1, 96.2, 328975, 2099, 3099, 112075, 1951],
    [1, 98.1, 346999, 1932, 3594, 113270, 1952],
    [1, 99.0, 365385, 1870, 3547, 115094, 1953],
    [1, 100.0, 363112, 3578, 3350, 116219, 1954],
    [1, 101.2, 397469, 2904, 3048, 117388, 1955],
    [1, 104.6, 419180, 2822, 2857, 118734, 1956],
    [1, 108.4, 442769, 2936, 2798, 120445, 1957],
    [1, 110.8, 444546, 4681, 2637, 121950, 1958],
    [1, 112.6, 482704, 3813, 2552, 123366, 1959],
    [1, 114.2, 502601, 3931, 2514, 125368, 1960],
    [1, 115.7, 518173, 4806, 2572, 127852, 1961],
    [1, 116.9, 554894, 4007, 2827, 130081, 1962],
  ])
  const fit = leastSquares(x, y)
  const certified = [
    -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359,
    -0.0511041056535807, 1829.15146461355,
  ]
  fit.coefficients.forEach((b, j) => {
    expect(Math.abs(b / certified[j]! - 1)).toBeLessThan(1e-8)
  })
  expect(fit.residualSquares).toBeCloseTo(836424.055505915, 3)
})

test('a column that says nothing new gets no weight, and the fit stays the same', () => {
  const a = [1, 2, 3, 4, 5]
  const x = fromColumns([[1, 1, 1, 1, 1], a, a.map(v => 3 * v - 7), [2, 2, 2, 2, 2]])
  const fit = leastSquares(x, [2, 4, 6, 8, 11])
  expect(fit.kept).toEqual([0, 1])
  expect(independentColumns(x)).toEqual([0, 1])
  expect(Array.from(fit.coefficients)).toEqual([expect.closeTo(-0.4, 10), expect.closeTo(2.2, 10), 0, 0])
})

test('a weight of three counts as the row three times', () => {
  const rows = [
    [1, 1],
    [1, 2],
    [1, 5],
  ]
  const weighted = leastSquares(fromRows(rows), [1, 3, 4], [1, 3, 1])
  const repeated = leastSquares(fromRows([rows[0]!, rows[1]!, rows[1]!, rows[1]!, rows[2]!]), [1, 3, 3, 3, 4])
  expect(Array.from(weighted.coefficients)).toEqual(
    Array.from(repeated.coefficients, b => expect.closeTo(b, 10)),
  )
})

test('sums alone give the same fit, dependent columns anywhere', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true }).map(v => Math.round(8 * v) / 8)
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number, number), { minLength: 8, maxLength: 20 }), rows => {
      const x = fromRows(rows.map(([a, b, c]) => [1, a, 2 * a - 1, b, c, 0, b - c]))
      const y = rows.map(r => r[3])
      const { coefficients } = leastSquares(x, y)
      const fast = solveSemidefinite(gram(x), cross(x, y))
      const fits = times(x, coefficients)
      times(x, fast).forEach((fit, i) => {
        expect(fit).toBeCloseTo(fits[i]!, 5)
      })
      expect([fast[2], fast[5]]).toEqual([0, 0])
    }),
  )
})

test('what Cholesky solves multiplies back; what is not positive definite is said', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true })
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { minLength: 6, maxLength: 20 }), rows => {
      const x = fromRows(rows)
      const a = gram(x)
      for (let j = 0; j < 3; j++) a.values[j * 3 + j]! += 1
      const b = cross(
        x,
        rows.map(r => r[0] - r[2]),
      )
      const back = times(a, solvePositive(a, b))
      back.forEach((v, i) => {
        expect(v).toBeCloseTo(b[i]!, 6)
      })
      const unit = times(a, row(invertPositive(a), 1))
      expect(Array.from(unit)).toEqual([0, 1, 0].map(v => expect.closeTo(v, 8)))
    }),
  )
  expect(() =>
    solvePositive(
      fromRows([
        [1, 2],
        [2, 1],
      ]),
      [1, 1],
    ),
  ).toThrow(/not positive definite/)
})
