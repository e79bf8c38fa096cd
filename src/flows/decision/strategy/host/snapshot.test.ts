import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { LogBody, LogEntry } from '#kernel/ports/event-log.ts'
import { SECOND } from '#kernel/time.ts'
import { defaultModel } from '#lib/score/index.ts'
import { WorkspaceCore } from './core.ts'
import { formatClock, formatLine, parseLine, runLog } from './log-lines.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-snapshot-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = Date.UTC(2026, 0, 5, 8)
const definition = (id: string, more: object) => ({ id, when: [{ as: 'a', event: 'asked' }], ...more })
const strategies = [
  definition('silence', {
    when: [
      { as: 'a', event: 'asked' },
      { absent: 'answered', for: '10s' },
    ],
  }),
  definition('hot', { if: 'customer.score > 0.08' }),
  definition('often', { measures: { n: { count: 'asked', window: '60s' } }, if: 'n >= 3', cooldown: '30s' }),
]

/** A log as live would write it: a model, profiles, strategies published along the way, events of a few customers. */
function makeLog(): LogEntry[] {
  const log: LogEntry[] = []
  let seed = 7
  const next = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return (seed >>> 16) % n
  }
  const add = (received: number, body: LogBody) =>
    log.push({ workspaceId: 'w', seq: log.length + 1, received, body })
  add(start, { kind: 'model', id: 'm1', version: 1, definition: defaultModel })
  for (let i = 0; i < 600; i++) {
    const at = start + i * SECOND
    const customer = `c${next(9)}`
    if (i % 150 === 40) {
      const strategy = strategies[Math.floor(i / 150)]
      if (strategy)
        add(at, { kind: 'publication', id: `p${i}`, strategy: strategy.id, version: 1, definition: strategy })
    }
    if (i % 97 === 50)
      add(at, { kind: 'profile', id: `f${i}`, of: 'customer', key: customer, attributes: { tier: 'A' } })
    if (i === 400) add(at, { kind: 'model', id: 'm2', version: 2, definition: heavier() })
    const type = ['asked', 'answered', 'quote.requested', 'page.viewed'][next(4)]!
    const imported = i % 31 === 0
    add(at, {
      kind: 'event',
      id: `e${i}`,
      type,
      at: at - next(3) * SECOND,
      customer,
      props: {},
      source: 't',
      imported,
    })
  }
  return log
}

/** A model that reads events differently, so that everything has to be scored again. */
function heavier(): Record<string, unknown> {
  const [first, ...rest] = defaultModel.events
  return { ...defaultModel, version: 2, events: [{ ...first!, halfLifeDays: 3 }, ...rest] }
}

const log = makeLog()
const end = start + 700 * SECOND
const runAll = () => [...runLog([...log.map(entry => ({ entry })), { clock: end }])]

/** Goes on with the rest of a log, feeding the past where it is wanted, as the worker does. */
function goOn(core: WorkspaceCore, from: number) {
  const fired = []
  for (const entry of log.slice(from)) {
    const past = log.slice(0, entry.seq - 1)
    const wanted = core.wants(entry)
    if (wanted) for (const earlier of past) core.feed(wanted, earlier)
    const done = core.process(entry, wanted)
    if (done.again) for (const earlier of log.slice(0, entry.seq)) core.feed(done.again, earlier)
    fired.push(...done.fired)
  }
  return [...fired, ...core.advance(end)]
}

test('a core restored from a snapshot anywhere goes on as if nothing had been: firings and scores', () => {
  const whole = runAll()
  expect(new Set(whole.map(({ firing }) => firing.strategy))).toEqual(new Set(['silence', 'hot', 'often']))
  for (const cut of [1, 45, 200, 333, 405, 598]) {
    const before = new WorkspaceCore()
    const head = [...runPart(before, cut)]
    const file = join(folder, `${cut}.snapshot`)
    writeSnapshot(file, before)
    const after = new WorkspaceCore()
    readSnapshot(file, after)
    expect(after.seq).toBe(cut)
    const all = [...head, ...goOn(after, cut)]
    expect(all.map(({ firing }) => firing.id)).toEqual(whole.map(({ firing }) => firing.id))
    expect(all.map(({ account }) => account?.score.logOdds)).toEqual(
      whole.map(({ account }) => account?.score.logOdds),
    )
  }
})

function* runPart(core: WorkspaceCore, cut: number) {
  for (const entry of log.slice(0, cut)) {
    const wanted = core.wants(entry)
    if (wanted) for (const earlier of log.slice(0, entry.seq - 1)) core.feed(wanted, earlier)
    const done = core.process(entry, wanted)
    if (done.again) for (const earlier of log.slice(0, entry.seq)) core.feed(done.again, earlier)
    yield* done.fired
  }
}

test('an exported log says everything that live did', () => {
  const exported = [...log.map(formatLine), formatClock(end)]
  const read = exported.map((line, index) => parseLine(JSON.parse(line!), index + 1))
  expect(read.every(line => line.ok)).toBe(true)
  const again = [...runLog(read as Parameters<typeof runLog>[0])]
  expect(again.map(({ firing }) => firing.id)).toEqual(runAll().map(({ firing }) => firing.id))
})

test('a snapshot that is cut off, changed or of another layout is refused', () => {
  const core = new WorkspaceCore()
  for (const _ of runPart(core, 300));
  const file = join(folder, 'whole.snapshot')
  writeSnapshot(file, core)
  const bytes = readFileSync(file)
  const damaged = {
    cut: bytes.subarray(0, bytes.length - 200),
    changed: Buffer.from(bytes.toString('utf8').replace('"c3"', '"c4"')),
    other: Buffer.from(bytes.toString('utf8').replace('"loam":1', '"loam":9')),
    empty: Buffer.alloc(0),
  }
  for (const [name, content] of Object.entries(damaged)) {
    const path = join(folder, `${name}.snapshot`)
    writeFileSync(path, content)
    expect(() => readSnapshot(path, new WorkspaceCore()), name).toThrow()
  }
})
