/** What a column of a table is taken for. Only numbers and categories are learned from. */
export type ColumnKind = 'number' | 'category' | 'constant' | 'id' | 'date' | 'text'

/** A column made ready: every cell is a code. Code 0 is "missing"; for numbers the other codes rise with the value. */
export interface Column {
  name: string
  kind: ColumnKind
  codes: Uint8Array
  /** How many codes there are, that of "missing" included. */
  levels: number
  /** The word of each code: a category, or the least number of a bin. */
  words: string[]
  /** Codes that say nothing: a missing cell's, and those of placeholders. */
  blank: Set<number>
  /** For numbers: the value of each cell, NaN where it is missing. */
  numbers?: Float64Array
}

const blanks = new Set([
  '',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  'missing',
  'unknown',
  'undefined',
  '?',
  '-',
  '--',
  '.',
  '无',
  '未知',
  '空',
  '未填',
])
const isBlank = (cell: string) => blanks.has(cell.toLowerCase())
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const dateLike = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}([T ].*)?$/
/** Bins of a number, and categories with a code of their own. */
const mostBins = 40
const mostLevels = 60

/** Reads a table's columns: what each is, and its cells as codes. Nothing here looks at the outcome. */
export function readColumns(names: readonly string[], cells: (name: string) => readonly string[]): Column[] {
  const placeholders = findPlaceholders(names.map(name => cells(name)))
  return names.map(name => {
    const column = columnOf(
      name,
      cells(name).map(cell => (isBlank(cell) ? '' : cell)),
    )
    column.words.forEach((word, code) => {
      if (code === 0 || placeholders.has(word)) column.blank.add(code)
    })
    return column
  })
}

/**
 * A word that stands among the categories of several columns that otherwise have none in common ("please choose") says
 * that nothing was chosen.
 */
export function findPlaceholders(columns: readonly (readonly string[])[]): Set<string> {
  const vocabularies = columns.map(cells => new Set(cells)).filter(set => set.size >= 4 && set.size <= 200)
  const found = new Set<string>()
  const seen = new Map<string, Set<string>[]>()
  for (const set of vocabularies)
    for (const word of set)
      if (!isBlank(word) && !plainNumber.test(word)) seen.set(word, [...(seen.get(word) ?? []), set])
  for (const [word, sets] of seen) {
    const pairs = sets.flatMap((a, i) =>
      sets.slice(i + 1).map(b => [...a].filter(x => b.has(x) && !isBlank(x)).length),
    )
    if (sets.length >= 3 && pairs.filter(shared => shared <= 2).length >= 2) found.add(word)
  }
  return found
}

function columnOf(name: string, cells: readonly string[]): Column {
  const filled = cells.filter(cell => cell !== '')
  const distinct = new Set(filled)
  const none = { name, codes: new Uint8Array(0), levels: 0, words: [], blank: new Set<number>() }
  if (distinct.size === 0 || (distinct.size === 1 && filled.length === cells.length))
    return { ...none, kind: 'constant' }
  const numeric = filled.filter(cell => plainNumber.test(cell)).length
  if (numeric >= 0.98 * filled.length && distinct.size > 2) return numberColumn(name, cells, filled, distinct)
  if (filled.every(cell => dateLike.test(cell))) return { ...none, kind: 'date' }
  if (distinct.size > 20 && distinct.size > 0.5 * filled.length)
    return { ...none, kind: distinct.size > 0.95 * filled.length ? 'id' : 'text' }
  return categoryColumn(name, cells)
}

function numberColumn(
  name: string,
  cells: readonly string[],
  filled: readonly string[],
  distinct: ReadonlySet<string>,
): Column {
  const numbers = Float64Array.from(cells, cell => (plainNumber.test(cell) ? Number(cell) : Number.NaN))
  const sorted = numbers.filter(value => !Number.isNaN(value)).sort()
  if (isRunning(sorted, distinct.size, filled.length))
    return { name, kind: 'id', codes: new Uint8Array(0), levels: 0, words: [], blank: new Set() }
  const starts = binStarts(sorted)
  const codes = Uint8Array.from(numbers, value => (Number.isNaN(value) ? 0 : 1 + binOf(starts, value)))
  return {
    name,
    kind: 'number',
    codes,
    levels: starts.length + 1,
    words: ['', ...starts.map(String)],
    blank: new Set(),
    numbers,
  }
}

/** Different whole numbers spread evenly: a running number, not a measure. */
function isRunning(sorted: Float64Array, distinct: number, n: number): boolean {
  if (distinct < n || n < 20 || sorted.some(value => !Number.isInteger(value))) return false
  const [low, high] = [sorted[0]!, sorted[n - 1]!]
  let worst = 0
  sorted.forEach((value, i) => {
    worst = Math.max(worst, Math.abs((value - low) / (high - low) - i / (n - 1)))
  })
  return worst < 0.15
}

/** The least value of each bin; bins hold like numbers of cells, equal values stay together. */
function binStarts(sorted: Float64Array): number[] {
  const bins = Math.max(2, Math.min(mostBins, Math.floor(sorted.length / 20)))
  const starts = [sorted[0]!]
  for (let bin = 1; bin < bins; bin++) {
    const start = sorted[Math.floor((bin * sorted.length) / bins)]!
    if (start > starts.at(-1)!) starts.push(start)
  }
  if (starts.length === 1) starts.push(sorted.find(value => value > starts[0]!)!)
  return starts
}

function binOf(starts: readonly number[], value: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** The most frequent categories have a code each; rare ones, by count, share the last. */
function categoryColumn(name: string, cells: readonly string[]): Column {
  const counts = new Map<string, number>()
  for (const cell of cells) if (cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1)
  const least = Math.max(3, Math.min(10, cells.length * 0.002))
  const own = [...counts]
    .filter(([, count]) => count >= least)
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostLevels)
  const codeOf = new Map(own.map(([word], i) => [word, i + 1]))
  const rare = own.length < counts.size ? own.length + 1 : 0
  const codes = Uint8Array.from(cells, cell => (cell === '' ? 0 : (codeOf.get(cell) ?? rare)))
  const words = ['', ...own.map(([word]) => word), ...(rare ? ['…'] : [])]
  return { name, kind: 'category', codes, levels: words.length, words, blank: new Set() }
}
