/** A table that is mostly zeros, row after row: row `i` has the values from `start[i]` to `start[i + 1]`. */
export interface Sparse {
  rows: number
  columns: number
  start: Int32Array
  column: Int32Array
  value: Float64Array
}

/** Collects rows one after the other. */
export class SparseRows {
  readonly columns: number
  private readonly starts: number[] = [0]
  private readonly at: number[] = []
  private readonly values: number[] = []

  constructor(columns: number) {
    this.columns = columns
  }

  /** Adds a value to the row under way; zeros are left out. */
  add(column: number, value: number): void {
    if (value === 0) return
    this.at.push(column)
    this.values.push(value)
  }

  endRow(): void {
    this.starts.push(this.at.length)
  }

  done(): Sparse {
    return {
      rows: this.starts.length - 1,
      columns: this.columns,
      start: Int32Array.from(this.starts),
      column: Int32Array.from(this.at),
      value: Float64Array.from(this.values),
    }
  }
}

/** x (n × p) times b (p), plus `constant` → n. */
export function timesSparse(x: Sparse, b: ArrayLike<number>, constant = 0): Float64Array {
  const out = new Float64Array(x.rows)
  for (let i = 0; i < x.rows; i++) out[i] = constant + rowTimes(x, i, b)
  return out
}

/** One row times b. */
export function rowTimes(x: Sparse, row: number, b: ArrayLike<number>): number {
  let sum = 0
  for (let k = x.start[row]!; k < x.start[row + 1]!; k++) sum += x.value[k]! * b[x.column[k]!]!
  return sum
}

/** The rows with these numbers, in this order. */
export function pickSparse(x: Sparse, rows: ArrayLike<number>): Sparse {
  const out = new SparseRows(x.columns)
  for (let i = 0; i < rows.length; i++) {
    for (let k = x.start[rows[i]!]!; k < x.start[rows[i]! + 1]!; k++) out.add(x.column[k]!, x.value[k]!)
    out.endRow()
  }
  return out.done()
}
