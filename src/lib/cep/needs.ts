import { type ParsedExpr, parseExpr, parseTemplate } from '#lib/expr/index.ts'
import type { Action, Strategy } from './types.ts'

/** Parses an expression of a strategy that has been found valid. */
export function parsedExpr(source: string): ParsedExpr {
  const result = parseExpr(source)
  if (!result.ok) throw new Error(`not a valid strategy: ${result.message.en}`)
  return result.parsed
}

/** Names that any expression of the strategy looks at: only events bound to these need to be kept whole. */
export function namesInUse(strategy: Strategy): Set<string> {
  const names = new Set<string>()
  const read = (source: string | undefined) => {
    if (source !== undefined) for (const name of parsedExpr(source).names) names.add(name)
  }
  for (const step of strategy.when) read(step.where)
  read(strategy.if)
  const variants = strategy.experiment?.variants ?? []
  const actions = [...(strategy.then ?? []), ...variants.flatMap(variant => variant.then)]
  for (const action of actions) readAction(action, read, names)
  return names
}

function readAction(action: Action, read: (source: string | undefined) => void, names: Set<string>): void {
  if (action.do === 'webhook') read(action.body)
  if (action.do === 'emit') for (const source of Object.values(action.props)) read(source)
  if (action.do === 'suggest') read(action.value)
  for (const text of textsOf(action)) {
    const result = parseTemplate(text)
    const parts = result.ok ? result.template.parts : []
    for (const part of parts) if (typeof part !== 'string') for (const name of part.names) names.add(name)
  }
}

function textsOf(action: Action): string[] {
  if (action.do === 'suggest') return [...Object.values(action.title), ...Object.values(action.reason)]
  if (action.do === 'task') return Object.values(action.title)
  return action.do === 'notify' ? Object.values(action.text) : []
}
