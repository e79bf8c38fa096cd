import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeLineage } from './lineage.ts'
import type { LineageNode } from './types.ts'

const node = (id: string, parent?: string, confidence?: number): LineageNode => ({
  id,
  name: id,
  detail: '',
  kind: 'reader',
  ...(parent ? { parent } : {}),
  ...(confidence ? { confidence } : {}),
})

test('children stand one column on, inferred ones below the certain', () => {
  const placed = placeLineage([node('a'), node('b', 'a', 0.4), node('c', 'a'), node('d', 'c')])
  const at = Object.fromEntries(placed.map(p => [p.node.id, [p.column, p.row]]))
  expect(at).toEqual({ a: [0, 0.5], c: [1, 0], d: [2, 0], b: [1, 1] })
})

test('whatever the links say, circles included, each node is placed once and none covers another', () => {
  const ids = fc.integer({ min: 0, max: 12 }).map(String)
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, fc.option(ids)), { maxLength: 13 }), pairs => {
      const nodes = [...new Map(pairs).entries()].map(([id, parent]) => node(id, parent ?? undefined))
      const placed = placeLineage(nodes)
      expect(placed.map(p => p.node.id).sort()).toEqual(nodes.map(n => n.id).sort())
      expect(new Set(placed.map(p => `${p.column}/${p.row}`)).size).toBe(nodes.length)
    }),
  )
})
