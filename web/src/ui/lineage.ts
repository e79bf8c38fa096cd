import type { LineageNode } from './types.ts'

export interface Placed {
  node: LineageNode
  /** Generations from the sender. */
  column: number
  /** In rows; a parent stands beside the middle of its children. */
  row: number
}

/**
 * Places a tree of who passed it to whom: columns are generations, leaves get rows of their own,
 * certain branches above inferred ones. A node whose parent is missing, or whose ancestry runs in a circle, starts a tree of its own.
 */
export function placeLineage(nodes: LineageNode[]): Placed[] {
  const known = new Map(nodes.map(node => [node.id, node]))
  const children = Map.groupBy(nodes, node => (node.parent && known.has(node.parent) ? node.parent : ''))
  const placed = new Map<string, Placed>()
  let free = 0
  const place = (node: LineageNode, column: number): number => {
    const here: Placed = { node, column, row: 0 }
    placed.set(node.id, here)
    const next = (children.get(node.id) ?? []).filter(child => !placed.has(child.id)).sort(certainFirst)
    const rows = next.map(child => place(child, column + 1))
    here.row = rows.length === 0 ? free++ : (rows[0]! + rows.at(-1)!) / 2
    return here.row
  }
  for (const root of children.get('') ?? []) place(root, 0)
  for (const node of nodes) if (!placed.has(node.id)) place(node, 0)
  return [...placed.values()]
}

function certainFirst(a: LineageNode, b: LineageNode): number {
  return Number(a.confidence !== undefined) - Number(b.confidence !== undefined)
}
