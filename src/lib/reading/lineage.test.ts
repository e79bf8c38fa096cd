import { expect, test } from 'vitest'
import { DAY, MINUTE } from '#kernel/time.ts'
import { inferEdge, type LineageReader } from './lineage.ts'

const shen: LineageReader = { id: '沈曼', firstAt: 0, lastAt: 30 * MINUTE, network: 'n1', device: 'desktop' }

test('a colleague in the same building four minutes later: 72 %', () => {
  const edge = inferEdge(
    { id: '甲', firstAt: 34 * MINUTE, lastAt: 40 * MINUTE, network: 'n1', device: 'desktop' },
    [shen],
  )
  expect(edge?.from).toBe('沈曼')
  expect(edge?.confidence).toBeCloseTo(0.72, 2)
  expect(edge?.reasons.map(({ reason }) => reason)).toEqual(['soon-after', 'same-network'])
})

test('days later, from elsewhere, on another kind of device: less likely than not', () => {
  const late = { id: '乙', firstAt: 5 * DAY, lastAt: 5 * DAY, network: 'n2', device: 'phone' as const }
  expect(inferEdge(late, [shen])!.confidence).toBeLessThan(0.5)
})

test('a verified address of the same company tells more than the network', () => {
  const reader = { ...shen, emailDomain: 'renji.example' }
  const visitor = { id: '丙', firstAt: 3 * DAY, lastAt: 3 * DAY, emailDomain: 'renji.example' }
  expect(inferEdge(visitor, [reader])!.confidence).toBeGreaterThan(0.7)
})

test('the likeliest of several is chosen; nobody before means no edge; never certain', () => {
  const wang: LineageReader = { id: '王立群', firstAt: 0, lastAt: 1, network: 'n9', device: 'desktop' }
  const visitor: LineageReader = {
    id: '甲',
    firstAt: 31 * MINUTE,
    lastAt: 40 * MINUTE,
    network: 'n1',
    emailDomain: 'x',
  }
  const edge = inferEdge(visitor, [wang, { ...shen, emailDomain: 'x' }])
  expect(edge?.from).toBe('沈曼')
  expect(edge!.confidence).toBeLessThanOrEqual(0.95)
  expect(inferEdge(visitor, [])).toBeUndefined()
  expect(inferEdge(visitor, [visitor])).toBeUndefined()
})
