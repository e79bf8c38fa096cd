import { AppError } from '#kernel/error.ts'
import type { PropTest } from '#kernel/ports/lake.ts'
import { type ParsedExpr, parseExpr } from '#lib/expr/index.ts'
import { errors } from './api.ts'

type Expr = ParsedExpr['ast']
type Constant = string | number | boolean | null

/** What a board can't compute, as it would be said to a person. */
class TooRich extends Error {}

/**
 * A condition in CEL as a test that the lake answers: comparisons of `e.props` with constants, joined by `&&`, `||` and `!`.
 * @throws AppError `journey.condition` where it doesn't parse, `journey.condition-too-rich` for anything more
 */
export function toPropTest(event: string, cel: string): PropTest {
  const result = parseExpr(cel)
  if (!result.ok)
    throw new AppError(errors['journey.condition'], {
      event,
      fault: `${result.message['zh-CN']} / ${result.message.en}`,
    })
  try {
    return testOf(result.parsed.ast)
  } catch (error) {
    if (!(error instanceof TooRich)) throw error
    throw new AppError(errors['journey.condition-too-rich'], { event, part: error.message })
  }
}

const compared = { '_<_': '<', '_<=_': '<=', '_>_': '>', '_>=_': '>=' } as const
const turned = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const
const searches = new Set(['startsWith', 'endsWith', 'contains'])

function testOf({ exprKind }: Expr): PropTest {
  if (exprKind.case === 'selectExpr' && exprKind.value.testOnly) {
    const { operand, field } = exprKind.value
    return { op: 'has', path: [...pathOf(operand), field] }
  }
  if (exprKind.case !== 'callExpr') throw new TooRich(nameOf(exprKind.case))
  const { function: name, target, args } = exprKind.value
  if (name === '_&&_') return { op: 'and', tests: args.map(testOf) }
  if (name === '_||_') return { op: 'or', tests: args.map(testOf) }
  if (name === '!_') return { op: 'not', test: testOf(args[0]!) }
  if (name === '_==_') return equality(args)
  if (name === '_!=_') return { op: 'not', test: equality(args) }
  if (name === '@in') return membership(args)
  if (name in compared) return comparison(compared[name as keyof typeof compared], args)
  if (target && searches.has(name)) return search(name as 'contains', target, args)
  throw new TooRich(name)
}

function equality(args: readonly Expr[]): PropTest {
  const [left, right] = sides(args)
  return { op: '==', path: left, value: right }
}

/** A path and a constant, whichever side each is on. */
function sides([left, right]: readonly Expr[]): [path: string[], value: Constant, isTurned: boolean] {
  return isConstant(right!)
    ? [pathOf(left), constantOf(right!), false]
    : [pathOf(right), constantOf(left!), true]
}

function comparison(op: '<' | '<=' | '>' | '>=', args: readonly Expr[]): PropTest {
  const [path, value, isTurned] = sides(args)
  if (typeof value !== 'string' && typeof value !== 'number') throw new TooRich(op)
  return { op: isTurned ? turned[op] : op, path, value }
}

function membership([item, list]: readonly Expr[]): PropTest {
  if (list!.exprKind.case === 'listExpr')
    return { op: 'in', path: pathOf(item), values: list!.exprKind.value.elements.map(plainOf) }
  return { op: 'holds', path: pathOf(list), value: plainOf(item!) }
}

function search(op: 'startsWith' | 'endsWith' | 'contains', target: Expr, args: readonly Expr[]): PropTest {
  const value = args[0] && constantOf(args[0])
  if (typeof value !== 'string') throw new TooRich(op)
  return { op, path: pathOf(target), value }
}

/** `e.props.a['b']` → a, b. */
function pathOf(expr: Expr | undefined): string[] {
  if (!expr) throw new TooRich('?')
  const { exprKind } = expr
  if (exprKind.case === 'selectExpr' && !exprKind.value.testOnly) {
    const { operand, field } = exprKind.value
    return isEventProps(operand, field) ? [] : [...pathOf(operand), field]
  }
  if (exprKind.case === 'callExpr' && exprKind.value.function === '_[_]') {
    const [operand, key] = exprKind.value.args
    const name = key && isConstant(key) ? constantOf(key) : undefined
    if (typeof name === 'string') return [...pathOf(operand), name]
  }
  throw new TooRich(exprKind.case === 'identExpr' ? exprKind.value.name : nameOf(exprKind.case))
}

function isEventProps(operand: Expr | undefined, field: string): boolean {
  return field === 'props' && operand?.exprKind.case === 'identExpr' && operand.exprKind.value.name === 'e'
}

const isConstant = ({ exprKind }: Expr) => exprKind.case === 'constExpr'

function constantOf({ exprKind }: Expr): Constant {
  if (exprKind.case !== 'constExpr') throw new TooRich(nameOf(exprKind.case))
  const { constantKind } = exprKind.value
  switch (constantKind.case) {
    case 'stringValue':
    case 'boolValue':
    case 'doubleValue':
      return constantKind.value
    case 'int64Value':
    case 'uint64Value':
      return Number(constantKind.value)
    case 'nullValue':
      return null
    default:
      throw new TooRich(constantKind.case ?? '?')
  }
}

function plainOf(expr: Expr): string | number | boolean {
  const value = constantOf(expr)
  if (value === null) throw new TooRich('null')
  return value
}

const nameOf = (kind: string | undefined) => (kind ?? '?').replace('Expr', '')
