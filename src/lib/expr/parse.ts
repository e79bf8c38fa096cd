import { parse } from '@bufbuild/cel'
import type { LocalText } from '#kernel/error.ts'
import { type Expr, knowsFunction } from './library.ts'

/** A parsed expression and the names it uses, without the variables of its own macros. */
export interface ParsedExpr {
  source: string
  ast: Expr
  names: ReadonlySet<string>
}

export type ParseResult = { ok: true; parsed: ParsedExpr } | { ok: false; message: LocalText }

/** Names that CEL itself gives a meaning as values: types. */
const typeNames = new Set('int uint double bool string bytes list map null_type type google'.split(' '))

/** Functions that are syntax: operators and macros are written as calls in the tree. */
const operators = new Set(['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false'])

const reserved = new Set(
  (
    'false in null true as break const continue else for function if import let loop package namespace ' +
    'return var void while'
  ).split(' '),
)

/** Whether a word is an identifier of CEL that may name something. */
export function isIdentifier(word: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(word) && !reserved.has(word)
}

/** Whether a word is reserved by CEL. */
export function isReserved(word: string): boolean {
  return reserved.has(word)
}

/** Parses a CEL expression. A fault says where and why, in both languages. */
export function parseExpr(source: string): ParseResult {
  let ast: Expr | undefined
  try {
    ast = parse(source).expr
  } catch (error) {
    return { ok: false, message: syntaxFault(source, error) }
  }
  if (ast === undefined) return { ok: false, message: syntaxFault(source, undefined) }
  if (depth(ast) > MAX_DEPTH) return { ok: false, message: tooDeep }
  const names = new Set<string>()
  const fault = walk(ast, names, new Set())
  return fault ? { ok: false, message: fault } : { ok: true, parsed: { source, ast, names } }
}

/** As in cel-go: deeper than anyone writes, and far from the end of the stack. */
const MAX_DEPTH = 250

function depth(root: Expr): number {
  let deepest = 0
  const open: [Expr, number][] = [[root, 1]]
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const [node, level] = top
    deepest = Math.max(deepest, level)
    for (const child of children(node)) if (child) open.push([child, level + 1])
  }
  return deepest
}

const tooDeep: LocalText = {
  'zh-CN': '表达式嵌套太深，请拆开写',
  en: 'The expression is nested too deeply; split it up',
}

function syntaxFault(source: string, error: unknown): LocalText {
  if (error instanceof RangeError) return tooDeep
  const start = placeOf(error)
  const near = start === undefined ? '' : source.slice(start.offset, start.offset + 20)
  const reason = error instanceof Error ? shortReason(error) : ''
  const column = start === undefined ? '' : start.column
  return {
    'zh-CN': `表达式写法有误${column === '' ? '' : `（第 ${column} 个字符）`}${near ? `，在“${near}”处` : ''}：${reason}`,
    en: `The expression doesn't parse${column === '' ? '' : ` at character ${column}`}${near ? `, near "${near}"` : ''}: ${reason}`,
  }
}

function placeOf(error: unknown): { offset: number; column: number } | undefined {
  if (typeof error !== 'object' || error === null || !('location' in error)) return undefined
  const location = error.location as { start?: { offset: number; column: number } }
  return location.start
}

function shortReason(error: Error): string {
  const reason =
    'rawMessage' in error && typeof error.rawMessage === 'string' ? error.rawMessage : error.message
  return reason.length > 80 ? `${reason.slice(0, 80)}…` : reason
}

/** Gathers names and checks what the parser lets pass; the first fault, or undefined. */
function walk(node: Expr, names: Set<string>, bound: ReadonlySet<string>): LocalText | undefined {
  const { exprKind } = node
  if (exprKind.case === 'identExpr') {
    const name = exprKind.value.name.replace(/^\./, '')
    if (!bound.has(name)) names.add(name)
    return undefined
  }
  if (exprKind.case === 'constExpr') return constantFault(exprKind.value.constantKind)
  if (exprKind.case === 'comprehensionExpr') {
    const { iterRange, iterVar, accuVar, accuInit, loopCondition, loopStep, result } = exprKind.value
    const inner = new Set([...bound, iterVar, accuVar])
    return (
      walkAll([iterRange, accuInit], names, bound) ?? walkAll([loopCondition, loopStep, result], names, inner)
    )
  }
  if (exprKind.case === 'callExpr') {
    const { function: name } = exprKind.value
    if (!operators.has(name) && !knowsFunction(name)) return unknownFunction(name)
  }
  return walkAll(children(node), names, bound)
}

function walkAll(
  nodes: readonly (Expr | undefined)[],
  names: Set<string>,
  bound: ReadonlySet<string>,
): LocalText | undefined {
  for (const node of nodes) {
    const fault = node && walk(node, names, bound)
    if (fault) return fault
  }
  return undefined
}

function children(node: Expr): (Expr | undefined)[] {
  const { exprKind } = node
  if (exprKind.case === 'callExpr') return [exprKind.value.target, ...exprKind.value.args]
  if (exprKind.case === 'comprehensionExpr') {
    const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
    return [iterRange, accuInit, loopCondition, loopStep, result]
  }
  if (exprKind.case === 'selectExpr') return [exprKind.value.operand]
  if (exprKind.case === 'listExpr') return exprKind.value.elements
  if (exprKind.case !== 'structExpr') return []
  return exprKind.value.entries.flatMap(entry => [
    entry.keyKind.case === 'mapKey' ? entry.keyKind.value : undefined,
    entry.value,
  ])
}

function constantFault(constant: { case?: string | undefined; value?: unknown }): LocalText | undefined {
  if (typeof constant.value !== 'bigint') return undefined
  const fits =
    constant.case === 'uint64Value' ? BigInt.asUintN(64, constant.value) : BigInt.asIntN(64, constant.value)
  if (fits === constant.value) return undefined
  return {
    'zh-CN': `整数 ${constant.value} 超出范围，请写成小数（例如 1.0）`,
    en: `The integer ${constant.value} is out of range; write it as a double (like 1.0)`,
  }
}

function unknownFunction(name: string): LocalText {
  return { 'zh-CN': `没有名为 ${name} 的函数`, en: `There is no function ${name}` }
}

/** Whether a name is one of CEL's own (a type), which an expression may use without anybody binding it. */
export function isTypeName(name: string): boolean {
  return typeNames.has(name)
}
