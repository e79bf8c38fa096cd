import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { PropTest } from '#kernel/ports/lake.ts'
import { compileCondition, type JsonObject } from '#lib/expr/index.ts'
import { openDuck } from './duck.ts'
import { Binding, propSql, touchSql } from './prop-sql.ts'

const spill = mkdtempSync(join(tmpdir(), 'loam-props-'))
const duck = await openDuck({ spill, threads: 1, memoryMb: 128 })
afterAll(() => {
  duck.close()
  rmSync(spill, { recursive: true, force: true })
})

async function inSql(test: PropTest, props: unknown): Promise<boolean> {
  const binding = new Binding()
  const written = propSql(test, binding)
  const rows = await duck.all<{ yes: boolean }>(
    `select coalesce(${written}, false) as yes from (select ${binding.add(JSON.stringify(props))}::varchar as props)`,
    binding.values,
  )
  return rows[0]!.yes
}

/** The same test in CEL, by which it must mean the same. */
function inCel(test: PropTest): string {
  const at = (path: readonly string[]) => ['e.props', ...path].join('.')
  const written = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) ? `${value}.0` : JSON.stringify(value)
  switch (test.op) {
    case 'and':
    case 'or':
      return `(${test.tests.map(inCel).join(test.op === 'and' ? ' && ' : ' || ')})`
    case 'not':
      return `!${inCel(test.test)}`
    case 'has':
      return `has(${at(test.path)})`
    case 'in':
      return `(${at(test.path)} in [${test.values.map(written).join(', ')}])`
    case 'holds':
      return `(${written(test.value)} in ${at(test.path)})`
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return `${at(test.path)}.${test.op}(${written(test.value)})`
    default:
      return `(${at(test.path)} ${test.op} ${written(test.value)})`
  }
}

const path = fc.constantFrom(['a'], ['b'], ['a', 'c'])
const plain = fc.constantFrom<string | number | boolean>('x', "o'x%", '', 0, 1, 2.5, true, false)
const text = fc.constantFrom('x', 'o', "'", '%', '')
const leaf: fc.Arbitrary<PropTest> = fc.oneof(
  fc.record({ op: fc.constant('==' as const), path, value: plain }),
  fc.record({
    op: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    path,
    value: fc.constantFrom<string | number>('x', 1, 2.5),
  }),
  fc.record({ op: fc.constant('in' as const), path, values: fc.array(plain, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('holds' as const), path, value: plain }),
  fc.record({
    op: fc.constantFrom('startsWith' as const, 'endsWith' as const, 'contains' as const),
    path,
    value: text,
  }),
)
const { test: anyTest } = fc.letrec<{ test: PropTest }>(tie => ({
  test: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      tests: fc.array(tie('test'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), test: tie('test') }),
  ),
}))
const value = fc.oneof(
  plain,
  fc.array(plain, { maxLength: 3 }),
  fc.record({ c: plain }, { requiredKeys: [] }),
)
const props = fc.record({ a: value, b: value }, { requiredKeys: [] })

test('a test of props means in SQL what it means in CEL', async () => {
  await fc.assert(
    fc.asyncProperty(anyTest, props, async (wanted, given) => {
      const cel = compileCondition(inCel(wanted))
      const e = { id: '1', type: 't', at: 0, props: given as JsonObject }
      expect([inCel(wanted), await inSql(wanted, given)]).toEqual([inCel(wanted), cel({ e })])
    }),
    { numRuns: 400 },
  )
})

test('names and values are bound, however they are written', async () => {
  const hostile = `x' or 1=1; drop table t; --/~"\\`
  expect(
    await inSql({ op: '==', path: [hostile, 'a/b~c'], value: hostile }, { [hostile]: { 'a/b~c': hostile } }),
  ).toBe(true)
  expect(await inSql({ op: '==', path: [hostile], value: hostile }, { x: 1 })).toBe(false)
  expect(await inSql({ op: 'has', path: ['x'] }, { x: null })).toBe(true)
  expect(await inSql({ op: '==', path: ['x'], value: null }, { x: null })).toBe(true)
  const binding = new Binding()
  expect(touchSql({ event: hostile, where: { op: 'has', path: [hostile] } }, 1, binding)).not.toContain(
    'drop',
  )
})
