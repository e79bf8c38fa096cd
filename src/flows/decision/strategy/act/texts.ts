import type { Locale, LocalText } from '#kernel/error.ts'
import type { JsonObject, LiveFiring, Strategy } from '#lib/cep/index.ts'
import {
  type Binding,
  compileExpr,
  type EventView,
  emptyFrame,
  Fail,
  type Frame,
  type Json,
  parseExpr,
  parseTemplate,
  renderTemplate,
  type Scope,
  toJson,
} from '#lib/expr/index.ts'

/** What the expressions of a strategy's actions are evaluated on. */
export interface Sayer {
  /** A text in both languages with its `{{ }}` filled in; what is in error stands as `—`. */
  text(text: LocalText): LocalText
  /** The value of an expression as JSON, or why there is none. */
  value(expression: string): { ok: true; value: Json } | { ok: false; message: string }
}

/** Makes the names of a firing known to its actions: `as` names, measures, `customer`. */
export function makeSayer(strategy: Strategy, firing: LiveFiring, more: JsonObject): Sayer {
  const scope = scopeOf(strategy)
  const frame = frameOf(strategy, firing, more)
  return {
    text: text => ({ 'zh-CN': render(text, 'zh-CN', scope, frame), en: render(text, 'en', scope, frame) }),
    value: expression => {
      const parsed = parseExpr(expression)
      if (!parsed.ok) return { ok: false, message: parsed.message.en }
      const json = toJson(compileExpr(parsed.parsed, scope)(frame))
      return json instanceof Fail ? { ok: false, message: json.message } : { ok: true, value: json }
    },
  }
}

function render(text: LocalText, locale: Locale, scope: Scope, frame: Frame): string {
  const parsed = parseTemplate(text[locale])
  return parsed.ok ? renderTemplate(parsed.template, scope, locale)(frame).text : text[locale]
}

function asNames(strategy: Strategy): string[] {
  return strategy.when.flatMap(step => ('as' in step && step.as ? [step.as] : []))
}

function scopeOf(strategy: Strategy): Scope {
  const scope = new Map<string, Binding>([['customer', { kind: 'profile' }]])
  for (const [slot, name] of asNames(strategy).entries()) scope.set(name, { kind: 'event', slot })
  for (const [slot, name] of Object.keys(strategy.measures ?? {}).entries())
    scope.set(name, { kind: 'value', slot })
  return scope
}

function frameOf(strategy: Strategy, firing: LiveFiring, more: JsonObject): Frame {
  const frame = emptyFrame()
  frame.events = asNames(strategy).map(name => firing.bound[name] as EventView | undefined)
  frame.profile = { ...firing.profile, ...more }
  frame.values = Object.entries(strategy.measures ?? {}).map(([name, measure]) => {
    const value = firing.measures[name] ?? null
    // Counts are ints in CEL, the other measures doubles.
    return value !== null && ('count' in measure || 'distinct' in measure) ? BigInt(value) : value
  })
  return frame
}
