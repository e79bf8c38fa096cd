import fc from 'fast-check'
import type { JsonObject } from '#lib/expr/index.ts'
import type { Event, LogEntry, Measure, Step, Strategy } from './types.ts'

/** Random strategies and streams on a coarse grid of time, so that boundaries are hit all the time. */

const types = ['a', 'b', 'c']
const typeNames = fc.oneof(fc.constantFrom(...types), fc.subarray(types, { minLength: 1 }))
const durations = fc.constantFrom('1s', '2s', '3s', '5s', '8s')

const wheres = [
  'e.props.n > 1',
  'e.props.n != 1',
  "e.props.kind != 'x'",
  "e.props.kind == 'x'",
  'e.props.n == 2 || e.props.n == 0',
  'e.props.missing == 1',
  "customer.tier == 'A'",
]

function whereOf(names: string[]): fc.Arbitrary<string | undefined> {
  const related = names.flatMap(name => [
    `e.props.n >= ${name}.props.n`,
    `e.at - ${name}.at <= duration('3s')`,
  ])
  return fc.option(fc.constantFrom(...wheres, ...related), { nil: undefined, freq: 1 })
}

function without<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T
}

function eventStep(as: string, earlier: string[], first: boolean): fc.Arbitrary<Step> {
  return fc
    .record({
      as: fc.constantFrom(as, undefined),
      event: typeNames,
      where: whereOf(earlier),
      times: fc.constantFrom(undefined, undefined, 1, 2, first ? 2 : 3),
    })
    .map(without) as fc.Arbitrary<Step>
}

function absenceStep(earlier: string[]): fc.Arbitrary<Step> {
  return fc
    .record({ absent: typeNames, where: whereOf(earlier), for: durations })
    .map(without) as fc.Arbitrary<Step>
}

/** Steps in which a `where` uses only names that are bound. */
function steps(count: number): fc.Arbitrary<Step[]> {
  let all: fc.Arbitrary<Step[]> = eventStep('s0', [], true).map(step => [step])
  for (let index = 1; index < count; index++) {
    all = all.chain(before => {
      const names = before.flatMap(step => ('as' in step && step.as ? [step.as] : []))
      return fc.oneof(eventStep(`s${index}`, names, false), absenceStep(names)).map(step => [...before, step])
    })
  }
  return all
}

const window = fc.constantFrom(undefined, '1s', '3s', '10s')
const measureWhere = fc.constantFrom(undefined, undefined, 'e.props.n > 1', "customer.tier == 'A'")
const of = fc.constantFrom('props.n', 'props.kind', 'person', 'props.deep.v')

const measure: fc.Arbitrary<Measure> = fc
  .oneof(
    fc.record({ count: fc.constantFrom(...types), where: measureWhere, window }),
    fc.record({ since: fc.constantFrom(...types), where: measureWhere, window }),
    fc.record({ sum: fc.constantFrom(...types), of, where: measureWhere, window }),
    fc.record({ max: fc.constantFrom(...types), of, where: measureWhere, window }),
    fc.record({ distinct: fc.constantFrom(...types), of, where: measureWhere, window }),
  )
  .map(one => without(one) as Measure)

const conditions = [
  'true',
  "customer.tier != 'B' || true",
  'm0 > 1',
  'm0 >= 2.0 || m1 == 0',
  'm1 < 3',
  "customer.tier == 'A'",
  'm0 == null || m1 != null',
]

function within(when: Step[], value: string | undefined): string | undefined {
  const sum = when.reduce((total, step) => total + ('absent' in step ? Number.parseInt(step.for, 10) : 0), 0)
  return value === undefined ? undefined : `${Math.max(sum, Number.parseInt(value, 10))}s`
}

/** A valid strategy of one to four steps. */
export function strategy(
  id: string,
  keys: Strategy['key'][] = ['customer', 'person', 'props.kind'],
): fc.Arbitrary<Strategy> {
  return fc
    .record({
      key: fc.constantFrom(undefined, ...keys),
      when: fc.integer({ min: 1, max: 4 }).chain(steps),
      within: fc.constantFrom(undefined, '4s', '8s', '20s'),
      measures: fc.constantFrom(0, 0, 2),
      m0: measure,
      m1: measure,
      condition: fc.constantFrom(undefined, ...conditions),
      cooldown: fc.constantFrom(undefined, undefined, '2s', '6s'),
    })
    .map(raw => {
      const when = raw.when
      const measures = raw.measures === 0 ? undefined : { m0: raw.m0, m1: raw.m1 }
      const judge =
        measures === undefined && raw.condition?.includes('m') && !raw.condition.startsWith('c')
          ? undefined
          : raw.condition
      return without({
        id,
        key: raw.key,
        when,
        within: within(when, raw.within),
        measures,
        if: judge,
        cooldown: raw.cooldown,
      }) as Strategy
    })
}

const props: fc.Arbitrary<JsonObject> = fc.record({
  n: fc.constantFrom<JsonObject[string]>(0, 1, 2, 3, 0.5, '1', true, null),
  kind: fc.constantFrom('x', 'y'),
  deep: fc.constantFrom<JsonObject>({ v: 1 }, { v: '1' }, {}),
})

/** An event somewhere on the grid; ids repeat and don't follow time. */
export function event(base: number, seconds: number, ids: number): fc.Arbitrary<Event> {
  return fc
    .record({
      id: fc.integer({ min: 0, max: ids }).map(n => `e${n}`),
      type: fc.constantFrom(...types, 'd'),
      at: fc.integer({ min: 0, max: seconds * 2 }).map(half => base + half * 500),
      customer: fc.constantFrom('c1', 'c1', 'c2', undefined),
      person: fc.constantFrom('p1', 'p2', undefined),
      props,
    })
    .map(without) as fc.Arbitrary<Event>
}

export const profiles: fc.Arbitrary<Record<string, JsonObject>> = fc.dictionary(
  fc.constantFrom('c1', 'c2', 'p1', 'x'),
  fc.record({ tier: fc.constantFrom('A', 'B') }),
  { noNullPrototype: true },
)

const HOUR = 3_600_000

/** How far an event's `at` lies before its reception; negative: in the future. */
const delays = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: -3, max: 8 }).map(half => half * 500) },
  // Later than the grace: absences that the event falls into may have completed.
  { weight: 5, arbitrary: fc.integer({ min: -20, max: 30 }).map(half => half * 500) },
  { weight: 1, arbitrary: fc.constantFrom(HOUR, HOUR + 1, HOUR - 1, 2 * HOUR, -300_000, -300_001) },
)

/** What comes next in a log, without its `r`. */
type Draft = (r: number, index: number) => LogEntry

function eventDraft(base: number): fc.Arbitrary<Draft> {
  return fc
    .record({
      event: event(base, 0, 0),
      delay: delays,
      imported: fc.constantFrom(undefined, undefined, undefined, undefined, true),
      own: fc.constantFrom(undefined, undefined, undefined, 's1'),
    })
    .map(({ event: one, delay, imported, own }) => (r, index) => {
      // Ids in another order than reception, so that they decide among events of one instant.
      const id = `e${(index * 7) % 101}`
      const entry = { kind: 'event' as const, r, event: { ...one, id, at: r - delay } }
      return without({ ...entry, imported, emittedBy: own }) as LogEntry
    })
}

const profileDraft: fc.Arbitrary<Draft> = fc
  .record({
    of: fc.constantFrom('customer' as const, 'person' as const),
    key: fc.constantFrom('c1', 'c2', 'p1'),
    attributes: fc.constantFrom(null, { tier: 'A' }, { tier: 'B' }),
  })
  .map(raw => r => ({ kind: 'profile', r, ...raw }))

function publishDraft(): fc.Arbitrary<Draft> {
  // A strategy keeps its kind of key: two kinds under one id share no key.
  return fc
    .oneof(
      strategy('s1', ['customer']),
      strategy('s2', ['person']).map(one => ({ ...one, key: 'person' as const })),
    )
    .map(one => (r, index) => ({ kind: 'publish', r, strategy: one, version: index + 1 }))
}

/** A log that begins with two publications; `r` grows in halves of a second, now and then by more. */
export function log(length: number): fc.Arbitrary<LogEntry[]> {
  const base = Date.UTC(2026, 0, 14, 12)
  const draft = fc.oneof(
    { weight: 40, arbitrary: eventDraft(base) },
    { weight: 2, arbitrary: profileDraft },
    { weight: 1, arbitrary: publishDraft() },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Draft[]>(
        r => ({ kind: 'retire', r, strategy: 's1' }),
        r => ({ kind: 'clock', r }),
      ),
    },
  )
  const gap = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 3 }).map(half => half * 500) },
    { weight: 1, arbitrary: fc.constantFrom(5000, 20_000, 20_000, 25 * HOUR) },
  )
  return fc
    .tuple(
      fc.array(publishDraft(), { minLength: 2, maxLength: 3 }),
      fc.array(fc.tuple(draft, gap), { maxLength: length, size: 'max' }),
    )
    .map(([first, rest]) => {
      let r = base
      const drafts = [...first.map((one): [Draft, number] => [one, 0]), ...rest]
      return drafts.map(([make, more], index) => {
        r += more
        return make(r, index)
      })
    })
}
