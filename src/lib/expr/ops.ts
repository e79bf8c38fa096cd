import { callLibrary } from './library.ts'
import { Fail, Foreign, isList, isMap, Span, Time, typeName, type Value } from './value.ts'

const MIN_TIME = -62_135_596_800_000
const MAX_TIME = 253_402_300_799_999
/** The library holds durations in nanoseconds of 64 bits. */
const MAX_SPAN = 9_223_372_036_854

const noOverloads = new Map<string, Fail>()

/** The error of an operator that has no meaning for these types. Made once per combination. */
export function noOverload(name: string, ...values: Value[]): Fail {
  const text = `${name} has no meaning for (${values.map(typeName).join(', ')})`
  let fail = noOverloads.get(text)
  if (fail === undefined) {
    fail = new Fail(text)
    noOverloads.set(text, fail)
  }
  return fail
}

/** CEL equality: numbers across types, lists and maps by value, otherwise false. Only uint and the like can fail. */
export function equal(left: Value, right: Value): Value {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object') return equalScalars(left, right)
  if (left === null || right === null) return false
  if (left instanceof Foreign || right instanceof Foreign) return callLibrary('_==_', false, [left, right])
  if (left instanceof Time) return right instanceof Time && left.ms === right.ms
  if (left instanceof Span) return right instanceof Span && left.ms === right.ms
  if (isList(left)) return isList(right) && equalLists(left, right)
  return isMap(left) && isMap(right) && equalMaps(left, right)
}

function equalScalars(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'bigint') return sameNumber(left, right)
  if (typeof left === 'bigint' && typeof right === 'number') return sameNumber(right, left)
  const numeric = typeof left === 'number' || typeof left === 'bigint' ? right : left
  // A uint equals the int and the double of the same value.
  return numeric instanceof Foreign ? callLibrary('_==_', false, [left, right]) : false
}

function sameNumber(double: number, int: bigint): boolean {
  return Number.isInteger(double) && BigInt(double) === int
}

function equalLists(left: readonly Value[], right: readonly Value[]): boolean {
  return (
    left.length === right.length && left.every((item, index) => equal(item, right[index] as Value) === true)
  )
}

function equalMaps(left: Readonly<Record<string, Value>>, right: Readonly<Record<string, Value>>): boolean {
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every(
    name => Object.hasOwn(right, name) && equal(left[name] as Value, right[name] as Value) === true,
  )
}

/** The sign of a comparison, NaN where it holds in no direction, or why the two don't compare. */
export function order(operator: string, left: Value, right: Value): number | Fail {
  if (typeof left === 'number' || typeof left === 'bigint') {
    if (typeof right === 'number' || typeof right === 'bigint') return orderNumbers(left, right)
  } else if (typeof left === 'string' && typeof right === 'string')
    return left < right ? -1 : left > right ? 1 : 0
  else if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  else if (left instanceof Time && right instanceof Time) return left.ms - right.ms
  else if (left instanceof Span && right instanceof Span) return left.ms - right.ms
  if (left instanceof Foreign || right instanceof Foreign) return orderInLibrary(operator, left, right)
  return noOverload(operator, left, right)
}

function orderNumbers(left: number | bigint, right: number | bigint): number {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0
  const a = Number(left)
  const b = Number(right)
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN
}

function orderInLibrary(operator: string, left: Value, right: Value): number | Fail {
  const below = callLibrary('_<_', false, [left, right])
  if (below instanceof Fail) return noOverload(operator, left, right)
  if (below === true) return -1
  return callLibrary('_>_', false, [left, right]) === true
    ? 1
    : callLibrary('_==_', false, [left, right]) === true
      ? 0
      : Number.NaN
}

/** `needle in haystack`. */
export function contains(needle: Value, haystack: Value): Value {
  if (isList(haystack)) {
    for (const item of haystack) if (equal(item, needle) === true) return true
    return false
  }
  if (!isMap(haystack)) {
    return haystack instanceof Foreign
      ? callLibrary('@in', false, [needle, haystack])
      : noOverload('in', needle, haystack)
  }
  if (typeof needle === 'string') return Object.hasOwn(haystack, needle)
  if (typeof needle === 'object')
    return needle instanceof Foreign
      ? callLibrary('@in', false, [needle, haystack])
      : noOverload('in', needle, haystack)
  return false
}

function int(value: bigint, operator: string): Value {
  return value === BigInt.asIntN(64, value) ? value : new Fail(`int overflow in ${operator}`)
}

function time(ms: number): Value | undefined {
  return ms >= MIN_TIME && ms <= MAX_TIME ? new Time(ms) : undefined
}

function span(ms: number): Value | undefined {
  return Math.abs(ms) <= MAX_SPAN ? new Span(ms) : undefined
}

const ints: Record<string, (left: bigint, right: bigint) => Value> = {
  '_+_': (left, right) => int(left + right, '+'),
  '_-_': (left, right) => int(left - right, '-'),
  '_*_': (left, right) => int(left * right, '*'),
  '_/_': (left, right) => (right === 0n ? new Fail('int division by zero') : int(left / right, '/')),
  '_%_': (left, right) => (right === 0n ? new Fail('int remainder of zero') : left % right),
}

const doubles: Record<string, (left: number, right: number) => Value> = {
  '_+_': (left, right) => left + right,
  '_-_': (left, right) => left - right,
  '_*_': (left, right) => left * right,
  '_/_': (left, right) => left / right,
}

/** `+ - * / %` by CEL's rules: int with int, double with double, texts and lists joined, times and durations. */
export function arithmetic(operator: string, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    return doubles[operator]?.(left, right) ?? noOverload(operator, left, right)
  }
  if (typeof left === 'bigint' && typeof right === 'bigint') return ints[operator]!(left, right)
  if (operator === '_+_') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (isList(left) && isList(right)) return [...left, ...right]
  }
  const timed = isTimed(left) && isTimed(right) ? timeArithmetic(operator, left, right) : undefined
  if (timed !== undefined) return timed
  const hard = isTimed(left) || isTimed(right) || left instanceof Foreign || right instanceof Foreign
  return hard ? callLibrary(operator, false, [left, right]) : noOverload(operator, left, right)
}

function isTimed(value: Value): value is Time | Span {
  return value instanceof Time || value instanceof Span
}

function timeArithmetic(operator: string, left: Time | Span, right: Time | Span): Value | undefined {
  if (operator === '_+_') {
    if (left instanceof Span && right instanceof Span) return span(left.ms + right.ms)
    return left instanceof Time && right instanceof Time ? undefined : time(left.ms + right.ms)
  }
  if (operator !== '_-_') return undefined
  if (right instanceof Span) return left instanceof Span ? span(left.ms - right.ms) : time(left.ms - right.ms)
  return left instanceof Time ? span(left.ms - right.ms) : undefined
}

/** Unary minus. */
export function negate(value: Value): Value {
  if (typeof value === 'number') return -value
  if (typeof value === 'bigint') return int(-value, '-')
  return noOverload('-', value)
}

/** `size(x)`: characters (code points) of a text, items of a list or a map. */
export function size(value: Value): Value {
  if (typeof value === 'string') return BigInt(codePoints(value))
  if (isList(value)) return BigInt(value.length)
  if (isMap(value)) return BigInt(Object.keys(value).length)
  return value instanceof Foreign ? callLibrary('size', false, [value]) : noOverload('size', value)
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** `value[key]`. */
export function index(value: Value, key: Value): Value {
  if (value instanceof Foreign || key instanceof Foreign) return callLibrary('_[_]', false, [value, key])
  if (isMap(value) && typeof key === 'string') return field(value, key)
  if (isList(value) && (typeof key === 'number' || typeof key === 'bigint')) {
    return (
      value[Number(key)] ??
      (Object.hasOwn(value, Number(key)) ? null : new Fail(`index ${key} is out of bounds`))
    )
  }
  return new Fail(`no such key in a ${typeName(value)}`)
}

/** The own property of a map, or an error. */
export function field(value: Value, name: string): Value {
  if (isMap(value) && Object.hasOwn(value, name)) {
    const found = value[name]
    if (found !== undefined) return found
  }
  return missing(name)
}

const missings = new Map<string, Fail>()

/** The error of a name that isn't there. */
export function missing(name: string): Fail {
  let fail = missings.get(name)
  if (fail === undefined) {
    fail = new Fail(`no such field: ${name}`)
    if (missings.size < 10_000) missings.set(name, fail)
  }
  return fail
}
