import type { Expr } from './library.ts'
import type { ParsedExpr } from './parse.ts'

/** What is known of a number before it is seen: JSON numbers are doubles. */
export type NumberKind = 'int' | 'double' | 'json' | 'other'

/** Arithmetic that mixes ints and doubles, which CEL always answers with an error. */
export interface IntDoubleMix {
  operator: string
}

const operators: Record<string, string> = { '_+_': '+', '_-_': '-', '_*_': '*', '_/_': '/', '_%_': '%' }

/**
 * Finds arithmetic between an int and a double (or a number out of JSON), such as `e.props.n + 1`.
 * @param kindOf what kind of number stands behind a name
 */
export function mixedArithmetic(parsed: ParsedExpr, kindOf: (name: string) => NumberKind): IntDoubleMix[] {
  const found: IntDoubleMix[] = []
  kind(parsed.ast, kindOf, found)
  return found
}

function kind(
  node: Expr | undefined,
  kindOf: (name: string) => NumberKind,
  found: IntDoubleMix[],
): NumberKind {
  if (node === undefined) return 'other'
  const { exprKind } = node
  switch (exprKind.case) {
    case 'constExpr':
      return constantKind(exprKind.value.constantKind.case)
    case 'identExpr':
      return kindOf(exprKind.value.name)
    case 'selectExpr':
      return selected(exprKind.value.field, kind(exprKind.value.operand, kindOf, found))
    case 'callExpr':
      return callKind(exprKind.value, kindOf, found)
    case 'comprehensionExpr':
      kind(exprKind.value.iterRange, kindOf, found)
      kind(exprKind.value.loopStep, kindOf, found)
      return 'other'
    case 'listExpr':
      for (const element of exprKind.value.elements) kind(element, kindOf, found)
      return 'other'
    case 'structExpr':
      for (const entry of exprKind.value.entries) kind(entry.value, kindOf, found)
      return 'other'
    default:
      return 'other'
  }
}

function constantKind(name: string | undefined): NumberKind {
  return name === 'int64Value' ? 'int' : name === 'doubleValue' ? 'double' : 'other'
}

function selected(field: string, of: NumberKind): NumberKind {
  return of === 'json' && field !== 'at' ? 'json' : 'other'
}

function callKind(
  call: { function: string; target?: Expr | undefined; args: Expr[] },
  kindOf: (name: string) => NumberKind,
  found: IntDoubleMix[],
): NumberKind {
  const kinds = [...(call.target ? [call.target] : []), ...call.args].map(arg => kind(arg, kindOf, found))
  const operator = operators[call.function]
  if (operator !== undefined) return arithmeticKind(operator, kinds, found)
  if (call.function === '_?_:_') return kinds[1] === kinds[2] ? (kinds[1] ?? 'other') : 'other'
  if (call.function === '_[_]') return kinds[0] === 'json' ? 'json' : 'other'
  if (call.function === '-_') return kinds[0] ?? 'other'
  if (call.function === 'size' || call.function === 'int') return 'int'
  return call.function === 'double' ? 'double' : 'other'
}

function arithmeticKind(operator: string, kinds: NumberKind[], found: IntDoubleMix[]): NumberKind {
  const hasInt = kinds.includes('int')
  const hasDouble = kinds.includes('double') || kinds.includes('json')
  if (hasInt && hasDouble) found.push({ operator })
  if (hasInt) return 'int'
  return kinds.includes('double') ? 'double' : kinds.every(part => part === 'json') ? 'json' : 'other'
}
