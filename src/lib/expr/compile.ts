import { type Code, compileCall, constant, type Run } from './calls.ts'
import { type Expr, planInLibrary, uint } from './library.ts'
import { compileMacro } from './macros.ts'
import { missing } from './ops.ts'
import type { ParsedExpr } from './parse.ts'
import {
  type EventView,
  eventMap,
  Fail,
  type Frame,
  isMap,
  type JsonObject,
  Span,
  Time,
  type Value,
  type ValueMap,
} from './value.ts'

/** What a name stands for: an event or a value in a slot of the frame, or the profile. */
export type Binding = { kind: 'event'; slot: number } | { kind: 'profile' } | { kind: 'value'; slot: number }

/** What the names of an expression stand for. */
export type Scope = ReadonlyMap<string, Binding>

/** Names in reach at a place of the expression: those of the scope, and the variables of macros around it. */
export interface Names {
  scope: Scope
  locals: ReadonlyMap<string, number>
}

/**
 * Compiles a parsed expression to a closure. It never throws: an error is a `Fail`. Names outside the scope
 * are errors when they are met.
 */
export function compileExpr(parsed: ParsedExpr, scope: Scope): Run {
  return compileNode(parsed.ast, { scope, locals: new Map() }).run
}

/** Compiles one node; what has no closure of its own is left to the library. */
export function compileNode(node: Expr, names: Names): Code {
  const { exprKind } = node
  switch (exprKind.case) {
    case 'constExpr':
      return compileConstant(exprKind.value.constantKind) ?? compileInLibrary(node, names)
    case 'identExpr':
      return compileName(exprKind.value.name, names) ?? compileInLibrary(node, names)
    case 'selectExpr':
      return compileSelect(node, names)
    case 'callExpr':
      return compileCall(exprKind.value, child => compileNode(child, names)) ?? compileInLibrary(node, names)
    case 'listExpr':
      return compileList(exprKind.value.elements.map(element => compileNode(element, names)))
    case 'structExpr':
      return compileMap(node, names) ?? compileInLibrary(node, names)
    case 'comprehensionExpr':
      return compileMacro(exprKind.value, names, compileNode) ?? compileInLibrary(node, names)
    default:
      return compileInLibrary(node, names)
  }
}

function compileConstant(kind: { case?: string | undefined; value?: unknown }): Code | undefined {
  if (kind.case === 'nullValue') return constant(null)
  if (kind.case === 'uint64Value' && typeof kind.value === 'bigint') return constant(uint(kind.value))
  const { value } = kind
  const simple =
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean'
  return simple ? constant(value) : undefined
}

function compileName(written: string, names: Names): Code | undefined {
  const name = written.replace(/^\./, '')
  const local = names.locals.get(name)
  if (local !== undefined) return { run: frame => frame.locals[local] as Value }
  const binding = names.scope.get(name)
  if (binding === undefined) return undefined
  if (binding.kind === 'profile') return { run: frame => frame.profile, object: frame => frame.profile }
  const { slot } = binding
  if (binding.kind === 'value') return { run: frame => frame.values[slot] as Value }
  return {
    run: frame => {
      const event = frame.events[slot]
      return event === undefined ? missing(name) : eventMap(event)
    },
    event: frame => frame.events[slot],
  }
}

type EventField = (event: EventView) => Value | undefined

const eventFields = new Map<string, EventField>([
  ['id', event => event.id],
  ['type', event => event.type],
  ['at', event => new Time(event.at)],
  ['customer', event => event.customer],
  ['person', event => event.person],
  ['opportunity', event => event.opportunity],
  ['props', event => event.props],
])

function compileSelect(node: Expr, names: Names): Code {
  if (node.exprKind.case !== 'selectExpr' || node.exprKind.value.operand === undefined) {
    return constant(new Fail('incomplete expression'))
  }
  const { operand, field, testOnly } = node.exprKind.value
  // `google.protobuf.Timestamp` is a name of CEL, not a field.
  if (startsWithGoogle(operand, names)) return compileInLibrary(node, names)
  const of = compileNode(operand, names)
  if (of.event !== undefined) return selectOfEvent(of.event, field, testOnly)
  if (testOnly) return compileHas(of.run, field)
  return of.object === undefined ? compileField(of.run, field) : compileAttribute(of.object, field)
}

function startsWithGoogle(node: Expr, names: Names): boolean {
  if (node.exprKind.case === 'identExpr') {
    const { name } = node.exprKind.value
    return name === 'google' && !names.scope.has(name) && !names.locals.has(name)
  }
  const operand = node.exprKind.case === 'selectExpr' ? node.exprKind.value.operand : undefined
  return operand !== undefined && startsWithGoogle(operand, names)
}

function selectOfEvent(event: NonNullable<Code['event']>, name: string, testOnly: boolean): Code {
  const read = eventFields.get(name)
  const fail = missing(name)
  if (testOnly) {
    return {
      run: frame => {
        const found = event(frame)
        return read !== undefined && found !== undefined && read(found) !== undefined
      },
    }
  }
  if (read === undefined) return { run: () => fail }
  const run: Run = frame => {
    const found = event(frame)
    return found === undefined ? fail : (read(found) ?? fail)
  }
  return name === 'props' ? { run, object: frame => event(frame)?.props } : { run }
}

/** `e.props.x` and `customer.x`, which conditions ask for most: the object is JSON for sure. */
function compileAttribute(of: (frame: Frame) => JsonObject | undefined, name: string): Code {
  const fail = missing(name)
  const inherited = name in Object.prototype
  return {
    run: frame => {
      const object = of(frame)
      if (object === undefined || (inherited && !Object.hasOwn(object, name))) return fail
      const value = object[name]
      return value === undefined ? fail : value
    },
  }
}

function compileField(of: Run, name: string): Code {
  const fail = missing(name)
  // A name that every object inherits has to be asked for as an own property; the others are simply read.
  const inherited = name in Object.prototype
  return {
    run: frame => {
      const value = of(frame)
      if (typeof value !== 'object' || value === null) return fail
      if (value instanceof Fail) return value
      if (!isMap(value) || (inherited && !Object.hasOwn(value, name))) return fail
      const found = (value as ValueMap)[name]
      return found === undefined ? fail : found
    },
  }
}

function compileHas(of: Run, name: string): Code {
  return {
    run: frame => {
      const value = of(frame)
      if (value instanceof Fail) return value
      if (value instanceof Time || value instanceof Span) return missing(name)
      return isMap(value) && Object.hasOwn(value, name) && value[name] !== undefined
    },
  }
}

function compileList(elements: Code[]): Code {
  const known = elements.map(element => element.constant)
  if (known.every(value => value !== undefined && !(value instanceof Fail))) return constant(known as Value[])
  const runs = elements.map(element => element.run)
  return {
    run: frame => {
      const list: Value[] = []
      for (const run of runs) {
        const value = run(frame)
        if (value instanceof Fail) return value
        list.push(value)
      }
      return list
    },
  }
}

/** A map whose keys are written out as different texts; any other is the library's. */
function compileMap(node: Expr, names: Names): Code | undefined {
  if (node.exprKind.case !== 'structExpr' || node.exprKind.value.messageName !== '') return undefined
  const entries: [string, Run][] = []
  for (const entry of node.exprKind.value.entries) {
    const key = entry.keyKind.case === 'mapKey' ? compileNode(entry.keyKind.value, names).constant : undefined
    if (typeof key !== 'string' || entry.value === undefined) return undefined
    if (entries.some(([name]) => name === key)) return undefined
    entries.push([key, compileNode(entry.value, names).run])
  }
  return { run: frame => buildMap(entries, frame) }
}

function buildMap(entries: readonly [string, Run][], frame: Frame): Value {
  const map: Record<string, Value> = Object.create(null)
  for (const [name, run] of entries) {
    const value = run(frame)
    if (value instanceof Fail) return value
    map[name] = value
  }
  return map
}

/** Leaves a node to the library, with the names it may look at. */
function compileInLibrary(node: Expr, names: Names): Code {
  let run: ReturnType<typeof planInLibrary>
  try {
    run = planInLibrary(node)
  } catch (error) {
    return constant(new Fail(error instanceof Error ? error.message : String(error)))
  }
  const all = [...names.scope.keys(), ...names.locals.keys()]
  const used = namesIn(node)
  const reads = [...new Set(all)]
    .filter(name => used.has(name))
    .map(name => [name, compileName(name, names)?.run] as const)
  return {
    run: frame => {
      const bindings = new Map<string, Value>()
      for (const [name, read] of reads) {
        const value = read?.(frame)
        if (value instanceof Fail) return value
        if (value !== undefined) bindings.set(name, value)
      }
      return run(bindings)
    },
  }
}

function namesIn(node: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof node !== 'object' || node === null) return found
  if ('$typeName' in node && node.$typeName === 'cel.expr.Expr.Ident' && 'name' in node) {
    found.add(String(node.name).replace(/^\./, ''))
  }
  for (const part of Object.values(node)) namesIn(part, found)
  return found
}
