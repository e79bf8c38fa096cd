import { readFileSync } from 'node:fs'
import type { LogEntry } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import {
  type Event,
  type Fault,
  formatFiring,
  type JsonObject,
  parseEvent,
  parseStrategies,
  Replay,
  type Strategy,
  type StrategyHealth,
  settleEvents,
} from '#lib/cep/index.ts'
import { lineBlocks } from './lines.ts'

/** A strategies file that can't be run: the command ends with status 2 and this line. */
export class InvalidStrategies extends Error {}

export interface ReplayInput {
  strategies: string
  events: string
  profiles?: string | undefined
  until?: Instant | undefined
}

/** Told as the work goes on. */
export interface Watch {
  read(events: number): void
  /** A line that is no event or entry, counted from 1, and why. */
  bad(line: number, fault: string): void
  warned(fault: Fault): void
}

export interface ReplayOutcome {
  events: number
  bad: number
  firings: number
  health: StrategyHealth[]
}

const linesAtOnce = 1_000

/** Replays a file of events; `write` gets NDJSON lines of firings. @throws InvalidStrategies, Error for unreadable files */
export async function replayFile(
  input: ReplayInput,
  watch: Watch,
  write: (lines: string) => Promise<void>,
): Promise<ReplayOutcome> {
  const strategies = readStrategies(input.strategies, watch)
  const profiles = input.profiles === undefined ? {} : readProfiles(input.profiles)
  const replay = new Replay(strategies, { profiles, until: input.until })
  const { events, bad } = readEvents(input.events, watch)
  const firings = await drain(replay.run(settleEvents(events)), formatFiring, write)
  return { events: events.length, bad, firings, health: replay.health() }
}

/** What live did with an exported log. */
export async function replayLog(
  file: string,
  watch: Watch,
  write: (lines: string) => Promise<void>,
): Promise<ReplayOutcome> {
  // Only here: it brings the whole server with it, which takes longer to load than a small file to replay.
  const { parseLine, runLog } = await import('#decision/strategy/index.ts')
  const { lines, bad } = readLog(file, watch, parseLine)
  let health: StrategyHealth[] = []
  const run = (function* () {
    const core = yield* runLog(lines)
    health = core.health()
  })()
  const firings = await drain(run, ({ firing }) => formatFiring(firing), write)
  return { events: lines.length, bad, firings, health }
}

async function drain<T>(
  items: Iterable<T>,
  format: (item: T) => string,
  write: (lines: string) => Promise<void>,
): Promise<number> {
  let count = 0
  let lines: string[] = []
  const flush = async () => {
    if (lines.length > 0) await write(`${lines.join('\n')}\n`)
    lines = []
  }
  for (const item of items) {
    lines.push(format(item))
    count++
    if (lines.length === linesAtOnce) await flush()
  }
  await flush()
  return count
}

function readStrategies(file: string, watch: Watch): Strategy[] {
  const parsed = parseStrategies(readJson(file))
  for (const warning of parsed.warnings) watch.warned(warning)
  if (parsed.ok) return parsed.value
  const { strategy, path, message } = parsed.faults[0]!
  const more = parsed.faults.length > 1 ? ` (+${parsed.faults.length - 1})` : ''
  throw new InvalidStrategies([strategy ?? '?', path || '-', message.en].join(': ') + more)
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidStrategies(`?: -: ${file} is not JSON: ${(error as Error).message}`)
  }
}

function readProfiles(file: string): Record<string, JsonObject> {
  const profiles: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(profiles) || !Object.values(profiles as object).every(isMap))
    throw new Error(`${file}: this must map each key to an object of attributes`)
  return profiles as Record<string, JsonObject>
}

function readEvents(file: string, watch: Watch): { events: Event[]; bad: number } {
  const events: Event[] = []
  const bad = eachLine(file, watch, json => {
    const parsed = parseEvent(json)
    if (!parsed.ok) return `${parsed.path} ${parsed.message.en}`.trim()
    events.push(parsed.event)
    return undefined
  })
  return { events, bad }
}

type ParseLine = typeof import('#decision/strategy/index.ts')['parseLine']

function readLog(file: string, watch: Watch, parseLine: ParseLine) {
  const lines: ({ entry: LogEntry } | { clock: Instant })[] = []
  const bad = eachLine(file, watch, json => {
    const parsed = parseLine(json, lines.length + 1)
    if (!parsed.ok) return parsed.fault
    lines.push(parsed)
    return undefined
  })
  return { lines, bad }
}

/** Hands every line's JSON to `take`, which answers what is wrong with it. @returns how many were wrong */
function eachLine(file: string, watch: Watch, take: (json: unknown) => string | undefined): number {
  let number = 0
  let bad = 0
  const refuse = (fault: string) => {
    bad++
    watch.bad(number, fault)
  }
  for (const block of lineBlocks(file)) {
    for (const line of block) {
      number++
      if (line === '' || line === '\r') continue
      let json: unknown
      try {
        json = JSON.parse(line)
      } catch {
        refuse('This line is not JSON')
        continue
      }
      const fault = take(json)
      if (fault !== undefined) refuse(fault)
    }
    watch.read(block.length)
  }
  return bad
}
