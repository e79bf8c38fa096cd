import type { Db } from '#db/connection.ts'
import { type Backtests, makeBacktests } from '#decision/strategy/backtest/backtest.ts'
import type { EventLog, LogEntry } from '#kernel/ports/event-log.ts'
import { DAY } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { busy, show } from './_product.ts'

// A backtest over a log of a million events of 20 types and 20 000 accounts: the first run, which has to read, and then
// an edit, which finds the log parsed. Reading pages out of PostgreSQL is not in it: the log stands in memory and every
// page is handed to the thread, as pages of the database are.
// `node --max-old-space-size=8192 test/bench/backtest.ts [EVENTS [ROUNDS]]`
const [amount = '1000000', rounds = '3'] = process.argv.slice(2)
const now = Date.UTC(2026, 2, 1)
const accounts = 20_000

const pick = random(7)
const entries = Array.from({ length: Number(amount) }, (_, n) => entryOf(n, Number(amount)))
const log = {
  head: async () => entries.length,
  read: async (_: string, after: number, limit: number, types?: readonly string[]) => {
    const page: LogEntry[] = []
    for (let at = after; at < entries.length && page.length < limit; at++) {
      const { body } = entries[at]!
      if (body.kind === 'event' && (types?.includes(body.type) ?? true)) page.push(entries[at]!)
    }
    return page
  },
} as unknown as EventLog
const db = {
  tx: async (_: string, work: (tx: unknown) => unknown) => work({ execute: async () => ({ rows: [] }) }),
}

/** One type in the pattern and two in its measures: three twentieths of the log. */
const narrow = (window: string) => ({
  id: 'narrow',
  when: [{ as: 'post', event: 'type.3', where: "e.props.kind == 'tender'" }],
  measures: {
    views: { count: 'type.4', where: "e.props.section == 'price'", window },
    last: { since: 'type.5' },
  },
  if: 'views == 0 && last >= 86400.0',
  cooldown: '14d',
  then: [],
})
/** All twenty types, with a sequence and an absence. */
const types = Array.from({ length: 20 }, (_, n) => `type.${n}`)
const wide = (window: string) => ({
  id: 'wide',
  when: [
    { as: 'a', event: types, where: 'e.props.seconds > 90.0' },
    { absent: 'type.7', for: '2d' },
  ],
  within: '7d',
  measures: { views: { count: 'type.1', window }, dwell: { sum: 'type.2', of: 'props.seconds', window } },
  if: 'views >= 1 && dwell > 60.0',
  cooldown: '7d',
  then: [],
})

for (const [name, strategy] of Object.entries({ narrow, wide })) {
  for (let round = 1; round <= Number(rounds); round++) {
    const backtests = makeBacktests({
      ...{ db: db as unknown as Db, clock: { now: () => now }, log },
      accounts: { byIds: async () => [] },
      needAccount: async () => undefined,
    })
    const first = await seconds(backtests, strategy('7d'))
    const again = await seconds(backtests, strategy('5d'))
    console.log(
      `${round} ${name}: first run ${first.seconds.toFixed(2)} s (${show(first.events)} of ${show(entries.length)} events taken, ${show(first.firings)} firings), ` +
        `after an edit ${again.seconds.toFixed(2)} s (${show(again.firings)} firings) · ${busy()}`,
    )
    await backtests.close()
  }
}
process.exit(0)

async function seconds(backtests: Backtests, definition: Record<string, unknown>) {
  const actor = { workspaceId: 'w', id: 'u' } as unknown as Actor
  const began = performance.now()
  const { id } = backtests.start(actor, {
    definition,
    from: now - 30 * DAY,
    alternatives: [],
    overlap: false,
  })
  for (;;) {
    const { state, result, events } = backtests.read(actor, id)
    if (state === 'done')
      return { seconds: (performance.now() - began) / 1_000, firings: result!.firings, events }
    if (state !== 'running') throw new Error(`the backtest ended as ${state}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** Thirty days of acts, in order. */
function entryOf(n: number, of: number): LogEntry {
  const at = now - 30 * DAY + Math.floor((n / of) * 30 * DAY)
  return {
    ...{ workspaceId: 'w', seq: n + 1, received: at },
    body: {
      kind: 'event',
      id: `e-${n}`,
      type: `type.${pick(20)}`,
      at,
      customer: `0190a0c0-0000-7000-8000-${String(pick(accounts)).padStart(12, '0')}`,
      person: `p-${pick(1_000)}`,
      props: {
        documentId: `d-${pick(97)}`,
        section: ['price', 'parameters', 'cases'][pick(3)]!,
        seconds: pick(120),
        kind: pick(4) === 0 ? 'tender' : 'brochure',
      },
      source: 'bench',
      imported: true,
    },
  }
}

/** Mulberry32: the same log at every run. */
function random(seed: number): (most: number) => number {
  let state = seed
  return most => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * most)
  }
}
