import {
  isIdentifier,
  isReserved,
  isTypeName,
  mixedArithmetic,
  type NumberKind,
  type ParsedExpr,
  parseExpr,
  parseTemplate,
} from '#lib/expr/index.ts'
import type { Faults } from './faults.ts'

/** Names that an expression at some place may use, and what kind of number stands behind each. */
export type NamesInReach = ReadonlyMap<string, NumberKind>

/** Checks a CEL expression: it parses, and uses only names that are bound where it stands. */
export function checkExpr(
  value: unknown,
  path: string,
  names: NamesInReach,
  all: NamesInReach,
  faults: Faults,
): void {
  if (!faults.text(value, path)) return
  const result = parseExpr(value)
  if (!result.ok) {
    faults.addText(path, result.message)
    return
  }
  checkNames(result.parsed, path, names, all, faults)
}

/** Checks a text with `{{ CEL }}` inside. */
export function checkTemplate(value: string, path: string, names: NamesInReach, faults: Faults): void {
  const result = parseTemplate(value)
  if (!result.ok) {
    faults.addText(path, result.message)
    return
  }
  for (const part of result.template.parts) {
    if (typeof part !== 'string') checkNames(part, path, names, names, faults)
  }
}

function checkNames(
  parsed: ParsedExpr,
  path: string,
  names: NamesInReach,
  all: NamesInReach,
  faults: Faults,
): void {
  for (const name of parsed.names) {
    if (names.has(name) || isTypeName(name)) continue
    if (all.has(name)) faults.add(path, `${name} 在这里还没有值`, `${name} has no value yet at this place`)
    else faults.add(path, `没有名为 ${name} 的名称`, `There is nothing named ${name} here`)
  }
  for (const { operator } of mixedArithmetic(parsed, name => names.get(name) ?? 'other')) {
    faults.warn(
      path,
      `“${operator}”的两边一边是整数、一边是小数，结果总是出错；JSON 里的数都是小数，请把整数写成 1.0 这样`,
      `"${operator}" mixes an int and a double, which is always an error; numbers in JSON are doubles, so write 1.0 instead of 1`,
    )
  }
}

/** Checks a name that a strategy gives (`as`, a measure). */
export function checkName(name: string, path: string, taken: ReadonlySet<string>, faults: Faults): void {
  if (isReserved(name)) {
    faults.add(
      path,
      `${name} 是 CEL 的保留字，请换一个名称`,
      `${name} is a reserved word of CEL; choose another name`,
    )
  } else if (!isIdentifier(name)) {
    faults.add(
      path,
      '名称只能由字母、数字和下划线组成，且不以数字开头',
      'A name has letters, digits and underscores only and does not start with a digit',
    )
  } else if (name === 'e' || name === 'customer') {
    faults.add(path, `${name} 另有含义，请换一个名称`, `${name} already has a meaning; choose another name`)
  } else if (taken.has(name)) {
    faults.add(path, `名称 ${name} 用了两次`, `The name ${name} is used twice`)
  }
}
