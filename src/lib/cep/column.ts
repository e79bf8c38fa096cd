/** Doubles by key number, dense: eight bytes a key, none of them an object. */
export class Column {
  private data: Float64Array
  readonly empty: number

  constructor(empty: number) {
    this.empty = empty
    this.data = new Float64Array(0)
  }

  get(key: number): number {
    return key < this.data.length ? this.data[key]! : this.empty
  }

  set(key: number, value: number): void {
    if (key >= this.data.length) this.grow(key + 1)
    this.data[key] = value
  }

  private grow(needed: number): void {
    const grown = new Float64Array(Math.max(64, needed, Math.ceil(this.data.length * 1.5))).fill(this.empty)
    grown.set(this.data)
    this.data = grown
  }
}
