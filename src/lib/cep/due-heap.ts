import type { Instant } from '#kernel/time.ts'

/**
 * Keys by the instant at which something of theirs is due: a binary heap of key numbers in which every key
 * stands at most once, so that a key's instant can be moved. Sixteen bytes a key.
 */
export class DueHeap {
  private heap = new Int32Array(64)
  private size = 0
  /** Where a key stands in the heap, plus one; 0 for not at all. */
  private place = new Int32Array(64)
  private due = new Float64Array(64).fill(Number.POSITIVE_INFINITY)

  /** The instant of a key; infinite for none. */
  get(key: number): Instant {
    return key < this.due.length ? this.due[key]! : Number.POSITIVE_INFINITY
  }

  /** Moves a key to an instant; infinite takes it out. */
  set(key: number, at: Instant): void {
    if (key >= this.due.length) this.growKeys(key + 1)
    const before = this.due[key]!
    this.due[key] = at
    if (at === Number.POSITIVE_INFINITY) this.remove(key)
    else if (this.place[key] === 0) this.push(key)
    else if (at < before) this.up(this.place[key]! - 1)
    else this.down(this.place[key]! - 1)
  }

  /** The key that is due first; -1 for none. */
  top(): number {
    return this.size === 0 ? -1 : this.heap[0]!
  }

  private push(key: number): void {
    if (this.size === this.heap.length) this.heap = grown(this.heap, this.size + 1)
    this.put(this.size, key)
    this.up(this.size++)
  }

  private remove(key: number): void {
    const hole = this.place[key]! - 1
    if (hole < 0) return
    this.place[key] = 0
    const last = this.heap[--this.size]!
    if (last === key) return
    this.put(hole, last)
    this.up(hole)
    this.down(this.place[last]! - 1)
  }

  private put(place: number, key: number): void {
    this.heap[place] = key
    this.place[key] = place + 1
  }

  private up(from: number): void {
    const key = this.heap[from]!
    const at = this.due[key]!
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      const other = this.heap[parent]!
      if (this.due[other]! <= at) break
      this.put(place, other)
      place = parent
    }
    this.put(place, key)
  }

  private down(from: number): void {
    const key = this.heap[from]!
    const at = this.due[key]!
    let place = from
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.size) break
      if (child + 1 < this.size && this.due[this.heap[child + 1]!]! < this.due[this.heap[child]!]!) child++
      const other = this.heap[child]!
      if (this.due[other]! >= at) break
      this.put(place, other)
      place = child
    }
    this.put(place, key)
  }

  private growKeys(needed: number): void {
    const size = Math.max(needed, Math.ceil(this.due.length * 1.5))
    const due = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
    due.set(this.due)
    this.due = due
    this.place = grown(this.place, size)
  }
}

function grown(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, Math.ceil(array.length * 1.5)))
  larger.set(array)
  return larger
}
