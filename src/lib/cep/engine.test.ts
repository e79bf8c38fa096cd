import { describe, expect, it } from 'vitest'
import { bruteReplay } from './brute.test-support.ts'
import {
  ActionScope,
  Engine,
  type Event,
  type Firing,
  formatFiring,
  formatLogEntry,
  type LogEntry,
  parseLogEntry,
  parseStrategies,
  Replay,
  replayAsReceived,
  restoreEngine,
  type Strategy,
  settleEvents,
  snapshotLines,
} from './index.ts'

const base = Date.UTC(2026, 0, 14, 12)
let count = 0

function ev(type: string, seconds: number, rest: Partial<Event> = {}): Event {
  return {
    id: `e${String(count++).padStart(4, '0')}`,
    type,
    at: base + seconds * 1000,
    customer: 'c-1',
    props: {},
    ...rest,
  }
}

function received(event: Event, r = event.at, rest: Partial<LogEntry> = {}): LogEntry {
  return { kind: 'event', r, event, ...rest } as LogEntry
}

function publish(strategy: Strategy, version = 1, r = base): LogEntry {
  const parsed = parseStrategies(strategy)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return { kind: 'publish', r, strategy, version }
}

function run(strategy: Strategy, events: Event[]): Firing[] {
  return [...new Replay([strategy]).run(settleEvents(events))]
}

const unread: Strategy = {
  id: 'unread',
  when: [
    { as: 's', event: 'shared' },
    { absent: 'opened', for: '10s' },
  ],
}

describe('replay', () => {
  it('prints the example of the language as the language does', () => {
    const strategy: Strategy = {
      id: 'dormant-tender-policy',
      when: [{ as: 'post', event: 'wechat.article_published', where: "'国产替代' in e.props.topics" }],
      measures: {
        shares: { count: 'proposal.shared', where: "e.props.kind == 'tender'" },
        lastShare: { since: 'proposal.shared', where: "e.props.kind == 'tender'" },
        opens: { count: 'document.opened', where: "e.props.kind == 'tender'", window: '7d' },
      },
      if: 'shares > 0 && lastShare >= 604800.0 && opens == 0',
      cooldown: '14d',
    }
    const at = Date.UTC(2026, 0, 21, 9)
    const events = [
      ev('proposal.shared', 0, { at: at - 8 * 86_400_000, props: { kind: 'tender' } }),
      ev('document.opened', 0, { at: at - 7 * 86_400_000, props: { kind: 'tender' } }),
      ev('wechat.article_published', 0, { id: 'e-93', at, props: { topics: ['国产替代'] } }),
    ]
    expect(run(strategy, events).map(formatFiring)).toEqual([
      '{"strategy":"dormant-tender-policy","key":"c-1","at":"2026-01-21T09:00:00.000Z","steps":{"post":"e-93"},"measures":{"shares":1,"lastShare":691200,"opens":0}}',
    ])
  })

  it('starts no run beside 64 open ones, and counts that', () => {
    const strategy: Strategy = {
      id: 's',
      when: [
        { as: 'x', event: 'a' },
        { event: 'b', where: 'e.props.of == x.id' },
      ],
    }
    const starts = Array.from({ length: 70 }, (_, index) => ev('a', index))
    const ends = starts.map((start, index) => ev('b', 100 + index, { props: { of: start.id } }))
    const events = [...starts, ...ends.slice(63)]
    const replay = new Replay([strategy])
    const fired = [...replay.run(settleEvents(events))]
    expect(fired.map(firing => firing.steps.x)).toEqual([starts[63]!.id])
    const brute = bruteReplay([strategy], events, {}, undefined)
    expect(replay.health()[0]!.capped).toBe(6)
    expect(brute.capped).toBe(6)
    expect(brute.fired).toHaveLength(1)
  })

  it('keeps what completed a pattern, for the evidence', () => {
    const strategy: Strategy = {
      id: 's',
      when: [{ as: 'x', event: 'a', times: 3 }, { absent: 'b', for: '5s' }, { event: 'c' }],
      measures: { n: { count: 'a' } },
      then: [
        {
          do: 'task',
          to: 'owner',
          title: { 'zh-CN': '{{ x.props.title }}', en: '{{ x.props.title }}' },
          due: '1d',
        },
      ],
    }
    const events = [ev('a', 0), ev('a', 1), ev('a', 2, { props: { title: '价格' } }), ev('c', 8)]
    const [firing] = run(strategy, events)
    const ids = events.map(event => event.id)
    expect(firing).toMatchObject({
      events: [
        { step: 0, as: 'x', event: ids[2], taken: ids.slice(0, 3) },
        { step: 2, event: ids[3], taken: [ids[3]] },
      ],
      absences: [{ step: 1, types: ['b'], from: base + 2000, to: base + 7000 }],
      steps: { x: ids[2] },
      measures: { n: 3 },
    })
    expect(firing!.bound.x!.props).toEqual({ title: '价格' })
  })

  it('reads own properties only, whatever they are called', () => {
    const strategy: Strategy = {
      id: 's',
      when: [{ as: '__proto__', event: 'a', where: 'has(e.props.constructor) && e.props.__proto__ == 1' }],
      measures: JSON.parse('{"toString": {"count": "a"}}'),
      if: '__proto__.props.constructor == 2 && toString == 1',
    }
    const props = JSON.parse('{"constructor": 2, "__proto__": 1}')
    const fired = run(strategy, [ev('a', 0), ev('a', 1, { id: 'own', props })])
    expect(fired).toHaveLength(0)
    const alone = run(strategy, [ev('a', 1, { id: 'own', customer: '__proto__', props })])
    expect(JSON.parse(formatFiring(alone[0]!)).measures).toEqual({ toString: 1 })
  })
})

describe('live', () => {
  it('completes an absence when due and grace have passed, by the clock too', () => {
    const engine = new Engine()
    engine.process(publish(unread))
    engine.process(received(ev('shared', 0)))
    expect(engine.nextDue()).toBe(base + 15_000)
    expect(engine.advance(base + 14_999)).toEqual([])
    expect(engine.advance(base + 15_000)).toMatchObject([{ strategy: 'unread', at: base + 10_000 }])
    expect(engine.nextDue()).toBe(null)
  })

  it('lets a late event end an absence within the grace, and not after', () => {
    for (const [r, fires] of [
      [14_000, 0],
      [15_000, 1],
    ] as const) {
      const engine = new Engine()
      engine.process(publish(unread))
      engine.process(received(ev('shared', 0)))
      const fired = engine.process(received(ev('opened', 9), base + r))
      fired.push(...engine.advance(base + 60_000))
      expect(fired).toHaveLength(fires)
    }
  })

  it('does nothing because of imported history, but measures see it', () => {
    const strategy: Strategy = { id: 's', when: [{ event: 'a' }], measures: { n: { count: 'a' } } }
    const engine = new Engine()
    engine.process(publish(strategy))
    expect(engine.process(received(ev('a', -7200), base))).toEqual([])
    expect(engine.process(received(ev('a', -10), base, { imported: true } as Partial<LogEntry>))).toEqual([])
    expect(engine.process(received(ev('a', 1)))).toMatchObject([{ measures: { n: 3 } }])
  })

  it('measures at the completion of an absence only what lies before it', () => {
    const engine = new Engine()
    engine.process(
      publish({ ...unread, measures: { n: { count: 'x' }, recent: { count: 'x', window: '1h' } } }),
    )
    engine.process(received(ev('shared', 0)))
    for (const seconds of [9.999, 10, 12]) {
      engine.process(received(ev('x', seconds), base + 1000, { imported: true } as Partial<LogEntry>))
    }
    engine.process(received(ev('y', 0.5), base + 2000))
    expect(engine.advance(base + 15_000)).toMatchObject([{ measures: { n: 1, recent: 1 } }])
  })

  it('takes an event below a completed absence as late, after a restart too', () => {
    let engine = new Engine()
    engine.process(publish({ id: 's', when: [{ event: 'a' }, { absent: 'b', for: '10s' }, { event: 'c' }] }))
    engine.process(received(ev('a', 0)))
    engine.advance(base + 15_000)
    engine = restoreEngine(snapshotLines(engine))
    expect(engine.process(received(ev('c', 9), base + 16_000))).toEqual([])
    expect(engine.process(received(ev('c', 10), base + 17_000))).toHaveLength(1)
    expect(engine.health()).toMatchObject([{ late: 1 }])
  })

  it('refuses an event more than five minutes ahead', () => {
    const engine = new Engine()
    engine.process(publish({ id: 's', when: [{ event: 'a' }] }))
    expect(engine.process(received(ev('a', 301), base + 999))).toEqual([])
    expect(engine.counts).toMatchObject({ future: 1, events: 0 })
    expect(engine.process(received(ev('a', 300), base + 999))).toHaveLength(1)
  })

  it('shares the cooldown between versions and lets runs finish on theirs', () => {
    const strategy: Strategy = { id: 's', when: [{ event: 'a' }, { event: 'b' }], cooldown: '1m' }
    const engine = new Engine()
    engine.process(publish(strategy))
    engine.process(received(ev('a', 0)))
    engine.process(publish({ ...strategy, when: [{ event: 'c' }] }, 2, base + 1000))
    expect(engine.process(received(ev('b', 2)))).toMatchObject([{ version: 1 }])
    expect(engine.process(received(ev('c', 30)))).toEqual([])
    expect(engine.process(received(ev('c', 62)))).toMatchObject([{ version: 2 }])
  })

  it('asks for history where a new version measures what nobody measured', () => {
    const first = received(ev('a', 0))
    const engine = new Engine()
    engine.process(first)
    const entry = publish(
      { id: 's', when: [{ event: 'b' }], measures: { n: { count: 'a' } } },
      1,
      base + 1000,
    )
    expect(() => engine.process(entry)).toThrow(/intake/)
    const intake = engine.prepare((entry as { strategy: Strategy }).strategy)
    intake.feed(first)
    engine.process(entry, intake)
    expect(engine.process(received(ev('b', 2)))).toMatchObject([{ measures: { n: 1 } }])
  })

  it('judges an absence by the profile as it stood before it completed', () => {
    const engine = new Engine()
    engine.process(publish({ ...unread, if: "customer.tier == 'A'" }))
    const profile = (tier: string, seconds: number): LogEntry => {
      return { kind: 'profile', r: base + seconds * 1000, of: 'customer', key: 'c-1', attributes: { tier } }
    }
    engine.process(profile('A', 0))
    engine.process(received(ev('shared', 0)))
    engine.process(profile('B', 10))
    expect(engine.advance(base + 20_000)).toMatchObject([{ profile: { tier: 'A' } }])
  })

  it('lets the host add what it knows at the instant tested', () => {
    const asked: unknown[] = []
    const engine = new Engine({
      profileExtras: (of, key, at) => {
        asked.push([of, key, at])
        return { score: 0.8 }
      },
    })
    engine.process(
      publish({ id: 's', when: [{ event: 'a', where: 'customer.score > 0.5' }, { event: 'b' }] }),
    )
    const start = ev('a', 0)
    engine.process(received(start))
    expect(asked).toEqual([['customer', 'c-1', start.at]])
    expect(engine.process(received(ev('b', 1)))).toMatchObject([{ profile: { score: 0.8 } }])
  })

  it('never starts a strategy by its own emission', () => {
    const engine = new Engine()
    engine.process(publish({ id: 's', when: [{ event: 'a' }] }))
    expect(engine.process(received(ev('a', 0), base, { emittedBy: 's' } as Partial<LogEntry>))).toEqual([])
    expect(
      engine.process(received(ev('a', 1), base + 1000, { emittedBy: 't' } as Partial<LogEntry>)),
    ).toHaveLength(1)
  })

  it('stops at once when retired, and remembers the cooldown', () => {
    const strategy: Strategy = { id: 's', when: [{ event: 'a' }, { event: 'b' }], cooldown: '1h' }
    const engine = new Engine()
    engine.process(publish(strategy))
    engine.process(received(ev('a', 0)))
    expect(engine.process(received(ev('b', 1)))).toHaveLength(1)
    engine.process(received(ev('a', 2)))
    engine.process({ kind: 'retire', r: base + 3000, strategy: 's' })
    expect(engine.process(received(ev('b', 4)))).toEqual([])
    engine.process(publish(strategy, 2, base + 5000))
    engine.process(received(ev('a', 6)))
    expect(engine.process(received(ev('b', 7)))).toEqual([])
    expect(engine.health()).toMatchObject([{ fired: 1, cooled: 1, retired: false, openRuns: 0 }])
  })

  it('reads an exported log back, and counts the first of two events with one id', () => {
    const start = ev('shared', 0)
    const log: LogEntry[] = [
      publish(unread),
      { kind: 'profile', r: base, of: 'customer', key: 'c-1', attributes: null },
      received({ ...start, at: base + 400_000 }, base),
      received(start, base + 1),
      received({ ...start, type: 'opened' }, base + 2),
      received(ev('opened', 1, { customer: 'c-2' }), base + 9000, { imported: true } as Partial<LogEntry>),
      { kind: 'clock', r: base + 15_000 },
    ]
    const read = log.map(entry => parseLogEntry(JSON.parse(formatLogEntry(entry))))
    const entries = read.map(result => {
      if (!result.ok) throw new Error(result.message.en)
      return result.entry
    })
    expect([...replayAsReceived(entries)]).toMatchObject([
      { strategy: 'unread', events: [{ event: start.id }] },
    ])
  })
})

describe('texts and values of actions', () => {
  it('are filled from the firing', () => {
    const strategy: Strategy = {
      id: 's',
      when: [{ as: 'x', event: 'a' }],
      measures: { n: { count: 'a' }, last: { since: 'b' } },
      then: [{ do: 'webhook', endpoint: 'w', body: "{'n': n, 'title': x.props.title, 'last': last}" }],
    }
    const [firing] = run(strategy, [ev('a', 0, { props: { title: '招标文件' } })])
    const scope = new ActionScope(strategy)
    expect(scope.json("{'n': n + 1, 'title': x.props.title, 'last': last}", firing!)).toEqual({
      ok: true,
      value: { n: 2, title: '招标文件', last: null },
    })
    expect(scope.json('customer.name', firing!)).toMatchObject({ ok: false })
    const { text, errors } = scope.text(
      { 'zh-CN': '看过{{ x.props.title }}{{ n }}次', en: '{{ customer.name }}' },
      firing!,
    )
    expect(text).toEqual({ 'zh-CN': '看过招标文件1次', en: '—' })
    expect(errors).toHaveLength(1)
  })
})
