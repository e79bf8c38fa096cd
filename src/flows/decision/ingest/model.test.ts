import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eventBytes } from './api.ts'
import { checkEvent, isFault, readInstant } from './model.ts'

const received = Date.parse('2026-01-14T14:22:03.000Z')
const good = {
  id: 'e-1',
  type: 'document.opened',
  at: '2026-01-14T14:22:03.000Z',
  customer: 'c-1',
  props: { seconds: 47 },
}
const code = (input: unknown) => {
  const result = checkEvent(input, received)
  return isFault(result) ? result.error.code : 'ok'
}
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

describe('native event', () => {
  it('is taken as sent, with unknown fields left aside', () => {
    expect(checkEvent({ ...good, extra: 1, person: null }, received)).toEqual({ ...good, at: received })
  })

  it.each([
    ['not-object', [good]],
    ['not-object', null],
    ['not-object', 'x'],
    ['id', { ...good, id: 7 }],
    ['id', { ...good, id: '' }],
    ['id', { ...good, id: 'x'.repeat(201) }],
    ['id', { ...good, id: 'a\0b' }],
    ['type', { ...good, type: {} }],
    ['at', { ...good, at: received }],
    ['at', { ...good, at: '2026-01-14' }],
    ['at', { ...good, at: '2026-02-30T00:00:00Z' }],
    ['future', { ...good, at: '2026-01-14T14:27:03.001Z' }],
    ['ancient', { ...good, at: '0001-01-01T00:00:00Z' }],
    ['subject', { ...good, customer: 5 }],
    ['subject', { ...good, person: '' }],
    ['subject', { ...good, opportunity: [] }],
    ['props', { ...good, props: [] }],
    ['props', { ...good, props: 'x' }],
    ['too-large', { ...good, props: { text: 'x'.repeat(10 * 1024 * 1024) } }],
    ['too-large', { ...good, props: { list: Array.from({ length: 20_000 }, () => 1) } }],
    ['too-deep', { ...good, props: nested(17) }],
    ['too-deep', { ...good, props: JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) }],
    [
      'too-many-props',
      { ...good, props: Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`p${i}`, 1])) },
    ],
    ['bad-name', { ...good, props: JSON.parse('{"__proto__": {"admin": true}}') }],
    ['bad-text', { ...good, props: { note: 'a\0b' } }],
    ['bad-text', { ...good, props: { note: '\ud83d' } }],
    ['bad-text', { ...good, props: { '\0': 1 } }],
  ])('is refused with event.%s', (expected, input) => {
    expect(code(input)).toBe(`event.${expected}`)
  })

  it('takes what just fits: five minutes ahead, 16 levels, 32 kB', () => {
    expect(code({ ...good, at: '2026-01-14T14:27:03.000Z' })).toBe('ok')
    expect(code({ ...good, props: nested(16) })).toBe('ok')
    expect(code({ ...good, props: { t: 'x'.repeat(eventBytes - 8) } })).toBe('ok')
    expect(code({ ...good, props: { t: 'x'.repeat(eventBytes - 7) } })).toBe('event.too-large')
  })

  it('agrees with the same rules written as a schema', () => {
    const name = z
      .string()
      .min(1)
      .max(200)
      .refine(text => text.isWellFormed() && !text.includes('\0'))
    const schema = z.object({
      id: name,
      type: name,
      at: z.string().refine(text => {
        const at = readInstant(text)
        return at !== undefined && at <= received + 300_000 && at >= Date.UTC(1990, 0, 1)
      }),
      customer: name.nullish(),
      person: name.nullish(),
      opportunity: name.nullish(),
      props: z.record(z.string(), z.unknown()).nullish(),
    })
    const wild = fc.oneof(
      fc.constant(undefined),
      fc.constant(null),
      fc.constant('\ud83d'),
      fc.string({ maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.integer(),
      fc.constant([]),
      fc.constant({}),
    )
    const input = fc.record(
      {
        id: fc.oneof(fc.constant('e'), wild),
        type: fc.oneof(fc.constant('t'), wild),
        at: fc.oneof(
          fc.constant(good.at),
          wild,
          fc.date({ noInvalidDate: true }).map(d => d.toISOString()),
        ),
        customer: wild,
        person: wild,
        opportunity: wild,
        props: fc.oneof(fc.constant({ n: 1 }), wild),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(input, value => {
        expect(code(value) === 'ok').toBe(schema.safeParse(value).success)
      }),
      { numRuns: 500 },
    )
  })
})
