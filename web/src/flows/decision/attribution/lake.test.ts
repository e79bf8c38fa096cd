import { expect, test } from 'vitest'
import { shortened } from './lake.ts'

test('only kinds that are kept for less than before are asked about', () => {
  const before = { page: 365, call: 90 }
  expect(shortened(before, { page: 90, call: 120, demo: 30 })).toEqual(['page', 'demo'])
  expect(shortened(before, { page: 365 })).toEqual([])
  expect(shortened({}, {})).toEqual([])
})
