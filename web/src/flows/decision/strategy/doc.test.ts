import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDocs } from './compare.ts'
import {
  changeMeasureKind,
  changeStepKind,
  type Doc,
  getIn,
  inReadingOrder,
  isAbsence,
  kindOfMeasure,
  measureKinds,
  moveItem,
  type Path,
  printDoc,
  readDoc,
  recordOf,
  renameField,
  setIn,
  splitDuration,
  typesOf,
  typesTo,
} from './doc.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/)
const type = fc.constantFrom('document.opened', 'call.completed', 'x')
const types = fc.oneof(type, fc.array(type, { minLength: 1, maxLength: 3 }))
const duration = fc
  .tuple(
    fc.integer({ min: 1, max: 90 }),
    fc.constantFrom('', '.5'),
    fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w'),
  )
  .map(parts => parts.join(''))
const cel = fc.constantFrom('e.props.n > 1', "customer.tier == '三甲'", 'true')
const local = fc.record({ 'zh-CN': fc.string(), en: fc.string() })
const whom = fc.oneof(
  fc.constant('owner'),
  fc.record({ role: name, of: fc.constantFrom('department', 'region', 'workspace') }),
  fc.record({ user: fc.uuid() }),
)
const some = <T>(shape: fc.Arbitrary<T>) => fc.option(shape, { nil: undefined })
const tidy = (record: object): Doc =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

const step = fc.oneof(
  fc.record({ as: some(name), event: types, where: some(cel), times: some(fc.nat(64)) }).map(tidy),
  fc.record({ absent: types, where: some(cel), for: duration }).map(tidy),
)
const measure = fc
  .record({
    kind: fc.constantFrom(...measureKinds),
    type,
    of: fc.constantFrom('person', 'props.seconds'),
    where: some(cel),
    window: some(duration),
  })
  .map(({ kind, type, of, where, window }) =>
    tidy({ [kind]: type, of: kind === 'count' || kind === 'since' ? undefined : of, where, window }),
  )
const action = fc.oneof(
  fc
    .record({ do: fc.constant('tag'), add: fc.array(fc.string()), remove: some(fc.array(fc.string())) })
    .map(tidy),
  fc.record({ do: fc.constant('priority'), lead: fc.constantFrom('S', 'A') }),
  fc
    .record({
      do: fc.constant('suggest'),
      to: whom,
      kit: some(name),
      title: local,
      reason: local,
      expires: duration,
      value: some(cel),
    })
    .map(tidy),
  fc.record({ do: fc.constant('task'), to: whom, title: local, due: duration }),
  fc.record({ do: fc.constant('notify'), to: whom, text: local, channels: some(fc.array(name)) }).map(tidy),
  fc.record({ do: fc.constant('webhook'), endpoint: fc.uuid(), body: some(cel) }).map(tidy),
  fc.record({ do: fc.constant('emit'), event: type, props: fc.dictionary(name, cel) }),
)
const experiment = fc
  .record({
    holdout: fc.constantFrom(0, 0.2),
    variants: some(
      fc.array(fc.record({ id: name, share: fc.constantFrom(0.5, 0.25), then: fc.array(action) })),
    ),
    unit: fc.constantFrom('account', 'person'),
    salt: name,
    outcome: fc.dictionary(name, fc.jsonValue()),
    horizon: duration,
  })
  .map(tidy)

/** Strategies as people write them, with fields that the form has never heard of. */
const strategy: fc.Arbitrary<Doc> = fc
  .record({
    id: name,
    key: some(fc.constantFrom('customer', 'person', 'props.store')),
    when: fc.array(step, { minLength: 1, maxLength: 4 }),
    within: some(duration),
    measures: some(fc.dictionary(name, measure)),
    if: some(cel),
    cooldown: some(duration),
    then: some(fc.array(action)),
    experiment: some(experiment),
    later: some(fc.jsonValue().filter(value => value !== undefined)),
  })
  .map(tidy)

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

describe('form and JSON', () => {
  it('reads back what it prints, fields in the same order', () => {
    fc.assert(
      fc.property(strategy, doc => {
        const read = readDoc(printDoc(doc))
        expect('doc' in read && printDoc(read.doc)).toBe(printDoc(doc))
      }),
    )
  })

  it('puts fields in reading order and loses nothing by it', () => {
    fc.assert(
      fc.property(strategy, doc => {
        expect(inReadingOrder(doc)).toEqual(doc)
      }),
    )
    expect(
      printDoc(inReadingOrder({ if: 'a', when: [{ where: 'b', event: 'c', as: 'd' }], id: 'x', zz: 1 })),
    ).toBe(printDoc({ id: 'x', when: [{ as: 'd', event: 'c', where: 'b' }], if: 'a', zz: 1 }))
  })

  it('loses nothing when any field is written back as it was read', () => {
    fc.assert(
      fc.property(strategy, doc => {
        const printed = printDoc(doc)
        expect(pathsOf(doc).filter(path => printDoc(setIn(doc, path, getIn(doc, path))) !== printed)).toEqual(
          [],
        )
      }),
    )
  })

  it('changes one place and leaves every other as it was', () => {
    fc.assert(
      fc.property(strategy, fc.nat(), (doc, pick) => {
        const paths = pathsOf(doc).slice(1)
        const path = paths[pick % paths.length]!
        const changed = setIn(doc, path, 'something else')
        expect(getIn(changed, path)).toBe('something else')
        expect(setIn(changed, path, getIn(doc, path))).toEqual(doc)
      }),
    )
  })

  it('takes a field away and nothing beside it', () => {
    expect(setIn({ a: { b: 1, c: 2 } }, ['a', 'b'], undefined)).toEqual({ a: { c: 2 } })
    expect(setIn({ when: [1, 2, 3] }, ['when', 1], undefined)).toEqual({ when: [1, 3] })
  })

  it('keeps durations and event types as they were written', () => {
    fc.assert(
      fc.property(duration, types, (text, written) => {
        const parts = splitDuration(text)!
        expect(parts.amount + parts.unit).toBe(text)
        expect(typesTo(typesOf(written), written)).toEqual(written)
      }),
    )
  })

  it('keeps the condition and the window of a measure when its kind changes', () => {
    fc.assert(
      fc.property(measure, fc.constantFrom(...measureKinds), (before, kind) => {
        const after = changeMeasureKind(before, kind)
        expect(kindOfMeasure(after)).toBe(kind)
        expect([after.where, after.window, after[kind]]).toEqual([
          before.where,
          before.window,
          before[kindOfMeasure(before)!],
        ])
      }),
    )
  })

  it('turns an event step into its absence and keeps what is watched', () => {
    fc.assert(
      fc.property(step, before => {
        const after = recordOf(changeStepKind(before))
        expect(isAbsence(after)).toBe(!isAbsence(before))
        expect([after.event ?? after.absent, after.where]).toEqual([
          before.event ?? before.absent,
          before.where,
        ])
      }),
    )
  })

  it('renames a measure in its place and moves steps', () => {
    expect(Object.keys(renameField({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c'])
    expect(moveItem(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  })
})

describe('comparing versions', () => {
  it('finds nothing between equals, and every changed place', () => {
    fc.assert(
      fc.property(strategy, fc.nat(), (doc, pick) => {
        expect(compareDocs(doc, structuredClone(doc))).toEqual([])
        const paths = pathsOf(doc).slice(1)
        const changed = setIn(doc, paths[pick % paths.length]!, 'something else')
        expect(compareDocs(doc, changed).length).toBe(1)
      }),
    )
  })

  it('names what came and what went', () => {
    expect(compareDocs({ if: 'a', cooldown: '7d' }, { if: 'b', within: '3d' })).toEqual([
      { path: 'if', before: 'a', after: 'b' },
      { path: 'within', before: undefined, after: '3d' },
      { path: 'cooldown', before: '7d', after: undefined },
    ])
  })
})
