import {
  Engine,
  type Event,
  type LogEntry,
  parseStrategies,
  Replay,
  restoreEngine,
  type Strategy,
  snapshotLines,
} from '#lib/cep/index.ts'

// The strategy engine alone, one thread: parsed events through replay and live, and the memory of a million keys.
// `node --expose-gc --max-old-space-size=6000 test/bench/engine.ts [speed|memory]`; both if left out.

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)
const types = Array.from({ length: 20 }, (_, index) => `type.${index}`)
const sections = ['price', 'parameters', 'cases', 'service', 'terms']

/** Mulberry32: the same stream at every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function makeEvent(next: () => number, index: number, at: number, key: string): Event {
  return {
    id: `e-${index}`,
    type: types[Math.floor(next() * types.length)]!,
    at,
    customer: key,
    person: `p-${Math.floor(next() * 1000)}`,
    opportunity: undefined,
    props: {
      documentId: `d-${Math.floor(next() * 500)}`,
      section: sections[Math.floor(next() * sections.length)]!,
      seconds: Math.floor(next() * 120),
      kind: next() < 0.3 ? 'tender' : 'brochure',
    },
  }
}

/** A strategy as people write them: two steps with a condition, every third one with an absence, measures, a cooldown. */
function makeStrategy(index: number, withAbsence: boolean): Strategy {
  const type = (offset: number) => types[(index * 7 + offset * 3) % types.length]!
  const first = {
    as: 'first',
    event: type(0),
    where: `e.props.kind == 'tender' && e.props.seconds > ${20 + (index % 5) * 10}`,
  }
  const second = withAbsence
    ? { absent: [type(1), type(2)], for: '3d' }
    : {
        as: 'second',
        event: type(1),
        where: 'e.props.documentId == first.props.documentId || e.props.seconds > 60',
      }
  return {
    id: `strategy-${index}`,
    when: [first, second],
    within: '14d',
    measures: {
      views: { count: type(3), where: "e.props.section == 'price'", window: '7d' },
      dwell: { sum: type(4), of: 'props.seconds' },
      readers: { distinct: type(0), of: 'person', window: '14d' },
    },
    if: 'views > 0 || dwell > 300.0 || readers > 2',
    cooldown: '7d',
  }
}

function makeStrategies(count: number, absences: number): Strategy[] {
  const all = Array.from({ length: count }, (_, index) => makeStrategy(index, index < absences))
  const parsed = parseStrategies(all)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults[0]))
  return parsed.value
}

function print(name: string, figures: Record<string, string | number>): void {
  console.log(
    name,
    Object.entries(figures)
      .map(([what, figure]) => `${what} ${figure}`)
      .join(' · '),
  )
}

function megabytes(): number {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().rss / 2 ** 20)
}

/** A stopwatch: `events/s` by the clock, and by processor time, which others on the machine don't distort. */
function stopwatch(): (count: number) => Record<string, number> {
  const began = performance.now()
  const used = process.cpuUsage()
  return count => {
    const { user, system } = process.cpuUsage(used)
    return {
      'events/s': Math.round((count / (performance.now() - began)) * 1000),
      'events per processor second': Math.round((count / (user + system)) * 1e6),
    }
  }
}

function speed(): void {
  const next = random(1)
  const strategies = makeStrategies(50, 17)
  const count = 1_000_000
  const events = Array.from({ length: count }, (_, index) =>
    makeEvent(
      next,
      index,
      START + Math.floor((index / count) * 30 * DAY),
      `c-${Math.floor(next() * 20_000)}`,
    ),
  )
  for (let round = 0; round < 3; round++) {
    const stop = stopwatch()
    let fired = 0
    const replay = new Replay(strategies)
    for (const _ of replay.run(events)) fired++
    print('replay', {
      ...stop(count),
      fired,
      evaluated: sumOf(replay, 'evaluated'),
      openRuns: sumOf(replay, 'openRuns'),
    })
  }
  const engine = new Engine()
  for (const strategy of strategies) engine.process({ kind: 'publish', r: START, strategy, version: 1 })
  const stop = stopwatch()
  let fired = 0
  for (const event of events) fired += engine.process({ kind: 'event', r: event.at, event }).length
  print('live', { ...stop(count), fired })
}

function sumOf(replay: Replay, what: 'evaluated' | 'openRuns'): number {
  return replay.health().reduce((sum, health) => sum + health[what], 0)
}

function memory(): void {
  const next = random(2)
  const keys = 1_000_000
  const count = keys * 20
  const before = megabytes()
  let engine = new Engine()
  for (const strategy of makeStrategies(20, 5))
    engine.process({ kind: 'publish', r: START, strategy, version: 1 })
  const stop = stopwatch()
  let fired = 0
  for (let index = 0; index < count; index++) {
    const at = START + Math.floor((index / count) * 30 * DAY)
    const event = makeEvent(next, index, at, `c-${Math.floor(next() * keys)}`)
    const entry: LogEntry = { kind: 'event', r: at, event }
    fired += engine.process(entry).length
    if (index % 4_000_000 === 0) print('  at', { events: index, 'MB of process': megabytes() })
  }
  const openRuns = engine.health().reduce((sum, health) => sum + health.openRuns, 0)
  print('a million keys', { ...stop(count), 'making them': 'included', fired, openRuns })
  print('memory', { 'MB of process': megabytes(), 'MB before': before })
  let began = performance.now()
  const lines: Buffer[] = []
  let bytes = 0
  for (const line of snapshotLines(engine)) {
    const buffer = Buffer.from(line)
    bytes += buffer.length
    lines.push(buffer)
  }
  print('snapshot', {
    seconds: ((performance.now() - began) / 1000).toFixed(1),
    MB: Math.round(bytes / 2 ** 20),
  })
  engine = new Engine()
  globalThis.gc?.()
  began = performance.now()
  engine = restoreEngine(lines.values().map(String))
  print('restore', { seconds: ((performance.now() - began) / 1000).toFixed(1) })
  lines.length = 0
  print('memory after restore', {
    'MB of process': megabytes(),
    openRuns: engine.health().reduce((sum, one) => sum + one.openRuns, 0),
  })
}

/** Prints the figures; `what` picks one part. */
export function benchEngine(what?: string): void {
  if (what !== 'memory') speed()
  if (what !== 'speed') memory()
}

if (import.meta.main) benchEngine(process.argv[2])
