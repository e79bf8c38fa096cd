import type { Run } from './calls.ts'
import { compileExpr, type Scope } from './compile.ts'
import { parseExpr } from './parse.ts'
import { type EventView, emptyFrame, type JsonObject } from './value.ts'

const scope: Scope = new Map([
  ['e', { kind: 'event', slot: 0 }],
  ['customer', { kind: 'profile' }],
])

/**
 * Makes a test of an event `e` and a profile `customer`: true only where the expression is `true`; an
 * expression in error doesn't match. Throws an Error (message in English) for one that doesn't parse.
 */
export function compileCondition(cel: string): (input: { e?: EventView; customer?: JsonObject }) => boolean {
  const result = parseExpr(cel)
  if (!result.ok) throw new Error(result.message.en)
  const run: Run = compileExpr(result.parsed, scope)
  const frame = emptyFrame()
  return ({ e, customer }) => {
    frame.events[0] = e
    frame.profile = customer ?? {}
    return run(frame) === true
  }
}
