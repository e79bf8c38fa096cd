import { expect, test } from 'vitest'
import { makeRandom } from './random.ts'

test('one seed gives one stream, another seed another', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, makeRandom(seed).uniform)
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('neighbouring seeds are unrelated from the first number on', () => {
  const first = Array.from({ length: 2_000 }, (_, seed) => makeRandom(seed).uniform())
  const mean = first.reduce((sum, x) => sum + x, 0) / first.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
  const lag = first.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (first[i]! - 0.5), 0) / first.length
  expect(Math.abs(lag * 12)).toBeLessThan(0.1)
})

test('normals have the moments of a standard normal', () => {
  const random = makeRandom(1)
  const drawn = Array.from({ length: 100_000 }, () => random.normal())
  const moment = (power: number) => drawn.reduce((sum, x) => sum + x ** power, 0) / drawn.length
  expect(Math.abs(moment(1))).toBeLessThan(0.015)
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02)
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
})

test('integers reach every value alike, a shuffle keeps every item', () => {
  const random = makeRandom(3)
  const counts = [0, 0, 0, 0, 0, 0]
  for (let n = 0; n < 60_000; n++) counts[random.integer(6)]!++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  const items = Array.from({ length: 50 }, (_, i) => i)
  const shuffled = random.shuffle(items)
  expect(shuffled).not.toEqual(items)
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
  expect(items[0]).toBe(0)
})
