import { Column } from './column.ts'
import { compareText } from './event.ts'
import { isFuture, isHistory } from './lateness.ts'
import type { Machine } from './machine.ts'
import { defineMeasure, type Series, signature } from './series.ts'
import { Space } from './space.ts'
import type { EventEntry, LogEntry, ProfileEntry, Strategy } from './types.ts'

/**
 * Takes the log from its beginning to a publication, so that the measures of the new version see all history.
 * Feed it every entry before the publication, once and in order, then hand it to `Engine.process` with the
 * publication.
 */
export class Intake {
  readonly space: Space
  private readonly series: Series[]
  private readonly isNewSpace: boolean
  private readonly machine: Machine
  /** Keys numbered as in `space`, but with the profiles and the latest events as of the entry that is fed. */
  private readonly past: Space
  private readonly lastAt = new Column(Number.NEGATIVE_INFINITY)
  private readonly lastId: string[] = []

  constructor(strategy: Strategy, space: Space, machine: Machine) {
    this.machine = machine
    this.isNewSpace = !space.tracked
    this.space = space
    this.past = new Space(space.kind)
    const definitions = Object.values(strategy.measures ?? {}).map(defineMeasure)
    const wanted = new Map(definitions.map(one => [signature(one.series), one]))
    this.series = [...wanted.values()].map(one => space.makeSeries(one))
  }

  /** Whether there is anything to gather now; if not, and the publication follows at once, nothing has to be fed. */
  get isNeeded(): boolean {
    return this.isNewSpace || this.series.some(series => !this.space.series.has(signature(series.definition)))
  }

  feed(entry: LogEntry): void {
    if (entry.kind === 'profile') this.feedProfile(entry)
    else if (entry.kind === 'event') this.feedEvent(entry)
  }

  private feedProfile({ of, key, attributes }: ProfileEntry): void {
    if (of !== this.space.kind) return
    const number = this.past.intern(key)
    if (attributes === null) this.past.profiles.delete(number)
    else this.past.profiles.set(number, attributes)
  }

  private feedEvent(entry: EventEntry): void {
    const { event } = entry
    const name = this.space.keyOf(event)
    if (name === undefined || isFuture(entry)) return
    const past = this.past.intern(name)
    const inOrder = this.follow(past, entry)
    const key = this.space.intern(name)
    for (const series of this.series) {
      if (series.definition.type === event.type)
        this.machine.measure(this.past, series, past, event, inOrder, key)
    }
  }

  /** Whether an event comes in order for its key; it is then the latest of the key. */
  private follow(key: number, entry: EventEntry): boolean {
    const { event } = entry
    const last = this.lastAt.get(key)
    const isLate = event.at < last || (event.at === last && compareText(event.id, this.lastId[key]!) < 0)
    if (isLate) return false
    this.lastAt.set(key, event.at)
    this.lastId[key] = event.id
    return !isHistory(entry)
  }

  /** Hands what was gathered to the engine's space. */
  settle(): void {
    for (const series of this.series) this.space.adopt(series)
    if (!this.isNewSpace) return
    for (const [past, name] of this.past.names.entries()) {
      if (this.lastAt.get(past) === Number.NEGATIVE_INFINITY) continue
      const key = this.space.intern(name)
      this.space.lastAt.set(key, this.lastAt.get(past))
      this.space.lastId[key] = this.lastId[past]!
    }
    this.space.tracked = true
  }
}
