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

/** Values by key number, dense: a key without one costs eight bytes, or nothing beyond the last that has one. */
export class Row<T> {
  private readonly data: (T | undefined)[] = []

  get(key: number): T | undefined {
    return key < this.data.length ? this.data[key] : undefined
  }

  set(key: number, value: T): void {
    // Without holes, so that it stays an array to the machine.
    while (this.data.length < key) this.data.push(undefined)
    this.data[key] = value
  }

  delete(key: number): void {
    if (key < this.data.length) this.data[key] = undefined
  }

  /** Calls for each key that has a value. */
  each(visit: (key: number, value: T) => void): void {
    for (let key = 0; key < this.data.length; key++) {
      const value = this.data[key]
      if (value !== undefined) visit(key, value)
    }
  }
}

/** Which members (strategies) have something for a key: one bit each, the bits of a key side by side. */
export class Bits {
  private width = 1
  private data = new Int32Array(0)

  has(key: number, member: number): boolean {
    const place = key * this.width + (member >> 5)
    return place < this.data.length && (this.data[place]! & (1 << (member & 31))) !== 0
  }

  set(key: number, member: number): void {
    if (member >> 5 >= this.width) this.widen((member >> 5) + 1)
    const place = key * this.width + (member >> 5)
    if (place >= this.data.length) this.grow(place + 1)
    this.data[place]! |= 1 << (member & 31)
  }

  clear(key: number, member: number): void {
    const place = key * this.width + (member >> 5)
    if (place < this.data.length) this.data[place]! &= ~(1 << (member & 31))
  }

  private grow(needed: number): void {
    const larger = new Int32Array(Math.max(64, needed, Math.ceil(this.data.length * 1.5)))
    larger.set(this.data)
    this.data = larger
  }

  private widen(width: number): void {
    const keys = Math.ceil(this.data.length / this.width)
    const wider = new Int32Array(keys * width)
    for (let place = 0; place < this.data.length; place++) {
      wider[Math.floor(place / this.width) * width + (place % this.width)] = this.data[place]!
    }
    this.width = width
    this.data = wider
  }
}
