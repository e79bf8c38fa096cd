import { type Code, firstFault, type Run } from './calls.ts'
import type { Names } from './compile.ts'
import type { Expr } from './library.ts'
import { noOverload } from './ops.ts'
import { Fail, type Frame, isList, isMap, type Value } from './value.ts'

type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value']

/**
 * Compiles `exists`, `all`, `filter` and `map` (their expansions, as the parser writes them); undefined for
 * any other comprehension.
 */
export function compileMacro(
  macro: Comprehension,
  names: Names,
  compile: (node: Expr, names: Names) => Code,
): Code | undefined {
  const shape = shapeOf(macro)
  if (shape === undefined || macro.iterRange === undefined) return undefined
  const slot = names.locals.size
  const range = compile(macro.iterRange, names).run
  // A shadowed variable keeps its own slot: the inner one is another.
  const free = names.locals.has(macro.iterVar) ? undefined : slot
  if (free === undefined) return undefined
  const body = compile(shape.body, {
    scope: names.scope,
    locals: new Map(names.locals).set(macro.iterVar, free),
  })
  return { run: frame => overItems(range(frame), items => loops[shape.kind](items, free, body.run, frame)) }
}

interface Shape {
  kind: 'exists' | 'all' | 'filter' | 'map'
  body: Expr
}

function shapeOf({ accuVar, iterVar, loopStep }: Comprehension): Shape | undefined {
  if (loopStep?.exprKind.case !== 'callExpr') return undefined
  const { function: name, args } = loopStep.exprKind.value
  const [first, second, third] = args
  if (name === '_?_:_' && first && isAppend(second, accuVar, iterVar) && isName(third, accuVar)) {
    return { kind: 'filter', body: first }
  }
  if (!isName(first, accuVar) || second === undefined) return undefined
  if (name === '_||_') return { kind: 'exists', body: second }
  if (name === '_&&_') return { kind: 'all', body: second }
  const item =
    name === '_+_' && second.exprKind.case === 'listExpr' ? second.exprKind.value.elements[0] : undefined
  return item && { kind: 'map', body: item }
}

function isName(node: Expr | undefined, name: string): boolean {
  return node?.exprKind.case === 'identExpr' && node.exprKind.value.name === name
}

/** `@result + [x]`: what `filter` keeps. */
function isAppend(node: Expr | undefined, accuVar: string, iterVar: string): boolean {
  if (node?.exprKind.case !== 'callExpr' || node.exprKind.value.function !== '_+_') return false
  const [accu, list] = node.exprKind.value.args
  const items = list?.exprKind.case === 'listExpr' ? list.exprKind.value.elements : []
  return isName(accu, accuVar) && items.length === 1 && isName(items[0], iterVar)
}

function overItems(range: Value, loop: (items: readonly Value[]) => Value): Value {
  if (range instanceof Fail) return range
  if (isList(range)) return loop(range)
  return isMap(range) ? loop(Object.keys(range)) : noOverload('a macro', range)
}

type Loop = (items: readonly Value[], slot: number, body: Run, frame: Frame) => Value

const loops: Record<Shape['kind'], Loop> = {
  exists: (items, slot, body, frame) => decide(items, slot, body, frame, true),
  all: (items, slot, body, frame) => decide(items, slot, body, frame, false),
  filter: (items, slot, body, frame) => {
    const kept: Value[] = []
    for (const item of items) {
      frame.locals[slot] = item
      const value = body(frame)
      if (value === true) kept.push(item)
      else if (value !== false) return value instanceof Fail ? value : noOverload('filter', value)
    }
    return kept
  },
  map: (items, slot, body, frame) => {
    const results: Value[] = []
    for (const item of items) {
      frame.locals[slot] = item
      const value = body(frame)
      if (value instanceof Fail) return value
      results.push(value)
    }
    return results
  },
}

/** `exists` ends with the first true, `all` with the first false; an error counts only where neither comes. */
function decide(items: readonly Value[], slot: number, body: Run, frame: Frame, decisive: boolean): Value {
  let fault: Fail | undefined
  for (const item of items) {
    frame.locals[slot] = item
    const value = body(frame)
    if (value === decisive) return decisive
    if (value !== !decisive) fault ??= firstFault(decisive ? '||' : '&&', !decisive, value)
  }
  return fault ?? !decisive
}
