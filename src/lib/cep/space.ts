import type { Instant } from '#kernel/time.ts'
import { compileExpr, emptyFrame, type Frame } from '#lib/expr/index.ts'
import { Bits, Column, Row } from './column.ts'
import { DueHeap } from './due-heap.ts'
import { keyReader } from './event.ts'
import { parsedExpr } from './needs.ts'
import { type MeasureDefinition, Series, signature } from './series.ts'
import type { Event, JsonObject, KeyKind } from './types.ts'
import { measureScope, type Run, typesOf, type Version } from './version.ts'

/** What is counted for a strategy. */
export interface Counters {
  evaluated: number
  matched: number
  started: number
  dropped: number
  fired: number
  cooled: number
  errors: number
  capped: number
  late: number
}

export function noCounts(): Counters {
  return {
    evaluated: 0,
    matched: 0,
    started: 0,
    dropped: 0,
    fired: 0,
    cooled: 0,
    errors: 0,
    capped: 0,
    late: 0,
  }
}

/** A strategy over its versions, for one kind of key. */
export interface Group {
  id: string
  space: Space
  /** The versions that runs may stand on, the current one last. */
  versions: Version[]
  /** The version that starts runs; none once retired. */
  current: Version | undefined
  /** Its number in the space. */
  index: number
  /** The oldest run of each key; the others hang on it. */
  runs: Row<Run>
  /** Whether a version has an absence step. */
  waits: boolean
  lastFired: Column
  /** The latest instant of an absence that completed: events below it are late. */
  lastAbsence: Column
  counters: Counters
  lastError: string | null
  lastFiring: Instant | null
}

export function newGroup(id: string, space: Space): Group {
  return {
    id,
    space,
    versions: [],
    current: undefined,
    index: space.groups.length,
    runs: new Row(),
    waits: false,
    lastFired: new Column(Number.NEGATIVE_INFINITY),
    lastAbsence: new Column(Number.NEGATIVE_INFINITY),
    counters: noCounts(),
    lastError: null,
    lastFiring: null,
  }
}

/** Whom an event of one type concerns. */
export interface Plan {
  type: number
  series: Series[]
  groups: Group[]
  /** Beside each group, the version that such an event may start. */
  begins: (Version | undefined)[]
}

/** A profile as it was until `r`. */
export interface FormerProfile {
  r: Instant
  was: JsonObject | undefined
}

/** All keys of one kind: their numbers, profiles and timers, and the strategies that watch them. */
export class Space {
  readonly kind: KeyKind
  readonly keyOf: (event: Event) => string | undefined
  readonly names: string[] = []
  private readonly numbers = new Map<string, number>()
  /** The latest event processed for a key, in order. */
  readonly lastAt = new Column(Number.NEGATIVE_INFINITY)
  readonly lastId: string[] = []
  /** Which groups have runs open for a key. */
  readonly open = new Bits()
  /** The latest instant of an absence that completed for a key, whatever the strategy. */
  readonly lastAbsence = new Column(Number.NEGATIVE_INFINITY)
  /** When the first absence of a key may be due; never too late, at times too early. */
  readonly due = new DueHeap()
  readonly profiles = new Map<number, JsonObject>()
  readonly former = new Map<number, FormerProfile[]>()
  readonly groups: Group[] = []
  /** Groups with an absence step: only they wait for time. */
  waiting: Group[] = []
  readonly series = new Map<string, Series>()
  readonly plans = new Map<string, Plan>()
  private readonly types = new Map<string, number>()
  /** Whether the events of this kind have been followed since the log began. */
  tracked = false
  /** For the `where` of measures. */
  readonly frame: Frame = emptyFrame()

  constructor(kind: KeyKind) {
    this.kind = kind
    this.keyOf = keyReader(kind)
  }

  /** The number of a key, given at its first sight. */
  intern(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) {
      number = this.names.length
      this.numbers.set(name, number)
      this.names.push(name)
      this.lastId.push('')
    }
    return number
  }

  /** The number of a key that has been seen. */
  find(name: string): number | undefined {
    return this.numbers.get(name)
  }

  /** The number of an event type, given when a strategy first names it. */
  typeNumber(type: string): number {
    let number = this.types.get(type)
    if (number === undefined) {
      number = this.types.size
      this.types.set(type, number)
    }
    return number
  }

  /** Makes a series that is not yet among the space's own. */
  makeSeries({ series }: MeasureDefinition): Series {
    const parsed = series.where === undefined ? undefined : parsedExpr(series.where)
    return new Series(
      series,
      parsed && compileExpr(parsed, measureScope),
      parsed?.names.has('customer') ?? false,
    )
  }

  /** The series a measure reads; a new one if nobody asked for it before. */
  seriesOf(measure: MeasureDefinition): Series {
    return this.series.get(signature(measure.series)) ?? this.adopt(this.makeSeries(measure))
  }

  /** Adds the group of a strategy, or gives the one there is. */
  groupOf(id: string): Group {
    let group = this.groups.find(one => one.id === id)
    if (group === undefined) {
      group = newGroup(id, this)
      this.groups.push(group)
    }
    return group
  }

  /** Works out anew whom each type concerns, and forgets series that no version asks for. */
  plan(): void {
    this.plans.clear()
    const versions = this.groups.flatMap(group => group.versions)
    const asked = new Set(versions.flatMap(version => version.measures.map(measure => measure.series)))
    for (const [text, series] of this.series) if (!asked.has(series)) this.series.delete(text)
    for (const series of this.series.values()) this.planFor(series.definition.type).series.push(series)
    for (const group of this.groups) {
      const types = new Set(group.versions.flatMap(typesOf))
      for (const type of types) this.planGroup(type, group)
    }
    for (const group of this.groups) {
      group.waits ||= group.versions.some(version => version.steps.some(step => step.isAbsence))
    }
    this.waiting = this.groups.filter(group => group.waits)
  }

  private planGroup(type: string, group: Group): void {
    const plan = this.planFor(type)
    plan.groups.push(group)
    const { current } = group
    plan.begins.push(current?.steps.at(0)?.types.includes(type) ? current : undefined)
  }

  private planFor(type: string): Plan {
    let plan = this.plans.get(type)
    if (plan === undefined) {
      plan = { type: this.typeNumber(type), series: [], groups: [], begins: [] }
      this.plans.set(type, plan)
    }
    return plan
  }

  /** Takes a series among the space's own and gives the one to use: an equal one that is there already wins. */
  adopt(series: Series): Series {
    const text = signature(series.definition)
    const known = this.series.get(text)
    if (known === undefined) this.series.set(text, series)
    return known ?? series
  }
}
