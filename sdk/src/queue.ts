/** One message of the Segment protocol. */
export interface Message {
  type: 'track' | 'page' | 'identify' | 'group'
  messageId: string
  timestamp: string
  [field: string]: unknown
}

const STORE = 'loam.queue'
const MOST_KEPT = 200
const BATCH = 20
const FLUSH_MS = 5_000
const LONGEST_WAIT_MS = 60_000
/** Browsers take beacons up to 64 kB in all. */
const BEACON_BYTES = 60_000

/**
 * Messages on their way. Kept on the device until the server has them, so a lost connection or a closed page loses
 * nothing; each carries its own id, so sending twice is harmless.
 */
export class Queue {
  readonly #url: string
  readonly #writeKey: string
  #waiting: Message[]
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #busy = false

  constructor(host: string, writeKey: string) {
    this.#url = `${host.replace(/\/$/, '')}/v1/batch`
    this.#writeKey = writeKey
    this.#waiting = read()
    if (this.#waiting.length > 0) this.#later(0)
  }

  push(message: Message): void {
    this.#waiting.push(message)
    this.#keep()
    if (this.#failures > 0) return
    this.#later(this.#waiting.length >= BATCH ? 0 : FLUSH_MS)
  }

  /** Sends what waits while the page goes away. */
  leave(): void {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH)
      while (bytes(this.#body(batch)) > BEACON_BYTES && batch.length > 1) batch.pop()
      if (!navigator.sendBeacon?.(this.#url, this.#body(batch))) break
      this.#waiting.splice(0, batch.length)
    }
    this.#keep()
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#flush(), ms)
  }

  async #flush(): Promise<void> {
    if (this.#busy || this.#waiting.length === 0) return
    this.#busy = true
    const batch = this.#waiting.slice(0, BATCH)
    const wait = await this.#send(batch)
    this.#busy = false
    if (wait === 0) {
      this.#waiting = this.#waiting.filter(message => !batch.includes(message))
      this.#keep()
    }
    this.#failures = wait === 0 ? 0 : this.#failures + 1
    if (this.#waiting.length > 0) this.#later(wait)
  }

  /** @returns 0 when the server has the batch (or never will), else milliseconds to wait before the next try */
  async #send(batch: Message[]): Promise<number> {
    const backOff = Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** this.#failures) * (0.75 + Math.random() / 2)
    try {
      // Plain text needs no preflight request; the key rides in the body.
      const answer = await fetch(this.#url, { method: 'POST', body: this.#body(batch) })
      if (answer.status === 429) return Number(answer.headers.get('retry-after')) * 1_000 || backOff
      return answer.status >= 500 ? backOff : 0
    } catch {
      return backOff
    }
  }

  #body(batch: Message[]): string {
    return JSON.stringify({ batch, writeKey: this.#writeKey, sentAt: new Date().toISOString() })
  }

  #keep(): void {
    this.#waiting = this.#waiting.slice(-MOST_KEPT)
    store(STORE, this.#waiting.length > 0 ? JSON.stringify(this.#waiting) : null)
  }
}

function bytes(text: string): number {
  return new Blob([text]).size
}

function read(): Message[] {
  try {
    const kept: unknown = JSON.parse(recall(STORE) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return []
  }
}

/** A stored value; null where there is none or storage is forbidden. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Stores a value, or forgets it (null). A browser that forbids storage only forgets sooner. */
export function store(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // Nothing to do: the session goes on in memory.
  }
}
