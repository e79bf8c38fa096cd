import { Engine, type EngineOptions } from './engine.ts'
import { setRun } from './runs.ts'
import type { Series } from './series.ts'
import {
  type Block,
  type GroupBlock,
  type GroupHeader,
  type Header,
  type RunLine,
  type SeriesBlock,
  SNAPSHOT_FORMAT,
  type SpaceHeader,
} from './snapshot.ts'
import { type Group, Space } from './space.ts'
import type { Event } from './types.ts'
import { compileVersion, type Done, type Run } from './version.ts'

/** Takes the lines of a snapshot one by one and gives the engine as it was. */
export class SnapshotReader {
  private readonly engine: Engine
  private readonly spaces: Space[] = []
  private readonly series: Series[][] = []
  private blocks = 0
  private state: 'header' | 'blocks' | 'done' = 'header'

  constructor(options: EngineOptions = {}) {
    this.engine = new Engine(options)
  }

  /** Takes the next line. Throws for a line that doesn't belong to a snapshot of this format. */
  line(text: string): void {
    const json: unknown = JSON.parse(text)
    if (this.state === 'header') this.takeHeader(json as Header)
    else if (typeof json === 'object' && json !== null && 'end' in json) this.takeEnd(json.end)
    else this.takeBlock(json as Block)
  }

  /** The engine; throws if the snapshot was cut off. */
  finish(): Engine {
    if (this.state !== 'done') throw new Error('the snapshot ends too early')
    return this.engine
  }

  private takeHeader(header: Header): void {
    if (header.format !== SNAPSHOT_FORMAT) throw new Error(`the snapshot has format ${header.format}`)
    this.engine.clock = header.clock ?? Number.NEGATIVE_INFINITY
    Object.assign(this.engine.counts, header.counts)
    for (const space of header.spaces) this.takeSpace(space)
    this.state = 'blocks'
  }

  private takeSpace({ kind, tracked, series, groups }: SpaceHeader): void {
    const space = new Space(kind)
    space.tracked = tracked
    this.series.push(
      series.map(definition => space.adopt(space.makeSeries({ kind: 'count', series: definition }))),
    )
    for (const group of groups) takeGroup(space, group)
    space.plan()
    this.engine.spaces.set(kind, space)
    this.spaces.push(space)
  }

  private takeEnd(blocks: unknown): void {
    if (blocks !== this.blocks) throw new Error(`the snapshot lacks blocks: ${this.blocks} of ${blocks}`)
    this.state = 'done'
  }

  private takeBlock(block: Block): void {
    const space = this.spaces[block.space]
    if (space === undefined || this.state === 'done') throw new Error('this line belongs to no snapshot')
    this.blocks++
    const from = space.names.length
    for (const name of block.keys) space.intern(name)
    for (const [offset, [at, id]] of block.last) {
      space.lastAt.set(from + offset, at)
      space.lastId[from + offset] = id
    }
    for (const [offset, profile] of block.profiles) space.profiles.set(from + offset, profile)
    for (const [offset, former] of block.former) {
      space.former.set(
        from + offset,
        former.map(([r, was]) => ({ r, was: was ?? undefined })),
      )
    }
    for (const [index, one] of block.series.entries())
      takeSeries(this.series[block.space]![index]!, one, from)
    for (const [index, one] of block.groups.entries()) takeRuns(space.groups[index]!, one, from, block.events)
  }
}

/** Restores an engine from all the lines of a snapshot. */
export function restoreEngine(lines: Iterable<string>, options: EngineOptions = {}): Engine {
  const reader = new SnapshotReader(options)
  for (const line of lines) reader.line(line)
  return reader.finish()
}

function takeGroup(space: Space, header: GroupHeader): void {
  const group = space.groupOf(header.id)
  group.versions = header.versions.map(({ strategy, version }) =>
    compileVersion({
      strategy,
      version,
      typeNumber: type => space.typeNumber(type),
      seriesOf: measure => space.seriesOf(measure),
    }),
  )
  group.current = group.versions[header.current]
  Object.assign(group.counters, header.counters)
  group.lastError = header.lastError
  group.lastFiring = header.lastFiring
}

function takeSeries(series: Series, block: SeriesBlock, from: number): void {
  for (const [offset, value] of block.count) series.count.set(from + offset, value)
  for (const [offset, value] of block.total) series.total.set(from + offset, value)
  for (const [offset, values] of block.distinct) series.restoreDistinct(from + offset, values)
  for (const [offset, [at, values]] of block.entries) {
    for (const [place, one] of at.entries()) series.entries.add(from + offset, one, values[place] ?? 0)
  }
}

function takeRuns(group: Group, block: GroupBlock, from: number, events: readonly Event[]): void {
  for (const [offset, at] of block.fired) group.lastFired.set(from + offset, at)
  const { lastAbsence, due } = group.space
  for (const [offset, at] of block.absence) {
    group.lastAbsence.set(from + offset, at)
    if (at > lastAbsence.get(from + offset)) lastAbsence.set(from + offset, at)
  }
  for (const [offset, lines] of block.runs) {
    let next: Run | undefined
    for (const line of lines.reverse()) next = takeRun(group, line, events, next)
    setRun(group, from + offset, next)
    for (let run = next; run !== undefined; run = run.next) {
      if (run.due < due.get(from + offset)) due.set(from + offset, run.due)
    }
  }
}

function takeRun(group: Group, line: RunLine, events: readonly Event[], next: Run | undefined): Run {
  const [index, start, step, left, due, taken, steps] = line
  const version = group.versions[index]!
  version.open++
  let done: Done | undefined
  for (const [id, at, number, slot, ids] of steps) {
    done = {
      id,
      at,
      event: number < 0 ? undefined : events[number],
      slot,
      taken: ids ?? undefined,
      before: done,
    }
  }
  return {
    version,
    start,
    step,
    left,
    due: due ?? Number.POSITIVE_INFINITY,
    done,
    taken: taken ?? undefined,
    next,
  }
}
