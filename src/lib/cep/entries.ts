import type { Instant } from '#kernel/time.ts'

/** A value that an entry may carry. */
export type Scalar = string | number | boolean

/** What to do with an entry: its instant, and its value if the store keeps values. */
export type Visit = (at: Instant, value: Scalar) => void

/**
 * Entries by key, ascending by instant. They lie in flat arrays, linked in a ring per key, so that millions of
 * them are no objects; a key without entries costs four bytes. Entry 0 is none.
 */
export class Entries {
  /** The last entry of each key; its `next` is the first. */
  private last = new Int32Array(0)
  private at = new Float64Array(64)
  private next = new Int32Array(64)
  /** Ascending by one along a key, so that counting is a subtraction. */
  private ordinal = new Int32Array(64)
  private readonly values: Scalar[] | undefined
  private used = 1
  private free = 0

  constructor(keepsValues: boolean) {
    this.values = keepsValues ? [0] : undefined
  }

  has(key: number): boolean {
    return key < this.last.length && this.last[key] !== 0
  }

  /** Puts an entry in its place: behind all that are not later. */
  add(key: number, at: Instant, value: Scalar): void {
    const entry = this.allocate(at, value)
    const last = key < this.last.length ? this.last[key]! : 0
    if (last === 0) this.beginWith(key, entry)
    else if (this.at[last]! <= at) {
      this.link(last, entry)
      this.last[key] = entry
    } else this.addBefore(last, entry)
  }

  private beginWith(key: number, entry: number): void {
    if (key >= this.last.length) {
      const larger = new Int32Array(Math.max(64, key + 1, Math.ceil(this.last.length * 1.5)))
      larger.set(this.last)
      this.last = larger
    }
    this.last[key] = entry
    this.next[entry] = entry
    this.ordinal[entry] = 0
  }

  private link(before: number, entry: number): void {
    this.next[entry] = this.next[before]!
    this.next[before] = entry
    this.ordinal[entry] = this.ordinal[before]! + 1
  }

  /** An entry that comes late: somewhere before the last. */
  private addBefore(last: number, entry: number): void {
    const at = this.at[entry]!
    let before = last
    while (this.at[this.next[before]!]! <= at) before = this.next[before]!
    this.next[entry] = this.next[before]!
    this.next[before] = entry
    this.ordinal[entry] = this.ordinal[this.next[entry]!]!
    let after = entry
    do {
      after = this.next[after]!
      this.ordinal[after]!++
    } while (after !== last)
  }

  private allocate(at: Instant, value: Scalar): number {
    let entry = this.free
    if (entry !== 0) this.free = this.next[entry]!
    else {
      entry = this.used++
      if (entry >= this.at.length) this.grow()
    }
    this.at[entry] = at
    if (this.values !== undefined) this.values[entry] = value
    return entry
  }

  private grow(): void {
    const size = Math.ceil(this.at.length * 1.5)
    const at = new Float64Array(size)
    at.set(this.at)
    this.at = at
    this.next = larger(this.next, size)
    this.ordinal = larger(this.ordinal, size)
  }

  /** Takes out the entries at or before `until`, telling of each. */
  drop(key: number, until: Instant, visit?: Visit): void {
    const last = key < this.last.length ? this.last[key]! : 0
    if (last === 0) return
    let first = this.next[last]!
    while (this.at[first]! <= until) {
      visit?.(this.at[first]!, this.values?.[first] ?? 0)
      const following = this.next[first]!
      if (this.values !== undefined) this.values[first] = 0
      this.next[first] = this.free
      this.free = first
      if (first === last) {
        this.last[key] = 0
        return
      }
      this.next[last] = following
      first = following
    }
  }

  /** How many entries lie above `from` and below `to` (at `to` too, if `inclusive`). */
  count(key: number, from: Instant, to: Instant, inclusive: boolean): number {
    const last = this.find(key, to, inclusive)
    if (last === 0) return 0
    let first = this.first(key)
    while (first !== last && this.at[first]! <= from) first = this.next[first]!
    return this.at[first]! > from ? this.ordinal[last]! - this.ordinal[first]! + 1 : 0
  }

  /** The instant of the last entry in the range of `count`; minus infinity for none. */
  latest(key: number, from: Instant, to: Instant, inclusive: boolean): Instant {
    const last = this.find(key, to, inclusive)
    return last !== 0 && this.at[last]! > from ? this.at[last]! : Number.NEGATIVE_INFINITY
  }

  /** Visits the entries in the range of `count`, ascending. */
  each(key: number, from: Instant, to: Instant, inclusive: boolean, visit: Visit): void {
    const last = this.find(key, to, inclusive)
    if (last === 0) return
    for (let entry = this.first(key); ; entry = this.next[entry]!) {
      if (this.at[entry]! > from) visit(this.at[entry]!, this.values?.[entry] ?? 0)
      if (entry === last) return
    }
  }

  private first(key: number): number {
    return this.next[this.last[key]!]!
  }

  /** The last entry below `to`, or at it; 0 for none. */
  private find(key: number, to: Instant, inclusive: boolean): number {
    const last = key < this.last.length ? this.last[key]! : 0
    if (last === 0 || this.isWithin(last, to, inclusive)) return last
    let found = 0
    for (let entry = this.next[last]!; this.isWithin(entry, to, inclusive); entry = this.next[entry]!)
      found = entry
    return found
  }

  private isWithin(entry: number, to: Instant, inclusive: boolean): boolean {
    return inclusive ? this.at[entry]! <= to : this.at[entry]! < to
  }

  /** Calls for each key that has entries at or before `until`. */
  eachKeyBefore(until: Instant, visit: (key: number) => void): void {
    for (let key = 0; key < this.last.length; key++) {
      if (this.last[key] !== 0 && this.at[this.first(key)]! <= until) visit(key)
    }
  }
}

function larger(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(size)
  copy.set(array)
  return copy
}
