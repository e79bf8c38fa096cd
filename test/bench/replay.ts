import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { busy, median, show, strategyOf } from './_product.ts'

// `loam replay` as a whole, from a file of events to firings on standard output: 50 strategies, a third with absences, 20
// event types, 20 000 keys. Beside it, in turn: reading, parsing and sorting the same file alone.
// `node test/bench/replay.ts [EVENTS [ROUNDS]]`
const [amount = '1000000', rounds = '3'] = process.argv.slice(2)
const program = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loam-bench-replay-'))
const events = join(folder, 'events.ndjson')
const strategies = join(folder, 'strategies.json')

interface Run {
  perSecond: number
  perProcessorSecond: number
}

try {
  writeEvents(Number(amount))
  const all = Array.from({ length: 50 }, (_, index) =>
    strategyOf(index, index % 3 === 0, 'views > 0 || dwell > 300.0 || readers > 2'),
  )
  writeFileSync(strategies, JSON.stringify(all))
  console.log(`${show(Number(amount))} events, ${show(statSync(events).size / 1e6)} MB`)
  const [replays, parses]: [Run[], Run[]] = [[], []]
  for (let round = 1; round <= Number(rounds); round++) {
    const command = [
      program('../../src/app/cli.ts'),
      'replay',
      '--strategies',
      strategies,
      '--events',
      events,
    ]
    replays.push(timed(`${round} loam replay`, command))
    parses.push(timed(`${round} read, parse, sort alone`, [program('_parse.ts'), events]))
  }
  const of = (runs: Run[], what: 'perSecond' | 'perProcessorSecond') => median(runs.map(run => run[what]))
  console.log(
    `median: loam replay ${show(of(replays, 'perSecond'))} events/s (${show(of(replays, 'perProcessorSecond'))} a processor second), ` +
      `reading alone ${show(of(parses, 'perSecond'))} (${show(of(parses, 'perProcessorSecond'))}): ` +
      `${(of(replays, 'perSecond') / of(parses, 'perSecond')).toFixed(2)} of it`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function timed(name: string, command: string[]): Run {
  const used = childSeconds()
  const began = performance.now()
  const ended = spawnSync(process.execPath, ['--max-old-space-size=8192', ...command], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  const seconds = (performance.now() - began) / 1_000
  if (ended.status !== 0) throw new Error(`${name} ended with ${ended.status}: ${ended.stderr.slice(-2_000)}`)
  const run = {
    perSecond: Number(amount) / seconds,
    perProcessorSecond: Number(amount) / (childSeconds() - used),
  }
  const lines = ended.stdout.split('\n').length - 1
  console.log(
    `${name}: ${show(run.perSecond)} events/s, ${show(run.perProcessorSecond)} a processor second · ${show(lines)} lines out · ${busy()}`,
  )
  return run
}

/** Processor seconds of all the children that have ended; not a number where the system doesn't tell. */
function childSeconds(): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

/** Thirty days of events over 20 000 keys, as they might be exported: nearly in order. */
function writeEvents(count: number): void {
  const descriptor = openSync(events, 'w')
  const start = Date.UTC(2026, 0, 1)
  const next = random(1)
  const pick = (most: number) => Math.floor(next() * most)
  let lines: string[] = []
  for (let index = 0; index < count; index++) {
    const at = start + Math.floor((index / count) * 30 * 86_400_000) - pick(60_000)
    lines.push(
      JSON.stringify({
        id: `e-${index}`,
        type: `type.${pick(20)}`,
        at: new Date(at).toISOString(),
        customer: `c-${pick(20_000)}`,
        person: `p-${pick(1_000)}`,
        props: {
          documentId: `d-${pick(500)}`,
          section: ['price', 'parameters', 'cases', 'service', 'terms'][pick(5)],
          seconds: pick(120),
          kind: next() < 0.3 ? 'tender' : 'brochure',
        },
      }),
    )
    if (lines.length === 10_000 || index === count - 1) {
      writeSync(descriptor, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  closeSync(descriptor)
}

/** Mulberry32: the same file at every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
