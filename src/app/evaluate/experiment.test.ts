import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sharedData } from '#test/shared-data.ts'
import { BadInput } from './bad-input.ts'
import { evaluateExperiment } from './experiment.ts'
import { readTable } from './table.ts'

const hillstrom = sharedData('hillstrom/hillstrom.csv')
const table = hillstrom ? await readTable(hillstrom) : undefined

describe.skipIf(!table)('Hillstrom (skipped where the measuring data is missing)', () => {
  const read = (metric: string) =>
    evaluateExperiment(table!, { arm: 'segment', control: 'No E-Mail', metric, covariate: 'history' })

  // Published differences in means ± standard errors.
  test.each([
    ['visit', 'Mens E-Mail', 0.07659, 0.003386],
    ['conversion', 'Mens E-Mail', 0.006805, 0.000921],
    ['spend', 'Mens E-Mail', 0.769827, 0.145247],
    ['visit', 'Womens E-Mail', 0.045233, 0.003234],
    ['conversion', 'Womens E-Mail', 0.003111, 0.000823],
    ['spend', 'Womens E-Mail', 0.424412, 0.130333],
  ])('%s, %s', (metric, arm, lift, se) => {
    const found = read(metric).arms.find(item => item.arm === arm)!
    expect(Math.abs(found.lift - lift)).toBeLessThanOrEqual(5.1e-7)
    expect(Math.abs(found.se - se)).toBeLessThanOrEqual(5.1e-7)
    expect(found.sequentialCi![0]).toBeLessThan(found.ci[0])
  })

  test('the split is as planned, and the correction gains about nothing', () => {
    const { srmP, cuped } = read('spend')
    expect(srmP).toBeCloseTo(0.904, 3)
    expect(cuped!.varianceRatio).toBeGreaterThan(0.999)
    expect(cuped!.varianceRatio).toBeLessThan(1)
  })
})

const folder = mkdtempSync(join(tmpdir(), 'loam-experiment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const tableOf = (text: string) => {
  const path = join(folder, 'x.csv')
  writeFileSync(path, text)
  return readTable(path)
}
const options = { arm: 'arm', control: 'a', metric: 'y' }

test('several arms, planned shares', async () => {
  const rows = Array.from({ length: 90 }, (_, i) => `${['a', 'b', 'b'][i % 3]},${i % 7}`)
  const read = await tableOf(`arm,y\n${rows.join('\n')}\n`)
  expect(evaluateExperiment(read, { ...options, shares: 'a=.3333333,b=.6666667' }).srmP).toBeCloseTo(1, 5)
  expect(evaluateExperiment(read, options).srmP).toBeLessThan(0.01)
  expect(evaluateExperiment(read, options).arms[0]!.sequentialCi).toBeNull()
})

test.each([
  ['arm,y\na,1\na,2\n', {}, 'only the arm'],
  ['arm,y\na,1\na,2\nb,3\n', {}, 'one row'],
  ['arm,y\na,1\nb,1\n', {}, 'same value everywhere'],
  ['arm,y\nb,1\nc,2\n', {}, 'no arm "a"'],
  ['arm,y\na,1\n,2\n', {}, 'names no arm'],
  ['arm,y\na,1\nb,x\n', {}, 'not a number'],
  ['arm,y\na,1\nb,2\n', { metric: 'z' }, 'no column "z"'],
  ['arm,y\na,1\na,2\nb,2\nb,3\n', { shares: 'a=.5' }, 'must give every arm'],
  ['arm,y\na,1\na,2\nb,2\nb,3\n', { shares: 'a=.5,b=.6' }, 'must give every arm'],
])('refused with one line: %j %j', async (text, more, message) => {
  const read = await tableOf(text)
  const run = () => evaluateExperiment(read, { ...options, ...more })
  expect(run).toThrow(BadInput)
  expect(run).toThrow(message)
})
