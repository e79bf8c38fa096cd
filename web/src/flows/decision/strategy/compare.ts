import { type Path, pathText } from './doc.ts'

/** One place at which two documents differ; a missing value is undefined. */
export interface Change {
  path: string
  before: unknown
  after: unknown
}

/** Where two documents differ, place by place, in the order of the newer one. */
export function compareDocs(before: unknown, after: unknown, path: Path = []): Change[] {
  if (Object.is(before, after)) return []
  const both = [before, after]
  if (both.every(Array.isArray)) {
    const length = Math.max(...both.map(list => list.length))
    return Array.from({ length }, (_, i) => i).flatMap(i =>
      compareDocs((before as unknown[])[i], (after as unknown[])[i], [...path, i]),
    )
  }
  if (both.every(isRecord)) {
    const [a, b] = both as Record<string, unknown>[]
    const names = new Set([...Object.keys(b!), ...Object.keys(a!)])
    return [...names].flatMap(name => compareDocs(a![name], b![name], [...path, name]))
  }
  return [{ path: pathText(path), before, after }]
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
