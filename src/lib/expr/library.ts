import {
  type CelFunc,
  type CelInput,
  type CelMap,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celList,
  celMap,
  celMethod,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
  objectType,
  type parse,
  plan,
} from '@bufbuild/cel'
import { create, isMessage, type Message } from '@bufbuild/protobuf'
import { isReflectMessage, reflect } from '@bufbuild/protobuf/reflect'
import { type Duration, DurationSchema, type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt'
import { timeFields, zonedField } from './time-fields.ts'
import { Fail, Foreign, isMap, Span, Time, type Value, type ValueMap } from './value.ts'

/** A node of a parsed expression. */
export type Expr = NonNullable<ReturnType<typeof parse>['expr']>

const MIN_SECONDS = -62_135_596_800n
const MAX_SECONDS = 253_402_300_799n

const TIMESTAMP = objectType(TimestampSchema)
const DURATION = objectType(DurationSchema)

/** Where version 0.6.1 of the library departs from CEL, or depends on the machine's time zone. */
const corrections: CelFunc[] = [
  // The library yields a timestamp here, which compares with no duration.
  celFunc('_-_', [TIMESTAMP, TIMESTAMP], DURATION, (left, right) =>
    durationOf(nanosOf(left.message) - nanosOf(right.message)),
  ),
  // CEL counts seconds since 1970, the library milliseconds.
  celFunc('timestamp', [CelScalar.INT], TIMESTAMP, seconds => {
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) throw new Error('timestamp out of range')
    return create(TimestampSchema, { seconds, nanos: 0 })
  }),
  // The library reads text that is no number as NaN.
  celFunc('double', [CelScalar.STRING], CelScalar.DOUBLE, text => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (Number.isNaN(value) && text !== 'NaN') throw new Error(`'${text}' is no number`)
    return value
  }),
  ...Object.entries(timeFields).flatMap(([name, field]) => [
    celMethod(name, TIMESTAMP, [], CelScalar.INT, function () {
      return BigInt(field(new Date(msOf(this.message))))
    }),
    celMethod(name, TIMESTAMP, [CelScalar.STRING], CelScalar.INT, function (zone) {
      return BigInt(zonedField(field, msOf(this.message), zone))
    }),
  ]),
]

const env = celEnv({ funcs: corrections })

/** Whether the library knows a function of this name. */
export function knowsFunction(name: string): boolean {
  return env.funcs.find(name) !== undefined
}

/** Plans a node for the library alone: names are looked up in the bindings it is given. */
export function planInLibrary(node: Expr): (bindings: Map<string, Value>) => Value {
  const run = plan(env, node)
  return bindings => {
    const inputs: Record<string, CelInput> = Object.create(null)
    for (const [name, value] of bindings) inputs[name] = toLibrary(value)
    return quietly(() => run(inputs))
  }
}

const callPlans = new Map<string, (bindings: Record<string, CelInput>) => unknown>()

/** Calls a function of the library by name, on values that no fast path wanted. */
export function callLibrary(name: string, isMethod: boolean, args: readonly Value[]): Value {
  const id = `${isMethod ? '.' : ''}${name}/${args.length}`
  let run = callPlans.get(id)
  if (run === undefined) {
    run = plan(env, callNode(name, isMethod, args.length))
    callPlans.set(id, run)
  }
  const inputs: Record<string, CelInput> = Object.create(null)
  for (const [index, value] of args.entries()) inputs[`a${index}`] = toLibrary(value)
  const planned = run
  return quietly(() => planned(inputs))
}

function callNode(name: string, isMethod: boolean, count: number): Expr {
  const idents = Array.from({ length: count }, (_, index) => ident(index))
  const [target, ...rest] = idents
  const args = isMethod ? rest : idents
  const value = { $typeName: 'cel.expr.Expr.Call' as const, function: name, args }
  return {
    $typeName: 'cel.expr.Expr',
    id: 1n,
    exprKind: { case: 'callExpr', value: isMethod && target ? { ...value, target } : value },
  }
}

function ident(index: number): Expr {
  return {
    $typeName: 'cel.expr.Expr',
    id: BigInt(index + 2),
    exprKind: { case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name: `a${index}` } },
  }
}

/** Runs the library without the cost of stack traces, and its error as a value. */
function quietly(run: () => unknown): Value {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    const result = run()
    return isCelError(result) ? new Fail(result.message) : fromLibrary(result as CelValue)
  } catch (error) {
    return new Fail(error instanceof Error ? error.message : String(error))
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** A value as the library takes it. Presence in maps and list indexes follow CEL where the library doesn't. */
export function toLibrary(value: Value): CelInput {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Time) return reflect(TimestampSchema, timestampOf(BigInt(value.ms) * 1_000_000n))
  if (value instanceof Span) return reflect(DurationSchema, durationOf(BigInt(value.ms) * 1_000_000n))
  if (value instanceof Foreign) return value.value
  if (value instanceof Fail) throw new Error(value.message)
  return isMap(value) ? libraryMap(value) : libraryList(value)
}

function libraryList(values: readonly Value[]): CelInput {
  const list = celList(values.map(toLibrary))
  const get = list.get.bind(list)
  // A fraction is no index; the library would throw through the whole expression.
  return Object.assign(list, { get: (index: number) => (Number.isInteger(index) ? get(index) : undefined) })
}

function libraryMap(values: ValueMap): CelInput {
  const entries = new Map(Object.entries(values).map(([name, value]) => [name, toLibrary(value)]))
  // The library takes a key whose value is null for missing.
  const has = (key: Parameters<CelMap['has']>[0]) => typeof key === 'string' && entries.has(key)
  return Object.assign(celMap(entries), { has })
}

/** A value of the library as ours. */
export function fromLibrary(value: CelValue): Value {
  if (typeof value !== 'object' || value === null) return value
  if (isCelUint(value) || isCelType(value) || value instanceof Uint8Array) return new Foreign(value)
  if (isCelList(value)) return Array.from(value, fromLibrary)
  if (isCelMap(value)) return mapFromLibrary(value)
  if (isReflectMessage(value)) return messageFromLibrary(value.message) ?? new Foreign(value)
  return new Foreign(value)
}

function mapFromLibrary(value: CelMap): Value {
  const map: Record<string, Value> = Object.create(null)
  for (const [key, item] of value) {
    if (typeof key !== 'string') return new Foreign(value)
    map[key] = fromLibrary(item)
  }
  return map
}

function messageFromLibrary(message: Message): Value | undefined {
  if (isMessage(message, TimestampSchema) && message.nanos % 1_000_000 === 0) return new Time(msOf(message))
  if (isMessage(message, DurationSchema) && message.nanos % 1_000_000 === 0) {
    const ms = Number(message.seconds) * 1000 + message.nanos / 1_000_000
    return Number.isSafeInteger(ms) ? new Span(ms) : undefined
  }
  return undefined
}

function msOf(time: Timestamp): number {
  return Number(time.seconds) * 1000 + Math.floor(time.nanos / 1_000_000)
}

function nanosOf(time: Timestamp | Duration): bigint {
  return time.seconds * 1_000_000_000n + BigInt(time.nanos)
}

function timestampOf(nanos: bigint): Timestamp {
  const rest = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  return create(TimestampSchema, { seconds: (nanos - rest) / 1_000_000_000n, nanos: Number(rest) })
}

function durationOf(nanos: bigint): Duration {
  if (nanos !== BigInt.asIntN(64, nanos)) throw new Error('duration out of range')
  return create(DurationSchema, { seconds: nanos / 1_000_000_000n, nanos: Number(nanos % 1_000_000_000n) })
}

/** A uint of the library, for constants. */
export function uint(value: bigint): Value {
  return new Foreign(celUint(value))
}
