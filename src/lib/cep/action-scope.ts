import type { Locale, LocalText } from '#kernel/error.ts'
import {
  type Binding,
  compileExpr,
  emptyFrame,
  Fail,
  type Frame,
  type Json,
  parseTemplate,
  renderTemplate,
  toJson,
  type Value,
} from '#lib/expr/index.ts'
import { parsedExpr } from './needs.ts'
import type { Firing, Strategy } from './types.ts'

export type Evaluated = { ok: true; value: Json } | { ok: false; error: string }

export interface RenderedText {
  text: LocalText
  /** Messages of placeholders in error, which stand as `—` in the text. */
  errors: string[]
}

type Compiled<T> = Map<string, (frame: Frame) => T>

/**
 * Evaluates the expressions of one strategy's actions on its firings: measures by name, `as` names, `customer`.
 * Each expression is compiled once.
 */
export class ActionScope {
  private readonly scope = new Map<string, Binding>([['customer', { kind: 'profile' }]])
  private readonly eventNames: string[] = []
  private readonly measures: { name: string; isInt: boolean }[] = []
  private readonly texts: Compiled<{ text: string; errors: string[] }> = new Map()
  private readonly values: Compiled<Value> = new Map()

  constructor(strategy: Strategy) {
    for (const step of strategy.when) {
      if (!('event' in step) || step.as === undefined) continue
      this.scope.set(step.as, { kind: 'event', slot: this.eventNames.length })
      this.eventNames.push(step.as)
    }
    for (const [name, measure] of Object.entries(strategy.measures ?? {})) {
      this.scope.set(name, { kind: 'value', slot: this.measures.length })
      this.measures.push({ name, isInt: 'count' in measure || 'distinct' in measure })
    }
  }

  /** Fills the placeholders of a text in both languages. */
  text(text: LocalText, firing: Firing): RenderedText {
    const frame = this.frameOf(firing)
    const zh = this.render(text['zh-CN'], 'zh-CN', frame)
    const en = this.render(text.en, 'en', frame)
    return { text: { 'zh-CN': zh.text, en: en.text }, errors: [...new Set([...zh.errors, ...en.errors])] }
  }

  /** The value of an expression as JSON, or why there is none. */
  json(source: string, firing: Firing): Evaluated {
    let run = this.values.get(source)
    if (run === undefined) {
      run = compileExpr(parsedExpr(source), this.scope)
      this.values.set(source, run)
    }
    const json = toJson(run(this.frameOf(firing)))
    return json instanceof Fail ? { ok: false, error: json.message } : { ok: true, value: json }
  }

  private render(text: string, locale: Locale, frame: Frame): { text: string; errors: string[] } {
    const id = `${locale}:${text}`
    let render = this.texts.get(id)
    if (render === undefined) {
      const result = parseTemplate(text)
      if (!result.ok) throw new Error(`not a valid strategy: ${result.message.en}`)
      render = renderTemplate(result.template, this.scope, locale)
      this.texts.set(id, render)
    }
    return render(frame)
  }

  private frameOf(firing: Firing): Frame {
    return {
      ...emptyFrame(),
      events: this.eventNames.map(name =>
        Object.hasOwn(firing.bound, name) ? firing.bound[name] : undefined,
      ),
      profile: firing.profile,
      values: this.measures.map(({ name, isInt }) => {
        const value = firing.measures[name] ?? null
        return isInt && value !== null ? BigInt(value) : value
      }),
    }
  }
}
