import { expect, test } from 'vitest'
import { progressLine } from './progress.ts'

test('progress tells count, rate and time left', () => {
  expect(progressLine('Importing', 12_000, 2, 100_000)).toBe(
    'Importing 12,000 / 100,000 · 6,000/s · 15 s left',
  )
  expect(progressLine('Importing', 100_000, 130, 100_000)).toBe(
    'Importing 100,000 / 100,000 · 769/s · 2 min 10 s',
  )
  expect(progressLine('Exporting', 5, 2)).toBe('Exporting 5 · 2.5/s · 2 s')
  expect(progressLine('Exporting', 0, 0, 10)).toBe('Exporting 0 / 10')
})
