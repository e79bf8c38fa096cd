import { callLibrary, type Expr } from './library.ts'
import { arithmetic, contains, equal, index, negate, noOverload, order, size } from './ops.ts'
import { type EventView, emptyFrame, Fail, type Frame, type JsonObject, type Value } from './value.ts'

/** A compiled expression. */
export type Run = (frame: Frame) => Value

/** A compiled node. `constant` where its value is known now; `event` where it is an event itself. */
export interface Code {
  run: Run
  constant?: Value
  event?: (frame: Frame) => EventView | undefined
  /** Where it is a JSON object for sure: the `props` of an event, the profile. */
  object?: (frame: Frame) => JsonObject | undefined
}

interface Call {
  function: string
  target?: Expr | undefined
  args: Expr[]
}

export function constant(value: Value): Code {
  return { run: () => value, constant: value }
}

/** Compiles an operator or a function; undefined for what has to stay with the library as a whole. */
export function compileCall(call: Call, compile: (node: Expr) => Code): Code | undefined {
  const args = [...(call.target ? [call.target] : []), ...call.args].map(compile)
  const [first, second, third] = args
  if (call.function === '_?_:_' && first && second && third)
    return conditional(first.run, second.run, third.run)
  if (call.function === '_&&_' && first && second) return and(first.run, second.run)
  if (call.function === '_||_' && first && second) return or(first.run, second.run)
  if (call.function === '@not_strictly_false') return undefined
  const code = compileStrict(call, args)
  const known = args.every(arg => arg.constant !== undefined)
  return known ? constant(code.run(emptyFrame())) : code
}

/** A function of values none of which is an error. */
function compileStrict(call: Call, args: Code[]): Code {
  const [first, second] = args
  const name = call.function
  if (args.length === 2 && first && second) {
    const comparison = comparisons[name]
    if (comparison) return compare(name, comparison, first, second)
    if (name === '_==_') return compileEqual(first, second, true)
    if (name === '_!=_') return compileEqual(first, second, false)
    const binary = call.target ? methods[name] : binaries[name]
    if (binary) return strict2(first.run, second.run, binary)
  }
  if (args.length === 1 && first) {
    const unary = unaries[name]
    if (unary) return strict1(first.run, unary)
  }
  return strictAny(name, call.target !== undefined, args)
}

type Binary = (left: Value, right: Value) => Value

const binaries: Record<string, Binary> = {
  '@in': contains,
  '_[_]': index,
  '_+_': (left, right) => arithmetic('_+_', left, right),
  '_-_': (left, right) => arithmetic('_-_', left, right),
  '_*_': (left, right) => arithmetic('_*_', left, right),
  '_/_': (left, right) => arithmetic('_/_', left, right),
  '_%_': (left, right) => arithmetic('_%_', left, right),
}

const methods: Record<string, Binary> = {
  contains: texts('contains', (text, part) => text.includes(part)),
  startsWith: texts('startsWith', (text, part) => text.startsWith(part)),
  endsWith: texts('endsWith', (text, part) => text.endsWith(part)),
}

const unaries: Record<string, (value: Value) => Value> = {
  '!_': value => (typeof value === 'boolean' ? !value : noOverload('!', value)),
  '-_': value => (typeof value === 'object' ? callLibrary('-_', false, [value]) : negate(value)),
  size,
}

function texts(name: string, test: (text: string, part: string) => boolean): Binary {
  return (text, part) =>
    typeof text === 'string' && typeof part === 'string' ? test(text, part) : noOverload(name, text, part)
}

function strict1(run: Run, apply: (value: Value) => Value): Code {
  return {
    run: frame => {
      const value = run(frame)
      return value instanceof Fail ? value : apply(value)
    },
  }
}

function strict2(left: Run, right: Run, apply: Binary): Code {
  return {
    run: frame => {
      const a = left(frame)
      if (a instanceof Fail) return a
      const b = right(frame)
      return b instanceof Fail ? b : apply(a, b)
    },
  }
}

function strictAny(name: string, isMethod: boolean, args: Code[]): Code {
  return {
    run: frame => {
      const values: Value[] = []
      for (const arg of args) {
        const value = arg.run(frame)
        if (value instanceof Fail) return value
        values.push(value)
      }
      return callLibrary(name, isMethod, values)
    },
  }
}

type Comparison = (sign: number) => boolean

const comparisons: Record<string, Comparison> = {
  '_<_': sign => sign < 0,
  '_<=_': sign => sign <= 0,
  '_>_': sign => sign > 0,
  '_>=_': sign => sign >= 0,
}

function compare(name: string, holds: Comparison, left: Code, right: Code): Code {
  const { constant: known } = right
  if ((typeof known === 'number' || typeof known === 'bigint') && Number.isFinite(Number(known))) {
    return compareWithNumber(name, holds, left.run, known)
  }
  return strict2(left.run, right.run, (a, b) => {
    const sign = order(name, a, b)
    return sign instanceof Fail ? sign : holds(sign)
  })
}

/** The commonest test of all, `x > 3`, without going through the general order. */
function compareWithNumber(name: string, holds: Comparison, left: Run, known: number | bigint): Code {
  const bound = Number(known)
  return {
    run: frame => {
      const value = left(frame)
      if (typeof value === 'number') return holds(value - bound)
      if (value instanceof Fail) return value
      const sign = order(name, value, known)
      return sign instanceof Fail ? sign : holds(sign)
    },
  }
}

function compileEqual(left: Code, right: Code, wanted: boolean): Code {
  const { constant: known } = right
  if (typeof known === 'string') return equalsText(left.run, known, wanted)
  return strict2(left.run, right.run, (a, b) => {
    const same = equal(a, b)
    return typeof same === 'boolean' ? same === wanted : same
  })
}

function equalsText(left: Run, text: string, wanted: boolean): Code {
  return {
    run: frame => {
      const value = left(frame)
      return value instanceof Fail ? value : (value === text) === wanted
    },
  }
}

function conditional(test: Run, yes: Run, no: Run): Code {
  return {
    run: frame => {
      const value = test(frame)
      if (value === true) return yes(frame)
      if (value === false) return no(frame)
      return value instanceof Fail ? value : noOverload('?:', value)
    },
  }
}

/** `a && b` of CEL: false if either is false, whatever became of the other. */
function and(left: Run, right: Run): Code {
  return {
    run: frame => {
      const a = left(frame)
      if (a === false) return false
      const b = right(frame)
      if (b === false || (a === true && b === true)) return b
      return firstFault('&&', a, b)
    },
  }
}

/** `a || b` of CEL: true if either is true, whatever became of the other. */
function or(left: Run, right: Run): Code {
  return {
    run: frame => {
      const a = left(frame)
      if (a === true) return true
      const b = right(frame)
      if (b === true || (a === false && b === false)) return b
      return firstFault('||', a, b)
    },
  }
}

export function firstFault(operator: string, left: Value, right: Value): Fail {
  if (left instanceof Fail) return left
  if (typeof left !== 'boolean') return noOverload(operator, left)
  return right instanceof Fail ? right : noOverload(operator, right)
}
