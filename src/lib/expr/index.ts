export type { Run as CompiledExpr } from './calls.ts'
export { type Binding, compileExpr, type Scope } from './compile.ts'
export { compileCondition } from './condition.ts'
export { type IntDoubleMix, mixedArithmetic, type NumberKind } from './lint.ts'
export {
  isIdentifier,
  isReserved,
  isTypeName,
  type ParsedExpr,
  type ParseResult,
  parseExpr,
} from './parse.ts'
export { toJson } from './result.ts'
export { parseTemplate, renderTemplate, type Template } from './template.ts'
export {
  type EventView,
  emptyFrame,
  Fail,
  type Frame,
  type Json,
  type JsonObject,
  type Value,
} from './value.ts'
